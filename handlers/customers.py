"""Customers, leads and their people, as other features refer to them: found by name, made where they are new."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from handlers.commands import Question
from handlers.context import Context
from handlers.errors import InputError
from handlers.parsing.name_words import name_key
from storage.models import Contact, Customer, Lead, LeadStatus

NAME_LIMIT = 120
OPEN_STATUSES = (LeadStatus.NEW, LeadStatus.CONTACTED)
Party = Customer | Lead


FOUND = "party_found_last"
CUSTOMERS_CALLED = select(Customer).where(Customer.name_key == bindparam("key")).order_by(Customer.id).limit(1)
LEADS_CALLED = select(Lead).where(Lead.name_key == bindparam("key"), Lead.status.in_(OPEN_STATUSES)).order_by(Lead.id.desc()).limit(1)
"""Made once: nearly every message needs them."""


class NamesParty(Protocol):
    """A command about a customer or lead, by the company's name, the person's, or both."""

    company: str | None
    person: str | None


def find_party(session: Session, name: str) -> Party | None:
    """The customer of that name, else the newest open lead; None where there is neither."""
    key = name_key(name)
    known: Customer | None = session.info.get(FOUND)
    if known is not None and known in session and (known.name_key, known.workspace_id) == (key, session.info["workspace_id"]):
        return known  # a message asks for its customer several times
    session.info[FOUND] = customer = session.scalars(CUSTOMERS_CALLED, {"key": key}).first()
    return customer or session.scalars(LEADS_CALLED, {"key": key}).first()


def find_party_of_person(session: Session, person: str) -> Party | None:
    """Whom a person belongs to, where only one customer or lead has somebody of that name."""
    theirs = select(Contact.customer_id).where(Contact.name == person)
    customers = session.scalars(select(Customer).where(Customer.id.in_(theirs))).all()
    leads = session.scalars(select(Lead).where(Lead.person == person, Lead.status.in_(OPEN_STATUSES))).all()
    parties: list[Party] = [*customers, *leads]
    return parties[0] if len(parties) == 1 else None


def ask_whose(context: Context, command: NamesParty) -> Question | None:
    """Ask for the customer where none is named, not even by a person who belongs to just one."""
    if command.company or (command.person and find_party_of_person(context.session, command.person)):
        return None
    return Question("company", context.text("questions.customer_of", name=command.person or ""))


def check_name(field: str, name: str) -> str:
    """The name without blanks around it; raises InputError where it is too long to be one, or has neither letters nor digits."""
    name = " ".join(name.split())
    if len(name) > NAME_LIMIT:
        raise InputError(field, "errors.name_too_long", limit=NAME_LIMIT)
    if not name_key(name):
        raise InputError(field, "errors.no_name", said=name)
    return name


def get_or_add_party(context: Context, company: str | None, person: str | None = None) -> Party | None:
    """The customer or lead meant; a company that nobody has named before becomes a customer of the member's. None where nothing is named."""
    session = context.session
    if not company:
        return find_party_of_person(session, person) if person else None
    company = check_name("company", company)
    party = find_party(session, company)
    if party is None:
        party = Customer(name=company, name_key=name_key(company), owner_id=context.member.id, created_at=context.now)
        session.add(party)
        session.flush()
    if person and isinstance(party, Customer):
        add_contact(context, party, person)
    elif person and isinstance(party, Lead):
        party.person = party.person or check_name("person", person)
    return party


def get_or_add_customer(context: Context, company: str | None, person: str | None = None) -> Customer | None:
    """The same, for what only customers have: a lead is converted on the way."""
    party = get_or_add_party(context, company, person)
    customer = convert(context, party) if isinstance(party, Lead) else party
    if customer is not None and person:
        add_contact(context, customer, person)
    return customer


def add_contact(context: Context, customer: Customer, person: str) -> Contact:
    """The person at that customer, added where they are new."""
    person = check_name("person", person)
    found = context.session.scalars(select(Contact).where(Contact.customer_id == customer.id, Contact.name == person)).first()
    if found is None:
        found = Contact(customer_id=customer.id, name=person, created_at=context.now)
        context.session.add(found)
    return found


def convert(context: Context, lead: Lead) -> Customer:
    """Make a lead a customer: its company, its person, its owner."""
    existing = context.session.scalars(select(Customer).where(Customer.name_key == lead.name_key).order_by(Customer.id)).first()
    customer = existing or Customer(name=lead.name, name_key=lead.name_key, owner_id=lead.owner_id or context.member.id, created_at=context.now)
    context.session.add(customer)
    context.session.flush()
    if lead.person:
        contact = add_contact(context, customer, lead.person)
        contact.title, contact.phone, contact.email = contact.title or lead.title, contact.phone or lead.phone, contact.email or lead.email
    lead.status, lead.customer_id = LeadStatus.CONVERTED, customer.id
    context.session.flush()
    return customer
