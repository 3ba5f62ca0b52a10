"""A database for one conversation: empty at its beginning, so that the same dialogue can be run again and again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, MetaData, create_engine, make_url, select
from sqlalchemy.schema import CreateSchema, DropSchema

from bot.platforms.terminal.workspace import PLATFORM
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import Account


class OccupiedError(Exception):
    """The database holds what real people wrote: a dialogue moves the clock and must not be played there."""


@contextmanager
def fresh_database(url: str) -> Iterator[Database]:
    """A migrated, empty database; on PostgreSQL a schema of its own, dropped afterwards. Raises OccupiedError for a file in real use."""
    with TemporaryDirectory() as folder:
        files = FileStore(Path(folder))
        if make_url(url).get_backend_name() == "sqlite":
            database = Database(url, files)
            _clear(database)
            with _migrated(database):
                yield database
        else:
            with _own_schema(make_url(url)) as schema_url, _migrated(Database(schema_url, files)) as database:
                yield database


@contextmanager
def _migrated(database: Database) -> Iterator[Database]:
    try:
        migrate.upgrade(database)
        yield database
    finally:
        database.close()


def _clear(database: Database) -> None:
    """Remove what an earlier dialogue left in a file."""
    if migrate.version(database) is None:
        return
    with database.read(everywhere=True) as session:
        if session.scalars(select(Account).where(Account.platform != PLATFORM).limit(1)).first() is not None:
            raise OccupiedError
    everything = MetaData()
    everything.reflect(database.engine)
    everything.drop_all(database.engine)


@contextmanager
def _own_schema(url: URL) -> Iterator[str]:
    name = f"dialogue_{uuid.uuid4().hex[:12]}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(CreateSchema(name))
    try:
        own = url.update_query_dict({"options": f"{url.query.get('options', '')} -csearch_path={name}".strip()})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(DropSchema(name, cascade=True))
        engine.dispose()
