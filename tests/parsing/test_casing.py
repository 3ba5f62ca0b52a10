"""Capitals put back into what was typed without any."""

from __future__ import annotations

import pytest

from handlers.parsing.casing import is_word, with_capitals


def cased(text: str) -> str:
    return with_capitals(text, text.lower())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("called jane at brightline", "called Jane at Brightline"),
        ("met mr koh and dr rao", "met Mr Koh and Dr Rao"),
        ("june from monday coffee roasters rang", "June from Monday Coffee Roasters rang"),
        ("art doyle, oliver crane", "Art Doyle, Oliver Crane"),
        ("runs tidy box ltd", "runs Tidy Box Ltd"),
        ("at baird & sons hardware", "at Baird & Sons Hardware"),
        ("Visited harbour logistics. they want more", "Visited Harbour Logistics. they want more"),
    ],
)
def test_names_get_capitals(typed: str, meant: str) -> None:
    assert cased(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "visited the dental clinic on 5th",
        "wants spare parts for the printing press",
        "met new guy at expo, may i call, will do",
        "recieved the custmer list, teh boss is happy",
        "need a quote for conference room furniture",
        "tmrw abt 3ish pls rsvp asap thx",
        "我明天去 acme",
    ],
)
def test_words_get_none(text: str) -> None:
    assert cased(text).replace("Acme", "acme") == text


def test_who_writes_capitals_is_taken_at_their_word() -> None:
    assert cased("Called Jane at Acme about brightline") == "Called Jane at Acme about brightline"


def test_inflections_are_words() -> None:
    assert all(map(is_word, ("tried", "tries", "stopping", "happiest", "quotes", "making", "customer's")))
    assert not is_word("brightline")
