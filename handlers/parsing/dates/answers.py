"""From what a phrase says to the first and the last moment meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.parsing.dates.clocks import Clock, Part, valid
from handlers.parsing.dates.days import DAY, Calendar, Days, Fixed, Months, Nested, Now, comes_again
from handlers.parsing.dates.lengths import Length
from handlers.parsing.records import Moment

Answer = tuple[Moment, Moment]
HALF_DAY = timedelta(hours=12)
EVENING = 18


@dataclass(frozen=True)
class When:
    """A day or days, a part of them, a time of day: any of the three may be missing."""

    calendar: Calendar | None = None
    part: Part | None = None
    clock: Clock | None = None
    coming: bool = False
    """Whether a part of the day alone is one still to begin: "in the morning"."""

    def settle(self, now: Now) -> Answer | None:
        """The moments meant; None where there is no such day."""
        if self.clock is None:
            days = self._days(now)
            return (Moment(days.first), Moment(days.last)) if days else None
        moment = self.moment(now)
        return (_moment(moment), _moment(moment)) if moment else None

    def moment(self, now: Now) -> datetime | None:
        """The one moment meant, on the sender's wall clock; midnight where no time is said."""
        clock = self.said_clock
        if clock is not None and clock.zone is not None:
            there = When(self.calendar, self.part, replace(clock, zone=None)).moment(replace(now, zone=clock.zone))
            return _here(there, clock.zone, now) if there else None
        if self.calendar is None:
            assert clock is not None
            return valid(clock.nearest(now.local if now.base is None else datetime.combine(now.base, now.local.time().min), now.prefer), now.zone)
        days = self._days(now)
        if days is None:
            return None
        if clock is None:
            return datetime.combine(days.first, datetime.min.time())
        local = now.local
        moment = clock.on(days.first, local, now.prefer)
        if not isinstance(self.calendar, Fixed) and days.first == local.date() and now.prefer == "future" and moment < local:
            days = self.calendar.settle(now.at(days.last + DAY)) or days
            moment = clock.on(days.first, local, now.prefer)
        return valid(moment, now.zone)

    @property
    def said_clock(self) -> Clock | None:
        """The time of day, read by the part of the day that is said beside it."""
        if self.clock and self.part and not self.clock.part:
            return replace(self.clock, part=self.part)
        return self.clock

    def _days(self, now: Now) -> Days | None:
        if self.calendar is None:
            assert self.part is not None
            day = now.today + self.part.days_from(now.local.time(), now.prefer, coming=self.coming) * DAY
            return Days(day, day)
        return self.calendar.settle(now)


def as_when(value: When | Calendar | Clock | int, most: int = 24) -> When | None:
    """What is said of a day, of a time, or of an hour up to ``most``."""
    if isinstance(value, When):
        return value
    if isinstance(value, Clock):
        return When(clock=value)
    if isinstance(value, int):
        return When(clock=Clock(value)) if 0 < value <= most else None
    return When(value)


@dataclass(frozen=True)
class Range:
    """From one to another, both meant; what the first leaves out it takes from the second, and the other way round."""

    first: When
    last: When

    def settle(self, now: Now) -> Answer | None:
        """The first moment of the one and the last of the other; None where they are in no order."""
        if self.first.clock and self.last.clock:
            return self._clocks(now)
        start = self.first.settle(now)
        if start is None:
            return None
        end = self.last.settle(now.at(start[0].day))
        if end is not None and self._lacks_its_year():
            start = self.first.settle(replace(now, base=end[1].day, prefer="past")) or start
        if end is None or end[1].day < start[0].day:
            return None
        if (start[0].time is None) != (end[1].time is None):
            return Moment(start[0].day), Moment(end[1].day)
        return start[0], end[1]

    def _lacks_its_year(self) -> bool:
        """Nov 3 to Dec 5, 2025: it is that of the other."""
        first, last = self.first.calendar, self.last.calendar
        return isinstance(first, Nested) and isinstance(first.outer, Months) and last is not None and not comes_again(last)

    def _clocks(self, now: Now) -> Answer | None:
        zone = self.last.clock.zone if self.last.clock else None
        if zone is not None:
            ends = (replace(end, clock=replace(end.clock, zone=None)) if end.clock else end for end in (self.first, self.last))
            there = Range(*ends)._clocks(replace(now, zone=zone))
            return (_moved(there[0], zone, now), _moved(there[1], zone, now)) if there else None
        calendar = self.first.calendar or self.last.calendar
        first, last = self.first.said_clock, self.last.said_clock
        assert first is not None
        assert last is not None
        both = self.first.calendar is not None and self.last.calendar is not None
        if not both and first.half == "" and first.part is None and first.hour <= 12 and len(last.readings()) == 1:
            end = When(calendar, self.last.part, last).moment(now)
            if end is None:
                return None
            return _moment(first.last_before(end)), _moment(end)
        if self.first.calendar is None and isinstance(self.last.calendar, Fixed) and self.last.calendar.grain == "day":
            return self._until_another_day(now)
        start = When(calendar, self.first.part, first).moment(now)
        if start is None:
            return None
        end = last.first_after(start)
        if calendar is None and now.prefer == "future" and end.date() == start.date() and end - DAY > now.local:
            start, end = start - DAY, end - DAY  # "9am to 5pm", said at ten
        if both:
            other = self.last.moment(now.at(start.date()))
            return (_moment(start), _moment(self._morning_after(start, other))) if other and other >= start else None
        return _moment(start), _moment(end)

    def _until_another_day(self, now: Now) -> Answer | None:
        """13:20 to 05:40 tomorrow: from that time today, or the last one before the end."""
        end, clock = self.last.moment(now), self.first.said_clock
        if end is None or clock is None:
            return None
        start = clock.on(min(now.local.date(), end.date()), None, now.prefer)
        start -= DAY * (start > end)
        return _moment(start), _moment(self._morning_after(start, end))

    def _morning_after(self, start: datetime, end: datetime) -> datetime:
        """The end, in the morning where it may be: what begins in the evening and ends the next day goes on for the night."""
        early = end - HALF_DAY
        clock = self.last.said_clock
        overnight = start.hour >= EVENING and end.date() - start.date() == DAY and early.date() == end.date()
        return early if overnight and clock is not None and len(clock.readings()) > 1 else end


@dataclass(frozen=True)
class Shifted:
    """A length of time after (``sign`` 1) or before (-1) a date: a calendar that is settled by another."""

    base: Calendar
    length: Length
    sign: int

    @property
    def grain(self) -> str:
        """A day."""
        return "day"

    def settle(self, now: Now) -> Days | None:
        """So long after its last day, or before its first."""
        days = self.base.settle(now)
        return self.length.shifted(days.first if self.sign < 0 else days.last, self.sign, now).days if days else None

    def within(self, outer: Days, now: Now) -> Iterator[Days]:
        """Counted from the dates within."""
        return (self.length.shifted(days.last, self.sign, now).days for days in self.base.within(outer, now))


def _here(there: datetime, zone: ZoneInfo, now: Now) -> datetime:
    """A moment on the clocks of another zone, on the sender's."""
    return there.replace(tzinfo=zone).astimezone(now.zone).replace(tzinfo=None)


def _moved(there: Moment, zone: ZoneInfo, now: Now) -> Moment:
    assert there.time is not None
    return _moment(_here(datetime.combine(there.day, there.time), zone, now))


def _moment(moment: datetime) -> Moment:
    return Moment(moment.date(), moment.time().replace(second=0, microsecond=0))
