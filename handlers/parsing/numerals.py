"""Numbers as people write and say them: 1,250.5, "two and a half", 三十来, 9万6."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from handlers.locales import load
from handlers.parsing.text import LANGUAGES

DIGITS = r"(?:\d{1,3}(?:,\d{2,3}){1,9}|\d{1,40})(?:\.\d{1,6})?"
"""A number in digits, with or without commas (Indian ones too)."""
POINTED = r"[1-9]\d{0,2}(?:\.\d{3}){1,4}(?:,\d{1,2})?"
"""A number with points between its thousands, as on the continent: 48.500, 1.250,75."""
VAGUE = "来几多余数"
HAN_DIGITS = "零〇一壹二两贰三叁四肆五伍六陆七柒八捌九玖"
HAN_UNITS = "十拾百佰千仟万亿"
HAN_NUMBER = rf"(?:(?:\d{{1,12}}(?:,\d{{3}}){{0,5}}(?:\.\d{{1,6}})?|[{HAN_DIGITS}十拾百佰千仟半])(?:[{HAN_DIGITS}{HAN_UNITS}{VAGUE}\d]|\.\d){{0,18}})"
"""A number that may hold Chinese digits and units; ``read_han`` gives its value or None."""
HAN_PIECE = re.compile(rf"(\d+(?:\.\d+)?)|([{HAN_DIGITS}半])|([{HAN_UNITS}])")

EITHER = re.compile(
    f"(?<=[一二两三四五六七八])(?:(?<=一)二|(?<=一)两|(?<=[二两])三|(?<=三)[四五]|(?<=四)五|(?<=五)六|(?<=六)七|(?<=七)八|(?<=八)九)(?=[{HAN_UNITS}])"
)
"""The higher number of two: 两三万 is two or three, and the lower is taken."""


@cache
def table(name: str) -> dict[str, Any]:
    """One table of ``numbers.toml`` in all languages together."""
    merged: dict[str, Any] = {}
    for language in LANGUAGES:
        merged.update(load(language, "numbers").get(name, {}))
    return merged


@cache
def goods_measures(key: str = "goods") -> str:
    """The measure words of things that are bought, as a pattern: 5台, 三百套; with ``packed`` those that an order is told in: 40 cases."""
    words = {word for language in LANGUAGES for word in load(language, "numbers")["quantity"][key].split()}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def read_pointed(text: str) -> Decimal:
    """The value of a number with points between its thousands."""
    return Decimal(text.replace(".", "").replace(",", "."))


def read_digits(text: str) -> Decimal:
    """The value of a number in digits."""
    return Decimal(text.replace(",", ""))


def read_han(text: str) -> Decimal | None:
    """The value of a numeral with Chinese digits or units (98万, 九十八万, 1百二十万, 三十来万, 9万6); None where it is none."""
    plain = EITHER.sub("", re.sub(f"[{VAGUE}]", "", text.replace(",", "")).replace("w", "万"))
    total = section = Decimal(0)
    number: Decimal | None = None
    last_unit = Decimal(0)
    place = 0
    for piece in HAN_PIECE.finditer(plain):
        if piece.start() != place:
            return None
        place = piece.end()
        digits, han, unit = piece.groups()
        if unit:
            size = Decimal(table("scale")[unit])
            if size >= 10_000:
                total = (total + section + (number or 0)) * size if size > 10_000 else total + (section + (number or 0) or 1) * size
                section = Decimal(0)
            else:
                section += (Decimal(1) if number is None else number) * size
            number, last_unit = None, size
        elif digits:
            if number is not None:
                return None
            number = Decimal(digits)
        else:
            value = Decimal(str(table("words")[han]))
            number = value if not number else number * 10 + value
            last_unit = Decimal(0) if value == 0 else last_unit
    if place != len(plain) or not plain:
        return None
    if number is not None and last_unit >= 100 and number < 10 and number == int(number):
        number *= last_unit / 10
    return total + section + (number or 0)


@cache
def spoken() -> str:
    """The pattern of an English number in words ("two and a half", "one hundred twenty")."""
    words = "|".join(sorted((word for word in load("en", "numbers")["words"]), key=len, reverse=True))
    fractions = "|".join(sorted(load("en", "numbers")["fractions"], key=len, reverse=True))
    return rf"(?:(?:{fractions})|(?:{words})(?:[ -](?:and a half|and|{words})){{0,6}})"


def read_spoken(text: str) -> Decimal | None:
    """The value of an English number in words; None where it is none."""
    fractions = load("en", "numbers")["fractions"]
    if text in fractions:
        return Decimal(str(fractions[text]))
    total, half = Decimal(0), text.endswith("and a half")
    for word in re.split(r"[ -]+", text.removesuffix("and a half").strip()):
        value = load("en", "numbers")["words"].get(word)
        if word == "and":
            continue
        if value is None:
            return None
        total = (total or Decimal(1)) * 100 if value == 100 else total + value
    return total + Decimal("0.5") if half else total
