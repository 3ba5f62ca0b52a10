"""Deals: one customer, one open deal, unless there are more; sums never cross currencies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from conftest import NOW, Ids
from office import Office, labels, record

from handlers.parsing.records import FollowUp, Moment
from storage.database import Database
from storage.models import Contact, Customer, Deal, Draft, Lead, LeadStatus, Stage, Task
from storage.queries.money import sums_of

MARCH = Moment(date(2027, 3, 31))


def tell(office: Office, who: str = "lily", company: str = "Acme Corp", **fields: object) -> str:
    return office.say(who, f"{who} {company} {fields}", record("deal", company=company, **fields)).text  # type: ignore[arg-type]


def money(amount: int, currency: str = "CNY") -> dict[str, object]:
    return {"amount": Decimal(amount), "currency": currency}


def test_a_deal_is_opened_then_moved(office: Office) -> None:
    text = tell(office, stage="proposal", close=MARCH, follow_up=FollowUp("send the offer", Moment(NOW.date())), **money(50000, "USD"))
    assert text == "Deal · Acme Corp · Proposal · $50,000 · closes Wed 31 Mar 2027\n→ Next: send the offer · Tue 24 Nov"
    office.wait(days=1)
    assert "Negotiation · $50,000 · closes" in tell(office, stage="negotiation", person="Jane Doe")
    deal = office.row(Deal)
    assert (deal.stage, deal.amount, deal.expected_close, deal.owner_id) == (Stage.NEGOTIATION, Decimal(50000), date(2027, 3, 31), office.ids.lily)
    assert deal.stage_changed_at == NOW + timedelta(days=1)
    assert office.row(Contact).name == "Jane Doe"
    assert office.row(Task).action == "send the offer"
    office.press("lily", "Undo")
    assert office.row(Deal).stage is Stage.PROPOSAL
    assert office.rows(Contact) == []


def test_the_stage_keeps_its_date_while_other_things_change(office: Office) -> None:
    tell(office, stage="proposal")
    office.wait(days=2)
    tell(office, stage="proposal", **money(7000))
    assert office.row(Deal).stage_changed_at == NOW


def test_a_lead_becomes_a_customer(office: Office) -> None:
    office.say("lily", "lead", record("lead", company="Acme Corp", person="Jane Doe"))
    before = office.snapshot()
    tell(office, stage="qualified")
    assert (office.row(Lead).status, office.row(Customer).name, office.row(Deal).customer_id) == (LeadStatus.CONVERTED, "Acme Corp", 1)
    office.press("lily", "Undo")
    assert office.snapshot() == before


def test_another_amount_without_a_stage_may_be_another_deal(office: Office) -> None:
    tell(office, stage="proposal", **money(50000))
    assert "several deals" in tell(office, **money(80000))
    assert len(office.rows(Deal)) == 1
    office.press("lily", "A new deal")
    assert [deal.amount for deal in office.rows(Deal)] == [50000, 80000]


def test_of_two_deals_the_amount_tells_which(office: Office) -> None:
    two_deals(office)
    tell(office, stage="negotiation", **money(80000))
    assert [deal.stage for deal in office.rows(Deal)] == [Stage.PROPOSAL, Stage.NEGOTIATION]
    assert office.rows(Draft) == []


def test_of_two_deals_the_one_that_would_move_on_is_meant(office: Office) -> None:
    two_deals(office)
    tell(office, stage="proposal", **money(80000))
    tell(office, stage="negotiation", **money(50000))
    tell(office, stage="negotiation")
    assert [deal.stage for deal in office.rows(Deal)] == [Stage.NEGOTIATION, Stage.NEGOTIATION]
    assert office.rows(Draft) == []


def test_of_two_that_fit_alike_a_button_tells_which(office: Office) -> None:
    two_deals(office)
    reply = office.say("lily", "lost", record("deal", company="Acme Corp", stage="lost"))
    assert labels(reply) == ["Proposal · CN¥50,000", "New · CN¥80,000", "A new deal", "Cancel"]
    reply = office.press("lily", "New · CN¥80,000")
    assert [deal.stage for deal in office.rows(Deal)] == [Stage.PROPOSAL, Stage.LOST]
    assert labels(reply) == ["Reason", "Undo", "Edit"]


def two_deals(office: Office) -> None:
    tell(office, stage="proposal", **money(50000))
    tell(office, **money(80000))
    office.press("lily", "A new deal")


def test_a_lost_deal_is_asked_for_its_reason_by_a_form_of_one_field(office: Office) -> None:
    tell(office, stage="lost")
    form = office.form("lily", "edit:deal:1:lost_reason")
    assert [field.name for field in form.fields] == ["lost_reason"]
    reply = office.submit("lily", "edit:deal:1:lost_reason", lost_reason="price")
    assert reply.text.endswith("Deal · Acme Corp · Lost · price")
    assert office.row(Deal).stage is Stage.LOST


def test_a_colleagues_customer_wants_a_yes(office: Office) -> None:
    tell(office, "tom", stage="proposal")
    assert "Tom Reid" in tell(office, "lily", stage="negotiation")
    assert office.row(Deal).stage is Stage.PROPOSAL
    office.press("lily", "Confirm")
    assert (office.row(Deal).stage, office.row(Deal).owner_id) == (Stage.NEGOTIATION, office.ids.tom)


def test_a_person_whom_nobody_knows_is_asked_about(office: Office) -> None:
    assert "Which customer is that, Jane?" in office.say("lily", "moving Jane", record("deal", person="Jane", stage="proposal")).text
    assert office.rows(Deal) == []


def test_the_pipeline_adds_up_by_stage_and_currency(office: Office) -> None:
    tell(office, company="Acme Corp", stage="proposal", close=MARCH, **money(50000))
    tell(office, company="Beta Ltd", stage="proposal", **money(8000, "USD"))
    tell(office, company="Gamma AG", stage="qualified", close=Moment(date(2026, 12, 1)))
    tell(office, company="Lost Inc", stage="lost", **money(999))
    tell(office, "tom", company="Toms Ltd", stage="proposal", **money(1))
    text = office.say("lily", "pipeline", record("query", about="pipeline")).text
    assert text.splitlines() == [
        "3 open deals",
        "Qualified × 1",
        "Proposal × 2 · CN¥50,000 + $8,000",
        "Total · CN¥50,000 + $8,000",
        "",
        "1. Gamma AG · Qualified · closes Tue 1 Dec",
        "2. Acme Corp · Proposal · CN¥50,000 · closes Wed 31 Mar 2027",
        "3. Beta Ltd · Proposal · $8,000",
    ]


def test_a_managers_pipeline_is_the_teams_and_a_period_means_the_close(office: Office) -> None:
    tell(office, close=MARCH, **money(5))
    tell(office, "tom", company="Toms Ltd", close=Moment(date(2026, 12, 24)), **money(7))
    text = office.say("max", "q4", record("query", about="pipeline", period="2026-Q4")).text
    assert "1 open deal · the team" in text
    assert "Toms Ltd · New · CN¥7 · closes Thu 24 Dec · Tom Reid" in text
    assert "Acme" not in text
    assert "No open deals" in office.say("lily", "q4", record("query", about="pipeline", period="2026-Q4")).text


@pytest.mark.parametrize("amounts", [("0.1", "0.2"), ("12345678901.2345", "0.0001")])
def test_sums_are_exact_on_every_database(database: Database, ids: Ids, amounts: tuple[str, str]) -> None:
    with database.write(NOW, ids.workspace) as session:
        for amount in amounts:
            session.add(Deal(owner_id=ids.lily, amount=Decimal(amount), currency="CNY", stage_changed_at=NOW, created_at=NOW))
        session.add(Deal(owner_id=ids.lily, amount=Decimal(5), currency="USD", stage_changed_at=NOW, created_at=NOW))
    with database.read(ids.workspace) as session:
        assert sums_of(session, Deal) == {"CNY": sum(map(Decimal, amounts)), "USD": Decimal(5)}
