"""Sums of money, each currency by itself: amounts of different currencies are never added."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.models import Contract, Deal, Payment

Sums = dict[str, Decimal]


def sums_of(session: Session, model: type[Contract | Deal | Payment], *conditions: ColumnElement[bool]) -> Sums:
    """What the rows come to, by currency."""
    query = select(model.currency, func.sum(model.amount)).where(model.amount.is_not(None), model.currency.is_not(None), *conditions)
    return {currency: amount for currency, amount in session.execute(query.group_by(model.currency)) if currency and amount is not None}
