"""Reports are asked for when the working day ends, with a draft; once more in the evening; and managers are told what came."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from conftest import Ids
from passing_time import Day, Seen
from sqlalchemy import select

from scheduler import schedules
from storage.models import ContactLog, DailyReport, Leave, Member, OutboxItem, OutboxState, Role, Team

ZONE = ZoneInfo("Asia/Shanghai")


def local(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A time in Shanghai in November 2026."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def log(day: Day, ids: Ids, member_id: int | None = None) -> None:
    with day.database.write(day.now, ids.workspace) as session:
        session.add(
            ContactLog(member_id=member_id or ids.lily, method="call", person="Jane", summary="likes the demo", at=day.now, created_at=day.now)
        )


def report(day: Day, ids: Ids, member_id: int | None = None, blockers: str | None = None) -> None:
    with day.database.write(day.now, ids.workspace) as session:
        today = day.now.astimezone(ZONE).date()
        session.add(DailyReport(member_id=member_id or ids.lily, day=today, done="5 calls", blockers=blockers, created_at=day.now))


def reports_seen(seen: list[Seen]) -> list[tuple[datetime, str, str]]:
    return [(message.at.astimezone(ZONE), message.chat, message.text.splitlines()[0]) for message in seen]


def test_reps_are_asked_when_the_day_ends_and_once_more(day: Day, team: Ids) -> None:
    log(day, team)
    seen = [message for message in day.run_to(local(24, 19, 30)) if message.chat == "lily"]
    assert reports_seen(seen) == [
        (local(24, 17, 30), "lily", "📋 Your report for Tue 24 Nov, from what you told me"),
        (local(24, 19), "lily", "📋 Your report for Tue 24 Nov is still missing; this is what I have"),
    ]
    assert "Done: Call · Jane: likes the demo" in seen[0].text
    assert seen[0].labels == ["Submit", "Edit"]


def test_managers_and_admins_are_not_asked(day: Day, team: Ids) -> None:
    assert {message.chat for message in day.run_to(local(24, 19, 30))} == {"lily", "tom"}


def test_a_manager_with_hours_of_their_own_is_asked(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Member, team.manager).hours = {"report_prompt": "16:00"}
    assert (local(24, 16), "max") in {message[:2] for message in reports_seen(day.run_to(local(24, 17)))}


def test_who_has_prompts_off_is_left_alone(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Member, team.tom).hours = {"report_prompt": "off"}
    assert {message.chat for message in day.run_to(local(24, 19, 30))} == {"lily"}


def test_who_has_sent_one_is_not_asked(day: Day, team: Ids) -> None:
    report(day, team)
    assert {message.chat for message in day.run_to(local(24, 19, 30))} == {"tom"}


def test_who_sends_one_after_the_prompt_is_not_reminded(day: Day, team: Ids) -> None:
    day.run_to(local(24, 18))
    report(day, team)
    assert {message.chat for message in day.run_to(local(24, 19, 30))} == {"tom"}


def test_a_prompt_that_waits_to_go_out_is_dropped_once_the_report_is_there(day: Day, team: Ids) -> None:
    day.run_to(local(24, 17))
    day.now = local(24, 17, 30)
    schedules.tick(day.database, day.now)
    report(day, team)
    assert {message.chat for message in day.run_to(local(24, 18))} == {"tom"}
    with day.database.read(everywhere=True) as session:
        assert session.scalars(select(OutboxItem.state).where(OutboxItem.member_id == team.lily)).all() == [OutboxState.DROPPED]


def test_leave_is_kept(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.add(Leave(member_id=team.lily, first=date(2026, 11, 24), last=date(2026, 11, 25), created_at=day.now))
    assert [message.at.astimezone(ZONE) for message in day.run_to(local(26, 18)) if message.chat == "lily"] == [local(26, 17, 30)]


def test_days_off_are_free(day: Day, team: Ids) -> None:
    sent = {message.at.astimezone(ZONE).date() for message in day.run_to(local(1, 0, month=12)) if message.chat == "lily"}
    assert sent == {date(2026, 11, number) for number in (24, 25, 26, 27, 30)}


def test_hours_and_zones_are_the_member_s_own(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        lily = session.get_one(Member, team.lily)
        lily.timezone, lily.hours, lily.language = "Europe/Berlin", {"report_prompt": "16:45"}, "zh"
    [first, *_] = [message for message in day.run_to(local(25, 1)) if message.chat == "lily"]
    assert first.at == datetime(2026, 11, 24, 16, 45, tzinfo=ZoneInfo("Europe/Berlin"))
    assert first.text.startswith("📋 11月24日 周二 的日报")


def test_the_clock_s_changes_are_followed(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Member, team.lily).timezone = "America/New_York"
    day.run_to(local(10, 0, month=3, year=2027))
    zone = ZoneInfo("America/New_York")
    seen = [message.at.astimezone(zone) for message in day.run_to(local(17, 0, month=3, year=2027)) if message.chat == "lily"]
    prompts = [moment for moment in seen if moment.time().hour == 17]
    assert {moment.strftime("%H:%M") for moment in prompts} == {"17:30"}
    assert {moment.utcoffset() for moment in prompts} == {prompts[0].utcoffset(), prompts[-1].utcoffset()}
    assert prompts[0].utcoffset() != prompts[-1].utcoffset()


def test_after_a_stop_only_the_reminder_comes(day: Day, team: Ids) -> None:
    assert [message.text.splitlines()[0] for message in day.sleep_to(local(24, 19, 30)) if message.chat == "lily"] == [
        "📋 Your report for Tue 24 Nov is still missing; this is what I have"
    ]


def test_a_stop_into_the_night_asks_nobody_any_more(day: Day, team: Ids) -> None:
    assert {message.kind for message in day.sleep_to(local(24, 22))} == set()
    assert [message.kind for message in day.run_to(local(25, 9))] == ["report_summary"]


def test_the_manager_is_told_who_sent_and_who_did_not(day: Day, team: Ids) -> None:
    report(day, team, blockers="no samples")
    [summary] = [message for message in day.run_to(local(24, 21)) if message.chat == "max"]
    assert summary.at.astimezone(ZONE) == local(24, 20)
    assert summary.text.splitlines() == [
        "📋 East · Tue 24 Nov · 1 of 2 reports",
        "✅ Lily Chen — Blockers: no samples",
        "⏳ Missing: Tom Reid",
    ]
    assert [(button.label, button.action) for button in summary.reply.buttons] == [("Show all", "more:reports:East:2026-11-24::0")]


def test_who_is_on_leave_is_not_counted_as_missing(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.add(Leave(member_id=team.tom, first=date(2026, 11, 24), last=date(2026, 11, 24), created_at=day.now))
    report(day, team)
    [summary] = [message for message in day.run_to(local(24, 21)) if message.chat == "max"]
    assert summary.text.splitlines() == ["📋 East · Tue 24 Nov · 1 of 1 reports", "✅ Lily Chen", "🌴 On leave: Tom Reid"]


def test_a_team_without_reps_has_no_summary(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Member, team.lily).active = False
        session.get_one(Member, team.tom).role = Role.MANAGER
    assert [message for message in day.run_to(local(25, 9)) if message.kind == "report_summary"] == []


def test_a_team_without_a_manager_is_told_of_to_the_next_one_up(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        south = Team(name="South", parent_id=team.team, created_at=day.now)
        session.add(south)
        session.flush()
        session.get_one(Member, team.tom).team_id = south.id
    texts = [message.text.splitlines()[0] for message in day.run_to(local(24, 21)) if message.chat == "max"]
    assert texts == ["📋 East · Tue 24 Nov · 0 of 1 reports", "📋 South · Tue 24 Nov · 0 of 1 reports"]


def test_a_manager_on_leave_is_left_alone(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        session.add(Leave(member_id=team.manager, first=date(2026, 11, 24), last=date(2026, 11, 24), created_at=day.now))
    assert [message for message in day.run_to(local(24, 21)) if message.chat == "max"] == []


def test_a_summary_that_missed_its_evening_comes_in_the_morning(day: Day, team: Ids) -> None:
    day.run_to(local(24, 19, 30))
    assert day.sleep_to(local(24, 22)) == []
    assert [(message.chat, message.at.astimezone(ZONE)) for message in day.run_to(local(25, 9))] == [("max", local(25, 8))]
