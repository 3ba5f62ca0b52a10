"""What was reached is added up exactly and alike on both databases."""

from datetime import date, timedelta
from decimal import Decimal

from conftest import NOW, Ids
from sqlalchemy import event

from storage.database import Database
from storage.models import CheckIn, ContactLog, Contract, Customer, Lead, LeadStatus, Payment
from storage.queries.progress import check_ins_made, contacts_made, customers_won, money_received, money_signed, visits_logged

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
START, END = NOW - timedelta(days=1), NOW + timedelta(days=1)


def test_money_is_added_up_to_the_ten_thousandth_by_member_and_currency(database: Database, ids: Ids) -> None:
    amounts = [Decimal("0.1"), Decimal("0.2"), Decimal("99999999999999.9999"), Decimal("0.0001")]
    with database.write(NOW, ids.workspace) as session:
        for amount in amounts[:2]:
            session.add(Contract(owner_id=ids.lily, amount=amount, currency="CNY", signed_on=FIRST, created_at=NOW))
            session.add(Payment(owner_id=ids.tom, amount=amount, currency="EUR", received_on=LAST, created_at=NOW))
        for amount in amounts[2:]:
            session.add(Contract(owner_id=ids.tom, amount=amount, currency="USD", signed_on=LAST, created_at=NOW))
        session.add(Contract(owner_id=ids.tom, amount=None, currency="USD", signed_on=LAST, created_at=NOW))
        session.add(Contract(owner_id=ids.tom, amount=Decimal(5), currency="USD", signed_on=LAST + timedelta(days=1), created_at=NOW))
    with database.read(ids.workspace) as session:
        signed = {(ids.lily, "CNY"): Decimal("0.3"), (ids.tom, "USD"): Decimal(10) ** 14}
        assert money_signed(session, FIRST, LAST, None) == signed
        assert money_signed(session, FIRST, LAST, [ids.lily]) == {(ids.lily, "CNY"): Decimal("0.3")}
        assert money_signed(session, FIRST, LAST, []) == {}
        assert money_received(session, FIRST, LAST, None) == {(ids.tom, "EUR"): Decimal("0.3")}


def test_contacts_are_counted_from_one_moment_until_before_another(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        customer = Customer(name="Acme", name_key="acme", created_at=NOW)
        session.add(customer)
        session.flush()
        for at in (START, END - timedelta(microseconds=1), END):
            session.add(ContactLog(member_id=ids.lily, method="visit", customer_id=customer.id, at=at, created_at=NOW))
            session.add(CheckIn(member_id=ids.tom, customer_id=customer.id, at=at, created_at=NOW))
        session.add(CheckIn(member_id=ids.tom, place="Fair", at=START, created_at=NOW))
    with database.read(ids.workspace) as session:
        assert contacts_made(session, "visit", START, END, None) == {ids.lily: 2}
        assert contacts_made(session, "call", START, END, None) == {}
        assert [(place.member_id, place.customer_id) for place in visits_logged(session, START, END, None)] == [(ids.lily, customer.id)] * 2
        assert len(check_ins_made(session, START, END, [ids.tom])) == 2


def test_new_customers_are_counted_for_their_owner(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        signing, led = (Customer(name=name, name_key=name, owner_id=ids.lily, created_at=NOW) for name in ("signing", "led"))
        session.add_all([signing, led])
        session.flush()
        session.add(Contract(owner_id=ids.tom, customer_id=signing.id, signed_on=LAST, created_at=NOW))
        session.add(Lead(company="led", name_key="led", status=LeadStatus.CONVERTED, customer_id=led.id, created_at=NOW))
    with database.read(ids.workspace) as session:
        assert customers_won(session, FIRST, LAST, START, END, None) == {ids.lily: 2}
        assert customers_won(session, FIRST, LAST, START, END, [ids.tom]) == {}


def test_money_is_added_up_from_the_index_alone(sqlite: Database, team: Ids) -> None:
    plans: list[str] = []

    @event.listens_for(sqlite.engine, "before_cursor_execute")
    def explain(_connection: object, cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if "sum(" in statement:
            plans.extend(step[-1] for step in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))  # type: ignore[attr-defined]

    with sqlite.read(team.workspace) as session:
        money_signed(session, FIRST, LAST, [team.lily])
        money_received(session, FIRST, LAST, None)
    assert [plan for plan in plans if "COVERING INDEX" in plan] == [
        "SEARCH contract USING COVERING INDEX ix_contract_progress (workspace_id=? AND signed_on>? AND signed_on<?)",
        "SEARCH payment USING COVERING INDEX ix_payment_progress (workspace_id=? AND received_on>? AND received_on<?)",
    ]
