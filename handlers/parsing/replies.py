"""Short texts read in a context: an answer to a question, a change to a record."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from handlers.parsing.dates import find_dates
from handlers.parsing.money import find_money
from handlers.parsing.records import Surroundings, Value

MOMENTS = frozenset({"due", "at", "close", "next_due"})


def read_value(text: str, field: str, surroundings: Surroundings) -> Value | tuple[Decimal, str] | None:
    """What a text says as the value of one field; None where it says none. ``amount`` gives an amount and its currency."""
    if field in MOMENTS:
        found = find_dates(text, surroundings.now, surroundings.zone, surroundings.region)
        return found[0].last if found else None
    if field == "amount":
        money = find_money(text, surroundings.currency)
        return (money[0].amount, money[0].currency) if money else None
    return text.strip() or None


def read_changes(text: str, kind: str, surroundings: Surroundings) -> Mapping[str, Value]:
    """The fields of a record of this kind that a reply changes, with their new values."""
    return {}
