"""Pushes that come every working day at an hour of their own."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from handlers.hours import OFF, Hours, local_instant
from scheduler.pushes import Occasion


def out_of_quiet(hours: Hours, meant_for: datetime, now: datetime) -> datetime:
    """When a push that has become late may go out; one whose hour was set into the night on purpose goes out then."""
    return now if hours.is_quiet(meant_for) else hours.after_quiet(now)


def next_daily(hours: Hours, after: datetime, names: tuple[str, ...], useful_for: timedelta | None = None) -> Occasion | None:
    """The first of the named hours of a working day that is later than that; None where all of them are off.

    A word is of use for the time given, else until the next one of the day, the last one until the day's end.
    """
    kept = [name for name in names if hours.times.get(name) != OFF]
    day = after.astimezone(hours.zone).date()
    while kept:
        if hours.is_working_day(day):
            later = [(at, name) for at, name in sorted((hours.at(day, name), name) for name in kept) if at > after]
            if later:
                (at, name), *others = later
                end = others[0][0] if others else local_instant(day + timedelta(days=1), time(), hours.zone)
                return Occasion(at, name, until=at + useful_for if useful_for else end)
        day = hours.next_working_day(day)
    return None
