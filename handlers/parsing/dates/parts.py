"""Parts of longer stretches: the end of a month, the last working day, the first Monday, the second half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.parsing.dates.days import DAY, Calendar, Cycle, DayOfMonth, Days, Nested, Now, Weekday, add_months, week_of
from handlers.parsing.dates.digits import make_months
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.workdays import add_workdays, is_workday

EDGES: dict[str, dict[str, tuple[int, int]]] = {
    "week": {"begin": (0, 1), "early": (0, 1), "middle": (2, 2), "late": (3, 4), "end": (4, 4)},
    "month": {"begin": (0, 9), "early": (0, 9), "middle": (10, 19), "late": (20, 30), "first_two": (0, 19), "last_two": (10, 30)},
    "quarter": {"begin": (0, 0), "early": (0, 0), "middle": (1, 1), "late": (2, 2)},
    "half": {"begin": (0, 1), "early": (0, 1), "middle": (2, 3), "late": (4, 5)},
    "year": {"begin": (0, 2), "early": (0, 2), "middle": (5, 6), "late": (9, 11)},
}
"""The first and last of the days (in weeks and months) or months (in longer ones) that an edge is; the end of these is their last day."""


def unit_of(today: date, unit: str, rel: int, now: Now) -> Days | None:
    """The ``unit`` that is ``rel`` ones from today's; None for hours and minutes."""
    if unit == "week":
        return week_of(today, rel)
    if unit == "fortnight":
        monday = week_of(today, rel).first
        return Days(monday, monday + timedelta(days=13), "week")
    if unit == "weekend":
        monday = week_of(today, rel).first
        return Days(monday + timedelta(days=5), monday + timedelta(days=6), "days")
    if unit == "day":
        return Days(today + timedelta(days=rel), today + timedelta(days=rel))
    if unit == "workday" and rel:
        day = add_workdays(today, rel, now.country)
        return Days(day, day)
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}.get(unit)
    if size is None:
        return None
    start = today.replace(year=today.year - today.year % 10) if unit == "decade" else today
    first = date(start.year, 1 if size >= 12 else (start.month - 1) // size * size + 1, 1)
    return make_months((moved := add_months(first, rel * size)).year, moved.month, size, unit).days


@dataclass(frozen=True)
class Checked:
    """A day said together with its weekday: the weekday tells which year is meant, and where none fits it was a slip."""

    day: Calendar
    weekday: Weekday

    @property
    def grain(self) -> str:
        """A day."""
        return "day"

    def settle(self, now: Now) -> Days | None:
        """The next or the last that falls on the weekday, else what the day alone means."""
        usual = self.day.settle(now)
        other = self.day.settle(Now(now.moment, now.zone, "past" if now.prefer == "future" else "future", now.month_first, now.country))
        fitting = (days for days in (usual, other) if days and days.first.isoweekday() == self.weekday.number)
        if isinstance(self.day, DayOfMonth) and usual and usual.first.isoweekday() != self.weekday.number:
            return Nested(self.day, self.weekday).settle(now)
        return next(fitting, usual)

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those of the day."""
        return self.day.within(outer, now)


SINCE_TODAY = {"rest": 0, "later": 1}
"""The rest of a stretch is from today on, later in it from tomorrow on."""


@dataclass(frozen=True)
class Edge(Cycle):
    """The beginning, middle or end of whatever it narrows."""

    name: str
    grain = "days"

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is."""
        today = now.local.date()
        if self.name in SINCE_TODAY:
            start = max(outer.first, today + SINCE_TODAY[self.name] * DAY)
            if start <= outer.last or outer.grain == "day":
                yield Days(min(start, outer.last), outer.last, outer.grain)
        elif self.name == "past":
            if outer.first <= today:
                yield Days(outer.first, min(outer.last, today), outer.grain)
        elif self.name != "end" and outer.grain in ("day", "days"):
            yield outer
        elif self.name == "end" and outer.grain != "week":
            yield Days(outer.last, outer.last)
        else:
            first, last = EDGES.get(outer.grain, EDGES["year"]).get(self.name, (0, 0))
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
            elif days.grain != "none" and outer.first <= days.first <= outer.last:
                yield days
            day = days.last + DAY


@dataclass(frozen=True)
class Recurring(Cycle):
    """Every week, month, quarter or year, from the one that today is in; ``current``: that one only."""

    unit: str
    current: bool = False

    @property
    def reach(self) -> int:  # type: ignore[override]
        """Two of them and a day."""
        return {"day": 3, "week": 15, "fortnight": 29, "month": 63, "quarter": 185, "half": 369}.get(self.unit, 800)

    @property
    def again(self) -> bool:
        """Not where today's is meant."""
        return not self.current

    def settle(self, now: Now) -> Days | None:
        """Today's."""
        return unit_of(now.today, self.unit, 0, now)

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
