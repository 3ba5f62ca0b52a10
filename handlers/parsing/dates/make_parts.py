"""Makers of parts of longer stretches: the end of a month, the first Monday, the last working day, early next year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.parsing.dates.days import DAY, Calendar, Cycle, Days, Nested, Now, Weekday, WeekOfYear, add_months, week_of
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.make_days import unit_of
from handlers.parsing.dates.shapes import maker
from handlers.parsing.dates.workdays import add_workdays, is_workday

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None
EDGES: dict[str, dict[str, tuple[int, int]]] = {
    "week": {"begin": (0, 1), "early": (0, 1), "middle": (2, 2), "late": (3, 4), "end": (4, 4)},
    "month": {"begin": (0, 9), "early": (0, 9), "middle": (10, 19), "late": (20, 30)},
    "quarter": {"begin": (0, 0), "early": (0, 0), "middle": (1, 1), "late": (2, 2)},
    "half": {"begin": (0, 1), "early": (0, 1), "middle": (2, 3), "late": (4, 5)},
    "year": {"begin": (0, 2), "early": (0, 2), "middle": (5, 6), "late": (9, 11)},
}
"""The first and last of the days (in weeks and months) or months (in longer ones) that an edge is; the end of these is their last day."""


@dataclass(frozen=True)
class Edge(Cycle):
    """The beginning, middle or end of whatever it narrows."""

    name: str
    grain = "days"

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is."""
        if self.name != "end" and (outer.grain in ("day", "days") or self.name == "rest"):
            start = max(outer.first, now.local.date()) if self.name == "rest" else outer.first
            if start <= outer.last:
                yield Days(start, outer.last, outer.grain)
        elif self.name == "end" and outer.grain != "week":
            yield Days(outer.last, outer.last)
        else:
            first, last = EDGES.get(outer.grain, EDGES["year"])[self.name]
            if outer.grain in ("week", "month"):
                yield Days(outer.first + first * DAY, min(outer.first + last * DAY, outer.last), "days")
            else:
                yield Days(add_months(outer.first, first), add_months(outer.first, last + 1) - DAY, "days")


@dataclass(frozen=True)
class Nth(Cycle):
    """The ``number``-th of a calendar's stretches in whatever it narrows; -1 is the last."""

    number: int
    inner: Calendar

    @property
    def grain(self) -> str:  # type: ignore[override]
        """The inner one's."""
        return self.inner.grain

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is, or none."""
        found = list(self.inner.within(outer, now))
        if 0 < self.number <= len(found) or 0 < -self.number <= len(found):
            yield found[self.number - 1 if self.number > 0 else self.number]


@dataclass(frozen=True)
class Units(Cycle):
    """The days, working days, weeks, months or quarters of whatever it narrows; a week is of the month that its Thursday is in."""

    unit: str
    count: int = 1

    @property
    def grain(self) -> str:  # type: ignore[override]
        """The unit."""
        return {"workday": "day", "weekend": "days"}.get(self.unit, self.unit)

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """All of them."""
        day = outer.first
        while day <= outer.last:
            days = unit_of(day, self.unit, 0, now)
            if self.unit == "workday":
                days = Days(day, day) if is_workday(day, now.country) else Days(day, day, "none")
            if days is None:
                return
            if days.grain == "week":
                if outer.first <= days.first + 3 * DAY <= outer.last:
                    yield Days(max(days.first, outer.first), min(days.last, outer.last), "week")
            elif days.grain != "none" and days.first >= outer.first:
                yield days
            day = days.last + DAY


@maker
def edge(slots: Slots, now: Now) -> Made:
    """The end of the quarter, early next year, 月底."""
    name = slots["edge"]
    if "unit" in slots:
        return {"date": Nested(Recurring(slots["unit"]), Edge(name))} if unit_of(now.today, slots["unit"], 0, now) else None
    calendar = slots["date"]
    if calendar.grain == "day" and name in ("begin", "end") and "firm" not in slots:
        return None  # "start Monday", "end Friday": verbs
    return {"date": Nested(calendar, Edge(name))}


@dataclass(frozen=True)
class Recurring(Cycle):
    """Every week, month, quarter or year, from the one that today is in."""

    unit: str

    @property
    def grain(self) -> str:  # type: ignore[override]
        """The unit."""
        return self.unit

    def occurrences(self, start: date, now: Now) -> Iterator[Days]:
        """One after the other."""
        for step in range(-1, 40):
            days = unit_of(start, self.unit, step, now)
            if days is not None and days.last >= start:
                yield days


@maker
def mark_nth(slots: Slots, _now: Now) -> Made:
    """The first Monday of, 最后一个工作日: one or some of what a stretch holds, which is still to be said."""
    number = slots["ordinal"]
    if "length" in slots:
        return {"nth": Several(number, slots["length"])} if number in (1, -1) else None
    if slots.get("unit") == "half":
        return {"nth": HalfOf(number)} if number in (1, 2) else None
    return {"nth": Nth(number, Weekday(slots["inner"]) if "inner" in slots else Units(slots["unit"]))}


@maker
def week_by_rank(slots: Slots, _now: Now) -> Made:
    """第48周, where no month is said."""
    one: Calendar = slots["nth"]
    if isinstance(one, Nth) and isinstance(one.inner, Units) and one.inner.unit == "week" and 5 < one.number <= 53:
        return {"date": WeekOfYear(one.number)}
    return None


@maker
def nth(slots: Slots, now: Now) -> Made:
    """The first Monday of next month, 本月最后一个工作日; with ``unit`` that of this one."""
    if "unit" in slots:
        return {"date": Nested(Recurring(slots["unit"]), slots["nth"])}
    return {"date": Nested(slots["date"], slots["nth"])}


@maker
def nth_after(slots: Slots, now: Now) -> Made:
    """春节后第一个工作日: the n-th after (``sign`` 1) or before (-1) a date."""
    return {"date": NthBeside(slots["date"], slots["nth"], slots["sign"])} if isinstance(slots["nth"], Nth) else None


@maker
def half_month(slots: Slots, _now: Now) -> Made:
    """上半月: the first or second half of this or another month."""
    return {"date": Nested(slots.get("date", Recurring("month")), HalfOf(slots["half_month"]))}


@maker
def week_with(slots: Slots, _now: Now) -> Made:
    """The week of 7 December, 12月7日那周."""
    return {"date": Around(slots["date"])}


@dataclass(frozen=True)
class HalfOf(Cycle):
    """The first or second half of a year, a month, …."""

    number: int
    grain = "half"

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is."""
        if outer.first == outer.last:
            return
        middle = date(outer.first.year, 7, 1) if outer.grain == "year" else outer.first + (outer.last - outer.first + DAY) // 2
        yield Days(outer.first, middle - DAY, "half") if self.number == 1 else Days(middle, outer.last, "half")


@dataclass(frozen=True)
class Several(Cycle):
    """The first (``number`` 1) or last (-1) so many days, weeks or months of whatever it narrows."""

    number: int
    length: Length
    grain = "days"

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is."""
        if self.number > 0:
            yield Days(outer.first, min(self.length.moved(outer.first, 1, now) - DAY, outer.last), "days")
        else:
            yield Days(max(self.length.moved(outer.last, -1, now) + DAY, outer.first), outer.last, "days")


@maker
def beside(slots: Slots, now: Now) -> Made:
    """The Monday after Easter, the weekend before Christmas, the day after tomorrow: the unit or weekday next to a date."""
    return {"date": Beside(slots["date"], slots["sign"], slots.get("inner"), slots.get("unit", "day"))}


@dataclass(frozen=True)
class Beside:
    """The weekday or unit that follows (``sign`` 1) or comes before (-1) a date."""

    base: Calendar
    sign: int
    inner: Calendar | None
    unit: str

    @property
    def grain(self) -> str:
        """The inner one's."""
        return self.inner.grain if self.inner else Units(self.unit).grain

    def settle(self, now: Now) -> Days | None:
        """The first after the date's last day, or the last before its first."""
        days = self.base.settle(now)
        if days is None:
            return None
        day = days.last if self.sign > 0 else days.first
        if self.inner is not None:
            reach = Days(day + DAY, day + 40 * DAY) if self.sign > 0 else Days(day - 40 * DAY, day - DAY)
            found = [one for one in self.inner.within(reach, now) if one.last < day or self.sign > 0]
            return (found[0] if self.sign > 0 else found[-1]) if found else None
        if self.unit == "workday":
            moved = add_workdays(day, self.sign, now.country)
            return Days(moved, moved)
        return unit_of(day, self.unit, self.sign, now)

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is, where it is within."""
        days = self.settle(now.at(outer.first))
        if days and outer.first <= days.first <= outer.last:
            yield days


@dataclass(frozen=True)
class NthBeside:
    """The n-th weekday or unit after (``sign`` 1) or before (-1) a date."""

    base: Calendar
    nth: Nth
    sign: int

    @property
    def grain(self) -> str:
        """The unit."""
        return self.nth.grain

    def settle(self, now: Now) -> Days | None:
        """Counted from its last day, or back from its first."""
        days = self.base.settle(now)
        if days is None:
            return None
        reach = Days(days.last + DAY, days.last + 400 * DAY, "year") if self.sign > 0 else Days(days.first - 400 * DAY, days.first - DAY, "year")
        return next(Nth(self.nth.number * self.sign, self.nth.inner).within(reach, now), None)

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is, where it is within."""
        days = self.settle(now.at(outer.first))
        if days and outer.first <= days.first <= outer.last:
            yield days


@dataclass(frozen=True)
class Around:
    """The week that a date is in."""

    base: Calendar
    grain = "week"

    def settle(self, now: Now) -> Days | None:
        """From its Monday to its Sunday."""
        days = self.base.settle(now)
        return week_of(days.first) if days else None

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those of the dates within."""
        return (week_of(days.first) for days in self.base.within(outer, now))
