"""Targets: what the company, a team or a member is to reach, and how that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from handlers.aims import Aim, check_may_see, check_may_set, find_aim
from handlers.commands import Query, answers, asked, writes
from handlers.context import Context
from handlers.errors import InputError
from handlers.lists import question_button
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.periods import bounds, containing, spelt
from handlers.progress import METRICS, MONEY, Goal, Progress, Share, View, goals_of, measure, present_goals
from handlers.progress_text import MOST_SHARES, amount, bar, left_out, of_target, one_by_one, title, whole
from handlers.texts import joined, say
from storage.models import Member, Target

USUAL_METRIC = "sales"
MOST_GOALS = 4
ALL_SHARES = 60
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


@dataclass
class SetTarget:
    """Somebody is to reach something."""

    scope: str | None = asked("scope")
    metric: str | None = asked("choice", choices=METRICS)
    amount: Decimal | None = asked("money", required=True)
    period: str | None = asked("period")
    currency: str | None = None


def read(context: Context, target: Target) -> SetTarget:
    """The command that would write this target."""
    aim = aim_of(target)
    scope = "me" if aim.member is context.member else aim.name(context.language) if aim != Aim() else "company"
    return SetTarget(scope, target.metric, target.amount, target.period, target.currency)


def line(context: Context, target: Target) -> str:
    """``Target · November · Sales · East: $200,000``."""
    period, metric = spelt(context.language, target.period, context.today), context.label("choices.metric", target.metric)
    head = joined(context.text("kinds.target"), period, metric, aim_of(target).name(context.language))
    return f"{head}{context.text('formats.colon')}{context.money(target.amount, target.currency)}"


def aim_of(target: Target) -> Aim:
    """Whom a target is for."""
    return Aim(target.team, target.member)


def goal_of(context: Context, command: SetTarget) -> Goal:
    """What a command measures: sales of this month where it says nothing else."""
    metric = command.metric or USUAL_METRIC
    currency = (command.currency or context.workspace.currency) if metric in MONEY else None
    return Goal(metric, command.period or f"{context.today:%Y-%m}", currency)


def set_before(context: Context, command: SetTarget) -> Target | None:
    """The target that this one takes the place of: of the same period, metric and aim."""
    goal, (team_id, member_id) = goal_of(context, command), find_aim(context, command.scope).ids
    same = select(Target).where(Target.period == goal.period, Target.metric == goal.metric, Target.team_id == team_id, Target.member_id == member_id)
    return context.session.scalars(same.order_by(Target.id)).first()


@writes("target", command=SetTarget, row=Target, read=read, line=line, find=set_before)
def set_target(context: Context, command: SetTarget, target: Target) -> None:
    """Write a target down, for whom one may set it."""
    aim, goal = find_aim(context, command.scope), goal_of(context, command)
    check_may_set(context, aim)
    if target.id:
        check_may_set(context, aim_of(target))
    bounds(goal.period)
    if not command.amount or command.amount < 0:
        raise InputError("amount", "targets.more_than_nothing")
    target.team, target.member = aim.team, aim.member
    target.metric, target.period, target.currency = goal.metric, goal.period, goal.currency
    target.amount = command.amount


def view_of(context: Context) -> View:
    """Progress as the member looks at it."""
    return View(context.session, context.workspace, context.hours, context.now, context.language)


@answers("targets")
def show_targets(context: Context, query: Query) -> Outcome:
    """Target against actual: one's own, the team's, the company's, or by name; in the present periods or in the one asked for."""
    metric = query.name if query.name in METRICS else None
    said = query.scope or (None if metric else query.name)
    view, aim = view_of(context), find_aim(context, said)
    check_may_see(context, aim)
    goals = _goals(view, aim, query.period, metric)
    if not goals and not said and aim.member is not None and context.member.team is not None:
        teams = Aim(team=context.member.team)
        goals = _goals(view, teams, query.period, metric)
        aim = teams if goals else aim
    measured = [measure(view, aim, goal) for goal in goals or [goal_of(context, SetTarget(metric=metric, period=query.period))]]
    most = ALL_SHARES if query.skip else MOST_SHARES
    blocks = ["\n".join([*whole(view, progress), *one_by_one(view, progress, most)]) for progress in measured]
    if not goals:
        blocks.append(context.text("targets.how_to_set"))
    buttons = goal_buttons(context.language, aim, query.period, measured) if not query.skip else ()
    return Outcome(Reply("\n\n".join(blocks), buttons=buttons))


def _goals(view: View, aim: Aim, period: str | None, metric: str | None) -> list[Goal]:
    found = goals_of(view, aim, [period]) if period else present_goals(view, aim)
    return [goal for goal in found if metric in (None, goal.metric)][:MOST_GOALS]


def goal_buttons(language: str, aim: Aim, period: str | None, measured: Sequence[Progress]) -> tuple[Button, ...]:
    """The way to all members where some are left out, and to the ranking."""
    if aim.member is not None:
        return ()
    scope = aim.team.name if aim.team else "company"
    is_cut = any(len(progress.shares) + len(progress.teams) > MOST_SHARES for progress in measured)
    everybody = question_button(say(language, "buttons.show_all"), Query("targets", scope=scope, period=period, skip=1)) if is_cut else ()
    return (*everybody, *question_button(say(language, "buttons.ranking"), Query("ranking", scope=scope, period=period)))


def news(context: Context, metric: str, owner: Member, day: date, currency: str | None) -> str | None:
    """How the target stands that something has just counted towards: its owner's, or their team's; None where there is none."""
    view = view_of(context)
    for aim in (Aim(member=owner), *([Aim(team=owner.team)] if owner.team else [])):
        team_id, member_id = aim.ids
        own = select(Target.period).where(Target.team_id == team_id, Target.member_id == member_id, Target.metric == metric)
        period = context.session.scalars(own.where(Target.period.in_(containing(day)), Target.currency == currency)).first()
        if period is not None:
            progress = measure(view, aim, Goal(metric, period, currency))
            share = Share(progress.name, progress.actual, progress.target)
            return f"{title(view, progress)}\n{bar(share)} · {of_target(context.language, progress.goal, share)}"
    return None


@answers("ranking")
def rank(context: Context, query: Query) -> Outcome:
    """Who has reached how much, this month if nothing else is said; a rep sees the team's."""
    metric = query.name if query.name in METRICS else None
    said = query.scope or (None if metric else query.name)
    aim = find_aim(context, said or ("team" if context.member.team else None))
    check_may_see(context, aim)
    view, goal = view_of(context), goal_of(context, SetTarget(metric=metric, period=query.period))
    progress = measure(view, aim, goal)
    period, metric_name = spelt(context.language, goal.period, context.today), context.label("choices.metric", goal.metric)
    lines = [context.text("targets.ranking", period=period, metric=metric_name, name=progress.name)]
    if not progress.is_counted:
        return Outcome(Reply("\n".join([*lines, context.text("targets.not_counted_at_all")])))
    shares = sorted(progress.shares, key=lambda share: (-share.actual, share.name))
    for share in shares[:ALL_SHARES]:
        place = 1 + sum(other.actual > share.actual for other in shares)
        medal = "–" if not share.actual else MEDALS.get(place, f"{place}.")
        lines.append(f"{medal} {share.name} · {amount(context.language, goal, share.actual)}")
    return Outcome(Reply("\n".join([*lines, *left_out(view, progress)])))
