"""Contact logs: who was contacted, when, and whose customer that is."""

from datetime import UTC, datetime, time, timedelta

from conftest import NOW
from office import Office, labels, record

from handlers.parsing.records import FollowUp, Moment
from storage.models import Contact, ContactLog, Customer, Task


def call(office: Office, who: str = "lily", **fields: object) -> str:
    return office.say(who, f"call {fields}", record("contact_log", **{"company": "Acme Corp", "method": "call", **fields})).text  # type: ignore[arg-type]


def test_a_call_with_its_next_step_is_one_receipt(office: Office) -> None:
    friday = Moment(NOW.date() + timedelta(days=3))
    text = call(office, person="Jane Doe", outcome="positive", summary="likes the demo", follow_up=FollowUp("send the quote", friday))
    assert text == "Call · Acme Corp · Jane Doe · positive: likes the demo\n→ Next: send the quote · Fri 27 Nov"
    log, task, customer = office.row(ContactLog), office.row(Task), office.row(Customer)
    assert (log.at, log.member_id, log.follow_up_id, task.customer_id) == (NOW, office.ids.lily, task.id, customer.id)
    assert (customer.owner_id, customer.last_contacted_at, customer.next_follow_up_at) == (office.ids.lily, NOW, task.due_at)
    assert office.row(Contact).name == "Jane Doe"


def test_a_day_told_afterwards_is_shown_and_is_not_in_the_future(office: Office) -> None:
    assert call(office, at=Moment(NOW.date() - timedelta(days=1))) == "Call · Acme Corp · Mon 23 Nov"
    assert call(office, at=Moment(NOW.date())) == "Call · Acme Corp"
    assert call(office, at=Moment(NOW.date(), time(9, 0))) == "Call · Acme Corp · Tue 24 Nov 09:00"
    assert [log.at for log in office.rows(ContactLog)] == [datetime(2026, 11, 23, 10, tzinfo=UTC), NOW, datetime(2026, 11, 24, 1, tzinfo=UTC)]


def test_a_known_person_brings_the_customer_along(office: Office) -> None:
    call(office, person="Jane Doe")
    office.say("lily", "Jane again", record("contact_log", person="Jane Doe"))
    assert [log.customer_id for log in office.rows(ContactLog)] == [1, 1]


def test_an_unknown_person_alone_is_asked_about_with_the_last_customers(office: Office) -> None:
    call(office)
    reply = office.say("lily", "Bob", record("contact_log", person="Bob"))
    assert reply.text == "Which customer is that, Bob?"
    assert labels(reply) == ["Acme Corp", "Cancel"]
    office.press("lily", "Acme Corp")
    assert [contact.name for contact in office.rows(Contact)] == ["Bob"]
    assert len(office.rows(ContactLog)) == 2


def test_the_same_name_at_two_customers_is_asked_about(office: Office) -> None:
    call(office, person="Jane Doe")
    call(office, company="Beta Ltd", person="Jane Doe")
    assert "Which customer" in office.say("lily", "Jane", record("contact_log", person="Jane Doe")).text
    assert len(office.rows(ContactLog)) == 2


def test_a_colleagues_customer_wants_a_yes(office: Office) -> None:
    call(office, "tom")
    assert call(office) == "Acme Corp is Tom Reid's customer. Write it down there all the same?"
    assert len(office.rows(ContactLog)) == 1
    office.press("lily", "Confirm")
    assert [log.member_id for log in office.rows(ContactLog)] == [office.ids.tom, office.ids.lily]
    assert office.row(Customer).owner_id == office.ids.tom


def test_a_manager_writes_to_the_teams_customers_at_once(office: Office) -> None:
    call(office, "tom")
    assert call(office, "max") == "Call · Acme Corp"


def test_a_name_without_letters_is_no_customer(office: Office) -> None:
    assert "no name" in call(office, company="🎉🎉")
    assert office.rows(Customer) == []
