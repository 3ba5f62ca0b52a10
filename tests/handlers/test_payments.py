"""Payments: how much came in, and what is still to come."""

from datetime import date
from decimal import Decimal

from conftest import NOW
from office import Office, record

from handlers.parsing.records import Moment
from storage.models import Payment


def pay(office: Office, amount: str, currency: str = "CNY", who: str = "lily", **fields: object) -> str:
    fields |= {"company": "Acme Corp", "amount": Decimal(amount), "currency": currency}
    return office.say(who, f"paid {fields}", record("payment", **fields)).text  # type: ignore[arg-type]


def test_a_payment_is_written_down(office: Office) -> None:
    assert pay(office, "3450.75") == "Payment · Acme Corp · CN¥3,450.75"
    payment = office.row(Payment)
    assert (payment.amount, payment.received_on, payment.owner_id) == (Decimal("3450.75"), NOW.date(), office.ids.lily)


def test_the_day_it_came_is_told_where_it_is_not_today(office: Office) -> None:
    assert pay(office, "5", at=Moment(date(2026, 11, 20))) == "Payment · Acme Corp · CN¥5 · Fri 20 Nov"


def test_the_amount_is_asked_for(office: Office) -> None:
    reply = office.say("lily", "Acme paid", record("payment", company="Acme Corp"))
    assert "How much" in reply.text
    assert office.rows(Payment) == []
    assert "can't read that amount" in office.say("lily", "lots").text
    office.say("lily", "20000")
    assert office.row(Payment).amount == Decimal(20000)


def test_what_is_still_to_come_is_counted_by_currency(office: Office) -> None:
    office.say("lily", "signed", record("contract", company="Acme Corp", amount=Decimal(48000), currency="CNY"))
    assert pay(office, "9000", "USD") == "Payment · Acme Corp · $9,000"
    assert pay(office, "18000").splitlines()[1] == "Still to come: CN¥30,000 of CN¥48,000"
    assert pay(office, "30000").splitlines()[1] == "All paid: CN¥48,000 🎉"


def test_a_payment_for_a_colleagues_customer_wants_a_yes_and_counts_for_the_colleague(office: Office) -> None:
    office.say("tom", "called", record("contact_log", company="Acme Corp"))
    assert "Tom Reid" in pay(office, "5")
    assert office.rows(Payment) == []
    office.press("lily", "Confirm")
    assert office.row(Payment).owner_id == office.ids.tom
