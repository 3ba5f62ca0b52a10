"""Task deadlines: a word to the owner a day and an hour before, when it is overdue, and whenever they asked to be reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers import tasks
from handlers.context import Context
from handlers.hours import Hours, deadline_moments, hours_of
from handlers.messages import Reply
from scheduler.pushes import Notice, Occasion, Push, told_by
from storage.models import OutboxItem, Task, TaskStatus, Workspace
from storage.queries.absence import is_away

LAST_STAGE_FOR = timedelta(days=7)
"""That a task is overdue stays worth a word for so long."""
AN_HOUR = timedelta(minutes=50), timedelta(minutes=70)
ASKED_FOR = frozenset({"reminder", "snoozed"})
"""Stages that somebody asked for at that very time: quiet hours do not hold them back."""


def next_occasion(session: Session, task_id: int, after: datetime) -> Occasion | None:
    """The next moment at which an open task is worth a word."""
    task = session.get(Task, task_id)
    if task is None or task.status is not TaskStatus.OPEN or not task.owner.active:
        return None
    moments = _moments(session, task)
    later = [at for at, _ in moments if at > after]
    if not later:
        return None
    at = min(later)
    stage = [stage for moment, stage in moments if moment == at][-1]
    return Occasion(at, stage, until=min((moment for moment in later if moment > at), default=at + LAST_STAGE_FOR))


def notices(session: Session, task_id: int, occasion: Occasion, now: datetime) -> Iterator[Notice]:
    """Tell the owner, with what can be done about it."""
    task = session.get_one(Task, task_id)
    context = Context(session, session.get_one(Workspace, task.workspace_id), task.owner, now)
    text = f"{_heading(context, task, occasion.stage)}\n{tasks.line(context, task)}"
    yield Notice(task.owner, Reply(text, buttons=tasks.deadline_buttons(context, task)), subject=[task])


def wanted_at(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """Not once the task is done, moved or handed over; after quiet hours, unless this very time was asked for."""
    told = told_by(item)
    task = session.get(Task, told.subject_id)
    if task is None or task.status is not TaskStatus.OPEN or task.owner_id != item.member_id or not task.owner.active:
        return None
    if (told.at, told.stage) not in _moments(session, task):
        return None
    return now if told.stage in ASKED_FOR else _hours(session, task).after_quiet(now)


def _moments(session: Session, task: Task) -> list[tuple[datetime, str]]:
    return deadline_moments(task, _hours(session, task), is_away(session, task.owner_id))


def _hours(session: Session, task: Task) -> Hours:
    return hours_of(session.get_one(Workspace, task.workspace_id), task.owner)


def _heading(context: Context, task: Task, stage: str) -> str:
    """``⏰ Due tomorrow``, ``⏰ Due in an hour``, ``⚠️ Overdue``, ``🔔 Reminder``; what would not be true is put otherwise."""
    due = tasks.due_of(context, task)
    if stage == "day_before" and due is not None and (due.day - context.today).days != 1:
        return context.text("deadlines.coming_up")
    if stage == "hour_before" and task.due_at is not None and not AN_HOUR[0] <= task.due_at - context.now <= AN_HOUR[1]:
        return context.text("deadlines.soon")
    return context.text(f"deadlines.{stage}")


DEADLINE = Push("deadline", next_occasion, notices, wanted_at)
