"""One field of a command as text: read from what somebody typed or picked, and shown for them to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handlers.commands import Input
from handlers.context import Context
from handlers.customers import check_name
from handlers.errors import InputError
from handlers.names import known_names
from handlers.parsing.records import Moment
from handlers.parsing.replies import read_value
from handlers.reading import surroundings
from storage.types import AMOUNT_LIMIT

TEXT_LIMIT = 2000
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def read_input(context: Context, name: str, asked: Input, text: str) -> dict[str, Any]:
    """The command's fields that a typed or picked value gives: mostly one, for money its currency too; raises InputError with what it takes."""
    text = text.strip()
    if not text:
        return {name: None} | ({"currency": None} if asked.kind == "money" else {})
    if len(text) > TEXT_LIMIT:
        raise InputError(name, "errors.field_too_long", limit=TEXT_LIMIT)
    match asked.kind:
        case "choice":
            return {name: _choice(context, name, asked, text)}
        case "moment" | "date":
            return {name: _moment(context, name, text)}
        case "money" | "number":
            return _amount(context, name, asked, text)
        case "customer" | "person":
            return {name: check_name(name, _known(context, name, text))}
        case "member":
            return {name: _member(context, name, text)}
        case "email":
            if not EMAIL.fullmatch(text):
                raise InputError(name, "errors.email")
            return {name: text.lower()}
        case "phone":
            value = read_value(text, "phone", surroundings(context))
            if value is None:
                raise InputError(name, "errors.phone")
            return {name: value}
        case _:
            return {name: text}


def _choice(context: Context, name: str, asked: Input, text: str) -> str:
    labels = {context.label(f"choices.{name}", value).casefold(): value for value in asked.choices}
    found = text if text in asked.choices else labels.get(text.casefold())
    if found is None:
        raise InputError(name, "errors.choice", choices=", ".join(context.label(f"choices.{name}", value) for value in asked.choices))
    return found


def _moment(context: Context, name: str, text: str) -> Moment:
    try:
        return Moment.fromisoformat(text)
    except ValueError:
        value = read_value(text, name, surroundings(context))
    if not isinstance(value, Moment):
        raise InputError(name, "errors.moment")
    return value


def _amount(context: Context, name: str, asked: Input, text: str) -> dict[str, Any]:
    money = read_value(text, "amount", surroundings(context))
    if not isinstance(money, tuple):
        raise InputError(name, "errors.money" if asked.kind == "money" else "errors.number")
    amount, currency = money
    if not 0 <= amount < AMOUNT_LIMIT:
        raise InputError(name, "errors.amount_range")
    return {name: amount} if asked.kind == "number" else {name: amount, "currency": currency}


def _known(context: Context, name: str, text: str) -> str:
    """The known spelling of a name, where exactly one fits it; what was typed where it is new."""
    names = known_names(context.session, context.workspace)
    match = names.find_contact(text) if name == "person" else names.find_company(text)
    return match.name if match.name and not match.fuzzy else text


def _member(context: Context, name: str, text: str) -> str:
    found = known_names(context.session, context.workspace).find_member(text).name
    if found is None:
        raise InputError(name, "errors.no_such_member", name=text)
    return found


def shown(context: Context, name: str, asked: Input, values: Mapping[str, Any]) -> str:
    """A field's value as a form shows it, in a form that ``read_input`` reads back."""
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, Moment):
        return value.isoformat()
    if isinstance(value, Decimal):
        spelt = f"{value:f}"
        return f"{spelt} {values['currency']}" if asked.kind == "money" and values.get("currency") else spelt
    return str(value)
