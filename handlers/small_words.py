"""Answers of a word or two that mean the same whatever was asked: yes, leave it, thanks; and what they are not: a name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from handlers import locales

NAME_LENGTH = 60
NAME_WORDS = 8
SENTENCE = re.compile(r"[?!。？！；;\n]|[，,](?!\s*(inc|ltd|llc|co|corp|gmbh|limited)\b)", re.IGNORECASE)
"""What stands in sentences and not in names."""


def means(text: str, group: str) -> bool:
    """Whether a text is all words of a group of ``commands.toml`` (``cancel``, ``confirm``, ``nothing``, ``politeness`` …) in any language."""
    bare, words = _bare(text), _words(group)
    return bare in words or (bool(bare) and all(word in words for word in bare.split()))


def may_be_a_name(text: str) -> bool:
    """Whether somebody who was asked for a name has typed one: not thanks, not a sentence."""
    is_short = len(text) <= NAME_LENGTH and len(text.split()) <= NAME_WORDS
    is_small = means(text, "politeness") or means(text, "greeting")
    return is_short and any(letter.isalpha() for letter in text) and not SENTENCE.search(text) and not is_small


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(word for language in locales.LANGUAGES for word in locales.load(language, "commands")[group]["words"])


def _bare(text: str) -> str:
    """A text without punctuation and pictures, in lower case."""
    letters = (letter if unicodedata.category(letter)[0] in "LN" or letter == "'" else " " for letter in text.casefold().replace("’", "'"))
    return " ".join("".join(letters).split())
