"""Corrections by a sentence of its own: the record that is meant, or a way to say it better."""

from datetime import timedelta
from decimal import Decimal

import pytest
from conftest import NOW
from office import Office, labels, record

from handlers.parsing.records import FollowUp, Moment
from storage.models import Deal, Payment, Task

TUESDAY, THURSDAY = (Moment((NOW + timedelta(days=days)).date()) for days in (7, 2))


def edit(office: Office, said: str | None, **fields: object) -> str:
    fields |= {"verb": "edit"} | ({"object": said} if said else {})
    return office.say("lily", f"edit {said} {fields}", record("command", **fields)).text  # type: ignore[arg-type]


def test_the_payment_just_written_down_is_corrected_by_its_kind(office: Office) -> None:
    office.say("lily", "pay", record("payment", company="Acme Corp", amount=Decimal(80000), currency="CNY"))
    office.say("lily", "other", record("task", action="call Bob"))
    text = edit(office, "that payment", text="180000 not 80000")
    assert text == "✏️ Updated\nPayment · Acme Corp · CN¥180,000"
    office.press("lily", "Undo")
    assert office.row(Payment).amount == Decimal(80000)


def test_a_task_of_long_ago_is_moved_by_its_words(office: Office) -> None:
    office.say("lily", "task", record("task", action="the Cascade demo", due=THURSDAY), record("task", action="the Acme demo", due=THURSDAY))
    office.wait(days=10)
    later = Moment((office.now + timedelta(days=3)).date())
    assert "Task · the Cascade demo · due Mon 7 Dec" in edit(office, "the Cascade demo", due=later)
    assert [task.due_at.date() for task in office.rows(Task)] == [later.day, THURSDAY.day]


def test_a_date_goes_to_the_next_step_that_has_one(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp", follow_up=FollowUp("send the quote", THURSDAY)))
    edit(office, "Acme Corp quote", due=TUESDAY)
    assert office.row(Task).due_at.date() == TUESDAY.day


def test_a_date_goes_to_the_expected_close_of_a_deal(office: Office) -> None:
    office.say("lily", "deal", record("deal", company="Acme Corp", close=THURSDAY))
    edit(office, "Acme deal", due=TUESDAY)
    assert office.row(Deal).expected_close == TUESDAY.day


def test_where_the_change_is_not_clear_the_forms_are_offered(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    reply = office.say("lily", "wrong", record("command", verb="edit", object="Acme Corp", text="that was wrong"))
    assert "not sure what to change" in reply.text
    assert labels(reply) == ["Contact log · Acme Corp"]
    assert reply.buttons[0].opens_form


@pytest.mark.parametrize("said", ["the Tokyo trip", None])
def test_where_nothing_fits_it_says_how(office: Office, said: str | None) -> None:
    assert "Reply to its receipt" in edit(office, said, text="x")


def test_after_a_week_a_record_is_no_longer_meant(office: Office) -> None:
    office.say("lily", "pay", record("payment", company="Acme Corp", amount=Decimal(8), currency="CNY"))
    office.wait(days=8)
    assert "nothing like" in edit(office, "Acme payment", text="18")
    assert office.row(Payment).amount == Decimal(8)


def test_colleagues_records_are_out_of_reach(office: Office) -> None:
    office.say("tom", "pay", record("payment", company="Acme Corp", amount=Decimal(8), currency="CNY"))
    assert "nothing like" in edit(office, "Acme payment", text="18")
    assert office.row(Payment).amount == Decimal(8)


def test_a_correction_is_for_the_record_whose_words_it_uses(office: Office) -> None:
    office.say("lily", "met", record("contact_log", company="Acme Corp", follow_up=FollowUp("show the demo", THURSDAY)))
    office.say("lily", "pay", record("payment", company="Acme Corp", amount=Decimal(5000), currency="USD"))
    edit(office, None, text="Tuesday for the demo", due=TUESDAY)
    assert office.row(Task).due_at.date() == TUESDAY.day
    assert office.row(Payment).received_on == NOW.date()


def test_a_correction_that_names_nothing_is_for_the_last_record(office: Office) -> None:
    office.say("lily", "met", record("contact_log", company="Acme Corp", follow_up=FollowUp("show the demo", THURSDAY)))
    office.say("lily", "deal", record("deal", company="Acme Corp", close=THURSDAY))
    edit(office, None, text="Tuesday", due=TUESDAY)
    assert office.row(Deal).expected_close == TUESDAY.day
    assert office.row(Task).due_at.date() == THURSDAY.day
