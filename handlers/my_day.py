"""A member's day on one page: what is due, the report, the targets, the leads; for managers how the team stands (``handlers.team_day``)."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import ColumnElement, or_, select

from handlers.aims import Aim
from handlers.commands import Query
from handlers.context import Context
from handlers.customers import OPEN_STATUSES
from handlers.hours import local_instant
from handlers.leads import next_step_of
from handlers.messages import Button
from handlers.next_steps import told_step
from handlers.pages import Line, Page, Section, lines_of
from handlers.parties import last_contact
from handlers.progress import measure, present_goals
from handlers.progress_text import whole
from handlers.reports import draft, is_asked, report_of
from handlers.targets import view_of
from handlers.tasks import deadline_buttons, summary
from handlers.team_day import team_sections
from handlers.texts import clipped, clock, joined
from storage.models import Lead, Task, TaskStatus
from storage.queries.absence import is_away

MOST_GOALS = 4
LINE = 120

__all__ = ["Line", "Page", "Section", "my_day"]


def my_day(context: Context) -> Page:
    """The member's day as it stands now."""
    title = joined(context.spell(context.today), context.member.name)
    sections = (_tasks(context), _follow_ups(context), _report(context), _targets(context), _leads(context), *team_sections(context))
    return Page(title, tuple(section for section in sections if section is not None))


def _due(context: Context, *conditions: ColumnElement[bool]) -> tuple[Line, ...]:
    """The member's open tasks that are due by the end of the day, the most urgent first."""
    end = local_instant(context.today + timedelta(days=1), time(), context.zone)
    mine = select(Task).where(Task.owner_id == context.member.id, Task.status == TaskStatus.OPEN, Task.due_at < end, *conditions)

    def line(task: Task) -> Line:
        late = "⚠️ " if task.due_at and task.due_at < context.now else ""
        party = task.party
        about = (Button(context.text("buttons.log_contact"), f"new:contact_log:{party.__tablename__}:{party.id}", opens_form=True),) if party else ()
        return Line(f"{late}{summary(context, task)}", (*deadline_buttons(context, task), *about))

    return lines_of(context, mine.order_by(Task.due_at, Task.id), line, Query("tasks"))


def _tasks(context: Context) -> Section:
    lines = _due(context, Task.customer_id.is_(None), Task.lead_id.is_(None))
    return Section(context.text("my_day.tasks"), lines, context.text("my_day.no_tasks"))


def _follow_ups(context: Context) -> Section:
    """What is to be done with customers and leads."""
    lines = _due(context, or_(Task.customer_id.is_not(None), Task.lead_id.is_not(None)))
    return Section(context.text("my_day.follow_ups"), lines, context.text("my_day.no_follow_ups"))


def _report(context: Context) -> Section | None:
    """Today's report and its state; None for those who are not asked for one."""
    if not is_asked(context.member):
        return None
    return Section(context.text("my_day.report"), (_report_line(context),), "")


def _report_line(context: Context) -> Line:
    sent = report_of(context, context.today)
    if sent is not None:
        edit = Button(context.text("buttons.edit"), f"edit:daily_report:{sent.id}", opens_form=True)
        return Line(context.text("my_day.report_sent", done=clipped(sent.done or "", LINE)), (edit,))
    if not context.hours.is_working_day(context.today) or is_away(context.session, context.member.id)(context.today):
        return Line(context.text("my_day.report_free"))
    drafted = draft(context, context.today)
    fill = Button(context.text("buttons.edit" if drafted.done else "buttons.fill_in"), "new:daily_report", opens_form=True)
    if drafted.done is None:
        at = clock(context.language, context.hours.clock("report_prompt"))
        return Line(context.text("my_day.report_empty", at=at), (fill,))
    submit = Button(context.text("buttons.submit"), f"report:{context.today.isoformat()}", style="primary")
    return Line(context.text("my_day.report_open", done=clipped(drafted.done, LINE)), (submit, fill))


def _targets(context: Context) -> Section:
    """The member's own targets against what was reached, with the pace."""
    view, aim = view_of(context), Aim(member=context.member)
    goals = present_goals(view, aim)[:MOST_GOALS]
    lines = tuple(Line("\n".join(whole(view, measure(view, aim, goal)))) for goal in goals)
    return Section(context.text("my_day.targets"), lines, context.text("my_day.no_targets"))


def _leads(context: Context) -> Section:
    """Their open leads with the next step of each, the next to be followed up first."""
    mine = select(Lead).where(Lead.owner_id == context.member.id, Lead.status.in_(OPEN_STATUSES))
    ordered = mine.order_by(Lead.next_follow_up_at.is_(None), Lead.next_follow_up_at, Lead.id.desc())
    lines = lines_of(context, ordered, lambda lead: _lead_line(context, lead), Query("leads", scope="me"))
    return Section(context.text("my_day.leads"), lines, context.text("my_day.no_leads"))


def _lead_line(context: Context, lead: Lead) -> Line:
    step = told_step(context, next_step_of(context, lead))
    head = joined(lead.company, lead.person, context.label("choices.status", lead.status), last_contact(context, lead))
    told = joined(step["next_step"], context.spell(step["next_due"]) if step["next_due"] else None) if step else None
    text = f"{head}\n{context.text('tasks.next', step=told)}" if told else f"{head}\n{context.text('my_day.no_step')}"
    log = Button(context.text("buttons.log_contact"), f"new:contact_log:lead:{lead.id}", opens_form=True)
    return Line(text, (log, Button(context.text("my_day.open"), f"card:lead:{lead.id}")))
