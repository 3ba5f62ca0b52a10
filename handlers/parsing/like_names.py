"""Which known names are most like one that is not among them: a slip of a letter or two."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from handlers.parsing.name_words import is_han
from handlers.parsing.sounds import sound_alike

LATIN_SCORE = 86.0
HAN_SCORE = 74.0
MARGIN = 6.0
SHORTEST_LATIN = 5
SHORTEST_HAN = 4


def least_score(key: str) -> float | None:
    """How like a name must be; None where it is too short to tell."""
    han = is_han(key)
    return None if len(key) < (SHORTEST_HAN if han else SHORTEST_LATIN) else HAN_SCORE if han else LATIN_SCORE


def of_like_length(known: Iterable[str], length: int, score: float) -> list[str]:
    """The names that can be so like one of a length: where all of the shorter is in the longer, the score is 200 times its share of both."""
    return [name for name in known if 200 * min(len(name), length) >= (score - 1) * (len(name) + length)]


def most_like(key: str, known: Collection[str], score: float) -> list[str]:
    """The name that is most like ``key``, and all those as like but for the margin; Chinese ones are as long, and sound like it."""
    from rapidfuzz import fuzz, process

    found = process.extract(key, known, scorer=fuzz.ratio, score_cutoff=score, limit=3)
    if is_han(key):
        found = [one for one in found if len(one[0]) == len(key) and sound_alike(one[0], key)]
    return [name for name, likeness, _ in found if found[0][1] - likeness < MARGIN]
