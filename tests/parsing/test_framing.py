"""What stands around a message changes nothing of what it means."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.parse import as_json, known_names
from handlers.parsing.framing import without_frame
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings
from handlers.parsing.text import HAN, Text
from tests.parsing.test_messages import load

EACH = 9
"""One message in so many is tried."""
MOST_DIFFERENT = 0.02
"""So large a share may come out otherwise: an emoji or a mark at the end is sometimes part of what is said."""


def meaning(given: dict[str, Any], text: str) -> list[dict[str, Any]]:
    around = Surroundings(
        now=datetime.fromisoformat(given["now"]),
        zone=ZoneInfo(given["timezone"]),
        region=given["region"],
        currency=given["currency"],
        sender=given["sender"],
        names=known_names(given.get("known")),
    )
    return [as_json(one) for one in read(text, around).records]


def labelled(*, chinese: bool) -> list[tuple[dict[str, Any], str]]:
    every = [(given, message["text"]) for given, message in (one.values for one in load()) if message["expect"]]
    return [(given, text) for given, text in every if bool(HAN.search(text)) == chinese and text[:1] not in "/📍#@"][::EACH]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("hi team, ", ""),
        ("update: ", ""),
        ("Quick one - ", ""),
        ("ok so ", ""),
        ("morning all, fyi ", ""),
        ("", " thx"),
        ("", ". Cheers!"),
        ("", " 🙏"),
    ],
)
def test_an_english_message_means_the_same_in_its_frame(before: str, behind: str) -> None:
    different = [text for given, text in labelled(chinese=False) if meaning(given, before + text + behind) != meaning(given, text)]
    assert len(different) <= MOST_DIFFERENT * len(labelled(chinese=False)), different[:20]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("汇报一下：", ""),
        ("大家好，", ""),
        ("更新，", ""),
        ("那个，", ""),
        ("刚忙完，", ""),
        ("", "，谢谢"),
        ("", " 辛苦了"),
        ("", "～"),
        ("", "，汇报完毕。"),
    ],
)
def test_a_chinese_message_means_the_same_in_its_frame(before: str, behind: str) -> None:
    different = [text for given, text in labelled(chinese=True) if meaning(given, before + text + behind) != meaning(given, text)]
    assert len(different) <= MOST_DIFFERENT * len(labelled(chinese=True)), different[:20]


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "thanks!",
        "谢谢",
        "大家好",
        "update Acme's phone to 555 0100",
        "Jane called to say thanks",
        "well done team",
        "王总说谢谢",
        "好消息，宏图签了",
        "okay with the price, will sign",
        "Done: calls",
    ],
)
def test_what_is_part_of_a_message_stays(text: str) -> None:
    assert without_frame(Text.of(text)).clean == text


def test_places_are_those_of_the_whole_message() -> None:
    part = without_frame(Text.of("hi team, called Jane, thx"))
    assert part.clean == "called Jane"
    assert part.place(0) == len("hi team, ")
    assert part.place(len(part.clean)) == len("hi team, called Jane")
