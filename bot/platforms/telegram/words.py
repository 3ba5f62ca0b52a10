"""Telegram's own words; what the assistant says comes from ``handlers.texts``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locales"


@cache
def load(language: str) -> dict[str, str]:
    """All words of a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def say(language: str, key: str) -> str:
    """The text under a key; raises KeyError where there is none."""
    return load(language)[key]
