"""Empty databases by the dozen: each a copy of one that was migrated once, since migrating takes longer than many a dialogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.platforms.terminal.fresh import fresh_database
from storage.database import Database
from storage.files import FileStore


@cache
def migrated() -> sqlite3.Connection:
    """A database as it is at first."""
    made = sqlite3.connect(":memory:", check_same_thread=False)
    with fresh_database("sqlite://") as database:
        _driver_of(database).backup(made)
    return made


@contextmanager
def empty_database() -> Iterator[Database]:
    """A copy of it, in memory."""
    with TemporaryDirectory() as folder:
        database = Database("sqlite://", FileStore(Path(folder)))
        migrated().backup(_driver_of(database))
        yield database
        database.close()


def _driver_of(database: Database) -> sqlite3.Connection:
    driver = database.engine.raw_connection().driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
