"""Help: one phone screen, in one's language, for one's role."""

import pytest
from office import Office, labels, record

from handlers import locales
from handlers.settings import LEAST_ROLE

SCREEN = 30
"""Lines of some 40 characters that a phone shows."""


def page(office: Office, who: str) -> str:
    return office.say(who, "help", record("query", about="help")).text


@pytest.mark.parametrize("language", locales.LANGUAGES)
def test_the_first_page_fits_a_phone_in_every_language(office: Office, language: str) -> None:
    with office.look() as context:
        context.member.language = language
    text = page(office, "lily")
    width = 40 if language == "en" else 22
    assert sum(1 + len(line) // width for line in text.splitlines()) <= SCREEN
    examples = locales.load(language, "commands")
    assert examples["contact_log"]["example"] in text
    assert examples["team"]["example"] not in text


def test_the_other_pages_have_everything_of_their_kind(office: Office) -> None:
    page(office, "lily")
    assert labels(office.press("lily", "Tell me")) == ["Ask me", "Have me do", "Settings"]
    text = office.press("lily", "Ask me").text
    assert "• Open deals: “open deals this quarter”" in text
    assert "daily report: done" not in text


@pytest.mark.parametrize(("who", "sees"), [("lily", set()), ("max", {"capture", "invite"}), ("ada", {"team", "member", "capture", "invite"})])
def test_settings_are_shown_to_those_who_may_use_them(office: Office, who: str, sees: set[str]) -> None:
    text = office.press_action(who, "help:set").text
    english = locales.load("en", "commands")
    assert {name for name in LEAST_ROLE if english[name]["example"] in text} == sees
    assert english["zone"]["example"] in text


def test_help_on_one_thing(office: Office) -> None:
    assert office.say("lily", "/help pool").text.splitlines()[0].startswith("• Leads that nobody has claimed")


def test_the_help_button_of_what_was_not_understood(office: Office) -> None:
    office.say("lily", "blah blah")
    assert office.press("lily", "Help").text.startswith("Just tell me")
