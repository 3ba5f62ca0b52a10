"""Answers of a word or two that mean the same whatever was asked: yes, leave it, thanks; and what they are not: a name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from handlers import locales

NAME_LENGTH = 60
PLAIN_WORDS = 3
"""A name of more words than that is written with capitals."""
TELLS = 40
"""Halves of Latin letters: twenty of them, or eight Chinese characters."""
SENTENCE = re.compile(r"[?!。？！；;\n]|[，,](?!\s*(inc|ltd|llc|co|corp|gmbh|limited)\b)", re.IGNORECASE)
"""What stands in sentences and not in names."""

DIGITS_OF_PHONE = 6
"""No name has so many digits: 陳生電話 98765432 is something else."""


def means(text: str, group: str) -> bool:
    """Whether a text is all words of a group of ``commands.toml`` (``cancel``, ``confirm``, ``nothing``, ``politeness`` …) in any language."""
    bare, words = _bare(text), _words(group)
    return bare in words or (bool(bare) and all(word in words for word in bare.split()))


def is_question(text: str) -> bool:
    """Whether a text asks something, as its last mark or word says."""
    text = text.strip()
    return text.endswith(("?", "？")) or text.rstrip("。.!！~").endswith(tuple(_words("question_end")))


def without(text: str, group: str) -> str:
    """A text without the words of a group: in Chinese wherever they stand, elsewhere as whole words."""
    for word in _words(group):
        text = re.sub(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), " ", text)
    return text


def may_be_a_name(text: str) -> bool:
    """Whether somebody who was asked for a name has typed one: not thanks, not a sentence."""
    words = text.split()
    is_short = len(text) <= NAME_LENGTH and (len(words) <= PLAIN_WORDS or sum(not word[0].islower() for word in words) * 2 >= len(words))
    is_number = sum(letter.isdigit() for letter in text) >= DIGITS_OF_PHONE
    is_small = any(means(text, group) for group in ("politeness", "greeting", "cancel", "confirm"))
    folded = text.strip().casefold()
    is_said = (
        bool(SENTENCE.search(text)) or folded.endswith(tuple(_words("sentence_end"))) or any(word in folded for word in _words("sentence_words"))
    )
    return is_short and any(letter.isalpha() for letter in text) and not (is_said or is_small or is_number)


def tells_something(text: str) -> bool:
    """Whether a text is too long to be a word or two in answer to a question: something of its own."""
    return sum(2 if letter.isascii() else 5 for letter in text.strip()) >= TELLS


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(word for language in locales.LANGUAGES for word in locales.load(language, "commands")[group]["words"])


def _bare(text: str) -> str:
    """A text without punctuation and pictures, in lower case."""
    letters = (letter if unicodedata.category(letter)[0] in "LN" or letter == "'" else " " for letter in text.casefold().replace("’", "'"))
    return " ".join("".join(letters).split())
