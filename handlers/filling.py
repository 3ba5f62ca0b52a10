"""Forms as questions, for platforms that can show no forms: a form's button, when it comes as a press, is answered by one question after the other.

    press new:… or edit:… ──▶ question ──▶ … ──▶ summary ──send──▶ written down like any form
                                 ▲ typed, picked, skipped, back        │ change a field, cancel

What was filled in is a row (``Filling``) that belongs to the member and their private chat, and so outlives a restart. Its message is edited as long
as buttons are pressed; a typed answer is followed by a new question below it, and the old one says what it was answered with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, update

from handlers import drafts, forms
from handlers.commands import Input, presses
from handlers.context import Context
from handlers.errors import InputError, NotAllowedError, NotFoundError, UserError
from handlers.form_questions import answered, field_before, field_of, filled, move_said, names_offered, next_field, question, summary
from handlers.inputs import read_input, shown
from handlers.keyed import keyed_values
from handlers.messages import REPLY, Form, Reply
from handlers.outcome import Outcome
from handlers.outgoing import put_back
from handlers.reading import read_message
from handlers.small_words import means
from handlers.submitting import submit
from storage.models import Filling, OutboxItem
from storage.types import UtcDateTime

KEPT_FOR = timedelta(days=7)
AT_ONCE = timedelta(minutes=30)
"""After that a text which tells something of its own is no answer any more: whoever left a form open has gone on."""
FREE_KINDS = ("text", "long")
LOOK_BACK = 50


@presses("new")
def begin_new(context: Context, arguments: list[str]) -> Outcome:
    """Fill in a new record."""
    return begin(context, ":".join(("new", *arguments)))


@presses("edit")
def begin_edit(context: Context, arguments: list[str]) -> Outcome:
    """Change a record."""
    return begin(context, ":".join(("edit", *arguments)))


def begin(context: Context, action: str) -> Outcome:
    """Ask the first question; where a record is to be changed, show what it says first."""
    message = context.message
    if message is None or not message.private:
        raise UserError("filling.in_private")
    form = forms.open_form(context, action)
    drafts.pass_over(context)
    mine = update(Filling).where(Filling.member_id == context.member.id, Filling.chat == message.chat_key)
    context.session.execute(mine.values(waits=False))
    opened_from = context.about if context.about is not None and context.about.kind != "list" else None
    filling = Filling(
        member_id=context.member.id,
        chat=message.chat_key,
        action=action,
        values={field.name: field.value for field in form.fields},
        opened_from_id=opened_from.id if opened_from else None,
        created_at=context.now,
    )
    context.session.add(filling)
    context.session.flush()
    first = form.fields[0] if len(form.fields) == 1 else None if action.startswith("edit:") else next_field(form)
    return _ask(context, filling, first.name if first else "")


WAITING = (
    select(Filling)
    .where(Filling.member_id == bindparam("member"), Filling.chat == bindparam("chat"), Filling.waits)
    .where(Filling.created_at > bindparam("since", type_=UtcDateTime))
    .order_by(Filling.id.desc())
    .limit(1)
)
"""Made once: every text asks for it."""


def look_at(context: Context, filling_id: int) -> tuple[Form, str | None]:
    """A form that the member is filling in, and the id of the message that asks its questions; raises UserError where it is over, or not theirs."""
    filling = context.session.get(Filling, filling_id)
    if filling is None or filling.member_id != context.member.id:
        raise NotFoundError("filling.gone")
    told = _question_of(context, filling)
    return _form(context, filling), told.external_id if told else None


def forget(context: Context, action: str) -> None:
    """A form was sent as a whole: its questions in this chat are over."""
    if context.message is not None:
        asked = delete(Filling).where(Filling.member_id == context.member.id, Filling.chat == context.message.chat_key, Filling.action == action)
        context.session.execute(asked)


def open_filling(context: Context) -> Filling | None:
    """The form that a plain text here would answer a question of."""
    if context.message is None:
        return None
    whose = {"member": context.member.id, "chat": context.message.chat_key, "since": context.now - KEPT_FOR}
    return context.session.scalars(WAITING, whose).first()


@presses("fill")
def press(context: Context, arguments: list[str]) -> Outcome:
    """A button below a question or a summary: ``fill:<id>:<verb>``, with the field and the choice where the verb takes them."""
    filling_id, verb, name, value = (*arguments, "", "")[:4]
    filling = context.session.get(Filling, int(filling_id))
    if filling is None:
        raise NotFoundError("filling.gone")
    if filling.member_id != context.member.id:
        raise NotAllowedError("drafts.not_yours")
    form = _form(context, filling)
    filling.waits = True
    match verb:
        case "cancel":
            return Outcome(None if _drop(context, filling, context.about) else Reply(context.text("drafts.cancelled")))
        case "send":
            return _send(context, filling)
        case "ask":
            filling.returns = True
            return _ask(context, filling, name)
        case "pick":
            return _picked(context, filling, form, name, value)
        case "skip" | "clear" | "back" | "end":
            return _move(context, filling, verb, name)
    raise NotFoundError("errors.button_gone")


def _move(context: Context, filling: Filling, verb: str, name: str) -> Outcome:
    """Leave a question without an answer to it."""
    if verb in ("skip", "clear"):
        return _store(context, filling, name, "")
    before = field_before(_form(context, filling), name) if verb == "back" and not filling.returns else None
    return _ask(context, filling, before.name if before else "")


def _picked(context: Context, filling: Filling, form: Form, name: str, value: str) -> Outcome:
    """A choice was pressed; a name by its number among those offered with the question."""
    field = field_of(form, name)
    if field is not None and names_offered(field):
        if name != filling.asking or int(value) >= len(filling.choices):
            return _ask(context, filling, filling.asking)
        value = filling.choices[int(value)]
    return _store(context, filling, name, value)


def answer_in_words(context: Context, text: str) -> Outcome | None:
    """What a text comes to as an answer to the question asked last; None where no form is open, or it says something of its own."""
    filling = open_filling(context)
    if filling is None or _has_newer_draft(context, filling):
        return None
    try:
        form = _form(context, filling)
    except UserError:  # the record is gone, or somebody else's by now
        context.session.delete(filling)
        return None
    told, asked = _question_of(context, filling), filling.asking
    if verb := move_said(context, form, asked, text, returns=filling.returns):
        outcome = _move(context, filling, verb, asked)
    elif means(text, "cancel"):
        is_back = _drop(context, filling, told)
        outcome = Outcome(Reply(context.text("drafts.cancelled")))
        told = None if is_back else told
    elif keyed := keyed_values(form, text):
        outcome = _fill_at_once(context, filling, keyed)
    elif asked and _answers(context, form, asked, text, is_late=told is None or context.now - told.created_at > AT_ONCE):
        outcome = _store(context, filling, asked, text)
    else:
        return None
    field = field_of(filled(form, filling.values), asked)
    left = answered(context, field) if field is not None and field.value and filling.asking != asked else form.title
    return replace(outcome, also=((told, Reply(left)),)) if told is not None else outcome


def _answers(context: Context, form: Form, name: str, text: str, *, is_late: bool) -> bool:
    """Whether a text is meant for the question, and not for the assistant as something new to write down or look up."""
    field = field_of(form, name)
    records = read_message(context, text).records
    is_free = field is not None and field.kind in FREE_KINDS and not is_late
    return not records or (is_free and not any(record.kind in ("query", "command") for record in records))


def _has_newer_draft(context: Context, filling: Filling) -> bool:
    draft = drafts.open_draft(context)
    return draft is not None and draft.created_at > filling.created_at


def _form(context: Context, filling: Filling) -> Form:
    """The form as it is filled in so far; raises UserError where it can't be opened any more."""
    return filled(forms.open_form(context, filling.action), filling.values)


def _inputs(context: Context, filling: Filling) -> Mapping[str, Input]:
    return forms.target_of(context, filling.action)[2]


def _store(context: Context, filling: Filling, name: str, text: str) -> Outcome:
    """Keep an answer and go on; one that can't be taken is asked for again, with what is wrong with it."""
    inputs = _inputs(context, filling)
    if name not in inputs:
        return _ask(context, filling, filling.asking)
    try:
        given = read_input(context, name, inputs[name], text)
    except InputError as error:
        return _ask(context, filling, name, context.text(error.key, **error.values))
    filling.values = {**filling.values, name: shown(context, name, inputs[name], given)}
    form = _form(context, filling)
    if len(form.fields) == 1:
        return _send(context, filling)
    following = None if filling.returns else next_field(form, name)
    return _ask(context, filling, following.name if following else "")


def _fill_at_once(context: Context, filling: Filling, values: Mapping[str, str]) -> Outcome:
    """Keep several answers; ask for the first that can't be taken, else show all."""
    inputs = _inputs(context, filling)
    wrong: dict[str, str] = {}
    for name, text in values.items():
        try:
            given = read_input(context, name, inputs[name], text)
        except InputError as error:
            wrong[name] = context.text(error.key, **error.values)
        else:
            filling.values = {**filling.values, name: shown(context, name, inputs[name], given)}
    filling.returns = True
    return _ask(context, filling, *next(iter(wrong.items()), ("", "")))


def _ask(context: Context, filling: Filling, name: str, error: str = "") -> Outcome:
    """The question for a field; without one the summary."""
    form = _form(context, filling)
    field = field_of(form, name)
    filling.asking = field.name if field else ""
    filling.choices = names_offered(field) if field else []
    if field is not None:
        return Outcome(question(context, filling, form, field, error), is_question=True)
    filling.returns = False
    return Outcome(summary(context, filling, form), is_question=True)


def _send(context: Context, filling: Filling) -> Outcome:
    """Write down what was filled in; what is wrong or missing is asked for first."""
    unfit = forms.check_form(context, filling.action, filling.values)
    if unfit is None:
        outcome = submit(context, filling.action, filling.values)
        context.session.delete(filling)
        return outcome
    wrong = next((field for field in unfit.fields if field.error), None)
    if wrong is None:
        return Outcome(summary(context, filling, unfit), is_question=True)
    filling.returns = True
    return _ask(context, filling, wrong.name, wrong.error)


def _drop(context: Context, filling: Filling, told: OutboxItem | None) -> bool:
    """Let a form go; whether the message that it was opened from could be put back in the place of its questions."""
    opened_from = context.session.get(OutboxItem, filling.opened_from_id) if filling.opened_from_id else None
    context.session.delete(filling)
    if opened_from is None or told is None:
        return False
    put_back(context.session, opened_from, told, context.now)
    return True


def _question_of(context: Context, filling: Filling) -> OutboxItem | None:
    """The message that asks the question."""
    latest = select(OutboxItem).where(OutboxItem.chat == filling.chat).order_by(OutboxItem.id.desc()).limit(LOOK_BACK)
    start = f"fill:{filling.id}:"
    items = context.session.scalars(latest)
    return next((item for item in items if any(button.action.startswith(start) for button in REPLY.validate_python(item.payload).buttons)), None)
