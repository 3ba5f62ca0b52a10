"""One field of a command as text: read from what somebody typed or picked, and shown for them to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from handlers.aims import find_aim
from handlers.commands import Input
from handlers.context import Context
from handlers.customers import check_name
from handlers.errors import InputError, NotFoundError, UserError
from handlers.names import known_names
from handlers.parsing.dates import find_dates
from handlers.parsing.query_fields import period_of
from handlers.parsing.records import Moment
from handlers.parsing.replies import read_value
from handlers.periods import bounds
from handlers.reading import surroundings
from storage.types import AMOUNT_LIMIT

TEXT_LIMIT = 2000
BARE_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def read_input(context: Context, name: str, asked: Input, text: str) -> dict[str, Any]:
    """The command's fields that a typed or picked value gives: mostly one, for money its currency too; raises InputError with what it takes."""
    text = text.strip()
    if not text:
        return {name: None} | ({"currency": None} if asked.kind == "money" else {})
    if len(text) > TEXT_LIMIT:
        raise InputError(name, "errors.field_too_long", limit=TEXT_LIMIT)
    if asked.kind == "choice":
        return {name: _choice(context, name, asked, text)}
    if asked.kind in ("money", "number"):
        return _amount(context, name, asked, text)
    read = READERS.get(asked.kind)
    return {name: read(context, name, text) if read else text}


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
    if BARE_NUMBER.fullmatch(text):
        money = Decimal(text.replace(",", "")), context.workspace.currency
    if not isinstance(money, tuple):
        raise InputError(name, "errors.money" if asked.kind == "money" else "errors.number")
    amount, currency = money
    if not 0 <= amount < AMOUNT_LIMIT:
        raise InputError(name, "errors.amount_range")
    return {name: amount} if asked.kind == "number" else {name: amount, "currency": currency}


def _named(context: Context, name: str, text: str) -> str:
    """The known spelling of a name, where exactly one fits it; what was typed where it is new."""
    names = known_names(context.session, context.workspace)
    match = names.find_contact(text) if name == "person" else names.find_company(text)
    return check_name(name, match.name if match.name and not match.fuzzy else text)


def _scope(context: Context, name: str, text: str) -> str:
    """``company``, ``team``, or a team's or member's name."""
    labels = {context.text(f"scopes.{scope}").casefold(): scope for scope in ("team", "company")}
    said = labels.get(text.casefold(), text)
    try:
        find_aim(context, said)
    except NotFoundError as error:
        raise InputError(name, error.key, **error.values) from error
    return said


def _period(context: Context, name: str, text: str) -> str:
    """A period as it is kept, or in words: ``2026-11``, ``this month``."""
    try:
        bounds(text.upper())
    except UserError:
        around = surroundings(context)
        spans = find_dates(text, around.now, around.zone, around.region)
        period = period_of(spans[0]) if spans else None
        if period is None:
            raise InputError(name, "errors.period", said=text) from None
        return period
    return text.upper()


def _email(_context: Context, name: str, text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise InputError(name, "errors.email")
    return text.lower()


def _phone(context: Context, name: str, text: str) -> str:
    value = read_value(text, "phone", surroundings(context))
    if not isinstance(value, str):
        raise InputError(name, "errors.phone")
    return value


def _member(context: Context, name: str, text: str) -> str:
    found = known_names(context.session, context.workspace).find_member(text).name
    if found is None:
        raise InputError(name, "errors.no_such_member", name=text)
    return found


READERS: dict[str, Callable[[Context, str, str], Any]] = {
    "customer": _named,
    "date": _moment,
    "email": _email,
    "member": _member,
    "moment": _moment,
    "period": _period,
    "person": _named,
    "phone": _phone,
    "scope": _scope,
}
"""(context, field, text) → the value, by kind of input; every other kind takes the text as it is."""


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
