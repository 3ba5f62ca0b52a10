"""Holidays by name. What day each is stands in ``shapes.toml``; this reads the ways in which it can be told there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from handlers.parsing.dates.days import DAY, YEARS_AHEAD, Cycle, Days, Now
from handlers.parsing.dates.lunar import lunar_days
from handlers.parsing.dates.shapes import shared
from handlers.parsing.dates.workdays import public_holidays

RECIPE = re.compile(r"(.*?)(?: ([+-]\d+))?")


@dataclass(frozen=True)
class Festival(Cycle):
    """A holiday that comes every year; ``whole``: all the days off that belong to it; ``last``: the last of these."""

    key: str
    whole: bool = False
    last: bool = False
    reach = 800

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a year, where the calendar of its country knows it."""
        for year in range(max(start.year - 1, 1), start.year + YEARS_AHEAD):
            days = self.days(year, now.country)
            if days and days.last >= start:
                yield days

    def days(self, year: int, country: str) -> Days | None:
        """Its day, or days, in a year."""
        recipe, length = recipe_of(self.key, country)
        first = day_by(recipe, year)
        if first is None:
            return None
        if not self.whole or length == 1:
            return Days(first, first)
        end = first + timedelta(days=length - 1)
        return Days(end, end) if self.last else Days(first, end, "days")


@cache
def recipe_of(key: str, country: str) -> tuple[str, int]:
    """How a holiday's day is found in a country, and how many days off it has."""
    entry = shared()["festivals"][key]
    if isinstance(entry, dict):
        entry = entry.get(country) or next(iter(entry.values()))
    recipe, _, length = entry.partition(" for ")
    return recipe, int(length or 1)


@cache
def day_by(recipe: str, year: int) -> date | None:
    """The day of a year that a recipe tells.

    ``12-25``, ``lunar 08-15``, ``thu 4 11`` (4th Thursday in November, -1 the last), or ``GB Good Friday`` (a country's public holiday, as the
    holidays package names it), each with ``+1`` or ``-2`` days behind it.
    """
    base, shift = RECIPE.fullmatch(recipe).groups()  # type: ignore[union-attr]  # it matches anything
    found: date | None
    if base.startswith("lunar "):
        days = lunar_days(year, int(base[6:8]), int(base[9:11]))
        found = days.first if days else None
    elif base.startswith("solar "):
        found = solar_term(year, int(base[6:]))
    elif base[0].isdigit():
        found = date(year, int(base[:2]), int(base[3:5]))
    elif base.split()[0].islower():
        found = _nth_weekday(year, *base.split())
    else:
        found = _public(year, *base.split(maxsplit=1))
    return found + int(shift or 0) * DAY if found else None


TERMS = (
    *((1, 5.4055), (1, 20.12), (2, 3.87), (2, 18.73), (3, 5.63), (3, 20.646), (4, 4.81), (4, 20.1)),
    *((5, 5.52), (5, 21.04), (6, 5.678), (6, 21.37), (7, 7.108), (7, 22.83), (8, 7.5), (8, 23.13)),
    *((9, 7.646), (9, 23.042), (10, 8.318), (10, 23.438), (11, 7.438), (11, 22.36), (12, 7.18), (12, 21.94)),
)
"""The month of each solar term from 小寒 on, and its constant in this century: day = year × 0.2422 + constant − leap days (the Shouxing formula)."""
TERM_SLIPS = {(2002, 14): 1, (2008, 9): 1, (2016, 12): 1, (2019, 0): -1, (2021, 23): -1, (2026, 3): -1} | {
    (2082, 1): 1,
    (2084, 5): 1,
    (2089, 19): 1,
    (2089, 20): 1,
}
"""Where the formula is a day off."""


def solar_term(year: int, number: int) -> date | None:
    """The day of a solar term of this century, by its place from 小寒 (0) on."""
    if not 2000 <= year < 2100:
        return None
    month, constant = TERMS[number]
    short = year % 100
    leaps = (short - 1) // 4 if month < 3 else short // 4
    return date(year, month, int(short * 0.2422 + constant) - leaps + TERM_SLIPS.get((year, number), 0))


def _nth_weekday(year: int, name: str, number: str, month: str) -> date:
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name)
    first = date(year, int(month), 1)
    if int(number) > 0:
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(number) - 1))
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _public(year: int, country: str, name: str) -> date | None:
    return min((day for day, title in public_holidays(country, year).items() if name in title and "observed" not in title), default=None)
