"""Periods as the parse contract writes them: ``YYYY``, ``YYYY-Qn``, ``YYYY-MM``, ``YYYY-Www`` and ``YYYY-MM-DD``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

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
