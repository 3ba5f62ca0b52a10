"""When a customer was last in touch and is to be heard of next follows from its records, whichever way they change."""

from datetime import timedelta

import pytest
from conftest import NOW, Ids

from storage import audit
from storage.database import Database
from storage.models import Change, CheckIn, ContactLog, Customer, Lead, LeadStatus, Task, TaskStatus


def add_customer(database: Database, ids: Ids) -> int:
    with database.write(NOW, ids.workspace) as session:
        customer = Customer(name="Acme", name_key="acme", owner_id=ids.lily, created_at=NOW)
        session.add(customer)
        session.flush()
        return customer.id


def test_the_latest_contact_and_the_first_open_task_count(database: Database, ids: Ids) -> None:
    customer_id = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        customer = session.get_one(Customer, customer_id)
        for days in (3, 1, 2):
            session.add(ContactLog(customer=customer, member_id=ids.lily, at=NOW - timedelta(days=days), created_at=NOW))
            session.add(
                Task(customer=customer, action="call", owner_id=ids.lily, creator_id=ids.lily, due_at=NOW + timedelta(days=days), created_at=NOW)
            )
        session.flush()
        assert customer.last_contacted_at == NOW - timedelta(days=1)
        assert customer.next_follow_up_at == NOW + timedelta(days=1)
        session.add(CheckIn(customer=customer, member_id=ids.lily, at=NOW, created_at=NOW))
        session.flush()
        assert customer.last_contacted_at == NOW


def test_a_task_that_is_done_gives_way_to_the_next(database: Database, ids: Ids) -> None:
    customer_id = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        tasks = [
            Task(customer_id=customer_id, action="call", owner_id=ids.lily, creator_id=ids.lily, due_at=NOW + timedelta(days=days), created_at=NOW)
            for days in (1, 2)
        ]
        session.add_all(tasks)
        session.flush()
        tasks[0].status = TaskStatus.DONE
    with database.read(ids.workspace) as session:
        assert session.get_one(Customer, customer_id).next_follow_up_at == NOW + timedelta(days=2)


@pytest.mark.parametrize("undo", [True, False])
def test_what_is_taken_back_no_longer_counts(database: Database, ids: Ids, undo: bool) -> None:
    customer_id = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        audit.write_as(session, ids.lily)
        log = ContactLog(customer_id=customer_id, member_id=ids.lily, at=NOW, created_at=NOW)
        session.add(log)
        change_id = audit.change_id(session)
        assert session.get_one(Customer, customer_id).last_contacted_at == NOW
        if undo:
            audit.revert(session, session.get_one(Change, change_id))
        else:
            session.delete(log)
            session.flush()
        assert session.get_one(Customer, customer_id).last_contacted_at is None


def test_moving_a_record_to_another_customer_refreshes_both(database: Database, ids: Ids) -> None:
    first, second = add_customer(database, ids), add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        log = ContactLog(customer_id=first, member_id=ids.lily, at=NOW, created_at=NOW)
        session.add(log)
        session.flush()
        log.party = session.get_one(Customer, second)
        session.flush()
        assert session.get_one(Customer, first).last_contacted_at is None
        assert session.get_one(Customer, second).last_contacted_at == NOW


def test_a_customer_inherits_what_was_said_with_it_as_a_lead(database: Database, ids: Ids) -> None:
    customer_id = add_customer(database, ids)
    with database.write(NOW, ids.workspace) as session:
        lead = Lead(company="Acme", name_key="acme", owner_id=ids.lily, created_at=NOW)
        session.add(lead)
        session.flush()
        session.add(ContactLog(lead=lead, member_id=ids.lily, at=NOW, created_at=NOW))
        session.flush()
        assert lead.last_contacted_at == NOW
        lead.customer_id, lead.status = customer_id, LeadStatus.CONVERTED
        session.flush()
        assert session.get_one(Customer, customer_id).last_contacted_at == NOW
