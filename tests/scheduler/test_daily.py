"""Daily pushes keep to working days and to the clock on the wall, whatever that clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.hours import Hours
from scheduler.daily import next_daily

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NAMES = ("report_prompt", "report_reminder")


def moments(hours: Hours, after: datetime, count: int, names: tuple[str, ...] = ("digest",)) -> list[datetime]:
    """The next moments, in local time."""
    found = []
    for _ in range(count):
        occasion = next_daily(hours, after, names)
        assert occasion is not None
        found.append(occasion.at.astimezone(hours.zone))
        after = occasion.at
    return found


def test_public_holidays_are_free_and_make_up_workdays_are_not() -> None:
    """China's Spring Festival of 2026 was 15–23 February; Saturdays 14 and 28 February were worked for it."""
    found = moments(Hours(SHANGHAI, "CN", {}), datetime(2026, 2, 13, 12, tzinfo=SHANGHAI), 8)
    assert [moment.date() for moment in found] == [date(2026, 2, day) for day in (14, 24, 25, 26, 27, 28)] + [date(2026, 3, 2), date(2026, 3, 3)]


def test_other_countries_have_holidays_of_their_own() -> None:
    found = moments(Hours(NEW_YORK, "US", {}), datetime(2026, 11, 25, 12, tzinfo=NEW_YORK), 2)
    assert [moment.date() for moment in found] == [date(2026, 11, 27), date(2026, 11, 30)]


def test_the_hour_stays_where_it_is_when_the_clocks_change() -> None:
    found = moments(Hours(NEW_YORK, "US", {}), datetime(2027, 3, 11, 12, tzinfo=NEW_YORK), 3)
    assert [moment.hour for moment in found] == [9, 9, 9]
    assert [moment.utcoffset() for moment in found] == [timedelta(hours=-5), timedelta(hours=-4), timedelta(hours=-4)]


def test_an_hour_that_the_spring_skips_becomes_the_next_one_there_is() -> None:
    """In Egypt the clocks go forward on a Friday: 28 April 2028 has no 00:30."""
    cairo = ZoneInfo("Africa/Cairo")
    hours = Hours(cairo, "US", {"digest": "00:30"})
    [moment] = moments(hours, datetime(2028, 4, 27, 12, tzinfo=cairo), 1)
    assert moment.strftime("%d %H:%M") == "28 01:30"


def test_an_hour_that_the_autumn_repeats_comes_once() -> None:
    """On Friday 27 October 2028 Egypt's clocks go back from midnight to 23:00 of the day before: Thursday has two 23:30."""
    cairo = ZoneInfo("Africa/Cairo")
    hours = Hours(cairo, "US", {"digest": "23:30"})
    found = moments(hours, datetime(2028, 10, 26, 12, tzinfo=cairo), 2)
    assert [moment.strftime("%d %H:%M") for moment in found] == ["26 23:30", "27 23:30"]
    assert found[0].astimezone(UTC).strftime("%H:%M") == "20:30"


def test_a_word_is_of_use_until_the_next_one() -> None:
    hours = Hours(SHANGHAI, "CN", {})
    prompt = next_daily(hours, datetime(2026, 11, 24, 12, tzinfo=SHANGHAI), NAMES)
    assert prompt is not None
    reminder = next_daily(hours, prompt.at, NAMES)
    assert reminder is not None
    assert (prompt.stage, reminder.stage) == NAMES
    assert (prompt.until, reminder.until) == (reminder.at, datetime(2026, 11, 25, tzinfo=SHANGHAI))


def test_what_is_off_does_not_come() -> None:
    hours = Hours(SHANGHAI, "CN", {"report_prompt": "off"})
    reminder = next_daily(hours, datetime(2026, 11, 24, 12, tzinfo=SHANGHAI), NAMES)
    assert reminder is not None
    assert reminder.stage == "report_reminder"
    assert next_daily(Hours(SHANGHAI, "CN", dict.fromkeys(NAMES, "off")), datetime(2026, 11, 24, tzinfo=SHANGHAI), NAMES) is None


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - given a zone below
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia"]),
    st.sampled_from(["CN", "US", "GB", "DE", "XX"]),
    st.times(),
)
def test_the_next_moment_is_always_later_on_a_working_day_and_none_is_passed_over(naive: datetime, zone: str, country: str, clock: object) -> None:
    after = naive.replace(tzinfo=UTC)
    hours = Hours(ZoneInfo(zone), country, {"digest": str(clock)[:5]})
    occasion = next_daily(hours, after, ("digest",))
    assert occasion is not None
    assert occasion.at > after
    assert hours.is_working_day(occasion.at.astimezone(hours.zone).date())
    between = next_daily(hours, occasion.at - timedelta(seconds=1), ("digest",))
    assert between == occasion
