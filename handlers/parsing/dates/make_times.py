"""Makers of times of day, and of what days and times mean together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from handlers.parsing.dates.answers import Range, When, as_when
from handlers.parsing.dates.clocks import Clock, Part
from handlers.parsing.dates.days import Calendar, Cycle, Fixed, Nested, Now, Weekday
from handlers.parsing.dates.make_lengths import instant
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def clock(slots: Slots, _now: Now) -> Made:
    """A time of day from its hour, minute, half of the day or part of the day."""
    hour, minute = slots["hour"], slots.get("minute", 0)
    if (
        not slots.get("least", 0) <= hour <= slots.get("most", 24)
        or not 0 <= minute < 60
        or (slots.get("half") in ("am", "pm") and not 1 <= hour <= 12)
    ):
        return None
    if slots.get("number", hour) != hour:
        return None  # "12 noon", yet not "2026 noon"
    if slots.get("bare") and minute < 10:
        return None  # "三点五" is 3.5
    part = slots.get("part")
    return {"clock": Clock(hour, minute, slots.get("half", ""), Part(part) if part else None)}


@maker
def hours_about(slots: Slots, _now: Now) -> Made:
    """下午三四点: from one hour to the next."""
    ends = [clock({**slots, "hour": hour}, _now) for hour in slots["two_numbers"]]
    return span({"first": ends[0]["clock"], "last": ends[1]["clock"]}, _now) if ends[0] and ends[1] else None


@maker
def clock_to(slots: Slots, now: Now) -> Made:
    """Quarter to five, ten past two: minutes before (``sign`` -1) or after an hour."""
    minutes, said = slots["minute"], slots.get("hour")
    whole = said if isinstance(said, Clock) else Clock(slots.get("named_hour", said), half=slots.get("half", "" if said else "24"))
    if not 0 < minutes < 60 or not 0 <= whole.hour <= 24 or whole.minute:
        return None
    if slots["sign"] > 0:
        return {"clock": replace(whole, minute=minutes)}
    before = (whole.hour - 1) % 24 if whole.half == "24" else whole.hour - 1 or 12
    return {"clock": replace(whole, hour=before, minute=60 - minutes)} if before >= 0 else None


@maker
def as_clock(slots: Slots, _now: Now) -> Made:
    """A time of day that only its surroundings show to be one; with ``part`` or ``half``, in that part of the day."""
    said: Clock = slots["clock"]
    if "part" in slots:
        said = replace(said, part=Part(slots["part"]))
    if "half" in slots:
        said = replace(said, half=slots["half"])
    return {"clock": said}


@maker
def to_the_second(slots: Slots, _now: Now) -> Made:
    """17点55分23秒: seconds are not kept."""
    return {"clock": slots["clock"]} if slots["length"].grain == "second" else None


@maker
def in_zone(slots: Slots, _now: Now) -> Made:
    """4pm CET, 北京时间下午三点: a time on the clocks of another zone."""
    zone = ZoneInfo(slots["zone"])
    if "clock" in slots:
        return {"clock": replace(slots["clock"], zone=zone)}
    ends = (replace(end, clock=replace(end.clock, zone=zone)) if end.clock else end for end in (slots["range"].first, slots["range"].last))
    return {"range": Range(*ends)}


@maker
def number(slots: Slots, _now: Now) -> Made:
    """Twenty five."""
    return {"number": slots["tens"] + slots["ones"]}


@maker
def ordinal(slots: Slots, _now: Now) -> Made:
    """第三, "twenty first"."""
    return {"ordinal": slots.get("tens", 0) + slots["number"]}


@maker
def rank(slots: Slots, _now: Now) -> Made:
    """第三: which of several, said after what holds them."""
    return {"rank": slots["number"]}


@maker
def same_time(slots: Slots, now: Now) -> Made:
    """明天同一时间: the time of day that it is now, on another day."""
    day = Nested(slots["date"], Weekday(now.local.isoweekday())) if slots["date"].grain == "week" else slots["date"]
    return {"when": When(day, clock=Clock(now.local.hour, now.local.minute, "24"))} if day.grain == "day" else None


@maker
def right_now(_slots: Slots, now: Now) -> Made:
    """Now, where nothing else is said."""
    return instant(now.local)


@maker
def when(slots: Slots, _now: Now) -> Made:
    """A day with a part of the day or a time: "Friday 3pm", 明天下午三点, "tonight at 8"."""
    calendar, part, said = slots.get("date"), slots.get("part"), slots.get("clock")
    told = {"direction": slots["direction"]} if "direction" in slots else {}
    if "hour" in slots:
        if not 0 < slots["hour"] <= slots.get("most", 24) or slots.get("minute", 10) not in range(10, 60):
            return None
        said = Clock(slots["hour"], slots.get("minute", 0))
    if isinstance(calendar, When):
        if (calendar.clock and said) or (calendar.part and part):
            return None
        return {**told, "when": When(calendar.calendar, Part(part) if part else calendar.part, said or calendar.clock)}
    if said is not None and calendar is not None and calendar.grain not in ("day", "days"):
        return None
    return {**told, "when": When(calendar, Part(part) if part else None, said, coming=bool(slots.get("next")))}


@maker
def moment(slots: Slots, _now: Now) -> Made:
    """2027-01-15T10:00."""
    day, said = slots["moment"]
    return {"when": When(day, clock=said)}


@maker
def span(slots: Slots, _now: Now) -> Made:
    """From one to another: "9 to 5", 周三到周五, "Dec 1 – Dec 5"."""
    first, last = (as_when(slots[key], slots.get("most", 24)) for key in ("first", "last"))
    if first is None or last is None:
        return None
    if isinstance(first.calendar, Fixed) and isinstance(last.calendar, Fixed) and first.calendar.days.first > last.calendar.days.last:
        return None
    return {"range": Range(first, last)}


@maker
def from_now(slots: Slots, now: Now) -> Made:
    """从现在到八点: from now to another time."""
    return span({"first": (instant(now.local) or {})["when"], "last": slots["last"]}, now)


@maker
def span_with_now(slots: Slots, now: Now) -> Made:
    """Between now and Friday, from 8am to now."""
    here = (instant(now.local) or {})["when"]
    return span({"first": slots.get("first", here), "last": slots.get("last", here)}, now)


@maker
def span_in(slots: Slots, _now: Now) -> Made:
    """A range of times on a day: "Thursday, between 2 and 3pm"."""
    said: Range = slots["range"]
    if said.first.calendar or said.last.calendar:
        return None
    base = as_when(slots["date"])
    if base is None or base.clock or (base.calendar and base.calendar.grain != "day"):
        return None
    return {"range": Range(When(base.calendar, base.part or said.first.part, said.first.clock), said.last)}


@maker
def days_within(slots: Slots, _now: Now) -> Made:
    """Next week between Wednesday and Friday: days of a longer stretch."""
    outer: Calendar = slots["date"]
    said = slots["range"] if "range" in slots else Range(When(slots["first"]), When(slots["last"]))
    ends = [end.calendar for end in (said.first, said.last) if isinstance(end.calendar, Cycle) and end.calendar.grain == "day" and not end.clock]
    if outer.grain in ("day", "days") or len(ends) < 2:
        return None
    return {"range": Range(*(When(Nested(outer, end)) for end in ends))}


@maker
def hours_to(slots: Slots, _now: Now) -> Made:
    """上午9到11点: hours of one part of the day."""
    last: Clock = slots["clock"]
    if not 1 <= slots["hour"] <= 12:
        return None
    return {"range": Range(When(clock=Clock(slots["hour"], part=Part(slots["part"]))), When(clock=last))}


@maker
def hours_of(slots: Slots, _now: Now) -> Made:
    """Tomorrow 2-3: hours of a day."""
    first, last = as_when(slots["first"]), as_when(slots["last"])
    if first is None or last is None or slots["date"].grain != "day":
        return None
    return {"range": Range(When(slots["date"], clock=first.clock), last)}
