"""Contact logs: who was contacted, how, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.attachments import count_of, take_loose
from handlers.commands import NextStep, asked, writes
from handlers.context import Context
from handlers.customers import ask_whose, get_or_add_party
from handlers.next_steps import set_next_step, step_of, told_step, with_step
from handlers.parsing.records import Moment
from handlers.texts import joined
from storage.models import ContactLog, Lead, LeadStatus

METHODS = ("call", "visit", "meeting", "video", "email", "message", "other")
OUTCOMES = ("positive", "negative", "no_answer")


@dataclass
class LogContact(NextStep):
    """A contact with a customer or lead took place."""

    company: str | None = asked("customer", required=True, unless=("person",))
    person: str | None = asked("person")
    method: str | None = asked("choice", choices=METHODS)
    outcome: str | None = asked("choice", choices=OUTCOMES)
    summary: str | None = asked("long")
    at: Moment | None = asked("moment")


def read(context: Context, log: ContactLog) -> LogContact:
    """The command that would write this log."""
    return LogContact(
        company=log.party.name if log.party else None,
        person=log.person,
        method=log.method,
        outcome=log.outcome,
        summary=log.summary,
        at=at_of(context, log),
        **told_step(context, step_of(context, log)),
    )


def at_of(context: Context, log: ContactLog) -> Moment:
    """When it took place, as the member reads it."""
    return context.local(log.at, has_time=log.at_has_time)


def line(context: Context, log: ContactLog) -> str:
    """``Call · Acme Corp · Jane Miller · positive: happy with the demo``, and the next step below."""
    at = at_of(context, log)
    told_late = at.day != context.today or (at.time is not None and log.at != log.created_at)
    return with_step(context, step_of(context, log), summary(context, log, at if told_late else None))


def summary(context: Context, log: ContactLog, at: Moment | None) -> str:
    """The same without the next step, and with a date where one is given."""
    method = context.label("choices.method", log.method) if log.method else context.text("kinds.contact_log")
    outcome = context.label("choices.outcome", log.outcome) if log.outcome else None
    files = count_of(context, log)
    told = (context.spell(at) if at else None, outcome, f"📎 {files}" if files else None)
    head = joined(method, log.party.name if log.party else None, log.person, *told)
    return f"{head}{context.text('formats.colon')}{log.summary}" if log.summary else head


def entry(context: Context, log: ContactLog) -> str:
    """One among a customer's contacts: ``Fri 20 Nov · Call · Jane Miller · positive: happy with the demo · Lily Chen``."""
    day = context.spell(context.local(log.at, has_time=False))
    method = context.label("choices.method", log.method) if log.method else None
    outcome = context.label("choices.outcome", log.outcome) if log.outcome else None
    return joined(day, method, log.person, outcome, log.summary, log.member.name)


@writes("contact_log", command=LogContact, row=ContactLog, read=read, line=line, ask=ask_whose)
def log_contact(context: Context, command: LogContact, log: ContactLog) -> None:
    """Write down a contact; a new lead counts as contacted from then on."""
    party = get_or_add_party(context, command.company, command.person)
    log.party = party
    log.person = command.person
    log.member_id = log.member_id or context.member.id
    log.method, log.outcome, log.summary = command.method, command.outcome, command.summary
    is_new = not log.id
    if is_new or (command.at is not None and command.at != at_of(context, log)):
        log.at = _instant(context, command.at)
        log.at_has_time = command.at is None or command.at.time is not None
    set_next_step(context, log, command)
    if is_new:
        take_loose(context, log)
    if isinstance(party, Lead) and party.status is LeadStatus.NEW:
        party.status = LeadStatus.CONTACTED


def _instant(context: Context, at: Moment | None) -> datetime:
    """When it took place: now where no moment is told; a day alone is the end of that working day, but today it is no later than now."""
    if at is None:
        return context.now
    instant = context.instant(at)
    return min(instant, context.now) if at == Moment(context.today) else instant
