"""Makers of weekdays: that of this or another week, the coming one, two Fridays ago, Wed the 2nd."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.parsing.dates.answers import Range, When
from handlers.parsing.dates.days import DayOfMonth, Days, Fixed, Leaning, Now, Weekday, week_of
from handlers.parsing.dates.parts import Checked
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def weekday(slots: Slots, now: Now) -> Made:
    """Friday; with ``rel``, that of this week, the next or the last one."""
    number, rel = slots["weekday"], slots.get("rel")
    if rel is None:
        return {"date": Weekday(number)}
    day = week_of(now.local.date(), rel).first + timedelta(days=number - 1)
    if slots.get("lean") and rel == 0 and day <= now.local.date():
        ahead = day + timedelta(days=7)  # "this Monday", said on a Wednesday about what is to come
        return {"date": Leaning(Days(ahead, ahead), before=Days(day, day))}
    return {"date": Fixed(Days(day, day))}


@maker
def weekdays_of_week(slots: Slots, now: Now) -> Made:
    """Tuesday to Thursday next week: both of it."""
    if slots["unit"] != "week" or slots["first"] >= slots["last"]:
        return None
    monday = week_of(now.local.date(), slots["rel"]).first
    days = (monday + timedelta(days=slots[key] - 1) for key in ("first", "last"))
    return {"range": Range(*(When(Fixed(Days(day, day))) for day in days))}


@maker
def coming_weekday(slots: Slots, now: Now) -> Made:
    """The coming Friday, or the past one (``prefer``), and ``weeks`` on: "Friday week"."""
    aimed = Now(now.moment, now.zone, slots.get("prefer", "future"))
    days = Weekday(slots["weekday"]).settle(aimed)
    if days is None:
        return None
    day = days.first + timedelta(days=7 * slots.get("weeks", 0))
    return {"date": Fixed(Days(day, day))}


@maker
def counted_weekday(slots: Slots, now: Now) -> Made:
    """Two Fridays ago, three Mondays from now."""
    if not 0 < slots["number"] < 60:
        return None
    aimed = Now(now.moment, now.zone, "future" if slots["sign"] > 0 else "past")
    days = Weekday(slots["weekdays"]).settle(aimed)
    if days is None:
        return None
    day = days.first + timedelta(days=7 * (slots["number"] - 1) * slots["sign"])
    return {"date": Fixed(Days(day, day))}


@maker
def weekday_and_day(slots: Slots, _now: Now) -> Made:
    """Wed the 2nd."""
    return {"date": Checked(DayOfMonth(slots["day"]), Weekday(slots["weekday"]))} if slots.get("least", 1) <= slots["day"] <= 31 else None
