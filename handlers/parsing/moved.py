"""Appointments that somebody tells to have been moved: "lunch with April moved to 12:30" puts the lunch off, and tells of no contact."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message
from handlers.parsing.records import Value
from handlers.parsing.shapes import shape, word_list

MOVED = shape("moved.moved")
CAN_WAIT = shape("moved.can_wait")
"""What is put off at the end of its clause, and said to be a reminder or a task: "the Acme reminder can wait til Thursday"."""
A_TASK = word_list("moved.a_task")
TASKS = (*A_TASK, " call", " visit", " meeting", " quote", " email", " one", " demo", " proposal")
I_MOVED = shape("moved.i_moved")
"""How the sender tells that he has moved one: "had to move my call with Jane to Thursday"."""
TO_DAY = shape("moved.to_day")
NAMED = shape("moved.named")
LONGEST = 60


def moved(message: Message, clause: Clause) -> dict[str, Value] | None:
    """The fields of a command that puts off what a clause tells to have been moved; None where it tells no such thing of a customer's."""
    chars, last = message.mask.chars, min(clause.end + 1, clause.start + LONGEST)
    waits = CAN_WAIT.search(chars, clause.start, last)
    hit, start = MOVED.search(chars, clause.start, last) or waits, clause.start
    if hit is None and (told := I_MOVED.match(chars, clause.start, last)) is not None:
        hit, start = TO_DAY.search(chars, told.end(), last), told.end()
    if hit is None or clause.question:
        return None
    said = chars[clause.start : hit.start()]
    if waits is not None and (not said.endswith(TASKS) or clause.has("words.say", "past.")):
        return None
    named = [one for one in clause.of_kind("company", "person") if one.place < hit.start() and one.known and not is_member(one)]
    due = message.mask.at(hit.end())
    kinds = ("base.", "command.task_noun") if start == clause.start else ("base.",)
    what = any(one.end <= hit.start() for one in clause.cues(*kinds)) or is_bare_name(message, start, hit.start())
    named_enough = bool(named) or (waits is not None and said.endswith(A_TASK))
    if not named_enough or not what or due is None or due.date is None or due.date.last.day < message.today:
        return None
    return {"object": message.wording(start, hit.start()), "due": due.date.last}


def is_bare_name(message: Message, start: int, end: int) -> bool:
    """Whether no more than a company, or the time of an appointment there, is named: "rescheduled Orion to Thursday", "10am at Acme moved"."""
    return NAMED.fullmatch(message.mask.chars, start, end) is not None
