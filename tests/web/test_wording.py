"""The web chat's own words: all of them in every language, and only what is used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.platforms.web import wording
from handlers.locales import LANGUAGES

WEB = Path(wording.__file__).parent
SOURCES = "\n".join(path.read_text("utf-8") for pattern in ("*.py", "templates/*.html") for path in sorted(WEB.glob(pattern)))
BUILT = (
    *("people.rep", "people.manager", "people.admin", "transcript.waiting", "transcript.done", "transcript.failed"),
    *("chats.picture", "chats.document", "chats.location"),
    *("location.place", "location.latitude", "location.longitude", "location.missing", "location.latitude_range", "location.longitude_range"),
)
"""Keys that are put together where they are used."""


def flat(node: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_slots(language: str) -> None:
    first, other = flat(wording.load("en")), flat(wording.load(language))
    assert set(first) == set(other)
    for key, text in first.items():
        if isinstance(text, str):
            assert slots(text) == slots(other[key]), key


def test_every_word_is_used() -> None:
    used = set(re.findall(r"""["']([a-z_]+\.[a-z_]+|[a-z_]+)["']""", SOURCES)) | set(BUILT)
    assert set(flat(wording.load("en"))) - used == set()


def test_a_visitors_language_is_the_first_that_is_there() -> None:
    assert wording.best_language("fr-FR, zh-CN;q=0.9, en;q=0.8", "en") == "zh"
    assert wording.best_language("", "zh") == "zh"
    assert wording.best_language("de", "en") == "en"
