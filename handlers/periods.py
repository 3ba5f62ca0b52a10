"""Periods as the parse contract writes them: ``YYYY``, ``YYYY-Qn``, ``YYYY-MM``, ``YYYY-Www`` and ``YYYY-MM-DD``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from handlers import texts
from handlers.errors import UserError
from handlers.hours import Hours, local_instant

PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?")


def bounds(period: str) -> tuple[date, date]:
    """Its first and its last day; raises UserError for what is no period."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise UserError("errors.period", said=period)
    try:
        return _bounds(int(found["year"]), found["quarter"], found["week"], found["month"], found["day"])
    except ValueError as error:
        raise UserError("errors.period", said=period) from error


def _bounds(year: int, quarter: str | None, week: str | None, month: str | None, day: str | None) -> tuple[date, date]:
    if week:
        monday = date.fromisocalendar(year, int(week), 1)
        return monday, monday + timedelta(days=6)
    if day:
        only = date(year, int(month or 0), int(day))
        return only, only
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    last = int(month) if month else 3 * int(quarter) if quarter else 12
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def instants(period: str, hours: Hours) -> tuple[datetime, datetime]:
    """Its first moment and the first moment after it, in the zone of those hours."""
    first, last = bounds(period)
    return local_instant(first, time(), hours.zone), local_instant(last + timedelta(days=1), time(), hours.zone)


def containing(day: date) -> tuple[str, ...]:
    """The periods of each length that a day is in, the shortest first."""
    year, week, _ = day.isocalendar()
    return (day.isoformat(), f"{year}-W{week:02d}", f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}")


def spelt(language: str, period: str, today: date) -> str:
    """A period as people write it: ``November``, ``Q4 2027``, ``Week 48``, ``Tue 24 Nov``; with its year where it is not this one."""
    first, last = bounds(period)
    this_year = "" if first.year == today.year else "_of_year"
    if first == last:
        return texts.day(language, first, today)
    if "W" in period:
        return texts.say(
            language, f"periods.week{'' if int(period[:4]) == today.isocalendar().year else '_of_year'}", week=int(period[6:]), year=period[:4]
        )
    if "Q" in period:
        return texts.say(language, f"periods.quarter{this_year}", quarter=int(period[6:]), year=first.year)
    return texts.in_pattern(language, first, f"periods.month{this_year}") if "-" in period else texts.say(language, "periods.year", year=first.year)
