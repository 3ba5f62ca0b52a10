"""Makers of times of day, lengths of time, and of what days and times mean together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from handlers.parsing.dates.answers import Range, Shifted, When
from handlers.parsing.dates.clocks import Clock, Part
from handlers.parsing.dates.days import DAY, Calendar, Cycle, Days, Fixed, Nested, Now
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def clock(slots: Slots, _now: Now) -> Made:
    """A time of day from its hour, minute, half of the day or part of the day."""
    hour, minute = slots["hour"], slots.get("minute", 0)
    if not slots.get("least", 0) <= hour <= 24 or not 0 <= minute < 60 or (slots.get("half") in ("am", "pm") and not 1 <= hour <= 12):
        return None
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
def length(slots: Slots, _now: Now) -> Made:
    """Two weeks, half an hour, 一个半小时: ``amount`` (or one) and ``extra`` of a unit."""
    amount = Fraction(slots.get("amount", 1)) + Fraction(slots.get("extra", 0))
    made = Length.of(amount, slots["unit"])
    return {"length": made} if made else None


@maker
def month_count(slots: Slots, _now: Now) -> Made:
    """前两月, 后三月: a length only in a year."""
    made = Length.of(Fraction(slots["amount"]), "month")
    return {"month_count": made} if made and 0 < slots["amount"] < 12 else None


@maker
def lengths(slots: Slots, _now: Now) -> Made:
    """An hour and ten minutes."""
    one, other = slots["one"], slots["other"]
    return {"length": one + other} if one.grain != other.grain else None


@maker
def lengths_between(slots: Slots, _now: Now) -> Made:
    """Two or three weeks, 两三周."""
    few, many = slots["two_numbers"] if "two_numbers" in slots else (slots["amount"], slots["more"])
    made = [Length.of(Fraction(amount), slots["unit"]) for amount in (few, many)]
    return {"two_lengths": made} if None not in made and few < many else None


@maker
def shift(slots: Slots, now: Now) -> Made:
    """In two weeks, three days ago, 半小时后: so long after (``sign`` 1) or before (-1) now."""
    if "two_lengths" in slots:
        ends = [value for one in slots["two_lengths"] for value in (shift({"length": one, "sign": slots["sign"]}, now) or {}).values()]
        return span(dict(zip(("first", "last"), ends[:: slots["sign"]], strict=True)), now)
    said: Length = slots["length"]
    if said.seconds:
        return _instant(said.moment(now.local, slots["sign"], now))
    return {"date": said.shifted(now.local.date(), slots["sign"], now)}


def _instant(moment: datetime) -> Made:
    return {"when": When(Fixed(Days(moment.date(), moment.date())), clock=Clock(moment.hour, moment.minute, "24"))}


@maker
def same_time(slots: Slots, now: Now) -> Made:
    """明天同一时间: the time of day that it is now, on another day."""
    return {"when": When(slots["date"], clock=Clock(now.local.hour, now.local.minute, "24"))} if slots["date"].grain == "day" else None


@maker
def right_now(_slots: Slots, now: Now) -> Made:
    """Now, where nothing else is said."""
    return _instant(now.local)


@maker
def within(slots: Slots, now: Now) -> Made:
    """Within ten days, 两小时内: from now (or ``date``) to so long after; with ``sign`` -1 the time up to now."""
    said, sign = slots["two_lengths"][1] if "two_lengths" in slots else _length(slots), slots.get("sign", 1)
    if said.seconds:
        ends = [_instant(now.local), _instant(said.moment(now.local, sign, now))][::sign]
        return {"range": Range(*(end["when"] for end in ends if end))}
    today = now.local.date()
    first, last = sorted([today, said.moved(today, sign, now)])
    return {"date": Fixed(Days(first, last, "days"))}


@maker
def next_lengths(slots: Slots, now: Now) -> Made:
    """The next three days (from tomorrow), the last two weeks (up to yesterday), 最近一周 (``today``: up to today)."""
    said, sign = _length(slots), slots["rel"]
    if sign == 0 and said.days and not said.seconds:
        sign, slots = (-1 if now.prefer == "past" else 1), {**slots, "today": True}  # 这两天
    if sign not in (1, -1):
        return None
    if said.seconds:
        return within({"length": said, "sign": sign}, now)
    today = now.local.date()
    near, far = today + sign * DAY, said.moved(today, sign, now)
    if slots.get("today"):
        near, far = today, far - sign * DAY
    first, last = sorted([near, far])
    return {"date": Fixed(Days(first, last, "days"))}


def _length(slots: Slots) -> Length:
    """The length that is said, or one of the unit."""
    said: Length | None = slots["length"] if "length" in slots else Length.of(Fraction(1), slots["unit"])
    assert said is not None
    return said


@maker
def lasting(slots: Slots, _now: Now) -> Made:
    """For three days from Monday: all of them, the first one among them."""
    base, said = slots["date"], slots["length"]
    if said.seconds or base.grain != "day":
        return None
    return {"range": Range(When(base), When(Shifted(Shifted(base, said, 1), Length(days=1), -1)))}


@maker
def next_unit(slots: Slots, now: Now) -> Made:
    """The next hour, 上个小时: the unit of time up to now, or from now on."""
    made = Length.of(Fraction(1), slots["unit"])
    return within({"length": made, "sign": slots["rel"]}, now) if made and made.seconds and slots["rel"] in (1, -1) else None


@maker
def shift_date(slots: Slots, now: Now) -> Made:
    """Two days before Christmas, a week from Monday, 下周一之后三天."""
    base, said, sign = slots["date"], slots["length"], slots["sign"]
    if isinstance(base, Clock):
        base = When(clock=base)
    if isinstance(base, When) and base.clock is not None:
        start = base.settle(now)
        if start is None or start[0].time is None:
            return None
        return _instant(said.moment(datetime.combine(start[0].day, start[0].time), sign, now))
    if isinstance(base, When) or said.seconds:
        return None
    return {"date": Shifted(base, said, sign)}


@maker
def when(slots: Slots, _now: Now) -> Made:
    """A day with a part of the day or a time: "Friday 3pm", 明天下午三点, "tonight at 8"."""
    calendar, part, said = slots.get("date"), slots.get("part"), slots.get("clock")
    told = {"direction": slots["direction"]} if "direction" in slots else {}
    if "hour" in slots:
        if not 0 < slots["hour"] <= slots.get("most", 24):
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
    first, last = (_when(slots[key], slots.get("most", 24)) for key in ("first", "last"))
    if first is None or last is None:
        return None
    if isinstance(first.calendar, Fixed) and isinstance(last.calendar, Fixed) and first.calendar.days.first > last.calendar.days.last:
        return None
    return {"range": Range(first, last)}


@maker
def from_now(slots: Slots, now: Now) -> Made:
    """从现在到八点: from now to another time."""
    return span({"first": (_instant(now.local) or {})["when"], "last": slots["last"]}, now)


@maker
def span_in(slots: Slots, _now: Now) -> Made:
    """A range of times on a day: "Thursday, between 2 and 3pm"."""
    said: Range = slots["range"]
    if said.first.calendar or said.last.calendar:
        return None
    base = _when(slots["date"])
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
    first, last = _when(slots["first"]), _when(slots["last"])
    if first is None or last is None or slots["date"].grain != "day":
        return None
    return {"range": Range(When(slots["date"], clock=first.clock), last)}


def _when(value: When | Calendar | Clock | int, most: int = 24) -> When | None:
    if isinstance(value, When):
        return value
    if isinstance(value, Clock):
        return When(clock=value)
    if isinstance(value, int):
        return When(clock=Clock(value)) if 0 < value <= most else None
    return When(value)
