"""A list of words as a pattern that stays quick however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from os.path import commonprefix


def alternatives(words: Iterable[str]) -> str:
    """A pattern that fits any of some words, the longest first where several do.

    ``re`` tries alternatives one by one at each place of a text: so they are parted at every character, most of which do not stand there.
    """
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    alone = [re.escape(first) for first, behind in sorted(rests.items()) if behind == {""}]
    found = [re.escape(first) + _following(behind) for first, behind in sorted(rests.items()) if behind != {""}]
    return "|".join([*found, f"[{''.join(alone)}]"] if alone else found)


def _following(rests: set[str]) -> str:
    """What may follow a character."""
    shared = commonprefix([*rests])
    behind = {rest[len(shared) :] for rest in rests}
    if behind == {""}:
        return re.escape(shared)
    longer = alternatives(rest for rest in behind if rest)
    return f"{re.escape(shared)}(?:{longer}|)" if "" in behind else f"{re.escape(shared)}(?:{longer})"
