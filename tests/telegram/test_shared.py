"""Places and contact cards: what Telegram tells of them, and what becomes of them."""

from __future__ import annotations

import pytest
import telegram
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st
from office import Office, labels, record

from bot.platforms.telegram.incoming import Me, read
from bot.platforms.telegram.shared import card_of, vcard_cards
from handlers.messages import Card, Location, Message
from storage.models import CheckIn, Contact, Lead

ME = Me(1000, "onpace_bot")
ANN = b"""BEGIN:VCARD\r
VERSION:3.0\r
N:Lee;Ann;;;\r
FN:Ann Lee\r
ORG:Cobalt Events;Sales\r
TITLE:Buyer\r
TEL;TYPE=CELL:+1 212 555 0142\r
EMAIL:Ann@cobalt.example\r
END:VCARD\r
"""
OLD = b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=BB=BA=E5=9B=BD\nTEL;CELL:13800138000\nEND:VCARD\n"
PHONE = b"BEGIN:VCARD\nVERSION:4.0\nFN:Bob\nTEL;VALUE=uri:tel:+442079460000\nEND:VCARD\n"


def came(**content: object) -> Message | None:
    """A message with something shared."""
    person = {"id": 77, "is_bot": False, "first_name": "Lily"}
    sent = {"message_id": 5, "date": int(NOW.timestamp()), "chat": {"id": 77, "type": "private", "first_name": "Lily"}, "from": person, **content}
    update = telegram.Update.de_json({"update_id": 1, "message": sent}, None)
    return read(update, ME, NOW)


def test_vcards_are_read_old_and_new() -> None:
    assert vcard_cards(ANN) == [Card("Ann Lee", "+1 212 555 0142", "Ann@cobalt.example", "Cobalt Events", "Buyer")]
    assert vcard_cards(OLD) == [Card("王建国", "13800138000")]
    assert vcard_cards(PHONE) == [Card("Bob", "+442079460000")]
    assert [card.name for card in vcard_cards(ANN + OLD + PHONE)] == ["Ann Lee", "王建国", "Bob"]


def test_what_cannot_be_stored_or_would_deceive_is_left_out_of_a_card() -> None:
    told = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\u202e\x00 Lee\nORG:Cobalt\x07\nEND:VCARD\n".encode()
    assert vcard_cards(told) == [Card("Ann Lee", company="Cobalt")]
    message = came(contact={"phone_number": "1\x00", "first_name": "Ann\u202e", "last_name": "Lee"})
    assert message is not None
    assert message.cards == (Card("Ann Lee", "1"),)


@pytest.mark.parametrize(
    "content", [b"", b"no card", b"BEGIN:VCARD\nEND:VCARD\n", b"BEGIN:VCARD\nFN", b"\xff\xfe\x00", b"END:VCARD", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"]
)
def test_what_is_no_card_gives_none(content: bytes) -> None:
    assert vcard_cards(content) == []


@given(st.binary(max_size=80))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    assert isinstance(vcard_cards(ANN[:-13] + content), list)
    assert isinstance(vcard_cards(content), list)


def test_a_shared_contact_is_a_card() -> None:
    message = came(contact={"phone_number": "12125550142", "first_name": "Ann", "last_name": "Lee", "vcard": ANN.decode()})
    assert message is not None
    assert message.cards == (Card("Ann Lee", "12125550142", "Ann@cobalt.example", "Cobalt Events", "Buyer"),)
    assert message.text == ""
    assert card_of(telegram.Contact("13800138000", "建国", "王")) == Card("王建国", "13800138000")


def test_a_venue_is_a_place_with_its_name() -> None:
    message = came(venue={"location": {"latitude": 31.2, "longitude": 121.5}, "title": "Cobalt Events HQ", "address": "1 Road"})
    assert message is not None
    assert (message.location, message.text) == (Location(31.2, 121.5), "Cobalt Events HQ")


def test_a_live_location_makes_one_check_in_and_its_moves_none() -> None:
    place = {"latitude": 31.2, "longitude": 121.5, "live_period": 900}
    message = came(location=place)
    assert message is not None
    assert message.location == Location(31.2, 121.5)
    person = {"id": 77, "is_bot": False, "first_name": "Lily"}
    moved = {"message_id": 5, "date": 1, "edit_date": 2, "chat": {"id": 77, "type": "private"}, "from": person, "location": place}
    assert read(telegram.Update.de_json({"update_id": 2, "edited_message": moved}, None), ME, NOW) is None


ANN_CARD = Card("Ann Lee", "+1 212 555 0142", "Ann@cobalt.example", "Cobalt Events", "Buyer")


def test_a_card_of_somebody_new_is_a_lead(office: Office) -> None:
    receipt = office.say("lily", "", cards=(ANN_CARD,))
    assert receipt.text.startswith("Lead · Cobalt Events · Ann Lee · Buyer")
    assert labels(receipt)[-2:] == ["Undo", "Edit"]
    lead = office.row(Lead)
    assert (lead.person, lead.phone, lead.email) == ("Ann Lee", "+12125550142", "ann@cobalt.example")


def test_a_card_of_a_known_customer_s_is_a_contact(office: Office) -> None:
    office.say("lily", "Cobalt Events paid", record("check_in", company="Cobalt Events"))
    receipt = office.say("lily", "", cards=(ANN_CARD,))
    assert receipt.text.startswith("Contact · Ann Lee · Buyer")
    assert office.row(Contact).phone == "+12125550142"
    assert office.rows(Lead) == []


def test_a_card_in_answer_to_a_receipt_is_somebody_there(office: Office) -> None:
    office.say("lily", "at Acme", record("check_in", company="Acme"))
    office.say("lily", "", cards=(Card("Bob", "+442079460000"),), reply_to=office.last("lily"))
    assert office.row(Contact).customer_id == office.row(CheckIn).customer_id
    assert len(office.rows(CheckIn)) == 1


def test_several_cards_have_one_receipt_and_a_known_one_is_asked_about(office: Office) -> None:
    receipt = office.say("lily", "", cards=(ANN_CARD, Card("Bob", "+442079460000", company="Dot")))
    assert receipt.text.count("Lead ·") == 2
    again = office.say("lily", "", cards=(ANN_CARD,))
    assert "Confirm" in labels(again)
    assert len(office.rows(Lead)) == 2


def test_numbers_without_their_plus_are_understood(office: Office) -> None:
    office.say("lily", "", cards=(Card("Ann", "12125550142", company="A"), Card("建国", "13800138000", company="B"), Card("X", "12", company="C")))
    assert [lead.phone for lead in office.rows(Lead)] == ["+12125550142", "+8613800138000", "12"]


def test_in_a_group_a_card_is_its_talk_unless_the_assistant_listens(office: Office) -> None:
    assert office.say("lily", "", cards=(ANN_CARD,), chat="#east").text == ""
    assert office.rows(Lead) == []
