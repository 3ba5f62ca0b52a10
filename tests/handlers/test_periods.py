from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.errors import UserError
from handlers.hours import Hours
from handlers.periods import bounds, instants


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-11-24", date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date, last: date) -> None:
    assert bounds(period) == (first, last)


@pytest.mark.parametrize("said", ["", "soon", "2026-13", "2026-Q5", "2026-W60", "2026-02-30", "26-01", "0000"])
def test_what_is_no_period_is_refused_in_so_many_words(said: str) -> None:
    with pytest.raises(UserError) as refused:
        bounds(said)
    assert refused.value.key == "errors.period"


def test_a_day_begins_and_ends_at_local_midnight() -> None:
    start, end = instants("2026-11-24", Hours(ZoneInfo("Asia/Shanghai"), "CN", {}))
    assert start == datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (end - start).total_seconds() == 24 * 3600


def test_the_day_on_which_the_clocks_change_has_23_hours() -> None:
    start, end = instants("2026-03-29", Hours(ZoneInfo("Europe/London"), "GB", {}))
    assert (end.timestamp() - start.timestamp()) == 23 * 3600
