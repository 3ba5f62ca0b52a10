"""Short replies: answers to questions, and changes to what was written down."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.records import Moment, Surroundings
from handlers.parsing.replies import read_changes, read_value

NAMES = KnownNames.build(
    ["Acme Corp", "Beta Foods", "宏图科技"],
    [KnownContact("Jane Miller", "Acme Corp"), KnownContact("John Ray", "Acme Corp"), KnownContact("王建国", "宏图科技")],
    ["Tom Baker", "李娜"],
)
AT = Surroundings(datetime.fromisoformat("2026-11-24T10:00+08:00"), ZoneInfo("Asia/Shanghai"), "CN", "CNY", names=NAMES)


def plain(changes: object) -> object:
    return (
        {key: value.isoformat() if isinstance(value, Moment) else value for key, value in changes.items()} if hasattr(changes, "items") else changes
    )


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("no, 15万", "payment", {"amount": Decimal(150000), "currency": "CNY"}),
        ("不对，是18万", "payment", {"amount": Decimal(180000), "currency": "CNY"}),
        ("not 50k, 60k", "deal", {"amount": Decimal(60000), "currency": "CNY"}),
        ("金额改成15万", "contract", {"amount": Decimal(150000), "currency": "CNY"}),
        ("wrong amount, should be 1,200", "payment", {"amount": Decimal(1200), "currency": "CNY"}),
        ("due Friday instead", "task", {"due": "2026-11-27"}),
        ("改成周五", "task", {"due": "2026-11-27"}),
        ("Friday 3pm", "task", {"due": "2026-11-27T15:00"}),
        ("是12月3号不是2号", "task", {"due": "2026-12-03"}),
        ("next Tuesday instead", "contact_log", {"next_due": "2026-12-01"}),
        ("it was yesterday", "contact_log", {"at": "2026-11-23"}),
        ("company is Beta", "contact_log", {"company": "Beta Foods"}),
        ("客户是宏图", "contact_log", {"company": "宏图科技"}),
        ("it's Jane not John", "contact_log", {"person": "Jane Miller"}),
        ("phone is 13812345678", "lead", {"phone": "+8613812345678"}),
        ("thanks!", "task", {}),
        ("great call, he was happy", "contact_log", {}),
        ("he said friday works for him and the team", "task", {}),
        ("周五我再问问他", "task", {}),
    ],
)
def test_a_reply_changes_what_it_names_and_no_more(text: str, kind: str, expected: dict[str, object]) -> None:
    assert plain(read_changes(text, kind, AT)) == expected


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("acme", "company", "Acme Corp"),
        ("是宏图", "company", "宏图科技"),
        ("New Shop Ltd", "company", "New Shop Ltd"),
        ("it's for Jane", "person", "Jane Miller"),
        ("王总", "person", "王建国"),
        ("给李娜", "owner", "李娜"),
        ("somebody", "owner", None),
        ("about 20k", "amount", (Decimal(20000), "CNY")),
        ("15000", "amount", (Decimal(15000), "CNY")),
        ("no idea", "amount", None),
        ("下周三下午三点", "due", Moment.fromisoformat("2026-12-02T15:00")),
        ("yesterday", "at", Moment.fromisoformat("2026-11-23")),
        ("soon", "due", None),
        ("13812345678", "phone", "+8613812345678"),
        ("by phone", "method", "call"),
        ("谈判", "stage", "negotiation"),
        ("it's Ann@Acme.com", "email", "ann@acme.com"),
    ],
)
def test_an_answer_is_read_as_the_field_that_was_asked_for(text: str, field: str, expected: object) -> None:
    assert read_value(text, field, AT) == expected
