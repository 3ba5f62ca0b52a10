"""Appointments that somebody tells to have been moved: "lunch with April moved to 12:30" puts the lunch off, and tells of no contact."""

from __future__ import annotations

import re

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message
from handlers.parsing.records import Value

MOVED = re.compile(
    r" (?:(?:has|have|had|is|was|got|been|now|just) ){0,3}(?:moved|pushed|shifted|rescheduled|postponed|bumped|brought|delayed|put)"
    r"(?: up| back| out| off| forward| ahead){0,2} (?:to|until|till|by|for) (?=[\ue002])"
)
LONGEST = 60


def moved(message: Message, clause: Clause) -> dict[str, Value] | None:
    """The fields of a command that puts off what a clause tells to have been moved; None where it tells no such thing of a customer's."""
    hit = MOVED.search(message.mask.chars, clause.start, min(clause.end + 1, clause.start + LONGEST))
    if hit is None or clause.question:
        return None
    named = [one for one in clause.of_kind("company", "person") if one.place < hit.start() and one.known and not is_member(one)]
    due = message.mask.at(hit.end())
    what = any(one.end <= hit.start() for one in clause.cues("base.", "command.task_noun"))
    if not named or not what or due is None or due.date is None or due.date.last.day < message.today:
        return None
    return {"object": message.wording(clause.start, hit.start()), "due": due.date.last}
