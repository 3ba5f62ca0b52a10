"""Sums of money, told apart from quantities, models, phones, percentages and years."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.parsing.money import find_money
from handlers.parsing.numerals import read_han


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("budget 50k", "USD", (50000, "USD")),
        ("1.5M", "USD", (1500000, "USD")),
        ("2 mio", "EUR", (2000000, "EUR")),
        ("30 grand", "GBP", (30000, "GBP")),
        ("half a mil", "USD", (500000, "USD")),
        ("two and a half million dollars", "USD", (2500000, "USD")),
        ("£250k", "USD", (250000, "GBP")),
        ("Rs 7,25,000", "USD", (725000, "INR")),
        ("18-20 lakh", "INR", (1800000, "INR")),
        ("1.2 cr", "INR", (12000000, "INR")),
        ("4.5L", "INR", (450000, "INR")),
        ("HK$85,000", "CNY", (85000, "HKD")),
        ("S$15k", "CNY", (15000, "SGD")),
        ("$20k", "CNY", (20000, "USD")),
        ("$500", "HKD", (500, "HKD")),
        ("12万", "CNY", (120000, "CNY")),
        ("1.5亿", "CNY", (150000000, "CNY")),
        ("三十来万", "CNY", (300000, "CNY")),
        ("九十八万", "CNY", (980000, "CNY")),
        ("9万6", "CNY", (96000, "CNY")),
        ("1百二十万", "CNY", (1200000, "CNY")),
        ("68w", "CNY", (680000, "CNY")),
        ("5千8块", "CNY", (5800, "CNY")),
        ("20万美金", "CNY", (200000, "USD")),
        ("¥500,000", "CNY", (500000, "CNY")),
    ],
)
def test_a_sum_is_read_with_its_currency(text: str, currency: str, expected: tuple[int, str]) -> None:
    assert [(one.amount, one.currency) for one in find_money(text, currency)] == [(Decimal(expected[0]), expected[1])]


@pytest.mark.parametrize(
    "text",
    [
        "40 sheets of 18mm",
        "X200 and TX-450",
        "CK6150",
        "clause 14.2",
        "30%",
        "打个88折",
        "in 2027",
        "12万台",
        "3块屏",
        "一块去",
        "千万别",
        "50k units",
        "5k run",
        "100T",
        "rm 1204",
        "call 13812345678",
    ],
)
def test_what_is_no_sum_is_left_alone(text: str) -> None:
    assert find_money(text, "CNY") == []


@given(st.integers(min_value=1, max_value=9999))
def test_a_number_before_ten_thousand_is_read_as_it_stands(number: int) -> None:
    assert read_han(f"{number}万") == number * 10000


@given(st.text(alphabet="零一二两三四五六七八九十百千万亿0123456789.,来多w块元 k$", max_size=40))
def test_any_mix_of_numerals_is_read_without_complaint(text: str) -> None:
    assert all(one.amount > 0 for one in find_money(text, "CNY", bare=True))
