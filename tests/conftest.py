"""What tests share: a database of each kind, and a small workspace in it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import psycopg
import pytest
from passing_time import Day
from sqlalchemy import text

from handlers.workspaces import Defaults, add_account, add_member, add_team, add_workspace
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import Role

if TYPE_CHECKING:
    from office import Office

hypothesis.settings.register_profile("onpace", deadline=None)  # how long an example takes says more about the machine than about the code
hypothesis.settings.load_profile("onpace")

pytest_plugins = ["webchat"]

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Shanghai."""
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql+psycopg://root@127.0.0.1:5432/test")
IN_CI = os.environ.get("CI") == "true"


def postgresql_is_there() -> bool:
    """Whether the server for tests answers."""
    try:
        psycopg.connect(POSTGRESQL.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The server's URL; without one the test is skipped, and in CI it fails."""
    if not postgresql_is_there():
        reason = "no PostgreSQL answers on 127.0.0.1:5432 (database test, trust authentication)"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(f"left out: {reason}")
    return POSTGRESQL


@pytest.fixture
def postgresql(postgresql_server: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated database on PostgreSQL: a schema of its own, dropped afterwards."""
    schema = f"t{uuid.uuid4().hex[:12]}"
    admin = Database(postgresql_server, FileStore(tmp_path))
    with admin.engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    database = Database(f"{postgresql_server}?options=-csearch_path%3D{schema}", FileStore(tmp_path / "files"))
    migrate.upgrade(database)
    yield database
    database.close()
    with admin.engine.begin() as connection:
        connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
    admin.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A migrated database on SQLite, in a file."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}", FileStore(tmp_path / "files"))
    migrate.upgrade(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database, of each kind in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


@dataclass(frozen=True)
class Ids:
    """The rows of the small workspace: a team with a manager and two reps, and an admin."""

    workspace: int
    team: int
    admin: int
    manager: int
    lily: int
    tom: int


DEFAULTS = Defaults(language="en", timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY")


def fill(database: Database, name: str = "Acme Sales", tenant: str = "t1") -> Ids:
    """Make the small workspace; accounts on platform ``test`` go by the members' first names."""
    with database.write(NOW, everywhere=True) as session:
        workspace = add_workspace(session, name, DEFAULTS, NOW)
        team = add_team(session, "East", NOW)
        admin = add_member(session, "Ada Admin", NOW, role=Role.ADMIN)
        manager = add_member(session, "Max Manager", NOW, role=Role.MANAGER, team=team)
        lily = add_member(session, "Lily Chen", NOW, team=team)
        tom = add_member(session, "Tom Reid", NOW, team=team)
        for member in (admin, manager, lily, tom):
            add_account(session, member, "test", tenant, member.name.split()[0].lower(), NOW)
        return Ids(workspace.id, team.id, admin.id, manager.id, lily.id, tom.id)


@pytest.fixture
def ids(database: Database) -> Ids:
    """The small workspace in a database of each kind."""
    return fill(database)


@pytest.fixture
def office(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The small workspace with people who chat in it."""
    from office import Office

    found = Office(sqlite, fill(sqlite))
    monkeypatch.setattr("handlers.reading.read", found.read)
    return found


@pytest.fixture
def team(sqlite: Database) -> Ids:
    """The small workspace on SQLite alone, for what does not hang on the database."""
    return fill(sqlite)


@pytest.fixture
def day(sqlite: Database) -> Day:
    """Time that passes there, from ``NOW`` on."""
    return Day(sqlite, NOW)
