"""Due schedules become messages once, however late, however many processes tick, and whatever goes wrong with one of them."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import NOW, Ids, fill
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from handlers.messages import Reply
from scheduler import schedules
from scheduler.kinds import PUSHES
from scheduler.pushes import Notice, Occasion, Push, key_of, told_by
from scheduler.schedules import LOOK_BACK, RETRY
from storage.database import Database
from storage.models import Member, OutboxItem, Schedule, Task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hourly(_session: Session, _subject: int, after: datetime) -> Occasion:
    """Every full hour, of use for twenty minutes."""
    at = after.replace(minute=0, second=0, microsecond=0) + HOUR
    return Occasion(at, f"at {at:%H}", at + timedelta(minutes=20))


@contextmanager
def kind(to: int, next_occasion: Callable[..., Any] = hourly, notices: Callable[..., Any] | None = None) -> Iterator[None]:
    """A kind of push made for a test: it tells a member about its subject."""

    def tell(session: Session, subject: int, occasion: Occasion, _now: datetime) -> Iterator[Notice]:
        yield Notice(session.get_one(Member, to), Reply(f"{subject} {occasion.stage}"))

    PUSHES["fake"] = Push("fake", next_occasion, notices or tell, lambda _session, _item, now: now)
    try:
        yield
    finally:
        del PUSHES["fake"]


def add_schedules(database: Database, ids: Ids, *subjects: int, next_at: datetime | None = NOW, kind: str = "fake") -> None:
    with database.write(NOW, everywhere=True) as session:
        session.execute(update(Schedule).values(next_at=None))  # those of the workspace's members are no part of these tests
        rows = [{"workspace_id": ids.workspace, "kind": kind, "subject_id": subject, "next_at": next_at, "evaluated_to": NOW} for subject in subjects]
        session.execute(insert(Schedule), rows)


def schedule_of(database: Database, subject: int, kind: str = "fake") -> Schedule:
    with database.read(everywhere=True) as session:
        found = session.scalars(select(Schedule).where(Schedule.kind == kind, Schedule.subject_id == subject)).one()
        session.expunge_all()
        return found


def texts(database: Database) -> list[str]:
    with database.read(everywhere=True) as session:
        return [item.payload["text"] for item in session.scalars(select(OutboxItem).order_by(OutboxItem.id))]


def test_a_first_look_tells_nothing_and_finds_when_to_look_again(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1)
    with kind(team.lily):
        assert schedules.tick(sqlite, NOW) == 1
        assert schedules.tick(sqlite, NOW) == 0
    assert texts(sqlite) == []
    assert schedule_of(sqlite, 1).next_at == NOW + HOUR


def test_what_is_due_is_told_once(database: Database, ids: Ids) -> None:
    add_schedules(database, ids, 1)
    with kind(ids.lily):
        for minutes in (0, 60, 61, 90):
            schedules.tick(database, NOW + timedelta(minutes=minutes))
    assert texts(database) == ["1 at 03"]


def test_after_a_stop_only_the_latest_is_told(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1)
    with kind(team.lily):
        schedules.tick(sqlite, NOW)
        schedules.tick(sqlite, NOW + 5 * HOUR + timedelta(minutes=10))
    assert texts(sqlite) == ["1 at 07"]


def test_what_has_become_useless_is_let_go(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1)
    with kind(team.lily):
        schedules.tick(sqlite, NOW)
        schedules.tick(sqlite, NOW + 5 * HOUR + timedelta(minutes=30))
    assert texts(sqlite) == []
    assert schedule_of(sqlite, 1).next_at == NOW + 6 * HOUR


def test_a_very_long_stop_costs_no_long_look_back(sqlite: Database, team: Ids) -> None:
    looks: list[datetime] = []

    def counted(session: Session, subject: int, after: datetime) -> Occasion:
        looks.append(after)
        return hourly(session, subject, after)

    add_schedules(sqlite, team, 1)
    with kind(team.lily, counted):
        schedules.tick(sqlite, NOW + 400 * DAY)
    assert min(looks) == NOW + 400 * DAY - LOOK_BACK
    assert len(looks) < 200


def test_an_occasion_that_was_told_is_known_by_its_key(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1)
    with kind(team.lily):
        schedules.tick(sqlite, NOW + HOUR)
        with sqlite.write(NOW, everywhere=True) as session:
            session.execute(update(Schedule).where(Schedule.kind == "fake").values(next_at=NOW, evaluated_to=NOW))
        schedules.tick(sqlite, NOW + HOUR)
    assert texts(sqlite) == ["1 at 03"]


def test_a_key_says_what_it_is_about(sqlite: Database, team: Ids) -> None:
    occasion = hourly(None, 0, NOW)  # type: ignore[arg-type]  # needs no session
    with sqlite.read(team.workspace) as session:
        lily = session.get_one(Member, team.lily)
        told = told_by(OutboxItem(key=key_of("fake", 7, occasion, lily)))
        assert (told.subject_id, told.stage, told.at) == (7, "at 03", NOW + HOUR)
        assert key_of("fake", 7, occasion, lily) != key_of("fake", 7, occasion, session.get_one(Member, team.tom))


def test_a_subject_that_has_nothing_to_wait_for_is_looked_at_no_more(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1)
    with kind(team.lily, lambda *_: None):
        assert schedules.tick(sqlite, NOW) == 1
    assert schedule_of(sqlite, 1).next_at is None


def test_a_kind_of_another_version_is_left_alone(sqlite: Database, team: Ids) -> None:
    add_schedules(sqlite, team, 1, kind="unheard of")
    assert schedules.tick(sqlite, NOW) == 1
    assert schedule_of(sqlite, 1, "unheard of").next_at is None


@pytest.mark.parametrize("where", ["next_occasion", "notices"])
def test_one_that_fails_holds_up_none_of_the_others_and_is_tried_again(database: Database, ids: Ids, where: str) -> None:
    broken = True

    def next_occasion(session: Session, subject: int, after: datetime) -> Occasion:
        if broken and subject == 1 and where == "next_occasion":
            raise ZeroDivisionError
        return hourly(session, subject, after)

    def notices(session: Session, subject: int, occasion: Occasion, _now: datetime) -> Iterator[Notice]:
        yield Notice(session.get_one(Member, ids.lily), Reply(f"{subject} {occasion.stage}"))
        if broken and subject == 1 and where == "notices":
            raise ZeroDivisionError

    add_schedules(database, ids, 1, 2)
    with kind(ids.lily, next_occasion, notices):
        schedules.tick(database, NOW + HOUR)
        assert texts(database) == ["2 at 03"]
        assert schedule_of(database, 1).next_at == NOW + HOUR + RETRY
        broken = False
        schedules.tick(database, NOW + HOUR + RETRY)
    assert texts(database) == ["2 at 03", "1 at 03"]


def test_the_error_s_words_stay_out_of_the_log(sqlite: Database, team: Ids, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        msg = "Acme pays 50k"
        raise ValueError(msg)

    add_schedules(sqlite, team, 1)
    with kind(team.lily, fail):
        schedules.tick(sqlite, NOW)
    assert "ValueError" in caplog.text
    assert "Acme" not in caplog.text


def test_many_may_tick_at_once(database: Database, ids: Ids) -> None:
    subjects = range(1, 31)
    add_schedules(database, ids, *subjects)
    counts: list[int] = []

    def tick() -> None:
        counts.append(schedules.tick(database, NOW + HOUR))

    with kind(ids.lily):
        threads = [threading.Thread(target=tick) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(counts) == len(subjects)
    assert sorted(texts(database)) == sorted(f"{subject} at 03" for subject in subjects)


def test_a_change_made_while_another_process_ticks_is_not_missed(postgresql: Database) -> None:
    """The tick sees the task as it was; the change that is committed meanwhile has it looked at again."""
    ids = fill(postgresql)
    with postgresql.write(NOW, ids.workspace) as session:
        task = Task(action="call", owner_id=ids.lily, creator_id=ids.lily, due_at=NOW + 3 * DAY, due_has_time=True, created_at=NOW)
        session.add(task)
    with postgresql.write(NOW, ids.workspace) as session:
        session.get_one(Task, task.id).due_at = NOW + 2 * DAY
        session.flush()
        ticking = threading.Thread(target=schedules.tick, args=(postgresql, NOW))
        ticking.start()
        ticking.join(timeout=10)
        assert not ticking.is_alive()
    schedules.tick(postgresql, NOW)
    assert schedule_of(postgresql, task.id, "deadline").next_at == NOW + DAY


def test_ten_thousand_that_are_not_due_cost_nothing(database: Database, ids: Ids) -> None:
    def median_tick() -> float:
        taken = []
        for _ in range(15):
            begun = time.perf_counter()
            assert schedules.tick(database, NOW) == 0
            taken.append(time.perf_counter() - begun)
        return statistics.median(taken)

    schedules.tick(database, NOW)
    with_none = median_tick()
    add_schedules(database, ids, *range(1, 10_001), next_at=NOW + DAY)
    assert median_tick() < 10 * with_none


def test_looking_in_vain_writes_nothing(sqlite: Database) -> None:
    """So a tick every second never waits for, and never holds up, those who write."""
    with sqlite.write(NOW, everywhere=True) as session:
        session.scalar(select(func.count()).select_from(Schedule))
        assert schedules.tick(sqlite, NOW) == 0
