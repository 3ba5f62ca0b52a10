"""Makers of days from one to another, said in one breath: 24–28 August, 1–3月, 下周一至五, 今明两年."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.parsing.dates.answers import Range, When
from handlers.parsing.dates.days import DAY, GRAINS, Cycle, DayOfMonth, Days, Fixed, Months, Nested, Now
from handlers.parsing.dates.digits import full_year, make_months
from handlers.parsing.dates.make_days import day_of_month, dotted_month_day, month_day
from handlers.parsing.dates.make_weekdays import weekday
from handlers.parsing.dates.parts import unit_of
from handlers.parsing.dates.shapes import maker

Slots = Mapping[str, Any]
Made = Mapping[str, Any] | None


@maker
def month_days(slots: Slots, now: Now) -> Made:
    """24–28 August, 5–8号, the 4th to the 8th of next month: two days of one month."""
    make = month_day if "month" in slots else _day_of_this_month if "unit" in slots else day_of_month
    first, last = (make({**slots, "day": slots[key]}, now) for key in ("first", "last"))
    if not first or not last or slots["first"] >= slots["last"] or ("adjacent" in slots and slots["last"] > slots["first"] + 1):
        return None
    return {"range": Range(When(first["date"]), When(last["date"]))}


def _day_of_this_month(slots: Slots, now: Now) -> Made:
    month = unit_of(now.local.date(), slots["unit"], slots["rel"], now) if slots["unit"] == "month" else None
    return {"date": Nested(Fixed(month), DayOfMonth(slots["day"]))} if month and 1 <= slots["day"] <= 31 else None


@maker
def day_of_that_month(slots: Slots, now: Now) -> Made:
    """下个月25: a day of this month, the next or the last one."""
    return _day_of_this_month({**slots, "unit": "month"}, now)


@maker
def range_in(slots: Slots, _now: Now) -> Made:
    """去年10月到12月, 明年3月1-5日: from one day or month to another, both of the year or month said before."""
    outer, ends = slots["date"], (slots["range"].first, slots["range"].last)
    narrower = all(isinstance(end.calendar, Cycle) and GRAINS.index(end.calendar.grain) < GRAINS.index(outer.grain) for end in ends)
    if outer.grain not in ("month", "year") or not narrower:
        return None
    return {"range": Range(*(replace(end, calendar=Nested(outer, end.calendar)) for end in ends))}


@maker
def months_to(slots: Slots, now: Now) -> Made:
    """1–3月, Nov–Feb 2027: from one month to another; the year is that of the last."""
    first, last, year = slots["first"], slots["last"], slots.get("year")
    if not 1 <= first <= 12 or not 1 <= last <= 12 or first == last:
        return None
    if year is None:
        return {"range": Range(When(Months(first)), When(Months(last)))}
    return {"date": make_months(full_year(year) - (first > last), first, (last - first) % 12 + 1, "half")}


@maker
def days_together(slots: Slots, now: Now) -> Made:
    """今明两天: from one day to another, both counted from today."""
    first, last = (now.local.date() + int(shift) * DAY for shift in slots["days_together"].split())
    return {"date": Fixed(Days(first, last, "days"))}


@maker
def years_together(slots: Slots, now: Now) -> Made:
    """今明两年: from one year to another, both counted from this one."""
    first, last = (make_months(now.local.year + int(shift), 1, 12, "year") for shift in slots["years_together"].split())
    return {"range": Range(When(first), When(last))}


@maker
def weekdays_to(slots: Slots, now: Now) -> Made:
    """下周一至五, 周三四: from one day of a week to another; ``adjacent``: to the one after it."""
    first, last = slots["weekday"], slots["weekday_digit"]
    if last <= first or ("adjacent" in slots and last != first + 1):
        return None
    ends = [weekday({**slots, "weekday": number}, now) for number in (first, last)]
    return {"range": Range(*(When(end["date"]) for end in ends if end))}


@maker
def dotted_month_days(slots: Slots, now: Now) -> Made:
    """10.1–10.7: from one such day to another."""
    first, last = (dotted_month_day({"decimal": slots[key]}, now) for key in ("first", "last"))
    if not first or not last or float(slots["first"]) >= float(slots["last"]):
        return None
    return {"range": Range(When(first["date"]), When(last["date"]))}


@maker
def years_to(slots: Slots, _now: Now) -> Made:
    """2018–2019年."""
    first, last = make_months(slots["first"], 1, 12, "year"), make_months(slots["last"], 1, 12, "year")
    return {"range": Range(When(first), When(last))} if slots["first"] < slots["last"] else None


@maker
def to_dotted_day(slots: Slots, now: Now) -> Made:
    """2026.12.1-12.5: from a day of a year to a month and day with a point between them."""
    last = dotted_month_day({"decimal": slots["last"]}, now)
    if not isinstance(slots["first"], Fixed) or slots["first"].grain != "day" or not last:
        return None
    return {"range": Range(When(slots["first"]), When(last["date"]))}


@maker
def until_now(slots: Slots, now: Now) -> Made:
    """年初至今, 今年以来: from the beginning of a stretch to today; with ``since`` that of the one that today is in."""
    days, today = slots["date"].settle(replace(now, prefer="past")), now.local.date()
    if days is None or days.first >= today or ("since" in slots and (days.grain == "day" or days.last < today)):
        return None
    return {"date": Fixed(Days(days.first, today, "days"))}
