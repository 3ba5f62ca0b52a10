"""Whatever changes is looked at again by the scheduler; what many schedules depend on wakes them all."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW, Ids
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.models import Leave, Member, Schedule, Task, Team, Workspace

LATER = (NOW + timedelta(hours=1)).astimezone(ZoneInfo("Asia/Shanghai"))
TOMORROW = NOW + timedelta(days=1)


def add_task(database: Database, ids: Ids) -> int:
    with database.write(NOW, ids.workspace) as session:
        task = Task(action="Send the quote", owner_id=ids.lily, creator_id=ids.lily, due_at=TOMORROW, created_at=NOW)
        session.add(task)
        session.flush()
        return task.id


def looked_at(database: Database, ids: Ids) -> None:
    """Every schedule has been looked at now and waits for tomorrow."""
    with database.write(NOW, ids.workspace) as session:
        for schedule in session.scalars(select(Schedule)):
            schedule.next_at, schedule.evaluated_to = TOMORROW, NOW


def awake(database: Database, ids: Ids) -> set[str]:
    """The kinds of schedules that are to be looked at by ``LATER``."""
    with database.read(ids.workspace) as session:
        return set(session.scalars(select(Schedule.kind).where(Schedule.next_at <= LATER)))


def test_a_new_row_is_looked_at_from_when_it_was_said(database: Database, ids: Ids) -> None:
    with database.write(LATER, ids.workspace) as session:
        session.add(Task(action="Call", owner_id=ids.lily, creator_id=ids.lily, due_at=LATER, created_at=NOW))
    with database.read(ids.workspace) as session:
        [schedule] = session.scalars(select(Schedule).where(Schedule.kind == "deadline"))
        assert (schedule.next_at, schedule.evaluated_to) == (LATER, NOW)


def test_a_change_wakes_the_row_s_own_schedule_only(database: Database, ids: Ids) -> None:
    task = add_task(database, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        session.get_one(Task, task).due_at = TOMORROW + timedelta(days=1)
    assert awake(database, ids) == {"deadline"}


def test_a_change_lets_go_what_was_over_by_then(database: Database, ids: Ids) -> None:
    task = add_task(database, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        session.get_one(Task, task).due_at = TOMORROW + timedelta(days=1)
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Schedule.evaluated_to).where(Schedule.kind == "deadline")).all() == [LATER]


def test_a_change_keeps_what_waits_to_be_looked_at(database: Database, ids: Ids) -> None:
    task = add_task(database, ids)
    looked_at(database, ids)
    late = TOMORROW + timedelta(hours=2)
    with database.write(late, ids.workspace) as session:
        session.get_one(Task, task).action = "Send the new quote"
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Schedule.evaluated_to).where(Schedule.kind == "deadline")).all() == [NOW]


def test_a_row_that_only_was_read_wakes_nothing(database: Database, ids: Ids) -> None:
    task = add_task(database, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        session.get_one(Task, task).action = "Send the quote"
    assert awake(database, ids) == set()


def set_workspace_hours(session: Session, ids: Ids) -> None:
    session.get_one(Workspace, ids.workspace).hours = {"digest": "08:30"}


def set_team_hours(session: Session, ids: Ids) -> None:
    session.get_one(Team, ids.team).hours = {"digest": "08:30"}


def move_member(session: Session, ids: Ids) -> None:
    session.get_one(Member, ids.lily).timezone = "Europe/Berlin"


def add_leave(session: Session, ids: Ids) -> None:
    session.add(Leave(member_id=ids.lily, first=date(2026, 11, 25), last=date(2026, 11, 26), created_at=LATER))


@pytest.mark.parametrize("change", [set_workspace_hours, set_team_hours, move_member, add_leave])
def test_what_many_depend_on_wakes_them_all(database: Database, ids: Ids, change: Callable[[Session, Ids], None]) -> None:
    add_task(database, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        change(session, ids)
    assert awake(database, ids) == {"deadline", "report", "report_summary"}


def test_leave_that_goes_wakes_too(database: Database, ids: Ids) -> None:
    add_task(database, ids)
    with database.write(NOW, ids.workspace) as session:
        add_leave(session, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        session.delete(session.scalars(select(Leave)).one())
    assert "deadline" in awake(database, ids)


def test_another_name_wakes_nobody_else(database: Database, ids: Ids) -> None:
    add_task(database, ids)
    looked_at(database, ids)
    with database.write(LATER, ids.workspace) as session:
        session.get_one(Member, ids.lily).name = "Lily Wang"
    assert awake(database, ids) == {"report"}
