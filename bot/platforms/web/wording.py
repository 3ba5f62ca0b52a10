"""The web chat's own words; what the assistant says comes from ``handlers.texts``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from handlers import texts
from handlers.locales import LANGUAGES

FOLDER = Path(__file__).parent / "locales"


@cache
def load(language: str) -> dict[str, Any]:
    """All words of a language, by section."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def say(language: str, key: str, **values: object) -> str:
    """The text under a dotted key with its values filled in; raises KeyError where there is none."""
    node: Any = load(language)
    for part in key.split("."):
        node = node[part]
    assert isinstance(node, str)
    return node.format(**values) if values else node


def speaker(language: str) -> Callable[..., str]:
    """``say`` in one language, for templates."""
    return lambda key, **values: say(language, key, **values)


def language_names() -> dict[str, str]:
    """Each language and what it calls itself."""
    return {language: Locale.parse(language).get_display_name(language) or language for language in LANGUAGES}


def best_language(accepted: str, default: str) -> str:
    """The language of a visitor who has not chosen one, from the browser's ``Accept-Language``."""
    for part in accepted.split(","):
        language = part.split(";")[0].split("-")[0].strip().lower()
        if language in LANGUAGES:
            return language
    return default


def day(language: str, value: date, today: date) -> str:
    """A day between messages: today, yesterday, or its date."""
    if value == today:
        return say(language, "transcript.today")
    if value == today - timedelta(days=1):
        return say(language, "transcript.yesterday")
    return texts.day(language, value, today)


def clock(language: str, instant: datetime, zone: ZoneInfo) -> str:
    """The time of day of a message."""
    return texts.clock(language, instant.astimezone(zone).time())


def short_moment(language: str, instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """When something was said, as short as can be: the time where it was today, else the day."""
    value, today = instant.astimezone(zone).date(), now.astimezone(zone).date()
    return clock(language, instant, zone) if value == today else day(language, value, today)
