"""When a customer or lead was last in touch and is to be heard of next: kept by itself, whatever writes, amends or undoes the records behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Integer, Update, bindparam, event, func, inspect, select, union_all, update
from sqlalchemy.orm import Session

from storage.models import Base, CheckIn, ContactLog, Customer, Lead, Task, TaskStatus
from storage.queries.parties import about_id

PENDING = "touched_parties"
COLUMNS = ["last_contacted_at", "next_follow_up_at"]
Touch = tuple[type[Customer] | type[Lead], int]


def listen_to(session_class: type[Session]) -> None:
    """Follow what sessions of this class write."""
    event.listen(session_class, "after_flush", _refresh)
    event.listen(session_class, "after_flush_postexec", _forget)


def _refresh(session: Session, _context: object) -> None:
    touched = {touch for row in (*session.new, *session.dirty, *session.deleted) for touch in _touches(row)}
    for model, party_id in touched:
        session.connection().execute(_freshened(model), {"party_id": party_id})
    session.info[PENDING] = touched


@cache
def _freshened(model: type[Customer] | type[Lead]) -> Update:
    """The statement that works both out for one customer or lead. Made once: nearly every message needs it."""
    party_id = bindparam("party_id", type_=Integer)
    logs = select(ContactLog.at).where(about_id(ContactLog, model, party_id))
    visits = select(CheckIn.at).where(about_id(CheckIn, model, party_id))
    contacts = union_all(logs, visits).subquery()
    steps = select(func.min(Task.due_at)).where(about_id(Task, model, party_id), Task.status == TaskStatus.OPEN)
    fresh = {"last_contacted_at": select(func.max(contacts.c.at)).scalar_subquery(), "next_follow_up_at": steps.scalar_subquery()}
    return update(model).where(model.id == party_id).values(fresh)


def _touches(row: Any) -> Iterator[Touch]:  # noqa: ANN401 - any mapped row
    """The customers and leads that a written row is, or was, about."""
    if isinstance(row, ContactLog | CheckIn | Task):
        yield from ((Customer, party_id) for party_id in _ids(row, "customer_id"))
        yield from ((Lead, party_id) for party_id in _ids(row, "lead_id"))
        if row.lead is not None and row.lead.customer_id is not None:
            yield Customer, row.lead.customer_id
    if isinstance(row, Lead):
        yield from ((Customer, party_id) for party_id in _ids(row, "customer_id"))


def _ids(row: Base, column: str) -> set[int]:
    history = inspect(row).attrs[column].load_history()
    return {value for value in (*history.added, *history.unchanged, *history.deleted) if value}


def _forget(session: Session, _context: object) -> None:
    """Have the rows in memory read their new values when they are next asked for them."""
    for model, party_id in session.info.pop(PENDING, ()):
        row = session.identity_map.get(session.identity_key(model, party_id))
        if row is not None and row in session:
            session.expire(row, COLUMNS)
