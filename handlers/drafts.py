"""Drafts: commands that still lack something. They belong to the member, survive a restart, and are asked about once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from handlers.commands import CONFIRM, WRITERS, Input, Question, Writer, presses
from handlers.context import Context
from handlers.errors import InputError, NotFoundError
from handlers.inputs import read_input
from handlers.messages import Button, Reply
from handlers.parsing.records import Choice
from handlers.writing import Outcome, needs_consent, write_new
from storage.models import Customer, Draft

KEPT_FOR = timedelta(days=7)
MOST_CHOICES = 5


def open_draft(context: Context) -> Draft | None:
    """The question that the member was asked last and has not answered."""
    query = select(Draft).where(Draft.member_id == context.member.id, Draft.created_at > context.now - KEPT_FOR).order_by(Draft.id.desc())
    return context.session.scalars(query.limit(1)).first()


def run(context: Context, writer: Writer, command: Any, choices: tuple[Choice, ...] = ()) -> Outcome:  # noqa: ANN401 - any command
    """Write a command down, or ask for what is in the way: a choice between names, a missing field, a doubt of the command's own, consent."""
    question = _choice(context, writer, choices) or _missing(context, writer, command) or writer.ask(context, command) or _consent(context, command)
    return _ask(context, writer, command, question) if question else write_new(context, writer, command)


def _choice(context: Context, writer: Writer, choices: tuple[Choice, ...]) -> Question | None:
    choice = next((choice for choice in choices if choice.field in writer.inputs), None)
    if choice is None:
        return None
    candidates = tuple((candidate, candidate) for candidate in choice.candidates[:MOST_CHOICES])
    return Question(choice.field, context.text("questions.which", said=choice.said), candidates)


def _missing(context: Context, writer: Writer, command: object) -> Question | None:
    field = writer.missing(command)
    if field is None:
        return None
    asked = writer.inputs[field]
    text = context.text(f"questions.{asked.question or field}", what=context.text(f"kinds.{writer.name}"))
    return Question(field, text, tuple((value, context.label(f"choices.{field}", value)) for value in asked.choices))


def _consent(context: Context, command: Any) -> Question | None:  # noqa: ANN401 - any command
    owner = needs_consent(context, command)
    return Question(CONFIRM, context.text("questions.confirm", owner=owner.name, company=command.company)) if owner else None


def answer(context: Context, draft: Draft, text: str) -> Outcome:
    """Fill in what was asked for and go on; raises InputError where the text is no answer to it."""
    writer = WRITERS[draft.command]
    command = writer.adapter.validate_python(draft.values)
    if draft.asking == CONFIRM:
        if text != "yes":
            raise InputError(CONFIRM, "drafts.use_the_buttons")
        context.session.delete(draft)
        return write_new(context, writer, command)
    if draft.asking in writer.inputs:
        values = read_input(context, draft.asking, writer.inputs[draft.asking], text)
    elif text in draft.choices:
        values = {draft.asking: text}
    else:
        raise InputError(draft.asking, "drafts.use_the_buttons")
    for field, value in values.items():
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


def _ask(context: Context, writer: Writer, command: object, question: Question) -> Outcome:
    choices = question.choices or _recent(context, writer.inputs.get(question.field))
    draft = Draft(
        member_id=context.member.id,
        command=writer.name,
        values=writer.adapter.dump_python(command, mode="json"),
        asking=question.field,
        choices=[value for value, _ in choices],
        inbox_item_id=context.inbox_item_id,
        created_at=context.now,
    )
    context.session.add(draft)
    context.session.flush()
    buttons = [Button(label, f"draft:{draft.id}:{number}") for number, (_, label) in enumerate(choices)]
    if question.field == CONFIRM:
        buttons.append(Button(context.text("buttons.confirm"), f"draft:{draft.id}:yes", style="primary"))
    buttons.append(Button(context.text("buttons.cancel"), f"draft:{draft.id}:cancel"))
    return Outcome(Reply(question.text, buttons=tuple(buttons)))


def _recent(context: Context, asked: Input | None) -> tuple[tuple[str, str], ...]:
    """The customers that the member was last in touch with, where a customer is asked for."""
    if asked is None or asked.kind != "customer":
        return ()
    mine = select(Customer.name).where(Customer.owner_id == context.member.id, Customer.last_contacted_at.is_not(None))
    names = context.session.scalars(mine.order_by(Customer.last_contacted_at.desc()).limit(MOST_CHOICES - 2))
    return tuple((name, name) for name in names)
