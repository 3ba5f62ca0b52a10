"""Phone numbers, email and web addresses in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAY_BE_PHONE = re.compile(r"\d(?:[\s().+-]{0,3}\d){6}")
EMAIL = re.compile(r"(?<![\w.+-])[a-zA-Z0-9][\w.+-]{0,63}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,4}(?<![.-])", re.ASCII)
LINK = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff，。；]{1,500}", re.IGNORECASE)
DIALLED = re.compile(r"\+\d[\d ()-]{8,}|0\d[\d ()-]{8,}")
"""A number that is written as one dials, though no such range is given out (yet): with its country code or trunk prefix."""
MAINLAND_MOBILE = re.compile(r"(?<![\d+.])1[3-9]\d{9}(?![\d.])", re.ASCII)
"""A mobile number as it is written in mainland China: teams elsewhere have customers there, too."""
MOST_PHONES = 20
LIST_NUMBER = re.compile(r"(?<=\d[ \n])\d{1,2}(?=[).]\s)")
"""The number of the next item of a list is no part of the phone before it: "98250 22222 3) Farid"."""


@dataclass(frozen=True)
class Address:
    """A phone number (E.164), an email address (lower case) or a link, and its place."""

    kind: str
    value: str
    start: int
    end: int


def find_phones(text: str, region: str) -> list[Address]:
    """The phone numbers, read as in ``region`` (ISO country) where they have no country code."""
    if not MAY_BE_PHONE.search(text):
        return []
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

    found: list[Address] = []
    text = LIST_NUMBER.sub(lambda hit: "_" * len(hit.group()), text)
    for leniency in (Leniency.VALID, Leniency.POSSIBLE):
        for one in PhoneNumberMatcher(text, region or None, leniency=leniency, max_tries=MOST_PHONES):
            taken = any(one.start < other.end and other.start < one.end for other in found)
            if not taken and (leniency == Leniency.VALID or DIALLED.match(one.raw_string)):
                found.append(Address("phone", format_number(one.number, PhoneNumberFormat.E164), one.start, one.end))
    for hit in MAINLAND_MOBILE.finditer(text):
        if not any(hit.start() < other.end and other.start < hit.end() for other in found):
            found.append(Address("phone", f"+86{hit.group()}", hit.start(), hit.end()))
    return sorted(found, key=lambda address: address.start)


def find_emails(text: str) -> list[Address]:
    """The email addresses."""
    return [Address("email", one.group().lower(), one.start(), one.end()) for one in EMAIL.finditer(text)] if "@" in text else []


def find_links(text: str) -> list[Address]:
    """The web addresses: they are never read any further."""
    return [Address("link", one.group(), one.start(), one.end()) for one in LINK.finditer(text)] if "//" in text or "www." in text.lower() else []
