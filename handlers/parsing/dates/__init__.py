"""Dates in a text: which words are one, and the first and the last moment that they mean.

The way of a text: ``lexer`` cuts it into tokens (words from ``handlers/locales/*/dates.toml``, numbers and digits), ``shapes`` puts rows of tokens
together level by level, by the grammar in the same files, into calendars (``days``), times (``clocks``) and lengths (``lengths``); what is left over
as a date or a time is settled (``answers``) by when and where the text was written. All languages are looked for at once, since people mix them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.parsing.dates import (  # noqa: F401  (they register themselves as makers)
    make_days,
    make_parts,
    make_stretches,
    make_times,
    make_weekdays,
)
from handlers.parsing.dates.answers import Answer, Range, When
from handlers.parsing.dates.days import DayOfMonth, Now, Weekday
from handlers.parsing.dates.lexer import Token, tokens
from handlers.parsing.dates.shapes import kinds_of, opens, reduce
from handlers.parsing.records import DateSpan
from handlers.parsing.text import Text

LEVELS = (
    "numbers",
    "clocks",
    "lengths",
    "sums",
    "marks",
    "days",
    "edges",
    "narrowing",
    "edges",
    "narrowing",
    "shifts",
    "narrowing",
    "hours",
    "zones",
    "hours",
    "joins",
    "rests",
    "joins",
    "spans",
)
"""The levels of the grammar, in the order in which they run."""
REPEATED = ("narrowing", "joins", "sums")
"""Levels that run until nothing changes any more."""
MONTH_FIRST = frozenset(("", "US", "CN", "TW", "JP", "KR", "PH", "CA", "MO"))
"""Regions in which 3/12 is the 12th of March."""


def find_dates(text: str, now: datetime, zone: ZoneInfo, region: str = "", prefer: str = "future", country: str = "") -> list[DateSpan]:
    """The dates and times that a text names, in its order; they do not overlap, and their offsets are into ``text``.

    ``now`` is aware; ``zone`` is the sender's. ``region`` tells the order of 3/12, ``country`` (the region, where it is empty) the holidays.
    ``prefer`` is ``future`` or ``past``: which way an open date such as "Friday" leans.
    """
    read, settled = _read(text, now, zone, region, prefer, country)
    return [_span(text, read, *one) for one in settled]


def prepare(country: str = "") -> None:
    """Load words, grammar and the country's holidays now, so that the first message need not wait for them (some 0.2 s)."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    find_dates("1 Jan, 2 workdays after Easter", moment, ZoneInfo("UTC"), country)


def find_impossible_dates(text: str, now: datetime, zone: ZoneInfo, region: str = "") -> list[str]:
    """The phrases that look like a day and are none: "31 February", 2月30日, "the 31st of next month" in a month of 30."""
    surroundings = _surroundings(now, zone, region, "future", "")
    read, tokens_left = _reduced(text, surroundings)
    found = [token for token in tokens_left if "impossible" in token.kinds or _is_nowhere(token, surroundings)]
    return [text[read.place(token.start) : read.place(token.end)] for token in found]


FEW = 4
UNITS = {"unit", "month_mark", "year_mark"}
SETTLED = ("range", "when", "date", "clock")
"""What a token must be to name moments, the surest first."""
Settled = tuple[int, int, Answer, str, str]
"""Start, end, the moments, the direction and the rule."""


def _surroundings(now: datetime, zone: ZoneInfo, region: str, prefer: str, country: str) -> Now:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return Now(now, zone, prefer, region in MONTH_FIRST, country or region)


@lru_cache(FEW)
def _reduced(text: str, now: Now) -> tuple[Text, list[Token]]:
    """A text and its tokens, brought together: the same for either way that an open date may lean, as a message is read for both."""
    read = Text.of(text)
    found = tokens(read, now)
    present = kinds_of(found)
    done: set[str] = set()  # levels that find nothing more in the tokens as they are
    for level in LEVELS:
        while level not in done and opens(level, present):
            if not reduce(found, level, now):
                done.add(level)
                break
            done.clear()
            present = kinds_of(found)
            if level not in REPEATED:
                break
    return read, found


def _read(text: str, now: datetime, zone: ZoneInfo, region: str, prefer: str, country: str) -> tuple[Text, list[Settled]]:
    surroundings = _surroundings(now, zone, region, prefer, country)
    read, found = _reduced(text, surroundings if prefer == "future" else replace(surroundings, prefer="future"))
    settled: list[Settled] = []
    for place, token in enumerate(found):
        if token.kinds.keys().isdisjoint(SETTLED):
            continue
        before = settled[-1][2] if settled and _goes_on(found, place) else None
        is_day = before is not None and before[0].day == before[1].day  # "next week or Friday" is this Friday
        near = surroundings.at(before[1].day) if before is not None and is_day else _leaning(found, place, surroundings)
        answer = _settle(token, near)
        overlaps = settled and token.start < settled[-1][1]  # both parts of a word that stands for two, taken apart
        if answer is not None and not overlaps and not _recurs(found, place):
            settled.append(_directed(found, place, answer))
    return read, settled


def _settle(token: Token, now: Now) -> Answer | None:
    for kind in SETTLED:
        value = token.kinds.get(kind)
        if value is not None:
            whole = value if isinstance(value, When | Range) else When(value) if kind == "date" else When(clock=value)
            try:
                return whole.settle(now)
            except (OverflowError, ValueError):  # a day outside the calendar
                return None
    return None


def _is_nowhere(token: Token, now: Now) -> bool:
    """Whether it is a day in a stretch that has no such day: the 31st of next month."""
    return bool({"date", "when"} & token.kinds.keys()) and _settle(token, now) is None


def _leaning(found: list[Token], place: int, now: Now) -> Now:
    """What is said to last since a date: that is in the past, whatever is preferred."""
    since = "since" in found[place - 1].kinds or "since_suffix" in found[min(place + 1, len(found) - 1)].kinds
    return replace(now, prefer="past") if since else now


def _goes_on(found: list[Token], place: int) -> bool:
    """Whether it is a day of the same month or week as the date before it: 9月10号，11号; 下周三或周四."""
    one = found[place].kinds.get("date")
    if place < 2 or not isinstance(one, DayOfMonth | Weekday):
        return False
    if isinstance(one, Weekday) and found[place - 1].end == found[place].start and found[place - 1].kinds.keys() & {"date", "when"}:
        return True  # 下周四周五
    beside = {"pause", "or"} if isinstance(one, Weekday) else {"comma", "pause", "or"}
    return bool(found[place - 1].kinds.keys() & beside) and bool(found[place - 2].kinds.keys() & {"date", "when"})


def _recurs(found: list[Token], place: int) -> bool:
    """Whether it comes again and again: "every Friday", 每月15号."""
    before = [token.kinds.keys() for token in found[max(place - 2, 0) : place]]
    return "every" in before[-1] or (len(before) > 1 and "every" in before[0] and bool(before[1] & UNITS))


def _directed(found: list[Token], place: int, answer: Answer) -> Settled:
    token, previous, following = found[place], found[place - 1].kinds, found[place + 1].kinds
    if previous.keys() & {"on", "the"} and place > 1:
        previous = found[place - 2].kinds
    end, direction = token.end, token.kinds.get("direction", "")
    for side, name in (("before", "before"), ("after", "after")):
        if f"{side}_suffix" in following:
            direction, end = name, found[place + 1].end
            break
        if side in previous and not ("from" in previous and "range" in token.kinds):
            direction = name
    return token.start, end, answer, direction, " + ".join(token.rules)


def _span(text: str, read: Text, start: int, end: int, answer: Answer, direction: str, rule: str) -> DateSpan:
    begin, stop = read.place(start), read.place(end)
    return DateSpan(text[begin:stop], begin, stop, answer[0], answer[1], direction, rule)
