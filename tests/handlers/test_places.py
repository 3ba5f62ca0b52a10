"""A check-in that begins with nothing: the next thing said or shared is the answer."""

from __future__ import annotations

from office import Office, labels, record, reply_of

from handlers.messages import Location
from storage.models import CheckIn, Draft

HERE = Location(40.7128, -74.006)


def test_a_position_answers_it(office: Office) -> None:
    office.say("lily", "at Acme", record("check_in", company="Acme"))
    asked = office.press_action("lily", "here")
    assert asked.text.startswith("Where are you?")
    assert labels(asked) == ["📍 Send my position", "Acme", "Cancel"]
    office.wait(minutes=5)
    assert office.share("lily", HERE).text == "📍 10:05 · 40.71280, -74.00600"
    assert office.rows(Draft) == []


def test_a_name_answers_it(office: Office) -> None:
    office.press_action("lily", "here")
    assert office.say("lily", "Acme").text == "📍 10:00 · Acme"
    assert office.share("lily", HERE).text == "📍 10:00 · Acme"
    assert office.row(CheckIn).latitude == HERE.latitude


def test_it_can_be_dropped(office: Office) -> None:
    office.press_action("lily", "here")
    office.say("lily", "Cancel")
    assert "dropped" in reply_of(office.last("lily")).text
    assert office.rows(CheckIn) == []
