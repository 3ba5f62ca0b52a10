"""Dates, times and numbers in digits, whatever the language: 2027-01-15, 3/12, 3.30pm, 1530hrs, Q3, 15th; and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

from handlers.parsing.dates.clocks import Clock
from handlers.parsing.dates.days import DAY, Calendar, DayOfMonth, Days, Fixed, Months, Nested, Now, WeekOfYear, add_months, week_of
from handlers.parsing.dates.lexicon import Kinds, lexicon

Groups = list[str]
Reader = Callable[[Groups, Now], Kinds]
GLUED = frozenset(("unit", "short_unit", "month", "weak_month", "ish"))
"""What may be written close to its number: 30min, 5dec."""
AM_PM = r"\s?([ap])(?:\.\s?m\.?|m)(?![a-z])"
YEAR = r"(?:19|20)\d\d"
SHORTEST_CAPITALS = 3
"""Of a unit or month in capitals close to its number: 15SEP, yet not 3M."""
ROC = 1911
"""The year before the first of the Republic of China."""


class ImpossibleDateError(ValueError):
    """A day that no calendar has: 31 February."""


def make_day(year: int, month: int, day: int) -> Fixed:
    """A day; raises ImpossibleDateError."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise ImpossibleDateError from None
    return Fixed(Days(found, found))


def full_year(year: int) -> int:
    """2027 for 27, 1998 for 98; 2026 for 115, as years are counted in Taiwan."""
    if 100 <= year < 200:
        return year + ROC
    return year if year >= 100 else year + (1900 if year >= 70 else 2000)


def make_months(year: int, month: int, count: int, grain: str) -> Fixed:
    """So many months from one on; a year of two digits is one of our times."""
    first = date(full_year(year), month, 1)
    return Fixed(Days(first, add_months(first, count) - DAY, grain))


def make_month_day(month: int, day: int) -> Calendar:
    """A day of every year; raises ImpossibleDateError for one that no year has."""
    make_day(2000, month, day)
    return Nested(Months(month), DayOfMonth(day))


def order_of(one: int, other: int, *, month_first: bool) -> tuple[int, int] | None:
    """Month and day of 3/12 by the order of the region, or the other way round where only that is a date; None where neither is."""
    pairs = [(one, other), (other, one)] if month_first else [(other, one), (one, other)]
    return next(((month, day) for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31), None)


def _opaque(_groups: Groups, _now: Now) -> Kinds:
    return {"opaque": ""}


def _moment(groups: Groups, now: Now) -> Kinds:
    year, month, day, hour, minute, offset = groups
    made = make_day(int(year), int(month), int(day)).days.first
    if int(hour) > 23 or int(minute) > 59:
        return {"opaque": ""}
    moment = datetime.combine(made, time(int(hour), int(minute)))
    if offset:
        sign = -1 if offset[0] == "-" else 1
        zone = UTC if offset in "zZ" else timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
        moment = moment.replace(tzinfo=zone).astimezone(now.zone)
    return {"moment": (Fixed(Days(moment.date(), moment.date())), Clock(moment.hour, moment.minute, "24"))}


def _year_month_day(groups: Groups, _now: Now) -> Kinds:
    return {"date": make_day(int(groups[0]), int(groups[2]), int(groups[3]))}


def _roc_day(groups: Groups, now: Now) -> Kinds:
    """115/12/15, in Taiwan."""
    return {"date": make_day(full_year(int(groups[0])), int(groups[1]), int(groups[2]))} if now.country == "TW" else {"opaque": ""}


def _compact_day(groups: Groups, _now: Now) -> Kinds:
    try:
        return {"compact_date": make_day(*map(int, groups))}
    except ImpossibleDateError:
        return {"opaque": ""}


def _day_month_year(groups: Groups, now: Now) -> Kinds:
    one, mark, other, year = groups
    pair = order_of(int(one), int(other), month_first=now.month_first and mark != ".")
    if pair is None or (mark == "." and len(year) < 4):
        return {"opaque": ""}
    return {"date": make_day(full_year(int(year)), *pair)}


def _slashed(groups: Groups, now: Now) -> Kinds:
    pair = order_of(int(groups[0]), int(groups[1]), month_first=now.month_first)
    return {"opaque": ""} if pair is None else {"slashed": make_month_day(*pair)}


def _clock(groups: Groups, _now: Now) -> Kinds:
    hour, minute, half = int(groups[0]), int(groups[1] or "0"), groups[2]
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return {"opaque": ""}
    if half and 1 <= hour <= 12:
        return {"clock": Clock(hour, minute, f"{half.lower()}m")}
    exact = hour > 12 or groups[0][0] == "0"
    return {"clock": Clock(hour, minute, "24" if exact else "")}


def _clock_of_24(groups: Groups, now: Now) -> Kinds:
    return _clock([groups[0].zfill(2) if len(groups[0] + groups[1]) > 3 else "0" + groups[0], groups[1], ""], now)


def _short_clock(groups: Groups, now: Now) -> Kinds:
    if groups[1].isupper():
        return {"opaque": ""}  # room 3A
    return {"opaque": "", "short_clock": _clock([groups[0], "", groups[1]], now).get("clock")}


def _short_quarter(groups: Groups, _now: Now) -> Kinds:
    number, letter, year = groups
    count, grain = (3, "quarter") if letter in "qQ" else (6, "half")
    if int(number) * count > 12:
        return {"opaque": ""}
    return {"date": make_months(int(year), (int(number) - 1) * count + 1, count, grain)}


def _week(groups: Groups, _now: Now) -> Kinds:
    number = int(groups[-1])
    if not 1 <= number <= 53:
        return {"opaque": ""}
    if len(groups) == 1:
        return {"date": WeekOfYear(number)}
    return {"date": Fixed(week_of(date(int(groups[0]), 1, 4), number - 1))}


def _decimal(groups: Groups, now: Now) -> Kinds:
    whole, rest = groups
    kinds: Kinds = {"decimal": f"{whole}.{rest}"}
    if len(whole) == 4 and 19 <= int(whole[:2]) <= 20 and len(rest) == 2 and 1 <= int(rest) <= 12:
        kinds["year_month"] = make_months(int(whole), int(rest), 1, "month")
    if len(rest) == 2:
        clock = next(iter(_clock([whole, rest, ""], now).values()))
        kinds |= {"dot_clock": clock} if isinstance(clock, Clock) else {}
    return kinds


def _fraction(groups: Groups, _now: Now) -> Kinds:
    return {"decimal": str(int(groups[0]) / int(groups[1]))}


def _integer(groups: Groups, _now: Now) -> Kinds:
    digits = groups[0]
    if len(digits) > 4:
        return {"opaque": ""}
    number = int(digits)
    kinds: Kinds = {"number": number, "digits": number}
    if len(digits) == 4 and 1900 <= number < 2100:
        kinds["year"] = number
    if len(digits) == 2 and digits[0] == "0":
        kinds["padded"] = number
    if len(digits) >= 3 and number // 100 < 24 and number % 100 < 60:
        kinds["run_clock"] = Clock(number // 100, number % 100, "24" if digits[0] == "0" or number >= 1300 else "")
    return kinds


def _with_unit(groups: Groups, now: Now) -> Kinds:
    """A number whose unit is written close to it: 30min, 2h, 45m; anything else there makes it a model or a sum (50k, 3M)."""
    digits, unit = groups
    known = any(kinds.keys() & GLUED for entry in lexicon().spaced.get(unit.lower(), ()) if not entry.rest for kinds in entry.tokens)
    if not known or (unit.isupper() and len(unit) < SHORTEST_CAPITALS):
        return {"opaque": ""}
    return _decimal(digits.split("."), now) if "." in digits else _integer([digits], now)


def _month_and_day(groups: Groups, _now: Now) -> Kinds:
    """Dec15: a month close to its day; any other word there makes it a model."""
    word, day = groups
    kinds = (kinds for entry in lexicon().spaced.get(word.lower(), ()) if not entry.rest for kinds in entry.tokens)
    month = next((found for one in kinds if (found := one.get("month", one.get("weak_month")))), None)
    return {"date": make_month_day(month, int(day))} if month else {"opaque": ""}


def _number(kind: str) -> Reader:
    def read(groups: Groups, _now: Now) -> Kinds:
        return {kind: int(groups[0])}

    return read


OF_NO_DIGIT: list[tuple[str, Reader]] = [
    (r"https?://\S{1,500}|www\.\S{1,500}|[a-z][\w.+-]{0,63}@[\w-]{1,64}\.[\w.-]{1,64}", _opaque),
    (r"[#№]\s?\d+|\+\d[\d\s().-]{6,20}\d|(?:us|hk|nt|[asc])?[$€£¥￥₹]\s?\d[\d,.]*(?:[kmb]n?(?![a-z]))?", _opaque),
    (r"(?:cw|kw|wk|w)(\d\d)(?![\da-z])", _week),
    (r"q([1-4])(?:(?![\da-z])|(?=fy\d))", _number("quarter_number")),
    (r"(?<!\d)h([12])(?:(?![\da-z])|(?=fy\d))", _number("half_number")),
    (r"[fc]y'?(?:20)?(\d\d)(?![\w'])", lambda groups, _: {"short_year": 2000 + int(groups[0]), "fiscal": 2000 + int(groups[0])}),
    (r"'s(?![a-z])", lambda _, __: {"possessive": ""}),
    (r"(?<!')'(\d\d)(?![\w'])", lambda groups, _: {"short_year": 2000 + int(groups[0])}),
    (r"(?<![\d-])([a-z]{3,9})(\d{1,2})(?!\w)", _month_and_day),
    (r"(?<!\d)[a-z]+\d\w*", _opaque),
]
OF_A_DIGIT: list[tuple[str, Reader]] = [
    (r"24\s?[/x]\s?7(?!\d)|\d{3,4}[-\s]\d{3,4}[-\s]\d{4}(?!\d)|0\d{2,3}-\d{7,8}(?!\d)|\d[\d,]*(?:\.\d+)?\s?[%％‰$€£¥￥]", _opaque),
    (rf"({YEAR})-(\d\d)-(\d\d)t(\d\d):(\d\d)(?::\d\d(?:\.\d{{1,9}})?)?(z|[+-]\d\d:?\d\d|)", _moment),
    (rf"({YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?![\d/]|\.\d|-\d(?!\d\d\d[-/.]|\d?[/.]\d))", _year_month_day),
    (rf"({YEAR}) (\d\d) (\d\d)(?!\s?\d)", _compact_day),
    (rf"({YEAR})(\d\d)(\d\d)(?!\d)", _compact_day),
    (rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2({YEAR}|\d\d)(?![\d/]|\.\d|-\d(?!\d?[/.]))", _day_month_year),
    (rf"(?<!-)({YEAR})[-/](0?[1-9]|1[0-2])(?![\w/-])", lambda groups, _: {"date": make_months(int(groups[0]), int(groups[1]), 1, "month")}),
    (rf"(?<!-)(0?[1-9]|1[0-2])[/-]({YEAR})(?![\w/-])", lambda groups, _: {"date": make_months(int(groups[1]), int(groups[0]), 1, "month")}),
    (rf"({YEAR})-?w(\d\d)(?!\d)", _week),
    (r"(1\d\d)/(\d{1,2})/(\d{1,2})(?![\d/])", _roc_day),
    (r"\d+(?:[.,/]\d+){2,}|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?", _opaque),
    (r"([123])/([24])(?=\s?(?:h|hrs?|hours?|days?|months?|yrs?|years?)(?![a-z]))", _fraction),
    (r"(\d{1,2})/(\d{1,2})(?![\d/])", _slashed),
    (r"(\d{1,2})-(\d{1,2})(?=\s\d{1,2}[:：]\d\d(?![\d:：-]))", _slashed),
    (rf"(\d{{1,2}})[:：.](\d\d)(?:[:：]\d\d)?{AM_PM}", _clock),
    (r"(\d{1,2})[:：](\d\d)([ap])(?!\w)", _clock),
    (r"(\d{1,2})[:：](\d\d)(?:[:：]\d\d)?()(?![\d:])", _clock),
    (r"(\d{1,2})([ap])(?!\w|\.\w)", _short_clock),
    (r"(2\d|20\d\d)(h)([12])(?![\da-z])", lambda groups, now: _short_quarter(groups[::-1], now)),
    (r"(\d{1,2}):?(\d\d)(?:\s?(?:hrs?|hours)|h)(?![a-z])", _clock_of_24),
    (r"([12])((?-i:H))'?(\d\d)(?![\da-z])", _short_quarter),
    (r"(\d{1,2})h(\d\d)(?![\da-z])", _clock_of_24),
    (rf"(\d{{1,2}})(\d\d|){AM_PM}", _clock),
    (r"(\d{1,2})(?:st|nd|rd|th)(?![a-z])", _number("numbered")),
    (r"([1-4])(q)'?(\d\d)(?![\da-z])", _short_quarter),
    (r"(\d\d|20\d\d)(q)([1-4])(?![\da-z])", lambda groups, now: _short_quarter(groups[::-1], now)),
    (r"([1-4])q(?![\da-z])", _number("quarter_number")),
    (r"([12])h(?=\s?(?:of\s)?(?:20\d\d|fy))", _number("half_number")),
    (r"(\d+(?:\.\d+)?)(?=([a-z]+)(?![a-z]))", _with_unit),
    (r"(\d+)\.(\d+)(?![\da-z])", _decimal),
    (r"(\d+)", _integer),
]
"""Each shape and what it means, the first that fits is taken."""


@cache
def in_one(*, digit: bool) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """All shapes of a kind in one pattern, where the group that closes last tells which it is; and how many groups each has."""
    parts: list[str] = []
    counts: list[int] = []
    for place, (shape, _) in enumerate(OF_A_DIGIT if digit else OF_NO_DIGIT):
        first = 1 + place + sum(counts)
        counts.append(re.compile(shape).groups)
        parts.append(f"(?P<s{place}>" + shape.replace(r"\2", f"\\{first + 2}") + ")")
    return re.compile("|".join(parts), re.IGNORECASE | re.ASCII), tuple(counts)


def read_digits(text: str, place: int, now: Now) -> tuple[int, Kinds] | None:
    """What begins at a place of a text, and where it ends; None where nothing of the kind does."""
    digit = text[place] in "0123456789"
    pattern, counts = in_one(digit=digit)
    match = pattern.match(text, place)
    if match is None or match.lastindex is None or match.lastgroup is None:
        return None
    number = int(match.lastgroup[1:])
    groups = match.groups()[match.lastindex : match.lastindex + counts[number]]
    _, read = (OF_A_DIGIT if digit else OF_NO_DIGIT)[number]
    try:
        return match.end(), read([group or "" for group in groups], now)
    except ImpossibleDateError:
        return match.end(), {"impossible": ""}
