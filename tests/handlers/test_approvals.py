"""Approvals: asked of the managers, decided once, by somebody else."""

from decimal import Decimal

import pytest
from office import Office, labels, record, reply_of

from storage.models import Approval, ApprovalStatus, Comment, Customer


def request(office: Office, who: str = "lily", action: str = "client dinner", **fields: object) -> str:
    return office.say(who, f"approve {action}", record("approval", action=action, **fields)).text  # type: ignore[arg-type]


def decide(office: Office, who: str, verb: str, said: str | None = None, **fields: str) -> str:
    return office.say(who, f"{verb} {said}", record("command", verb=verb, **({"object": said} if said else {}), **fields)).text


def status(office: Office) -> ApprovalStatus:
    return office.row(Approval).status


def test_a_request_reaches_the_manager_with_both_buttons(office: Office) -> None:
    text = request(office, company="Vertex Robotics", amount=Decimal(600), currency="USD")
    assert text == "Approval · client dinner · Vertex Robotics · $600 · waiting for Max Manager"
    pushed = reply_of(office.last("max"))
    assert pushed.text.splitlines()[0] == "Lily Chen asks for your approval:"
    assert "client dinner · Vertex Robotics · $600 · Lily Chen" in pushed.text
    assert labels(pushed) == ["Approve", "Reject"]
    assert office.told("tom") + office.told("ada") == []


def test_the_requester_is_told_and_the_decision_can_be_undone(office: Office) -> None:
    request(office)
    before = office.snapshot()
    reply = office.press("max", "Approve")
    assert reply.text == "👍 Approved.\nApproval · client dinner · Lily Chen · approved by Max Manager"
    assert labels(reply) == ["Undo"]
    assert office.told("lily") == ["👍 Max Manager has approved:\nApproval · client dinner · approved by Max Manager"]
    office.press("max", "Undo")
    assert office.snapshot() == before


def test_a_rejection_carries_its_reason(office: Office) -> None:
    request(office)
    decide(office, "max", "reject", "the dinner", text="too dear")
    assert status(office) is ApprovalStatus.REJECTED
    assert office.row(Comment).text == "too dear"
    assert office.told("lily")[0].splitlines()[0] == "👎 Max Manager has rejected: too dear"


def test_the_first_word_counts(office: Office) -> None:
    request(office)
    office.press("max", "Approve")
    assert office.press_action("ada", "reject:1").text == "That is decided already: approved by Max Manager."
    assert decide(office, "max", "reject", "dinner").startswith("I find no waiting request")
    assert status(office) is ApprovalStatus.APPROVED


@pytest.mark.parametrize(("who", "answer"), [("max", "Your own request is somebody else's"), ("tom", "not yours to decide")])
def test_neither_the_requester_nor_a_colleague_decides(office: Office, who: str, answer: str) -> None:
    request(office, "max")
    assert answer in office.press_action(who, "approve:1").text
    assert status(office) is ApprovalStatus.WAITING


def test_a_managers_request_goes_up(office: Office) -> None:
    assert "waiting for Ada Admin" in request(office, "max")
    office.press("ada", "Approve")
    assert status(office) is ApprovalStatus.APPROVED


def test_without_anybody_above_nothing_is_written(office: Office) -> None:
    assert "nobody above you" in request(office, "ada")
    assert office.rows(Approval) + office.rows(Customer) == []


def test_of_two_the_words_tell_which_and_else_a_button(office: Office) -> None:
    request(office, action="hotel in Hangzhou")
    request(office, "tom", action="taxi to the airport")
    decide(office, "max", "approve", "Lily's hotel")
    assert [one.status for one in office.rows(Approval)] == [ApprovalStatus.APPROVED, ApprovalStatus.WAITING]
    request(office, action="lunch")
    assert decide(office, "max", "reject") == "Which one do you reject?"
    office.press("max", "lunch · Lily Chen")
    assert [one.status for one in office.rows(Approval)][2] is ApprovalStatus.REJECTED


def test_a_reply_to_the_push_decides_it(office: Office) -> None:
    request(office)
    request(office, "tom", action="taxi")
    first = next(item for item in office.outbox("max") if "dinner" in reply_of(item).text)
    office.say("max", "ok", record("command", verb="approve"), reply_to=first)
    assert [one.status for one in office.rows(Approval)] == [ApprovalStatus.APPROVED, ApprovalStatus.WAITING]


def test_the_list_shows_what_waits_for_ones_word_and_ones_own(office: Office) -> None:
    request(office)
    request(office, "tom", action="taxi")
    reply = office.say("max", "approvals", record("query", about="approvals"))
    assert reply.text.splitlines() == [
        "2 requests are waiting",
        "1. client dinner · Lily Chen · Tue 24 Nov 10:00",
        "2. taxi · Tom Reid · Tue 24 Nov 10:00",
    ]
    assert labels(reply) == ["Approve 1", "Reject 1", "Approve 2", "Reject 2"]
    mine = office.say("lily", "approvals", record("query", about="approvals"))
    assert mine.text.splitlines()[1:] == ["1. client dinner · Tue 24 Nov 10:00"]
    assert labels(mine) == []
    office.press("max", "Reject 2")
    assert office.say("tom", "approvals", record("query", about="approvals")).text == "No requests are waiting."


def test_a_changed_request_is_told_again_and_a_decided_one_is_not_changed(office: Office) -> None:
    request(office)
    office.submit("lily", "edit:approval:1", action="client lunch")
    assert office.told("max")[-1].splitlines()[0] == "Lily Chen has changed a request for your approval:"
    office.press("max", "Approve")
    assert "decided already" in office.submit("lily", "edit:approval:1", action="yacht").text
    assert office.row(Approval).action == "client lunch"
