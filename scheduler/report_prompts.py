"""Daily reports: a prompt with a draft at the end of the working day, a reminder to those who have sent none, and a summary to their managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.access import managers_of
from handlers.commands import Query
from handlers.context import Context
from handlers.hours import hours_of
from handlers.lists import question_button
from handlers.messages import Reply
from handlers.reports import is_asked, prompt, report_of, without_report
from scheduler.daily import next_daily, out_of_quiet
from scheduler.pushes import Notice, Occasion, Push, told_by
from storage.models import DailyReport, Member, OutboxItem, Team, Workspace
from storage.queries.absence import is_away, members_away

HEADINGS = {"report_prompt": "reports.prompt", "report_reminder": "reports.reminder"}
SUMMARY_FOR = timedelta(hours=14)
"""A summary that could not go out before the night is read in the morning."""


def next_prompt(session: Session, member_id: int, after: datetime) -> Occasion | None:
    """The next prompt or reminder of somebody who is asked for reports."""
    member = session.get(Member, member_id)
    if member is None or not is_asked(member):
        return None
    return next_daily(hours_of(session.get_one(Workspace, member.workspace_id), member), after, tuple(HEADINGS))


def prompts(session: Session, member_id: int, occasion: Occasion, now: datetime) -> Iterator[Notice]:
    """The draft, to whoever is there and has not sent a report yet."""
    context = _context(session, session.get_one(Member, member_id), now)
    day = occasion.at.astimezone(context.zone).date()
    if report_of(context, day) is None and not is_away(session, member_id)(day):
        yield Notice(context.member, prompt(context, day, HEADINGS[occasion.stage]))


def prompt_wanted_at(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """Not once the report was sent, nor at night (by the morning it is of no use)."""
    told = told_by(item)
    context = _context(session, session.get_one(Member, told.subject_id), now)
    day = told.at.astimezone(context.zone).date()
    is_done = report_of(context, day) is not None or is_away(session, told.subject_id)(day)
    return None if is_done or not is_asked(context.member) else out_of_quiet(context.hours, told.at, now)


def next_summary(session: Session, team_id: int, after: datetime) -> Occasion | None:
    """The next evening on which a team's managers are told about its reports."""
    team = session.get(Team, team_id)
    if team is None:
        return None
    return next_daily(hours_of(session.get_one(Workspace, team.workspace_id), team=team), after, ("report_summary",), SUMMARY_FOR)


def summaries(session: Session, team_id: int, occasion: Occasion, now: datetime) -> Iterator[Notice]:
    """Who has sent a report and what stands in their way, who has not, and who is away."""
    team, members = session.get_one(Team, team_id), _asked(session, team_id)
    day = occasion.at.astimezone(hours_of(session.get_one(Workspace, team.workspace_id), team=team).zone).date()
    if not members:
        return
    for manager in managers_of(session, members[0]):
        yield Notice(manager, _summary(_context(session, manager, now), team, members, day))


def _summary(context: Context, team: Team, members: list[Member], day: date) -> Reply:
    sent = select(DailyReport).join(Member, DailyReport.member_id == Member.id).where(DailyReport.day == day)
    reports = context.session.scalars(sent.where(Member.id.in_([member.id for member in members])).order_by(Member.name)).all()
    away = members_away(context.session, day) - {report.member_id for report in reports}
    asked = sum(member.id not in away for member in members)
    lines = [context.text("reports.summary", team=team.name, day=context.spell(day), sent=len(reports), asked=asked)]
    for report in reports:
        blockers = f" — {context.text('fields.blockers')}{context.text('formats.colon')}{report.blockers}" if report.blockers else ""
        lines.append(f"✅ {report.member.name}{blockers}")
    lines += without_report(context, members, day, day)
    question = Query("reports", scope=team.name, period=day.isoformat())
    return Reply("\n".join(lines), buttons=question_button(context.text("buttons.show_all"), question))


def summary_wanted_at(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """To a manager who is there, in the morning where it could not go out before the night."""
    manager = session.get_one(Member, item.member_id)
    context = _context(session, manager, now)
    if not manager.active or is_away(session, manager.id)(context.today):
        return None
    return out_of_quiet(context.hours, told_by(item).at, now)


def _asked(session: Session, team_id: int) -> list[Member]:
    """The members of a team itself who are asked for reports."""
    return [member for member in session.scalars(select(Member).where(Member.team_id == team_id).order_by(Member.name)) if is_asked(member)]


def _context(session: Session, member: Member, now: datetime) -> Context:
    return Context(session, session.get_one(Workspace, member.workspace_id), member, now)


PROMPT = Push("report", next_prompt, prompts, prompt_wanted_at)
SUMMARY = Push("report_summary", next_summary, summaries, summary_wanted_at)
