"""Whoever was told of a change hears when it is taken back; what has not been sent yet is not sent at all."""

from __future__ import annotations

import pytest
from office import Office, record
from sqlalchemy import update

from storage.models import Approval, ApprovalStatus, OutboxItem, OutboxState, Task

BACK = "↩️ {} has taken this back:"


def hand_over(office: Office) -> None:
    office.say("lily", "task for Tom", record("task", action="send the quote", owner="Tom Reid"))


def test_undoing_a_hand_over_tells_the_colleague_what_it_was(office: Office) -> None:
    hand_over(office)
    office.press("lily", "Undo")
    assert office.rows(Task) == []
    [given, back] = office.told("tom")
    assert given.startswith("Lily Chen has a task for you:")
    assert back == "\n".join([BACK.format("Lily Chen"), *given.splitlines()[1:]])
    assert office.told("lily") == []


def test_what_waits_for_the_morning_is_dropped_without_a_word(office: Office) -> None:
    hand_over(office)
    with office.look() as context:
        context.session.execute(update(OutboxItem).where(OutboxItem.kind == "told").values(state=OutboxState.PENDING))
    office.press("lily", "Undo")
    assert [item.state for item in office.rows(OutboxItem) if item.kind == "told"] == [OutboxState.DROPPED]


def test_undoing_a_decision_tells_who_asked(office: Office) -> None:
    office.say("lily", "ask", record("approval", action="client dinner"))
    office.press("max", "Approve")
    office.press("max", "Undo")
    assert office.row(Approval).status is ApprovalStatus.WAITING
    assert office.told("lily")[-1].startswith(BACK.format("Max Manager"))
    assert "client dinner" in office.told("lily")[-1]


def test_undoing_a_request_tells_the_managers(office: Office) -> None:
    office.say("lily", "ask", record("approval", action="client dinner"))
    office.press("lily", "Undo")
    assert office.told("max")[-1].startswith(BACK.format("Lily Chen"))


def test_both_sides_of_a_hand_over_of_a_customer_hear(office: Office) -> None:
    office.say("lily", "log", record("contact_log", company="Acme Corp"))
    office.say("max", "assign", record("command", verb="assign", object="Acme Corp", to="Tom Reid"))
    office.press("max", "Undo")
    for who in ("lily", "tom"):
        assert office.told(who)[-1].startswith(BACK.format("Max Manager"))


def test_it_is_said_in_the_language_of_whoever_hears_it(office: Office) -> None:
    office.say("tom", "/language zh")
    hand_over(office)
    office.press("lily", "Undo")
    assert office.told("tom")[-1].startswith("↩️ Lily Chen已撤销：")


@pytest.mark.parametrize("twice", [False, True])
def test_what_could_not_be_taken_back_or_was_already_tells_nobody(office: Office, twice: bool) -> None:
    hand_over(office)
    if twice:
        office.press("lily", "Undo")
    else:
        office.say("tom", "done", record("command", verb="complete", object="send the quote"))
    before = office.told("tom")
    change = next(item.change_id for item in office.rows(OutboxItem) if item.kind == "reply")
    office.press_action("lily", f"undo:{change}")
    assert office.told("tom") == before


def test_who_has_left_meanwhile_hears_nothing(office: Office) -> None:
    hand_over(office)
    office.say("ada", "/member Tom Reid, off")
    before = len(office.told("tom"))
    change = next(item.change_id for item in office.rows(OutboxItem) if item.kind == "reply")
    office.press_action("lily", f"undo:{change}")
    assert len(office.told("tom")) == before
