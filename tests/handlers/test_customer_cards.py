"""A customer's card: all that is known, for those who may see it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from conftest import NOW
from office import Office, button, field_of, labels, record

from handlers.parsing.records import FollowUp, Moment
from storage.models import Customer, Lead


def ask(office: Office, who: str, name: str | None = "Acme Corp") -> dict[str, str]:
    """The card's facts, and its heading as ``text``."""
    reply = office.say(who, f"what about {name}", record("query", about="customer", **({"name": name} if name else {})))
    return {"text": reply.text, **dict(reply.facts)}


def a_busy_customer(office: Office) -> None:
    due = Moment((NOW + timedelta(days=2)).date())
    office.say(
        "lily",
        "call",
        record("contact_log", company="Acme Corp", person="Jane Doe", method="call", summary="likes it", follow_up=FollowUp("quote", due)),
    )
    office.submit("lily", "edit:contact:1", company="Acme Corp", person="Jane Doe", phone="+14155550100", email="jane@acme.example")
    office.say("lily", "deal", record("deal", company="Acme Corp", stage="proposal", amount=Decimal(50000), currency="USD"))
    office.say(
        "lily", "old", record("contract", company="Acme Corp", amount=Decimal(7000), currency="CNY", at=Moment(NOW.date() - timedelta(days=30)))
    )
    office.say("lily", "paid", record("payment", company="Acme Corp", amount=Decimal(2000), currency="CNY"))
    office.say("lily", "here", record("check_in", company="Acme Corp", place="gate 4"))
    office.say("lily", "comment", record("command", verb="comment", object="Acme Corp", text="they moved"))


def test_the_card_has_all_that_is_known(office: Office) -> None:
    a_busy_customer(office)
    card = ask(office, "lily")
    assert card == {
        "text": "Acme Corp\nCustomer · Lily Chen",
        "Contacts": "Jane Doe · +14155550100 · jane@acme.example",
        "Contracts": "CN¥7,000 · signed Sun 25 Oct",
        "Paid": "CN¥2,000",
        "Last contacts": "Tue 24 Nov · Check-in · gate 4 · Lily Chen\nTue 24 Nov · Call · Jane Doe · likes it · Lily Chen",
        "Comments": "they moved · Lily Chen",
        "To do": "quote · due Thu 26 Nov",
    }


def test_its_buttons_open_forms_about_the_customer(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    ask(office, "lily")
    reply = office.press_action("lily", "card:customer:1")
    assert labels(reply) == ["Log contact", "Add task", "Edit"]
    form = office.form("lily", button(reply, "Log contact").action)
    assert field_of(form, "company").value == "Acme Corp"
    office.submit("lily", form.action, company="Acme Corp", method="call")
    assert len(office.rows(Customer)) == 1


def test_a_colleagues_customer_is_named_with_its_owner_and_nothing_else(office: Office) -> None:
    office.say("tom", "call", record("contact_log", company="Acme Corp", summary="secret"))
    card = ask(office, "lily")
    assert card == {"text": "Acme Corp belongs to Tom Reid. Ask them or your manager."}
    assert office.press_action("lily", "card:customer:1").facts == ()
    assert "Last contacts" in ask(office, "max")


def test_the_pools_are_for_everybody_and_can_be_claimed(office: Office) -> None:
    office.say("tom", "lead", record("lead", company="Acme Corp", person="Jane", need="plywood", source="the fair"))
    office.say("tom", "release", record("command", verb="release", object="Acme Corp"))
    assert ask(office, "lily") == {"text": "Acme Corp\nLead · new · in the pool", "Contacts": "Jane", "Source": "the fair", "Need": "plywood"}
    office.press("lily", "Claim")
    assert office.row(Lead).owner_id == office.ids.lily
    assert "Make customer" in labels(office.press_action("lily", "card:lead:1"))


def test_a_converted_leads_history_is_the_customers(office: Office) -> None:
    office.say("lily", "lead", record("lead", company="Acme Corp"))
    office.say("lily", "call", record("contact_log", company="Acme Corp", summary="as a lead"))
    office.say("lily", "convert", record("command", verb="convert", object="Acme Corp"))
    assert "as a lead" in ask(office, "lily")["Last contacts"]


def test_a_person_leads_to_the_customer(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp", person="Jane Doe"))
    assert ask(office, "lily", "Jane Doe")["text"].startswith("Acme Corp")


def test_several_that_fit_are_chosen_by_button(office: Office) -> None:
    for company in ("Nordic Steel", "Nordic Paper"):
        office.say("lily", f"call {company}", record("contact_log", company=company))
    reply = office.say("lily", "nordic", record("query", about="customer", name="nordic"))
    assert set(labels(reply)) == {"Nordic Paper", "Nordic Steel"}
    assert office.press("lily", "Nordic Steel").text.startswith("Nordic Steel")


@pytest.mark.parametrize(("name", "answer"), [("Nobody", "I know no customer or lead called “Nobody”."), (None, "Which customer or lead?")])
def test_what_is_not_known_is_said_so(office: Office, name: str | None, answer: str) -> None:
    assert answer in ask(office, "lily", name)["text"]


def test_without_a_name_it_is_the_customer_last_spoken_of(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    assert ask(office, "lily", "them")["text"].startswith("Acme Corp")


def test_long_histories_are_counted_not_shown(office: Office) -> None:
    for number in range(9):
        office.say("lily", f"call {number}", record("contact_log", company="Acme Corp", summary=f"call {number} " + "x" * 300))
    lines = ask(office, "lily")["Last contacts"].splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("Tue 24 Nov · call 8")
    assert lines[-1] == "+ 6 more"
    assert all(len(line) <= 120 for line in lines)


def test_a_reply_to_the_card_is_about_its_customer(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    ask(office, "lily")
    office.say("lily", "log a call", record("contact_log", method="call"), reply_to=office.last("lily"))
    assert len(office.rows(Customer)) == 1
    office.say("lily", "they moved house", reply_to=office.last("lily"))
    ask(office, "lily")
    office.say("lily", "parking is behind the house", reply_to=office.last("lily"))
    assert ask(office, "lily")["Comments"] == "parking is behind the house · Lily Chen"
