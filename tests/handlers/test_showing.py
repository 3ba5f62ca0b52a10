"""A record on its own, for whoever may see it."""

from __future__ import annotations

import pytest
from office import Office, labels, record

from storage.models import Customer, Task


def test_a_record_is_shown_with_what_can_be_done(office: Office) -> None:
    office.say("lily", "call Acme", record("task", action="call Acme", company="Acme"))
    shown = office.press_action("lily", f"show:task:{office.row(Task).id}")
    assert shown.text.startswith("Task · call Acme")
    assert labels(shown)[0] == "Done"
    assert "Edit" in labels(shown)
    office.press("lily", "Done")
    assert office.row(Task).done_at is not None


def test_a_customer_is_its_card(office: Office) -> None:
    office.say("lily", "at Acme", record("check_in", company="Acme"))
    assert office.press_action("lily", f"show:customer:{office.row(Customer).id}").text.startswith("Acme\nCustomer")


def test_a_manager_sees_it_and_a_colleague_does_not(office: Office) -> None:
    office.say("lily", "call Bob", record("task", action="call Bob"))
    action = f"show:task:{office.row(Task).id}"
    assert "call Bob" in office.press_action("max", action).text
    assert "call Bob" not in office.press_action("tom", action).text


@pytest.mark.parametrize("action", ["show:task:99", "show:nothing:1", "show:task:x", "show:task", "show", "show:member:1", "show:account:1"])
def test_what_is_not_there_is_told_so(office: Office, action: str) -> None:
    answer = office.press_action("lily", action).text
    assert answer
    assert "Lily" not in answer
