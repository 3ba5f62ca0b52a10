"""The customer that something is about: which names belong together, who is meant, and what must be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.parsing.clauses import Clause
from handlers.parsing.mask import Entity
from handlers.parsing.names import Candidate
from handlers.parsing.records import Choice, Value

if TYPE_CHECKING:
    from handlers.parsing.drafts import Draft

BESIDE = 12
"""A new company further than so many characters from a known person is not the person's."""
OPENING = 4
"""A person who stands so near the beginning of a clause is who it is about."""


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
    is_new = company_at is not None and not company_at.known
    is_beside = company_at is not None and abs(company_at.place - person.place) <= BESIDE
    is_one_more = is_new and is_beside and len(contacts) > 1  # of that name, somewhere new
    fitting = [one for one in contacts if one.company in companies] if companies or is_one_more else contacts
    if is_new and not is_beside and len(contacts) == 1:
        customer.person, customer.company = contacts[0].name, contacts[0].company
        customer.company_at = None
    elif company_at is not None and not fitting:
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


def parted(label: str) -> tuple[str, str]:
    """The name and the company that a label of ``labels`` stands for; the company is empty where the label is a name alone."""
    name, _, company = label.rpartition(" (")
    return (name, company.removesuffix(")")) if name and company.endswith(")") else (label, "")


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


def names_customer(clause: Clause) -> bool:
    """Whether a clause names somebody known who is none of us."""
    return any(one.known and not is_member(one) for one in clause.of_kind("company", "person"))


def names_in(clauses: Iterable[Clause]) -> list[Entity]:
    """The names in some clauses, in order."""
    return [entity for clause in clauses for entity in clause.of_kind("company", "person")]


def put_customer(fields: dict[str, Value], customer: Customer) -> None:
    """Enter the names of the customer."""
    if customer.company:
        fields["company"] = customer.company
    if customer.person:
        fields["person"] = customer.person


def settle_customer(draft: Draft, previous: Customer) -> None:
    """Find the customer of a draft: in the clause that tells it, before it, behind it, or the last one told."""
    told = ([draft.head], draft.before, draft.clauses)
    names, before, behind = ([one for one in names_in(clauses) if not is_member(one) and not is_rival(draft, one)] for clauses in told)
    names = draft.names or names
    customer = customer_of(names)
    if customer.company_at is not None and not customer.company_at.known and by_chance(draft):
        customer = customer_of([one for one in names if one.kind == "person" and one.known]) or customer
    if not customer.company:
        wider = customer_of([*names, *before])
        customer = wider if wider.company or not customer else customer
    if customer.choices and not customer.company:
        customer = customer_of([*names, *[one for one in behind if one.kind == "company"][:1]])
    if not customer:
        customer = customer_of(behind[:2])
    elif customer.company and not customer.person:
        add_person(customer, behind, draft)
    elif customer.person and not customer.company and not customer.choices:
        add_company(customer, [*before, *behind])
    if draft.kind == "payment" and customer.person and not (customer.company or customer.choices or previous.person):
        customer.company = previous.company  # "popped in to Acme, Stan gave me a cheque"
    draft.customer = customer or Customer(previous.company, previous.person, previous.choices)


def is_rival(draft: Draft, name: Entity) -> bool:
    """Whether a name is who got a lost deal: "lost it, they went with Sysco"."""
    hits = (hit for clause in draft.all_clauses() for hit in clause.cues("words.rival"))
    return draft.stage == "lost" and any(hit.start < name.place < hit.end for hit in hits)


def by_chance(draft: Draft) -> bool:
    """Whether somebody was met at a place that need not be theirs: in passing, or over a meal."""
    return draft.rules[:1] == ["past.meeting"] and any(hit.start <= draft.start < hit.end for hit in draft.head.cues("words.passing"))


def add_person(customer: Customer, behind: Sequence[Entity], draft: Draft) -> None:
    """Take the person from the clauses behind: one of the company's, or somebody new whom the sender met or who is spoken of first."""
    for one in behind:
        contacts = [candidate for candidate in one.candidates if candidate.kind == "contact" and candidate.company == customer.company]
        if len(contacts) == 1:
            customer.person, customer.person_at = contacts[0].name, one
            return
    own = [clause for clause in draft.clauses if clause.sentence == draft.head.sentence]
    acts = [clause for clause in own if clause.has("past.visit", "past.contact", "past.call")]
    met = [one for clause in draft.clauses if clause in acts or clause.has("past.meeting") for one in clause.of_kind("person")]
    opening = [one for clause in own for one in clause.of_kind("person") if one.place - clause.start <= OPENING or is_told_by_job(clause, one)]
    person = next((one for one in [*met, *opening] if not one.known), None)
    if person is not None:
        customer.person, customer.person_at = person.said, person


def is_told_by_job(clause: Clause, person: Entity) -> bool:
    """Whether a clause begins with what somebody is there or of which department, and the name: "buyer Kim Poh is keen", 信息中心的罗老师."""
    return any(hit.start == clause.start and (0 <= person.place - hit.end <= 1 or person.place == hit.end - 1) for hit in clause.cues("words.their"))


def add_company(customer: Customer, names: Sequence[Entity]) -> None:
    """Take the company from the clauses around a new person."""
    found = customer_of([one for one in names if one.kind == "company"][:1])
    customer.company, customer.company_at = found.company, found.company_at
    customer.choices += found.choices
