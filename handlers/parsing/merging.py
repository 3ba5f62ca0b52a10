"""Two customers that are one: which of them stays."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, spelled
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape

STAYS = shape("merging.stays")
"""Which of two stays: 用锦澜的."""
STAYS_BY_PLACE = shape("merging.stays_by_place")
"""The same by its place: 留后面那个."""
BOTH = shape("merging.both")
"""Two customers, and what is said of them: 蓝海和蓝海贸易其实是一家."""
AS_ONE = shape("merging.as_one")
MERGE = shape("merging.merge")
"""The word that has them made one."""


def staying(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The customer that the next clause says to keep of two that are merged."""
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.sentence != clauses[place].sentence:
        return None
    hit = STAYS.match(message.mask.chars, follow.start, follow.end)
    if hit is not None:
        return message.mask.at(hit.start("name"))
    by_place = STAYS_BY_PLACE.match(message.mask.chars, follow.start, follow.end)
    names = message.mask.within(0, follow.start, ("company",))[-2:]
    return (names[0] if by_place["first"] else names[1]) if by_place is not None and len(names) == 2 else None


def merged_behind(message: Message, clauses: Sequence[Clause], place: int) -> Found:
    """Two customers that are named before the word for merging, which may be the next clause: 蓝海和蓝海贸易是一家，合并了吧，留蓝海."""
    clause, chars = clauses[place], message.mask.chars
    both = BOTH.fullmatch(chars, clause.start, clause.end)
    if both is None:
        return None
    one, other = message.mask.at(both.start("one")), message.mask.at(both.start("other"))
    last = place
    if MERGE.fullmatch(both["verb"]) is None:
        follow = clauses[place + 1] if place + 1 < len(clauses) else None
        if AS_ONE.fullmatch(both["verb"]) is None or follow is None or MERGE.fullmatch(chars, follow.start, follow.end) is None:
            return None
        last = place + 1
    if one is None or other is None or spelled(one) == spelled(other):
        return None
    kept = staying(message, clauses, last)
    goes, stays = (other, one) if kept is not None and kept.said == one.said else (one, other)
    return {"object": spelled(goes), "text": spelled(stays)}, last - place + (1 if kept is None else 2)
