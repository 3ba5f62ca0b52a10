"""Phone numbers, email and web addresses in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAY_BE_PHONE = re.compile(r"\d(?:[\s().+-]{0,3}\d){6}")
EMAIL = re.compile(r"(?<![\w.+-])[a-zA-Z0-9][\w.+-]{0,63}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,4}(?<![.-])", re.ASCII)
LINK = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff，。；]{1,500}", re.IGNORECASE)
MOST_PHONES = 20


@dataclass(frozen=True)
class Address:
    """A phone number (E.164), an email address (lower case) or a link, and its place."""

    kind: str
    value: str
    start: int
    end: int


def find_phones(text: str, region: str) -> list[Address]:
    """The valid phone numbers, read as in ``region`` (ISO country) where they have no country code."""
    if not MAY_BE_PHONE.search(text):
        return []
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

    matches = PhoneNumberMatcher(text, region or None, leniency=Leniency.VALID, max_tries=MOST_PHONES)
    return [Address("phone", format_number(one.number, PhoneNumberFormat.E164), one.start, one.end) for one in matches]


def find_emails(text: str) -> list[Address]:
    """The email addresses."""
    return [Address("email", one.group().lower(), one.start(), one.end()) for one in EMAIL.finditer(text)] if "@" in text else []


def find_links(text: str) -> list[Address]:
    """The web addresses: they are never read any further."""
    return [Address("link", one.group(), one.start(), one.end()) for one in LINK.finditer(text)] if "//" in text or "www." in text.lower() else []
