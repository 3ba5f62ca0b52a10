"""A list of words as a pattern that stays quick however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable

MANY = 40
"""Of more branches than these it is told first whether any may begin at a place."""


def alternatives(words: Iterable[str]) -> str:
    """A pattern that fits any of some words, the longest first where several do.

    ``re`` tries alternatives one by one at each place of a text: so they are parted at every character, most of which do not stand there.
    """
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    firsts = "".join(map(re.escape, sorted(rests)))
    alone = [re.escape(first) for first, behind in sorted(rests.items()) if behind == {""}]
    found = [re.escape(first) + _following(behind) for first, behind in sorted(rests.items()) if behind != {""}]
    either = "|".join([*found, f"[{''.join(alone)}]"] if alone else found)
    return either if len(found) < MANY else f"(?=[{firsts}])(?:{either})"


def _following(rests: set[str]) -> str:
    """What may follow a character."""
    if len(rests) == 1:
        return re.escape(next(iter(rests)))
    longer = alternatives(rest for rest in rests if rest)
    return f"(?:{longer}|)" if "" in rests else f"(?:{longer})"
