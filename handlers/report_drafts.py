"""A daily report drafted from what the member told during the day, so that nobody has to write it at midnight from memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from handlers.commands import writer_of
from handlers.context import Context
from handlers.hours import local_instant
from handlers.texts import clock, joined
from storage.models import Audited, CheckIn, ContactLog, Contract, Customer, Deal, Lead, LeadStatus, Payment, Stage, Task, TaskStatus

LINE_LIMIT = 120
MOST_LINES = 12
"""Together they stay well below what a form's field takes."""


@dataclass(frozen=True)
class Span:
    """The first moment of a day, and the first after it, in a member's zone."""

    start: datetime
    end: datetime

    def holds(self, column: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        """The condition that a moment lies in it."""
        return and_(column >= self.start, column < self.end)


def span_of(context: Context, day: date) -> Span:
    """A day of the member's."""
    return Span(local_instant(day, time(), context.zone), local_instant(day + timedelta(days=1), time(), context.zone))


def done_on(context: Context, day: date) -> str | None:
    """What the member got done on a day, a line each, in the order of the day's importance; None where nothing was told."""
    span = span_of(context, day)
    return _lines(context, [*_money(context, span), *_contacts(context, span), *_moved(context, span), *_ticked_off(context, span)])


def planned_after(context: Context, day: date) -> str | None:
    """What is due by the end of the next working day, the overdue first; None where nothing is."""
    end = span_of(context, context.hours.next_working_day(day)).end
    due = select(Task).where(Task.owner_id == context.member.id, Task.status == TaskStatus.OPEN, Task.due_at < end)
    return _lines(context, (_planned(context, task) for task in context.session.scalars(due.order_by(Task.due_at, Task.id))))


def _money(context: Context, span: Span) -> Iterator[str]:
    """Contracts and payments, in the order in which they were told."""
    mine = context.member.id
    signed = select(Contract).where(Contract.owner_id == mine, span.holds(Contract.created_at)).order_by(Contract.id)
    received = select(Payment).where(Payment.owner_id == mine, span.holds(Payment.created_at)).order_by(Payment.id)
    rows: list[Contract | Payment] = [*context.session.scalars(signed), *context.session.scalars(received)]
    for row in rows:
        kind = context.text(f"kinds.{row.__tablename__}")
        yield joined(kind, _who(context, row.party, row.person), context.money(row.amount, row.currency))


def _contacts(context: Context, span: Span) -> Iterator[str]:
    """Contacts in their order, and check-ins at whoever was not contacted otherwise."""
    mine = context.member.id
    told = or_(span.holds(ContactLog.at), span.holds(ContactLog.created_at))
    logs = context.session.scalars(select(ContactLog).where(ContactLog.member_id == mine, told).order_by(ContactLog.at, ContactLog.id)).all()
    for log in logs:
        method = context.label("choices.method", log.method) if log.method else context.text("kinds.contact_log")
        outcome = context.label("choices.outcome", log.outcome) if log.outcome else None
        head = joined(method, _who(context, log.party, log.person))
        yield f"{head}{context.text('formats.colon')}{told_of}" if (told_of := log.summary or outcome) else head
    seen = {log.party for log in logs if log.party}
    for check_in in context.session.scalars(
        select(CheckIn).where(CheckIn.member_id == mine, span.holds(CheckIn.at)).order_by(CheckIn.at, CheckIn.id)
    ):
        if check_in.party is None or check_in.party not in seen:
            seen |= {check_in.party} if check_in.party else set()
            where = _who(context, check_in.party, check_in.person) or check_in.place
            yield joined(context.text("kinds.check_in"), where, check_in.note)


def _moved(context: Context, span: Span) -> Iterator[str]:
    """Deals that were opened, moved or lost, and new leads."""
    mine = context.member.id
    moved = select(Deal).where(Deal.owner_id == mine, span.holds(Deal.stage_changed_at), Deal.stage != Stage.WON)
    for deal in context.session.scalars(moved.order_by(Deal.stage_changed_at, Deal.id)):
        yield _first_line(context, deal)
    for lead in context.session.scalars(select(Lead).where(Lead.owner_id == mine, span.holds(Lead.created_at)).order_by(Lead.id)):
        if lead.status is not LeadStatus.CONVERTED:
            yield joined(context.text("kinds.lead"), _who(context, lead, lead.person), lead.need)


def _ticked_off(context: Context, span: Span) -> Iterator[str]:
    done = select(Task).where(Task.owner_id == context.member.id, Task.status == TaskStatus.DONE, Task.done_at.is_not(None))
    done_then = done.where(Task.done_at >= span.start, Task.done_at < span.end).order_by(Task.done_at, Task.id)
    for task in context.session.scalars(done_then):
        yield context.text("reports.ticked_off", what=_with_party(context, task))


def _planned(context: Context, task: Task) -> str:
    """``send the quote (Acme), 10:00``; ``… overdue``."""
    assert task.due_at is not None
    due = context.local(task.due_at, has_time=task.due_has_time)
    if task.due_at < context.now:
        when = context.text("reports.overdue")
    elif due.time is not None:
        when = clock(context.language, due.time)
    else:
        when = None
    return joined(_with_party(context, task), when)


def _with_party(context: Context, task: Task) -> str:
    name = task.party.name if task.party else None
    return context.text("reports.of", what=task.action, name=name) if name and name.casefold() not in task.action.casefold() else task.action


def _who(context: Context, party: Customer | Lead | None, person: str | None) -> str | None:
    """``Acme (Jane)``."""
    company = party.name if party else None
    return context.text("reports.of", what=company, name=person) if company and person and company != person else company or person


def _first_line(context: Context, row: Audited) -> str:
    """A record as its receipt has it, without its next step: that is part of the plan."""
    writer = writer_of(row)
    return writer.line(context, row).partition("\n")[0] if writer else ""


def _lines(context: Context, lines: Iterable[str]) -> str | None:
    """The lines as one text of bearable length."""
    kept = [line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…" for line in lines if line]
    if len(kept) > MOST_LINES:
        kept = [*kept[: MOST_LINES - 1], context.text("reports.and_more", count=len(kept) - MOST_LINES + 1)]
    return "\n".join(" ".join(line.split()) for line in kept) or None
