"""Forms as questions: asked one by one, picked or typed, skipped, gone back to, summed up, sent, dropped."""

from __future__ import annotations

from decimal import Decimal

import pytest
from office import Office, labels, record, reply_of

from handlers.messages import Reply
from storage.models import ContactLog, Filling, OutboxItem, Payment, Task, TaskStatus

RECEIVED = record("payment", company="Acme", amount=Decimal(20000), currency="CNY")


def start(office: Office, action: str, who: str = "lily") -> Reply:
    return office.press_action(who, action)


def asked(reply: Reply) -> str:
    """The line of a message that asks."""
    return next(line for line in reply.text.splitlines() if "?" in line)


def test_one_question_after_the_other_then_a_summary_and_a_receipt(office: Office) -> None:
    first = start(office, "new:contact_log")
    assert first.text.startswith("New: Contact log")
    assert asked(first) == "Company? (1 of 8)"
    assert labels(first) == ["Skip", "Cancel", "Open as a page"]
    assert asked(office.say("lily", "Acme")) == "Contact? (2 of 8)"
    how = office.press("lily", "Skip")
    assert asked(how) == "How? (3 of 8)"
    assert labels(how)[:2] == ["Call", "Visit"]
    assert asked(office.press("lily", "Visit")) == "Outcome? (4 of 8)"
    assert "Company: Acme\nHow: Visit" in office.press("lily", "Skip").text
    assert office.say("lily", "my tasks", record("query", about="tasks")).text.startswith("No open tasks")
    when = office.say("lily", "they want samples")
    assert asked(when) == "When? (6 of 8)"
    assert labels(when) == ["Yesterday", "Today", "Skip", "Back", "That's all", "Cancel", "Open as a page"]
    office.press("lily", "Yesterday")
    summary = office.press("lily", "That's all")
    assert "Is that right?" in summary.text
    assert "Summary: they want samples\nWhen: Mon 23 Nov" in summary.text
    assert office.rows(ContactLog) == []
    receipt = office.press("lily", "Submit")
    assert receipt.text.startswith("Visit · Acme")
    assert labels(receipt) == ["Undo", "Edit"]
    assert office.row(ContactLog).summary == "they want samples"
    assert office.rows(Filling) == []


def test_presses_edit_one_message_and_a_typed_answer_leaves_the_old_question_answered(office: Office) -> None:
    start(office, "new:contact_log")
    office.say("lily", "Acme")
    question, left = office.outbox("lily")[-2:]
    assert reply_of(left).text == "✓ Company: Acme"
    assert reply_of(left).buttons == ()
    assert left.replaces_id == office.outbox("lily")[0].id
    office.press("lily", "Skip")
    assert office.last("lily").replaces_id == question.id


def test_back_goes_to_the_question_before_and_keeps_what_was_said(office: Office) -> None:
    start(office, "new:contact_log")
    office.say("lily", "Acme")
    office.press("lily", "Skip")
    office.press("lily", "Back")
    first = office.press("lily", "Back")
    assert asked(first) == "Company? (1 of 8)"
    assert "So far: Acme" in first.text
    assert asked(office.say("lily", "Zeta")) == "Contact? (2 of 8)"


def test_an_answer_that_can_t_be_taken_is_asked_for_again(office: Office) -> None:
    start(office, "new:payment")
    office.say("lily", "Acme")
    office.press("lily", "Skip")
    again = office.say("lily", "a lot")
    assert "⚠️" in again.text
    assert asked(again) == "Amount? (3 of 6, needed)"
    assert asked(office.say("lily", "20k")) == "When? (4 of 6)"
    assert office.rows(Payment) == []


def test_a_summary_leads_to_any_field_and_back(office: Office) -> None:
    start(office, "new:payment")
    summary = office.say("lily", "Company: Acme\namount：20k")
    assert "Company: Acme\nAmount: 20000 CNY" in summary.text
    question = office.press("lily", "✎ Amount")
    assert labels(question) == ["Back", "Cancel", "Open as a page"]
    assert "So far: 20000 CNY" in question.text
    assert "Amount: 25000 CNY" in office.say("lily", "25k").text
    assert "20,000" not in office.press("lily", "Submit").text
    assert office.row(Payment).amount == 25000


def test_typed_lines_with_an_error_are_asked_about_and_the_rest_is_kept(office: Office) -> None:
    start(office, "new:payment")
    wrong = office.say("lily", "Company: Acme\nAmount: a lot")
    assert "⚠️" in wrong.text
    assert asked(wrong).startswith("Amount?")
    assert "Company: Acme" in wrong.text
    assert "Is that right?" in office.say("lily", "5000").text


def test_a_slash_command_with_typed_lines_is_written_at_once(office: Office) -> None:
    assert office.say("lily", "/payment\nCompany: Acme\nAmount: 5000").text.startswith("Payment · Acme")
    assert office.row(Payment).amount == 5000
    assert "How much" in office.say("lily", "/payment company: Acme").text


def test_sending_asks_for_what_is_missing_first(office: Office) -> None:
    start(office, "new:payment")
    office.say("lily", "Amount: 5000")
    missing = office.press("lily", "Submit")
    assert "⚠️ Please fill this in" in missing.text
    assert asked(missing).startswith("Company?")
    assert "Company: Acme" in office.say("lily", "Acme").text
    assert office.press("lily", "Submit").text.startswith("Payment · Acme")


def test_a_record_s_form_shows_what_it_says_first(office: Office) -> None:
    office.say("lily", "Acme paid", RECEIVED)
    payment = office.row(Payment)
    office.press_action("lily", f"edit:payment:{payment.id}")
    shown = reply_of(office.last("lily"))
    assert shown.text.startswith("Edit: Payment")
    assert "Amount: 20000 CNY" in shown.text
    assert labels(shown)[0] == "Save"
    office.press("lily", "✎ Amount")
    office.say("lily", "21k")
    assert office.press("lily", "Save").text.startswith("✏️ Updated\nPayment · Acme")
    assert office.row(Payment).amount == 21000


def test_a_form_of_one_field_is_sent_with_its_answer(office: Office) -> None:
    office.say("lily", "call Acme", record("task", action="call Acme"))
    task = office.row(Task)
    question = start(office, f"edit:task:{task.id}:due")
    assert labels(question) == ["Today", "Tomorrow", "Skip", "Cancel"]
    assert office.press("lily", "Tomorrow").text.startswith("✏️ Updated")
    assert office.row(Task).due_at is not None


def opened_from_receipt(office: Office) -> OutboxItem:
    """Lily has pressed Edit on a receipt of hers."""
    office.say("lily", "Acme paid", RECEIVED)
    receipt = office.last("lily")
    message = office._message("lily", kind="press", action=f"edit:payment:{office.row(Payment).id}", target=receipt.external_id)
    office._handle(message)
    assert office.last("lily").replaces_id == receipt.id
    return receipt


def test_cancel_puts_back_what_it_was_opened_from(office: Office) -> None:
    receipt = opened_from_receipt(office)
    office.press("lily", "Cancel")
    restored = office.last("lily")
    assert (restored.payload, restored.subject, restored.change_id) == (receipt.payload, receipt.subject, receipt.change_id)
    assert restored.replaces_id == office.outbox("lily")[-2].id
    assert office.rows(Filling) == []


def test_cancel_in_words_puts_it_back_too(office: Office) -> None:
    receipt = opened_from_receipt(office)
    assert "dropped" in office.say("lily", "cancel").text
    assert sum(item.payload == receipt.payload for item in office.outbox("lily")) == 2
    assert office.rows(Filling) == []


@pytest.mark.parametrize("said", ["cancel", "/cancel", "算了"])
def test_cancel_drops_a_new_one(office: Office, said: str) -> None:
    start(office, "new:payment")
    assert "dropped" in office.say("lily", said).text
    assert (office.rows(Filling), office.rows(Payment)) == ([], [])
    assert office.press_action("lily", "fill:1:send").text == "That form was sent or dropped already."


def test_something_new_to_write_down_is_no_answer_to_a_question_for_a_name(office: Office) -> None:
    start(office, "new:contact_log")
    assert office.say("lily", "received 20k from Acme", RECEIVED).text.startswith("Payment · Acme")
    assert asked(office.say("lily", "Zeta")) == "Contact? (2 of 8)"


def test_a_question_asked_later_is_answered_first(office: Office) -> None:
    start(office, "new:contact_log")
    office.wait(minutes=1)
    assert "which customer" in office.say("lily", "received 20k", record("payment", amount=Decimal(20000), currency="CNY")).text
    assert office.say("lily", "Acme").text.startswith("Payment · Acme")
    assert asked(office.say("lily", "Zeta")) == "Contact? (2 of 8)"


def test_known_names_are_offered_and_a_name_is_pressed_by_its_number(office: Office) -> None:
    office.say("lily", "Acme paid", RECEIVED)
    assert labels(start(office, "new:payment"))[0] == "Acme"
    assert "Company: Acme" in office.press("lily", "Acme").text


def test_only_whose_form_it_is_fills_it_in(office: Office) -> None:
    start(office, "new:payment")
    filling = office.row(Filling)
    assert office.press_action("tom", f"fill:{filling.id}:send").text == "That question is for somebody else to answer."
    assert office.say("tom", "Acme").text != ""
    assert office.row(Filling).values["company"] == ""


def test_in_a_group_nothing_is_asked(office: Office) -> None:
    message = office._message("lily", chat="#east", kind="press", action="new:payment")
    assert office._handle(message).text == "Please open that form in our private chat."
    assert office.rows(Filling) == []


def test_a_form_whose_record_is_gone_no_longer_waits(office: Office) -> None:
    office.say("lily", "Acme paid", RECEIVED)
    start(office, f"edit:payment:{office.row(Payment).id}")
    office.press("lily", "Undo")
    assert "wrote" in office.say("lily", "hello there, how is it going").text or office.rows(Filling) == []
    assert office.rows(Filling) == []


def test_a_form_is_forgotten_after_a_week(office: Office) -> None:
    start(office, "new:payment")
    office.wait(days=8)
    assert "Contact?" not in office.say("lily", "Acme").text


def test_a_form_left_open_does_not_swallow_what_is_told_later(office: Office) -> None:
    start(office, "new:approval")
    told = record("payment", company="Acme", amount=Decimal(20000), currency="CNY")
    office.wait(minutes=31)
    assert office.say("lily", "received 20k from Acme", told).text.startswith("Payment · Acme")
    assert office.row(Filling).values["action"] == ""
    assert asked(office.say("lily", "a discount for Acme")).startswith("Company?")
    office.press("lily", "Cancel")
    start(office, "new:approval")
    assert asked(office.say("lily", "received 20k from Acme", told)).startswith("Company?")


@pytest.mark.parametrize("typed", ["skip", "Skip", "none", "no", "跳过", "没有"])
def test_a_question_that_need_not_be_answered_is_skipped_in_words_too(office: Office, typed: str) -> None:
    start(office, "new:contact_log")
    office.say("lily", "Acme")
    assert asked(office.say("lily", typed)) in ("How? (3 of 8)", "Contact? (2 of 8)")
    assert "Company: Acme" in office.press("lily", "That's all").text


def test_the_ways_on_may_be_typed_as_they_stand_on_their_buttons(office: Office) -> None:
    start(office, "new:contact_log")
    office.say("lily", "Acme")
    assert asked(office.say("lily", "back")) == "Company? (1 of 8)"
    assert "Is that right?" in office.say("lily", "that's all").text


def test_what_is_needed_can_not_be_skipped_and_a_no_drops_the_form(office: Office) -> None:
    assert "needed" in start(office, "new:task").text
    office.say("lily", "no")
    assert office.rows(Filling) == []


def test_cancel_with_nothing_open_cancels_no_task(office: Office) -> None:
    office.say("lily", "call Ann", record("task", action="call Ann"))
    assert office.say("lily", "/cancel").text.startswith("Nothing is open here.")
    assert office.row(Task).status is TaskStatus.OPEN
