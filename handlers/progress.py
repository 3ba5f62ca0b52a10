"""Target against actual: what was reached, by whom, and where one should be by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from handlers.aims import Aim
from handlers.hours import Hours, hours_of, local_instant
from handlers.periods import bounds, containing
from storage.models import Member, Role, Target, Workspace
from storage.queries import progress as reached

METRICS = ("sales", "payment", "margin", "outlets", "customers", "visits", "calls")
MONEY = frozenset({"sales", "payment", "margin"})
COUNTED = frozenset({"sales", "payment", "customers", "visits", "calls"})
"""The metrics that the records count by themselves; nothing is recorded that the others could be counted from."""
Actuals = dict[tuple[int, str | None], Decimal]
"""(member, currency, None where things are counted) → what they reached."""


@dataclass(frozen=True)
class Share:
    """What a member or a team has reached, and what they were to reach."""

    name: str
    actual: Decimal
    target: Decimal | None


@dataclass(frozen=True)
class Goal:
    """What is measured: a metric in a period; money in one currency."""

    metric: str
    period: str
    currency: str | None


@dataclass(frozen=True)
class Progress:
    """How a goal stands for the company, a team or a member."""

    goal: Goal
    name: str
    actual: Decimal
    target: Decimal | None
    elapsed: int
    """How many of the period's working days are over."""
    working_days: int
    shares: Sequence[Share] = ()
    """By member, those with a target first, then by what they reached."""
    teams: Sequence[Share] = ()
    """By team below, those with a target."""
    left_out: Mapping[str, Decimal] = field(default_factory=dict)
    """What came in in other currencies."""

    @property
    def expected(self) -> Decimal | None:
        """Where one should be by now, were every working day the same."""
        return self.target * self.elapsed / self.working_days if self.target is not None and self.working_days else None

    @property
    def is_of_one(self) -> bool:
        """Whether it is a single member's, so that the whole says all."""
        return [share.name for share in self.shares] == [self.name]

    @property
    def is_counted(self) -> bool:
        """Whether anything counts this metric."""
        return self.goal.metric in COUNTED


@dataclass(frozen=True)
class View:
    """From where progress is looked at: whose working days and which day it is."""

    session: Session
    workspace: Workspace
    hours: Hours
    now: datetime
    language: str

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.hours.zone).date()


def goals_of(view: View, aim: Aim, periods: Iterable[str]) -> list[Goal]:
    """The goals set in these periods for the aim, for its teams and its members; money first, the shorter period first."""
    ids = [member.id for member in aim.members(view.session)]
    part_ids = [team.id for team in aim.parts(view.session)]
    team_id, member_id = aim.ids
    own = and_(Target.team_id == team_id, Target.member_id == member_id)
    wanted = or_(own, Target.member_id.in_(ids), Target.team_id.in_(part_ids))
    found = view.session.execute(select(Target.metric, Target.period, Target.currency).where(Target.period.in_(list(periods)), wanted))
    return sorted(
        {Goal(*row) for row in found}, key=lambda goal: (METRICS.index(goal.metric), _length(goal.period), goal.period, goal.currency or "")
    )


def present_goals(view: View, aim: Aim) -> list[Goal]:
    """The goals whose period is running."""
    return goals_of(view, aim, containing(view.today))


def measure(view: View, aim: Aim, goal: Goal) -> Progress:
    """How a goal stands."""
    members = aim.members(view.session)
    actuals = actuals_of(view, goal, members)
    targets = _targets(view.session, goal)
    sums = {member.id: actuals.get((member.id, goal.currency), Decimal(0)) for member in members}
    shares = [Share(member.name, sums[member.id], targets.get((None, member.id))) for member in members if _counts_here(member, sums, targets)]
    parts = [(team, targets.get((team.id, None))) for team in aim.parts(view.session)]
    teams = [Share(team.name, sum((sums[one.id] for one in Aim(team=team).members(view.session)), Decimal(0)), target) for team, target in parts]
    left_out: dict[str, Decimal] = {}
    for (_, currency), amount in actuals.items():
        if currency != goal.currency and currency is not None:
            left_out[currency] = left_out.get(currency, Decimal(0)) + amount
    return Progress(
        goal=goal,
        name=aim.name(view.language),
        actual=sum(sums.values(), Decimal(0)),
        target=targets.get(aim.ids) or _added_up(teams) or _added_up(shares),
        elapsed=_elapsed(view, goal.period),
        working_days=view.hours.working_days(*bounds(goal.period)),
        shares=sorted(shares, key=lambda share: (share.target is None, -share.actual, share.name)),
        teams=[team for team in teams if team.target is not None],
        left_out=left_out,
    )


def _counts_here(member: Member, sums: Mapping[int, Decimal], targets: Mapping[tuple[int | None, int | None], Decimal]) -> bool:
    """Whether somebody is worth a line: who has reached something or is to, and every rep who is still there."""
    return bool(sums[member.id]) or (member.active and (member.role is Role.REP or (None, member.id) in targets))


def _targets(session: Session, goal: Goal) -> dict[tuple[int | None, int | None], Decimal]:
    """All targets of a goal: (team, member) → amount."""
    wanted = select(Target.team_id, Target.member_id, Target.amount).where(
        Target.metric == goal.metric, Target.period == goal.period, Target.currency == goal.currency
    )
    return {(team, member): amount for team, member, amount in session.execute(wanted)}


def _added_up(shares: Sequence[Share]) -> Decimal | None:
    """The parts' targets together, where the whole has none of its own."""
    targets = [share.target for share in shares if share.target is not None]
    return sum(targets, Decimal(0)) if targets else None


def _length(period: str) -> int:
    first, last = bounds(period)
    return (last - first).days


def _elapsed(view: View, period: str) -> int:
    """The working days that are over; today is once work has ended."""
    first, last = bounds(period)
    over = view.today if view.now >= view.hours.at(view.today, "work_end") else view.today - timedelta(days=1)
    return view.hours.working_days(first, min(last, over)) if over >= first else 0


def actuals_of(view: View, goal: Goal, members: Sequence[Member]) -> Actuals:
    """What each of the members has reached, by currency where it is money."""
    first, last = bounds(goal.period)
    if goal.metric not in COUNTED:
        return {}
    if goal.metric in MONEY:
        sums = reached.money_signed if goal.metric == "sales" else reached.money_received
        return {(member, currency): total for (member, currency), total in sums(view.session, first, last, [one.id for one in members]).items()}
    counts: Actuals = {}
    for zone, ids in _by_zone(view.workspace, members).items():
        start, end = local_instant(first, time(), zone), local_instant(last + timedelta(days=1), time(), zone)
        found = _counts(view.session, goal.metric, (first, last), (start, end), zone, ids)
        counts |= {(member, None): Decimal(count) for member, count in found.items()}
    return counts


def _by_zone(workspace: Workspace, members: Sequence[Member]) -> dict[ZoneInfo, list[int]]:
    """Members by the zone in which their days begin."""
    found: dict[ZoneInfo, list[int]] = {}
    for member in members:
        found.setdefault(hours_of(workspace, member).zone, []).append(member.id)
    return found


def _counts(
    session: Session, metric: str, days: tuple[date, date], span: tuple[datetime, datetime], zone: ZoneInfo, ids: list[int]
) -> dict[int, int]:
    if metric == "customers":
        return reached.customers_won(session, *days, *span, ids)
    if metric == "calls":
        return reached.contacts_made(session, "call", *span, ids)
    counts = reached.contacts_made(session, "visit", *span, ids)
    logged = {_place_and_day(place, zone) for place in reached.visits_logged(session, *span, ids)}
    for member_id, *_ in {_place_and_day(place, zone) for place in reached.check_ins_made(session, *span, ids)} - logged:
        counts[member_id] = counts.get(member_id, 0) + 1
    return counts


def _place_and_day(place: reached.Place, zone: ZoneInfo) -> tuple[int, int | None, int | None, date]:
    """A check-in is a visit of its own unless that day's visit there was logged as well."""
    return place.member_id, place.customer_id, place.lead_id, place.at.astimezone(zone).date()
