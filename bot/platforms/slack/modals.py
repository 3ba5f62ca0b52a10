"""Forms as modals: each field as the input that fits it, and what was filled in as the values that the handlers read.

Pure: a form goes in and a view comes out, a view's state goes in and values come out. A moment has two inputs, a day and a time that may be empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.platforms.slack.blocks import LABEL_LIMIT, Block, body_blocks, cut, length, plain, section
from bot.platforms.slack.incoming import unescape_signs
from bot.platforms.slack.wording import hint, say
from handlers.messages import Field, Form, Option, Reply

View = dict[str, Any]

TITLE_LIMIT = 24
MOST_VIEW_BLOCKS = 100
MOST_OPTIONS = 100
VALUE_LIMIT = 150
TEXT_LIMIT = 3000
INPUT_LABEL_LIMIT = 150
METADATA_LIMIT = 3000
ERROR_LIMIT = 300

FORM = "form"
"""The ``callback_id`` of a form's view."""
SUGGEST, OPTIONAL = "suggest.", "optional"
"""What the ``action_id`` of an input that asks for suggestions begins with; the kind of field follows, and whether it may be empty."""
DAY, TIME = ".day", ".time"
PICKED = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "time": re.compile(r"\d\d:\d\d")}
NOTHING = "%"
"""The option that empties an optional choice; no other value is a lone percent sign (``quoted``)."""
NEW_NAMES = frozenset({"customer", "person", "period"})
"""Kinds that take what was typed as well as what is suggested."""
SUGGESTED = NEW_NAMES | {"member", "scope"}
RESERVED = str.maketrans({"%": "%25", "&": "%26", "<": "%3C", ">": "%3E"})


@dataclass(frozen=True)
class Origin:
    """Where a form was opened: its answer goes there. It travels in the view."""

    chat: str
    private: bool
    target: str | None = None
    """Our message that it was opened from."""
    thread: str | None = None
    respond: str | None = None
    """The ``response_url`` of the slash command that opened it."""


@dataclass(frozen=True)
class Filled:
    """A form as it was sent."""

    action: str
    origin: Origin
    values: dict[str, str]
    inputs: frozenset[str]
    """The names of the view's inputs: an error may stand at these and no others."""


def form_view(form: Form, origin: Origin, language: str) -> View:
    """The modal of a form, with its values."""
    told = [section(f"⚠️ {cut(form.error, TEXT_LIMIT - 10)}")] if form.error else []
    inputs = [block for field in form.fields for block in _inputs(field, language)]
    metadata = json.dumps({"action": form.action, **{key: value for key, value in asdict(origin).items() if value is not None}})
    assert len(metadata) <= METADATA_LIMIT
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(form.title, TITLE_LIMIT),
        "submit": plain(form.submit, TITLE_LIMIT),
        "close": plain(form.cancel, TITLE_LIMIT),
        "private_metadata": metadata,
        "blocks": [*told, *inputs],
    }


def notice_view(title: str, reply: Reply, language: str) -> View:
    """A modal that only tells something, at whatever length."""
    blocks = list(body_blocks(reply))[:MOST_VIEW_BLOCKS] or [section("…")]
    return {"type": "modal", "title": plain(title, TITLE_LIMIT), "close": plain(say(language, "form.close"), TITLE_LIMIT), "blocks": blocks}


def _inputs(field: Field, language: str) -> Iterator[Block]:
    """A field's inputs: one, or two for a moment."""
    day, _, time = field.value.partition("T")
    if field.kind == "moment" or (field.kind == "date" and time):
        on_day, at_time = say(language, "form.day", label=field.label), say(language, "form.time", label=field.label)
        yield _input(f"{field.name}{DAY}", on_day, _picker("date", day), required=field.required)
        yield _input(f"{field.name}{TIME}", at_time, _picker("time", time), required=False)
    else:
        yield _input(field.name, field.label, _element(field, language), required=field.required, hint=hint(language, field.kind))


def _input(name: str, label: str, element: dict[str, Any], *, required: bool, hint: str = "") -> Block:
    drawn = {"type": "input", "block_id": name, "label": plain(label, INPUT_LABEL_LIMIT), "element": element, "optional": not required}
    return drawn | ({"hint": plain(hint, INPUT_LABEL_LIMIT)} if hint else {})


def _picker(kind: str, value: str) -> dict[str, Any]:
    """A calendar or a clock; what it can't show it does not begin with."""
    return {"type": f"{kind}picker", "action_id": "value"} | ({f"initial_{kind}": value} if PICKED[kind].fullmatch(value) else {})


def _element(field: Field, language: str) -> dict[str, Any]:
    """The input that fits a field; a name too long for a menu is typed."""
    if field.kind == "date":
        return _picker("date", field.value)
    if field.kind == "choice":
        return _menu(field, language)
    if field.kind in SUGGESTED and fits_option(field.value):
        return _search(field, language)
    if field.kind == "number":
        return {"type": "number_input", "action_id": "value", "is_decimal_allowed": True, "min_value": "0"} | _initial(field)
    if field.kind == "email":
        return {"type": "email_text_input", "action_id": "value"} | _initial(field)
    long = {"multiline": True} if field.kind == "long" else {}
    return {"type": "plain_text_input", "action_id": "value", "max_length": TEXT_LIMIT} | long | _initial(field)


def _initial(field: Field) -> dict[str, Any]:
    return {"initial_value": field.value[:TEXT_LIMIT]} if field.value else {}


def _menu(field: Field, language: str) -> dict[str, Any]:
    """All choices; an optional one can be emptied again."""
    chosen = next((option for option in field.options if option.value == field.value), None)
    options = [option_object(option) for option in field.options[: MOST_OPTIONS - 1]]
    if chosen is not None and not field.required:
        options.insert(0, _nothing(language))
    drawn = {"type": "static_select", "action_id": "value", "options": options}
    return drawn | ({"initial_option": option_object(chosen)} if chosen else {})


def _search(field: Field, language: str) -> dict[str, Any]:
    """A menu that asks for suggestions while somebody types."""
    placeholder = plain(say(language, "form.find"), VALUE_LIMIT)
    action = f"{SUGGEST}{field.kind}" + ("" if field.required else f".{OPTIONAL}")
    drawn = {"type": "external_select", "action_id": action, "min_query_length": 0, "placeholder": placeholder}
    chosen = next((option for option in field.options if option.value == field.value), Option(field.value, field.value))
    return drawn | ({"initial_option": option_object(chosen)} if field.value else {})


def suggestions(kind: str, typed: str, found: Sequence[Option], language: str, *, optional: bool) -> list[dict[str, Any]]:
    """The options of such a menu: what was typed where it is new, then what is known; with nothing typed, first the way to empty it."""
    typed = typed.strip()
    options = [option_object(option) for option in found if fits_option(option.value)]
    is_known = any(typed.casefold() in (option.value.casefold(), option.label.casefold()) for option in found)
    if typed and kind in NEW_NAMES and not is_known and fits_option(typed):
        options.insert(0, option_object(Option(typed, say(language, "form.use", typed=typed))))
    elif not typed and optional:
        options.insert(0, _nothing(language))
    return options[:MOST_OPTIONS]


def option_object(option: Option) -> dict[str, Any]:
    """A choice as Slack takes it."""
    return {"text": plain(option.label, LABEL_LIMIT), "value": quoted(option.value)}


def _nothing(language: str) -> dict[str, Any]:
    return {"text": plain(say(language, "form.nothing")), "value": NOTHING}


def quoted(value: str) -> str:
    """A value without the letters that Slack may or may not escape on its way back."""
    return value.translate(RESERVED)


def unquoted(value: str) -> str:
    """The inverse of ``quoted``; empty for the option that empties a choice."""
    if value == NOTHING:
        return ""
    return value.replace("%26", "&").replace("%3C", "<").replace("%3E", ">").replace("%25", "%")


def fits_option(value: str) -> bool:
    """Whether an option can carry a value."""
    return length(quoted(value)) <= VALUE_LIMIT


def filled(view: Mapping[str, Any]) -> Filled:
    """What a submitted form says."""
    metadata = json.loads(view["private_metadata"])
    action, origin = metadata.pop("action"), Origin(**metadata)
    parts = {name: _value(state) for name, [state] in ((name, list(inputs.values())) for name, inputs in view["state"]["values"].items())}
    values = {name: value for name, value in parts.items() if not name.endswith((DAY, TIME))}
    for name, day in parts.items():
        if name.endswith(DAY):
            field = name.removesuffix(DAY)
            values[field] = "T".join(filter(None, (day, parts.get(f"{field}{TIME}", ""))))
    return Filled(action, origin, values, frozenset(parts))


def _value(state: Mapping[str, Any]) -> str:
    """What stands in one input."""
    if "selected_option" in state:
        chosen = state["selected_option"]
        return unquoted(chosen["value"]) if chosen else ""
    value: str = unescape_signs(state.get("value") or "") or state.get("selected_date") or state.get("selected_time") or ""
    return value


def wrong(form: Form, sent: Filled, language: str) -> dict[str, Any]:
    """The answer to a submission that can't be taken: errors at their fields, or the form again with what is wrong with it as a whole."""
    errors = {_input_of(field, sent): cut(field.error, ERROR_LIMIT) for field in form.fields if field.error}
    if errors and not form.error:
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": form_view(form, sent.origin, language)}


def _input_of(field: Field, sent: Filled) -> str:
    return field.name if field.name in sent.inputs else f"{field.name}{DAY}"
