"""The migrations lead to the tables that the code has."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect

from storage import migrate
from storage.database import Database
from storage.errors import NotMigratedError
from storage.files import FileStore
from storage.models import Base


def test_the_migrated_database_is_as_the_tables_say(database: Database) -> None:
    assert migrate.differences(database) == []
    assert set(inspect(database.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_again_changes_nothing(database: Database) -> None:
    migrate.upgrade(database)
    migrate.check(database)


def test_an_empty_database_is_told_from_a_migrated_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}", FileStore(tmp_path))
    with pytest.raises(NotMigratedError):
        migrate.check(database)
    database.close()


def test_replicas_that_start_together_upgrade_once(postgresql_server: str, postgresql: Database) -> None:
    with postgresql.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate.upgrade(postgresql), range(4)))
    migrate.check(postgresql)
