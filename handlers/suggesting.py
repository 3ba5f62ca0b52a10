"""What an input for a name suggests while somebody types: only what they may see, the closest and the latest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from handlers.access import teams_below, visible, visible_member_ids
from handlers.context import Context
from handlers.customers import OPEN_STATUSES
from handlers.messages import Option
from handlers.parsing.name_words import name_key
from handlers.periods import containing, spelt
from storage.models import Contact, Customer, Lead, Member, Role, Team


def suggest(context: Context, kind: str, typed: str, limit: int = 100) -> tuple[Option, ...]:
    """The options for what was typed so far (nothing: the latest) in an input of a kind of ``Field``; none for kinds that take no name."""
    find = SUGGESTERS.get(kind)
    if find is None:
        return ()
    typed = " ".join(typed.split())
    found = dict.fromkeys(find(context, typed, limit))
    begin = [option for option in found if option.label.casefold().startswith(typed.casefold())]
    return tuple(dict.fromkeys([*begin, *found]))[:limit]


def _names(context: Context, query: Select[Any], limit: int) -> Iterator[Option]:
    return (Option(name, name) for name in context.session.scalars(query.limit(limit)) if name)


def _customers(context: Context, typed: str, limit: int) -> Iterator[Option]:
    """Customers and open leads, one's own, one's team's and the pool's, those in touch last first."""
    of_customer = _named(typed, Customer.name, key=Customer.name_key)
    customers = select(Customer.name).where(visible(context, Customer.owner_id), of_customer)
    begins = Customer.name.istartswith(typed, autoescape=True)
    latest = (Customer.last_contacted_at.is_(None), Customer.last_contacted_at.desc(), Customer.id.desc())
    yield from _names(context, customers.order_by(begins.desc(), *latest), limit)
    of_lead = _named(typed, Lead.company, Lead.person, key=Lead.name_key)
    leads = select(Lead).where(visible(context, Lead.owner_id), Lead.status.in_(OPEN_STATUSES), of_lead)
    for lead in context.session.scalars(leads.order_by(Lead.id.desc()).limit(limit)):
        yield Option(lead.name, lead.name)


def _people(context: Context, typed: str, limit: int) -> Iterator[Option]:
    """Those who are known at such customers and leads."""
    contacts = select(Contact.name).join(Customer, Contact.customer_id == Customer.id).where(visible(context, Customer.owner_id))
    yield from _names(context, contacts.where(_named(typed, Contact.name)).order_by(Contact.id.desc()), limit)
    leads = select(Lead.person).where(visible(context, Lead.owner_id), Lead.status.in_(OPEN_STATUSES), Lead.person.is_not(None))
    yield from _names(context, leads.where(_named(typed, Lead.person)).order_by(Lead.id.desc()), limit)


def _members(context: Context, typed: str, limit: int) -> Iterator[Option]:
    """All colleagues: anybody may hand a task to anybody."""
    return _names(context, select(Member.name).where(Member.active, _named(typed, Member.name)).order_by(Member.name), limit)


def _scopes(context: Context, typed: str, limit: int) -> Iterator[Option]:
    """The teams and members whose figures one may see."""
    teams, members = select(Team.name), select(Member.name).where(Member.active)
    if (ids := visible_member_ids(context)) is not None:
        own, manages = context.member.team_id, context.member.role is Role.MANAGER
        below = teams_below(context.session, own) if own is not None and manages else {own}
        teams, members = teams.where(Team.id.in_(below)), members.where(Member.id.in_(ids))
    yield from _names(context, teams.where(_named(typed, Team.name)).order_by(Team.name), limit)
    yield from _names(context, members.where(_named(typed, Member.name)).order_by(Member.name), limit)


def _periods(context: Context, typed: str, _limit: int) -> Iterator[Option]:
    """The present month, quarter, year …, by their names."""
    for period in containing(context.today)[1:]:
        label = spelt(context.language, period, context.today)
        if typed.casefold() in f"{label} {period}".casefold():
            yield Option(period, label)


Text = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def _named(typed: str, *names: Text, key: InstrumentedAttribute[str] | None = None) -> ColumnElement[bool]:
    """The condition that a name holds what was typed, or its key what the typed one would have."""
    conditions: list[ColumnElement[bool]] = [name.icontains(typed, autoescape=True) for name in names]
    if key is not None and (wanted := name_key(typed)):
        conditions.append(key.contains(wanted, autoescape=True))
    return or_(*conditions)


SUGGESTERS: dict[str, Callable[[Context, str, int], Iterator[Option]]] = {
    "customer": _customers,
    "member": _members,
    "period": _periods,
    "person": _people,
    "scope": _scopes,
}
"""By kind of input."""
