"""Tasks: what is to be done, by whom and by when; also the next steps that other records carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import select

from handlers.access import visible
from handlers.commands import Instruction, NextStep, Query, answers, asked, does, presses, writes
from handlers.context import Context
from handlers.customers import Party, find_party, find_party_of_person, get_or_add_party
from handlers.errors import NotFoundError, UserError
from handlers.forms import find_row
from handlers.members import find_member, tell
from handlers.messages import Button, Reply
from handlers.parsing.records import Moment
from handlers.receipts import main_rows, receipt
from handlers.texts import joined
from handlers.writing import Outcome
from storage.models import Audited, Task, TaskStatus

SNOOZE = timedelta(hours=1)
LISTED = 20


@dataclass
class AddTask:
    """Something is to be done."""

    action: str | None = asked("text", required=True)
    owner: str | None = asked("member")
    company: str | None = asked("customer")
    person: str | None = asked("person")
    due: Moment | None = asked("moment")
    remind: bool = False


def read(context: Context, task: Task) -> AddTask:
    """The command that would write this task."""
    return AddTask(
        action=task.action,
        owner=None if task.owner_id == context.member.id else task.owner.name,
        company=task.party.name if task.party else None,
        person=task.person,
        due=due_of(context, task),
        remind=task.remind,
    )


def due_of(context: Context, task: Task) -> Moment | None:
    """When it is due, as the member reads it."""
    return context.local(task.due_at, has_time=task.due_has_time) if task.due_at else None


def line(context: Context, task: Task) -> str:
    """``Task · send the quote · Acme Corp · due Fri 27 Nov``."""
    due = due_of(context, task)
    party = task.party.name if task.party and task.party.name.casefold() not in task.action.casefold() else None
    status = None if task.status is TaskStatus.OPEN else context.label("choices.task_status", task.status)
    owner = None if task.owner_id == context.member.id else task.owner.name
    return joined(context.text("kinds.task"), task.action, party, owner, context.text("tasks.due", due=context.spell(due)) if due else None, status)


def done_button(context: Context, task: Task) -> Button:
    """Tick it off."""
    return Button(context.text("buttons.done"), f"done:{task.id}", style="primary")


def deadline_buttons(context: Context, task: Task) -> tuple[Button, ...]:
    """What can be done about a task that is due."""
    return (
        done_button(context, task),
        Button(context.text("buttons.snooze"), f"snooze:{task.id}"),
        Button(context.text("buttons.reschedule"), f"edit:task:{task.id}:due", opens_form=True),
    )


def receipt_buttons(context: Context, task: Task) -> tuple[Button, ...]:
    """What a task's receipt offers beside Undo and Edit."""
    return (done_button(context, task),) if task.status is TaskStatus.OPEN else ()


@writes("task", command=AddTask, row=Task, read=read, line=line, buttons=receipt_buttons)
def add_task(context: Context, command: AddTask, task: Task) -> None:
    """Write down a task; whoever gets one from somebody else is told."""
    owner = find_member(context, command.owner) if command.owner else context.member
    is_handed_over = owner.id not in (context.member.id, task.owner_id)
    task.action = command.action or ""
    task.owner_id = owner.id
    task.creator_id = task.creator_id or context.member.id
    task.party = get_or_add_party(context, command.company, command.person)
    task.person = command.person
    task.remind = command.remind
    set_due(context, task, command.due)
    if is_handed_over:
        context.session.add(task)
        context.session.flush()
        tell(context, owner, "tasks.handed_over", task, deadline_buttons)


def set_due(context: Context, task: Task, due: Moment | None) -> None:
    """Move a task's deadline; a snooze ends with it."""
    task.due_at = context.instant(due) if due else None
    task.due_has_time = due is not None and due.time is not None
    task.snoozed_until = None


class CarriesNextStep(Protocol):
    """A record with a next step: a task of its own that belongs to it."""

    follow_up_id: int | None
    person: str | None

    @property
    def party(self) -> Party | None:
        """The customer or lead that it is about."""


def set_next_step(context: Context, row: CarriesNextStep, command: NextStep) -> None:
    """Make, change or drop the task that is a record's next step."""
    session = context.session
    task = session.get(Task, row.follow_up_id) if row.follow_up_id else None
    if command.next_step is None and command.next_due is None:
        if task is not None:
            row.follow_up_id = None
            session.flush()
            session.delete(task)
        return
    if task is None:
        task = Task(owner_id=context.member.id, creator_id=context.member.id, created_at=context.now)
    name = row.party.name if row.party else ""
    task.action = command.next_step or context.text("tasks.follow_up", name=name)
    task.party, task.person = row.party, row.person
    set_due(context, task, command.next_due)
    session.add(task)
    session.flush()
    row.follow_up_id = task.id
    if row.party is not None:
        row.party.next_follow_up_at = task.due_at


def next_step_of(context: Context, row: CarriesNextStep) -> dict[str, Any]:
    """A record's next step as the fields of its command."""
    task = context.session.get(Task, row.follow_up_id) if row.follow_up_id else None
    return {} if task is None else {"next_step": task.action, "next_due": due_of(context, task)}


def with_next_step(context: Context, row: CarriesNextStep, head: str) -> str:
    """A record's line with its next step, if it has one."""
    task = context.session.get(Task, row.follow_up_id) if row.follow_up_id else None
    if task is None:
        return head
    due = due_of(context, task)
    return f"{head}\n{context.text('tasks.next', step=joined(task.action, context.spell(due) if due else None))}"


@answers("tasks")
def list_tasks(context: Context, query: Query) -> Outcome:
    """Open tasks, the most urgent first: the asker's own, or those of somebody whose tasks they may see."""
    owned = Task.owner_id == context.member.id
    if query.scope not in (None, "me"):
        owned = visible(context, Task.owner_id) if query.scope in ("team", "company") else Task.owner_id == find_member(context, query.scope).id
    wanted = select(Task).where(owned, visible(context, Task.owner_id), Task.status == TaskStatus.OPEN)
    tasks = context.session.scalars(wanted.order_by(Task.due_at.is_(None), Task.due_at, Task.id).limit(LISTED)).all()
    if not tasks:
        return Outcome(Reply(context.text("tasks.none")))
    lines = [f"{'⚠️ ' if task.due_at and task.due_at < context.now else ''}{number}. {line(context, task)}" for number, task in enumerate(tasks, 1)]
    buttons = tuple(Button(context.text("buttons.done_number", number=number), f"done:{task.id}") for number, task in enumerate(tasks[:5], 1))
    return Outcome(Reply("\n".join([context.text("tasks.heading", count=len(tasks)), *lines]), buttons=buttons), tasks)


@presses("done")
def press_done(context: Context, arguments: list[str]) -> Outcome:
    """Done, by its button."""
    return _complete(context, _task(context, arguments[0]))


@does("complete")
def complete(context: Context, instruction: Instruction) -> Outcome:
    """Done, by a sentence."""
    return _complete(context, find_task(context, instruction.object))


@presses("snooze")
def press_snooze(context: Context, arguments: list[str]) -> Outcome:
    """Remind again in an hour; the deadline stays."""
    task = _task(context, arguments[0])
    task.snoozed_until = context.now + SNOOZE
    until = context.spell(context.local(task.snoozed_until))
    return Outcome(receipt(context, [task], heading=context.text("tasks.snoozed", until=until)), [task])


@does("snooze")
def snooze(context: Context, instruction: Instruction) -> Outcome:
    """Put off: to the moment that was named, or by an hour."""
    task = find_task(context, instruction.object)
    if instruction.due is None:
        return press_snooze(context, [str(task.id)])
    set_due(context, task, instruction.due)
    return Outcome(receipt(context, [task], heading=context.text("receipts.changed")), [task])


@does("cancel")
def cancel(context: Context, instruction: Instruction) -> Outcome:
    """No longer to be done."""
    task = find_task(context, instruction.object)
    task.status = TaskStatus.CANCELLED
    return Outcome(receipt(context, [task], heading=context.text("tasks.cancelled")), [task])


def _complete(context: Context, task: Task) -> Outcome:
    if task.status is TaskStatus.DONE:
        raise UserError("tasks.already_done", action=task.action)
    task.status, task.done_at = TaskStatus.DONE, context.now
    return Outcome(receipt(context, [task], heading=context.text("tasks.well_done")), [task])


def _task(context: Context, task_id: str) -> Task:
    task = find_row(context, "task", task_id)
    assert isinstance(task, Task)
    return task


def find_task(context: Context, said: str | None) -> Task:
    """The open task that is meant: the answered message's, or the only one that fits best by its words; raises NotFoundError or UserError."""
    if context.about is not None:
        for row in main_rows(context.session, context.about):
            if (task := _task_of(context, row)) is not None:
                return task
    wanted = select(Task).where(Task.owner_id == context.member.id, Task.status == TaskStatus.OPEN).order_by(Task.due_at.is_(None), Task.due_at)
    tasks = context.session.scalars(wanted).all()
    fitting = fitting_tasks(context, tasks, said) if said else tasks[:1] if len(tasks) == 1 else tasks
    if not fitting:
        raise NotFoundError("tasks.none_fits", said=said or "")
    if len(fitting) > 1:
        raise UserError("tasks.several_fit", tasks="\n".join(f"• {line(context, task)}" for task in fitting[:5]))
    return fitting[0]


def _task_of(context: Context, row: Audited) -> Task | None:
    follow_up_id = getattr(row, "follow_up_id", None)
    return row if isinstance(row, Task) else context.session.get(Task, follow_up_id) if follow_up_id else None


def fitting_tasks(context: Context, tasks: Sequence[Task], said: str) -> list[Task]:
    """The tasks that share the most with what was said: its words, its customer."""
    party = find_party(context.session, said) or find_party_of_person(context.session, said)
    scores = [(_likeness(said, task) + (2 if party is not None and task.party is party else 0), task) for task in tasks]
    best = max((score for score, _ in scores), default=0)
    return [task for score, task in scores if score == best] if best > 0 else []


def _likeness(said: str, task: Task) -> int:
    """How many words (Chinese: characters) of what was said the task's text shares."""
    text = " ".join([task.action, task.party.name if task.party else "", task.person or ""]).casefold()
    words = {word for word in said.casefold().split() if len(word) > 2 or not word.isascii()}
    units = {unit for word in words for unit in ([word] if word.isascii() else [word[at : at + 2] for at in range(max(1, len(word) - 1))])}
    return sum(unit in text for unit in units)
