"""What lies beside a date, or around it: the week after Christmas, the third Monday before Easter, the weekend by the 12th."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.parsing.dates.days import DAY, Calendar, Days, Now
from handlers.parsing.dates.parts import Nth, Units, unit_of
from handlers.parsing.dates.workdays import add_workdays


class Once:
    """A calendar with one stretch at a time, which its subclass settles by another calendar."""

    def settle(self, now: Now) -> Days | None:
        """The one that is meant."""
        raise NotImplementedError

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """The one there is, where it is within."""
        days = self.settle(now.at(outer.first))
        if days and outer.first <= days.first <= outer.last:
            yield days


@dataclass(frozen=True)
class Beside(Once):
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


@dataclass(frozen=True)
class NthBeside(Once):
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


@dataclass(frozen=True)
class Around:
    """The week or weekend that a date is in."""

    base: Calendar
    unit: str

    @property
    def grain(self) -> str:
        """The unit."""
        return Units(self.unit).grain

    def settle(self, now: Now) -> Days | None:
        """From its Monday to its Sunday."""
        days = self.base.settle(now)
        return self._around(days, now) if days else None

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Those of the dates within."""
        return (found for days in self.base.within(outer, now) if (found := self._around(days, now)))

    def _around(self, days: Days, now: Now) -> Days | None:
        monday = self.unit == "weekend" and days.first.isoweekday() == 1  # the weekend by a Monday is the one before
        return unit_of(days.first - monday * DAY, self.unit, 0, now)
