"""Working hours, quiet hours and the moments at which a task is worth a word, in any zone and through any change of its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hours import Hours, deadline_moments, hours_of, is_working_day, local_instant
from storage.models import Member, Role, Task, Team, Workspace

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "America/Sao_Paulo"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone
zones = st.sampled_from(ZONES).map(ZoneInfo)
clocks = st.times().map(lambda clock: f"{clock:%H:%M}")


def task(due_at: datetime | None, **values: Any) -> Task:  # noqa: ANN401
    return Task(**{"created_at": datetime(2024, 1, 1, tzinfo=UTC), "due_at": due_at, "due_has_time": True, "remind": False} | values)


@given(moments, zones, clocks, clocks)
def test_after_the_quiet_hours_it_is_not_quiet(moment: datetime, zone: ZoneInfo, start: str, end: str) -> None:
    hours = Hours(zone, "US", {"quiet_start": start, "quiet_end": end})
    later = hours.after_quiet(moment)
    assert moment <= later <= moment + timedelta(hours=26)
    assert (later == moment) is not hours.is_quiet(moment)
    if start != end:
        assert not hours.is_quiet(later)


@pytest.mark.parametrize(
    ("clock", "quiet"), [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False), ("12:00", False)]
)
def test_nights_are_quiet_from_nine_to_eight(clock: str, quiet: bool) -> None:
    moment = datetime.combine(date(2026, 11, 24), time.fromisoformat(clock), SHANGHAI)
    assert Hours(SHANGHAI, "CN", {}).is_quiet(moment) is quiet


def test_quiet_hours_may_lie_within_a_day() -> None:
    hours = Hours(SHANGHAI, "CN", {"quiet_start": "12:00", "quiet_end": "13:30"})
    assert hours.after_quiet(datetime(2026, 11, 24, 12, 45, tzinfo=SHANGHAI)) == datetime(2026, 11, 24, 13, 30, tzinfo=SHANGHAI)
    assert not hours.is_quiet(datetime(2026, 11, 24, 3, tzinfo=SHANGHAI))


def test_the_spring_gap_gives_the_next_valid_instant_and_the_autumn_fold_the_first() -> None:
    zone = ZoneInfo("America/New_York")
    assert local_instant(date(2027, 3, 14), time(2, 30), zone).isoformat() == "2027-03-14T03:30:00-04:00"
    assert local_instant(date(2027, 11, 7), time(1, 30), zone).isoformat() == "2027-11-07T01:30:00-04:00"


def test_working_days_are_the_country_s() -> None:
    assert not is_working_day("US", date(2026, 11, 26))
    assert is_working_day("CN", date(2026, 11, 26))
    assert not is_working_day("CN", date(2026, 2, 17))
    assert is_working_day("CN", date(2026, 2, 14))  # a Saturday worked for the Spring Festival
    assert is_working_day("XX", date(2026, 12, 25))  # a country of which nothing is known has weekends only
    assert not is_working_day("CN", date(2031, 10, 1))  # beyond what the calendar of make-up days knows


def test_the_nearest_setting_wins() -> None:
    workspace = Workspace(timezone="Asia/Shanghai", country="CN", hours={"digest": "08:00", "report_prompt": "17:00", "quiet_start": "20:00"})
    team = Team(hours={"report_prompt": "16:00", "quiet_start": "19:00"})
    member = Member(role=Role.REP, team=team, timezone="Europe/Berlin", hours={"quiet_start": "18:00"})
    hours = hours_of(workspace, member)
    assert [hours.clock(name).hour for name in ("work_start", "digest", "report_prompt", "quiet_start")] == [9, 8, 16, 18]
    assert hours.zone.key == "Europe/Berlin"


@given(moments, zones, st.booleans(), st.booleans(), st.none() | st.integers(-2000, 2000), st.sets(st.integers(-3, 6)))
def test_moments_come_in_order_the_last_one_never_before_the_deadline(
    due_at: datetime, zone: ZoneInfo, has_time: bool, remind: bool, snoozed: int | None, away: set[int]
) -> None:
    hours = Hours(zone, "CN", {})
    due_day = due_at.astimezone(zone).date()
    row = task(due_at, due_has_time=has_time, remind=remind, snoozed_until=None if snoozed is None else due_at + timedelta(minutes=snoozed))
    found = deadline_moments(row, hours, lambda day: (day - due_day).days in away)
    stages = [stage for _, stage in found]
    assert found == sorted(found, key=lambda pair: pair[0])
    assert len(set(stages)) == len(stages)
    for moment, stage in found:
        if stage in ("day_before", "hour_before"):
            assert moment < due_at
        if stage == "overdue":
            assert moment >= due_at
        if stage not in ("reminder", "snoozed"):
            assert not hours.is_quiet(moment)
            assert (moment.astimezone(zone).date() - due_day).days not in away
    if snoozed is None:
        assert "overdue" in stages


def test_a_day_before_keeps_the_time_of_day_when_the_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    due = datetime(2027, 3, 15, 15, tzinfo=zone)  # a Monday; the clocks change on Sunday
    [(before, stage), *_] = deadline_moments(task(due), Hours(zone, "US", {}))
    assert (before, stage) == (datetime(2027, 3, 12, 15, tzinfo=zone), "day_before")
