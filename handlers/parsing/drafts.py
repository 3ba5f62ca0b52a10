"""A record in the making: the clauses that tell it, and the fields that all kinds get in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.parsing.clauses import Clause
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.money import MoneySpan
from handlers.parsing.names import Candidate
from handlers.parsing.records import Choice, Record, Value


@dataclass
class Draft:
    """One thing that is being told: its kind, the cue that began it, and the clauses that belong to it."""

    kind: str
    head: Clause
    start: int
    end: int
    """The place of the cue in the mask."""
    rules: list[str] = field(default_factory=list)
    before: list[Clause] = field(default_factory=list)
    """Clauses of the same sentence that lead up to it."""
    clauses: list[Clause] = field(default_factory=list)
    """The clauses that follow and go on about it."""
    method: str = ""
    stage: str = ""
    customer: Customer = field(default_factory=lambda: Customer())
    inherited: Draft | None = None
    """The head of a list of which this is an item."""

    def all_clauses(self) -> list[Clause]:
        """Every clause that tells it, in the order of the text."""
        return [*self.before, self.head, *self.clauses]


@dataclass
class Customer:
    """The customer that a record is about: names in their known spelling, and what must be asked."""

    company: str = ""
    person: str = ""
    choices: tuple[Choice, ...] = ()
    company_at: Entity | None = None
    person_at: Entity | None = None

    def __bool__(self) -> bool:
        return bool(self.company or self.person or self.choices)


def customer_of(names: Sequence[Entity]) -> Customer:
    """The customer that some names stand for together; the first company and the first person who is no member."""
    company_at = next((one for one in names if one.kind == "company"), None)
    person_at = next((one for one in names if one.kind == "person" and not is_member(one)), None)
    customer = Customer(company_at=company_at, person_at=person_at)
    companies = {one.name for one in company_at.candidates} if company_at else set()
    if person_at is not None:
        name_person(customer, person_at, companies, company_at)
    if company_at is not None and not customer.company:
        name_company(customer, company_at)
    return customer


def name_person(customer: Customer, person: Entity, companies: set[str], company_at: Entity | None) -> None:
    """Settle who a person is, by the company named beside where several fit."""
    contacts = [one for one in person.candidates if one.kind == "contact"]
    fitting = [one for one in contacts if one.company in companies] if companies else contacts
    if company_at is not None and not fitting:
        customer.person = person.said
    elif len(fitting) == 1:
        customer.person = fitting[0].name
        customer.company = fitting[0].company if company_at is None or fitting[0].company in companies else ""
    elif fitting:
        customer.choices += (Choice("person", person.said, labels(fitting)),)
    else:
        customer.person = person.said


def labels(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The names to choose from; the same names of two companies with their companies."""
    candidates = list(candidates)
    names = [one.name for one in candidates]
    return tuple(one.name if names.count(one.name) == 1 or not one.company else f"{one.name} ({one.company})" for one in candidates)


def name_company(customer: Customer, company: Entity) -> None:
    """Settle which company is meant."""
    if not company.candidates:
        customer.company = company.said
    elif len(company.candidates) == 1:
        customer.company = company.candidates[0].name
    else:
        customer.choices += (Choice("company", company.said, labels(company.candidates)),)


def is_member(person: Entity) -> bool:
    """Whether a person can only be one of us."""
    return bool(person.candidates) and all(one.kind == "member" for one in person.candidates)


def member_of(person: Entity) -> str | None:
    """The member that a person is, if it is one for certain."""
    members = [one.name for one in person.candidates if one.kind == "member"]
    return members[0] if len(members) == 1 else None


def names_in(clauses: Iterable[Clause]) -> list[Entity]:
    """The names in some clauses, in order."""
    return [entity for clause in clauses for entity in clause.of_kind("company", "person")]


def money_in(message: Message, clauses: Iterable[Clause], *, bare: bool = False) -> MoneySpan | None:
    """The first sum in some clauses; ``bare`` takes a number that does not say that it is one where there is no other."""
    clauses = list(clauses)
    for clause in clauses:
        for entity in clause.of_kind("money"):
            if isinstance(entity.value, MoneySpan):
                return entity.value
    return bare_sum(message, clauses) if bare else None


def bare_sum(message: Message, clauses: Sequence[Clause]) -> MoneySpan | None:
    """A number in the clauses that may be a sum: with commas or cents first, else the last one."""
    from handlers.parsing.money import find_money_in

    spans = [one for one in find_money_in(message.text, message.surroundings.currency, bare=True) if one.bare]
    starts, entities = message.mask.starts, message.mask.entities
    inside = [
        one
        for one in spans
        if any(starts[clause.start] <= one.start < starts[clause.end] for clause in clauses)
        and not any(e.start <= one.start < e.end for e in entities)
    ]
    return next((one for one in inside if "," in one.text or "." in one.text), inside[-1] if inside else None)


def put_money(fields: dict[str, Value], span: MoneySpan | None) -> None:
    """Enter a sum and its currency."""
    if span is not None:
        amount = span.amount
        fields["amount"] = amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize()
        fields["currency"] = span.currency


def record(message: Message, draft: Draft, fields: dict[str, Value], choices: tuple[Choice, ...] = ()) -> Record:
    """The finished record, without the fields that are empty."""
    clauses = draft.all_clauses()
    start, end = message.mask.starts[min(one.start for one in clauses)], message.mask.starts[max(one.end for one in clauses)]
    span = (message.text.place(start), message.text.place(end))
    return Record(
        draft.kind, {key: value for key, value in fields.items() if value not in ("", None)}, choices, tuple(dict.fromkeys(draft.rules)), span
    )


def put_customer(fields: dict[str, Value], customer: Customer) -> None:
    """Enter the names of the customer."""
    if customer.company:
        fields["company"] = customer.company
    if customer.person:
        fields["person"] = customer.person
