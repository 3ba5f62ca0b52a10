"""How names lead to customers and leads."""

import pytest
from office import Office, record

from handlers.customers import find_party, find_party_of_person, get_or_add_party
from handlers.errors import InputError
from handlers.parties import find_parties
from storage.models import Customer, Lead


def test_a_customer_comes_before_a_lead_and_spelling_does_not_matter(office: Office) -> None:
    office.say("lily", "lead", record("lead", company="Acme Corp"))
    with office.look() as context:
        lead = find_party(context.session, "ACME, Corp.")
        assert isinstance(lead, Lead)
        context.session.add(Customer(name="Acme", name_key=lead.name_key, created_at=office.now))
        assert isinstance(find_party(context.session, "acme"), Customer)


def test_a_person_of_two_customers_belongs_to_none(office: Office) -> None:
    for company in ("Acme", "Beta"):
        office.say("lily", company, record("contact_log", company=company, person="Jane Doe"))
    with office.look() as context:
        assert find_party_of_person(context.session, "Jane Doe") is None
        assert {party.name for party in find_parties(context, "Jane Doe")} == {"Acme", "Beta"}


def test_a_leads_first_person_is_noted_on_it(office: Office) -> None:
    office.say("lily", "lead", record("lead", company="Acme"))
    with office.look() as context:
        party = get_or_add_party(context, "Acme", "Jane Doe")
        assert isinstance(party, Lead)
        assert party.person == "Jane Doe"


@pytest.mark.parametrize("name", ["x" * 121, "...", "🎉"])
def test_what_can_be_no_name_is_refused(office: Office, name: str) -> None:
    with office.look() as context, pytest.raises(InputError):
        get_or_add_party(context, name)


@pytest.mark.parametrize(("said", "found"), [("acme", ["Acme Corp"]), ("Jane", ["Acme Corp"]), ("corp", ["Acme Corp", "Beta Corp"]), ("nobody", [])])
def test_names_people_and_parts_of_names_are_found(office: Office, said: str, found: list[str]) -> None:
    office.say("lily", "a", record("contact_log", company="Acme Corp", person="Jane Doe"))
    office.say("lily", "b", record("contact_log", company="Beta Corp", person="Bob Roe"))
    with office.look() as context:
        assert sorted(party.name for party in find_parties(context, said)) == found
