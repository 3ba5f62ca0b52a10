"""Deals: opportunities opened, moved, lost; the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select

from handlers.commands import NextStep, Query, Question, answers, asked, writes
from handlers.context import Context
from handlers.customers import ask_whose, find_party, find_party_of_person, get_or_add_customer
from handlers.lists import more_button, page
from handlers.messages import Button, Reply
from handlers.next_steps import set_next_step, step_of, told_step, with_step
from handlers.outcome import Outcome
from handlers.parsing.records import Moment
from handlers.periods import bounds
from handlers.scopes import usual_scope
from handlers.sums import spelt
from handlers.texts import joined
from storage.models import OPEN_STAGES, Customer, Deal, Member, Stage
from storage.queries.money import sums_of
from storage.queries.parties import about

STAGES = tuple(stage.value for stage in Stage)
NEW_DEAL = "new"


@dataclass
class MoveDeal(NextStep):
    """An opportunity is opened, moved or lost."""

    company: str | None = asked("customer", required=True, unless=("person",))
    person: str | None = asked("person")
    stage: str | None = asked("choice", choices=STAGES)
    amount: Decimal | None = asked("money")
    close: Moment | None = asked("date")
    lost_reason: str | None = asked("text")
    currency: str | None = None
    which: str | None = None
    """The id of the deal that is meant where a customer has several, or ``new``."""


def read(context: Context, deal: Deal) -> MoveDeal:
    """The command that would write this deal."""
    return MoveDeal(
        company=deal.party.name if deal.party else None,
        person=deal.person,
        stage=deal.stage.value,
        amount=deal.amount,
        close=Moment(deal.expected_close) if deal.expected_close else None,
        lost_reason=deal.lost_reason,
        currency=deal.currency,
        **told_step(context, step_of(context, deal)),
    )


def line(context: Context, deal: Deal) -> str:
    """``Deal · Acme Corp · Proposal · $50,000 · closes Wed 31 Mar``, and the next step below."""
    return with_step(context, step_of(context, deal), joined(context.text("kinds.deal"), summary(context, deal), deal.lost_reason))


def summary(context: Context, deal: Deal) -> str:
    """``Acme Corp · Proposal · $50,000 · closes Wed 31 Mar``."""
    close = context.text("deals.close", at=context.spell(deal.expected_close)) if deal.expected_close else None
    owner = None if deal.owner_id == context.member.id else deal.owner.name
    return joined(deal.party.name if deal.party else None, deal.person, state(context, deal), close, owner)


def state(context: Context, deal: Deal) -> str:
    """``Proposal · $50,000``."""
    return joined(context.label("choices.stage", deal.stage), context.money(deal.amount, deal.currency))


def buttons(context: Context, deal: Deal) -> tuple[Button, ...]:
    """A lost deal without a reason: give one."""
    if deal.stage is not Stage.LOST or deal.lost_reason:
        return ()
    return (Button(context.text("buttons.reason"), f"edit:deal:{deal.id}:lost_reason", opens_form=True),)


def open_deals(context: Context, command: MoveDeal) -> Sequence[Deal]:
    """The open deals of the customer that a command names, the oldest first."""
    named, session = command.company, context.session
    party = find_party(session, named) if named else find_party_of_person(session, command.person) if command.person else None
    if party is None:
        return ()
    return session.scalars(select(Deal).where(about(Deal, party), Deal.stage.in_(OPEN_STAGES)).order_by(Deal.id)).all()


def fitting_deals(deals: Sequence[Deal], command: MoveDeal) -> Sequence[Deal]:
    """Those of the deals that a command may mean: of the same amount, else those that its stage would move on."""
    if len(deals) < 2:
        return deals
    same_amount = [deal for deal in deals if command.amount is not None and (deal.amount, deal.currency) == (command.amount, command.currency)]
    if same_amount:
        return same_amount
    moved_on = [deal for deal in deals if command.stage in STAGES and STAGES.index(deal.stage) < STAGES.index(command.stage)]
    return moved_on or deals


def ask_which(context: Context, command: MoveDeal) -> Question | None:
    """Ask which of several deals is meant, or whether another amount without a stage means another deal."""
    question = ask_whose(context, command)
    if question is not None or command.which:
        return question
    deals = fitting_deals(open_deals(context, command), command)
    is_another = command.stage is None and command.amount is not None
    is_clear = not deals or (len(deals) == 1 and not (is_another and deals[0].amount not in (None, command.amount)))
    return None if is_clear else which_deal(context, deals, context.text("deals.a_new_one"))


def which_deal(context: Context, deals: Sequence[Deal], none_of_them: str) -> Question:
    """The question which of a customer's deals is meant."""
    choices = [(str(deal.id), joined(state(context, deal), context.spell(deal.expected_close) if deal.expected_close else None)) for deal in deals]
    name = deals[0].party.name if deals[0].party else ""
    return Question("which", context.text("deals.which", name=name), (*choices, (NEW_DEAL, none_of_them)))


def find_deal(context: Context, command: MoveDeal) -> Deal | None:
    """The open deal that a command brings up to date."""
    if command.which:
        return None if command.which == NEW_DEAL else context.session.get(Deal, int(command.which))
    deals = fitting_deals(open_deals(context, command), command)
    return deals[0] if len(deals) == 1 else None


def credited(context: Context, customer: Customer, deal: Deal | None = None) -> int:
    """Who a success counts for: the deal's owner, else the customer's, else whoever tells of it."""
    owners = (deal.owner if deal else None, customer.owner)
    owner: Member = next((owner for owner in owners if owner is not None and owner.active), context.member)
    return owner.id


@writes("deal", command=MoveDeal, row=Deal, read=read, line=line, buttons=buttons, find=find_deal, ask=ask_which)
def move_deal(context: Context, command: MoveDeal, deal: Deal) -> None:
    """Write down a deal; only customers have any, so a lead becomes one."""
    stage = Stage(command.stage or Stage.NEW)
    deal.party = get_or_add_customer(context, command.company, command.person)
    deal.person = command.person
    deal.owner_id = deal.owner_id or context.member.id
    if not deal.id or deal.stage is not stage:
        deal.stage, deal.stage_changed_at = stage, context.now
    deal.amount = command.amount
    deal.currency = (command.currency or context.workspace.currency) if command.amount is not None else None
    deal.expected_close = command.close.day if command.close else None
    deal.lost_reason = command.lost_reason
    set_next_step(context, deal, command)


@answers("pipeline")
def show_pipeline(context: Context, query: Query) -> Outcome:
    """Open deals: by stage with what they come to in each currency, then one by one, the next to close first."""
    scope = usual_scope(context, query.scope)
    conditions = [scope.owns(Deal.owner_id), Deal.stage.in_(OPEN_STAGES), *_narrowed(query)]
    shown = page(context, query, select(Deal).where(*conditions).order_by(Deal.expected_close.is_(None), Deal.expected_close, Deal.id))
    if not shown.total:
        return Outcome(Reply(context.text("deals.none")))
    heading = joined(context.text("deals.heading", count=shown.total), scope.name)
    stages = [] if query.skip else [*_by_stage(context, conditions), ""]
    lines = [f"{number}. {summary(context, deal)}" for number, deal in shown.numbered]
    return Outcome(Reply("\n".join([heading, *stages, *lines]), buttons=more_button(context, query, shown)), shown.rows)


def _narrowed(query: Query) -> list[ColumnElement[bool]]:
    """A question's name as the customer's, its period as the time of the expected close."""
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        conditions.append(or_(Deal.customer.has(Customer.name.icontains(query.name)), Deal.person.icontains(query.name)))
    if query.period:
        conditions.append(Deal.expected_close.between(*bounds(query.period)))
    return conditions


def _by_stage(context: Context, conditions: Sequence[ColumnElement[bool]]) -> list[str]:
    session = context.session
    counts = select(Deal.stage, func.count()).where(*conditions).group_by(Deal.stage)
    found = {stage: count for stage, count in session.execute(counts)}  # noqa: C416 - dict() would not be typed
    lines = []
    for stage in OPEN_STAGES:
        if stage in found:
            sums = sums_of(session, Deal, *conditions, Deal.stage == stage)
            lines.append(joined(f"{context.label('choices.stage', stage)} × {found[stage]}", spelt(context, sums)))
    total = spelt(context, sums_of(session, Deal, *conditions))
    return [*lines, *([context.text("deals.total", sums=total)] if total and len(lines) > 1 else [])]
