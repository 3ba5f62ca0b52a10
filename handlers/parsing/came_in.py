"""Somebody came to our place, which may have a name: "Mrs Rao came to the Bandra store"."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape

CAME_IN = shape("came_in.came_in")


def came_in(message: Message, clause: Clause) -> tuple[int, int] | None:
    """Where a clause tells that somebody who is none of us came to our place; its name is no customer's unless it is known."""
    hit = CAME_IN.search(message.mask.chars, clause.start, clause.end)
    if hit is None:
        return None
    who, *places = message.mask.within(*hit.span(), ("company", "person"))
    return hit.span("act") if not is_member(who) and not any(one.known for one in places) else None
