"""The fields of a task: what is to be done, by whom, for which customer, by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import customer_of, is_member, member_of, put_customer
from handlers.parsing.follow_ups import bare_range
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Moment, Record, Value
from handlers.parsing.reminders import ahead_of, first_time

WEEK = timedelta(days=7)


def due_of(message: Message, clauses: Sequence[Clause]) -> Moment | None:
    """The first deadline in some clauses."""
    return next((due for clause in clauses if (due := message.due(clause)) is not None), None)


def task_record(message: Message, clauses: Sequence[Clause], rule: str, due: Moment | None = None, *, owner: Entity | None = None) -> Record | None:
    """A task from its clauses; None where nothing is to be done. ``owner`` is where it says whose it is."""
    names = [one for clause in clauses for one in clause.of_kind("company", "person") if one is not owner and not is_member(one)]
    customer = customer_of(names)
    ahead = [span for clause in clauses for span in ahead_of(message, clause)]
    taken = [*taken_by_others(message, clauses, owner), *ahead]
    action = action_of(message, clauses, taken, owner)
    fillers = [(hit.start, hit.end) for clause in clauses for hit in clause.cues("intent.filler", "command.polite")]
    said = message.wording(clauses[0].start, clauses[-1].end, [*taken, *fillers])
    if content_size(action) < 1 or (rule == "task.remind" and not customer and not content_size(said)):
        return None
    fields: dict[str, Value] = {"action": action}
    if owner is not None and (name := member_of(owner)) and name != message.surroundings.sender:
        fields["owner"] = name
    put_customer(fields, customer)
    due_at = due_of(message, clauses) or due or (first_time(message, clauses) if rule == "task.remind" else None)
    if due_at is not None:
        fields["due"] = due_at
    span = message.span(clauses)
    return Record("task", fields, customer.choices, (rule,), span, remind=rule == "task.remind" and not ahead)


def under_head(message: Message, head: Clause, own: Sequence[Clause], made: Record) -> Record:
    """A task with its day as the head of its list means it: 下周要干的：周三… is next week's, 明天的事：上午… tomorrow's."""
    span, due = next((one.date for one in head.of_kind("date")), None), made.fields.get("due")
    named = next((one.date for clause in own for one in message.deadlines(clause)), None)
    if span is None or named is None or not isinstance(due, Moment) or due.day >= span.first.day:
        return made
    days = (span.last.day - span.first.day).days
    day = (
        span.first.day if not days and due.day == message.today else due.day + WEEK if days == WEEK.days - 1 and named.rule == "weekday" else due.day
    )
    return replace(made, fields={**made.fields, "due": replace(due, day=day)})


def taken_by_others(message: Message, clauses: Sequence[Clause], owner: Entity | None) -> list[tuple[int, int]]:
    """The places that ask for the task or became other fields."""
    begun = [hit.start for clause in clauses for hit in clause.cues("words.begun")]
    asking = [hit for clause in clauses for hit in clause.cues("task.remind", "task.todo", "task.urge")]
    ranges = [(hit.start, hit.end - (hit.end - 1 in begun)) for hit in asking]
    ranges += [
        (hit.start, hit.end) for clause in clauses for hit in clause.cues("veto.colleague") if clause.has("task.remind") and leads_in(clause, hit)
    ]
    ranges += [(hit.start, hit.end) for clause in clauses for hit in clause.cues("task.for_member") if owner and hit.start <= owner.place < hit.end]
    ranges += [(owner.place, owner.place + 1)] if owner is not None and owner.place == clauses[0].start else []
    return [*ranges, *(message.date_range(one) for clause in clauses for one in message.deadlines(clause))]


def leads_in(clause: Clause, hit: Hit) -> bool:
    """Whether words only lead into a reminder: "can someone remind me"."""
    return any(0 <= other.start - hit.end <= 1 for other in clause.cues("task.remind"))


def action_of(message: Message, clauses: Sequence[Clause], taken: Sequence[tuple[int, int]], owner: Entity | None) -> str:
    """What is to be done, in the text's own words."""
    first, last = clauses[0], clauses[-1]
    alone = owner is not None and len(clauses) > 1 and first.start <= owner.place < first.end and first.end - first.start <= 2
    start = clauses[1].start if alone else first.start
    while True:
        space = message.mask.chars.startswith(" ", start)
        moved = next((high for low, high in taken if low <= start + space and start < high), None)
        if moved is None:
            break
        start = moved
    probe = Clause(start, last.end, first.sentence, [hit for clause in clauses for hit in clause.hits if hit.start >= start], [])
    begin = bare_range(message, probe)[0]
    duty = max(
        (hit.end for hit in first.cues("intent.duty") if hit.start <= begin + 1 < hit.end and message.mask.chars[hit.start].isascii()), default=begin
    )
    return message.wording(duty, last.end, taken) or message.wording(begin, last.end, taken)
