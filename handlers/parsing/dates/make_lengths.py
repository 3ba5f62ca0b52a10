"""Makers of lengths of time, and of what is so long before or after now or a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from handlers.parsing.dates.answers import Range, Shifted, When, as_when
from handlers.parsing.dates.clocks import Clock
from handlers.parsing.dates.days import DAY, Days, Fixed, Leaning, Now, Weekday
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


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
        ends = [as_when(value) for one in slots["two_lengths"] for value in (shift({"length": one, "sign": slots["sign"]}, now) or {}).values()]
        return {"range": Range(*(end for end in ends[:: slots["sign"]] if end))}
    said: Length = slots["length"]
    if said.seconds:
        return instant(said.moment(now.local, slots["sign"], now))
    return {"date": said.shifted(now.local.date(), slots["sign"], now)}


def instant(moment: datetime) -> Made:
    """A moment on the wall clock."""
    return {"when": When(Fixed(Days(moment.date(), moment.date())), clock=Clock(moment.hour, moment.minute, "24"))}


@maker
def within(slots: Slots, now: Now) -> Made:
    """Within ten days, 两小时内: from now (or ``date``) to so long after; with ``sign`` -1 the time up to now."""
    said, sign = slots["two_lengths"][1] if "two_lengths" in slots else _length(slots), slots.get("sign", 1)
    if said.seconds:
        ends = [instant(now.local), instant(said.moment(now.local, sign, now))][::sign]
        return {"range": Range(*(end["when"] for end in ends if end))}
    today = now.local.date()
    first, last = sorted([today, said.moved(today, sign, now)])
    return {"date": Fixed(Days(first, last, "days"))}


@maker
def next_unit(slots: Slots, now: Now) -> Made:
    """The next hour, 上个小时: the unit of time up to now, or from now on."""
    made = Length.of(Fraction(1), slots["unit"])
    return within({"length": made, "sign": slots["rel"]}, now) if made and made.seconds and slots["rel"] in (1, -1) else None


@maker
def next_lengths(slots: Slots, now: Now) -> Made:
    """The next three days (from tomorrow), the last two weeks (up to yesterday), 最近一周 (``today``: up to today)."""
    said, sign = _length(slots), slots["rel"]
    if sign == 0 and said.days and not said.seconds:
        return {"date": Leaning(_beside(said, 1, now, today=True), before=_beside(said, -1, now, today=True))}  # 这两天
    if sign not in (1, -1):
        return None
    if said.seconds:
        return within({"length": said, "sign": sign}, now)
    return {"date": Fixed(_beside(said, sign, now, today="today" in slots))}


def _beside(said: Length, sign: int, now: Now, *, today: bool) -> Days:
    """So many days from tomorrow on, or up to yesterday; ``today`` among them or not."""
    here = now.local.date()
    near, far = here + sign * DAY, said.moved(here, sign, now)
    if today:
        near, far = here, far - sign * DAY
    return Days(min(near, far), max(near, far), "days")


def _length(slots: Slots) -> Length:
    """The length that is said, or one of the unit."""
    said: Length | None = slots["length"] if "length" in slots else Length.of(Fraction(slots.get("amount", 1)), slots["unit"])
    if said is None:
        raise ValueError
    return said


@maker
def lasting(slots: Slots, _now: Now) -> Made:
    """For three days from Monday: all of them, the first one among them."""
    base, said = slots["date"], slots["length"]
    if said.seconds or base.grain != "day":
        return None
    return {"range": Range(When(base), When(Shifted(Shifted(base, said, 1), Length(days=1), -1)))}


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
        return instant(said.moment(datetime.combine(start[0].day, start[0].time), sign, now))
    near = isinstance(base, Weekday) or (isinstance(base, Fixed) and base.grain == "day" and not base.around)
    if isinstance(base, When) or said.seconds or ("weeks" in slots and not (near and said.grain == "week")):
        return None
    if base == Fixed(Days(now.local.date(), now.local.date())):
        return {"date": said.shifted(now.local.date(), sign, now)}
    return {"date": Shifted(base, said, sign)}
