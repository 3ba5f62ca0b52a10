"""Targets that are set, and approvals that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from handlers.parsing.clauses import Clause
from handlers.parsing.command_records import asked_to_approve
from handlers.parsing.drafts import Draft, customer_of, is_member, member_of, money_in, names_in, put_money
from handlers.parsing.follow_ups import bare_range
from handlers.parsing.message import Message, content_size
from handlers.parsing.money import MoneySpan
from handlers.parsing.numerals import read_digits, read_han
from handlers.parsing.query_records import period_of, scope_of
from handlers.parsing.records import Record, Value
from handlers.parsing.requests import Request

COUNTED = ("outlets", "customers", "visits", "calls")
SUMS = ("margin", "payment", "sales")
NUMBER = re.compile(r"(?<![a-z\d.])(\d{1,3}(?:,\d{3})+|\d{1,7})(?![\d%.])|([一二两三四五六七八九十百千]{1,5})(?=[家个次通条])")


def target_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The targets that begin with a clause."""
    clause = clauses[place]
    if clause.question or clause.quoted or not clause.has("target.head") or clause.has("veto.hypothetical") or home is not None:
        return None
    length = 1
    while place + length < len(clauses) and not stops(clauses[place + length]):
        length += 1
    own = list(clauses[place : place + length])
    period = next((period_of(one.date) for part in own for one in part.of_kind("date") if one.date), None) or year_in(message, own)
    records: list[Record] = []
    scope = ""
    for part in own:
        scope = scope_of(message, [part]) or scope
        made = one_target(message, part, own, scope, period)
        if made is not None:
            records.append(made)
            scope = ""
    return Request(records, length) if records else None


def year_in(message: Message, own: Sequence[Clause]) -> str | None:
    """A year that stands alone in some clauses."""
    hit = re.search(r"(?<![\w.,])20[2-9]\d(?![\d%.,])", message.mask.chars[own[0].start : own[-1].end])
    return hit.group() if hit else None


def stops(clause: Clause) -> bool:
    """Whether a clause belongs to something else."""
    return clause.question or clause.has("query.show", "query.what", "task.remind", "past.call", "past.visit")


def one_target(message: Message, part: Clause, own: Sequence[Clause], scope: str, period: str | None) -> Record | None:
    """The target that a clause sets; None where it names no figure."""
    money = next((one for one in part.of_kind("money")), None)
    counted = next((metric for metric in COUNTED if part.has(f"target.{metric}")), None)
    number = None if money else number_of(message, part)
    if money is None and (number is None or counted is None):
        return None
    fields: dict[str, Value] = {}
    if scope:
        fields["scope"] = scope
    if money is not None:
        fields["metric"] = next((metric for metric in SUMS if part.has(f"target.{metric}")), None) or next(
            (metric for metric in SUMS if own[0].has(f"target.{metric}")), "sales"
        )
        put_money(fields, money.value if isinstance(money.value, MoneySpan) else None)
    elif number is not None and counted is not None:
        fields["metric"], fields["amount"] = counted, number
    own_period = next((period_of(one.date) for one in part.of_kind("date") if one.date), None) or period
    if own_period:
        fields["period"] = own_period
    span = (message.text.place(message.mask.starts[part.start]), message.text.place(message.mask.starts[part.end]))
    return Record("target", fields, (), ("target",), span)


def number_of(message: Message, part: Clause) -> Decimal | None:
    """A count in a clause, outside its dates."""
    hits = list(NUMBER.finditer(message.mask.chars[part.start : part.end]))
    hit = next((one for one in hits if not re.fullmatch(r"20[2-9]\d", one.group())), None)
    if hit is None:
        return None
    return read_digits(hit[1]) if hit[1] else read_han(hit[2])


def approval_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The approval that is asked for in a clause."""
    clause = clauses[place]
    hits = clause.cues("approval.ask") or asked_to_approve(message, clause)
    if (
        not hits
        or clause.quoted
        or clause.has("query.show", "veto.negated")
        or (clause.question and not any(message.mask.chars[hit.start : hit.end].startswith(ASKS) for hit in hits))
    ):
        return None
    length = 1
    while (
        place + length < len(clauses)
        and clauses[place + length].sentence == clause.sentence
        and not clauses[place + length].has("task.remind", "query.show", "past.call", "past.visit", "past.meeting", "past.email", "past.message")
    ):
        length += 1
    own = list(clauses[place : place + length])
    money = money_in(message, own, bare=True)
    ranges = [(hit.start, hit.end) for part in own for hit in (part.cues("approval.ask") or hits) if not keeps(message, hit.start, hit.end)]
    ranges += [(one.place, one.place + 1) for part in own for one in part.of_kind("money")]
    start = clause.start
    for low, high in sorted(ranges):
        if content_size(message.wording(start, low)) == 0:
            start = max(start, high)
    probe = Clause(start, own[-1].end, clause.sentence, [hit for part in own for hit in part.hits if hit.start >= start], [])
    action = message.wording(bare_range(message, probe)[0], own[-1].end, ranges)
    action = re.sub(
        r"[,\s]*(?:approx|around|about|of|for|~|at|共|大概|约|金额)\.?$",
        "",
        re.sub(r"\s*" + re.escape(money.text) + r"$", "", action) if money and money.bare else action,
    ).strip(" ,，")
    if content_size(action) <= 4 and place and clauses[place - 1].sentence == clause.sentence:
        action = message.wording(clauses[place - 1].start, own[-1].end, [(one.place, one.place + 1) for part in (clauses[place - 1], *own) for one in part.of_kind("money")])
        money = money or money_in(message, clauses[place - 1 : place + length], bare=True)
    if content_size(action) < 2:
        return None
    fields: dict[str, Value] = {"action": action}
    names = [one for one in names_in(own) if not (one.kind == "person" and is_member(one)) and member_of(one) is None]
    customer = customer_of(names) if names else home.customer if home is not None else customer_of([])
    if not customer.company and home is not None:
        from handlers.parsing.contact_records import settle_customer

        settle_customer(home, customer)
        customer = home.customer
    if customer.company:
        fields["company"] = customer.company
    put_money(fields, money)
    span = (message.text.place(message.mask.starts[clause.start]), message.text.place(message.mask.starts[own[-1].end]))
    return Request([Record("approval", fields, tuple(one for one in customer.choices if one.field == "company"), ("approval.ask",), span)], length)


ASKS = (
    "can i",
    "could i",
    "may i",
    "ok to",
    "okay to",
    "permission",
    "can you",
    "could you",
    "approve",
    "请",
    "能",
    "可",
    "求",
    "申请",
    "批",
    "approval",
)


def keeps(message: Message, start: int, end: int) -> bool:
    """Whether the asking word is a part of what is asked for (报销)."""
    return "报销" in message.mask.chars[start:end]
