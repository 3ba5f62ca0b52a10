"""Days and stretches of days: fixed ones, and those that come round again ("Friday", "the 15th", "March", "Christmas").

A *calendar* is anything that can be asked for its stretches from a day on. Each stands alone (``settle``) or narrows a wider one: "Friday" in
"next week", "the 5th" in "December", "the first Monday" in "Q3". English names the narrow one first and Chinese the wide one; the grain tells.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice, takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

GRAINS = ("day", "days", "week", "month", "quarter", "half", "year", "decade")
"""How wide a stretch is, the narrowest first."""
DAY = timedelta(days=1)
YEARS_AHEAD = 9
"""How far a day that seldom comes (29 February) is looked for."""


@dataclass(frozen=True)
class Days:
    """The days from ``first`` to ``last``, both meant, as wide as ``grain`` says."""

    first: date
    last: date
    grain: str = "day"


@dataclass(frozen=True)
class Now:
    """When and where a text was written: what open dates are settled by."""

    moment: datetime
    zone: ZoneInfo
    prefer: str = "future"
    month_first: bool = True
    """Whether 3/12 is the 12th of March."""
    country: str = ""
    base: date | None = None
    """The first day of a range, when its last one is read: from then on, that day among them."""

    @cached_property
    def local(self) -> datetime:
        """The wall clock, without its zone."""
        return self.moment.astimezone(self.zone).replace(tzinfo=None)

    @property
    def today(self) -> date:
        """The day that open dates are looked for from."""
        return self.base or self.local.date()

    def at(self, base: date) -> Now:
        """The same, with open dates looked for from another day on."""
        return replace(self, base=base, prefer="future")


class Calendar(Protocol):
    """Stretches of days that a phrase may mean."""

    @property
    def grain(self) -> str:
        """How wide each is."""

    def settle(self, now: Now) -> Days | None:
        """The one that is meant where nothing else is said."""

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those that begin within another stretch, in order."""


@dataclass(frozen=True)
class Fixed:
    """Days that are the same whatever else is said."""

    days: Days
    around: Days | None = None
    """What it may be narrowed in: "in two weeks" is a day, yet "Friday in two weeks" is in its week."""

    @property
    def grain(self) -> str:
        """How wide it is."""
        return self.days.grain

    def settle(self, now: Now) -> Days | None:
        """Itself."""
        return self.days

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Itself, where it lies within."""
        if outer.first <= self.days.first and self.days.last <= outer.last:
            yield self.days


@dataclass(frozen=True)
class Leaning(Fixed):
    """Days that are others where the past is preferred: "this Monday", 这两天."""

    before: Days = field(kw_only=True)

    def settle(self, now: Now) -> Days | None:
        """Those of the way that an open date leans."""
        return self.before if now.prefer == "past" else self.days


class Cycle:
    """A calendar that comes round again. Subclasses say what its stretches are from a day on."""

    grain = "day"
    reach = 400
    """Days to look back for the last one."""
    today_counts = True
    """Whether one that holds today is meant by a date in the future."""

    @property
    def again(self) -> bool:
        """Whether another than today's may be meant."""
        return True

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """Its stretches that end on ``start`` or later, in order; may be endless."""
        raise NotImplementedError

    def settle(self, now: Now) -> Days | None:
        """The next one, or the last where the past is preferred."""
        today = now.today
        if now.prefer == "past":
            start = max(today, date.min + timedelta(days=self.reach)) - timedelta(days=self.reach)
            limit = today if self.today_counts else today - DAY
            return max(takewhile(lambda days: days.first <= limit, self.occurrences(start, now)), key=lambda days: days.first, default=None)
        start = today if self.today_counts or now.base else today + DAY
        return next(self.occurrences(start, now), None)

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those that begin within another stretch, in order."""
        for days in self.occurrences(outer.first, now):
            if days.first > outer.last:
                return
            if days.first >= outer.first:
                yield days


@dataclass(frozen=True)
class Weekday(Cycle):
    """Every Monday (1) … Sunday (7)."""

    number: int
    reach = 8
    today_counts = False

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a week."""
        day = start + timedelta(days=(self.number - start.isoweekday()) % 7)
        while day < date.max - timedelta(days=7):
            yield Days(day, day)
            day += timedelta(days=7)


@dataclass(frozen=True)
class Weekend(Cycle):
    """Every Saturday and Sunday."""

    grain = "days"
    reach = 9

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a week."""
        day = start + timedelta(days=6 - start.isoweekday())
        while day < date.max - timedelta(days=8):
            yield Days(day, day + DAY, "days")
            day += timedelta(days=7)


@dataclass(frozen=True)
class DayOfMonth(Cycle):
    """Every 15th; months without that day are passed over."""

    number: int
    reach = 62

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """At most one a month."""
        for first in months(start):
            if self.number <= monthrange(first.year, first.month)[1]:
                day = first.replace(day=self.number)
                if day >= start:
                    yield Days(day, day)


@dataclass(frozen=True)
class Months(Cycle):
    """A stretch of months that comes every year: March, the third quarter, the second half."""

    month: int
    count: int = 1
    grain: str = field(default="month")
    reach = 770

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a year."""
        for year in range(max(start.year - 1, 1), start.year + YEARS_AHEAD):
            first = date(year, self.month, 1)
            days = Days(first, add_months(first, self.count) - DAY, self.grain)
            if days.last >= start:
                yield days


@dataclass(frozen=True)
class WeekOfYear(Cycle):
    """ISO week 48."""

    number: int
    grain = "week"

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One a year."""
        for year in range(max(start.year - 1, 1), start.year + YEARS_AHEAD):
            first = date.fromisocalendar(year, min(self.number, 52 if self.number < 53 else weeks_of(year)), 1)
            if first + timedelta(days=6) >= start:
                yield Days(first, first + timedelta(days=6), "week")


@dataclass(frozen=True)
class Nested(Cycle):
    """A narrow calendar in a wide one: the first "Friday" in each "December"; ``Nested(December, DayOfMonth(5))``."""

    outer: Calendar
    inner: Calendar

    @property
    def reach(self) -> int:  # type: ignore[override]
        """Leap years need the longest; a stretch that comes every week or month lies near."""
        return min(1600, 2 * self.outer.reach) if isinstance(self.outer, Cycle) and self.outer.reach < 190 else 1600

    @property
    def grain(self) -> str:  # type: ignore[override]
        """The narrow one's."""
        return self.inner.grain

    @property
    def today_counts(self) -> bool:  # type: ignore[override]
        """As for the wide one: "early on Monday" is not today either."""
        return not isinstance(self.outer, Weekday)

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """The first of the narrow ones in each of the wide ones."""
        assert isinstance(self.outer, Cycle)
        end = date(min(start.year + YEARS_AHEAD, 9998), 1, 1)
        for wide in takewhile(lambda days: days.first < end, self.outer.occurrences(start, now)):
            for days in islice(self.inner.within(wide, now), 1):
                if days.last >= start:
                    yield days

    def settle(self, now: Now) -> Days | None:
        """In the wide one where that is settled, else the next that has both."""
        if comes_again(self.outer):
            return super().settle(now)
        wide = self.outer.settle(now)
        if isinstance(self.outer, Fixed) and self.outer.around:
            wide = self.outer.around
        return next(self.inner.within(wide, now), None) if wide else None

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those in the wide ones that begin within another stretch."""
        for wide in self.outer.within(outer, now):
            yield from islice(self.inner.within(wide, now), 1)


def comes_again(calendar: Calendar) -> bool:
    """Whether it has more than one stretch: not so for "Friday" in "next week"."""
    return comes_again(calendar.outer) if isinstance(calendar, Nested) else isinstance(calendar, Cycle) and calendar.again


def months(start: date) -> Iterator[date]:
    """The first day of each month from that of ``start`` on, for some years."""
    for step in range(12 * YEARS_AHEAD):
        year, month = divmod(start.year * 12 + start.month - 1 + step, 12)
        if year > 9998:
            return
        yield date(year, month + 1, 1)


def add_months(day: date, count: int) -> date:
    """The same day of the month, ``count`` months on, or the month's last; raises ValueError outside the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weeks_of(year: int) -> int:
    """52 or 53."""
    return date(year, 12, 28).isocalendar().week


def week_of(day: date, offset: int = 0) -> Days:
    """The Monday to Sunday that a day is in, or ``offset`` weeks on."""
    monday = day - timedelta(days=day.isoweekday() - 1 - 7 * offset)
    return Days(monday, monday + timedelta(days=6), "week")
