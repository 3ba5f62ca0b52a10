"""A place and what is told there, in several messages, are one gesture with one receipt."""

from __future__ import annotations

from office import Office, labels, record, reply_of

from handlers.messages import File, Location, Reply
from storage.models import Attachment, CheckIn, Comment, ContactLog, Task

HERE = Location(40.7128, -74.006)
VISIT = record("contact_log", company="Acme", person="Jane", method="visit", next_step="quote")
CALL = record("contact_log", company="Acme", method="call")


def picture(office: Office) -> File:
    return File(office.database.files.put(b"shelf"), "shelf.png", "image/png")


def test_a_place_then_words_is_one_receipt_in_the_place_of_the_first(office: Office) -> None:
    assert office.share("lily", HERE).text == "📍 10:00 · 40.71280, -74.00600"
    first = office.last("lily")
    office.wait(seconds=40)
    joint = office.say("lily", "visited Jane at Acme, quote next", VISIT)
    assert joint.text.startswith("📍 10:00 · Acme\nVisit · Acme · Jane")
    assert office.last("lily").replaces_id == first.id
    check_in, log = office.row(CheckIn), office.row(ContactLog)
    assert (check_in.latitude, check_in.customer_id) == (HERE.latitude, log.customer_id)
    assert office.row(Task).action == "quote"


def test_its_undo_takes_back_both(office: Office) -> None:
    before = office.snapshot()
    office.share("lily", HERE)
    office.say("lily", "visited Jane at Acme, quote next", VISIT)
    office.press("lily", "Undo")
    assert office.snapshot() == before


def test_a_place_then_a_picture_with_words_is_one_receipt(office: Office) -> None:
    office.share("lily", HERE)
    first = office.last("lily")
    joint = office.share("lily", None, (picture(office),), "visited Jane at Acme, quote next", VISIT)
    assert "📍 10:00 · Acme · 📎 1" in joint.text
    assert "Visit · Acme · Jane" in joint.text
    assert office.last("lily").replaces_id == first.id
    assert [one.entity for one in office.rows(Attachment)] == ["check_in"]
    assert labels(joint).count("Undo") == 1


def test_a_caption_that_tells_nothing_is_the_place_s_note(office: Office) -> None:
    office.share("lily", HERE)
    joint = office.share("lily", None, (picture(office),), "our shelf, second row")
    assert joint.text == "📍 10:00 · 40.71280, -74.00600 · 📎 1: our shelf, second row"
    assert office.rows(Comment) == []


def test_words_then_the_place_is_one_receipt_too(office: Office) -> None:
    office.say("lily", "visited Jane at Acme, quote next", VISIT)
    first = office.last("lily")
    office.wait(seconds=30)
    joint = office.share("lily", HERE)
    assert joint.text.startswith("📍 10:00 · Acme\nVisit · Acme · Jane")
    assert office.last("lily").replaces_id == first.id
    office.press("lily", "Undo")
    assert (office.rows(CheckIn), office.rows(ContactLog)) == ([], [])


def test_a_place_that_was_told_in_words_gets_its_position(office: Office) -> None:
    office.say("lily", "at Acme now", record("check_in", company="Acme"))
    assert office.share("lily", HERE).text == "📍 10:00 · Acme"
    assert office.row(CheckIn).latitude == HERE.latitude


def stays_apart(office: Office, answer: Reply) -> None:
    assert office.last("lily").replaces_id is None
    assert reply_of(office.last("lily")) == answer


def test_a_call_was_not_where_the_member_is(office: Office) -> None:
    office.say("lily", "called Acme", CALL)
    stays_apart(office, office.share("lily", HERE))
    assert office.row(CheckIn).customer_id is None


def test_later_words_are_their_own(office: Office) -> None:
    office.share("lily", HERE)
    office.wait(minutes=5)
    stays_apart(office, office.say("lily", "visited Jane at Acme", VISIT))
    assert office.row(CheckIn).customer_id is None


def test_a_question_or_another_matter_is_not_about_the_place(office: Office) -> None:
    office.share("lily", HERE)
    office.say("lily", "my tasks", record("query", about="tasks"))
    assert office.last("lily").replaces_id is None
    office.share("lily", Location(1.0, 2.0))
    stays_apart(office, office.say("lily", "remind me to buy milk", record("task", action="buy milk")))
    assert "write anything down" in office.say("lily", "what a day").text
    assert all(check_in.note is None for check_in in office.rows(CheckIn))


def test_a_second_place_is_a_second_check_in(office: Office) -> None:
    office.share("lily", HERE)
    stays_apart(office, office.share("lily", Location(1.0, 2.0)))
    assert len(office.rows(CheckIn)) == 2


def test_a_colleague_s_words_are_not_joined(office: Office) -> None:
    office.share("lily", HERE)
    office.say("tom", "visited Jane at Acme", VISIT)
    assert office.last("tom").replaces_id is None
    assert office.row(CheckIn).customer_id is None


def test_what_was_undone_is_not_joined(office: Office) -> None:
    office.share("lily", HERE)
    office.press("lily", "Undo")
    office.say("lily", "visited Jane at Acme", VISIT)
    assert office.last("lily").replaces_id is None
