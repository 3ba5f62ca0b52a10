"""A manager's part of the day: what waits for their word, and how the team stands."""

from __future__ import annotations

from sqlalchemy import select

from handlers.aims import usual_aim
from handlers.approvals import decidable, decision_buttons, summary_of
from handlers.commands import Query
from handlers.context import Context
from handlers.lists import question_button
from handlers.pages import Line, Section, lines_of
from handlers.progress import measure, present_goals
from handlers.progress_text import one_by_one, whole
from handlers.reports import asked_members, without_report
from handlers.scopes import usual_scope
from handlers.targets import goal_buttons, view_of
from handlers.tasks import summary
from storage.models import Approval, ApprovalStatus, DailyReport, Role, Task, TaskStatus

MOST_GOALS = 2
MOST_SHARES = 6


def team_sections(context: Context) -> tuple[Section, ...]:
    """What a manager or admin sees of those below them; nothing for reps."""
    if context.member.role is Role.REP:
        return ()
    return (_approvals(context), _team_targets(context), _reports(context), _overdue(context))


def _approvals(context: Context) -> Section:
    """Requests that wait for the member's word."""
    waiting = select(Approval).where(Approval.status == ApprovalStatus.WAITING, *decidable(context)).order_by(Approval.id)
    lines = lines_of(context, waiting, lambda one: Line(summary_of(context, one), decision_buttons(context, one)), Query("approvals"))
    return Section(context.text("my_day.approvals"), lines, context.text("my_day.no_approvals"))


def _team_targets(context: Context) -> Section:
    view, aim = view_of(context), usual_aim(context.member)
    measured = [measure(view, aim, goal) for goal in present_goals(view, aim)[:MOST_GOALS]] if aim.member is None else []
    lines = tuple(
        Line("\n".join([*whole(view, one), *one_by_one(view, one, MOST_SHARES)]), goal_buttons(context.language, aim, one.goal.period, [one]))
        for one in measured
    )
    return Section(context.text("my_day.team_targets"), lines, context.text("my_day.no_team_targets"))


def _reports(context: Context) -> Section:
    """Whose report of today is there, and whose is not."""
    members = asked_members(context, usual_scope(context, None))
    ids = [member.id for member in members]
    sent = context.session.scalars(select(DailyReport.member_id).where(DailyReport.day == context.today, DailyReport.member_id.in_(ids))).all()
    missing = without_report(context, members, context.today, context.today)
    text = "\n".join([context.text("my_day.reports_sent", sent=len(sent), asked=len(members)), *missing])
    lines = (Line(text, question_button(context.text("buttons.show_all"), Query("reports", scope="team", period=context.today.isoformat()))),)
    return Section(context.text("my_day.team_reports"), lines if members else (), context.text("my_day.nobody_asked"))


def _overdue(context: Context) -> Section:
    """The team's tasks whose time has passed; the member's own stand further up."""
    scope = usual_scope(context, None)
    late = select(Task).where(
        scope.owns(Task.owner_id), Task.owner_id != context.member.id, Task.status == TaskStatus.OPEN, Task.due_at < context.now
    )
    lines = lines_of(context, late.order_by(Task.due_at, Task.id), lambda task: Line(summary(context, task)), Query("tasks", scope="team"))
    return Section(context.text("my_day.overdue"), lines, context.text("my_day.none_overdue"))
