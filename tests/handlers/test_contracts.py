"""Contracts: the deal is won by them, and they count for whoever won it."""

from datetime import date
from decimal import Decimal

from conftest import NOW
from office import Office, labels, record

from handlers.parsing.records import Moment
from storage.models import Contract, Customer, Deal, Lead, LeadStatus, Stage


def sign(office: Office, who: str = "lily", company: str = "Acme Corp", **fields: object) -> str:
    return office.say(who, f"{company} signed {fields}", record("contract", company=company, **fields)).text  # type: ignore[arg-type]


def deal(office: Office, who: str = "lily", company: str = "Acme Corp", **fields: object) -> None:
    office.say(who, f"deal {company} {fields}", record("deal", company=company, **fields))  # type: ignore[arg-type]


def test_a_contract_wins_the_open_deal_and_undo_opens_it_again(office: Office) -> None:
    deal(office, stage="negotiation", amount=Decimal(50000), currency="USD")
    before = office.snapshot()
    assert sign(office, amount=Decimal(48000), currency="USD") == "Contract · Acme Corp · $48,000"
    contract = office.row(Contract)
    assert (contract.signed_on, contract.owner_id, contract.deal_id) == (NOW.date(), office.ids.lily, 1)
    assert office.row(Deal).stage is Stage.WON
    office.press("lily", "Undo")
    assert office.snapshot() == before


def test_without_an_amount_it_is_the_deals(office: Office) -> None:
    deal(office, stage="proposal", amount=Decimal(50000), currency="USD")
    sign(office, at=Moment(date(2026, 11, 20)))
    contract = office.row(Contract)
    assert (contract.amount, contract.currency, contract.signed_on) == (Decimal(50000), "USD", date(2026, 11, 20))


def test_without_either_the_amount_is_asked_for(office: Office) -> None:
    assert "How much" in sign(office)
    assert office.rows(Contract) == []
    office.say("lily", "48000")
    assert (office.row(Contract).amount, office.row(Contract).currency) == (Decimal(48000), "CNY")


def test_a_lead_that_signs_is_a_customer(office: Office) -> None:
    office.say("lily", "lead", record("lead", company="Acme Corp"))
    sign(office, amount=Decimal(1))
    assert (office.row(Lead).status, office.row(Customer).name) == (LeadStatus.CONVERTED, "Acme Corp")


def test_of_two_deals_a_button_tells_which_is_won(office: Office) -> None:
    for stage, amount in (("proposal", 50000), ("", 80000)):
        deal(office, amount=Decimal(amount), currency="CNY", **({"stage": stage} if stage else {}))
    office.press("lily", "A new deal")
    reply = office.say("lily", "signed", record("contract", company="Acme Corp"))
    assert labels(reply) == ["Proposal · CN¥50,000", "New · CN¥80,000", "None of them", "Cancel"]
    office.press("lily", "New · CN¥80,000")
    assert [one.stage for one in office.rows(Deal)] == [Stage.PROPOSAL, Stage.WON]
    assert office.row(Contract).amount == Decimal(80000)


def test_it_counts_for_whoever_owns_the_deal(office: Office) -> None:
    deal(office, "lily", stage="negotiation")
    text = sign(office, "max", amount=Decimal(48000), currency="CNY")
    assert text == "Contract · Acme Corp · CN¥48,000 · Lily Chen"
    assert office.row(Contract).owner_id == office.ids.lily


def test_a_contract_moved_to_another_customer_reopens_the_deal(office: Office) -> None:
    deal(office, stage="negotiation", amount=Decimal(5), currency="CNY")
    deal(office, company="Beta Ltd", stage="proposal", amount=Decimal(7), currency="CNY")
    sign(office, amount=Decimal(5), currency="CNY")
    office.submit("lily", "edit:contract:1", company="Beta Ltd", amount="7 CNY", at="2026-11-24")
    assert [one.stage for one in office.rows(Deal)] == [Stage.NEGOTIATION, Stage.WON]
    assert (office.row(Contract).deal_id, office.row(Contract).amount) == (2, Decimal(7))


def test_deals_in_another_state_are_left_alone(office: Office) -> None:
    deal(office, stage="lost")
    sign(office, amount=Decimal(1))
    assert office.row(Deal).stage is Stage.LOST
    assert office.row(Contract).deal_id is None
