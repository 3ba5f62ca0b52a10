"""Leads: somebody new who might buy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select

from handlers.commands import CONFIRM, NextStep, Query, Question, answers, asked, writes
from handlers.context import Context
from handlers.customers import OPEN_STATUSES, Party, check_name, convert, find_party
from handlers.errors import UserError
from handlers.lists import more_button, page
from handlers.messages import Button, Reply
from handlers.names import known_names
from handlers.next_steps import drop_step, told_step, with_step, write_step
from handlers.outcome import Outcome
from handlers.parsing.name_words import name_key
from handlers.parties import check_may_change, does_to_party, last_contact, next_contact, owner_name
from handlers.periods import instants
from handlers.receipts import receipt
from handlers.scopes import usual_scope
from handlers.texts import joined
from storage.models import Contact, Customer, Lead, LeadStatus, Task, TaskStatus

STATUSES = ("new", "contacted", "lost")
CARDS = 5


@dataclass
class AddLead(NextStep):
    """Somebody new might buy."""

    company: str | None = asked("text", required=True, unless=("person",), question="lead")
    person: str | None = asked("text")
    title: str | None = asked("text")
    phone: str | None = asked("phone")
    email: str | None = asked("email")
    source: str | None = asked("text")
    need: str | None = asked("long")
    amount: Decimal | None = asked("money")
    status: str | None = asked("choice", choices=STATUSES)
    currency: str | None = None


def read(context: Context, lead: Lead) -> AddLead:
    """The command that would write this lead."""
    return AddLead(
        company=lead.company,
        person=lead.person,
        title=lead.title,
        phone=lead.phone,
        email=lead.email,
        source=lead.source,
        need=lead.need,
        amount=lead.amount,
        status=None if lead.status is LeadStatus.CONVERTED else lead.status.value,
        currency=lead.currency,
        **told_step(context, next_step_of(context, lead)),
    )


def next_step_of(context: Context, lead: Lead) -> Task | None:
    """A lead's next step: the first open task about it."""
    if not lead.id:
        return None
    steps = select(Task).where(Task.lead_id == lead.id, Task.status == TaskStatus.OPEN).order_by(Task.due_at.is_(None), Task.due_at, Task.id)
    return context.session.scalars(steps.limit(1)).first()


def line(context: Context, lead: Lead) -> str:
    """``Lead · Acme Corp · Jane Doe · CTO · +1 415 555 0100 · the trade show: 40 sheets of plywood``, and the next step below."""
    status = context.label("choices.status", lead.status) if lead.status is not LeadStatus.NEW else None
    amount = context.money(lead.amount, lead.currency)
    owner = None if lead.owner_id == context.member.id else owner_name(context, lead)
    head = joined(context.text("kinds.lead"), _who(lead), lead.title, lead.phone, lead.email, lead.source, amount, status, owner)
    return with_step(context, next_step_of(context, lead), f"{head}{context.text('formats.colon')}{lead.need}" if lead.need else head)


def _who(lead: Lead) -> str:
    return joined(lead.company, lead.person)


def ask_about_known(context: Context, command: AddLead) -> Question | None:
    """A doubt whether the lead is new: its company, phone or email is known."""
    known = find_known(context, command)
    if known is None:
        return None
    kind = context.text("kinds.lead" if isinstance(known, Lead) else "kinds.customer")
    told = joined(known.name, kind, owner_name(context, known), last_contact(context, known))
    return Question(CONFIRM, context.text("leads.known", known=told))


def find_known(context: Context, command: AddLead) -> Party | None:
    """The customer, or else the open lead, that has the same company, phone or email."""
    if command.company:
        known = known_names(context.session, context.workspace).find_company(command.company)
        party = find_party(context.session, known.name if known.name and not known.fuzzy else command.company)
        if party is not None:
            return party
    for value, of_contact, of_lead in ((command.phone, Contact.phone, Lead.phone), (command.email, Contact.email, Lead.email)):
        if not value:
            continue
        customers = select(Customer).join(Contact, Contact.customer_id == Customer.id).where(of_contact == value).order_by(Customer.id)
        leads = select(Lead).where(of_lead == value, Lead.status.in_(OPEN_STATUSES)).order_by(Lead.id)
        found: Party | None = context.session.scalars(customers).first() or context.session.scalars(leads).first()
        if found is not None:
            return found
    return None


@writes("lead", command=AddLead, row=Lead, read=read, line=line, ask=ask_about_known)
def add_lead(context: Context, command: AddLead, lead: Lead) -> None:
    """Write down a lead; it belongs to whoever adds it."""
    is_new = not lead.id
    lead.company = check_name("company", command.company) if command.company else None
    lead.person = check_name("person", command.person) if command.person else None
    lead.name_key = name_key(lead.name)
    lead.title, lead.phone, lead.email = command.title, command.phone, command.email
    lead.source, lead.need = command.source, command.need
    lead.amount, lead.currency = command.amount, command.currency
    if is_new:
        lead.owner_id = context.member.id
    if lead.status is not LeadStatus.CONVERTED:
        lead.status = LeadStatus(command.status or LeadStatus.NEW)
    context.session.add(lead)
    context.session.flush()
    step = next_step_of(context, lead)
    kept = write_step(context, step, command, lead, lead.person, lead.owner_id or context.member.id)
    if step is not None and kept is None:
        drop_step(context, step)


@answers("leads")
def list_leads(context: Context, query: Query) -> Outcome:
    """Open leads, the next to be followed up first; of a manager's team where nobody is named."""
    scope = usual_scope(context, query.scope)
    wanted = select(Lead).where(scope.owns(Lead.owner_id), Lead.owner_id.is_not(None), Lead.status.in_(OPEN_STATUSES), *_narrowed(context, query))
    shown = page(context, query, wanted.order_by(Lead.next_follow_up_at.is_(None), Lead.next_follow_up_at, Lead.id.desc()))
    if not shown.total:
        return Outcome(Reply(context.text("leads.none"), buttons=(Button(context.text("buttons.pool"), "pool"),)))
    lines = [f"{number}. {_entry(context, lead)}" for number, lead in shown.numbered]
    buttons = [Button(str(number), f"card:lead:{lead.id}") for number, lead in shown.numbered[:CARDS]]
    heading = joined(context.text("leads.heading", count=shown.total), scope.name)
    return Outcome(Reply("\n".join([heading, *lines]), buttons=(*buttons, *more_button(context, query, shown))), shown.rows)


def _narrowed(context: Context, query: Query) -> list[ColumnElement[bool]]:
    """A question's name as words in the lead, its period as the time in which it came."""
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        conditions.append(or_(*(column.icontains(query.name) for column in (Lead.company, Lead.person, Lead.source, Lead.need))))
    if query.period:
        start, end = instants(query.period, context.hours)
        conditions += [Lead.created_at >= start, Lead.created_at < end]
    return conditions


def _entry(context: Context, lead: Lead) -> str:
    """``Acme Corp · Jane Doe · contacted · last contact Fri 20 Nov · next Fri 27 Nov``."""
    owner = None if lead.owner_id == context.member.id else owner_name(context, lead)
    return joined(_who(lead), context.label("choices.status", lead.status), last_contact(context, lead), next_contact(context, lead), owner)


@does_to_party("convert")
def convert_lead(context: Context, party: Party) -> Outcome:
    """Make a lead a customer."""
    check_may_change(context, party)
    if isinstance(party, Customer) or party.status is LeadStatus.CONVERTED:
        raise UserError("leads.converted_already", name=party.name)
    customer = convert(context, party)
    return Outcome(receipt(context, [customer], heading=context.text("leads.converted", name=customer.name)), [customer, party])
