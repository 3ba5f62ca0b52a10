"""Column types that keep the house rules: aware UTC times, exact money."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

AMOUNT_SCALE = 4
AMOUNT_LIMIT = Decimal(10) ** 14
"""Amounts are below this: it is more than any contract, and its ten-thousandths still fit 64 bits."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; naive ones are refused (SQLite would drop their offset silently)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive datetime {value!r}: give it a zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """A Decimal in units of its currency or metric, stored as whole ten-thousandths: sums in SQL are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To ten-thousandths; raises ValueError outside the limit."""
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= AMOUNT_LIMIT:
            msg = "amount out of range"
            raise ValueError(msg)
        return int(value.scaleb(AMOUNT_SCALE).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Back as a Decimal without trailing zeros."""
        if value is None:
            return None
        whole, rest = divmod(abs(value), 10**AMOUNT_SCALE)
        amount = Decimal(whole) if not rest else (Decimal(abs(value)).scaleb(-AMOUNT_SCALE)).normalize()
        return amount if value >= 0 else -amount
