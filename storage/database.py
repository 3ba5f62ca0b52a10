"""The database: SQLite or PostgreSQL, transactions for reading and for writing, and the scope of a session.

A session belongs to one workspace (``session.info["workspace_id"]``). Every ORM query over a workspace's table is narrowed to it by itself, every
new row gets it, and a row of another workspace is refused: forgetting a ``where`` cannot show one company's records to another. What works across
workspaces (the queues, the ticks) says so with ``everywhere=True``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from storage import audit, touches, waking
from storage.errors import ForeignRowError, UnscopedError
from storage.files import FileStore
from storage.models import InWorkspace

BUSY_TIMEOUT_MS = 10_000
EVERYWHERE = "everywhere"
POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 10, "hide_parameters": True}
"""What people wrote is in the parameters: an error of the database must not quote them."""


class ScopedSession(Session):
    """A session of one workspace, or one that was told to work across all of them."""


class Database:
    """An engine, the ways to open a session on it, and the files that go with it."""

    def __init__(self, url: str, files: FileStore) -> None:
        self.files = files
        self.given: dict[str, Any] = {}
        """What every session carries in its ``info``, for those who work with it: what they need to know of the settings."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _create_sqlite(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, **POOL)
        self._turn = threading.RLock() if self.is_sqlite else nullcontext()
        """Whose turn it is to write. SQLite has those who wait look again every tenth of a second, and whoever is unlucky for ten of them fails."""
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self, workspace_id: int | None = None, *, everywhere: bool = False) -> Iterator[Session]:
        """A session for looking only; whatever is changed in it is never sent to the database, where it would wait for whoever writes, or fail."""
        info = self._info(workspace_id, everywhere)
        with ScopedSession(self.engine, info=info, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self, now: datetime, workspace_id: int | None = None, *, everywhere: bool = False) -> Iterator[Session]:
        """One transaction, committed at the end of the block and rolled back by an exception.

        On SQLite it takes the write lock at its beginning: one that starts by reading and then wants to write would fail beside another writer.
        """
        info = self._info(workspace_id, everywhere) | {"now": now}
        with self._turn, ScopedSession(self._writing, info=info, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def write_several(self, now: datetime) -> Iterator[Callable[[], Session]]:
        """One transaction for several sessions, one after the other, none of which knows the rows of another; each works across all workspaces.

        What is given opens the next one. What one of them has committed is so once the block has ended; an exception rolls all of them back.
        """

        def open_session() -> Session:
            info = self._info(None, everywhere=True) | {"now": now}
            return ScopedSession(connection, info=info, expire_on_commit=False, join_transaction_mode="rollback_only")

        with self._turn, self._writing.begin() as connection:
            yield open_session

    def _info(self, workspace_id: int | None, everywhere: bool) -> dict[str, Any]:
        """What a session knows."""
        return {**self.given, "workspace_id": workspace_id, EVERYWHERE: everywhere, "files": self.files}

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def enter(session: Session, workspace_id: int) -> None:
    """Narrow a session that worked across workspaces to one of them."""
    session.info["workspace_id"] = workspace_id
    session.info[EVERYWHERE] = False


@contextmanager
def inside(session: Session, workspace_id: int) -> Iterator[None]:
    """Narrow such a session for a moment."""
    session.flush()
    enter(session, workspace_id)
    try:
        yield
    finally:
        session.flush()
        session.info["workspace_id"], session.info[EVERYWHERE] = None, True


def _create_sqlite(url: str) -> Engine:
    path = make_url(url).database
    in_memory = path in (None, "", ":memory:")
    if not in_memory:
        Path(str(path)).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"poolclass": StaticPool, "hide_parameters": True} if in_memory else POOL
    engine = create_engine(url, connect_args={"check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is chosen below
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow_to_workspace(state: ORMExecuteState) -> None:
    """Add the workspace to every ORM statement over a workspace's table."""
    if state.is_column_load or state.is_relationship_load or state.is_insert or state.session.info.get(EVERYWHERE):
        return
    workspace_id = state.session.info.get("workspace_id")
    if workspace_id is None:
        if any(issubclass(mapper.class_, InWorkspace) for mapper in state.all_mappers):
            raise UnscopedError
        return
    state.statement = state.statement.options(_only_of(workspace_id))


@lru_cache(maxsize=1000)
def _only_of(workspace_id: int) -> LoaderCriteriaOption:
    """The condition of one workspace, made once: every statement needs it."""
    return with_loader_criteria(InWorkspace, lambda table: table.workspace_id == workspace_id, include_aliases=True)


@event.listens_for(ScopedSession, "before_flush")
def _give_workspace(session: Session, _context: object, _instances: object) -> None:
    """New rows get the session's workspace; rows of another one are refused."""
    workspace_id = session.info.get("workspace_id")
    for row in session.new:
        if isinstance(row, InWorkspace) and row.__dict__.get("workspace_id") is None:
            if workspace_id is None:
                raise UnscopedError
            row.workspace_id = workspace_id
    if workspace_id is None:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, InWorkspace) and row.workspace_id != workspace_id:
            raise ForeignRowError


audit.listen_to(ScopedSession)
touches.listen_to(ScopedSession)
waking.listen_to(ScopedSession)
