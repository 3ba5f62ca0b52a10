"""``python -m bot parse``: what a message means, for a person to read or, with ``--jsonl``, for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

import click

from bot.commands.jsonl import BadLineError, Line, answer_lines, read_moment, read_zone
from handlers.locales import load
from handlers.parsing.explaining import Finding, findings
from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import FollowUp, Moment, Reading, Record, Surroundings, Value
from scheduler.clock import SystemClock

CUSTOMER = (("company", "person"), "company")
WANTED = {
    "contact_log": (CUSTOMER,),
    "contract": (CUSTOMER,),
    "deal": (CUSTOMER,),
    "payment": (CUSTOMER, (("amount",), "amount")),
    "lead": ((("company", "person"), "lead"),),
}
"""For each kind the fields of which one must be told, and the question that asks for it, as the features ask (a test compares them)."""
KnownKey = tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]


@lru_cache(maxsize=8)
def build_names(companies: tuple[str, ...], contacts: tuple[tuple[str, str], ...], members: tuple[str, ...]) -> KnownNames:
    """The index of known names; the same names are indexed once."""
    return KnownNames.build(companies, (KnownContact(name, company) for name, company in contacts), members)


def known_names(known: object) -> KnownNames:
    """The ``known`` key of a line as an index; raises BadLineError where it is of another shape."""
    if known is None:
        known = {}
    if not isinstance(known, dict):
        raise BadLineError("known must be an object")
    companies, contacts, members = (known.get(key) or [] for key in ("companies", "contacts", "members"))
    try:
        people = tuple((str(one["name"]), str(one.get("company") or "")) for one in contacts)
        return build_names(tuple(map(str, companies)), people, tuple(map(str, members)))
    except (TypeError, KeyError, AttributeError):
        raise BadLineError("known needs lists: companies and members of names, contacts of {name, company}") from None


def plain(value: Value) -> object:
    """A field's value as JSON has it."""
    if isinstance(value, FollowUp):
        parts = {"action": value.action, "due": value.due.isoformat() if value.due else None}
        return {key: part for key, part in parts.items() if part is not None}
    if isinstance(value, Moment):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def as_json(record: Record) -> dict[str, Any]:
    """A record in the form of the parse contract, and beside it the rules and places that made it."""
    return {"kind": record.kind, **{key: plain(value) for key, value in record.fields.items()}}


def details(reading: Reading) -> dict[str, Any]:
    """What stands beside the records: rules, places, what would be asked, what can't be."""
    return {
        "language": reading.language,
        "why": [{"rules": list(one.rules), "span": list(one.span)} for one in reading.records],
        "ask": [{"field": ask.field, "said": ask.said, "candidates": list(ask.candidates)} for one in reading.records for ask in one.choices],
        "problems": [{"kind": one.kind, "text": one.text} for one in reading.problems],
    }


def answer(line: Line) -> Mapping[str, Any]:
    """Read one line of ``--jsonl``."""
    surroundings = Surroundings(
        now=line.now,
        zone=line.zone,
        region=line.word("region"),
        currency=line.word("currency", "USD") or "USD",
        sender=line.word("sender"),
        names=known_names(line.rest.get("known")),
    )
    reading = read(line.text, surroundings)
    return {"records": [as_json(one) for one in reading.records], **details(reading)}


def account(text: str, surroundings: Surroundings, reading: Reading) -> str:
    """What was understood, for a person: each record with its words underlined and what they were taken for, its fields and rules; what is asked."""
    lines: list[str] = []
    shown = "".join(" " if char.isspace() else char for char in text)
    for number, (one, found) in enumerate(zip(reading.records, findings(text, surroundings, reading), strict=True), 1):
        start, end = one.span
        lines += [f"{number}. {one.kind}", f"   {shown[start:end].rstrip()}", f"   {underline(shown, one.span, found)}".rstrip()]
        lines += [f"   {key:10} {show(value)}" for key, value in one.fields.items()]
        lines += [f"   rules      {', '.join(one.rules)}"]
        lines += [f"   because    “{shown[part.start : part.end]}” is {part.meaning}" for part in found]
    lines += [f"? {question}" for question in first_question(reading)]
    lines += [f"! {problem.kind.replace('_', ' ')}: {problem.text}" for problem in reading.problems]
    return "\n".join(lines) if lines else "Nothing to write down."


def underline(shown: str, span: tuple[int, int], found: Sequence[Finding]) -> str:
    """Marks under the found parts, two columns wide under what is written two columns wide."""
    marked = {place for part in found for place in range(part.start, part.end)}
    marks = ("-" if place in marked else " " for place in range(*span))
    return "".join(mark * (2 if east_asian_width(shown[place]) in "WF" else 1) for place, mark in zip(range(*span), marks, strict=True))


def first_question(reading: Reading) -> Iterator[str]:
    """What the sender would be asked, at most one thing: which of two names, or the most important field that is missing."""
    questions = load(reading.language, "texts")["questions"]
    kinds = load(reading.language, "texts")["kinds"]
    for one in reading.records:
        if one.choices:
            yield f"{questions['which'].format(said=one.choices[0].said)} {' / '.join(one.choices[0].candidates)}"
            return
        missing = next((question for fields, question in WANTED.get(one.kind, ()) if not any(one.fields.get(name) for name in fields)), None)
        if missing is not None:
            yield questions[missing].format(what=kinds[one.kind])
            return


def show(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, FollowUp):
        return " · ".join(part for part in (value.action, f"due {value.due.isoformat()}" if value.due else None) if part)
    return str(plain(value))


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Answer JSON lines from standard input.")
@click.option("--now", help="When it was sent, ISO 8601 with offset.  [default: now]")
@click.option("--timezone", default="UTC", help="The sender's IANA zone.")
@click.option("--region", default="US", help="Country of phones and dates.")
@click.option("--currency", default="USD", help="Currency of sums that name none.")
@click.option("--company", "companies", multiple=True, help="A known company; may be repeated.")
@click.option("--contact", "contacts", multiple=True, metavar="NAME@COMPANY", help="A known contact; may be repeated.")
@click.option("--member", "members", multiple=True, help="A member of the team; may be repeated.")
def parse(
    text: str | None,
    jsonl: bool,
    now: str | None,
    timezone: str,
    region: str,
    currency: str,
    companies: tuple[str, ...],
    contacts: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    """Say what a message means."""
    if jsonl:
        answer_lines(answer)
        return
    if not text:
        raise click.UsageError("Give a message in quotes, or --jsonl.")
    try:
        zone = read_zone(timezone)
        moment = read_moment(now) if now else SystemClock().now()
    except BadLineError as error:
        raise click.UsageError(str(error)) from None
    people = tuple((name, company) for name, _, company in (one.partition("@") for one in contacts))
    names = build_names((*companies, *(company for _, company in people if company and company not in companies)), people, members)
    surroundings = Surroundings(moment, zone, region, currency, names=names)
    click.echo(account(text, surroundings, read(text, surroundings)))
