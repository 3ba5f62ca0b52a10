"""Lists of tasks: a head (下周要干的：, tomorrow:) and what is to be done, one thing after another."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import names_customer
from handlers.parsing.items import is_marked
from handlers.parsing.message import Message, content_size
from handlers.parsing.requests import Request
from handlers.parsing.task_fields import due_of, task_record, under_head
from handlers.parsing.task_owners import owner_of
from handlers.parsing.task_shapes import is_bare_head
from handlers.parsing.unmarked import SO_MANY

FEWEST_DATED = 2
"""So many things to do, each with its day, are a list behind a head."""


def is_list_head(message: Message, clauses: Sequence[Clause], place: int, own: list[Clause]) -> bool:
    """Whether a bare head is followed by several numbered or separate lines."""
    following = {clause.sentence for clause in clauses[place + 1 :]}
    verbs = sum(opens_task(clause) for clause in own[1:])
    dated = sum(opens_dated(clause) for clause in own[1:]) >= FEWEST_DATED
    headed = clauses[place].has("task.todo") or is_day_head(message, clauses, place)
    return is_bare_head(message, clauses[place]) and (
        len(following - {clauses[place].sentence}) >= 2
        or (dated and headed)
        or (headed and clauses[place].has("task.day_things") and any(opens_dated(one) or names_customer(one) for one in own[1:]))
        or (verbs >= 2 and headed and (opens_task(own[1]) or message.mask.chars[clauses[place].end : clauses[place].end + 1] == ":"))
    )


def is_day_head(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is no more than a day to come before a colon, and something to do follows: "tomorrow: call Jane, quote Acme"."""
    clause = clauses[place]
    if not leads_to_list(message, clause) or not is_bare_head(message, clause) or not message.deadlines(clause):
        return False
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.has("result."):
        return False
    if opens_task(follow):
        return not (clause.has("task.day_things") and message.is_done(follow))
    said = message.wording(follow.start, follow.end, [(one.place, one.place + 1) for one in follow.entities])
    if not content_size(said):
        return False  # 下周重点客户：宏图、蓝海
    planned_for = names_customer(follow) and message.is_ahead(clause)  # 下周：周二拜访宏图
    if not clause.has("task.day_things"):
        return planned_for and opens_dated(follow)
    told = message.is_done(follow) or follow.has("contract.signed", "payment.came")
    return not told and (planned_for or opens_dated(follow) or is_marked(message, follow))


def leads_to_list(message: Message, clause: Clause) -> bool:
    """Whether a clause ends with a colon, or with how many things are to be done: 明天三件事，…."""
    counted = SO_MANY.search(message.mask.chars, clause.start, clause.end)
    return message.mask.chars[clause.end : clause.end + 1] == ":" or counted is not None


def opens_task(clause: Clause) -> bool:
    """Whether a clause begins with something to do."""
    begins = {clause.start, *(hit.end + 1 for hit in clause.cues("intent.filler") if hit.start == clause.start)}
    return any(hit.start in begins for hit in clause.cues("task.verb"))


def opens_dated(clause: Clause) -> bool:
    """Whether a clause begins with a day and right behind it something to do: 月底前交展位费."""
    begins = {one.place + 1 for one in clause.of_kind("date") if one.place == clause.start}
    return any(hit.start in begins for hit in clause.cues("task.verb", "base."))


def list_request(message: Message, clauses: Sequence[Clause], place: int, rule: str) -> Request:
    """One task for each sentence behind a head; a date in the head is due for all that have none."""
    head, records = clauses[place], []
    shared = due_of(message, [head])
    end = next((later for later in range(place + 1, len(clauses)) if is_day_head(message, clauses, later)), len(clauses))
    rest = list(clauses[place + 1 : end])
    for own in items_of(rest, each=head.has("task.todo") or bool(head.entities)):
        made = task_record(message, own, rule, shared, owner=owner_of(message, own))
        if made is not None:
            records.append(under_head(message, head, own, made))
    return Request(records, end - place)


def items_of(rest: Sequence[Clause], *, each: bool) -> list[list[Clause]]:
    """The clauses behind a head by their sentences; ``each`` clause that opens with something to do is an item as well."""
    items: list[list[Clause]] = []
    for clause in rest:
        named = bool(items) and items[-1][-1].end - items[-1][-1].start == len(items[-1][-1].of_kind("company", "person"))
        begins = opens_task(clause) or opens_dated(clause) or (bool(items) and opens_customer(clause, items[-1]))
        if not items or items[-1][-1].sentence != clause.sentence or (each and not named and begins):
            items.append([])
        items[-1].append(clause)
    return items


def opens_customer(clause: Clause, item: Sequence[Clause]) -> bool:
    """Whether a clause begins with another known customer than the one of an item: 宏图签合同，蓝海催款."""
    told = {name for each in item for one in each.of_kind("company", "person") for known in one.candidates for name in (known.name, known.company)}
    first = next(iter(clause.of_kind("company")), None)
    return bool(told) and first is not None and first.place == clause.start and first.known and not {one.name for one in first.candidates} & told
