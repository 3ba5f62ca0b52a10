"""What members have reached in a stretch of time, by metric: summed and counted by the database, from the indexes alone where it can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.models import CheckIn, ContactLog, Contract, Customer, Lead, LeadStatus, Payment

Members = Collection[int] | None
"""Ids of members; None means everybody."""
Rows = Select[*tuple[Any, ...]]
Sums = dict[tuple[int, str], Decimal]
"""(member, currency) → sum."""


class Place(NamedTuple):
    """Where a member was: at a customer's or lead's, at a moment."""

    member_id: int
    customer_id: int | None
    lead_id: int | None
    at: datetime


def money_signed(session: Session, first: date, last: date, members: Members) -> Sums:
    """Contract amounts by the day on which they were signed, first and last included."""
    sums = select(Contract.owner_id, Contract.currency, func.sum(Contract.amount)).where(Contract.signed_on >= first, Contract.signed_on <= last)
    return _summed(session, _only(sums, Contract.owner_id, members).group_by(Contract.owner_id, Contract.currency))


def money_received(session: Session, first: date, last: date, members: Members) -> Sums:
    """Payments by the day on which they came, first and last included."""
    sums = select(Payment.owner_id, Payment.currency, func.sum(Payment.amount)).where(Payment.received_on >= first, Payment.received_on <= last)
    return _summed(session, _only(sums, Payment.owner_id, members).group_by(Payment.owner_id, Payment.currency))


def contacts_made(session: Session, method: str, start: datetime, end: datetime, members: Members) -> dict[int, int]:
    """Contact logs of a kind from one moment until before another: member → count."""
    counts = select(ContactLog.member_id, func.count()).where(ContactLog.method == method, ContactLog.at >= start, ContactLog.at < end)
    return _counted(session, _only(counts, ContactLog.member_id, members).group_by(ContactLog.member_id))


def visits_logged(session: Session, start: datetime, end: datetime, members: Members) -> list[Place]:
    """Logged visits to customers and leads, in the same stretch."""
    rows = select(ContactLog.member_id, ContactLog.customer_id, ContactLog.lead_id, ContactLog.at)
    rows = rows.where(ContactLog.method == "visit", ContactLog.at >= start, ContactLog.at < end)
    return [Place(*row) for row in session.execute(_only(rows, ContactLog.member_id, members))]


def check_ins_made(session: Session, start: datetime, end: datetime, members: Members) -> list[Place]:
    """Check-ins at customers' and leads', in the same stretch."""
    rows = select(CheckIn.member_id, CheckIn.customer_id, CheckIn.lead_id, CheckIn.at).where(CheckIn.at >= start, CheckIn.at < end)
    rows = rows.where(or_(CheckIn.customer_id.is_not(None), CheckIn.lead_id.is_not(None)))
    return [Place(*row) for row in session.execute(_only(rows, CheckIn.member_id, members))]


def customers_won(session: Session, first: date, last: date, start: datetime, end: datetime, members: Members) -> dict[int, int]:
    """New customers: made from a lead, or signing for the first time; each once, when the first of the two happens. Owner → count."""
    earlier = aliased(Contract)
    from_lead = exists().where(Lead.customer_id == Customer.id, Lead.status == LeadStatus.CONVERTED)
    signed = exists().where(Contract.customer_id == Customer.id, Contract.signed_on >= first, Contract.signed_on <= last)
    signed_before = exists().where(earlier.customer_id == Customer.id, earlier.signed_on < first)
    is_new = and_(
        ~signed_before,
        or_(and_(from_lead, Customer.created_at >= start, Customer.created_at < end), and_(signed, ~and_(from_lead, Customer.created_at < start))),
    )
    counts = select(Customer.owner_id, func.count()).where(Customer.owner_id.is_not(None), is_new).group_by(Customer.owner_id)
    return _counted(session, _only(counts, Customer.owner_id, members))


def _only(query: Rows, owner: InstrumentedAttribute[Any], members: Members) -> Rows:
    return query if members is None else query.where(owner.in_(members))


def _summed(session: Session, query: Rows) -> Sums:
    return {(member, currency): amount for member, currency, amount in session.execute(query) if currency is not None and amount is not None}


def _counted(session: Session, query: Rows) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}
