"""Times of day that stand behind another day's: they are of that day, 明天上午去宏图，下午三点去蓝海."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.parsing.records import DateSpan, Moment
from handlers.parsing.shapes import shape, word_list

PARTS = word_list("carried.parts")
TIME_ALONE = re.compile(rf"(?:{'|'.join(PARTS)})(?!.*[天日周月号])|(?:[\d:：]+|[一二三四五六七八九十两]+)[点:：]")
CLOCK_ALONE = shape("carried.clock_alone")
HAPPENED = shape("carried.happened")
"""Behind a time of day these tell that it has gone by."""
TO_ANOTHER = re.compile(r"[。！？；!?;\n]")
FARTHEST = 40
"""So many characters at most lie between the two."""


def with_carried_days(text: str, spans: Sequence[DateSpan], today: date, prefer: str) -> list[DateSpan]:
    """The dates of a text; a later time of day behind a day and time in the same sentence is of that day.

    What is still to come is not of a day gone by: 昨天下午见了，晚上发报价; 上午聊了续约，下午发报价.
    """
    found: list[DateSpan] = []
    for span in spans:
        before = found[-1] if found else None
        near = before is not None and span.start - before.end <= FARTHEST and not TO_ANOTHER.search(text, before.end, span.start)
        between = text[before.end : span.start] if before is not None else ""
        if before is not None and near and is_later(before, span, between) and (prefer == "past" or is_to_come(before, between, today)):
            day = before.first.day
            found.append(replace(span, first=Moment(day, span.first.time), last=Moment(day, span.last.time)))
        else:
            found.append(span)
    return found


def is_to_come(span: DateSpan, behind: str, today: date) -> bool:
    """Whether a date is of a day to come, and what stands behind it does not tell what was done at that time of today."""
    return span.first.day > today and not (TIME_ALONE.match(span.text) and HAPPENED.search(behind))


def is_later(before: DateSpan, span: DateSpan, between: str) -> bool:
    """Whether a date is no more than a time of day, behind that of the date before it or behind a day without one: "tmr visit Acme 2pm"."""
    if not (is_one_day(before) and is_one_day(span)):
        return False
    its_time = before.last.time is None and "," not in between and CLOCK_ALONE.fullmatch(span.text.lower()) is not None
    return its_time or (bool(TIME_ALONE.match(span.text)) and order(before) < order(span))


def is_one_day(span: DateSpan) -> bool:
    """Whether a date is of one day."""
    return span.first.day == span.last.day


def order(span: DateSpan) -> float:
    """The hour of day that a date names, by its time or its part of the day; none at all is the latest."""
    if span.first.time is not None:
        return span.first.time.hour + span.first.time.minute / 60
    hours = {"早上": 8, "上午": 9, "中午": 12, "下午": 13, "傍晚": 17, "晚上": 18}
    return next((hours[part] for part in PARTS if part in span.text), 24)
