"""Customers and contacts as records: named, renamed, reached."""

from office import Office, filled_in, record

from storage.models import Contact, Customer


def test_a_customer_is_renamed_and_known_by_its_aliases(office: Office) -> None:
    office.say("lily", "called", record("contact_log", company="Acme"))
    office.submit("lily", "edit:customer:1", company="Apex Steel", aliases="Acme、The Apex; 埃克")
    customer = office.row(Customer)
    assert (customer.name, customer.name_key, customer.aliases) == ("Apex Steel", "apexsteel", ["Acme", "The Apex", "埃克"])
    assert filled_in(office.form("lily", "edit:customer:1"))["aliases"] == "Acme, The Apex, 埃克"


def test_two_customers_never_share_a_name(office: Office) -> None:
    office.say("lily", "called", record("contact_log", company="Acme"), record("contact_log", company="Beta"))
    reply = office.submit("lily", "edit:customer:2", company="ACME Ltd.")
    assert "There is a customer called Acme already" in reply.text
    assert [customer.name for customer in office.rows(Customer)] == ["Acme", "Beta"]


def test_a_colleagues_customer_is_not_renamed(office: Office) -> None:
    office.say("tom", "called", record("contact_log", company="Acme"))
    assert "belongs to somebody else" in office.submit("lily", "edit:customer:1", company="Mine").text
    assert office.row(Customer).name == "Acme"


def test_a_contacts_phone_and_email_are_noted_on_the_one_there_is(office: Office) -> None:
    office.say("lily", "called", record("contact_log", company="Acme", person="Jane Doe"))
    reply = office.submit("lily", "new:contact", company="Acme", person="Jane Doe", title="CTO", phone="+14155550100", email="Jane@Acme.example")
    assert reply.text == "Contact · Jane Doe · CTO · +14155550100 · jane@acme.example · Acme"
    assert office.row(Contact).phone == "+14155550100"


def test_a_colleagues_contact_is_not_changed(office: Office) -> None:
    office.say("tom", "called", record("contact_log", company="Acme", person="Jane Doe"))
    assert "belongs to somebody else" in office.submit("lily", "edit:contact:1", company="Acme", person="Jane", phone="+14155550100").text
    assert office.row(Contact).phone is None
