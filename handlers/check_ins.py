"""Check-ins: who was where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select

from handlers.attachments import count_of, take_loose
from handlers.commands import NextStep, Query, answers, asked, writes
from handlers.context import Context
from handlers.customers import get_or_add_party
from handlers.errors import UserError
from handlers.lists import more_button, page
from handlers.messages import Button, Location, Reply
from handlers.names import known_names
from handlers.next_steps import set_next_step, step_of, told_step, with_step
from handlers.outcome import Outcome
from handlers.parsing.name_words import name_key
from handlers.parsing.records import Record
from handlers.parsing.text import fold
from handlers.periods import instants
from handlers.place_links import share_buttons
from handlers.scopes import usual_scope
from handlers.texts import clipped, clock, joined
from storage.models import CheckIn, Customer, Lead

WITH_A_CUSTOMER = ("contact_log", "deal", "contract", "payment")


@dataclass
class CheckInAt(NextStep):
    """The member is at a place now; the position is theirs to tell."""

    company: str | None = asked("customer", required=True, unless=("place", "latitude"))
    person: str | None = asked("person")
    place: str | None = asked("text")
    note: str | None = asked("long")
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def read(context: Context, check_in: CheckIn) -> CheckInAt:
    """The command that would write this check-in."""
    return CheckInAt(
        company=check_in.party.name if check_in.party else None,
        person=check_in.person,
        place=check_in.place,
        note=check_in.note,
        latitude=_degrees(check_in.latitude),
        longitude=_degrees(check_in.longitude),
        **told_step(context, step_of(context, check_in)),
    )


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def line(context: Context, check_in: CheckIn) -> str:
    """``📍 10:00 · Acme Corp · gate 4: waiting for Jane``, and the next step below."""
    at = context.local(check_in.at)
    when = context.spell(at) if at.day != context.today else clock(context.language, at.time) if at.time else None
    return with_step(context, step_of(context, check_in), f"📍 {joined(when, summary(context, check_in))}")


def summary(context: Context, check_in: CheckIn) -> str:
    """``Acme Corp · gate 4: waiting for Jane``; the position where no place is told."""
    position = None if check_in.latitude is None or check_in.longitude is None else f"{check_in.latitude:.5f}, {check_in.longitude:.5f}"
    party = check_in.party.name if check_in.party else None
    files = count_of(context, check_in)
    head = joined(party, check_in.place or (None if party else position), check_in.person, f"📎 {files}" if files else None)
    return f"{head}{context.text('formats.colon')}{check_in.note}" if check_in.note else head


def entry(context: Context, check_in: CheckIn) -> str:
    """One among a customer's contacts: ``Tue 24 Nov · Check-in · gate 4 · Lily Chen``."""
    day = context.spell(context.local(check_in.at, has_time=False))
    return joined(day, context.text("kinds.check_in"), check_in.place, check_in.note, check_in.member.name)


def ask_where(context: Context) -> Outcome | None:
    """A bare ``/checkin`` where positions can't be shared: the way to the page that asks for it, and the form."""
    share = share_buttons(context)
    if not share:
        return None
    form = Button(context.text("buttons.fill_in"), "new:check_in", opens_form=True)
    return Outcome(Reply(context.text("check_ins.open_page"), buttons=(*share, form)))


@writes("check_in", command=CheckInAt, row=CheckIn, read=read, line=line, buttons=share_buttons, bare=ask_where)
def check_in_at(context: Context, command: CheckInAt, check_in: CheckIn) -> None:
    """Write down where the member is; pictures sent just before belong to it."""
    is_new = not check_in.id
    check_in.party = get_or_add_party(context, command.company, command.person)
    check_in.person, check_in.place, check_in.note = command.person, command.place, command.note
    check_in.latitude = None if command.latitude is None else float(command.latitude)
    check_in.longitude = None if command.longitude is None else float(command.longitude)
    if is_new:
        check_in.member_id, check_in.at = context.member.id, context.now
    set_next_step(context, check_in, command)
    if is_new:
        take_loose(context, check_in)


def located(context: Context, location: Location, records: list[Record], caption: str) -> list[Record]:
    """The records of a caption with the place at which they were told: one check-in, made where the caption tells of none."""
    if not (-90 <= location.latitude <= 90 and -180 <= location.longitude <= 180):
        raise UserError("check_ins.no_such_place", latitude=f"{location.latitude:g}", longitude=f"{location.longitude:g}")
    position = {"latitude": Decimal(str(location.latitude)), "longitude": Decimal(str(location.longitude))}
    told = next((record for record in records if record.kind == "check_in"), None)
    if told is not None:
        return [replace(record, fields={**record.fields, **position}) if record is told else record for record in records]
    with_customer = next((record for record in records if record.kind in WITH_A_CUSTOMER), None)
    if with_customer is not None:
        named = {name: value for name, value in with_customer.fields.items() if name == "company"}
        choices = tuple(choice for choice in with_customer.choices if choice.field == "company")
        return [Record("check_in", {**named, **position}, choices), *records]
    return [Record("check_in", {**({} if records else from_caption(context, caption)), **position}), *records]


def from_caption(context: Context, caption: str) -> dict[str, str]:
    """A caption that the reader makes nothing of: a note, and the one known customer that it names."""
    if not caption:
        return {}
    mentions = known_names(context.session, context.workspace).mentions(fold(caption))
    companies = {candidate.name for mention in mentions for candidate in mention.candidates if candidate.kind == "company"}
    named = {"company": companies.pop()} if len(companies) == 1 else {}
    is_all = bool(named) and name_key(caption) == name_key(named["company"])
    return named if is_all else {**named, "note": caption}


@answers("check_ins")
def list_check_ins(context: Context, query: Query) -> Outcome:
    """Who was where, the earliest first: today, unless another time is named."""
    scope = usual_scope(context, query.scope)
    start, end = instants(query.period or context.today.isoformat(), context.hours)
    wanted = select(CheckIn).where(scope.owns(CheckIn.member_id), CheckIn.at >= start, CheckIn.at < end, *_named(query))
    shown = page(context, query, wanted.order_by(CheckIn.at, CheckIn.id))
    if not shown.total:
        return Outcome(Reply(context.text("check_ins.none")))
    lines = [f"{number}. {_told(context, check_in, day=query.period is not None)}" for number, check_in in shown.numbered]
    heading = joined(context.text("check_ins.heading", count=shown.total), scope.name)
    return Outcome(Reply("\n".join([heading, *lines]), buttons=more_button(context, query, shown)), shown.rows)


def _named(query: Query) -> list[ColumnElement[bool]]:
    if not query.name:
        return []
    of_party = (CheckIn.customer.has(Customer.name.icontains(query.name)), CheckIn.lead.has(Lead.company.icontains(query.name)))
    return [or_(CheckIn.place.icontains(query.name), *of_party)]


def _told(context: Context, check_in: CheckIn, *, day: bool) -> str:
    at = context.local(check_in.at)
    when = context.spell(at) if day else clock(context.language, at.time) if at.time else ""
    name = None if check_in.member_id == context.member.id else check_in.member.name
    return joined(when, name, clipped(summary(context, check_in), 80))
