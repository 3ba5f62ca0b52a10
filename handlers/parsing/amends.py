"""Slips of the tongue put right within the message: "quote by Friday. sorry, I meant Thursday", "got 5k, no wait 6k"."""

from __future__ import annotations

import re
from itertools import pairwise

from handlers.parsing.mask import Entity
from handlers.parsing.message import Message

PUT_RIGHT = re.compile(
    r"(?:sorry|no,? wait|wait,? no|wait|oops|whoops|correction|scratch that|i mean|i meant|actually|make that)[ ,.:-]{0,3}"
    r"(?:(?:no|sorry|i meant|i mean|make it|make that|it's|its|it is|that's|should be|was|on|at|by|for)[ ,]{1,2}){0,3}"
    r"(?P<new>[\ue002\ue003])(?:[ ,]{1,2}not [\ue002\ue003])?[ .!]{0,3}$"
)
LONGEST = 60


def put_right(message: Message) -> None:
    """Give the last date or sum before a correction its new value, and take the correction's clauses away."""
    for clause in [later for _, later in pairwise(message.clauses)]:
        end = next((one.end for one in reversed(message.clauses) if one.sentence == clause.sentence), clause.end)
        hit = PUT_RIGHT.match(message.mask.chars, clause.start, min(end, clause.start + LONGEST))
        new = message.mask.at(hit.start("new")) if hit else None
        old = last_of_kind(message, new.kind, clause.start) if new else None
        if hit is None or new is None or old is None:
            continue
        old.date, old.value = new.date, new.value
        if old.kind == "date" and (past := message.past_dates.get(new.start)) is not None:
            message.past_dates[old.start] = past
        message.clauses = [one for one in message.clauses if not hit.start() <= one.start < hit.end()]
        return


def last_of_kind(message: Message, kind: str, place: int) -> Entity | None:
    """The last date or sum before a place."""
    return next((one for one in reversed(message.mask.within(0, place)) if one.kind == kind), None)
