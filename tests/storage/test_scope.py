"""No workspace sees another's rows, even where a query forgets to ask."""

import threading

import pytest
from conftest import NOW, Ids, fill
from sqlalchemy import delete, func, select, update

from storage.database import Database, enter
from storage.errors import ForeignRowError, UnscopedError
from storage.models import Customer, Member, Task, Workspace


@pytest.fixture
def other(database: Database, ids: Ids) -> Ids:
    return fill(database, "Rival", tenant="t2")


def test_a_query_sees_only_its_workspace(database: Database, ids: Ids, other: Ids) -> None:
    with database.read(ids.workspace) as session:
        assert {member.workspace_id for member in session.scalars(select(Member))} == {ids.workspace}
        assert session.scalar(select(func.count(Member.id))) == 4
        assert session.get(Member, other.lily) is None


def test_joins_and_aliases_are_narrowed_too(database: Database, ids: Ids, other: Ids) -> None:
    with database.read(ids.workspace) as session:
        rows = session.execute(select(Member.name, Workspace.name).join(Workspace, Member.workspace_id == Workspace.id)).all()
        assert {workspace for _, workspace in rows} == {"Acme Sales"}


def test_bulk_updates_and_deletes_are_narrowed(database: Database, ids: Ids, other: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.execute(update(Member).values(language="zh"))
        session.execute(delete(Task))
    with database.read(other.workspace) as session:
        assert set(session.scalars(select(Member.language))) == {None}


def test_a_session_of_no_workspace_asks_for_one(database: Database, ids: Ids) -> None:
    with database.read() as session, pytest.raises(UnscopedError):
        session.scalars(select(Member)).all()


def test_new_rows_get_the_workspace(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add(Customer(name="Acme", name_key="acme", created_at=NOW))
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Customer.workspace_id)).all() == [ids.workspace]


def test_a_row_of_another_workspace_is_refused(database: Database, ids: Ids, other: Ids) -> None:
    with database.write(NOW, everywhere=True) as session:
        theirs = session.get_one(Member, other.lily)
        enter(session, ids.workspace)
        theirs.name = "Mine now"
        with pytest.raises(ForeignRowError):
            session.flush()
        session.rollback()


def test_a_new_row_without_any_workspace_is_refused(database: Database) -> None:
    with database.write(NOW, everywhere=True) as session:
        session.add(Customer(name="Acme", name_key="acme", created_at=NOW))
        with pytest.raises(UnscopedError):
            session.flush()
        session.rollback()


def test_threads_that_write_take_turns(sqlite: Database, team: Ids) -> None:
    """None of them fails or is passed over for long, as SQLite's own waiting would have it."""
    order: list[int] = []

    def write(who: int) -> None:
        for _ in range(5):
            with sqlite.write(NOW, team.workspace) as session:
                session.get_one(Workspace, team.workspace).names_version += 1
                session.flush()
                order.append(who)

    with sqlite.write(NOW, team.workspace):
        threads = [threading.Thread(target=write, args=(who,)) for who in range(6)]
        for thread in threads:
            thread.start()
        assert order == []
    for thread in threads:
        thread.join()
    with sqlite.read(team.workspace) as session:
        assert session.get_one(Workspace, team.workspace).names_version >= 30
    assert sorted(order) == sorted([*range(6)] * 5)
