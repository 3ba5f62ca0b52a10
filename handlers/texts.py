"""What is said, in the language of whom it is said to: sentences from ``locales/*/texts.toml``, dates, numbers and money as people write them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_compact_currency, format_currency, format_decimal

from handlers import locales
from handlers.parsing.records import Moment


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@cache
def template(language: str, key: str) -> str | dict[str, str]:
    """The sentence under a dotted key, or its plural forms; raises KeyError with the key and language where there is none."""
    node: Any = locales.load(language, "texts")
    for part in key.split("."):
        if not isinstance(node, dict) or part not in node:
            msg = f"no text {key!r} in {language!r}"
            raise KeyError(msg)
        node = node[part]
    return node  # type: ignore[no-any-return]  # TOML is untyped; tests check every text's shape


def say(language: str, key: str, **values: object) -> str:
    """The sentence under a key with its values filled in; ``count`` chooses among plural forms."""
    found = template(language, key)
    if isinstance(found, dict):
        count = values["count"]
        assert isinstance(count, int)
        form = _locale(language).plural_form(count)
        found = found.get(form, found["other"])
    return found.format(**values)


def label(language: str, group: str, value: str) -> str:
    """The name of one of a field's choices, of a metric or a stage."""
    return say(language, f"{group}.{value}")


def day(language: str, value: date, today: date) -> str:
    """A day: ``Fri 27 Nov``, ``11月27日 周五``; with the year where it is not this one."""
    return in_pattern(language, value, "formats.day" if value.year == today.year else "formats.day_of_year")


def in_pattern(language: str, value: date, key: str) -> str:
    """A day in the pattern (Unicode's letters) that stands under a key."""
    return format_date(value, say(language, key), locale=_locale(language))


def clock(language: str, value: time) -> str:
    """A time of day: ``15:00``."""
    return format_time(value, "HH:mm", locale=_locale(language))


def moment(language: str, value: Moment, today: date) -> str:
    """A day, with its time where it has one: ``Fri 27 Nov 15:00``."""
    spelt = day(language, value.day, today)
    return spelt if value.time is None else f"{spelt} {clock(language, value.time)}"


def local_moment(value: datetime, zone: ZoneInfo, *, has_time: bool = True) -> Moment:
    """A stored moment in a person's zone."""
    local = value.astimezone(zone)
    return Moment(local.date(), local.time().replace(second=0, microsecond=0) if has_time else None)


def number(language: str, value: Decimal | int) -> str:
    """A number with its separators."""
    return format_decimal(value, locale=_locale(language))


def money(language: str, amount: Decimal, currency: str) -> str:
    """An amount of money: ``$12,000``, ``¥120,000``; cents only where there are any."""
    whole = amount == amount.to_integral_value()
    return format_currency(
        amount, currency, format=say(language, "formats.money" if whole else "formats.money_cents"), locale=_locale(language), currency_digits=False
    )


def short_money(language: str, amount: Decimal, currency: str) -> str:
    """An amount of money in few letters: ``$1.2M``, ``¥12万``."""
    return format_compact_currency(amount, currency, locale=_locale(language), fraction_digits=0 if amount < 1000 else 1).replace(".0", "")


def joined(*parts: str | None) -> str:
    """The parts that there are, as one line."""
    return " · ".join(part for part in parts if part)


def clipped(text: str, length: int = 40) -> str:
    """A text as one line among others: not longer than that, cut with an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
