"""The pool: leads and customers that nobody owns; taking them, giving them back, handing them over."""

from __future__ import annotations

from sqlalchemy import or_, select

from handlers.access import members_of
from handlers.commands import Instruction, Query, answers, does, presses
from handlers.context import Context
from handlers.customers import OPEN_STATUSES, Party
from handlers.errors import NotAllowedError, UserError
from handlers.lists import LISTED, MORE, Page, more_button
from handlers.members import find_member, tell
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.parties import check_may_change, does_to_party, find_named, last_contact, name_of, on_party, owner_name
from handlers.receipts import receipt
from handlers.texts import clipped, joined
from storage.models import OPEN_STAGES, Customer, Deal, Lead, LeadStatus, Member, Role, Task, TaskStatus
from storage.queries.parties import about

BUTTONS = 5
MOST_COLLEAGUES = 8


@answers("pool")
def list_pool(context: Context, query: Query) -> Outcome:
    """Leads, the newest first, and customers that nobody owns, with a button to take each of the first."""
    leads = select(Lead.id).where(Lead.owner_id.is_(None), Lead.status.in_(OPEN_STATUSES)).order_by(Lead.id.desc())
    customers = select(Customer.id).where(Customer.owner_id.is_(None)).order_by(Customer.name)
    if query.name:
        leads = leads.where(or_(*(column.icontains(query.name) for column in (Lead.company, Lead.person, Lead.source, Lead.need))))
        customers = customers.where(Customer.name.icontains(query.name))
    session = context.session
    found = [*(("lead", lead_id) for lead_id in session.scalars(leads)), *(("customer", customer_id) for customer_id in session.scalars(customers))]
    wanted = found[query.skip : query.skip + (MORE if query.skip else LISTED)]
    shown = Page([find_named(context, [table, str(party_id)]) for table, party_id in wanted], query.skip, len(found))
    if not shown.total:
        return Outcome(Reply(context.text("pools.none")))
    lines = [f"{number}. {_entry(context, party)}" for number, party in shown.numbered]
    buttons = [Button(context.text("buttons.claim_number", number=number), f"claim:{name_of(party)}") for number, party in shown.numbered[:BUTTONS]]
    heading = context.text("pools.heading", count=shown.total)
    return Outcome(Reply("\n".join([heading, *lines]), buttons=(*buttons, *more_button(context, query, shown))), shown.rows)


@presses("pool")
def press_pool(context: Context, _arguments: list[str]) -> Outcome:
    """Show the pool."""
    outcome = list_pool(context, Query("pool"))
    outcome.look_up = True
    return outcome


def _entry(context: Context, party: Party) -> str:
    last = last_contact(context, party)
    if isinstance(party, Customer):
        return joined(party.name, context.text("kinds.customer"), last)
    return joined(
        party.company, party.person, clipped(party.need) if party.need else None, context.money(party.amount, party.currency), party.source, last
    )


@does_to_party("claim")
def claim(context: Context, party: Party) -> Outcome:
    """Take a lead or customer from the pool. The first one gets it: the row is locked, then looked at."""
    if isinstance(party, Lead) and party.customer is not None:
        party = party.customer
    context.session.refresh(party, with_for_update=True)
    if party.owner_id == context.member.id:
        raise UserError("pools.yours_already", name=party.name)
    if party.owner_id is not None:
        raise UserError("pools.taken", name=party.name, owner=owner_name(context, party))
    if isinstance(party, Lead) and party.status is LeadStatus.LOST:
        party.status = LeadStatus.NEW
    give(context, party, context.member)
    return Outcome(receipt(context, [party], heading=context.text("pools.claimed", name=party.name)), [party])


def give(context: Context, party: Party, to: Member | None) -> None:
    """Change the owner; the open tasks and deals that go with it move along, from the pool those of everybody."""
    former = party.owner_id
    party.owner_id = to.id if to else None
    context.session.flush()
    context.session.expire(party, ["owner"])
    if to is None:
        return
    tasks = select(Task).where(about(Task, party), Task.status == TaskStatus.OPEN, Task.owner_id != to.id)
    deals = select(Deal).where(about(Deal, party), Deal.stage.in_(OPEN_STAGES), Deal.owner_id != to.id)
    if former is not None:
        tasks, deals = tasks.where(Task.owner_id == former), deals.where(Deal.owner_id == former)
    for row in (*context.session.scalars(tasks), *context.session.scalars(deals)):
        row.owner_id = to.id
    context.session.flush()


@does_to_party("release")
def release(context: Context, party: Party) -> Outcome:
    """Give a lead or customer back to the pool."""
    check_may_change(context, party)
    former = party.owner
    if former is None:
        raise UserError("pools.in_pool_already", name=party.name)
    give(context, party, None)
    if former is not context.member:
        tell(context, former, "pools.released_by", party)
    return Outcome(receipt(context, [party], heading=context.text("pools.released", name=party.name)), [party])


@does("assign")
def assign(context: Context, instruction: Instruction) -> Outcome:
    """Hand a lead or customer over to a colleague, by a sentence."""
    to = find_member(context, instruction.to) if instruction.to else None
    suffix = f":{to.id}" if to else ""
    return on_party(context, instruction.object, "assign", lambda party: _assign(context, party, to) if to else _ask_whom(context, party), suffix)


@presses("assign")
def press_assign(context: Context, arguments: list[str]) -> Outcome:
    """The same by a button: ``assign:<table>:<id>:<member id>``; without the member it asks for one."""
    party = find_named(context, arguments)
    to = context.session.get(Member, int(arguments[2])) if arguments[2:] else None
    return _assign(context, party, to) if to else _ask_whom(context, party)


def _ask_whom(context: Context, party: Party) -> Outcome:
    check_may_change(context, party)
    everybody = select(Member).where(Member.active).order_by(Member.name)
    colleagues = members_of(context.session, context.member.team_id) if context.member.team_id else context.session.scalars(everybody).all()
    buttons = [Button(member.name, f"assign:{name_of(party)}:{member.id}") for member in colleagues if member.id != party.owner_id]
    return Outcome(Reply(context.text("pools.to_whom", name=party.name), buttons=tuple(buttons[:MOST_COLLEAGUES])))


def _assign(context: Context, party: Party, to: Member) -> Outcome:
    if to is context.member and party.owner_id is None:
        return claim(context, party)
    check_may_change(context, party)
    if party.owner_id == to.id:
        raise UserError("pools.theirs_already", name=party.name, owner=to.name)
    if not to.active:
        raise UserError("errors.no_such_member", name=to.name)
    if context.member.role is Role.REP and party.owner_id != context.member.id:
        raise NotAllowedError("pools.managers_hand_out", name=party.name)
    former = party.owner
    give(context, party, to)
    if to is not context.member:
        tell(context, to, "pools.given", party)
    if former is not None and former is not context.member:
        tell(context, former, "pools.taken_from", party)
    return Outcome(receipt(context, [party], heading=context.text("pools.assigned", name=party.name, owner=to.name)), [party])


def release_all(context: Context, member: Member) -> int:
    """Put all that somebody who leaves owns into the pool; return how much that was."""
    leads = select(Lead).where(Lead.owner_id == member.id, Lead.status.in_(OPEN_STATUSES))
    customers = select(Customer).where(Customer.owner_id == member.id)
    parties: list[Party] = [*context.session.scalars(leads), *context.session.scalars(customers)]
    for party in parties:
        give(context, party, None)
    return len(parties)
