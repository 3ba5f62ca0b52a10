"""Slack's own words; what the assistant says comes from ``handlers.texts``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "locales"


@cache
def load(language: str) -> dict[str, dict[str, str]]:
    """All words of a language, by section."""
    found: dict[str, Any] = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return found


def say(language: str, key: str, **values: object) -> str:
    """The text under ``section.key`` with its values filled in; raises KeyError where there is none."""
    group, _, name = key.partition(".")
    return load(language)[group][name].format(**values)


def hint(language: str, kind: str) -> str:
    """What stands below an input of a kind of field; empty where it needs no word."""
    return load(language)["hints"].get(kind, "")
