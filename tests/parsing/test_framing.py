"""What stands around a message changes nothing of what it means."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.parsing.framing import without_frame
from handlers.parsing.text import HAN, Text
from tests.parsing.test_messages import load, records_of

EACH = 9
"""One message in so many is tried."""
MOST_DIFFERENT = 0.02
"""So large a share may come out otherwise: an emoji or a mark at the end is sometimes part of what is said."""


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
    changes_little(labelled(chinese=False), before, behind)


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
    changes_little(labelled(chinese=True), before, behind)


def changes_little(messages: list[tuple[dict[str, Any], str]], before: str, behind: str) -> None:
    different = [text for given, text in messages if records_of(given, before + text + behind) != records_of(given, text)]
    assert len(different) <= MOST_DIFFERENT * len(messages), different[:20]


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
