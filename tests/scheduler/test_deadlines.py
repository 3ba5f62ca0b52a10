"""A task's deadline is told when it is of use, once, to whoever has to do it, and never after it is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW, Ids
from passing_time import Day, Seen
from sqlalchemy import select

from handlers.parsing.name_words import name_key
from scheduler import schedules
from storage.database import Database
from storage.models import Customer, Leave, Member, OutboxItem, OutboxState, Task, TaskStatus, Workspace

ZONE = ZoneInfo("Asia/Shanghai")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Shanghai in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def day(sqlite: Database, team: Ids) -> Day:
    """Time that passes, with nothing but deadlines in it."""
    with sqlite.write(NOW, team.workspace) as session:
        session.get_one(Workspace, team.workspace).hours = dict.fromkeys(["report_prompt", "report_reminder", "report_summary"], "off")
    return Day(sqlite, NOW)


def add_task(day: Day, ids: Ids, due: datetime | None, *, has_time: bool = True, **values: Any) -> int:  # noqa: ANN401
    with day.database.write(day.now, ids.workspace) as session:
        customer = Customer(name="Acme Corp", name_key=name_key("Acme Corp"), owner_id=ids.lily, created_at=day.now)
        task = Task(
            action="Send the quote",
            customer=customer,
            due_at=due,
            due_has_time=has_time,
            **{"owner_id": ids.lily, "creator_id": ids.lily, "created_at": day.now} | values,
        )
        session.add_all([customer, task])
        session.flush()
        return task.id


def change(day: Day, ids: Ids, task: int, **values: Any) -> None:  # noqa: ANN401
    with day.database.write(day.now, ids.workspace) as session:
        row = session.get_one(Task, task)
        for name, value in values.items():
            setattr(row, name, value)


def told(seen: list[Seen]) -> list[tuple[datetime, str]]:
    return [(message.at.astimezone(ZONE), message.text.splitlines()[0]) for message in seen]


def test_a_day_an_hour_and_the_moment_itself(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    seen = day.run_to(local(30, 12))
    assert told(seen) == [(local(25, 15), "⏰ Due tomorrow"), (local(26, 14), "⏰ Due in an hour"), (local(26, 15), "⚠️ Overdue")]
    assert {message.chat for message in seen} == {"lily"}
    assert seen[0].text.splitlines()[1] == "Task · Send the quote · Acme Corp · due Thu 26 Nov 15:00"
    assert seen[0].labels == ["Done", "Snooze", "Reschedule"]


def test_a_day_alone_ends_with_working_hours(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 18), has_time=False)
    seen = day.run_to(local(30, 12))
    assert [at for at, _ in told(seen)] == [local(25, 18), local(26, 17), local(26, 18)]
    assert "due Thu 26 Nov" in seen[0].text
    assert "18:00" not in seen[0].text


def test_what_lies_behind_when_it_is_written_down_is_not_told(day: Day, team: Ids) -> None:
    add_task(day, team, NOW + timedelta(minutes=30))
    assert [heading for _, heading in told(day.run_to(local(25, 12)))] == ["⚠️ Overdue"]


def test_what_was_just_said_is_not_repeated(day: Day, team: Ids) -> None:
    add_task(day, team, NOW + timedelta(days=1, minutes=45))
    assert [heading for _, heading in told(day.run_to(local(25, 12)))] == ["⏰ Due in an hour", "⚠️ Overdue"]


def test_an_old_deadline_is_not_told_at_all(day: Day, team: Ids) -> None:
    add_task(day, team, NOW - timedelta(hours=1))
    assert day.run_to(local(26, 12)) == []


def test_a_task_without_a_deadline_is_quiet(day: Day, team: Ids) -> None:
    add_task(day, team, None)
    assert day.run_to(local(30, 12)) == []


def test_monday_s_deadline_is_told_on_friday(day: Day, team: Ids) -> None:
    add_task(day, team, local(30, 15))
    assert told(day.run_to(local(30, 14, 30))) == [(local(27, 15), "⏰ Coming up"), (local(30, 14), "⏰ Due in an hour")]


def test_nights_are_quiet(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 8, 30))
    add_task(day, team, local(25, 23))
    assert told(day.run_to(local(26, 12))) == [
        (local(25, 8), "⏰ Coming up"),
        (local(25, 8, 30), "⏰ Due tomorrow"),
        (local(26, 8), "⏰ Due soon"),
        (local(26, 8), "⚠️ Overdue"),
        (local(26, 8, 30), "⚠️ Overdue"),
    ]


def test_what_was_asked_for_comes_at_its_very_time(day: Day, team: Ids) -> None:
    add_task(day, team, local(24, 22), remind=True)
    assert told(day.run_to(local(30, 12))) == [(local(24, 22), "🔔 Reminder"), (local(25, 9), "⚠️ Overdue")]


@pytest.mark.parametrize("status", [TaskStatus.DONE, TaskStatus.CANCELLED])
def test_nothing_comes_once_it_is_done(day: Day, team: Ids, status: TaskStatus) -> None:
    task = add_task(day, team, local(26, 15))
    day.run_to(local(25, 16))
    change(day, team, task, status=status)
    assert day.run_to(local(30, 12)) == []


def test_nothing_comes_once_it_is_undone(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(26, 15))
    with day.database.write(day.now, team.workspace) as session:
        session.delete(session.get_one(Task, task))
    assert day.run_to(local(30, 12)) == []


def test_what_waits_to_go_out_is_dropped_once_it_is_done(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(26, 15))
    day.run_to(local(25, 14))
    day.now = local(25, 15)
    schedules.tick(day.database, day.now)
    change(day, team, task, status=TaskStatus.DONE)
    assert day.run_to(local(25, 16)) == []
    with day.database.read(everywhere=True) as session:
        assert session.scalars(select(OutboxItem.state).where(OutboxItem.kind == "deadline")).all() == [OutboxState.DROPPED]


def test_what_waits_to_go_out_is_dropped_once_it_is_moved(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(26, 15))
    day.run_to(local(25, 14))
    day.now = local(25, 15)
    schedules.tick(day.database, day.now)
    change(day, team, task, due_at=local(27, 11))
    assert told(day.run_to(local(30, 12))) == [
        (local(26, 11), "⏰ Due tomorrow"),
        (local(27, 10), "⏰ Due in an hour"),
        (local(27, 11), "⚠️ Overdue"),
    ]


def test_a_moved_deadline_has_no_old_warnings(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(30, 15))
    day.run_to(local(25, 11))
    change(day, team, task, due_at=local(26, 10, 30))
    assert told(day.run_to(local(26, 10))) == [(local(26, 9, 30), "⏰ Due in an hour")]


def test_snoozed_it_comes_again_in_an_hour(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(24, 15))
    day.run_to(local(24, 15))
    change(day, team, task, snoozed_until=local(24, 16))
    assert told(day.run_to(local(26, 12))) == [(local(24, 16), "🔔 Here it is again")]


def test_after_a_long_stop_only_the_latest_is_told_once(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    assert told(day.sleep_to(local(27, 10))) == [(local(27, 10), "⚠️ Overdue")]
    assert day.run_to(local(30, 12)) == []


def test_after_a_very_long_stop_it_is_let_go(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    assert day.sleep_to(datetime(2026, 12, 10, 10, tzinfo=ZONE)) == []


def test_a_stop_that_ends_at_night_tells_in_the_morning(day: Day, team: Ids) -> None:
    add_task(day, team, local(24, 20))
    assert day.sleep_to(local(24, 23)) == []
    assert told(day.run_to(local(25, 12))) == [(local(25, 8), "⚠️ Overdue")]


def test_leave_is_kept_and_what_came_of_it_told_on_the_way_back(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    with day.database.write(day.now, team.workspace) as session:
        session.add(Leave(member_id=team.lily, first=date(2026, 11, 25), last=date(2026, 11, 27), created_at=day.now))
    assert told(day.run_to(datetime(2026, 12, 3, tzinfo=ZONE))) == [(local(30, 9), "⚠️ Overdue")]


def test_a_cancelled_leave_brings_the_reminders_back(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    with day.database.write(day.now, team.workspace) as session:
        leave = Leave(member_id=team.lily, first=date(2026, 11, 25), last=date(2026, 11, 27), created_at=day.now)
        session.add(leave)
    day.settle()
    with day.database.write(day.now, team.workspace) as session:
        session.delete(session.get_one(Leave, leave.id))
    assert [at for at, _ in told(day.run_to(local(26, 16)))] == [local(25, 15), local(26, 14), local(26, 15)]


def test_who_has_left_is_not_written_to(day: Day, team: Ids) -> None:
    add_task(day, team, local(26, 15))
    with day.database.write(day.now, team.workspace) as session:
        session.get_one(Member, team.lily).active = False
    assert day.run_to(local(30, 12)) == []


def test_handed_over_it_goes_to_whoever_has_it_now(day: Day, team: Ids) -> None:
    task = add_task(day, team, local(26, 15))
    day.run_to(local(25, 16))
    change(day, team, task, owner_id=team.tom)
    assert {message.chat for message in day.run_to(local(30, 12))} == {"tom"}


def test_it_is_told_in_the_owner_s_language_and_zone(day: Day, team: Ids) -> None:
    with day.database.write(day.now, team.workspace) as session:
        lily = session.get_one(Member, team.lily)
        lily.language, lily.timezone = "zh", "Europe/Berlin"
    add_task(day, team, datetime(2026, 11, 26, 15, tzinfo=ZoneInfo("Europe/Berlin")))
    [first, *_] = day.run_to(local(26, 12))
    assert first.at == datetime(2026, 11, 25, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert first.text == "⏰ 明天截止\n任务 · Send the quote · Acme Corp · 截止 11月26日 周四 15:00"


def test_both_databases_tell_the_same(database: Database, ids: Ids) -> None:
    day = Day(database, NOW, only="deadline")
    add_task(day, ids, local(24, 15))
    assert [heading for _, heading in told(day.run_to(local(25, 12)))] == ["⏰ Due in an hour", "⚠️ Overdue"]
