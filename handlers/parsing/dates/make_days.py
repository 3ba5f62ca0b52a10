"""Makers of days: what weekdays, months, holidays, quarters and their like mean together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from handlers.parsing.dates.beside import Around
from handlers.parsing.dates.days import (
    DAY,
    GRAINS,
    Calendar,
    Cycle,
    DayOfMonth,
    Days,
    Fixed,
    Months,
    Nested,
    Now,
    Weekday,
    Weekend,
    WeekOfYear,
)
from handlers.parsing.dates.digits import ROC, full_year, make_day, make_month_day, make_months, order_of
from handlers.parsing.dates.festivals import Festival
from handlers.parsing.dates.lunar import LunarDays
from handlers.parsing.dates.parts import Checked, unit_of
from handlers.parsing.dates.shapes import maker

NEAR = 10
"""How many years off a year of two digits may be."""
Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def day_from_today(slots: Slots, now: Now) -> Made:
    """Tomorrow, 大后天; with ``weeks``, so many weeks on: "tomorrow week"."""
    day = now.local.date() + timedelta(days=slots["dayrel"] + 7 * slots.get("weeks", 0))
    return {"date": Fixed(Days(day, day))}


@maker
def period(slots: Slots, now: Now) -> Made:
    """This, next or last week, month, quarter, year …: ``rel`` units from the one that today is in."""
    days = unit_of(now.local.date(), slots["unit"], slots.get("rel", 0) + slots.get("more", 0), now)
    return {"date": Fixed(days)} if days else None


@maker
def open_weekend(_slots: Slots, _now: Now) -> Made:
    """The weekend."""
    return {"date": Weekend()}


@maker
def month(slots: Slots, now: Now) -> Made:
    """March; with a year that March; with ``rel`` the next or the last one."""
    number = slots["month"]
    if not 1 <= number <= 12:
        return None
    if (year := slots.get("year")) is not None:
        return {"date": make_months(year, number, 1, "month")}
    return aimed(Months(number), slots, now)


@maker
def quarter(slots: Slots, now: Now) -> Made:
    """Q3; with a year, or as the third quarter."""
    return _part_of_year(slots["quarter_number"], 3, "quarter", slots, now)


@maker
def half_year(slots: Slots, now: Now) -> Made:
    """H2, 下半年; with a year."""
    return _part_of_year(slots["half_number"], 6, "half", slots, now)


def _part_of_year(number: int, size: int, grain: str, slots: Slots, now: Now) -> Made:
    if not 1 <= number * size <= 12:
        return None
    first = (number - 1) * size + 1
    if (year := slots.get("year")) is not None:
        return {"date": make_months(year, first, size, grain)}
    return aimed(Months(first, size, grain), slots, now)


def aimed(cycle: Cycle, slots: Slots, now: Now) -> Made:
    """A calendar that comes every year, or the next, last or this year's one of it."""
    rel = slots.get("rel")
    if rel is None:
        return {"date": cycle}
    today = now.local.date()
    if rel == 0:
        found = next(cycle.within(Days(date(today.year, 1, 1), date(today.year, 12, 31)), now), None)
    elif rel > 0:
        found = next(islice((days for days in cycle.occurrences(today, now) if days.first > today), rel - 1, None), None)
    else:
        found = Cycle.settle(cycle, Now(now.moment, now.zone, "past", base=(today.replace(day=1) if cycle.grain == "month" else today) - DAY))
    return {"date": Fixed(found)} if found else None


@maker
def month_day(slots: Slots, now: Now) -> Made:
    """The 5th of December, with or without a year."""
    number, day, year = slots["month"], slots["day"], slots.get("year")
    if not 1 <= number <= 12 or not 1 <= day <= 31:
        return None
    if year is None:
        return {"date": make_month_day(number, day)}
    return {"date": make_day(full_year(year), number, day)}


@maker
def dashed_month_day(slots: Slots, now: Now) -> Made:
    """On 4-22: in the order of the region; with a weekday only where it is one, which "Friday 2-3" is not."""
    pair = order_of(slots["first"], slots["last"], month_first=now.month_first)
    day = make_month_day(*pair) if pair else None
    settled = day.settle(now) if day else None
    if settled is None or slots.get("weekday", settled.first.isoweekday()) != settled.first.isoweekday():
        return None
    return {"date": day}


@maker
def double_day(slots: Slots, _now: Now) -> Made:
    """双11: the day whose number is that of its month."""
    return {"date": make_month_day(slots["number"], slots["number"])} if slots["number"] in (10, 11, 12) else None


@maker
def lunar_day(slots: Slots, _now: Now) -> Made:
    """正月初八, 农历八月十五, 闰四月; all of 腊月; with a year that lunar year's."""
    number, day, year = slots["month"], slots.get("day", 0), slots.get("year")
    if not 1 <= number <= 12 or not 0 <= day <= 30:
        return None
    cycle = LunarDays(number, day, leap="intercalary" in slots)
    return {"date": cycle if year is None else Nested(make_months(full_year(year), 1, 12, "year"), cycle)}


@maker
def same_month(slots: Slots, now: Now) -> Made:
    """去年本月: this month of another year."""
    today = now.local.date()
    return {"date": make_months(today.year + slots["year_rel"], today.month, 1, "month")} if slots["rel"] == 0 else None


@maker
def day_of_month(slots: Slots, _now: Now) -> Made:
    """The 15th, 15号."""
    return {"date": DayOfMonth(slots["day"])} if 1 <= slots["day"] <= 31 else None


@maker
def dotted_month_day(slots: Slots, now: Now) -> Made:
    """12.8号: month and day with a point between them."""
    number, _, day = slots["decimal"].partition(".")
    return month_day({"month": int(number), "day": int(day)}, now)


@maker
def year(slots: Slots, _now: Now) -> Made:
    """2027; 27年."""
    number = slots["year"]
    if number >= 100 and not 1900 <= full_year(number) < 2100:
        return None
    return {"date": make_months(number, 1, 12, "year")}


@maker
def roc_year(slots: Slots, _now: Now) -> Made:
    """民国115年: the year of the calendar for one counted from the Republic."""
    return dict.fromkeys(("year", "number"), slots["number"] + ROC) if 0 < slots["number"] < 189 else None


@maker
def near_year(slots: Slots, now: Now) -> Made:
    """26年 in 26年底: a year of two digits, one of those about now, where so many years might be meant."""
    number = slots["year"]
    return year(slots, now) if 10 <= number < 100 and abs(full_year(number) - now.local.year) <= NEAR else None


@maker
def week_of_year(slots: Slots, _now: Now) -> Made:
    """Week 48."""
    return {"date": WeekOfYear(slots["week"])} if 1 <= slots["week"] <= 53 else None


@maker
def festival(slots: Slots, now: Now) -> Made:
    """Christmas, 国庆; with ``rel`` the next, the last or this year's; with ``whole`` all its days off, of which ``last`` is the last."""
    cycle = Festival(slots["festival"], whole=bool(slots.get("whole")), last=bool(slots.get("last")))
    year = now.local.year + slots["year_rel"] if "year_rel" in slots else slots.get("year")
    if year is not None:
        return {"date": Nested(make_months(year, 1, 12, "year"), cycle)}
    return aimed(cycle, slots, now)


@maker
def as_date(slots: Slots, _now: Now) -> Made:
    """What is a date already, beside tokens that show that it is meant as one."""
    return {"date": slots["date"]}


@maker
def narrow(slots: Slots, now: Now) -> Made:
    """One date in another, whichever is said first: "Friday" in "next week", 15号 in 下个月."""
    if all(isinstance(slots[key], Nested | DayOfMonth) and slots[key].grain == "day" for key in ("one", "other")):
        return {"date": slots["other"]} if slots["one"] == slots["other"] else None
    if slots["one"].grain == slots["other"].grain == "day" and slots["one"].settle(now) == slots["other"].settle(now):
        return {"date": slots["other"]}  # "tomorrow, 24 November"
    if slots["other"] == Fixed(Days(now.local.date(), now.local.date())):
        confirmed = isinstance(slots["one"], Weekday) and slots["one"].number == now.local.isoweekday()
        return {"date": slots["other"]} if confirmed else _same_day(slots["one"], now)
    if isinstance(slots["one"], Weekend) and slots["other"].grain == "day":
        return {"date": Around(slots["other"], "weekend")}
    inner, outer = sorted((slots["one"], slots["other"]), key=_width)
    if isinstance(inner, Fixed) and inner.around and inner.grain == outer.grain == "day":
        inner, outer = outer, inner  # 三个月后10号
    if isinstance(outer, Fixed) and outer.around and isinstance(inner, Cycle) and inner.grain == "day":
        return {"date": Nested(outer, inner)}
    fixed = isinstance(outer, Fixed) and outer.grain == "day" and not outer.around and slots["one"] is outer
    if fixed and isinstance(inner, Weekday) and isinstance(outer, Fixed) and outer.days.first.isoweekday() != inner.number:
        return None  # 下周三、周五
    if isinstance(inner, Nested) and isinstance(inner.outer, Months) and outer.grain in ("week", "days") and Nested(outer, inner).settle(now) is None:
        return None  # "15 March next week": two dates
    if isinstance(inner, Festival) and outer.grain != "year":
        return None  # "after Diwali, second week of November"
    if isinstance(inner, Weekday) and outer.grain == "day" and not isinstance(outer, Weekday):
        return {"date": Checked(outer, inner)}
    if isinstance(inner, Fixed) or _width(inner) == _width(outer) or (isinstance(outer, Weekday | Weekend)):
        return None
    return {"date": Nested(outer, inner)}


def _same_day(outer: Calendar, now: Now) -> Made:
    """去年的今天, 下个月今天: the same weekday or date in another week, month or year."""
    today = now.local.date()
    if isinstance(outer, Fixed) and outer.around:
        return {"date": outer}
    same = {"week": Weekday(today.isoweekday()), "month": DayOfMonth(today.day), "year": make_month_day(today.month, today.day)}
    return {"date": Nested(outer, same[outer.grain])} if outer.grain in same else None


def _width(calendar: Calendar) -> tuple[int, bool]:
    """Narrow ones first; of two days the weekday, which only confirms the other."""
    return GRAINS.index(calendar.grain), not isinstance(calendar, Weekday)
