"""Appointments: acts of contact that are only named, with whom and on which day to come, which sets a task."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.contact_events import asks_us
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape

MEETS_US = shape("appointments.meets_us")
"""With an open day behind it, that day is to come: 王总约我周四见面."""
HEARSAY = shape("appointments.hearsay")
"""What was heard of others is no appointment of ours: 听隔壁组讲他们下午去中天投标."""


def appointment(message: Message, clause: Clause, before: Clause | None = None) -> bool:
    """Whether a clause names an act of contact with a customer, or somebody known, on a day to come; an open one is, behind another appointment."""
    asked = any(asks_us(message, hit.start, hit.end) for hit in clause.cues("past.contact"))  # 王总让我周五去做演示
    heard = HEARSAY.match(message.mask.chars, clause.start, clause.end) is not None
    if asked or heard or any(is_member(one) for one in clause.of_kind("person")):
        return False
    named = any((one.known or one.kind == "company") and not is_member(one) for one in clause.of_kind("company", "person"))
    return (
        named
        and (
            message.is_ahead(clause)
            or is_soon(message, clause)
            or MEETS_US.search(message.mask.chars, clause.start, clause.end) is not None
            or (before is not None and goes_on_planned(message, clause, before))
        )
        and any(hit.cue.startswith("base.") for hit in clause.hits)
        and not clause.has("contract.signed", "payment.came", "result.negative", "lead.new", "lead.met")
    )


def goes_on_planned(message: Message, clause: Clause, before: Clause) -> bool:
    """Whether the open day of what is only named is to come as the appointment before is: "demo at Acme tomorrow, visit to Zeta on Friday"."""
    named = not message.is_done(clause) and any(hit.start == clause.start for hit in clause.cues("base."))
    return named and bool(message.deadlines(clause)) and before.sentence == clause.sentence and appointment(message, before)


def is_soon(message: Message, clause: Clause) -> bool:
    """Whether an act that is only named has an open date that is soon, or was long ago: "site visit Zeta 18 Dec" at the end of November."""
    opens = {clause.start} | {one.place + 2 for one in clause.of_kind("company") if one.place == clause.start}  # "Acme demo 3 Dec"
    named = not message.is_done(clause) and any(hit.start in opens for hit in clause.cues("base."))
    return named and any(message.is_far_nearer_ahead(one) for one in clause.of_kind("date"))


def is_another_appointment(message: Message, clause: Clause, first: Clause) -> bool:
    """Whether two appointments in a row are with two customers: "Acme demo 3 Dec, Zeta site survey 4 Dec"."""
    firms = [one.of_kind("company") for one in (first, clause)]
    other = all(firms) and firms[0][0].candidates != firms[1][0].candidates
    return other and appointment(message, first) and appointment(message, clause, first)
