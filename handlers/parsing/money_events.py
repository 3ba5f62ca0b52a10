"""Contracts, payments and deals that a clause tells."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.event import FAR, STAGES, Event
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape
from handlers.parsing.told import numbered_order, signed_for

PRIZE = shape("money_events.prize")
"""What is won and no order: "won the durian eating contest"."""
LONGEST_PRIZE = 40
ORDERED = shape("money_events.ordered")
"""An order and its sum, and no more: "Acme came through! PO for 31,500"."""


def contract_event(message: Message, clause: Clause) -> Event | None:
    """A contract signed, an order won."""
    hit = told_contract(message, clause) or summed_order(message, clause) or signed_for(message, clause)
    if hit is not None and PRIZE.search(message.mask.chars, hit.start, min(clause.end, hit.end + LONGEST_PRIZE)):
        return None
    return None if hit is None else Event("contract", hit.start, hit.end, hit.cue)


def told_contract(message: Message, clause: Clause) -> Hit | None:
    """The cues that tell of a contract or an order."""
    if not clause.has("contract."):
        return None
    return (
        next(iter(clause.cues("contract.signed")), None)
        or paired(message, clause, "contract.got", "contract.thing", "contract")
        or paired(message, clause, "contract.papers", "contract.back", "contract")
        or numbered_order(message, clause)
    )


def summed_order(message: Message, clause: Clause) -> Hit | None:
    """An order told by no more than its sum, where good news stands right before it: "Acme came through! PO for 31,500"."""
    order = ORDERED.fullmatch(message.mask.chars, clause.start, clause.end)
    before = next((one for one in reversed(message.clauses) if one.end <= clause.start), None)
    if order is None or before is None or not before.has("contract.through", "result.positive") or before.question:
        return None
    behind = [one for one in message.clauses if one.sentence == clause.sentence and one.start >= clause.end]
    open_yet = any(one.has("veto.waiting", "veto.negated", "intent.", "veto.hypothetical") or message.is_ahead(one) for one in behind[:1])
    return None if open_yet or before.has("veto.negated", "veto.hypothetical") else Hit("contract.sum", *order.span())


def payment_event(message: Message, clause: Clause) -> Event | None:
    """Money that came in."""
    if not clause.has("payment."):
        return None
    hit = (
        next(iter(clause.cues("payment.came")), None)
        or paired(message, clause, "payment.got", "payment.thing", "payment")
        or paired(message, clause, "payment.thing", "payment.arrived", "payment")
        or paired(message, clause, "payment.bill", "payment.settled", "payment")
        or part_paid(message, clause)
    )
    if hit is None or any(0 <= one.start - hit.end <= len("又要") for one in clause.cues("command.snooze")):  # 蓝海回款推到周五
        return None
    return Event("payment", hit.start, hit.end, hit.cue)


def part_paid(message: Message, clause: Clause) -> Hit | None:
    """A part that has been paid, of a customer named before: "Acme signed, and the 990 deposit has been paid"."""
    named = any(one.of_kind("company") for one in message.clauses if one.sentence == clause.sentence and one.start <= clause.start)
    barred = clause.has("veto.negated", "veto.hypothetical", "intent.will") or clause.question or not named
    settled = [] if barred else [hit for hit in clause.cues("payment.settled") if message.mask.chars.startswith("has been", hit.start)]
    pairs = [(thing, hit) for thing in clause.cues("payment.thing") for hit in settled if 0 <= hit.start - thing.end <= 1]
    return Hit("payment.part", pairs[0][0].start, pairs[0][1].end) if pairs else None


def paired(message: Message, clause: Clause, first: str, second: str, group: str) -> Hit | None:
    """Two cues that tell something together: got … deposit, deposit … came in."""
    if not (clause.has(first) and clause.has(second)):
        return None
    barring = [hit for hit in message.hits if hit.cue == f"no.{group}"]
    for hit in clause.cues(first):
        bars = [bar for bar in barring if not (hit.start <= bar.start and bar.end < hit.end)]  # "signed off the" says more than "signed off"
        for other in clause.cues(second):
            between = message.mask.chars[hit.end : other.start]
            if (
                0 <= len(between) <= FAR
                and other.start >= hit.end
                and " to " not in f" {between} "
                and not any(bar.start < other.end and hit.start < bar.end and not (other.start <= bar.start and bar.end < other.end) for bar in bars)
            ):
                return Hit(f"{group}.{first.split('.')[1]}_{second.split('.')[1]}", hit.start, other.end)
    return None


def deal_event(message: Message, clause: Clause, following: Sequence[Clause], *, won: bool) -> Event | None:
    """An opportunity opened, moved or lost; one that the clause tells to be ``won`` is not opened."""
    if not clause.has("deal."):
        return None
    for stage in STAGES:
        hit = next(iter(clause.cues(f"deal.{stage}")), None)
        if hit is not None and not (clause.has("intent.own") and not clause.has("deal.move")):
            return Event("deal", hit.start, hit.end, hit.cue, stage)
    if won:
        return None  # closed the 20k deal with Acme
    hit = next(iter(clause.cues("deal.open")), None)
    topic = next(iter(clause.cues("deal.topic")), None)
    if hit is None and topic is not None and any(one.of_kind("money") for one in (clause, *following) if one.sentence == clause.sentence):
        hit = topic
    return None if hit is None else Event("deal", hit.start, hit.end, hit.cue)


def is_written_off(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether the next clause draws the conclusion that a deal is lost, so that the silence is no contact: "Acme has gone quiet, mark it lost"."""
    return any(one.sentence == clause.sentence and one.has("deal.lost") and not one.of_kind("company", "person") for one in following[:1])
