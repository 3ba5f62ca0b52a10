"""Working days of a country: weekends, public holidays, and China's make-up workdays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def public_holidays(country: str) -> HolidayBase | None:
    """A country's public holidays, named in English where it has such names; None for a country that is not known. Years are filled in as asked."""
    import holidays

    try:
        return holidays.country_holidays(country, language="en_US")
    except NotImplementedError:
        return None


@lru_cache(4096)
def is_workday(day: date, country: str) -> bool:
    """Whether people work on that day; Monday to Friday where the country is not known."""
    if country == "CN":
        import chinese_calendar

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:  # a year whose make-up days are not announced yet
            pass
    known = public_holidays(country) if country else None
    if known is None:
        return day.isoweekday() < 6
    return day.weekday() not in known.weekend and day not in known


def add_workdays(day: date, count: int, country: str) -> date:
    """The workday that is ``count`` workdays after (or before) a day; ``count`` is not 0."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        if is_workday(day, country):
            count -= 1 if count > 0 else -1
    return day
