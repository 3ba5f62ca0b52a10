"""Exact money and aware times, there and back."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from conftest import NOW, Ids
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.models import Customer, Target
from storage.types import AMOUNT_LIMIT, Amount

AMOUNTS = st.decimals(min_value=-AMOUNT_LIMIT + 1, max_value=AMOUNT_LIMIT - 1, places=4, allow_nan=False, allow_infinity=False)


@given(AMOUNTS)
def test_an_amount_comes_back_exactly(amount: Decimal) -> None:
    column = Amount()
    stored = column.process_bind_param(amount, None)  # type: ignore[arg-type]  # the dialect plays no part
    assert isinstance(stored, int)
    assert abs(stored) < 2**63
    assert column.process_result_value(stored, None) == amount  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=1, max_size=5))
def test_sums_are_exact_on_the_database(database: Database, ids: Ids, amounts: list[Decimal]) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add_all(Target(period="2026", metric="sales", amount=amount, currency="CNY", created_at=NOW) for amount in amounts)
        session.flush()
        assert session.scalar(select(func.sum(Target.amount))) == sum(amounts)
        session.rollback()


@pytest.mark.parametrize("amount", [AMOUNT_LIMIT, Decimal("1e30"), Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_does_not_fit_is_refused(database: Database, ids: Ids, amount: Decimal) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add(Target(period="2026", metric="sales", amount=amount, currency="CNY", created_at=NOW))
        with pytest.raises(StatementError, match="out of range"):
            session.flush()
        session.rollback()


def test_a_time_comes_back_as_aware_utc(database: Database, ids: Ids) -> None:
    there = datetime(2026, 11, 24, 18, 30, tzinfo=timezone(timedelta(hours=8)))
    with database.write(NOW, ids.workspace) as session:
        session.add(Customer(name="Acme", name_key="acme", last_contacted_at=there, created_at=NOW))
    with database.read(ids.workspace) as session:
        back = session.scalars(select(Customer.last_contacted_at)).one()
        assert back == there
        assert back is not None
        assert back.tzinfo is UTC


def test_a_naive_time_is_refused(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add(Customer(name="Acme", name_key="acme", created_at=NOW.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="naive"):
            session.flush()
        session.rollback()
