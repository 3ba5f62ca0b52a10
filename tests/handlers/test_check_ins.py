"""Check-ins: a shared place with its caption and pictures is one gesture, and one receipt."""

from datetime import timedelta

import pytest
from conftest import NOW
from office import Office, labels, record

from handlers.messages import File, Location
from handlers.parsing.records import FollowUp, Moment
from storage.models import Attachment, CheckIn, Comment, ContactLog, Customer, Task

SHANGHAI = Location(31.2304, 121.4737)
PHOTO = File("a" * 64, "shelf.jpg", "image/jpeg")
SECOND = File("b" * 64, "door.jpg", "image/jpeg")


def where(office: Office) -> list[tuple[str, int]]:
    return [(file.entity, file.entity_id) for file in office.rows(Attachment)]


def test_a_check_in_by_words(office: Office) -> None:
    reply = office.say("lily", "at Acme", record("check_in", company="Acme Corp", place="gate 4", note="waiting for Jane"))
    assert reply.text == "📍 10:00 · Acme Corp · gate 4: waiting for Jane"
    check_in = office.row(CheckIn)
    assert (check_in.member_id, check_in.at, check_in.latitude) == (office.ids.lily, NOW, None)
    assert office.row(Customer).last_contacted_at == NOW


def test_a_location_alone_is_a_check_in_with_its_position(office: Office) -> None:
    reply = office.share("lily", SHANGHAI)
    assert reply.text == "📍 10:00 · 31.23040, 121.47370"
    assert labels(reply) == ["Undo", "Edit"]
    check_in = office.row(CheckIn)
    assert (check_in.latitude, check_in.longitude, check_in.customer_id) == (31.2304, 121.4737, None)
    before = office.snapshot()
    office.submit("lily", "edit:check_in:1", place="the harbour")
    assert (office.row(CheckIn).latitude, office.row(CheckIn).place) == (31.2304, "the harbour")
    office.press("lily", "Undo")
    assert office.snapshot() == before


@pytest.mark.parametrize("place", [Location(31.0, 200.0), Location(-90.1, 0.0), Location(float("nan"), 0.0), Location(0.0, float("inf"))])
def test_a_place_that_is_not_on_earth_writes_nothing(office: Office, place: Location) -> None:
    before = office.snapshot()
    reply = office.share("lily", place, (), "at Acme", record("check_in", company="Acme Corp"))
    assert "no place on Earth" in reply.text
    assert office.snapshot() == before


@pytest.mark.parametrize("place", [Location(90.0, 180.0), Location(-90.0, -180.0), Location(0.0, 0.0)])
def test_the_ends_of_the_earth_are_on_it(office: Office, place: Location) -> None:
    office.share("lily", place)
    assert office.row(CheckIn).latitude == place.latitude


def test_a_caption_may_carry_the_contact_and_the_next_step(office: Office) -> None:
    friday = Moment((NOW + timedelta(days=3)).date())
    told = record("contact_log", company="Acme Corp", person="Jane Doe", method="visit", follow_up=FollowUp("send the quote", friday))
    reply = office.share("lily", SHANGHAI, (PHOTO,), "visited Jane at Acme, quote by Friday", told)
    check_in, log, task = office.row(CheckIn), office.row(ContactLog), office.row(Task)
    assert check_in.customer_id == log.customer_id == task.customer_id == 1
    assert (check_in.latitude, log.follow_up_id) == (31.2304, task.id)
    assert where(office) == [("check_in", check_in.id)]
    assert [line.split(" · ")[0] for line in reply.text.splitlines()] == ["📍 10:00", "Visit", "→ Next: send the quote"]
    assert labels(reply) == ["Undo", "Edit"]
    office.press("lily", "Undo")
    assert office.rows(CheckIn) + office.rows(ContactLog) + office.rows(Task) + office.rows(Attachment) + office.rows(Customer) == []


def test_the_captions_own_check_in_gets_the_position(office: Office) -> None:
    office.share("lily", SHANGHAI, (), "at Acme, gate 4", record("check_in", company="Acme Corp", place="gate 4"))
    check_in = office.row(CheckIn)
    assert (check_in.place, check_in.latitude, check_in.customer_id) == ("gate 4", 31.2304, 1)


@pytest.mark.parametrize(
    ("caption", "company", "note"),
    [("acme corp", "Acme Corp", None), ("rainy day", None, "rainy day"), ("shelf at Acme", "Acme Corp", "shelf at Acme")],
)
def test_a_caption_that_means_nothing_is_a_known_name_or_a_note(office: Office, caption: str, company: str | None, note: str | None) -> None:
    office.say("lily", "call", record("contact_log", company="Acme Corp"))
    office.share("lily", SHANGHAI, (), caption)
    with office.look() as context:
        check_in = context.session.get_one(CheckIn, 1)
        assert (check_in.party.name if check_in.party else None, check_in.note) == (company, note)


def test_a_colleagues_customer_wants_a_yes_and_keeps_the_position(office: Office) -> None:
    office.say("tom", "call", record("contact_log", company="Acme Corp"))
    office.share("lily", SHANGHAI, (), "at Acme", record("check_in", company="Acme Corp"))
    assert office.rows(CheckIn) == []
    office.press("lily", "Confirm")
    assert office.row(CheckIn).latitude == 31.2304


def test_a_picture_with_a_caption_goes_with_what_the_caption_writes(office: Office) -> None:
    reply = office.share("lily", None, (PHOTO, SECOND), "visited Acme", record("contact_log", company="Acme Corp"))
    assert where(office) == [("contact_log", 1)] * 2
    assert reply.text == "Contact log · Acme Corp · 📎 2"


def test_a_picture_within_ten_minutes_goes_with_the_last_record(office: Office) -> None:
    office.say("lily", "at Acme", record("check_in", company="Acme Corp"))
    office.wait(minutes=9)
    reply = office.share("lily", None, (PHOTO,), "the new shelf")
    assert where(office) == [("check_in", 1)]
    assert reply.text.startswith("📎 File added\n📍 10:00 · Acme Corp · 📎 1")
    assert office.row(Comment).text == "the new shelf"
    office.press("lily", "Undo")
    assert office.rows(Attachment) + office.rows(Comment) == []


def test_pictures_sent_before_the_words_wait_for_them(office: Office) -> None:
    before = office.snapshot()
    assert "10 minutes" in office.share("lily", None, (PHOTO,)).text
    office.wait(minutes=5)
    assert office.say("lily", "at Acme", record("check_in", company="Acme Corp")).text == "📍 10:05 · Acme Corp · 📎 1"
    assert where(office) == [("check_in", 1)]
    office.press("lily", "Undo")
    assert where(office) == [("member", office.ids.lily)]
    assert before["check_in"] == office.snapshot()["check_in"]


def test_after_ten_minutes_and_for_others_they_do_not(office: Office) -> None:
    office.share("lily", None, (PHOTO,))
    office.say("tom", "at Acme", record("check_in", company="Acme Corp"))
    office.wait(minutes=11)
    office.say("lily", "at Beta", record("check_in", company="Beta"))
    office.share("tom", None, (SECOND,))
    assert where(office) == [("member", office.ids.lily), ("member", office.ids.tom)]


def test_a_picture_in_reply_to_a_receipt_goes_with_its_record(office: Office) -> None:
    office.say("lily", "deal", record("deal", company="Acme Corp"))
    receipt = office.last("lily")
    office.say("lily", "at Beta", record("check_in", company="Beta"))
    office.say("lily", "", files=(PHOTO,), reply_to=receipt)
    assert where(office) == [("deal", 1)]


def test_who_was_where_today(office: Office) -> None:
    office.say("lily", "yesterday", record("check_in", company="Old Ltd"))
    office.wait(days=1)
    office.say("lily", "at Acme", record("check_in", company="Acme Corp", note="waiting"))
    office.wait(hours=1)
    office.say("tom", "at Beta", record("check_in", place="Beta HQ"))
    reply = office.say("max", "where was everybody", record("query", about="check_ins"))
    assert reply.text.splitlines() == ["2 check-ins · the team", "1. 10:00 · Lily Chen · Acme Corp: waiting", "2. 11:00 · Tom Reid · Beta HQ"]
    assert office.say("lily", "mine", record("query", about="check_ins")).text.splitlines() == ["1 check-in", "1. 10:00 · Acme Corp: waiting"]
    week = office.say("max", "week", record("query", about="check_ins", period="2026-W48", scope="Lily Chen")).text
    assert week.splitlines()[1] == "1. Tue 24 Nov 10:00 · Lily Chen · Old Ltd"
    assert "not yours" in office.say("lily", "tom", record("query", about="check_ins", scope="Tom Reid")).text


@pytest.mark.parametrize("kind", ["task", "lead", "deal"])
def test_files_with_a_caption_of_another_kind_belong_to_what_it_became(office: Office, kind: str) -> None:
    office.say("lily", "at Acme", record("check_in", company="Acme Corp"))
    before = office.snapshot()
    fields = {"task": {"action": "print the sign"}, "lead": {"company": "Cobalt"}, "deal": {"company": "Acme Corp"}}[kind]
    reply = office.share("lily", None, (PHOTO, SECOND), "look at this", record(kind, **fields))
    assert where(office) == [(kind, 1), (kind, 1)]
    assert reply.text.endswith("📎 2 files added")
    office.press("lily", "Undo")
    assert office.snapshot() == before
