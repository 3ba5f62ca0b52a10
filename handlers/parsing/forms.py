"""Typed forms: lines of ``label: value`` fill a record of the kind that their title or their labels name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from handlers.parsing.cues import find_cues, normal, phrases_of
from handlers.parsing.drafts import Draft, put_money
from handlers.parsing.entities import dates_of
from handlers.parsing.how_it_went import outcome_of
from handlers.parsing.lead_sources import source_of
from handlers.parsing.lookalikes import without_lookalikes
from handlers.parsing.message import Message, tidy
from handlers.parsing.money import find_money
from handlers.parsing.name_words import is_han, name_ends, name_words
from handlers.parsing.names import KnownNames
from handlers.parsing.phones import find_emails, find_phones
from handlers.parsing.records import Choice, FollowUp, Record, Surroundings, Value
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text, fold

LINE = re.compile(
    r"^[ \t]{0,8}[-*•]?[ \t]{0,4}([^\s:：](?:[^\n:：]{0,30}[^\s:：])?)[ \t]{0,4}(?:[:：](?!\d)|(?<!\d)[:：])[ \t]{0,8}(\S[^\n]{0,1000})$",
    re.MULTILINE,
)
DASHED = shape("forms.dashed", re.MULTILINE)
LEAST_LINES = 2
LEAST_DASHED = 3
"""A dash parts more than labels from values, so more lines must have one."""
LONGEST_HEAD = 3
BY_TITLE = (
    ("contract.signed", "contract"),
    ("payment.came", "payment"),
    ("deal.open", "deal"),
    ("checkin.arrived", "check_in"),
    ("task.todo", "task"),
    ("lead.new", "lead"),
)
OWN_WORDS = ("title", "source", "need", "summary", "action", "place")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "lead": ("company", "person", "title", "phone", "email", "source", "need", "amount", "follow_up"),
    "contact_log": ("company", "person", "method", "outcome", "summary", "at", "follow_up"),
    "check_in": ("company", "place", "note", "follow_up"),
    "task": ("action", "owner", "company", "person", "due"),
    "deal": ("company", "person", "stage", "amount", "close", "follow_up"),
    "contract": ("company", "person", "amount", "at", "follow_up"),
    "payment": ("company", "person", "amount", "at", "follow_up"),
    "target": ("scope", "metric", "amount", "period"),
    "approval": ("action", "company", "amount"),
}
BEFORE_DAY = shape("forms.before_day")
BEHIND_DAY = shape("forms.behind_day")


@cache
def labels() -> dict[str, str]:
    """The field that each label means."""
    return {phrase: cue.removeprefix("form.") for cue, phrase in phrases_of("form")}


def read_form(text: Text, surroundings: Surroundings, kind: str = "") -> Record | None:
    """The record that a typed form is; None where the message is none, or a daily report."""
    if "\n" not in text.clean:
        return None
    dashed = labelled(DASHED, text.clean)
    shape = DASHED if len(dashed) >= LEAST_DASHED else LINE
    values = dashed if shape is DASHED else labelled(LINE, text.clean)
    rest = shape.sub("", text.clean).strip()
    if len(values) < LEAST_LINES or len(rest) > 60 or not ({"company", "person", "met", "phone", "action", "place"} & values.keys()):
        return None
    kind = kind or kind_of(values, rest)
    if kind == "contact_log":
        values = told_freely(rest, surroundings) | values
    if kind == "lead":
        values = {**told_of_lead(rest, surroundings), **values}
    fields, choices = fill(values, kind, surroundings)
    if kind == "contact_log" and "summary" in values and (outcome := outcome_told(values["summary"], surroundings)):
        fields["outcome"] = outcome
    allowed = FIELDS[kind]
    kept = {key: value for key, value in fields.items() if key in allowed or (key == "currency" and "amount" in allowed)}
    return Record(kind, kept, choices, (f"form.{kind}",), (0, len(text.original))) if kept else None


def outcome_told(summary: str, surroundings: Surroundings) -> str:
    """How a contact went, by what its summary says."""
    message = Message.of(Text.of(summary), surroundings)
    if not message.clauses:
        return ""
    return outcome_of(message, Draft("contact", message.clauses[0], 0, 0, [], clauses=message.clauses[1:]), None)


def labelled(shape: re.Pattern[str], text: str) -> dict[str, str]:
    """The value of each field whose label opens a line."""
    values: dict[str, str] = {}
    for line in shape.finditer(text):
        label, value = normal(line[1].strip()), line[2].strip()
        if label == "from" and not any(hit.cue.startswith("source.") for hit in find_cues(fold(value))):
            continue  # "From: John" is who wrote it
        if (field := labels().get(label)) is not None:
            values.setdefault(field, value)
    return values


def told_freely(rest: str, surroundings: Surroundings) -> dict[str, str]:
    """What lines without a label tell of a contact: one of a word or two its way, perhaps with the time ("Call 14:20"), the others its summary."""
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    heads = [
        line for line in lines if line.count(" ") < LONGEST_HEAD and any(hit.cue.startswith(("past.", "base.")) for hit in find_cues(fold(line)))
    ]
    told = ". ".join(line for line in lines if line not in heads)
    timed = [line for line in heads if any(one.first.time is not None for one in dates_of(Text.of(line), surroundings, "past"))]
    found = {"method": heads[:1], "at": timed[:1], "summary": [told] if told else []}
    return {field: lines[0] for field, lines in found.items() if lines}


def told_of_lead(rest: str, surroundings: Surroundings) -> dict[str, str]:
    """What the lines of a lead that have no label tell: where it came from, how to reach it, and what is next."""
    message = Message.of(Text.of(rest), surroundings)
    source = source_of(message, message.clauses[:1])[0]
    phone = next((one.value for one in find_phones(rest, surroundings.region)), "")
    told = {"source": source, "phone": phone, "follow_up": step_told(rest, surroundings)}
    return {field: value for field, value in told.items() if value}


def step_told(rest: str, surroundings: Surroundings) -> str:
    """The line without a label that tells with its day what is next: 下周三过去看场地."""
    lines = [line.strip() for line in rest.splitlines()]
    today = surroundings.local_now.date()
    ahead = [line for line in lines if any(one.first.day > today for one in dates_of(Text.of(line), surroundings, "future"))]
    return next((line for line in ahead if not is_title_of_lead(line)), "")


def is_title_of_lead(line: str) -> bool:
    """Whether a line is the title of a new lead."""
    return any(hit.cue == "lead.new" for hit in find_cues(fold(line)))


def kind_of(values: Mapping[str, str], rest: str) -> str:
    """What a form records, by its title, then by its labels."""
    hits = {hit.cue for hit in without_lookalikes(find_cues(fold(rest)))}
    for cue, kind in BY_TITLE:
        if cue in hits:
            return kind
    if any(hit.startswith(("past.", "base.")) for hit in hits) and "need" not in values:
        return "contact_log"
    if "stage" in values or "close" in values:
        return "deal"
    if {"met", "summary", "method"} & values.keys():
        return "contact_log"
    return "task" if "action" in values else "lead"


def fill(values: Mapping[str, str], kind: str, surroundings: Surroundings) -> tuple[dict[str, Value], tuple[Choice, ...]]:
    """The fields of a form, each read as what it is."""
    fields: dict[str, Value] = {}
    choices: list[Choice] = []
    names = surroundings.names or KnownNames()
    for field, value in values.items():
        if field in ("company", "owner"):
            match = names.find_company(value) if field == "company" else names.find_member(value)
            if match.several:
                choices.append(Choice(field, value, tuple(one.name for one in match.candidates)))
            else:
                fields[field] = match.name or value
        elif field == "person" and kind == "task" and (member := names.find_member(value).name):
            fields.setdefault("owner", member)
        elif field in ("person", "met"):
            read_person(value, fields, names, str(values.get("company", "")))
        elif field in ("stage", "method"):
            put_choice(fields, field, value)
        elif field in OWN_WORDS:
            fields["note" if kind == "check_in" and field == "summary" else field] = tidy(value)
        else:
            read_thing(field, value, fields, surroundings)
    if "met" in values and "method" not in fields:
        fields["method"] = "meeting"
    return fields, tuple(choices)


def read_thing(field: str, value: str, fields: dict[str, Value], surroundings: Surroundings) -> None:
    """A phone, an email, a sum, a date or a next step; what cannot be read as one is kept as it was typed where that helps."""
    if field == "phone":
        fields["phone"] = next((one.value for one in find_phones(value, surroundings.region)), value)
    elif field == "email":
        fields["email"] = next((one.value for one in find_emails(value)), value.lower())
    elif field == "amount":
        found = find_money(value, surroundings.currency, bare=True)
        put_money(fields, found[0] if found else None)
    elif field == "follow_up":
        fields["follow_up"] = read_next(value, surroundings)
    else:
        spans = dates_of(Text.of(value), surroundings, "past" if field == "at" else "future")
        if spans:
            fields[field] = spans[0].first if field == "at" else spans[0].last


def read_person(value: str, fields: dict[str, Value], names: KnownNames, company: str) -> None:
    """A name, perhaps with a job in brackets."""
    name, _, job = value.replace("(", ",", 1).replace("，", ",").partition(",")
    if "company" not in fields and not company and (known := names.find_company(job.strip(" )")).name):
        fields["company"], job, company = known, "", known
    name = " ".join(word for word in tidy(name).split(" ") if word.lower() not in name_words("honorifics"))
    match = names.find_contact(name, company)
    fields["person"] = match.name or name
    if match.one is not None and "company" not in fields and match.one.company and not match.fuzzy:
        fields["company"] = match.one.company
    first, _, behind = name.partition(" ")
    if not job and match.one is None and behind and is_han(first) and behind.endswith((*name_ends("jobs"), *name_ends("job_ranks"))):
        fields["person"], job = first, behind  # 卫东 采购经理
    if job.strip(" )"):
        fields.setdefault("title", job.strip(" )"))


def put_choice(fields: dict[str, Value], field: str, value: str) -> None:
    """A stage or a method by its word."""
    prefix = "deal." if field == "stage" else "base."
    for probe in (f"to {fold(value)}", fold(value), f"进入{fold(value)}", f"{fold(value)}阶段"):
        for hit in find_cues(probe):
            if hit.cue.startswith(prefix) and hit.cue not in ("deal.open", "deal.close", "deal.move"):
                fields[field] = hit.cue.partition(".")[2]
                return


def read_next(value: str, surroundings: Surroundings) -> FollowUp:
    """A next step: its words without the date, and the date."""
    spans = dates_of(Text.of(value), surroundings, "future")
    action = value
    for span in reversed(spans[:1]):
        action = BEFORE_DAY.sub("", value[: span.start]) + value[span.end :]
    return FollowUp(tidy(BEHIND_DAY.sub("", action)) or None, spans[0].last if spans else None)
