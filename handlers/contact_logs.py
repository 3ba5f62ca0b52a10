"""Contact logs: who was contacted, how, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import tasks
from handlers.commands import NextStep, asked, writes
from handlers.context import Context
from handlers.customers import get_or_add_party
from handlers.parsing.records import Moment
from handlers.texts import joined
from storage.models import ContactLog, Lead, LeadStatus

METHODS = ("call", "visit", "meeting", "video", "email", "message", "other")
OUTCOMES = ("positive", "negative", "no_answer")


@dataclass
class LogContact(NextStep):
    """A contact with a customer or lead took place."""

    company: str | None = asked("customer", required=True)
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
        at=context.local(log.at, has_time=log.at_has_time),
        **tasks.next_step_of(context, log),
    )


def line(context: Context, log: ContactLog) -> str:
    """``Call · Acme Corp · Jane Miller · positive: happy with the demo → send the quote, Fri 27 Nov``."""
    method = context.label("choices.method", log.method) if log.method else context.text("kinds.contact_log")
    outcome = context.label("choices.outcome", log.outcome) if log.outcome else None
    at = context.local(log.at, has_time=log.at_has_time)
    told_late = at.day != context.today or (at.time is not None and log.at != log.created_at)
    head = joined(method, log.party.name if log.party else None, log.person, context.spell(at) if told_late else None, outcome)
    return tasks.with_next_step(context, log, f"{head}{context.text('formats.colon')}{log.summary}" if log.summary else head)


@writes("contact_log", command=LogContact, row=ContactLog, read=read, line=line)
def log_contact(context: Context, command: LogContact, log: ContactLog) -> None:
    """Write down a contact; the customer remembers when it was last heard of and when it is to be heard of again."""
    party = get_or_add_party(context, command.company, command.person)
    log.party = party
    log.person = command.person
    log.member_id = log.member_id or context.member.id
    log.method, log.outcome, log.summary = command.method, command.outcome, command.summary
    log.at_has_time = command.at is None or command.at.time is not None
    log.at = context.instant(command.at) if command.at else (log.at if log.id else context.now)
    tasks.set_next_step(context, log, command)
    if party is not None:
        party.last_contacted_at = max(log.at, party.last_contacted_at or log.at)
    if isinstance(party, Lead) and party.status is LeadStatus.NEW:
        party.status = LeadStatus.CONTACTED
