"""Drafts: commands that still lack something. They belong to the member, survive a restart, and are asked about once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from handlers.commands import WRITERS, Input, Writer, presses
from handlers.context import Context
from handlers.errors import InputError, NotFoundError
from handlers.inputs import read_input
from handlers.messages import Button, Reply
from handlers.parsing.records import Choice
from handlers.writing import Outcome, needs_consent, write_new
from storage.models import Customer, Draft

CONFIRM = "confirm"
KEPT_FOR = timedelta(days=7)
MOST_CHOICES = 5


def open_draft(context: Context) -> Draft | None:
    """The question that the member was asked last and has not answered."""
    query = select(Draft).where(Draft.member_id == context.member.id, Draft.created_at > context.now - KEPT_FOR).order_by(Draft.id.desc())
    return context.session.scalars(query.limit(1)).first()


def run(context: Context, writer: Writer, command: Any, choices: tuple[Choice, ...] = ()) -> Outcome:  # noqa: ANN401 - any command
    """Write a command down, or ask for what is in the way: a choice between names, a missing field, consent."""
    choice = next((choice for choice in choices if choice.field in writer.inputs), None)
    if choice is not None:
        return _ask(context, writer, command, choice.field, list(choice.candidates[:MOST_CHOICES]), said=choice.said)
    missing = writer.missing(command)
    if missing is not None:
        return _ask(context, writer, command, missing, _suggestions(context, writer.inputs[missing]))
    owner = needs_consent(context, command)
    if owner is not None:
        return _ask(context, writer, command, CONFIRM, [], owner=owner.name, company=command.company)
    return write_new(context, writer, command)


def answer(context: Context, draft: Draft, text: str) -> Outcome:
    """Fill in what was asked for and go on; raises InputError where the text is no answer to it."""
    writer = WRITERS[draft.command]
    command = writer.adapter.validate_python(draft.values)
    if draft.asking == CONFIRM:
        if text != "yes":
            raise InputError(CONFIRM, "drafts.use_the_buttons")
        context.session.delete(draft)
        return write_new(context, writer, command)
    for field, value in read_input(context, draft.asking, writer.inputs[draft.asking], text).items():
        setattr(command, field, value)
    context.session.delete(draft)
    return run(context, writer, command)


@presses("draft")
def choose(context: Context, arguments: list[str]) -> Outcome:
    """A choice was pressed: ``draft:<id>:<number>``, or ``draft:<id>:yes`` and ``draft:<id>:cancel``."""
    draft = context.session.get(Draft, int(arguments[0]))
    if draft is None or draft.member_id != context.member.id:
        raise NotFoundError("drafts.gone")
    picked = arguments[1]
    if picked == "cancel":
        return cancel(context, draft)
    if picked == "yes":
        return answer(context, draft, picked)
    return answer(context, draft, draft.choices[int(picked)])


def cancel(context: Context, draft: Draft) -> Outcome:
    """Let a draft go."""
    context.session.delete(draft)
    return Outcome(Reply(context.text("drafts.cancelled")))


def _ask(context: Context, writer: Writer, command: object, field: str, choices: list[str], **values: object) -> Outcome:
    draft = Draft(
        member_id=context.member.id,
        command=writer.name,
        values=writer.adapter.dump_python(command, mode="json"),
        asking=field,
        choices=choices,
        inbox_item_id=context.inbox_item_id,
        created_at=context.now,
    )
    context.session.add(draft)
    context.session.flush()
    labels = [_choice_label(context, writer, field, choice) for choice in choices]
    buttons = [Button(label, f"draft:{draft.id}:{number}") for number, label in enumerate(labels)]
    if field == CONFIRM:
        buttons.append(Button(context.text("buttons.confirm"), f"draft:{draft.id}:yes", style="primary"))
    buttons.append(Button(context.text("buttons.cancel"), f"draft:{draft.id}:cancel"))
    key = "which" if values.get("said") else field
    question = context.text(f"questions.{key}", what=context.text(f"kinds.{writer.name}"), **values)
    return Outcome(Reply(question, buttons=tuple(buttons)))


def _choice_label(context: Context, writer: Writer, field: str, choice: str) -> str:
    asked = writer.inputs.get(field)
    return context.label(f"choices.{field}", choice) if asked is not None and asked.kind == "choice" else choice


def _suggestions(context: Context, asked: Input) -> list[str]:
    """What to offer as buttons: a choice's choices, the customers that the member was last in touch with."""
    if asked.kind == "choice":
        return list(asked.choices)
    if asked.kind == "customer":
        mine = select(Customer.name).where(Customer.owner_id == context.member.id, Customer.last_contacted_at.is_not(None))
        return list(context.session.scalars(mine.order_by(Customer.last_contacted_at.desc()).limit(MOST_CHOICES - 2)))
    return []
