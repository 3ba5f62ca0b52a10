"""What a message means: its text goes through the mask, the clauses and the drafts, and comes out as records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from handlers.parsing.amends import put_right
from handlers.parsing.checkin_records import checkin_record
from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import opening
from handlers.parsing.contact_records import contact_record
from handlers.parsing.corrections import correction_of
from handlers.parsing.cues import find_cues, phrases_of
from handlers.parsing.customers import Customer, customer_of, names_in, settle_customer
from handlers.parsing.dates import find_impossible_dates
from handlers.parsing.drafts import Draft
from handlers.parsing.forms import read_form
from handlers.parsing.framing import without_frame
from handlers.parsing.how_it_went import judged_by_deals
from handlers.parsing.lead_records import lead_record
from handlers.parsing.lines import read_apart
from handlers.parsing.message import Message, content_size
from handlers.parsing.money import absurd_sums, find_money_in
from handlers.parsing.money_records import money_record
from handlers.parsing.narrator import gather
from handlers.parsing.records import FollowUp, Moment, Problem, Reading, Record, Surroundings
from handlers.parsing.report_records import report_of
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape
from handlers.parsing.spelling import spelt
from handlers.parsing.text import Text
from handlers.parsing.told_together import told_together

LONG_NUMBER = shape("reader.long_number")
DAY_NUMBER = shape("reader.day_number")
"""Only such a number can make a day that does not exist."""
ENDLESS = re.compile(r"(?<!\d)\d{19,}")
CAME = shape("reader.came")
"""Who came to us."""
NO_REACH = shape("reader.no_reach")
"""Somebody new was asked for these, and did not give them."""
MOST_READ = 1000
"""So many characters of a message are read for facts, so that no text takes long; the sender is told of the rest."""
UNREAD_SHOWN = 30
FORM_KINDS = frozenset({"lead", "contact_log", "check_in", "task", "deal", "contract", "payment"})
SAYING = {"contact_log": ("past.", "base."), "task": ("task.todo", "task.remind")}
"""A slash word that is such a cue stays: "/call" says how, and "/task" that what follows is to be done."""
SLASH = re.compile(r"^\s*[/／](\w{1,24})(?:@\w+)?[\s:：]*")
BESIDE_TAKING_BACK = ("veto.cancel", "veto.jest", "veto.joking", "veto.everyone", "intent.filler", "command.sorry", "command.polite")
"""What may be said beside taking a message back."""


@cache
def slash_kinds() -> dict[str, str]:
    """The kind that each word behind a slash names."""
    return {phrase: cue.removeprefix("slash.") for cue, phrase in phrases_of("slash")}


def read(text: str, surroundings: Surroundings) -> Reading:
    """The records that a message means, in the order in which it tells them."""
    whole = Text.of(text)
    kind, body = slashed(without_frame(whole))
    records, unread = read_records(body, surroundings, kind)
    rest = (Problem("unread_rest", unread[:UNREAD_SHOWN]),) if unread else ()
    return Reading(tuple(records), whole.language, (*problems_of(whole.head(MOST_READ), surroundings), *rest))


def slashed(text: Text) -> tuple[str, Text]:
    """The kind that a slash word names, and the text without it (blanked, so that places stay)."""
    hit = SLASH.match(text.folded)
    kind = slash_kinds().get(hit[1], "") if hit else ""
    if not kind or hit is None:
        return "", text
    says = any(one.cue.startswith(SAYING.get(kind, ())) and one.end == len(hit[1]) for one in find_cues(hit[1]))
    word = hit[1] + (":" if kind == "task" and hit.end() > hit.end(1) else "") if says else ""
    lead = " " * hit.start(1) + word
    lead += " " * (hit.end() - len(lead))
    return kind, Text(text.original, lead + text.clean[hit.end() :], lead + text.folded[hit.end() :], text.places)


def read_records(text: Text, surroundings: Surroundings, kind: str) -> tuple[list[Record], str]:
    """The records of a cleaned message, and what of it was left unread; ``kind`` is what a slash word names."""
    form = read_form(text, surroundings, kind if kind in FORM_KINDS else "")
    if form is not None:
        return [form], ""
    head = text.head(MOST_READ)
    rest = text.clean[len(head.clean) :]
    message = taken_apart(head, surroundings)
    if any(taken_back(message, clause) for clause in message.clauses):
        return [], ""
    if (corrected := correction_of(message)) is not None:
        return [corrected], ""
    report = report_of(message)
    if report is not None:
        return [with_rest(report, rest)], ""
    apart = None if kind else read_apart(head, lambda line: read_line(line, surroundings))
    return finish(message, gather(message, kind)) if apart is None else apart, rest.strip()


def message_of(text: str, surroundings: Surroundings) -> Message:
    """A message taken apart as it is for reading, to say afterwards what was found in it."""
    return taken_apart(slashed(without_frame(Text.of(text)))[1].head(MOST_READ), surroundings)


def taken_apart(text: Text, surroundings: Surroundings) -> Message:
    """A cleaned text with its slips put right, taken apart."""
    return put_right(Message.of(spelt(text, surroundings.names), surroundings))


def read_line(line: Text, surroundings: Surroundings) -> list[Record]:
    """The records of one line, as if it were all of the message."""
    kind, body = slashed(without_frame(line))
    return read_records(body, surroundings, kind)[0]


def with_rest(report: Record, rest: str) -> Record:
    """A report whose last section goes on behind what was read."""
    if not rest.strip():
        return report
    last = list(report.fields)[-1]
    return replace(report, fields={**report.fields, last: f"{report.fields[last]}{rest}"})


def taken_back(message: Message, clause: Clause) -> bool:
    """Whether a clause says that the message is not meant, and no more ("ignore", "wrong chat"), or the message ends with saying so ("… jk")."""
    hits = clause.cues("veto.cancel", "veto.jest")
    if not hits or clause.has("result.positive"):
        return False  # 测试结果OK
    if any(opening(message, one, "command.undo") is not None for one in message.clauses):
        return False  # 撤销刚才那条，发错了
    ranges = [(hit.start, hit.end) for hit in clause.cues(*BESIDE_TAKING_BACK)]
    if content_size(message.wording(clause.start, clause.end, ranges)) == 0:
        return True
    ends = clause is message.clauses[-1]
    return ends and any(content_size(message.wording(hit.end, clause.end, ranges)) == 0 for hit in clause.cues("veto.jest"))


def finish(message: Message, gathered: Sequence[Request | Draft]) -> list[Record]:
    """The finished records, in order."""
    records: list[Record] = []
    customer = Customer()
    for item in gathered:
        if not isinstance(item, Draft):
            records.extend(item.records)
            customer = customer_told(message, item) or customer
            continue
        made = finish_draft(message, item, customer)
        if made is not None:
            if records and is_its_step(message, records[-1], made):
                made = with_step(made, records.pop())
            if records and is_same_lead(records[-1], made):
                made = replace(made, fields={**records.pop().fields, **made.fields})
            records.append(made)
            customer = item.customer or customer
    return judged_by_deals(told_together(records))


def is_its_step(message: Message, task: Record, contact: Record) -> bool:
    """Whether a task told in the same breath before a contact is the contact's next step: 明天给宏图送样品，刚跟王总打过电话."""
    if task.kind != "task" or contact.kind != "contact_log" or "follow_up" in contact.fields or "owner" in task.fields:
        return False
    between = message.text.original[task.span[1] : contact.span[0]]
    theirs = task.fields.get("company", contact.fields.get("company")) == contact.fields.get("company")
    return task.rules[:1] in (("task.imperative",), ("task.appointment",)) and theirs and not between.strip(" ,，、-;")


def is_same_lead(first: Record, second: Record) -> bool:
    """Whether two leads are one, told on in another clause: …电话138…|我答应她周五报价."""
    keys = ("company", "person", "phone")
    return first.kind == second.kind == "lead" and "phone" in first.fields and all(first.fields.get(key) == second.fields.get(key) for key in keys)


def with_step(contact: Record, task: Record) -> Record:
    """A contact with a task as its next step."""
    action, due = task.fields.get("action"), task.fields.get("due")
    step = FollowUp(action if isinstance(action, str) else None, due if isinstance(due, Moment) else None)
    return replace(contact, fields={**contact.fields, "follow_up": step}, span=(task.span[0], contact.span[1]), rules=(*contact.rules, "follow_up"))


def customer_told(message: Message, request: Request) -> Customer:
    """The customer that a request names: what follows may be about it."""
    kinds = ("company", "person") if all(one.rules[:1] == ("task.imperative",) for one in request.records) else ("company",)
    names = [one for record in request.records for one in message.mask.entities if one.kind in kinds and one.said in record_words(record)]
    return customer_of(names[:1])


def record_words(record: Record) -> str:
    """The names that a request's record holds."""
    return " ".join(str(value) for key, value in record.fields.items() if key in ("company", "person", "object", "name"))


def finish_draft(message: Message, draft: Draft, previous: Customer) -> Record | None:
    """The record that a draft becomes; None where it tells too little."""
    if draft.kind == "lead":
        return lead_record(message, draft)
    settle_customer(draft, previous)
    if draft.kind == "contact":
        return lead_record(message, replace(draft, kind="lead")) if is_introduced(message, draft) else contact_record(message, draft)
    return checkin_record(message, draft) if draft.kind == "check_in" else money_record(message, draft)


def is_introduced(message: Message, draft: Draft) -> bool:
    """Whether a contact tells of somebody new, whose phone or email is given or who came to us for something: then it is a lead."""
    came = draft.rules == ["past.meeting"] and CAME.search(message.mask.chars, draft.start, draft.end) is not None
    reach = any(
        clause.of_kind("phone", "email") or (came and clause.has("lead.want")) or NO_REACH.search(message.mask.chars, clause.start, clause.end)
        for clause in draft.all_clauses()
    )
    return reach and not any(one.known for one in names_in(draft.all_clauses())) and draft.customer.person_at is not None


def problems_of(text: Text, surroundings: Surroundings) -> tuple[Problem, ...]:
    """What in a message cannot be meant."""
    long_number = LONG_NUMBER.search(text.folded) is not None
    if not long_number and not DAY_NUMBER.search(text.folded):
        return ()
    sums = [Problem("absurd_amount", one.text) for one in absurd_sums(find_money_in(text, surroundings.currency))] if long_number else []
    sums += [Problem("absurd_amount", hit.group()) for hit in ENDLESS.finditer(text.clean) if not any(hit.group() in one.text for one in sums)]
    days = find_impossible_dates(text.clean, surroundings.now, surroundings.zone, surroundings.region)
    return (*(Problem("impossible_date", phrase) for phrase in days), *sums)
