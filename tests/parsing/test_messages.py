"""Every message of our own in ``messages.*.toml`` is read as it is labelled: kinds and fields, and nothing more."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.parse import as_json, known_names
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings

FOLDER = Path(__file__).parent
OWN_WORDS = {"title", "source", "need", "summary", "note", "action", "done", "plan", "blockers", "text", "place", "object", "name"}
NAMES = {"company", "person", "owner", "to", "scope", "name", "object"}
SUFFIX = re.compile(r"有限公司|集团|公司|\b(?:inc|corp|co|ltd|llc|pte|pvt|plc|group|limited)\b", re.IGNORECASE)
TOKEN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


def load() -> list[Any]:
    """All labelled messages, each with what its file gives."""
    found = []
    for path in sorted(FOLDER.glob("messages.*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for message in [*data["message"], *({"text": text, "expect": []} for text in data["silent"])]:
            found.append(pytest.param({**data["given"], **message.get("given", {})}, message, id=f"{path.suffixes[0][1:]}: {message['text'][:60]}"))
    return found


def same(field: str, expected: object, given: object) -> bool:
    """Whether a value is right by the rules of the parse contract."""
    if isinstance(expected, list):
        return any(same(field, one, given) for one in expected)
    if isinstance(expected, dict):
        have = given if isinstance(given, dict) else {}
        return all(same(key, expected.get(key, "missing"), have.get(key)) for key in expected.keys() | have.keys())
    if expected == "missing" or given is None:
        return expected == "missing" and given is None
    if field in NAMES and key_of(expected) == key_of(given):
        return True
    if field in OWN_WORDS:
        return overlap(str(expected), str(given)) >= 0.5
    return bool(str(expected).casefold() == str(given).casefold())


def key_of(name: object) -> str:
    """A name without case, spaces, punctuation and legal suffixes."""
    return re.sub(r"[\W_]+", "", SUFFIX.sub(" ", str(name).casefold()))


def overlap(expected: str, given: str) -> float:
    """The F1 of two texts' tokens."""
    want, have = (Counter(TOKEN.findall(text.casefold())) for text in (expected, given))
    common = sum((want & have).values())
    return 2 * common / (sum(want.values()) + sum(have.values())) if common else 0.0


def records_of(given: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """What a text means where these things are given."""
    surroundings = Surroundings(
        now=datetime.fromisoformat(given["now"]),
        zone=ZoneInfo(given["timezone"]),
        region=given["region"],
        currency=given["currency"],
        sender=given["sender"],
        names=known_names(given.get("known")),
    )
    return [as_json(one) for one in read(text, surroundings).records]


@pytest.mark.parametrize(("given", "message"), load())
def test_message_is_read_as_labelled(given: dict[str, Any], message: dict[str, Any]) -> None:
    records = records_of(given, message["text"])
    assert Counter(one["kind"] for one in records) == Counter(one["kind"] for one in message["expect"]), records
    for expected in message["expect"]:
        alike = [one for one in records if one["kind"] == expected["kind"]]
        assert any(
            all(same(key, expected.get(key, "missing"), one.get(key)) for key in (expected.keys() | one.keys()) - {"kind"}) for one in alike
        ), (expected, alike)
