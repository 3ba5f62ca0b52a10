"""Slips of the thumb in the words that a message turns on ("sigend", "remnid me"), and words written short ("mtg"). Names are left as typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.parsing.casing import date_words, is_word, usual_words
from handlers.parsing.name_words import name_words
from handlers.parsing.names import KnownNames
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text

SHORTEST = 5
"""Shorter words are too like each other to guess at."""
MOST_ALIKE = 8
BEFORE = 30
CALLED = ("called", "named")
TYPED = re.compile(r"(?<![\w@./#'&-])[a-z]{5,20}(?![\w@/&-]|\.\w|'[a-z])")
"""What may be such a word: in lower case, for a capital may begin a name."""

FIRST = shape("spelling.first")
"""A first word that only two letters swapped make a usual one is no name: "Recieved 5k"."""
SHORT = shape("spelling.short")
"""What may be written short: in lower case, or as a phone begins a message."""


@cache
def shorthand() -> dict[str, str]:
    """The words that are meant, by what is written short for them."""
    return dict(one.split("=") for one in name_words("shorthand"))


def spelt(text: Text, names: KnownNames | None) -> Text:
    """A text with the slips in its usual words put right; its places are still those of what was typed."""
    known = names.starts if names is not None else {}
    first = FIRST.match(text.clean)
    if first is not None and (word := first[1].lower()) not in known and sorted(meant := put_right(word)) == sorted(word):
        text = text.with_word(*first.span(1), meant)
    for hit in reversed([*SHORT.finditer(text.clean)]):
        word = "" if hit.group() in known else shorthand().get(hit.group().lower(), "")
        if word:
            text = text.with_word(*hit.span(), word.capitalize() if hit.group()[0].isupper() else word)
    for hit in reversed([*TYPED.finditer(text.clean)]):
        if hit.group() not in known and (meant := put_right(hit.group())) and not is_of_name(text, hit, known):
            text = text.with_word(hit.start(), hit.end(), meant)
    return text


def is_of_name(text: Text, hit: re.Match[str], known: Mapping[str, Sequence[tuple[str, ...]]]) -> bool:
    """Whether a word stands behind the first of a known name that it is of ("st marys"), or is what somebody is called: "a guy named Pete Solis"."""
    before = text.folded[max(0, hit.start() - BEFORE) : hit.start()].split()
    if any(hit.group() in form for word in before[-2:] for form in known.get(word, ())):
        return True
    return (len(before) > 1 and before[-1] in name_words("given") and before[-2] in CALLED) or text.folded.count(hit.group()) > 1


@cache
def vocabulary() -> tuple[str, ...]:
    """The words that may have been meant."""
    return tuple(sorted({*usual_words(), *date_words()} - name_words("given") - name_words("family")))


@lru_cache(20_000)
def put_right(word: str) -> str:
    """The usual word that this is but for one letter dropped, doubled, wrong or swapped; empty where it is a word itself, or none is sure."""
    if len(word) < SHORTEST or is_word(word) or word in name_words("given") or word in name_words("family"):
        return ""
    found = process.extract(word, vocabulary(), scorer=OSA.distance, score_cutoff=1, limit=MOST_ALIKE)
    alike = [one for one, _, _ in found if len(one) >= SHORTEST and one[0] == word[0]]
    kinds = (
        [one for one in alike if len(one) == len(word) and sorted(one) == sorted(word)],
        [one for one in alike if len(one) > len(word)],
        [one for one in alike if len(one) < len(word)],
        [one for one in alike if len(one) == len(word)],
    )
    likely = next((one for one in kinds if one), [])
    return likely[0] if len(likely) == 1 else ""
