"""Deals, contracts and payments: from drafts to records."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import put_customer
from handlers.parsing.drafts import Draft, money_in, moved_to, put_money, record
from handlers.parsing.follow_ups import follow_up_of, next_score
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.money import MoneySpan
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import shape

DAY_ONLY = shape("money_records.day_only")
"""No more than when something was signed or came: 昨天到的."""
SET_AT = shape("money_records.set_at")
WORTH = 4
"""So near before a sum stands the word for what it is."""


def money_record(message: Message, draft: Draft) -> Record | None:
    """A deal, a contract or a payment; None where no customer is told (a payment may do with its sum, a contract that is called one too)."""
    told = [draft.head, *draft.clauses, *draft.before]
    if draft.kind == "contract":  # 尾款 is a part of the sum that is still to come
        told = [one for one in told if one is draft.head or not (one.has("payment.thing") and message.is_ahead(one))]
    money = money_in(message, told, bare=draft.kind != "deal")
    money = total_in(message, told) or money
    if money is None and draft.kind == "deal" and draft.stage != "lost":
        near = [one for one in draft.told if one.sentence == draft.head.sentence]
        money = set_at(message, draft.told) or next((now for one in near if (now := moved_to(message, one))), None)
        money = money or worth_in(message, draft.told) or (only_sum(draft.told) if draft.head.run_on else None)
    ours = message.mask.chars.startswith("paid", draft.start) and draft.start == draft.head.start
    called = draft.kind == "payment" or (draft.kind == "contract" and draft.head.has("contract.thing", "contract.papers"))
    if not draft.customer and (not called or not money or ours):
        return None
    fields: dict[str, Value] = {}
    put_customer(fields, draft.customer)
    if draft.kind == "deal":
        fields["stage"] = draft.stage
    put_money(fields, money)
    step = next((clause for clause in draft.clauses if draft.kind != "deal" and is_next(message, clause)), None)
    if draft.kind == "deal":
        close = close_of(message, draft)
        if close is not None and close.date is not None:
            fields["close"] = close.date.last
        if not draft.stage and money is None and "close" not in fields and message.mask.chars[draft.start] in "那这":
            return None  # 那个单子八成没戏了
    else:
        aside = [one for one in draft.clauses[:1] if not one.has("intent.own") and one is not step]
        signed = [one for one in draft.clauses[1:] if one.has("contract.signed", "payment.came")]  # 昨天盖的章
        at = message.when_happened([draft.head, *draft.before, *aside, *signed, *only_days(message, draft)])
        if at is None and not any(one.of_kind("date") for one in told):  # signed at the visit that is told with it
            at = message.when_happened([one for one in draft.told if one.sentence == draft.head.sentence])
        if at is not None:
            fields["at"] = at
    follow_up = follow_up_of(message, step)
    if follow_up is not None:
        fields["follow_up"] = follow_up
    return record(message, draft, fields, draft.customer.choices)


def total_in(message: Message, clauses: Sequence[Clause]) -> MoneySpan | None:
    """The sum that is called the whole: 年费9.6万，三年共28.8万."""
    return next((span for clause in clauses for span in behind(message, clause, "words.total", 1)), None)


def set_at(message: Message, clauses: Sequence[Clause]) -> MoneySpan | None:
    """The sum to which some clauses have the deal changed: "bump it to 182k and move to proposal"."""
    for clause in clauses:
        if (told := SET_AT.search(message.mask.chars, clause.start, clause.end)) is not None:
            one = message.mask.at(told.end() - 1)
            return one.value if one is not None and isinstance(one.value, MoneySpan) else None
    return None


def worth_in(message: Message, clauses: Sequence[Clause]) -> MoneySpan | None:
    """The one sum in some clauses of which they say that the deal is about so much: 标的大概两百万."""
    sums = [one for clause in clauses for one in clause.of_kind("money")]
    found = any(behind(message, clause, "words.worth", WORTH) for clause in clauses)
    if len(sums) != 1 or not isinstance(sums[0].value, MoneySpan):
        return None
    return sums[0].value if found or stands_alone(message, clauses, sums[0]) else None


def only_sum(clauses: Sequence[Clause]) -> MoneySpan | None:
    """The one sum in some clauses."""
    sums = [one.value for clause in clauses for one in clause.of_kind("money")]
    return sums[0] if len(sums) == 1 and isinstance(sums[0], MoneySpan) else None


def stands_alone(message: Message, clauses: Sequence[Clause], one: Entity) -> bool:
    """Whether a sum has a clause of its own, behind one that speaks of the budget: 预算批了，180万左右."""
    own = next(clause for clause in clauses if clause.start <= one.place < clause.end)
    rest = message.wording(own.start, own.end, [(one.place, one.place + 1)])
    return content_size(rest) <= len("大概左右") and any(clause.has("words.worth") and clause.end <= own.start for clause in clauses)


def behind(message: Message, clause: Clause, cue: str, distance: int) -> list[MoneySpan]:
    """The sums in a clause that stand right behind a cue."""
    sums = [one for one in clause.of_kind("money") if any(0 <= one.place - hit.end <= distance for hit in clause.cues(cue))]
    return [one.value for one in sums if isinstance(one.value, MoneySpan)]


def only_days(message: Message, draft: Draft) -> list[Clause]:
    """The clauses further behind that say no more than when: 尾款结了，3万，昨天到的."""
    own = draft.clauses[1:] if message.text.language == "zh" else []
    return [one for one in own if DAY_ONLY.fullmatch(message.mask.chars, one.start, one.end)]


def is_next(message: Message, clause: Clause) -> bool:
    """Whether a clause tells the next step, and not when the money came."""
    limited = any(one.date is not None and one.date.direction == "before" for one in message.deadlines(clause))
    sure = clause.has("intent.own", "task.verb", "base.") or limited or message.is_ahead(clause)
    return sure and not clause.has("payment.came", "contract.signed") and bool(next_score(message, clause))


def close_of(message: Message, draft: Draft) -> Entity | None:
    """The day on which a deal should close."""
    clauses: list[Clause] = [draft.head, *draft.clauses]
    told_before = [one for one in draft.told if one.has("deal.close")]
    told = [
        one for clause in clauses if clause.has("deal.close") for one in clause.of_kind("date") if one.date and one.date.last.day >= message.today
    ]
    alone = [clause for clause in clauses if clause.end - clause.start <= 1]
    dated = [one for clause in clauses for one in message.deadlines(clause)]
    dated += [one for clause in alone for one in clause.of_kind("date") if one.date and one.date.last.day >= message.today]
    return next(iter([*told, *dated, *(one for clause in told_before for one in message.deadlines(clause))]), None)
