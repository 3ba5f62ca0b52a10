"""A form as a conversation: what its questions and its summary say. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from handlers.context import Context
from handlers.messages import Button, Field, Form, Reply
from handlers.parsing.records import Moment
from handlers.small_words import means
from handlers.texts import clipped
from storage.models import Filling

DATE_KINDS = ("date", "moment")
NAME_KINDS = ("customer", "person", "member", "scope", "period")
MOST_NAMES = 6
VALUE_SHOWN = 200
LONG_FORM = 5
"""A form of more fields than that can also be opened as a page, where the platform has such."""
PAGE = "page"
"""The verb of that button: it never comes back as a press."""
LEANS_TO_PAST = frozenset({"at"})
"""Fields that tell when something was; every other date lies ahead."""


def filled(form: Form, values: Mapping[str, str]) -> Form:
    """A form with what was filled in so far."""
    return replace(form, fields=tuple(replace(field, value=values.get(field.name, "")) for field in form.fields))


def field_of(form: Form, name: str) -> Field | None:
    """Its field of that name."""
    return next((field for field in form.fields if field.name == name), None)


def next_field(form: Form, after: str = "") -> Field | None:
    """The next field that is still empty; None where there is none."""
    names = [field.name for field in form.fields]
    start = names.index(after) + 1 if after in names else 0
    return next((field for field in form.fields[start:] if not field.value), None)


def field_before(form: Form, name: str) -> Field | None:
    """The field in front of one."""
    names = [field.name for field in form.fields]
    at = names.index(name) if name in names else 0
    return form.fields[at - 1] if at else None


def is_complete(form: Form) -> bool:
    """Whether something is filled in, and nothing that is required is missing."""
    return any(field.value for field in form.fields) and not any(field.required and not field.value for field in form.fields)


def names_offered(field: Field) -> list[str]:
    """The names that a question offers to press."""
    return [option.value for option in field.options[:MOST_NAMES]] if field.kind in NAME_KINDS else []


def question(context: Context, filling: Filling, form: Form, field: Field, error: str = "") -> Reply:
    """What asks for one field: what is filled in so far, what was wrong with the last answer, and the choices."""
    lines = [form.title, *_lines(context, form, but=field.name), ""]
    if error:
        lines.append(context.text("filling.wrong", error=error))
    key = "filling.required" if field.required else "filling.ask"
    lines.append(context.text(key, label=field.label, number=form.fields.index(field) + 1, count=len(form.fields)))
    if field.value:
        lines.append(context.text("filling.so_far", value=value_shown(context, field)))
    if field.kind in DATE_KINDS:
        lines.append(context.text("filling.type_a_day"))
    verbs = _moves(form, field, returns=filling.returns)
    moves = (_button(context, filling, verb, field.name) for verb in verbs)
    buttons = [*_choices(context, filling, field), *moves, *_page(context, filling, form)]
    return Reply("\n".join(lines), buttons=tuple(buttons))


def summary(context: Context, filling: Filling, form: Form) -> Reply:
    """All that is filled in, to be sent, or changed field by field."""
    wrong = [context.text("filling.wrong", error=form.error)] if form.error else []
    lines = [form.title, *_lines(context, form), *wrong, "", context.text("filling.check")]
    changes = [Button(f"✎ {field.label}", f"fill:{filling.id}:ask:{field.name}") for field in form.fields]
    send = Button(form.submit, f"fill:{filling.id}:send", style="primary")
    cancel = Button(form.cancel, f"fill:{filling.id}:cancel")
    return Reply("\n".join(lines), buttons=(send, *changes, cancel, *_page(context, filling, form)))


def _page(context: Context, filling: Filling, form: Form) -> Iterator[Button]:
    if len(form.fields) > LONG_FORM:
        yield Button(context.text("buttons.page"), f"fill:{filling.id}:{PAGE}")


def value_shown(context: Context, field: Field) -> str:
    """A field's value as people read it."""
    if field.kind in DATE_KINDS and field.value:
        return context.spell(Moment.fromisoformat(field.value))
    label = next((option.label for option in field.options if option.value == field.value), field.value)
    return clipped(label, VALUE_SHOWN)


def answered(context: Context, field: Field) -> str:
    """What is left of a question once it is answered: ``✓ Company: Acme``."""
    return context.text("filling.answered", label=field.label, value=value_shown(context, field) or "–")


def _lines(context: Context, form: Form, but: str = "") -> list[str]:
    """What is filled in."""
    filled_in = [field for field in form.fields if field.value and field.name != but]
    return [f"{field.label}{context.text('formats.colon')}{value_shown(context, field)}" for field in filled_in]


def _choices(context: Context, filling: Filling, field: Field) -> Iterator[Button]:
    """What can be pressed instead of typed."""
    start = f"fill:{filling.id}:pick:{field.name}"
    if field.kind == "choice":
        yield from (Button(option.label, f"{start}:{option.value}") for option in field.options)
    elif field.kind in DATE_KINDS:
        days = (-1, 0) if field.name in LEANS_TO_PAST else (0, 1)
        for day in days:
            key = {-1: "yesterday", 0: "today", 1: "tomorrow"}[day]
            yield Button(context.text(f"filling.{key}"), f"{start}:{(context.today + timedelta(days=day)).isoformat()}")
    else:
        labels = {option.value: option.label for option in field.options}
        yield from (Button(labels[name], f"{start}:{number}") for number, name in enumerate(names_offered(field)))


def _moves(form: Form, field: Field, *, returns: bool) -> Iterator[str]:
    """The ways on from a question."""
    if not field.required:
        yield "clear" if field.value else "skip"
    if returns or field_before(form, field.name) is not None:
        yield "back"
    if not returns and len(form.fields) > 1 and is_complete(form):
        yield "end"
    yield "cancel"


def move_said(context: Context, form: Form, name: str, text: str, *, returns: bool) -> str | None:
    """The way on that a text means: one typed as it stands on its button, or ``none`` where nothing need be said. None for an answer, or a stop."""
    field = field_of(form, name)
    if field is None:
        return None
    moves = [verb for verb in _moves(form, field, returns=returns) if verb != "cancel"]
    typed = text.strip().casefold()
    said = next((verb for verb in moves if typed == context.text(f"buttons.{verb}").casefold()), None)
    is_empty = means(text, "skip") or (means(text, "nothing") and means(text, "cancel"))
    return said or ("skip" if is_empty and "skip" in moves else None)


def _button(context: Context, filling: Filling, verb: str, field: str) -> Button:
    action = f"fill:{filling.id}:{verb}" if verb in ("end", "cancel") else f"fill:{filling.id}:{verb}:{field}"
    return Button(context.text(f"buttons.{verb}"), action, style="primary" if verb == "end" else "")
