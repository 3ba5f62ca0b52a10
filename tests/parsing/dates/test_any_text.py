"""What holds for any text: spans lie inside it and in order, reading never fails, and never takes long."""

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.parsing.dates import find_dates, find_impossible_dates, prepare
from handlers.parsing.dates.lexicon import lexicon
from handlers.parsing.records import Moment

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, tzinfo=NEW_YORK)
WORDS = [*sorted(lexicon().spaced), *sorted(phrase for pairs in lexicon().joined.values() for phrase, _ in pairs)]
PIECES = st.sampled_from(
    [*WORDS, *"0123456789", "15", "2027", "30", "99", "3pm", "10:30", "3/4", ",", ".", "-", "/", ":", "(", ")", "\n", "😀", "İ", "\u200b", "ß"]
)
DAY_FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y年%m月%d日", "%Y.%m.%d", "%A %d %B %Y"]
SOMETHING = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join))
MOMENTS = st.integers(946_684_800, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, NEW_YORK))


@settings(deadline=None, max_examples=400)
@given(SOMETHING, MOMENTS, st.sampled_from(["future", "past"]), st.sampled_from(["US", "CN", "GB", "", "XX"]))
def test_spans_lie_inside_the_text_and_in_order(text: str, now: datetime, prefer: str, region: str) -> None:
    end = 0
    for span in find_dates(text, now, NEW_YORK, region, prefer):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        assert (span.first.day, str(span.first.time)) <= (span.last.day, str(span.last.time))
        assert (span.first.time is None) == (span.last.time is None)
        assert span.direction in ("", "before", "after")
        assert span.rule
        end = span.end
    find_impossible_dates(text, now, NEW_YORK, region)


@settings(deadline=None, max_examples=200)
@given(
    st.dates(date(2026, 11, 24), date(2035, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y年%m月%d日", "%Y.%m.%d", "%A %d %B %Y"]),
)
def test_a_formatted_day_is_read_back(day: date, form: str) -> None:
    text = day.strftime(form)
    (span,) = find_dates(f"call them on {text}", NOW, NEW_YORK, "US")
    assert span.first == span.last == Moment(day)


@settings(deadline=None, max_examples=100)
@given(st.dates(date(2026, 11, 24), date(2035, 1, 1)))
def test_the_order_of_the_region_is_kept(day: date) -> None:
    (american,) = find_dates(day.strftime("%m/%d/%Y"), NOW, NEW_YORK, "US")
    (british,) = find_dates(day.strftime("%d/%m/%Y"), NOW, NEW_YORK, "GB")
    assert american.first == british.first == Moment(day)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["%H:%M", "%I:%M %p", "%I.%M%p", "%H时%M分"]))
def test_a_formatted_time_is_read_back(hour: int, minute: int, form: str) -> None:
    said = datetime(2026, 11, 24, hour, minute, tzinfo=NEW_YORK)
    (span,) = find_dates(f"tomorrow {said.strftime(form)}", NOW, NEW_YORK, "US")
    assert span.first == Moment(said.date(), said.time())


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 200), st.sampled_from(["in {} days", "{} days from now", "{}天后", "{} days later"]))
def test_days_from_now_are_counted(count: int, form: str) -> None:
    (span,) = find_dates(form.format(count), NOW, NEW_YORK, "US")
    assert span.first == Moment(date(2026, 11, 23) + timedelta(days=count))


HOSTILE = [
    "1" * 4000,
    "1 " * 2000,
    "1/" * 2000,
    "1-" * 2000,
    "1." * 2000,
    "1:" * 2000,
    "12:" * 1300,
    "+1 " * 1300,
    "a@" * 2000,
    "a." * 2000,
    "a" * 4000,
    "a1" * 2000,
    "'" * 4000,
    "$" * 4000,
    "next " * 800,
    "next week of " * 300,
    "at 3 " * 800,
    "tomorrow " * 440,
    "the first of the " * 230,
    "Monday to Friday " * 230,
    "in 2 weeks and 3 days " * 180,
    "half past " * 400,
    "Q3 2027 " * 500,
    "一" * 4000,
    "十" * 4000,
    "下" * 4000,
    "周一" * 2000,
    "三点半" * 1300,
    "12月5号" * 800,
    "明天下午三点到五点" * 440,
    "春节后第一个工作日" * 440,
    "最后一个" * 1000,
    "第" * 4000,
    "今晚" * 2000,
    "年前" * 2000,
    " " * 4000,
    "-" * 4000,
    "\n" * 4000,
    "2027-01-" * 500,
    "0" * 4000,
    "https://" * 500,
    "İ" * 4000,
    "24x7" * 1000,
    "3pm-" * 1000,
    "1h30m" * 800,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:18]))
def test_no_text_takes_longer_than_its_length(text: str) -> None:
    """Four times the text takes about four times as long (sixteen times, where a pattern blows up); how long that is, the benchmark tells."""
    prepare("CN")
    assert spent_on(text[:4000]) < 11 * spent_on(text[:1000])


def spent_on(text: str) -> float:
    """The least processor time of a few readings, in seconds."""
    spent = []
    for _ in range(5):
        started = time.process_time()
        find_dates(text, NOW, NEW_YORK, "CN")
        spent.append(time.process_time() - started)
    return min(spent)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        find_dates("tomorrow", NOW.replace(tzinfo=None), NEW_YORK)
