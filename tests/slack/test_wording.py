"""Slack's own words are the same in every language."""

from __future__ import annotations

import string

import pytest

from bot.platforms.slack.wording import load
from handlers.locales import LANGUAGES


def words(language: str) -> dict[str, set[str]]:
    """Each text's key and what is filled in."""
    return {
        f"{group}.{name}": {field for _, field, _, _ in string.Formatter().parse(text) if field}
        for group, texts in load(language).items()
        for name, text in texts.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_placeholders(language: str) -> None:
    assert words(language) == words("en")
