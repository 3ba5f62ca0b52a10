"""Payments: money that came in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handlers import targets
from handlers.commands import NextStep, asked, writes
from handlers.context import Context
from handlers.customers import ask_whose, get_or_add_customer
from handlers.deals import credited
from handlers.next_steps import set_next_step, step_of, told_step, with_step
from handlers.parsing.records import Moment
from handlers.texts import joined
from storage.models import Contract, Payment
from storage.queries.money import sums_of
from storage.queries.parties import about


@dataclass
class RecordPayment(NextStep):
    """Money came in."""

    company: str | None = asked("customer", required=True, unless=("person",))
    person: str | None = asked("person")
    amount: Decimal | None = asked("money", required=True)
    at: Moment | None = asked("date")
    currency: str | None = None


def read(context: Context, payment: Payment) -> RecordPayment:
    """The command that would write this payment."""
    return RecordPayment(
        company=payment.party.name if payment.party else None,
        person=payment.person,
        amount=payment.amount,
        at=Moment(payment.received_on),
        currency=payment.currency,
        **told_step(context, step_of(context, payment)),
    )


def line(context: Context, payment: Payment) -> str:
    """``Payment · Acme Corp · $20,000``, and the next step below."""
    at = None if payment.received_on == context.today else context.spell(payment.received_on)
    owner = None if payment.owner_id == context.member.id else payment.owner.name
    amount = context.money(payment.amount, payment.currency)
    head = joined(context.text("kinds.payment"), payment.party.name if payment.party else None, payment.person, amount, at, owner)
    return with_step(context, step_of(context, payment), head)


def _still_open(context: Context, payment: Payment) -> str | None:
    """What of the customer's contracts in this currency has not been paid; None where no contract is known."""
    if payment.party is None or payment.currency is None:
        return None
    session, currency = context.session, payment.currency
    signed = sums_of(session, Contract, about(Contract, payment.party)).get(currency)
    if not signed:
        return None
    rest = signed - sums_of(session, Payment, about(Payment, payment.party)).get(currency, Decimal(0))
    if rest <= 0:
        return context.text("payments.paid", total=context.money(signed, currency))
    return context.text("payments.still_open", rest=context.money(rest, currency), total=context.money(signed, currency))


def news(context: Context, payment: Payment) -> str | None:
    """What of the contracts is still to come, and how the payment target stands that it counts towards."""
    progress = targets.news(context, "payment", payment.owner, payment.received_on, payment.currency)
    return "\n".join(line for line in (_still_open(context, payment), progress) if line) or None


@writes("payment", command=RecordPayment, row=Payment, read=read, line=line, ask=ask_whose, news=news)
def record_payment(context: Context, command: RecordPayment, payment: Payment) -> None:
    """Write down money that came in."""
    customer = get_or_add_customer(context, command.company, command.person)
    assert customer is not None
    payment.owner_id = payment.owner_id or credited(context, customer)
    payment.party, payment.person = customer, command.person
    payment.amount = command.amount
    payment.currency = command.currency or context.workspace.currency
    payment.received_on = command.at.day if command.at else context.today
    set_next_step(context, payment, command)
