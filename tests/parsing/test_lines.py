"""Several lines are several notes where each stands alone, and one message where they go on with each other."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.reader import read
from handlers.parsing.records import Record, Surroundings

NAMES = KnownNames.build(["Acme Corp", "Zeta Labs", "宏图科技", "鼎盛贸易"], [KnownContact("Jane Miller", "Acme Corp")], ["Bob Lee", "李娜"])


def records(text: str) -> list[Record]:
    around = Surroundings(datetime(2026, 11, 30, 10, tzinfo=UTC), ZoneInfo("UTC"), "GB", "GBP", names=NAMES)
    return list(read(text, around).records)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("called Jane, loves it\nZeta paid 5k\nremind me to call Zeta tomorrow", ["contact_log", "payment", "task"]),
        ("target for Bob: 40 visits in December\nplease approve £180 for lunch with Acme", ["target", "approval"]),
        ("拜访了宏图，聊得不错\n鼎盛到账5万", ["contact_log", "payment"]),
        ("convert Zeta to a customer\nwhat's in the pipeline", ["command", "query"]),
    ],
)
def test_lines_that_stand_alone_are_read_apart(text: str, kinds: list[str]) -> None:
    found = records(text)
    assert [one.kind for one in found] == kinds
    assert all(text[slice(*one.span)] in line for one, line in zip(found, text.split("\n"), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "called Jane, loves it\nsend the quote by Friday",
        "called Jane at Acme\nAcme wants a discount",
        "拜访了宏图\n下周三发报价",
    ],
)
def test_lines_that_go_on_with_the_one_before_belong_to_it(text: str) -> None:
    assert [one.kind for one in records(text)] == ["contact_log"]
