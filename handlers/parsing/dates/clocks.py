"""Times of day, and what "at 3" most likely means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
EVENING_FROM = 7
"""A bare hour from 1 up to here is in the afternoon: nobody sells at four in the morning."""
MORNING_FROM = 9
"""A bare hour from here up to 11 is in the morning; those between are whichever comes next."""
HOURS = {"dawn": (0, 6), "am": (6, 12), "noon": (11, 14), "pm": (12, 18), "day": (6, 18), "night": (18, 24)}
"""When each part of the day begins and ends."""
NOON = 12
LATE = 10
"""From this hour on "in the middle of the night" is before midnight."""


@dataclass(frozen=True)
class Part:
    """A part of the day by its name: ``am``, ``noon``, ``pm``, ``night``, ``dawn`` or ``day``."""

    name: str

    def days_from(self, now: time, prefer: str, *, coming: bool) -> int:
        """Whether it is today's (0), tomorrow's (1) or yesterday's (-1) where no day is said; ``coming``: one that has not begun."""
        first, last = HOURS[self.name]
        if prefer == "past":
            return -1 if now.hour < first else 0
        return 1 if now.hour >= (first if coming else last) else 0

    def reading(self, hour: int) -> tuple[int, int]:
        """Days to add, and the hour from 0 to 23, for an hour of the clock's face said beside it."""
        if hour > 12:
            return divmod(hour, 24)
        if self.name == "night":
            return {12: (1, 0), 1: (1, 1), 2: (1, 2), 3: (1, 3)}.get(hour, (0, hour + 12))
        if self.name in ("pm", "noon"):
            morning = hour == 12 or (self.name == "noon" and hour >= 10)
            return 0, hour if morning else hour + 12
        if self.name == "day" and hour < EVENING_FROM:
            return 0, hour + 12
        if self.name == "dawn" and hour >= LATE:
            return 0, 0 if hour == 12 else hour + 12  # 半夜11点
        return 0, hour


@dataclass(frozen=True)
class Clock:
    """A time as said: ``half`` is "am", "pm", "24" where the hour is beyond doubt, or empty."""

    hour: int
    minute: int = 0
    half: str = ""
    part: Part | None = None
    zone: ZoneInfo | None = None
    """The zone it was said in, where another than the sender's."""

    def readings(self) -> list[tuple[int, time]]:
        """Days to add and the time, the likeliest first."""
        if self.half in ("am", "pm"):
            return [(0, time(self.hour % 12 + (12 if self.half == "pm" else 0), self.minute))]
        if self.hour == 0 and self.part is not None and self.part.name == "night":
            return [(1, time(0, self.minute))]
        told = self.part is not None and 0 < self.hour < NOON  # 下午02:30
        if (self.half == "24" and not told) or self.hour > 12 or self.hour == 0:
            return [(self.hour // 24, time(self.hour % 24, self.minute))]
        if self.part:
            days, hour = self.part.reading(self.hour)
            return [(days, time(hour, self.minute))]
        early, late = time(self.hour % 12, self.minute), time(self.hour % 12 + 12, self.minute)
        return [(0, late), (0, early)] if self.hour < EVENING_FROM or self.hour == 12 else [(0, early), (0, late)]

    def on(self, day: date, now: datetime | None, prefer: str) -> datetime:
        """The moment on a day; on today, of two readings the one that the past or the future leaves."""
        options = [datetime.combine(day + timedelta(days=days), clock) for days, clock in self.readings()]
        if now is not None and len(options) > 1 and day == now.date():
            fitting = [one for one in options if (one <= now if prefer == "past" else one >= now)]
            options = fitting or options
        return options[0]

    def nearest(self, now: datetime, prefer: str) -> datetime:
        """The moment where no day is said: the next one, or the last where the past is preferred."""
        days, usual = self.readings()[0]
        base = now.date() + timedelta(days=days)
        found = sorted(self._around(base, usual, now, prefer))
        if prefer == "past":
            return next((one for one in reversed(found) if one <= now), found[0])
        return next((one for one in found if one > now), found[-1])

    def _around(self, base: date, usual: time, now: datetime, prefer: str) -> Iterator[datetime]:
        for step in (-1, 0, 1):
            yield datetime.combine(base + timedelta(days=step), usual)
        others = self.readings()[1:]
        if others and EVENING_FROM <= self.hour < MORNING_FROM:
            yield datetime.combine(now.date(), others[0][1])

    def last_before(self, limit: datetime) -> datetime:
        """The latest reading before a moment: "10" in "10–11am", "11" in "11–1pm"."""
        options = {datetime.combine(limit.date() + timedelta(days=shift + days), clock) for days, clock in self.readings() for shift in (-1, 0)}
        return max((one for one in options if one < limit), default=limit)

    def first_after(self, start: datetime) -> datetime:
        """The earliest reading after a moment: "5" in "9 to 5"."""
        options = {datetime.combine(start.date() + timedelta(days=shift + days), clock) for days, clock in self.readings() for shift in (0, 1)}
        return min((one for one in options if one > start), default=start)


def valid(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment, or the first one after the hour that the zone skips in spring."""
    while moment.replace(tzinfo=zone).astimezone(_UTC).astimezone(zone).replace(tzinfo=None) != moment:
        moment += MINUTE
    return moment


def later(moment: datetime, zone: ZoneInfo, seconds: int) -> datetime:
    """So many seconds of real time after a moment on the wall clock, on the wall clock again."""
    return (moment.replace(tzinfo=zone).astimezone(_UTC) + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None)


_UTC = ZoneInfo("UTC")
