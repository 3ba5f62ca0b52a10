"""Customers and their contacts as records of their own: named, renamed, reached."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from handlers.commands import asked, writes
from handlers.context import Context
from handlers.customers import check_name, get_or_add_customer
from handlers.errors import InputError
from handlers.parsing.name_words import name_key
from handlers.parties import owner_name
from handlers.texts import joined
from storage.models import Contact, Customer

SEPARATORS = str.maketrans("，、;；", ",,,,")


@dataclass
class NameClient:
    """A customer is to go by a name, and by others that people use."""

    company: str | None = asked("text", required=True)
    aliases: str | None = asked("text")


def read_client(_context: Context, customer: Customer) -> NameClient:
    """The command that would write this customer."""
    return NameClient(company=customer.name, aliases=", ".join(customer.aliases) or None)


def client_line(context: Context, customer: Customer) -> str:
    """``Customer · Acme Corp · Lily Chen``."""
    owner = None if customer.owner_id == context.member.id else owner_name(context, customer)
    return joined(context.text("kinds.customer"), customer.name, ", ".join(customer.aliases) or None, owner)


def same_name(context: Context, command: NameClient) -> Customer | None:
    """The customer that goes by that name already."""
    named = select(Customer).where(Customer.name_key == name_key(command.company or "")).order_by(Customer.id)
    return context.session.scalars(named).first()


@writes("client", command=NameClient, row=Customer, read=read_client, line=client_line, find=same_name)
def name_client(context: Context, command: NameClient, customer: Customer) -> None:
    """Write down a customer, or what it is called from now on."""
    name = check_name("company", command.company or "")
    other = same_name(context, command)
    if other is not None and other is not customer:
        raise InputError("company", "clients.taken", name=other.name, owner=owner_name(context, other))
    if not customer.id:
        customer.owner_id = context.member.id
    customer.name, customer.name_key = name, name_key(name)
    aliases = (alias.strip() for alias in (command.aliases or "").translate(SEPARATORS).split(","))
    customer.aliases = [check_name("aliases", alias) for alias in aliases if alias]


@dataclass
class ReachContact:
    """A person at a customer, and how to reach them."""

    company: str | None = asked("customer", required=True)
    person: str | None = asked("text", required=True)
    title: str | None = asked("text")
    phone: str | None = asked("phone")
    email: str | None = asked("email")


def read_contact(_context: Context, contact: Contact) -> ReachContact:
    """The command that would write this contact."""
    return ReachContact(contact.customer.name, contact.name, contact.title, contact.phone, contact.email)


def contact_line(context: Context, contact: Contact) -> str:
    """``Contact · Jane Doe · CTO · +1 415 555 0100 · Acme Corp``."""
    return joined(context.text("kinds.contact"), summary(contact), contact.customer.name)


def summary(contact: Contact) -> str:
    """``Jane Doe · CTO · +1 415 555 0100``."""
    return joined(contact.name, contact.title, contact.phone, contact.email)


def same_person(context: Context, command: ReachContact) -> Contact | None:
    """The contact of that name at that customer."""
    key = name_key(command.company or "")
    query = select(Contact).join(Customer, Contact.customer_id == Customer.id).where(Customer.name_key == key, Contact.name == command.person)
    return context.session.scalars(query.order_by(Contact.id)).first()


@writes("contact", command=ReachContact, row=Contact, read=read_contact, line=contact_line, find=same_person)
def reach_contact(context: Context, command: ReachContact, contact: Contact) -> None:
    """Write down a person and how to reach them."""
    customer = get_or_add_customer(context, command.company)
    assert customer is not None
    contact.customer = customer
    contact.name = check_name("person", command.person or "")
    contact.title, contact.phone, contact.email = command.title, command.phone, command.email
