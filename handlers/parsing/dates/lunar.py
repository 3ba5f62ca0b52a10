"""The Chinese calendar of moons: 正月初八, 农历八月十五. The lengths of its months stand in ``shapes.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from handlers.parsing.dates.days import Cycle, Days, Now
from handlers.parsing.dates.shapes import shared


@dataclass(frozen=True)
class LunarDays(Cycle):
    """A day of a lunar month that comes every year, or all of the month where ``day`` is 0; leap months are passed over but for ``leap`` ones."""

    month: int
    day: int
    leap: bool = False
    reach = 400

    @property
    def grain(self) -> str:  # type: ignore[override]
        """A day, or the days of a month."""
        return "day" if self.day else "days"

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a lunar year, as far as its months are known."""
        for year in range(start.year - 1, start.year + (20 if self.leap else 3)):
            days = lunar_days(year, self.month, self.day, self.leap)
            if days and days.last >= start:
                yield days

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """That of the lunar year where it stands in a year: 明年腊月 ends in the year after."""
        if outer.grain != "year":
            yield from super().within(outer, now)
            return
        days = lunar_days(outer.first.year, self.month, self.day, self.leap)
        if days:
            yield days


@cache
def lunar_days(year: int, month: int, day: int, leap_one: bool = False) -> Days | None:
    """The day, or the days of the month where ``day`` is 0, of the lunar year that begins in ``year``; None where it has none."""
    table = shared()["lunar"]
    months = table["months"].get(str(year))
    if months is None:
        return None
    first = date.fromisoformat(table["new_year"])
    for earlier in range(first.year, year):
        first += timedelta(days=sum(lengths(table["months"][str(earlier)])))
    *_, leap = months.partition("+")
    if leap_one and leap != str(month):
        return None
    place = month - 1 + (1 if leap and (month > int(leap) or leap_one) else 0)
    before, length = sum(lengths(months)[:place]), lengths(months)[place]
    if day > length:
        return None
    first += timedelta(days=before)
    return Days(first + timedelta(days=day - 1), first + timedelta(days=day - 1)) if day else Days(first, first + timedelta(days=length - 1), "days")


def lengths(months: str) -> list[int]:
    """The days of each month of a year written as ``lslslslslsls+4``: long or short, and after which month the leap month stands."""
    return [30 if size == "l" else 29 for size in months.partition("+")[0]]
