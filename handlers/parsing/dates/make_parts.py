"""Makers of parts of longer stretches: the end of a month, the first Monday, the last working day, early next year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.parsing.dates.answers import When
from handlers.parsing.dates.beside import Around, Beside, NthBeside
from handlers.parsing.dates.clocks import Part
from handlers.parsing.dates.days import DAY, Calendar, Days, Fixed, Months, Nested, Now, Weekday, WeekOfYear
from handlers.parsing.dates.digits import make_months
from handlers.parsing.dates.festivals import Festival
from handlers.parsing.dates.lengths import Length
from handlers.parsing.dates.make_days import aimed
from handlers.parsing.dates.parts import Edge, HalfOf, Nth, Recurring, Several, Units, unit_of
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def edge(slots: Slots, now: Now) -> Made:
    """The end of the quarter, early next year, 月底."""
    name = slots["edge"]
    if "unit" in slots:
        days = unit_of(now.today, slots["unit"], 0, now)
        whole = days and (days.grain not in ("day", "days") or (name == "rest" and days.grain == "day"))
        return {"date": Nested(Recurring(slots["unit"]), Edge(name))} if whole else None
    calendar = slots["date"]
    if name in ("begin", "end") and ("verbs" in slots or (calendar.grain == "day" and "firm" not in slots)):
        return None  # "start Monday", "end Friday", "start in March": verbs
    if name == "rest" and "firm" not in slots:
        return None  # "she'll pay the rest next Friday"
    return {"date": Nested(calendar, Edge(name))}


@maker
def closing(slots: Slots, now: Now) -> Made:
    """Close of the quarter, close Jan; "close this month" is what deals do."""
    if "bare" in slots and not isinstance(slots["date"], Months):
        return None
    return edge({**slots, "edge": slots["closing"], "firm": True}, now)


@maker
def mark_nth(slots: Slots, _now: Now) -> Made:
    """The first Monday of, 最后一个工作日: one or some of what a stretch holds, which is still to be said."""
    number = slots["ordinal"]
    if number < slots.get("least", -1):
        return None
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
    """春节后第一个工作日, the third Tuesday after Easter: the n-th after (``sign`` 1) or before (-1) a date; the last before it is the first back."""
    one = slots["nth"]
    if not isinstance(one, Nth) or (one.number < 0 and slots["sign"] > 0):
        return None
    return {"date": NthBeside(slots["date"], replace(one, number=abs(one.number)), slots["sign"])}


@maker
def week_of_festival(slots: Slots, _now: Now) -> Made:
    """Christmas week, Thanksgiving weekend."""
    return {"date": Around(Festival(slots["festival"]), slots["unit"])}


@maker
def several(slots: Slots, _now: Now) -> Made:
    """今年前三个月, 12月后两周: the first or last so long of a stretch; not of a day, before or after which so long is meant."""
    if slots["date"].grain in ("day", "days"):
        return None
    return {"date": Nested(slots["date"], Several(slots["ordinal"], slots["length"]))}


@maker
def first_quarters(slots: Slots, _now: Now) -> Made:
    """前三季度: the first so many quarters of a year."""
    length = Length(months=3 * slots["quarter_number"], grain="quarter")
    return {"date": Nested(Recurring("year", current=True), Several(1, length))}


@maker
def half_month(slots: Slots, _now: Now) -> Made:
    """上半月: the first or second half of this or another month."""
    return {"date": Nested(slots.get("date", Recurring("month")), HalfOf(slots["half_month"]))}


@maker
def week_with(slots: Slots, _now: Now) -> Made:
    """The week of 7 December, 12月7日那周."""
    return {"date": Around(slots["date"], slots.get("unit", "week"))}


@maker
def beside(slots: Slots, now: Now) -> Made:
    """The Monday after Easter, the weekend before Christmas, the day after tomorrow: the unit or weekday next to a date."""
    if isinstance(slots.get("inner"), Fixed):
        return None  # "this week from Tuesday"
    return {"date": Beside(slots["date"], slots["sign"], slots.get("inner"), slots.get("unit", "day"))}


@maker
def weekday_beside(slots: Slots, now: Now) -> Made:
    """圣诞后的周一: the weekday next to a date."""
    return beside({**slots, "inner": slots["other"]}, now) if isinstance(slots["other"], Weekday) else None


@maker
def season(slots: Slots, now: Now) -> Made:
    """This summer, 明年春天: three months, as the weather service counts them in the north.

    ``count``: so many of them, as of 暑假; ``side``: its first (1) or last day (-1).
    """
    count = slots.get("count", 3)
    cycle = Months(slots["season"], count, "quarter")
    if "side" in slots:
        return {"date": Nested(cycle, Several(slots["side"], Length(days=1)))}
    if "date" in slots:
        return {"date": Nested(slots["date"], cycle)} if slots["date"].grain == "year" else None
    if (year := slots.get("year")) is not None:
        return {"date": make_months(year, slots["season"], count, "quarter")}
    return aimed(cycle, slots, now)


@maker
def quarter_in(slots: Slots, now: Now) -> Made:
    """明年第一季: a quarter by a word that is one only beside a year."""
    return {"date": Nested(slots["date"], Months(slots["quarter_number"] * 3 - 2, 3, "quarter"))} if slots["date"].grain == "year" else None


@maker
def part_of_day(slots: Slots, now: Now) -> Made:
    """This morning, last night: a part of today, or of yesterday."""
    if slots["rel"] > 0:
        return None
    day = now.local.date() + slots["rel"] * DAY
    return {"when": When(Fixed(Days(day, day)), Part(slots["part"]))}


@maker
def so_far(slots: Slots, now: Now) -> Made:
    """Year to date."""
    days = unit_of(now.local.date(), slots["unit"], 0, now)
    return {"date": Fixed(Days(days.first, now.local.date(), "days"))} if days else None
