"""Customers told in a row behind one act: "called Jane at Acme, Bob at Zeta and Orion"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import customer_of, is_member
from handlers.parsing.drafts import Draft
from handlers.parsing.event import MONEYED, Event
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import pattern, shape

COMPANY, PERSON = "\ue000", "\ue001"
ITEM = rf"(?:{pattern('listed.together')}|{COMPANY}|{PERSON})"
LISTED = re.compile(rf"\s?(?:{pattern('listed.between')})\s?")
ONE = re.compile(ITEM)
FEW = 8
FEWEST = 2
LEADING = shape("listed.leading")


def items_from(message: Message, start: int, end: int) -> tuple[list[list[Entity]], int]:
    """The customers that stand in a row from a place on, each with its names, and where the row ends."""
    found: list[list[Entity]] = []
    chars, place, last = message.mask.chars, start, start
    while len(found) < FEW:
        hit = ONE.match(chars, place, end)
        if hit is None:
            break
        found.append(message.mask.within(hit.start(), hit.end(), ("company", "person")))
        last = hit.end()
        between = LISTED.match(chars, last, end)
        if between is None:
            break
        place = between.end()
    return found, last


def further(items: Sequence[Sequence[Entity]], told: Sequence[str]) -> list[list[Entity]]:
    """Those of the items that are another customer than those told before."""
    seen, found = set(told), []
    for names in items:
        company = customer_of(names).company
        if company and company not in seen and not any(is_member(one) for one in names):
            seen.add(company)
            found.append(list(names))
    return found


def behind_act(message: Message, clause: Clause, start: int) -> tuple[list[Entity], list[list[Entity]]]:
    """The names of the first customer from the beginning of an act of contact on, where others follow it in a row, and those of the others."""
    first = next((one for one in clause.of_kind("company", "person") if one.place >= start), None)
    if first is None:
        return [], []
    items, _ = items_from(message, first.place, clause.end)
    company = customer_of(items[0]).company if items else ""
    others = further(items[1:], [company]) if company else []
    return (items[0], others) if others else ([], [])


def before_act(message: Message, pending: Sequence[Clause], clause: Clause, start: int) -> list[list[Entity]]:
    """The customers who stand in a row before an act that was done with all of them: 蓝海和宏图都见着了."""
    every = [hit for hit in clause.cues("words.all") if hit.start < start + 1]
    for begin in [*begins(pending, clause), clause.start] if every else []:
        items, end = items_from(message, begin, clause.end)
        rows = further(items, [])
        while message.mask.chars[end : end + 1] in tuple(" ,，\ue002"):
            end += 1
        if len(rows) >= FEWEST and any(hit.start == end for hit in every):
            return rows
    return []


def subjects(message: Message, pending: Sequence[Clause], clause: Clause, event: Event) -> list[list[Entity]]:
    """The customers in a row with which an English clause begins, of all of whom its event is told: "Acme and Zeta both signed"."""
    if message.text.language != "en":
        return []  # 宏图和蓝海签了 may be the one with the other
    aside = [(hit.start, hit.end) for hit in clause.cues("words.all")]
    for begin in [*begins(pending, clause), clause.start]:
        items, end = items_from(message, begin, clause.end)
        rows = further(items, [])
        behind = bool(items) and event.end >= end - 1 and (event.rule == "contact.told" or event.start >= items[-1][0].place)
        if behind and len(rows) >= FEWEST and not content_size(message.wording(end, max(end, event.start), aside)):
            return rows
    return []


def begins(pending: Sequence[Clause], clause: Clause) -> list[int]:
    """Where the clauses before one in its sentence begin that name somebody: the row may begin there."""
    return [one.start for one in pending if one.sentence == clause.sentence and one.of_kind("company", "person")]


SAME = shape("listed.same", item=ITEM)
SAME_BEHIND = shape("listed.same_behind", item=ITEM)
"""What was told holds for another customer: "same for Beta", "Beta too"."""
NAMED_FIRST = shape("listed.named_first", item=ITEM)


def named_in_same(message: Message, clause: Clause) -> list[list[Entity]]:
    """The names of each customer for whom a clause says that the same holds."""
    hit = SAME.match(message.mask.chars, clause.start, clause.end) or SAME_BEHIND.match(message.mask.chars, clause.start, clause.end)
    if hit is None and (named := NAMED_FIRST.match(message.mask.chars, clause.start, clause.end)):
        same = any(one.start == named.end() and not content_size(message.wording(one.end, clause.end)) for one in clause.cues("words.same"))
        hit = named if same else None
    return items_from(message, hit.start("names"), hit.end("names"))[0] if hit else []


def same_for(message: Message, clause: Clause, last: Draft) -> list[Draft]:
    """The drafts of other customers for whom the same is told as for the last."""
    rows = named_in_same(message, clause) if last.kind == "contact" or last.kind in MONEYED else []
    made = []
    for names in rows:
        if not customer_of(names) or any(is_member(one) for one in names):
            continue
        low, high = names[0].place, names[-1].place + 1
        item = Draft(last.kind, Clause(low, high, clause.sentence, [], names), low, low, [f"{last.kind}.same"], names=names)
        item.method, item.stage = last.method, last.stage
        item.clauses = list(last.clauses) if last.kind == "contact" else [last.head, *last.clauses]
        item.inherited = last if last.kind == "contact" else None
        made.append(item)
    return made


def row_of(message: Message, clause: Clause, told: Sequence[str]) -> list[list[Entity]]:
    """The further customers that a clause names, where it names them in a row and says no more than when.

    ``told`` are the customers before them; ``[""]`` where somebody was met of whom none is named yet.
    """
    if not told:
        return []
    items, end = items_from(message, clause.start + len(leading(message, clause)), clause.end)
    if told == [""] and len(items) + message.mask.chars.startswith("、", clause.end) < FEWEST:
        return []
    dates = [(one.place, one.place + 1) for one in clause.of_kind("date")]
    if not items or content_size(message.wording(end, clause.end, dates)):
        return []
    return further(items, told)


def leading(message: Message, clause: Clause) -> str:
    """The word that joins a clause to the list before it."""
    hit = LEADING.match(message.mask.chars[clause.start : clause.end])
    return hit.group() if hit else ""
