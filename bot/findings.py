"""What ``doctor`` finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What one check found, in a line, and what to do about it."""

    check: str
    mark: Mark
    text: str
    advice: str = ""
