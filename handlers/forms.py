"""Forms made from commands: opened from a button or a bare slash command, checked before anything is written.

A form's action says what it is for: ``new:<command>`` writes a new record, ``new:<command>:<table>:<id>`` one about a customer or lead,
``edit:<table>:<id>`` changes one, ``edit:<table>:<id>:<field>`` only one field of it. Opening and checking only look; the submission is written by
the assistant like any other message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.access import may_change
from handlers.commands import WRITERS, Input, Writer, writer_of
from handlers.context import Context
from handlers.errors import InputError, NotAllowedError, NotFoundError
from handlers.inputs import read_input, shown
from handlers.messages import Field, Form, Option
from handlers.reading import read_message, told_by
from handlers.suggesting import suggest
from storage import audit
from storage.models import Audited

SUGGESTIONS = 200


def owner_of(row: Audited) -> int | None:
    """Whose record it is."""
    owner: int | None = getattr(row, "owner_id", None) or getattr(row, "member_id", None)
    return owner


def find_row(context: Context, entity: str, entity_id: str) -> Audited:
    """The record that an action names, if the member may change it; raises NotFoundError or NotAllowedError."""
    model = audit.tables().get(entity)
    row = context.session.get(model, int(entity_id)) if model and entity_id.isdigit() else None
    if row is None:
        raise NotFoundError("errors.record_gone")
    if not (may_change(context, owner_of(row)) or getattr(row, "creator_id", None) == context.member.id):
        raise NotAllowedError("errors.not_yours")
    return row


def target_of(context: Context, action: str) -> tuple[Writer, Audited | None, Mapping[str, Input]]:
    """What a form is for: its command, the record that it changes (None for a new one), and the fields that it shows."""
    verb, *arguments = action.split(":")
    if verb == "new" and arguments and arguments[0] in WRITERS:
        writer = WRITERS[arguments[0]]
        return writer, None, writer.inputs
    if verb == "edit" and len(arguments) >= 2:
        row = find_row(context, arguments[0], arguments[1])
        found = writer_of(row)
        if found is not None:
            only = arguments[2:]
            return found, row, {name: asked for name, asked in found.inputs.items() if not only or name in only}
    raise NotFoundError("errors.record_gone")


def open_form(context: Context, action: str, prefilled: Mapping[str, Any] | None = None) -> Form:
    """The form that an action opens, filled with the record's values, with ``prefilled``, or with what the command starts from."""
    writer, row, inputs = target_of(context, action)
    values = values_of(writer.read(context, row)) if row is not None else dict(prefilled or {})
    if row is None and prefilled is None:
        start = writer.prefill(context)
        values = (values_of(start) if start is not None else {}) | _about(context, action)
    texts = {name: shown(context, name, asked, values) for name, asked in inputs.items()}
    return _form(context, writer, action, inputs, texts, is_new=row is None)


def form_from_text(context: Context, text: str) -> Form:
    """The form for the first thing that a text tells, filled with it; what can't be read is the summary of a contact. Raises UserError."""
    for record in read_message(context, text).records:
        if record.kind in WRITERS:
            writer, command = told_by(record)
            return open_form(context, f"new:{writer.name}", values_of(command))
    return open_form(context, "new:contact_log", {"summary": text})


def _about(context: Context, action: str) -> dict[str, Any]:
    """The customer or lead that an action for a new record names, as the field that takes it."""
    _, _, *named = action.split(":")
    return {"company": getattr(find_row(context, *named), "name", None)} if len(named) == 2 else {}


def check_form(context: Context, action: str, values: Mapping[str, str]) -> Form | None:
    """The form again with its errors and what was filled in; None where it can be taken."""
    writer, row, inputs = target_of(context, action)
    errors: dict[str, str] = {}
    given: dict[str, Any] = {}
    for name, asked in inputs.items():
        try:
            given |= read_input(context, name, asked, values.get(name, ""))
        except InputError as error:
            errors[name] = context.text(error.key, **error.values)
            continue
    for name, asked in inputs.items():
        if name not in errors and asked.is_missing(name, given):
            errors[name] = context.text("errors.required")
    empty = not errors and not any(value is not None for value in given.values())
    if not errors and not empty:
        return None
    form = _form(context, writer, action, inputs, values, is_new=row is None)
    fields = tuple(replace(field, error=errors.get(field.name, "")) for field in form.fields)
    return replace(form, fields=fields, error=context.text("errors.empty_form") if empty else "")


def command_from(context: Context, action: str, values: Mapping[str, str]) -> tuple[Writer, Audited | None, Any]:
    """A checked form as a command: its writer, the record that it changes, and the command; raises InputError."""
    writer, row, inputs = target_of(context, action)
    command = writer.read(context, row) if row is not None else writer.command()
    for name, asked in inputs.items():
        for field, value in read_input(context, name, asked, values.get(name, "")).items():
            setattr(command, field, value)
    if missing := writer.missing(command):
        raise InputError(missing, "errors.required")
    return writer, row, command


def values_of(command: Any) -> dict[str, Any]:  # noqa: ANN401 - any command
    """A command's fields by name, moments left whole."""
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


def _form(context: Context, writer: Writer, action: str, inputs: Mapping[str, Input], values: Mapping[str, str], *, is_new: bool) -> Form:
    fields = tuple(
        Field(
            name=name,
            label=context.text(f"fields.{name}"),
            kind=asked.kind,
            value=values.get(name, ""),
            required=asked.required and not asked.unless,
            options=_options(context, name, asked),
        )
        for name, asked in inputs.items()
    )
    title = context.text("forms.new" if is_new else "forms.edit", what=context.text(f"kinds.{writer.name}"))
    return Form(title, action, fields, submit=context.text("buttons.submit" if is_new else "buttons.save"), cancel=context.text("buttons.cancel"))


def _options(context: Context, name: str, asked: Input) -> tuple[Option, ...]:
    """A choice's choices; for names the known ones, as suggestions."""
    if asked.kind == "choice":
        return tuple(Option(value, context.label(f"choices.{name}", value)) for value in asked.choices)
    return suggest(context, asked.kind, "", SUGGESTIONS)
