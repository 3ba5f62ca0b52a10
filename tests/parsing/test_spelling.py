"""Slips of the thumb: put right in usual words, left alone in names and in words that are words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings
from handlers.parsing.spelling import put_right, spelt
from handlers.parsing.text import Text

NAMES = KnownNames.build(["Acme Corp", "Zeta Labs", "Quater Foods"], [KnownContact("Jane Miller", "Acme Corp")], ["Bob Lee"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sigend", "signed"),
        ("remnid", "remind"),
        ("wdenesday", "wednesday"),
        ("visted", "visited"),
        ("paymnet", "payment"),
        ("depposit", "deposit"),
        ("negotation", "negotiation"),
        ("recieved", "received"),
        ("pipelime", "pipeline"),
    ],
)
def test_one_letter_is_put_right(typed: str, meant: str) -> None:
    assert put_right(typed) == meant


@pytest.mark.parametrize("word", ["signed", "quoting", "palletisers", "priya", "zentek", "acme", "kopi", "yaar", "pics", "brite", "xyzzy", "mardi"])
def test_words_and_names_are_left_alone(word: str) -> None:
    assert put_right(word) == ""


@pytest.mark.parametrize(
    "text", ["see sigend.example.com", "mail remnid@acme.example", "@sigend said", "#paymnet", "quater foods called", "Solmar wants a quote"]
)
def test_addresses_handles_and_known_names_are_left_alone(text: str) -> None:
    assert spelt(Text.of(text), NAMES).clean == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Zeta sigend, 50k for 200 boxes", "contract"),
        ("caleld Jane at Acme, no anwser", "contact_log"),
        ("pls remnid me wdenesday 4pm: call Jane", "task"),
        ("depoist from Zeta came in, 5k", "payment"),
        ("target for Bob: 40 vists in December", "target"),
    ],
)
def test_a_message_is_read_as_it_was_meant(text: str, kind: str) -> None:
    around = Surroundings(datetime(2026, 11, 30, 10, tzinfo=UTC), ZoneInfo("UTC"), "GB", "GBP", names=NAMES)
    (record,) = read(text, around).records
    assert record.kind == kind
    assert 0 <= record.span[0] < record.span[1] <= len(text)
