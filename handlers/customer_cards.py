"""The card of a customer or lead: all that is known, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from handlers import check_ins, clients, contact_logs, contracts, deals, tasks
from handlers.commands import Query, answers, presses
from handlers.context import Context
from handlers.customers import OPEN_STATUSES, Party
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.parties import check_may_change, find_named, name_of, on_party, owner_name
from handlers.sums import spelt
from handlers.texts import clipped, joined
from storage.models import OPEN_STAGES, CheckIn, Comment, Contact, ContactLog, Contract, Customer, Deal, Lead, Payment, Task, TaskStatus
from storage.queries.money import sums_of
from storage.queries.parties import about

SHOWN = 5
TOLD = 3
LINE = 120
Facts = Iterator[tuple[str, str]]


@answers("customer")
def show_customer(context: Context, query: Query) -> Outcome:
    """The card of whom is named, or of the customer last spoken of."""
    return on_party(context, query.name, "card", lambda party: _card(context, party))


@presses("card")
def press_card(context: Context, arguments: list[str]) -> Outcome:
    """The same by a button."""
    return replace(_card(context, find_named(context, arguments)), look_up=True)


def _card(context: Context, party: Party) -> Outcome:
    check_may_change(context, party)
    kind = context.text("kinds.lead" if isinstance(party, Lead) else "kinds.customer")
    status = context.label("choices.status", party.status) if isinstance(party, Lead) else None
    heading = f"{party.name}\n{joined(kind, status, owner_name(context, party))}"
    facts = [*_people(context, party), *_business(context, party), *_history(context, party), *_ahead(context, party)]
    return Outcome(Reply(heading, tuple(facts), _buttons(context, party)), [party])


def _buttons(context: Context, party: Party) -> tuple[Button, ...]:
    name = name_of(party)
    found = [
        Button(context.text("buttons.log_contact"), f"new:contact_log:{name}", opens_form=True),
        Button(context.text("buttons.add_task"), f"new:task:{name}", opens_form=True),
        Button(context.text("buttons.edit"), f"edit:{name}", opens_form=True),
    ]
    if party.owner_id is None:
        found.insert(0, Button(context.text("buttons.claim"), f"claim:{name}", style="primary"))
    elif isinstance(party, Lead) and party.status in OPEN_STATUSES:
        found.append(Button(context.text("buttons.convert"), f"convert:{name}"))
    return tuple(found)


def _people(context: Context, party: Party) -> Facts:
    """Who is there, and how to reach them."""
    if isinstance(party, Customer):
        contacts = select(Contact).where(Contact.customer_id == party.id).order_by(Contact.id)
        yield from _rows(context, "contacts", contacts, clients.summary)
        return
    reach = joined(party.person, party.title, party.phone, party.email)
    yield from _listed(context, "contacts", [reach] if reach else [])
    yield from _listed(context, "source", [party.source] if party.source else [])


def _business(context: Context, party: Party) -> Facts:
    """What they want, what is under way, what was signed, what was paid."""
    if isinstance(party, Lead):
        yield from _listed(context, "need", [text for text in (party.need, context.money(party.amount, party.currency)) if text])
    under_way = select(Deal).where(about(Deal, party), Deal.stage.in_(OPEN_STAGES)).order_by(Deal.expected_close.is_(None), Deal.expected_close)
    yield from _rows(context, "deals", under_way, lambda deal: deals.state(context, deal))
    signed = select(Contract).where(about(Contract, party)).order_by(Contract.signed_on.desc(), Contract.id.desc())
    yield from _rows(context, "contracts", signed, lambda contract: contracts.summary(context, contract), TOLD)
    paid = spelt(context, sums_of(context.session, Payment, about(Payment, party)))
    yield from _listed(context, "payments", [paid] if paid else [])


def _history(context: Context, party: Party) -> Facts:
    """The last contacts and what was said beside them, the newest first."""
    logs = select(ContactLog).where(about(ContactLog, party)).order_by(ContactLog.at.desc(), ContactLog.id.desc())
    visits = select(CheckIn).where(about(CheckIn, party)).order_by(CheckIn.at.desc(), CheckIn.id.desc())
    told: list[tuple[datetime, str]] = [(log.at, contact_logs.entry(context, log)) for log in context.session.scalars(logs.limit(TOLD))]
    told += [(visit.at, check_ins.entry(context, visit)) for visit in context.session.scalars(visits.limit(TOLD))]
    lines = [line for _, line in sorted(told, reverse=True)[:TOLD]]
    yield from _listed(context, "history", lines, _count(context, logs) + _count(context, visits))
    comments = select(Comment).where(Comment.entity == party.__tablename__, Comment.entity_id == party.id).order_by(Comment.id.desc())
    yield from _rows(context, "comments", comments, lambda comment: joined(comment.text, comment.member.name), TOLD)


def _ahead(context: Context, party: Party) -> Facts:
    """What is to be done."""
    open_tasks = select(Task).where(about(Task, party), Task.status == TaskStatus.OPEN).order_by(Task.due_at.is_(None), Task.due_at, Task.id)
    yield from _rows(context, "tasks", open_tasks, lambda task: tasks.summary(context, task, with_party=False))


def _rows(context: Context, label: str, statement: Select[Any], line: Callable[[Any], str], most: int = SHOWN) -> Facts:
    """The first rows as one fact."""
    lines = [line(row) for row in context.session.scalars(statement.limit(most))]
    yield from _listed(context, label, lines, _count(context, statement) if lines else 0)


def _count(context: Context, statement: Select[Any]) -> int:
    return context.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def _listed(context: Context, label: str, lines: Sequence[str], total: int = 0) -> Facts:
    """One fact, a line each, and how many there are where not all are shown; nothing where there are none."""
    if not lines:
        return
    left = total - len(lines)
    more = [context.text("cards.more", count=left)] if left > 0 else []
    yield context.text(f"cards.{label}"), "\n".join([*(clipped(line, LINE) for line in lines), *more])
