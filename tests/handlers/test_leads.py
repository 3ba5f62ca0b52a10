"""Leads: written down, asked about where they are known, listed, converted."""

from datetime import timedelta
from decimal import Decimal

from conftest import NOW
from office import Office, labels, record

from handlers.parsing.records import FollowUp, Moment
from storage.models import Contact, ContactLog, Customer, Draft, Lead, LeadStatus, Task

FRIDAY = Moment(NOW.date() + timedelta(days=3))


def add_lead(office: Office, who: str = "lily", company: str = "Acme Corp", **fields: str) -> None:
    office.say(who, f"new lead {company}", record("lead", company=company, **fields))


def test_a_lead_belongs_to_whoever_adds_it_and_carries_its_next_step(office: Office) -> None:
    reply = office.say(
        "lily",
        "met Jane",
        record(
            "lead",
            company="Acme Corp",
            person="Jane Doe",
            phone="+14155550100",
            source="the trade show",
            need="40 sheets",
            amount=Decimal(9000),
            currency="USD",
            follow_up=FollowUp("send the catalogue", FRIDAY),
        ),
    )
    lead, task = office.row(Lead), office.row(Task)
    assert (lead.company, lead.person, lead.status, lead.owner_id) == ("Acme Corp", "Jane Doe", LeadStatus.NEW, office.ids.lily)
    assert (task.action, task.lead_id, task.owner_id) == ("send the catalogue", lead.id, office.ids.lily)
    assert lead.next_follow_up_at == task.due_at
    assert reply.text == ("Lead · Acme Corp · Jane Doe · +14155550100 · the trade show · $9,000: 40 sheets\n→ Next: send the catalogue · Fri 27 Nov")
    assert labels(reply) == ["Undo", "Edit"]


def test_without_company_and_person_it_asks_and_goes_on_with_the_answer(office: Office) -> None:
    reply = office.say("lily", "new lead, 555", record("lead", phone="+14155550100"))
    assert "company or a person" in reply.text
    assert office.rows(Lead) == []
    office.say("lily", "Acme Corp")
    assert (office.row(Lead).company, office.row(Lead).phone) == ("Acme Corp", "+14155550100")
    assert office.rows(Draft) == []


def test_a_person_alone_will_do(office: Office) -> None:
    office.say("lily", "met Jane", record("lead", person="Jane Doe"))
    assert office.row(Lead).name == "Jane Doe"


def test_a_known_company_is_asked_about_with_its_owner(office: Office) -> None:
    office.say("tom", "called Acme", record("contact_log", company="Acme Corp"))
    reply = office.say("lily", "lead acme", record("lead", company="ACME Corp."))
    assert "Acme Corp · Customer · Tom Reid · last contact Tue 24 Nov" in reply.text
    assert office.rows(Lead) == []
    office.press("lily", "Confirm")
    assert office.row(Lead).owner_id == office.ids.lily


def test_a_known_phone_or_email_is_asked_about_and_cancel_writes_nothing(office: Office) -> None:
    add_lead(office, "tom", phone="+14155550100", email="jane@acme.example")
    for fields in ({"phone": "+14155550100"}, {"email": "jane@acme.example"}):
        reply = office.say("lily", "another", record("lead", person="J. Doe", **fields))
        assert "Acme Corp · Lead · Tom Reid" in reply.text
        office.press("lily", "Cancel")
    assert len(office.rows(Lead)) == 1


def test_a_form_is_asked_about_like_a_sentence(office: Office) -> None:
    add_lead(office, "tom")
    reply = office.submit("lily", "new:lead", company="Acme Corp")
    assert "Already known" in reply.text
    assert len(office.rows(Lead)) == 1


def test_a_lead_that_was_lost_or_converted_is_not_in_the_way(office: Office) -> None:
    add_lead(office)
    office.submit("lily", "edit:lead:1", company="Acme Corp", status="lost")
    add_lead(office)
    assert len(office.rows(Lead)) == 2


def test_a_contact_makes_it_contacted_and_undo_new_again(office: Office) -> None:
    add_lead(office)
    office.say("lily", "called Acme", record("contact_log", company="Acme Corp", person="Jane Doe", method="call"))
    lead = office.row(Lead)
    assert (lead.status, lead.last_contacted_at, lead.person) == (LeadStatus.CONTACTED, NOW, "Jane Doe")
    assert office.row(ContactLog).lead_id == lead.id
    assert office.rows(Customer) == []
    office.press("lily", "Undo")
    lead = office.row(Lead)
    assert (lead.status, lead.last_contacted_at, lead.person) == (LeadStatus.NEW, None, None)


def test_the_list_shows_ones_own_by_next_step(office: Office) -> None:
    add_lead(office, company="Later Ltd")
    office.say("lily", "soon", record("lead", company="Soon Inc", person="Sue", follow_up=FollowUp("call", FRIDAY)))
    add_lead(office, "tom", company="Toms Ltd")
    reply = office.say("lily", "my leads", record("query", about="leads"))
    assert reply.text.splitlines() == ["2 open leads", "1. Soon Inc · Sue · new · next Fri 27 Nov", "2. Later Ltd · new"]
    assert office.last("lily").kind == "list"


def test_a_manager_sees_the_team_and_whose_each_is(office: Office) -> None:
    add_lead(office)
    add_lead(office, "tom", company="Toms Ltd")
    reply = office.say("max", "leads", record("query", about="leads"))
    assert reply.text.splitlines() == ["2 open leads · the team", "1. Toms Ltd · new · Tom Reid", "2. Acme Corp · new · Lily Chen"]


def test_a_colleagues_leads_are_not_a_reps_to_see(office: Office) -> None:
    add_lead(office, "tom", company="Toms Ltd")
    reply = office.say("lily", "toms leads", record("query", about="leads", scope="Tom Reid"))
    assert "not yours to see" in reply.text
    assert "Toms" not in reply.text
    assert "Toms" not in office.say("lily", "team", record("query", about="leads", scope="team")).text


def test_name_and_period_narrow_the_list(office: Office) -> None:
    add_lead(office, company="Fair One", source="trade fair")
    office.wait(days=10)
    add_lead(office, company="Fair Two", source="trade fair")
    add_lead(office, company="Web Three", source="website")
    reply = office.say("lily", "fair leads in December", record("query", about="leads", name="fair", period="2026-12"))
    assert reply.text.splitlines() == ["1 open lead", "1. Fair Two · new"]


def test_a_long_list_is_cut_with_a_way_to_the_rest(office: Office) -> None:
    for number in range(23):
        add_lead(office, company=f"Company {number:02}")
    reply = office.say("lily", "leads", record("query", about="leads"))
    assert len(reply.text.splitlines()) == 21
    assert labels(reply)[-1] == "Show all (3)"
    rest = office.press("lily", "Show all (3)")
    assert rest.text.splitlines() == ["23 open leads", "21. Company 02 · new", "22. Company 01 · new", "23. Company 00 · new"]
    assert "Show all" not in " ".join(labels(rest))


def test_converting_makes_a_customer_with_its_contact(office: Office) -> None:
    add_lead(office, person="Jane Doe", phone="+14155550100")
    before = office.snapshot()
    reply = office.say("lily", "convert it", record("command", verb="convert", object="it"))
    customer, contact = office.row(Customer), office.row(Contact)
    assert reply.text.startswith("🎉 Acme Corp is a customer now.")
    assert (customer.owner_id, contact.phone, office.row(Lead).status) == (office.ids.lily, "+14155550100", LeadStatus.CONVERTED)
    assert "already" in office.say("lily", "again", record("command", verb="convert", object="Acme Corp")).text
    office.press("lily", "Undo")
    assert office.snapshot() == before


def test_a_colleagues_lead_is_not_converted(office: Office) -> None:
    add_lead(office, "tom")
    reply = office.say("lily", "convert", record("command", verb="convert", object="Acme Corp"))
    assert "belongs to Tom Reid" in reply.text
    assert office.rows(Customer) == []


def test_a_name_of_2000_characters_and_one_without_letters_write_nothing(office: Office) -> None:
    assert "120" in office.say("lily", "long", record("lead", company="x" * 2000)).text
    assert "no name" in office.say("lily", "party", record("lead", company="🎉")).text
    assert office.rows(Lead) == []
