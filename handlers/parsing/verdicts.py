"""What a clause of its own says of a request right before it: 小马的差旅申请，同意."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import member_of
from handlers.parsing.message import Message, content_size

TOLD = "了咗"
"""A verdict that ends so may only be told of."""


def verdict_behind(message: Message, clauses: Sequence[Clause], place: int) -> Hit | None:
    """The word of the next clause that approves or rejects what a colleague asks for in this one, and says no more."""
    verdict = ruled(message, clauses, place)
    given = verdict is not None and message.mask.chars[verdict.end - 1] not in TOLD
    return verdict if given and is_of_colleague(message, clauses[place]) else None


def is_ruled(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether what was asked for has been ruled on, so that nothing is asked for now: 我的报销申请，批了."""
    verdict = ruled(message, clauses, place)
    told = verdict is not None and message.mask.chars[verdict.end - 1] in TOLD
    return told or (verdict is not None and is_of_colleague(message, clauses[place]))


def ruled(message: Message, clauses: Sequence[Clause], place: int) -> Hit | None:
    """The word for approving or rejecting that the next clause consists of."""
    clause, follow = clauses[place], next(iter(clauses[place + 1 : place + 2]), None)
    asked = clause.has("approval.ask", "approval.thing") and not clause.has("command.approve", "command.reject")
    if follow is None or follow.sentence != clause.sentence or clause.question or follow.question or not asked:
        return None
    hits = [hit for hit in follow.cues("command.approve", "command.reject") if hit.start - follow.start <= 1]
    hit = max(hits, key=lambda one: one.end, default=None)
    rest = [(one.start, one.end) for one in follow.cues("intent.filler", "words.dangling", "command.approve", "command.reject")]
    return hit if content_size(message.wording(follow.start, follow.end, rest)) == 0 else None


def is_of_colleague(message: Message, clause: Clause) -> bool:
    """Whether a clause begins with a colleague's name."""
    first = next(iter(clause.of_kind("person")), None)
    member = member_of(first) if first is not None and first.place - clause.start <= 1 else None
    return member is not None and member != message.surroundings.sender
