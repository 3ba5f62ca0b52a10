"""Clauses that only say to remind, or not to forget, of what the clause before them tells."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import names_customer
from handlers.parsing.dates import find_dates
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Moment
from handlers.parsing.shapes import shape

LONGEST_AGAIN = 24
AHEAD = shape("reminders.ahead")


def urged_behind(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether the next clause says not to forget what this one names with its day: 合同明天到期，别忘了续."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or not follow.has("task.urge") or follow.sentence != clause.sentence or clause.has("past.") or not message.deadlines(clause):
        return False
    if not names_customer(clause):
        return False
    urge = [hit for hit in follow.cues("task.urge") if hit.start == follow.start and not message.mask.chars[hit.start].isascii()]
    said = content_size(message.wording(urge[0].end, follow.end)) > 0 if urge else False
    return bool(urge) and not follow.entities and (said or clause.has("command.dispose", "task.verb"))  # 周四把保证金打了，别忘


def reminded_behind(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether the next clause asks to be reminded of what is to be done for what this one names with its day: 周六开放日，提醒我准备物料."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or not follow.has("task.remind") or follow.sentence != clause.sentence or message.text.language != "zh":
        return False
    if clause.question or clause.has("past.", "query.", "command.leave"):
        return False
    return not message.deadlines(follow) and bool(message.deadlines(clause))


def reminds_only(message: Message, clause: Clause) -> bool:
    """Whether a clause says no more than to be reminded, or how long before: 记得提前一小时提醒我."""
    if clause.entities or not clause.has("task.remind"):
        return False
    ranges = [(hit.start, hit.end) for hit in clause.cues("task.remind", "task.urge", "intent.filler", "command.polite")] + ahead_of(message, clause)
    return content_size(message.wording(clause.start, clause.end, ranges)) <= 1


def ahead_of(message: Message, clause: Clause) -> list[tuple[int, int]]:
    """Where a clause says how long before something to be reminded."""
    return [hit.span() for hit in AHEAD.finditer(message.mask.chars, clause.start, clause.end)] if clause.has("task.remind") else []


def first_time(message: Message, clauses: Sequence[Clause]) -> Moment | None:
    """The first coming day of what is to be done again and again: 每周一提醒我交周报. It is reminded of once."""
    near = [one for one in message.clauses if one.sentence == clauses[0].sentence and one.start < clauses[-1].end]
    for hit in [hit for clause in near for hit in clause.cues("words.every")]:
        start = message.mask.starts[hit.end]
        again = message.text.clean[start : start + LONGEST_AGAIN].lstrip(" ")
        spans = find_dates(again, message.surroundings.now, message.surroundings.zone, message.surroundings.region)
        if spans and spans[0].start <= 1 and spans[0].first.day >= message.today:
            return spans[0].first
    return None
