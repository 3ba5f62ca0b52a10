"""Contracts: what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handlers import targets
from handlers.commands import NextStep, Question, asked, writes
from handlers.context import Context
from handlers.customers import ask_whose, get_or_add_customer
from handlers.deals import NEW_DEAL, MoveDeal, credited, fitting_deals, open_deals, which_deal
from handlers.next_steps import set_next_step, step_of, told_step, with_step
from handlers.parsing.records import Moment
from handlers.texts import joined
from storage import audit
from storage.models import Contract, Customer, Deal, Stage


@dataclass
class SignContract(NextStep):
    """A contract is signed, an order won."""

    company: str | None = asked("customer", required=True, unless=("person",))
    person: str | None = asked("person")
    amount: Decimal | None = asked("money")
    at: Moment | None = asked("date")
    currency: str | None = None
    which: str | None = None
    """The id of the deal that is won where a customer has several, or ``new`` for none of them."""


def read(context: Context, contract: Contract) -> SignContract:
    """The command that would write this contract."""
    return SignContract(
        company=contract.party.name if contract.party else None,
        person=contract.person,
        amount=contract.amount,
        at=Moment(contract.signed_on),
        currency=contract.currency,
        **told_step(context, step_of(context, contract)),
    )


def line(context: Context, contract: Contract) -> str:
    """``Contract · Acme Corp · $48,000 · signed Mon 23 Nov``, and the next step below."""
    head = joined(context.text("kinds.contract"), contract.party.name if contract.party else None, contract.person, summary(context, contract))
    return with_step(context, step_of(context, contract), head)


def summary(context: Context, contract: Contract) -> str:
    """``$48,000 · signed Mon 23 Nov``, the day only where it is not today."""
    at = None if contract.signed_on == context.today else context.text("contracts.signed", at=context.spell(contract.signed_on))
    return joined(context.money(contract.amount, contract.currency), at, None if contract.owner_id == context.member.id else contract.owner.name)


def _deal(context: Context, command: SignContract) -> Deal | None:
    """The deal that is won, where it is clear which."""
    if command.which:
        return None if command.which == NEW_DEAL else context.session.get(Deal, int(command.which))
    deals = _fitting(context, command)
    return deals[0] if len(deals) == 1 else None


def _fitting(context: Context, command: SignContract) -> list[Deal]:
    wanted = MoveDeal(company=command.company, person=command.person, amount=command.amount, currency=command.currency)
    return list(fitting_deals(open_deals(context, wanted), wanted))


def ask_which_or_how_much(context: Context, command: SignContract) -> Question | None:
    """Ask which of several deals is won, and how much it is where no deal says so."""
    question = ask_whose(context, command)
    if question is not None:
        return question
    deals = _fitting(context, command)
    if len(deals) > 1 and not command.which:
        return which_deal(context, deals, context.text("deals.none_of_them"))
    deal = _deal(context, command)
    if command.amount is None and (deal is None or deal.amount is None):
        return Question("amount", context.text("questions.amount"))
    return None


def news(context: Context, contract: Contract) -> str | None:
    """How the sales target stands that it counts towards."""
    return targets.news(context, "sales", contract.owner, contract.signed_on, contract.currency)


@writes("contract", command=SignContract, row=Contract, read=read, line=line, ask=ask_which_or_how_much, news=news)
def sign_contract(context: Context, command: SignContract, contract: Contract) -> None:
    """Write down a contract; the customer's open deal is won by it, and gives the amount where none is told."""
    customer = get_or_add_customer(context, command.company, command.person)
    assert customer is not None
    if not contract.id:
        _win(context, command, contract, customer)
    elif contract.customer_id != customer.id:
        _reopen(context, contract)
        _win(context, command, contract, customer)
    contract.party, contract.person = customer, command.person
    contract.amount = command.amount if command.amount is not None else contract.amount
    contract.currency = command.currency or contract.currency or context.workspace.currency
    contract.signed_on = command.at.day if command.at else context.today
    set_next_step(context, contract, command)


def _win(context: Context, command: SignContract, contract: Contract, customer: Customer) -> None:
    deal = _deal(context, command)
    contract.owner_id = credited(context, customer, deal)
    if deal is None:
        return
    contract.deal_id, contract.amount, contract.currency = deal.id, deal.amount, deal.currency
    deal.stage, deal.stage_changed_at = Stage.WON, context.now


def _reopen(context: Context, contract: Contract) -> None:
    """The contract turns out to be another customer's: the deal that it won is where it was before."""
    deal = context.session.get(Deal, contract.deal_id) if contract.deal_id else None
    contract.deal_id = None
    if deal is None or deal.stage is not Stage.WON:
        return
    for entry in reversed(audit.changes_of(context.session, "deal", deal.id)):
        if (entry.after or {}).get("stage") == Stage.WON and entry.before:
            deal.stage, deal.stage_changed_at = Stage(entry.before["stage"]), context.now
            return
