"""Check-ins where nobody can share a place: a signed link, and what comes by it completes the very check-in that was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW
from office import Office, labels, record, reply_of

from handlers.messages import File, Location, Message, MessageKind, Reply
from handlers.place_links import GIVEN, Errand, PlaceLinks, is_over, message_id
from storage.models import Attachment, CheckIn, ContactLog, Customer

LINKS = PlaceLinks(b"k" * 32, "https://onpace.example/")
HERE = Location(31.2304, 121.4737)
PICTURE = File("0" * 64, "door.jpg", "image/jpeg")


@pytest.fixture
def linked(office: Office) -> Office:
    """The office with an address that people reach."""
    office.database.given[GIVEN] = LINKS
    return office


def say(office: Office, text: str, *records: Any, **more: Any) -> Reply:  # noqa: ANN401
    return office.say("lily", text, *records, can_share_place=False, **more)


def errand(reply: Reply) -> Errand:
    [link] = [one for one in reply.buttons if one.url]
    assert link.url.startswith("https://onpace.example/check-in/")
    found = LINKS.read(link.url.rsplit("/", 1)[1])
    assert found is not None
    return found


def arrive(office: Office, sent: Errand, location: Location | None = HERE, text: str = "", files: tuple[File, ...] = ()) -> Reply:
    """The page sends what it was given."""
    office.count += 1
    told = {"kind": MessageKind.PRESS, "action": f"place:{sent.check_in_id}", "reply_to": sent.asked, "can_share_place": False}
    message = Message(sent.platform, sent.tenant, sent.account, sent.chat, f"place{office.count}", office.now, **told)
    office._handle(replace(message, location=location, text=text, files=files))
    return reply_of(office.last("lily"))


def test_a_bare_check_in_offers_the_page_and_the_form(linked: Office) -> None:
    answer = say(linked, "/checkin")
    assert labels(answer) == ["Share my position", "Fill in the form"]
    assert errand(answer) == Errand("test", "t1", "lily", "lily", "m1", 0, int((NOW + timedelta(minutes=30)).timestamp()))
    done = arrive(linked, errand(answer), text="at the gate")
    check_in = linked.row(CheckIn)
    assert (check_in.latitude, check_in.longitude, check_in.note, check_in.member_id) == (31.2304, 121.4737, "at the gate", linked.ids.lily)
    assert labels(done) == ["Undo", "Edit"]
    assert linked.last("lily").replaces_id == linked.outbox("lily")[0].id, "the receipt takes the place of the offer"
    assert linked.last("lily").reply_to == "m1"


def test_a_check_in_told_in_words_gets_its_position_later_and_stays_one(linked: Office) -> None:
    told = say(linked, "at Acme", record("check_in", company="Acme"))
    assert labels(told) == ["Share my position", "Undo", "Edit"]
    linked.wait(minutes=5)
    done = arrive(linked, errand(told), text="waiting for Jane", files=(PICTURE,))
    check_in = linked.row(CheckIn)
    assert (check_in.latitude, check_in.at, check_in.note) == (31.2304, NOW, "waiting for Jane")
    assert linked.row(Attachment).entity_id == check_in.id
    assert done.text == "📍 Your position has been added:\n📍 10:00 · Acme · 📎 1: waiting for Jane"
    assert labels(done) == ["Undo", "Edit"], "and the page is offered no more"
    linked.press("lily", "Undo")
    assert linked.rows(CheckIn) == [], "Undo takes both back"


def test_beside_other_records_it_is_offered_too(linked: Office) -> None:
    told = say(linked, "at Acme", record("check_in", company="Acme"), record("contact_log", company="Acme"))
    assert "Share my position" in labels(told)
    arrive(linked, errand(told))
    assert linked.row(CheckIn).latitude == 31.2304
    assert len(linked.rows(ContactLog)) == 1


def test_a_check_in_that_was_undone_meanwhile_is_made_anew(linked: Office) -> None:
    told = say(linked, "at Acme", record("check_in", company="Acme"))
    linked.press("lily", "Undo")
    arrive(linked, errand(told))
    assert (linked.row(CheckIn).latitude, linked.row(CheckIn).customer_id) == (31.2304, None)


def test_what_is_written_with_a_position_is_read_like_any_caption(linked: Office) -> None:
    answer = say(linked, "/checkin")
    linked.means["at Acme, call"] = (record("contact_log", company="Acme"),)
    arrive(linked, errand(answer), text="at Acme, call")
    assert linked.row(CheckIn).customer_id == linked.row(ContactLog).customer_id == linked.row(Customer).id


def test_without_a_position_what_is_written_says_where(linked: Office) -> None:
    say(linked, "log", record("contact_log", company="Acme"))
    for text in ("gate 4", "Acme"):
        arrive(linked, errand(say(linked, "/checkin")), None, text, (PICTURE,))
    places = [(one.place, one.customer_id, one.latitude) for one in linked.rows(CheckIn)]
    assert places == [("gate 4", None, None), (None, linked.row(Customer).id, None)]
    assert {one.entity_id for one in linked.rows(Attachment)} == {1, 2}


def test_it_is_offered_to_nobody_who_can_share_a_place_nor_where_others_would_see_it(linked: Office) -> None:
    at_acme = record("check_in", company="Acme")
    assert labels(linked.say("lily", "/checkin")) == ["Fill in the form"]
    assert "Share my position" not in labels(linked.say("lily", "at Acme", at_acme))
    assert labels(say(linked, "/checkin", chat="#east")) == ["Fill in the form"]
    assert "Share my position" not in labels(say(linked, "at Acme", at_acme, chat="#east", mentioned=True))


def test_without_an_address_nothing_is_offered(office: Office) -> None:
    assert labels(say(office, "/checkin")) == ["Fill in the form"]
    assert "Share my position" not in labels(say(office, "at Acme", record("check_in", company="Acme")))


def test_nobody_adds_to_somebody_elses_check_in(linked: Office) -> None:
    told = say(linked, "at Acme", record("check_in", company="Acme"))
    linked._handle(
        Message(
            "test", "t1", "tom", "tom", "x", NOW, kind=MessageKind.PRESS, action=f"place:{errand(told).check_in_id}", location=HERE, reply_to="m1"
        )
    )
    assert [(one.member_id, one.latitude) for one in linked.rows(CheckIn)] == [(linked.ids.lily, None), (linked.ids.tom, 31.2304)]


def test_pressing_it_as_a_button_does_nothing(linked: Office) -> None:
    say(linked, "at Acme", record("check_in", company="Acme"))
    before = linked.snapshot()
    assert linked.press_action("lily", "place:1").text
    assert linked.snapshot() == before


def test_links_are_signed_and_any_change_shows() -> None:
    sent = Errand("far", "T1", "U1", "D1", "D1::1.2", 7, 1_800_000_000)
    token = LINKS.link(sent).rsplit("/", 1)[1]
    assert LINKS.read(token) == sent
    assert PlaceLinks(b"x" * 32, LINKS.public_url).read(token) is None
    for position in range(len(token)):
        for letter in "A_9":
            changed = token[:position] + letter + token[position + 1 :]
            assert changed == token or LINKS.read(changed) is None
    for broken in ("", "x", "é", "=", token[:-1], token + "A", token + "=", token * 2, "%00"):
        assert LINKS.read(broken) is None
    assert message_id(token) != message_id(token + "A")
    assert is_over(sent, NOW + timedelta(days=10_000))
    assert not is_over(sent, NOW)
