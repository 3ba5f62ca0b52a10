"""Tasks: what is to be done, by whom and by when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select

from handlers.commands import Instruction, Query, answers, asked, does, presses, writes
from handlers.context import Context
from handlers.customers import find_party, find_party_of_person, get_or_add_party
from handlers.errors import NotFoundError, UserError
from handlers.finding import best, likeness
from handlers.forms import find_row
from handlers.hours import hours_of, local_instant
from handlers.lists import more_button, page
from handlers.members import find_member, tell
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.parsing.records import Moment
from handlers.parties import pronouns
from handlers.periods import instants
from handlers.receipts import main_rows, receipt
from handlers.scopes import find_scope
from handlers.texts import joined
from storage.models import Audited, Customer, Lead, Member, Task, TaskStatus

SNOOZE = timedelta(hours=1)
BUTTONS = 5
END_OF_DAY = time(23, 59)


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
    """When it is due: a time as the member reads it; a day alone is the owner's, wherever the member is."""
    if task.due_at is None:
        return None
    if task.due_has_time:
        return context.local(task.due_at)
    zone = hours_of(context.workspace, context.session.get(Member, task.owner_id)).zone
    return Moment(task.due_at.astimezone(zone).date())


def set_due(context: Context, task: Task, due: Moment | None) -> None:
    """Move a task's deadline; a snooze ends with it."""
    if due == due_of(context, task):
        return
    task.due_at = _deadline(context, task, due) if due else None
    task.due_has_time = due is not None and due.time is not None
    task.snoozed_until = None


def _deadline(context: Context, task: Task, due: Moment) -> datetime:
    """A time is the member's; a day alone ends with the owner's work, or when it is that late already, at midnight."""
    if due.time is not None:
        return context.instant(due)
    hours = hours_of(context.workspace, context.session.get(Member, task.owner_id))
    end = hours.at(due.day, "work_end")
    is_late = end <= context.now and due.day == context.now.astimezone(hours.zone).date()
    return local_instant(due.day, END_OF_DAY, hours.zone) if is_late else end


def line(context: Context, task: Task) -> str:
    """``Task · send the quote · Acme Corp · due Fri 27 Nov``."""
    return joined(context.text("kinds.task"), summary(context, task))


def summary(context: Context, task: Task, *, with_party: bool = True) -> str:
    """The same without the word, and where it goes without saying without the customer."""
    due = due_of(context, task)
    is_named = task.party is None or task.party.name.casefold() in task.action.casefold()
    status = None if task.status is TaskStatus.OPEN else context.label("choices.task_status", task.status)
    owner = None if task.owner_id == context.member.id else task.owner.name
    party = task.party.name if task.party and with_party and not is_named else None
    return joined(task.action, party, owner, context.text("tasks.due", due=context.spell(due)) if due else None, status)


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


@answers("tasks")
def list_tasks(context: Context, query: Query) -> Outcome:
    """Open tasks, the most urgent first: the asker's own, or those of others whose tasks they may see."""
    scope = find_scope(context, query.scope)
    wanted = select(Task).where(scope.owns(Task.owner_id), Task.status == TaskStatus.OPEN, *_narrowed(context, query))
    shown = page(context, query, wanted.order_by(Task.due_at.is_(None), Task.due_at, Task.id))
    if not shown.total:
        return Outcome(Reply(context.text("tasks.none_there" if query.name or query.period else "tasks.none")))
    lines = [f"{number}. {'⚠️ ' if task.due_at and task.due_at < context.now else ''}{summary(context, task)}" for number, task in shown.numbered]
    buttons = [Button(context.text("buttons.done_number", number=number), f"done:{task.id}") for number, task in shown.numbered[:BUTTONS]]
    heading = joined(context.text("tasks.heading", count=shown.total), scope.name)
    return Outcome(Reply("\n".join([heading, *lines]), buttons=(*buttons, *more_button(context, query, shown))), shown.rows)


def _narrowed(context: Context, query: Query) -> list[ColumnElement[bool]]:
    """A question's name and period as conditions; what is overdue belongs to every period that is not over."""
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        names = (Task.customer.has(Customer.name.icontains(query.name)), Task.lead.has(Lead.company.icontains(query.name)))
        conditions.append(or_(Task.action.icontains(query.name), Task.person.icontains(query.name), *names))
    if query.period:
        start, end = instants(query.period, context.hours)
        conditions.append(Task.due_at < end)
        if not start <= context.now < end:
            conditions.append(Task.due_at >= start)
    return conditions


@presses("done")
def press_done(context: Context, arguments: list[str]) -> Outcome:
    """Done, by its button."""
    return _complete(context, _task(context, arguments[0]))


@does("complete")
def complete(context: Context, instruction: Instruction) -> Outcome:
    """Done, by a sentence."""
    return _with_task(context, instruction.object, "done", lambda task: _complete(context, task))


@presses("snooze")
def press_snooze(context: Context, arguments: list[str]) -> Outcome:
    """Put off by a button: to a moment that it names, or with a word again in an hour; the deadline stays."""
    task = _task(context, arguments[0])
    if arguments[1:]:
        return _put_off(context, task, Moment.fromisoformat(":".join(arguments[1:])))
    return _put_off(context, task, None)


@does("snooze")
def snooze(context: Context, instruction: Instruction) -> Outcome:
    """Put off by a sentence."""
    due = instruction.due
    suffix = f":{due.isoformat()}" if due else ""
    return _with_task(context, instruction.object, "snooze", lambda task: _put_off(context, task, due), suffix)


def _put_off(context: Context, task: Task, due: Moment | None) -> Outcome:
    _check_open(task)
    if due is None:
        task.snoozed_until = context.now + SNOOZE
        heading = context.text("tasks.snoozed", until=context.spell(context.local(task.snoozed_until)))
    else:
        set_due(context, task, due)
        heading = context.text("receipts.changed")
    return Outcome(receipt(context, [task], heading=heading), [task])


@does("cancel")
def cancel(context: Context, instruction: Instruction) -> Outcome:
    """No longer to be done."""
    return _with_task(context, instruction.object, "drop_task", lambda task: _drop(context, task))


@presses("drop_task")
def press_drop(context: Context, arguments: list[str]) -> Outcome:
    """The same by a button."""
    return _drop(context, _task(context, arguments[0]))


def _drop(context: Context, task: Task) -> Outcome:
    _check_open(task)
    task.status = TaskStatus.CANCELLED
    return Outcome(receipt(context, [task], heading=context.text("tasks.cancelled")), [task])


def _complete(context: Context, task: Task) -> Outcome:
    """Done; its owner and whoever handed it over are told, where somebody else did it."""
    _check_open(task)
    task.status, task.done_at = TaskStatus.DONE, context.now
    for concerned in dict.fromkeys([task.owner, task.creator]):
        if concerned is not context.member:
            tell(context, concerned, "tasks.done_by", task)
    return Outcome(receipt(context, [task], heading=context.text("tasks.well_done")), [task])


def _check_open(task: Task) -> None:
    if task.status is TaskStatus.DONE:
        raise UserError("tasks.already_done", action=task.action)
    if task.status is TaskStatus.CANCELLED:
        raise UserError("tasks.already_cancelled", action=task.action)


def _task(context: Context, task_id: str) -> Task:
    task = find_row(context, "task", task_id)
    assert isinstance(task, Task)
    return task


def _with_task(context: Context, said: str | None, action: str, do: Callable[[Task], Outcome], suffix: str = "") -> Outcome:
    """Do something with the task that is meant; where several fit, the answer's buttons ask which."""
    tasks = find_tasks(context, said)
    if len(tasks) == 1:
        return do(tasks[0])
    lines = [f"{number}. {summary(context, task)}" for number, task in enumerate(tasks[:BUTTONS], 1)]
    buttons = tuple(Button(str(number), f"{action}:{task.id}{suffix}") for number, task in enumerate(tasks[:BUTTONS], 1))
    return Outcome(Reply("\n".join([context.text("tasks.several_fit"), *lines]), buttons=buttons), tasks[:BUTTONS])


def find_tasks(context: Context, said: str | None) -> Sequence[Task]:
    """The open tasks that may be meant: the answered message's, or those of the member's that fit best; raises NotFoundError."""
    said = None if said is not None and said.strip().casefold() in pronouns() else said
    told = [task for row in main_rows(context.session, context.about) if (task := _task_of(context, row))] if context.about else []
    if told and said and said.strip().isdecimal() and 0 < int(said) <= len(told):
        return [told[int(said) - 1]]
    mine = select(Task).where(Task.owner_id == context.member.id, Task.status == TaskStatus.OPEN).order_by(Task.due_at.is_(None), Task.due_at)
    tasks = told or context.session.scalars(mine).all()
    fitting = fitting_tasks(context, tasks, said) if said else []
    if not fitting and (told or not said):
        fitting = list(tasks)
    if not fitting:
        raise NotFoundError("tasks.none_fits" if said else "tasks.none", said=said or "")
    return fitting


def _task_of(context: Context, row: Audited) -> Task | None:
    follow_up_id = getattr(row, "follow_up_id", None)
    return row if isinstance(row, Task) else context.session.get(Task, follow_up_id) if follow_up_id else None


def fitting_tasks(context: Context, tasks: Sequence[Task], said: str) -> list[Task]:
    """The tasks that share the most with what was said: its words, its customer."""
    party = find_party(context.session, said) or find_party_of_person(context.session, said)

    def score(task: Task) -> int:
        text = " ".join([task.action, task.party.name if task.party else "", task.person or ""])
        return likeness(said, text) + (2 if party is not None and task.party is party else 0)

    return best(tasks, score)
