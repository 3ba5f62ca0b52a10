"""Sums of money in a text, told apart from quantities, models, phones, percentages and years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from handlers.locales import load
from handlers.parsing.alternatives import alternatives
from handlers.parsing.numerals import (
    DIGITS,
    HAN_DIGITS,
    HAN_NUMBER,
    HAN_UNITS,
    POINTED,
    read_digits,
    read_han,
    read_pointed,
    read_spoken,
    spoken,
    table,
)
from handlers.parsing.shapes import pattern, shape
from handlers.parsing.text import CJK, LANGUAGES, Text

DOLLARS = ("USD", "SGD", "HKD", "TWD", "AUD", "CAD", "NZD")
YUANS = ("CNY", "TWD", "HKD", "MOP", "SGD", "JPY")
LONGEST_THING = 40
THING = re.compile(r"(?:[a-z][a-z'-]{0,16}\s?){1,3}")
"""A noun with at most two words before it."""
WORTH = shape("money.worth")
ALONE = shape("money.alone")
"""Before and behind a number with a letter these show it to be how much a deal is worth: "up to negotiation at 1.1m"."""
ABSURD = Decimal(10) ** 15
"""Above this a sum is a slip of the finger, not a deal."""
PIECES = shape("money.pieces")
"""三块屏 are three screens."""
THINGS = shape("money.things")
"""800块塑料托盘 are so many pieces."""
PLAIN = re.compile(DIGITS, re.ASCII)
THOUSANDS = re.compile(POINTED, re.ASCII)
POINTED_CURRENCIES = ("EUR",)
"""In these a point before three digits parts thousands: 48.500 EUR."""
WITH = r"(?!(?<=w)/[\sa-z])"
"""The w of w/ is none of 10,000: "opened a new one w/ Acme"."""
HAN_UNIT = re.compile("[万亿w]")
MAY_BE_MONEY = re.compile(
    rf"[\d$£€¥₹{'零一二两三四五六七八九十百千万亿'}]|grand|mil|lakh|lac|crore|thousand|hundred|half|quarter|dollar|bucks|quid|pounds|euro"
)
HAN_ROUND = f"[{HAN_DIGITS}][百千][{HAN_DIGITS}{HAN_UNITS}]{{0,6}}"
"""A numeral of hundreds or thousands, which may be a sum without saying so: 七千八."""
BEHIND_BARE = pattern("money.behind_bare")
PARTS = {"lakh": 100_000, "lac": 100_000, "crore": 10_000_000, "cr": 10_000_000}
PART = shape("money.part")
REST = shape("money.rest")
"""A sum may be said in parts: "1 crore 20 lakh", "2 lakh 40 thousand"."""


@dataclass(frozen=True)
class MoneySpan:
    """A sum of money and its place; ``amount`` in units of ``currency``, the lower one of a range."""

    text: str
    start: int
    end: int
    amount: Decimal
    currency: str
    bare: bool = False
    """A number that could be a sum, but does not say so: no currency, no multiplier."""


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The shapes of money, the surest first, over the folded text."""
    scale = "|".join(sorted((re.escape(w) for w in table("scale") if w.isascii()), key=len, reverse=True))
    near = "|".join((*table("scale_near_currency"), *(letter for one in table("scale_of_currency").values() for letter in one)))
    words = sorted(table("currency"), key=len, reverse=True)
    after = "|".join(rf"{re.escape(w)}(?![a-z])" if w[-1].isalpha() and w.isascii() else re.escape(w) for w in words)
    leading = [w for w in words if not (w[0] >= "\u3400" and len(w) == 1) and w != "块钱"]
    latin = [w for w in leading if w[0].isalpha() and w.isascii()]
    before = rf"{alternatives(w for w in leading if w not in latin)}|(?<![a-z])(?:{alternatives(latin)})"
    start, end = r"(?<![a-z\d_.#/十百千万亿-])", r"(?![\d%]|[.,]\d)"
    han_start = rf"(?<![\d.#{'第'}])(?:(?<![a-z])|(?=[{HAN_DIGITS}十]))(?!一半|(?<=一)半)"
    span = r"(?:\s?(?:-|~|to|至|到)\s?(?:[$£€¥₹])?(?P<high>" + DIGITS + r"))?"
    return (
        (
            "sign",
            re.compile(
                rf"(?P<currency>{before})\s{{0,2}}(?P<number>{POINTED}(?![\d.])|{DIGITS}(?![{HAN_UNITS}])|{HAN_NUMBER}){span}\s?(?P<scale>{scale}|{near})?(?![a-z\d%])"
            ),
        ),
        ("word", re.compile(rf"{start}(?P<number>{POINTED}(?![\d.])|{DIGITS}){span}\s?(?P<scale>{scale}|{near})?\s?(?P<currency>{after}){end}")),
        ("han", re.compile(rf"{han_start}(?P<number>{HAN_NUMBER}w?)(?P<scale>(?<=[\d半])[wW](?![a-z]))?\s?(?P<currency>{after})?{end}")),
        ("scale", re.compile(rf"{start}(?P<number>{DIGITS}){span}\s?(?P<scale>{scale}|{near})(?P<currency>)(?![a-z\d]){WITH}")),
        (
            "counted",
            re.compile(
                rf"{han_start}(?P<number>\d{{1,4}}(?:\.\d)?|[{HAN_DIGITS}十])个(?P<scale>[w万亿])(?P<currency>)(?![a-z达科人物事能一宝家里华])"
            ),
        ),
        ("spoken", re.compile(rf"(?<![a-z\d])(?P<number>{spoken()})[ -](?:(?P<scale>{scale})(?![a-z]){WITH})?\s?(?P<currency>{after})?(?![a-z])")),
        ("bracketed", re.compile(r"(?<=\()(?P<number>\d{1,3}(?:,\d{3}){1,3})(?P<scale>)(?P<currency>)(?=\))")),
        (
            "bare",
            re.compile(
                rf"{start}(?P<number>{DIGITS})(?P<scale>)(?P<currency>)(?!/(?![年月季次套台个人]|(?:yr|year|mo|mth|month|annum|pa|pm)\b)|[\d%a-z:'-]|[.,]\d)"
            ),
        ),
        (
            "bare",
            re.compile(rf"{han_start}(?<![{HAN_DIGITS}{HAN_UNITS}])(?P<number>{HAN_ROUND})(?P<scale>)(?P<currency>)(?:(?![{CJK}])|{BEHIND_BARE})"),
        ),
    )


def find_money(text: str, currency: str, *, bare: bool = False) -> list[MoneySpan]:
    """The sums of money in a text, in order; ``currency`` is the workspace's. ``bare`` ones are left out unless asked for."""
    return find_money_in(Text.of(text), currency, bare=bare)


def find_money_in(text: Text, currency: str, *, bare: bool = False) -> list[MoneySpan]:
    """The same for a text that is cleaned already; offsets are those of ``clean``."""
    if not MAY_BE_MONEY.search(text.folded):
        return []
    found: list[MoneySpan] = []
    for name, form in patterns():
        if name == "bare" and not bare:
            continue
        for hit in form.finditer(text.folded):
            span = read_hit(name, hit, text, currency)
            if span is not None and not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return with_their_rest(text, sorted(found, key=lambda span: span.start))


def with_their_rest(text: Text, found: Iterable[MoneySpan]) -> list[MoneySpan]:
    """Sums said in two parts as one: "2 lakh 40 thousand"."""
    joined: list[MoneySpan] = []
    for span in found:
        last = joined[-1] if joined else None
        whole = PART.search(last.text.lower()) if last is not None and text.folded[last.end : span.start] in (" ", " and ") else None
        if last is not None and whole is not None and REST.search(span.text.lower()) and span.amount < PARTS[whole[1]]:
            joined[-1] = replace(last, text=text.clean[last.start : span.end], end=span.end, amount=last.amount + span.amount)
        else:
            joined.append(span)
    return joined


def read_hit(name: str, hit: re.Match[str], text: Text, currency: str) -> MoneySpan | None:
    """The sum that a match is; None where it is a quantity, a year, a model or no number."""
    said = (hit["currency"] or "").strip()
    scale = hit["scale"] or ""
    number = value_of(name, hit["number"], said, scale)
    if (
        number is None
        or not number
        or (
            said.isalpha()
            and len(said) == 2
            and said not in ("rs", "us")
            and said.isascii()
            and not text.clean[hit.start("currency") :][:2].isupper()
        )
    ):
        return None
    if said == "块" and (THINGS.match(text.folded, hit.end()) if number >= 100 else PIECES.match(text.folded, hit.end())):
        return None
    end = hit.end("currency") if said and name != "sign" else hit.end()
    worth = bool(scale) and WORTH.search(text.folded, 0, hit.start()) is not None and ALONE.match(text.folded, hit.end()) is not None
    factor = scale_of(scale, said, text.clean[hit.start("scale") : hit.end("scale")], currency, worth=worth)
    if factor is None:
        return None
    certain = bool(said) or name in ("sign", "scale", "counted", "spoken", "bracketed") or bool(HAN_UNIT.search(hit["number"] + scale))
    if name == "spoken" and not scale and not said:
        return None
    if name == "han" and not certain_han(hit, said):
        return None
    if (not said and is_quantity(text.folded, hit.end())) or (not certain and name != "bare") or (name == "bare" and not may_be_sum(hit["number"])):
        return None
    amount = number * factor
    words = text.clean[hit.start() : end].rstrip()
    return MoneySpan(words, hit.start(), hit.start() + len(words), amount, currency_of(said, currency), bare=name == "bare")


def value_of(name: str, number: str, said: str, scale: str) -> Decimal | None:
    """The value of the matched number, beside its currency word and its multiplier."""
    if name == "spoken":
        return read_spoken(number)
    pointed = table("currency").get(said) in POINTED_CURRENCIES or number.count(".") > 1 or "," in number
    if THOUSANDS.fullmatch(number) and not scale and pointed:
        return read_pointed(number)
    if PLAIN.fullmatch(number):
        return read_digits(number)
    return read_han(number)


def scale_of(scale: str, said: str, original: str, currency: str, *, worth: bool = False) -> Decimal | None:
    """What a multiplier stands for; None where the letter is a unit of something else. ``worth`` where words around it tell how much a deal is."""
    if not scale:
        return Decimal(1)
    if scale in table("scale"):
        return Decimal(table("scale")[scale])
    own = table("scale_of_currency").get(currency, {})
    if scale in own:
        return Decimal(own[scale]) if said or original.isupper() else None
    if scale in table("scale_near_currency") and (said or original == "M" or worth):
        return Decimal(table("scale_near_currency")[scale])
    return None


def certain_han(hit: re.Match[str], said: str) -> bool:
    """Whether a Chinese numeral is money: it has 万 or 亿 after a digit, or a currency; 一块 means together."""
    number = hit["number"]
    if said == "块" and (number in ("一", "半", "几") or len(number) == 1):
        return number.isdigit()
    return (
        bool(said)
        or bool(re.search(r"[\d零一二两三四五六七八九十来几多半][百千]?[万亿]|百[来多]?万", number))
        or number.endswith("w")
        or bool(hit["scale"])
    )


def is_quantity(folded: str, end: int) -> bool:
    """Whether what follows a number makes it a quantity: 12万台, 50k units, "5k printed cake boxes"."""
    rest = folded[end : end + LONGEST_THING].lstrip(" 多")
    han = re.match(f"[{CJK}]{{1,3}}", rest)
    if han is not None:
        return han.group().startswith(quantity_nouns()[1])
    thing = THING.match(rest)
    for word in thing.group().split() if thing else ():
        if word in quantity_nouns()[0]:
            return True
        if word in quantity_ends():
            return False
    return False


@cache
def quantity_ends() -> frozenset[str]:
    """The words that a quantity does not go on over: "5k for 200 boxes"."""
    return frozenset(word for language in LANGUAGES for word in load(language, "numbers")["quantity"].get("ends", "").split())


@cache
def quantity_nouns() -> tuple[frozenset[str], tuple[str, ...]]:
    """The nouns that make a number a quantity: English words, Chinese beginnings."""
    kinds = [load(language, "numbers")["quantity"] for language in LANGUAGES]
    nouns = [noun for kind in kinds for noun in f"{kind['goods']} {kind['nouns']}".split() if noun not in table("currency")]  # 块 is money here
    return frozenset(noun for noun in nouns if noun.isascii()), tuple(noun for noun in nouns if not noun.isascii())


def may_be_sum(number: str) -> bool:
    """Whether a number without currency could be a sum: it has thousands' commas or cents, or three to seven digits and is no year."""
    if "," in number or not number.isascii():
        return True
    whole, _, cents = number.partition(".")
    return len(cents) == 2 or (not cents and 3 <= len(whole) <= 7 and not (len(whole) == 4 and 1980 <= int(whole) <= 2040 and whole[-2:] != "00"))


def currency_of(said: str, currency: str) -> str:
    """The ISO code of a currency word, read in a workspace that reckons in ``currency``."""
    code = table("currency").get(said, "") if said else ""
    if code == "$":
        return currency if currency in DOLLARS else "USD"
    if code == "元":
        return currency if currency in YUANS else "CNY"
    if code == "¥":
        return currency if currency in ("CNY", "JPY") else "CNY"
    return str(code) or currency


def absurd_sums(spans: Iterable[MoneySpan]) -> Iterator[MoneySpan]:
    """The sums that nobody can mean."""
    return (span for span in spans if span.amount >= ABSURD)
