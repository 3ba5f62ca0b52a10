"""Working days of a country: weekends, public holidays, and China's make-up workdays."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Set
from datetime import date, timedelta
from functools import cache, lru_cache

SATURDAY_AND_SUNDAY = frozenset((5, 6))


@cache
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """A country's public holidays in a year, named in English where it has such names; none for a country that is not known."""
    return _calendar(country, year)[0]


@lru_cache(4096)
def is_workday(day: date, country: str) -> bool:
    """Whether people work on that day; Monday to Friday where the country is not known."""
    if country == "CN":
        import chinese_calendar

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:  # a year whose make-up days are not announced yet
            pass
    known, weekend = _calendar(country, day.year)
    return day.weekday() not in weekend and day not in known


def add_workdays(day: date, count: int, country: str) -> date:
    """The workday that is ``count`` workdays after (or before) a day; ``count`` is not 0."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        if is_workday(day, country):
            count -= 1 if count > 0 else -1
    return day


@cache
def _calendar(country: str, year: int) -> tuple[Mapping[date, str], Set[int]]:
    """Holidays and weekend days (Monday is 0) of a country in a year."""
    import holidays

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # years beyond those that are announced are estimated, or left out
        try:
            known = holidays.country_holidays(country, years=year, language="en_US")
        except NotImplementedError:
            return {}, SATURDAY_AND_SUNDAY
        return {day: known[day] for day in known if day.year == year}, known.weekend
