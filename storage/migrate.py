"""Bring the database to the version that this code needs, once, whoever starts first."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database
from storage.errors import NotMigratedError
from storage.models import Base

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x6F6E70616365
"""Any number that only we use: replicas that start together on PostgreSQL wait for each other under it (Alembic itself takes no lock)."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file of their own."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def head() -> str:
    """The newest version."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    assert found is not None
    return found


def version(database: Database) -> str | None:
    """The version that the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Take all steps up to the newest version."""
    if version(database) == head():
        return
    with database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        command.upgrade(config(connection), "head")


def check(database: Database) -> None:
    """Raise NotMigratedError where the database is not at the newest version."""
    if version(database) != head():
        raise NotMigratedError


def add_step(database: Database, message: str) -> None:
    """Write a new step from the difference between the database and the tables as the code has them."""
    with database.engine.begin() as connection:
        command.revision(config(connection), message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """Where the migrated database is not as the tables in the code say."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))
