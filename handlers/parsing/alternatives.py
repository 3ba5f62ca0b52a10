"""A list of words as a pattern that stays quick however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternatives(words: Iterable[str]) -> str:
    """A pattern that fits any of some words, the longest first where several do.

    ``re`` tries alternatives one by one at each place of a text: so they are parted by their first characters, most of which do not stand there.
    """
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    alone = [re.escape(first) for first, behind in sorted(rests.items()) if behind == {""}]
    found = [re.escape(first) + _longest_first(behind) for first, behind in sorted(rests.items()) if behind != {""}]
    return "|".join([*found, f"[{''.join(alone)}]"] if alone else found)


def _longest_first(rests: set[str]) -> str:
    """What may follow a character."""
    return f"(?:{'|'.join(re.escape(rest) for rest in sorted(rests, key=lambda rest: (-len(rest), rest)))})"
