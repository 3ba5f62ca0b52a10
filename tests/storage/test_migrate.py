"""The migrations lead to the tables that the code has."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import NOW, Ids
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from storage import migrate
from storage.database import Database
from storage.errors import NotMigratedError
from storage.files import FileStore
from storage.models import Base, Customer


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


def test_the_id_of_a_deleted_row_is_not_given_away_again(database: Database, ids: Ids) -> None:
    given = []
    for _ in range(2):
        with database.write(NOW, ids.workspace) as session:
            customer = Customer(name="Acme", name_key="acme", created_at=NOW)
            session.add(customer)
            session.flush()
            given.append(customer.id)
            session.delete(customer)
    assert given[1] > given[0]


def test_what_people_wrote_is_in_no_error_of_the_database(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add(Customer(name="secret words", name_key="secret", owner_id=999_999, created_at=NOW))
        with pytest.raises(IntegrityError) as caught:
            session.flush()
        assert "secret" not in str(caught.value)
        session.rollback()
