"""Change a record by a sentence of its own: "the Acme demo is Tuesday, not Thursday", 刚才那笔回款是18万不是8万."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from handlers.commands import Instruction, Writer, does, writer_of
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.finding import best, description, find_recent, likeness, recent_rows
from handlers.forms import find_row
from handlers.messages import Reply
from handlers.outcome import Outcome
from handlers.parsing.corrections import field_words
from handlers.parsing.replies import read_changes
from handlers.parsing.reply_choices import names_stage
from handlers.reaching import to_reach
from handlers.reading import surroundings
from handlers.receipts import edit_button, receipt
from handlers.tasks import find_tasks
from handlers.texts import clipped
from handlers.writing import amend
from storage.models import Audited, Deal, Task

MOST_CHOICES = 3
DATES = ("due", "next_due", "close", "at")
"""The fields that a new date may be meant for, the likeliest first."""


@does("edit")
def edit(context: Context, instruction: Instruction) -> Outcome:
    """Change the record that is meant; where that or the change is not clear, say how to, with buttons that open the forms."""
    if instruction.object in field_words():
        instruction = replace(instruction, object=None)
    if context.about is None and (reached := to_reach(context, instruction)) is not None:
        return change(context, *reached)
    meant = [row for row in _meant(context, instruction) if writer_of(row)]
    steps = {getattr(row, "follow_up_id", None) for row in meant}
    rows = [row for row in meant if not (isinstance(row, Task) and row.id in steps)]
    if not rows:
        raise NotFoundError("edits.none_fits" if instruction.object else "edits.say_which", said=instruction.object or "")
    changed = [(row, changes) for row in rows if (changes := _changes(context, row, instruction))]
    if len(changed) == 1:
        return change(context, *changed[0])
    buttons = tuple(edit_button(context, row, clipped(_line(context, row))) for row in rows[:MOST_CHOICES])
    return Outcome(Reply(context.text("edits.how"), buttons=buttons), rows[:MOST_CHOICES])


def _meant(context: Context, instruction: Instruction) -> list[Audited]:
    """The answered message's records; else those of the last days and the open tasks that fit the words best; else the last message's."""
    if context.about is not None:
        return find_recent(context, instruction.object)
    if not instruction.object and names_stage(instruction.text or ""):
        return list(islice((row for row in recent_rows(context) if isinstance(row, Deal)), 1))
    words = instruction.object or instruction.text or ""
    try:
        tasks = find_tasks(context, words)
    except NotFoundError:
        tasks = []
    candidates: dict[Audited, None] = dict.fromkeys([*recent_rows(context), *tasks])
    fitting = best(candidates, lambda row: likeness(words, description(context, row)))
    if instruction.object:
        return fitting
    last = find_recent(context, None)
    is_last = any(row in fitting for row in last) or not fitting
    return last if is_last else fitting


def _changes(context: Context, row: Audited, instruction: Instruction) -> Mapping[str, Any]:
    """The fields of a record that an instruction changes."""
    writer = writer_of(row)
    assert writer is not None
    changes = dict(read_changes(instruction.text or "", writer.name, surroundings(context)))
    if instruction.due is not None and not any(name in changes for name in DATES):
        field = _date_field(context, writer, row)
        changes |= {field: instruction.due} if field else {}
    return changes


def _date_field(context: Context, writer: Writer, row: Audited) -> str | None:
    """The field that a new date is for: the one that has a date now, else the first that could."""
    fields = [name for name in DATES if name in writer.inputs]
    command = writer.read(context, row)
    return next((name for name in fields if getattr(command, name) is not None), fields[0] if fields else None)


def change(context: Context, row: Audited, changes: Mapping[str, Any]) -> Outcome:
    """Bring a record to new values of some fields, if the member may."""
    writer = writer_of(row)
    assert writer is not None
    find_row(context, row.__tablename__, str(row.id))
    command = writer.read(context, row)
    for name, value in changes.items():
        if hasattr(command, name):
            setattr(command, name, value)
    amend(context, writer, command, row)
    return Outcome(receipt(context, [row], heading=context.text("receipts.changed")), [row])


def _line(context: Context, row: Audited) -> str:
    writer = writer_of(row)
    return writer.line(context, row).splitlines()[0] if writer else ""
