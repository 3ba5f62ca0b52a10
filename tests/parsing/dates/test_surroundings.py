"""What a phrase means by when, where and by whom it is said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.dates import find_dates, find_impossible_dates

NEW_YORK, SHANGHAI, SINGAPORE = (ZoneInfo(name) for name in ("America/New_York", "Asia/Shanghai", "Asia/Singapore"))
MONDAY = datetime(2026, 11, 23, 10, tzinfo=NEW_YORK)


def meant(text: str, now: datetime = MONDAY, **said: str) -> str:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    spans = find_dates(text, now, zone, said.get("region", "US"), said.get("prefer", "future"), said.get("country", ""))
    return "; ".join(span.first.isoformat() if span.first == span.last else f"{span.first.isoformat()} .. {span.last.isoformat()}" for span in spans)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("Friday", "2026-11-20", "2026-11-27"),
        ("Monday", "2026-11-16", "2026-11-30"),
        ("周五", "2026-11-20", "2026-11-27"),
        ("the 15th", "2026-11-15", "2026-12-15"),
        ("the 23rd", "2026-11-23", "2026-11-23"),
        ("on the 30th", "2026-10-30", "2026-11-30"),
        ("20号", "2026-11-20", "2026-12-20"),
        ("Dec 5", "2025-12-05", "2026-12-05"),
        ("3月5号", "2026-03-05", "2027-03-05"),
        ("in March", "2026-03-01 .. 2026-03-31", "2027-03-01 .. 2027-03-31"),
        ("Q3", "2026-07-01 .. 2026-09-30", "2027-07-01 .. 2027-09-30"),
        ("Christmas", "2025-12-25", "2026-12-25"),
        ("at 9", "2026-11-23T09:00", "2026-11-24T09:00"),
        ("at 3", "2026-11-22T15:00", "2026-11-23T15:00"),
        ("3pm", "2026-11-22T15:00", "2026-11-23T15:00"),
        ("昨天下午三点", "2026-11-22T15:00", "2026-11-22T15:00"),
        ("the weekend", "2026-11-21 .. 2026-11-22", "2026-11-28 .. 2026-11-29"),
        ("Friday at 3", "2026-11-20T15:00", "2026-11-27T15:00"),
        ("this Monday", "2026-11-23", "2026-11-30"),
        ("晚上", "2026-11-22", "2026-11-23"),
        ("last Friday", "2026-11-20", "2026-11-20"),
        ("tomorrow", "2026-11-24", "2026-11-24"),
        ("Feb 29", "2024-02-29", "2028-02-29"),
    ],
)
def test_an_open_date_leans_as_is_preferred(text: str, past: str, future: str) -> None:
    assert meant(text, prefer="past") == past
    assert meant(text, prefer="future") == future


@pytest.mark.parametrize(
    ("region", "first"),
    [("US", "2027-03-12"), ("CN", "2027-03-12"), ("GB", "2026-12-03"), ("SG", "2026-12-03"), ("IN", "2026-12-03"), ("AU", "2026-12-03")],
)
def test_the_region_tells_which_is_the_month(region: str, first: str) -> None:
    assert meant("on 3/12", region=region) == first


def test_a_number_that_is_no_month_is_the_day_in_every_region() -> None:
    assert meant("on 25/3", region="US") == meant("on 3/25", region="GB") == "2027-03-25"


def test_holidays_are_those_of_the_country() -> None:
    assert meant("Thanksgiving", region="CA") == "2027-10-11"
    assert meant("National Day", region="SG") == "2027-08-09"
    assert meant("Independence Day", region="US", country="IN") == "2027-08-15"
    assert meant("in 2 business days", datetime(2026, 11, 25, 10, tzinfo=NEW_YORK), region="US") == "2026-11-30"
    assert meant("in 2 business days", datetime(2026, 11, 25, 10, tzinfo=NEW_YORK), region="GB") == "2026-11-27"


def test_chinas_make_up_workdays_count() -> None:
    # 2026年10月10日 is a Saturday that is worked for the National Day holiday.
    assert meant("1个工作日后", datetime(2026, 10, 9, 10, tzinfo=SHANGHAI), region="CN") == "2026-10-10"
    assert meant("5个工作日内", datetime(2026, 9, 30, 10, tzinfo=SHANGHAI), region="CN") == "2026-09-30 .. 2026-10-13"


def test_the_day_is_the_senders() -> None:
    moment = datetime(2026, 11, 23, 20, tzinfo=NEW_YORK)
    assert meant("tomorrow", moment) == "2026-11-24"
    assert meant("tomorrow", moment.astimezone(SINGAPORE)) == "2026-11-25"


def test_the_hour_that_spring_skips_is_the_next_valid_instant() -> None:
    before = datetime(2027, 3, 14, 1, 45, tzinfo=NEW_YORK)  # clocks go from 02:00 to 03:00
    assert meant("in 30 minutes", before) == "2027-03-14T03:15"
    assert meant("at 2:30 am", datetime(2027, 3, 13, 12, tzinfo=NEW_YORK)) == "2027-03-14T03:00"
    assert meant("in 24 hours", datetime(2027, 3, 13, 12, tzinfo=NEW_YORK)) == "2027-03-14T13:00"


def test_the_hour_that_autumn_repeats_is_counted_once() -> None:
    before = datetime(2026, 11, 1, 0, 45, tzinfo=NEW_YORK)  # 01:00 to 02:00 comes twice
    assert meant("in 30 minutes", before) == "2026-11-01T01:15"
    assert meant("in 2 hours", before) == "2026-11-01T01:45"
    assert meant("at 1:30 am", before) == "2026-11-01T01:30"


@pytest.mark.parametrize(
    ("text", "hour", "first"),
    [
        ("at 9", 8, "2026-11-23T09:00"),
        ("at 3", 16, "2026-11-24T15:00"),
        ("3pm", 16, "2026-11-24T15:00"),
        ("at 7", 6, "2026-11-23T07:00"),
        ("at 7", 10, "2026-11-23T19:00"),
        ("at 8", 21, "2026-11-24T08:00"),
        ("today at 9", 16, "2026-11-23T21:00"),
        ("today at 5", 10, "2026-11-23T17:00"),
        ("下午", 20, "2026-11-24"),
        ("下午", 9, "2026-11-23"),
        ("in the morning", 6, "2026-11-24"),
        ("in the morning", 5, "2026-11-23"),
        ("the 23rd at 3", 16, "2026-12-23T15:00"),
        ("midnight", 10, "2026-11-24T00:00"),
    ],
)
def test_the_hour_of_the_message_tells_which_is_meant(text: str, hour: int, first: str) -> None:
    assert meant(text, MONDAY.replace(hour=hour)) == first


def test_offsets_are_those_of_the_text_as_it_came() -> None:
    text = "\u200b\u200bcall ２０２７-01-15 \U0001f600 下週三 at 3ｐｍ"
    first, second = find_dates(text, MONDAY, NEW_YORK, "US")
    assert (first.text, text[first.start : first.end], first.first.isoformat()) == ("２０２７-01-15", "２０２７-01-15", "2027-01-15")
    assert (second.text, second.start, second.end) == ("下週三 at 3ｐｍ", text.index("下"), len(text))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("by Friday", "before"),
        ("before Friday", "before"),
        ("due on Friday", "before"),
        ("until the 5th", "before"),
        ("no later than Dec 5", "before"),
        ("after Friday", "after"),
        ("from 4pm", "after"),
        ("since Monday", "after"),
        ("Friday onwards", "after"),
        ("周五前", "before"),
        ("周五之前", "before"),
        ("截止周五", "before"),
        ("周五起", "after"),
        ("周五以后", "after"),
        ("四点以后", "after"),
        ("on Friday", ""),
        ("周五", ""),
    ],
)
def test_the_direction_is_told(text: str, direction: str) -> None:
    (span,) = find_dates(text, MONDAY, NEW_YORK, "US")
    assert span.direction == direction


def test_an_impossible_date_is_none_and_can_be_told() -> None:
    for text, phrase in (
        ("sign on 31 February", "31 February"),
        ("Feb 30 works", "Feb 30"),
        ("2月30日付款", "2月30日"),
        ("due 2027-02-29", "2027-02-29"),
        ("November 31st", "November 31st"),
        ("on 31/4/2027", "31/4/2027"),
    ):
        assert find_dates(text, MONDAY, NEW_YORK, "GB") == []
        assert find_impossible_dates(text, MONDAY, NEW_YORK, "GB") == [phrase]
    assert find_impossible_dates("tomorrow, Feb 28, 2028-02-29, room 302", MONDAY, NEW_YORK, "US") == []


def test_the_rule_is_named() -> None:
    (span,) = find_dates("next Tue 3pm", MONDAY, NEW_YORK, "US")
    assert span.rule == "weekday in a week + digits + day and time"


def test_years_are_counted_from_the_republic_in_taiwan() -> None:
    assert meant("出貨 116/3/5", region="TW") == "2027-03-05"
    assert meant("比例 116/3/5", region="CN") == ""
