"""Phone numbers are read as in the workspace's region; mainland mobiles, which no other number looks like, everywhere."""

from __future__ import annotations

import pytest

from handlers.parsing.phones import find_phones


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("马姐 13812345678", "US", ["+8613812345678"]),
        ("马姐13812345678，微信同号", "HK", ["+8613812345678"]),
        ("马姐 13812345678", "CN", ["+8613812345678"]),
        ("Bob 212-555-0142", "US", ["+12125550142"]),
        ("Bob 1 212 555 0142", "US", ["+12125550142"]),
        ("订单 1381234567890", "US", []),
        ("version 1.13812345678", "US", []),
        ("合同额 13812345678.50", "US", []),
    ],
)
def test_phones_of_a_text(text: str, region: str, expected: list[str]) -> None:
    assert [one.value for one in find_phones(text, region)] == expected
