"""The morning digest of a team's channel: target against actual, pace and members, and what came in since the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import charts
from handlers.aims import Aim
from handlers.hours import Hours, hours_of
from handlers.messages import Button, Image, Reply
from handlers.periods import containing
from handlers.progress import Goal, Progress, View, goals_of, measure, present_goals
from handlers.progress_text import one_by_one, whole
from handlers.targets import MOST_GOALS, USUAL_METRIC, goal_buttons
from handlers.texts import clipped, money, say
from handlers.texts import day as spelt_day
from scheduler.daily import next_daily, out_of_quiet
from scheduler.pushes import Notice, Occasion, Push, told_by
from storage.files import files_of
from storage.models import Channel, Contract, OutboxItem, Payment, Workspace

USEFUL_FOR = timedelta(hours=8)
MOST_NEWS = 8
MOST_OPENED = 4
LABEL = 40
SIGNS = {"contract": "📝", "payment": "💰"}


def next_digest(session: Session, channel_id: int, after: datetime) -> Occasion | None:
    """The next morning on which a team's channel gets its digest."""
    channel = session.get(Channel, channel_id)
    return next_daily(_hours(session, channel), after, ("digest",), USEFUL_FOR) if channel and channel.team else None


def digests(session: Session, channel_id: int, _occasion: Occasion, now: datetime) -> Iterator[Notice]:
    """What there is to say to a channel; nothing without a target and without news."""
    channel = session.get_one(Channel, channel_id)
    workspace = session.get_one(Workspace, channel.workspace_id)
    view = View(session, workspace, _hours(session, channel), now, workspace.language)
    aim = Aim(team=channel.team)
    last = view.hours.last_working_day(view.today)
    ended = [period for period in containing(last) if period not in containing(view.today)]
    goals = [*goals_of(view, aim, ended), *present_goals(view, aim)][:MOST_GOALS]
    rows = news_since(view, aim, last)
    news = _told(view, rows, last)
    if not goals and not news:
        return
    measured = [measure(view, aim, goal) for goal in goals or [Goal(USUAL_METRIC, f"{view.today:%Y-%m}", workspace.currency)]]
    blocks = ["\n".join([*whole(view, progress), *one_by_one(view, progress)]) for progress in measured]
    buttons = (*(_opening(row) for row in rows[:MOST_OPENED]), *goal_buttons(view.language, aim, None, measured))
    reply = Reply("\n\n".join([*blocks, *news]), buttons=buttons, image=_picture(view, measured))
    yield Notice(channel, reply)


def news_since(view: View, aim: Aim, first: date) -> list[Contract | Payment]:
    """The contracts and payments from that day to yesterday."""
    yesterday = view.today - timedelta(days=1)
    owners = [member.id for member in aim.members(view.session)]
    signed = select(Contract).where(Contract.signed_on >= first, Contract.signed_on <= yesterday, Contract.owner_id.in_(owners))
    received = select(Payment).where(Payment.received_on >= first, Payment.received_on <= yesterday, Payment.owner_id.in_(owners))
    return [
        *view.session.scalars(signed.order_by(Contract.amount.desc(), Contract.id)),
        *view.session.scalars(received.order_by(Payment.amount.desc(), Payment.id)),
    ]


def _told(view: View, rows: Sequence[Contract | Payment], first: date) -> list[str]:
    """What is new, as one block; none where nothing is."""
    if not rows:
        return []
    since = say(view.language, "digests.since", day=spelt_day(view.language, first, view.today))
    lines = [
        say(view.language, "digests.yesterday") if first == view.today - timedelta(days=1) else since,
        *(_line(view, row) for row in rows[:MOST_NEWS]),
    ]
    if len(rows) > MOST_NEWS:
        lines.append(say(view.language, "digests.more", count=len(rows) - MOST_NEWS))
    return ["\n".join(lines)]


def _opening(row: Contract | Payment) -> Button:
    """Opens a record that is told of, for whoever may see it."""
    name = row.party.name if row.party else row.person or str(row.id)
    return Button(clipped(f"{SIGNS[row.__tablename__]} {name}", LABEL), f"show:{row.__tablename__}:{row.id}")


def _line(view: View, row: Contract | Payment) -> str:
    amount = money(view.language, row.amount, row.currency) if row.amount is not None and row.currency else ""
    customer = row.party.name if row.party else row.person or ""
    return " ".join(say(view.language, f"digests.{row.__tablename__}", customer=customer, amount=amount, owner=row.owner.name).split())


def _picture(view: View, measured: Sequence[Progress]) -> Image | None:
    """The first goal that can be drawn; none where no font here has the letters of its names."""
    for progress in measured:
        picture = charts.draw(view, progress)
        if picture is not None:
            return Image(files_of(view.session).put(picture), charts.describe(view, progress))
    return None


def wanted_at(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """While the channel is there and bound to a team, and not at night."""
    told = told_by(item)
    channel = session.get(Channel, told.subject_id)
    return None if channel is None or channel.team is None else out_of_quiet(_hours(session, channel), told.at, now)


def _hours(session: Session, channel: Channel) -> Hours:
    return hours_of(session.get_one(Workspace, channel.workspace_id), team=channel.team)


DIGEST = Push("digest", next_digest, digests, wanted_at, draws=True)
