"""Every write is noted down by itself, and can be taken back by its notes."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from conftest import NOW, Ids
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import audit
from storage.database import Database
from storage.errors import ChangedSinceError
from storage.models import AuditEntry, Change, Customer, Payment, Schedule, Task, TaskStatus, Workspace


def add_customer(database: Database, ids: Ids, name: str = "Acme") -> tuple[int, int]:
    """Add a customer as Lily; return its id and the change's."""
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        customer = Customer(name=name, name_key=name.casefold(), owner_id=ids.lily, created_at=NOW)
        session.add(customer)
        change = audit.change_id(session)
        assert change is not None
        return customer.id, change


def test_an_insert_is_noted_with_its_author(database: Database, ids: Ids) -> None:
    customer, change = add_customer(database, ids)
    with database.read(ids.workspace) as session:
        [entry] = audit.changes_of(session, "customer", customer)
        assert (entry.change_id, entry.member_id, entry.action, entry.before) == (change, ids.lily, "insert", None)
        assert entry.after is not None
        assert entry.after["name"] == "Acme"


def test_an_update_is_noted_with_the_changed_columns_only(database: Database, ids: Ids) -> None:
    customer, _ = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.tom)
        session.get_one(Customer, customer).name = "Acme Corp"
    with database.read(ids.workspace) as session:
        entry = audit.changes_of(session, "customer", customer)[-1]
        assert (entry.action, entry.before, entry.after, entry.member_id) == ("update", {"name": "Acme"}, {"name": "Acme Corp"}, ids.tom)


def test_reading_opens_no_change(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        session.scalars(select(Customer)).all()
        assert audit.change_id(session) is None
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Change)).all() == []


def test_undo_takes_all_rows_of_a_change_back(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        customer = Customer(name="Acme", name_key="acme", created_at=NOW)
        session.add(customer)
        session.flush()
        session.add(
            Payment(customer_id=customer.id, owner_id=ids.lily, amount=Decimal("12.5"), currency="CNY", received_on=NOW.date(), created_at=NOW)
        )
        change = audit.change_id(session)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, change))
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Customer)).all() == []
        assert session.scalars(select(Payment)).all() == []
        assert session.get_one(Change, change).undone_by_id is not None
        assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == ["insert", "insert", "delete", "delete"]


def test_an_undo_can_be_undone(database: Database, ids: Ids) -> None:
    customer, change = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, change))
        undoing = audit.change_id(session)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, undoing))
    with database.read(ids.workspace) as session:
        back = session.get_one(Customer, customer)
        assert (back.name, back.owner_id, back.created_at) == ("Acme", ids.lily, NOW)


def test_what_was_changed_since_is_left_alone(database: Database, ids: Ids) -> None:
    customer, change = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.tom)
        session.get_one(Customer, customer).name = "Acme Corp"
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        with pytest.raises(ChangedSinceError):
            audit.revert(session, session.get_one(Change, change))
    with database.read(ids.workspace) as session:
        assert session.get_one(Customer, customer).name == "Acme Corp"


def test_what_others_have_built_upon_is_left_alone(database: Database, ids: Ids) -> None:
    customer, change = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.tom)
        session.add(Task(action="call", owner_id=ids.tom, creator_id=ids.tom, customer_id=customer, created_at=NOW))
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        with pytest.raises(ChangedSinceError):
            audit.revert(session, session.get_one(Change, change))
    with database.read(ids.workspace) as session:
        assert session.get(Customer, customer) is not None


def test_columns_that_change_by_themselves_do_not_stand_in_the_way(database: Database, ids: Ids) -> None:
    customer, change = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        session.get_one(Customer, customer).last_contacted_at = NOW
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, change))
    with database.read(ids.workspace) as session:
        assert session.scalars(select(Customer)).all() == []


def test_a_changed_task_wakes_its_schedule_once(database: Database, ids: Ids) -> None:
    later = NOW + timedelta(hours=1)
    with database.write(NOW, ids.workspace) as session:
        task = Task(action="call", owner_id=ids.lily, creator_id=ids.lily, created_at=NOW)
        session.add(task)
    with database.write(later, ids.workspace) as session:
        session.get_one(Task, task.id).status = TaskStatus.DONE
    with database.read(ids.workspace) as session:
        [schedule] = session.scalars(select(Schedule).where(Schedule.kind == "deadline")).all()
        assert (schedule.subject_id, schedule.next_at, schedule.evaluated_to) == (task.id, later, NOW)


def test_names_grow_old_when_one_changes(database: Database, ids: Ids) -> None:
    def version() -> int:
        with database.read(ids.workspace) as session:
            return session.get_one(Workspace, ids.workspace).names_version

    before = version()
    add_customer(database, ids)
    assert version() == before + 1
    with database.write(NOW, ids.workspace) as session:
        session.add(Task(action="call", owner_id=ids.lily, creator_id=ids.lily, created_at=NOW))
    assert version() == before + 1


def test_equal_values_are_no_change_however_they_are_written(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        local = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
        payment = Payment(owner_id=ids.lily, amount=Decimal("2E+4"), currency="CNY", received_on=local.date(), created_at=local)
        session.add(payment)
        change = audit.change_id(session)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, change))
        assert session.get(Payment, payment.id) is None


def test_a_customer_added_on_the_way_stays_where_others_refer_to_it(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        customer = Customer(name="Acme", name_key="acme", created_at=NOW)
        mine = Task(action="call", owner_id=ids.lily, creator_id=ids.lily, customer=customer, created_at=NOW)
        session.add(mine)
        change = audit.change_id(session)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.tom)
        session.add(Task(action="visit", owner_id=ids.tom, creator_id=ids.tom, customer_id=customer.id, created_at=NOW))
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        audit.revert(session, session.get_one(Change, change), main=[session.get_one(Task, mine.id)])
    with database.read(ids.workspace) as session:
        assert [task.action for task in session.scalars(select(Task))] == ["visit"]
        assert session.get(Customer, customer.id) is not None


def test_what_fails_in_an_attempt_leaves_no_trace(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        with pytest.raises(ChangedSinceError):
            _add_and_fail(session)
        assert audit.change_id(session) is None
        session.add(Customer(name="Beta", name_key="beta", created_at=NOW))
    with database.read(ids.workspace) as session:
        assert [customer.name for customer in session.scalars(select(Customer))] == ["Beta"]
        assert len(session.scalars(select(Change)).all()) == 1


def _add_and_fail(session: Session) -> None:
    with audit.attempt(session):
        session.add(Customer(name="Acme", name_key="acme", created_at=NOW))
        assert audit.change_id(session) is not None
        raise ChangedSinceError
