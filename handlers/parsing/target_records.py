"""Targets that are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member, member_of
from handlers.parsing.dates import find_dates
from handlers.parsing.drafts import Draft, put_money
from handlers.parsing.message import Message, content_size
from handlers.parsing.money import MoneySpan
from handlers.parsing.numerals import read_digits, read_han
from handlers.parsing.query_fields import period_of, scope_of
from handlers.parsing.records import Record, Value
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape

COUNTED = ("outlets", "customers", "visits", "calls")
SAID = 8
"""So little a clause says that only names whose the next count is."""
FEWEST_DAYS = 27
"""A month at least is what a target that is not called one is set for."""
BESIDE_FIGURE = 3
SUMS = ("margin", "payment", "sales")
NUMBER = shape("target_records.number")

TO_REACH = shape("target_records.to_reach")
"""What a member is to reach: "Ken to hit 60k"."""
STRETCH = r"\d{4}(?:-Q\d|-\d\d)?"
PRIVATE = shape("target_records.private")
"""What one sets oneself in private: 我今年的目标是存够三万块."""
COUNT = shape("target_records.count")
"""A count and what things are counted by."""


def target_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The targets that begin with a clause."""
    clause = clauses[place]
    if clause.question or clause.quoted or clause.has("veto.hypothetical") or home is not None:
        return None
    if not (clause.has("target.head") or is_set_figure(message, clause) or sets_member(message, clauses, place)):
        return None
    length = 1
    while place + length < len(clauses) and not stops(clauses[place + length]):
        length += 1
    own = list(clauses[place : place + length])
    if any(PRIVATE.search(message.mask.chars, hit.end, own[-1].end) for hit in clause.cues("target.head")):
        return None
    leading = [one for one in clauses[max(0, place - 1) : place] if one.sentence == clause.sentence]
    period = next((period_of(one.date) for part in [*own, *leading] for one in part.of_kind("date") if one.date), None) or year_in(message, own)
    period = period or month_ahead(message, leading)
    if period is not None and is_over(message, own):
        return None  # 去年目标才八百万
    records: list[Record] = []
    scope = scope_of(message, leading)
    for part in own:
        scope = scope_of(message, [part]) or ("" if part.has("target.me") else scope)
        made = one_target(message, part, own, scope, period) or (same_metric(message, part, records[-1]) if records and scope else None)
        if made is not None:
            records.append(made)
            records.extend(count_beside(message, part, made))
    if len(records) == 1 and "scope" not in records[0].fields and (whose := scope_behind(message, own)):
        records = [replace(records[0], fields={"scope": whose, **records[0].fields})]
    return Request(records, length) if records else None


def is_over(message: Message, own: Sequence[Clause]) -> bool:
    """Whether the time that some clauses name first has gone by: nobody sets a target for it."""
    span = next((one.date for part in own for one in part.of_kind("date") if one.date is not None), None)
    return span is not None and span.last.day < message.today


def is_set_figure(message: Message, clause: Clause) -> bool:
    """Whether a Chinese clause says no more than a member, a month or more to come, and a figure: 孙悦下个月拜访量60家."""
    if message.text.language != "zh":
        return False
    days = [one for one in clause.of_kind("date") if one.date is not None and (one.date.last.day - one.date.first.day).days >= FEWEST_DAYS]
    ahead = [one for one in days if one.date is not None and one.date.first.day > message.today]
    people = clause.of_kind("person")
    if not ahead or clause.of_kind("company") or len(people) != 1 or member_of(people[0]) is None:
        return False
    if not clause.has(*(f"target.{metric}" for metric in (*COUNTED, *SUMS))) or not (clause.of_kind("money") or number_of(message, clause)):
        return False
    if set("去来要会想说") & set(message.mask.chars[clause.start : clause.end]):
        return False  # 孙悦下个月去拜访60家 is told
    ranges = [(hit.start, hit.end) for hit in clause.cues("target.", "intent.filler")] + [(one.place, one.place + 1) for one in clause.entities]
    return content_size(NUMBER.sub("", message.wording(clause.start, clause.end, ranges))) <= BESIDE_FIGURE


def month_ahead(message: Message, leading: Sequence[Clause]) -> str | None:
    """The month that stands alone before a colon, though it may be somebody's name: "April: …"."""
    clause = leading[-1] if leading else None
    if clause is None or clause.end - clause.start > SAID or message.mask.chars[clause.end : clause.end + 1] != ":":
        return None
    near = message.surroundings
    spans = find_dates(f"in {message.mask.words(clause.start, clause.end)}", near.now, near.zone, near.region)
    return period_of(spans[0]) if spans else None


def sets_member(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause says what a member is to reach in a month or longer: "April: Neil to do 40 visits and bring in 60k"."""
    clause = clauses[place]
    near = [one for one in clauses[max(0, place - 1) : place + 1] if one.sentence == clause.sentence]
    periods = [period_of(one.date) or "" for part in near for one in part.of_kind("date") if one.date] + [month_ahead(message, near[:-1]) or ""]
    duty = TO_REACH.match(message.mask.chars, clause.start, clause.end)
    who = message.mask.at(duty.start("who")) if duty is not None else None
    if who is None or not is_member(who) or not any(re.fullmatch(STRETCH, period) for period in periods):
        return False
    return not clause.of_kind("company") and len(clause.of_kind("person")) == 1


def scope_behind(message: Message, own: Sequence[Clause]) -> str:
    """Whose a target is, told in a clause that says no more: 这个月回款任务80万，团队."""
    last = own[-1]
    return scope_of(message, [last]) if len(own) > 1 and content_size(message.wording(last.start, last.end)) <= SAID else ""


def year_in(message: Message, own: Sequence[Clause]) -> str | None:
    """A year that stands alone in some clauses."""
    hit = re.search(r"(?<![\w.,])20[2-9]\d(?![\d%.,])", message.mask.chars[own[0].start : own[-1].end])
    return hit.group() if hit else None


def stops(clause: Clause) -> bool:
    """Whether a clause belongs to something else."""
    told = clause.has("query.show", "query.what", "task.remind", "past.call", "past.visit")
    return clause.question or told or clause.has("command.assign", "command.claim", "command.release")


def one_target(message: Message, part: Clause, own: Sequence[Clause], scope: str, period: str | None) -> Record | None:
    """The target that a clause sets; None where it names no figure."""
    money = next((one for one in part.of_kind("money")), None)
    counted = next((metric for metric in COUNTED if part.has(f"target.{metric}")), None)
    number = None if money else number_of(message, part)
    if counted is None and scope and part is not own[0] and is_bare_count(message, part):
        counted = next((metric for metric in COUNTED if own[0].has(f"target.{metric}")), None)
    if money is None and (number is None or counted is None):
        return None
    fields: dict[str, Value] = {}
    if scope:
        fields["scope"] = scope
    if money is not None:
        before = [one for one in reversed(own) if one.start <= part.start]  # 川西组毛利80万，川东组60万
        named = (metric for one in [part, *before] for metric in SUMS if one.has(f"target.{metric}"))
        fields["metric"] = next(named, "sales")
        put_money(fields, money.value if isinstance(money.value, MoneySpan) else None)
    elif number is not None and counted is not None:
        fields["metric"], fields["amount"] = counted, number
    own_period = next((period_of(one.date) for one in part.of_kind("date") if one.date), None) or period
    if own_period:
        fields["period"] = own_period
    span = message.span([part])
    return Record("target", fields, (), ("target",), span)


def is_bare_count(message: Message, part: Clause) -> bool:
    """Whether a clause says no more than whose a count is, and the head what is counted: 新客户目标：谢婷8家，卫东6家."""
    names = [(one.place, one.place + 1) for one in part.of_kind("person")]
    return COUNT.fullmatch(message.wording(part.start, part.end, names)) is not None


def same_metric(message: Message, part: Clause, before: Record) -> Record | None:
    """The count that a clause sets the next one, of what was set the last: 郁小满拜访目标12次，费姐10次."""
    number, scope = number_of(message, part), scope_of(message, [part])
    if number is None or not scope or before.fields.get("metric") not in COUNTED or content_size(message.wording(part.start, part.end)) > SAID:
        return None
    return Record("target", {**before.fields, "scope": scope, "amount": number}, (), ("target",), message.span([part]))


def count_beside(message: Message, part: Clause, made: Record) -> list[Record]:
    """The count that is set beside a sum in one clause: "1.5 cr sales and 40 visits"."""
    counted = next((metric for metric in COUNTED if part.has(f"target.{metric}")), None)
    number = number_of(message, part) if "currency" in made.fields and counted else None
    if number is None or counted is None:
        return []
    kept = {key: made.fields[key] for key in ("scope", "period") if key in made.fields}
    return [Record("target", {**kept, "metric": counted, "amount": number}, (), ("target",), made.span)]


def number_of(message: Message, part: Clause) -> Decimal | None:
    """A count in a clause, outside its dates."""
    hits = list(NUMBER.finditer(message.mask.chars[part.start : part.end]))
    hit = next((one for one in hits if not re.fullmatch(r"20[2-9]\d", one.group())), None)
    if hit is None:
        return None
    return read_digits(hit[1]) if hit[1] else read_han(hit[2])
