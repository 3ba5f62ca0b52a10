"""Comments: on the customer that is named, on the record that is answered."""

from decimal import Decimal

import pytest
from office import Office, record

from storage.models import Comment


def comment(office: Office, who: str, said: str | None, text: str | None = "they moved", **more: object) -> str:
    fields = {"verb": "comment"} | ({"object": said} if said else {}) | ({"text": text} if text else {})
    return office.say(who, f"comment {said} {text}", record("command", **fields), **more).text  # type: ignore[arg-type]


def about(office: Office) -> list[tuple[str, int, str]]:
    return [(one.entity, one.entity_id, one.text) for one in office.rows(Comment)]


def test_a_comment_on_a_customer_by_name(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    before = office.snapshot()
    assert comment(office, "lily", "Acme Corp") == "💬 Added: they moved\nCustomer · Acme Corp"
    assert about(office) == [("customer", 1, "they moved")]
    office.press("lily", "Undo")
    assert office.snapshot() == before


def test_a_reply_comments_on_the_record(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    receipt = office.last("lily")
    comment(office, "lily", "this", reply_to=receipt)
    office.say("lily", "her assistant is called Bob", reply_to=receipt)
    assert about(office) == [("contact_log", 1, "they moved"), ("contact_log", 1, "her assistant is called Bob")]


def test_the_owner_hears_of_anothers_comment(office: Office) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    comment(office, "max", "Acme Corp", "call them again")
    assert office.told("lily") == ["💬 Max Manager: call them again\nCustomer · Acme Corp"]


def test_a_record_is_found_by_its_words(office: Office) -> None:
    office.say("lily", "pay", record("payment", company="Acme Corp", amount=Decimal(5)), record("task", action="book the hall", company="Acme Corp"))
    comment(office, "lily", "the hall task")
    assert about(office) == [("task", 1, "they moved")]


@pytest.mark.parametrize(
    ("said", "text", "answer"),
    [
        ("Acme Corp", None, "What shall I add?"),
        ("Tokyo", "x", "no record like “Tokyo”"),
        ("Toms Ltd", "x", "belongs to Tom Reid"),
        ("nordic", "x", "Several"),
    ],
)
def test_what_is_unclear_or_not_ones_own_writes_nothing(office: Office, said: str, text: str | None, answer: str) -> None:
    office.say("tom", "call", record("contact_log", company="Toms Ltd"))
    office.say("lily", "call", record("contact_log", company="Nordic One"), record("contact_log", company="Nordic Two"))
    assert answer in comment(office, "lily", said, text)
    assert about(office) == []
