"""The customer or lead that an instruction or a question means, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from sqlalchemy import or_, select

from handlers import locales
from handlers.access import may_change
from handlers.commands import does, presses
from handlers.context import Context
from handlers.customers import OPEN_STATUSES, Party, find_party, find_party_of_person
from handlers.errors import NotAllowedError, NotFoundError
from handlers.finding import recent_rows
from handlers.messages import Button, Reply
from handlers.names import known_names
from handlers.outcome import Outcome
from handlers.receipts import main_rows
from storage import audit
from storage.models import Audited, Contact, Customer, Lead

MOST_CHOICES = 5


def owner_name(context: Context, party: Party) -> str:
    """Whose it is: a member's, or the pool's."""
    return party.owner.name if party.owner else context.text("parties.in_pool")


def last_contact(context: Context, party: Party) -> str | None:
    """``last contact Fri 20 Nov``, where there was any."""
    at = party.last_contacted_at
    return context.text("parties.last_contact", at=context.spell(context.local(at, has_time=False))) if at else None


def next_contact(context: Context, party: Party) -> str | None:
    """``next Fri 27 Nov``, where anything is to be done."""
    at = party.next_follow_up_at
    return context.text("parties.next", at=context.spell(context.local(at, has_time=False))) if at else None


def check_may_change(context: Context, party: Party) -> None:
    """Raise NotAllowedError, which names the owner, where a customer or lead is not the member's to change."""
    if not may_change(context, party.owner_id):
        raise NotAllowedError("parties.not_yours", name=party.name, owner=owner_name(context, party))


def find_parties(context: Context, said: str | None) -> list[Party]:
    """The customers and leads that may be meant: by name, by a person's name, by a part of either; a pronoun means the last one spoken of."""
    if said is None or said.strip().casefold() in pronouns():
        return _spoken_of(context)
    return _by_name(context, said.strip()) or _by_part(context, said.strip())


@cache
def pronouns() -> frozenset[str]:
    """The words of every language that stand for what was just spoken of."""
    return frozenset(word for language in locales.LANGUAGES for word in locales.load(language, "commands")["it"]["words"])


def _spoken_of(context: Context) -> list[Party]:
    """The party of the answered message's records, of what this very message has written, or of the member's last receipt."""
    change = audit.change_id(context.session)
    sources: Iterator[Iterable[Audited]] = iter(
        (
            main_rows(context.session, context.about) if context.about else (),
            reversed(audit.rows_of(context.session, change)) if change else (),
            recent_rows(context),
        )
    )
    found = (party for rows in sources for row in rows if (party := party_of(row)) is not None)
    return [party for party in [next(found, None)] if party is not None]


def party_of(row: Audited) -> Party | None:
    """The customer or lead that a record is, or is about."""
    if isinstance(row, Customer | Lead):
        return row
    party: Party | None = getattr(row, "party", None)
    return party


def _by_name(context: Context, said: str) -> list[Party]:
    exact = find_party(context.session, said)
    if exact is not None:
        return [exact]
    names = known_names(context.session, context.workspace)
    companies = [find_party(context.session, candidate.name) for candidate in names.find_company(said).candidates]
    people = [
        find_party(context.session, candidate.company) if candidate.company else find_party_of_person(context.session, candidate.name)
        for candidate in (() if any(companies) else names.find_contact(said).candidates)
    ]
    return [party for party in dict.fromkeys([*companies, *people]) if party is not None]


def _by_part(context: Context, said: str) -> list[Party]:
    session = context.session
    of_contact = select(Contact.customer_id).where(or_(Contact.name.icontains(said), Contact.phone == said, Contact.email == said.casefold()))
    customers = select(Customer).where(or_(Customer.name.icontains(said), Customer.id.in_(of_contact))).order_by(Customer.name)
    leads = select(Lead).where(Lead.status.in_(OPEN_STATUSES), or_(Lead.company.icontains(said), Lead.person.icontains(said), Lead.phone == said))
    found: list[Party] = [*session.scalars(customers.limit(MOST_CHOICES)), *session.scalars(leads.order_by(Lead.id).limit(MOST_CHOICES))]
    return found[:MOST_CHOICES]


def find_named(context: Context, arguments: list[str]) -> Party:
    """The party that a button's action names: ``customer:<id>`` or ``lead:<id>``, or a lead's id alone; raises NotFoundError."""
    table, party_id = arguments[:2] if arguments[0] in ("customer", "lead") else ("lead", arguments[0])
    party: Party | None = context.session.get(Customer, int(party_id)) if table == "customer" else context.session.get(Lead, int(party_id))
    if party is None:
        raise NotFoundError("errors.record_gone")
    return party


def name_of(party: Party) -> str:
    """A party as a button's action names it."""
    return f"{party.__tablename__}:{party.id}"


def on_party(context: Context, said: str | None, action: str, do: Callable[[Party], Outcome], suffix: str = "") -> Outcome:
    """Do something with the party that is meant; where several fit, the answer's buttons ask which."""
    found = find_parties(context, said)
    if not found:
        raise NotFoundError("parties.none_fits" if said else "parties.say_which", said=said or "")
    if len(found) == 1:
        return do(found[0])
    buttons = tuple(Button(label_of(context, party), f"{action}:{name_of(party)}{suffix}") for party in found)
    return Outcome(Reply(context.text("questions.which", said=said or ""), buttons=buttons))


def label_of(context: Context, party: Party) -> str:
    """A party among others: what it is called, and that it is a lead."""
    return f"{party.name} ({context.text('kinds.lead')})" if isinstance(party, Lead) else party.name


def does_to_party(verb: str) -> Callable[[Callable[[Context, Party], Outcome]], Callable[[Context, Party], Outcome]]:
    """Register what is done to a customer or lead, by a sentence that means one or by a button that names one."""

    def register(do: Callable[[Context, Party], Outcome]) -> Callable[[Context, Party], Outcome]:
        does(verb)(lambda context, instruction: on_party(context, instruction.object, verb, lambda party: do(context, party)))
        presses(verb)(lambda context, arguments: do(context, find_named(context, arguments)))
        return do

    return register
