"""Next steps: the tasks that other records carry."""

from __future__ import annotations

from typing import Any, Protocol

from handlers.commands import NextStep
from handlers.context import Context
from handlers.customers import Party
from handlers.forms import owner_of
from handlers.tasks import due_of, set_due
from handlers.texts import joined
from storage.models import Audited, Task, TaskStatus


class CarriesNextStep(Protocol):
    """A record with a next step: a task of its own that belongs to it."""

    follow_up_id: int | None
    person: str | None

    @property
    def party(self) -> Party | None:
        """The customer or lead that it is about."""


def step_of(context: Context, row: CarriesNextStep) -> Task | None:
    """The task that is a record's next step."""
    return context.session.get(Task, row.follow_up_id) if row.follow_up_id else None


def set_next_step(context: Context, row: CarriesNextStep, command: NextStep) -> None:
    """Make, change or drop the task that is a record's next step."""
    task = step_of(context, row)
    owner_id = (owner_of(row) if isinstance(row, Audited) else None) or context.member.id
    kept = write_step(context, task, command, row.party, row.person, owner_id)
    row.follow_up_id = kept.id if kept else None
    if task is not None and kept is None:
        drop_step(context, task)


def write_step(context: Context, task: Task | None, command: NextStep, party: Party | None, person: str | None, owner_id: int) -> Task | None:
    """Make or change a task so that it is the next step that a command tells; None where it tells none."""
    if command.next_step is None and command.next_due is None:
        return None
    if task is None:
        task = Task(owner_id=owner_id, creator_id=context.member.id, created_at=context.now)
    task.action = command.next_step or context.text("tasks.follow_up", name=party.name if party else "").strip()
    task.party, task.person = party, person
    set_due(context, task, command.next_due)
    context.session.add(task)
    context.session.flush()
    return task


def drop_step(context: Context, task: Task) -> None:
    """Remove a next step that is no longer told, unless it has been done."""
    context.session.flush()
    if task.status is TaskStatus.OPEN:
        context.session.delete(task)
        context.session.flush()


def told_step(context: Context, task: Task | None) -> dict[str, Any]:
    """A next step as the fields of the command that tells it."""
    return {} if task is None else {"next_step": task.action, "next_due": due_of(context, task)}


def with_step(context: Context, task: Task | None, head: str) -> str:
    """A record's line with its next step below it, if it has one."""
    if task is None:
        return head
    due = due_of(context, task)
    return f"{head}\n{context.text('tasks.next', step=joined(task.action, context.spell(due) if due else None))}"
