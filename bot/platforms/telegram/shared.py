"""What is shared from a phone: places, and contact cards out of its address book."""

from __future__ import annotations

from dataclasses import astuple

import telegram
import vobject
from vobject.base import ParseError

from handlers.messages import Card, Location, cleaned

CJK = "\u2e80"
"""Names in letters from here on are written family name first, without a space."""


def card_of(contact: telegram.Contact) -> Card:
    """A contact that was shared; the vCard that may come with it tells more than the contact itself."""
    cards = vcard_cards((contact.vcard or "").encode())
    told = cards[0] if cards else Card("")
    name = _full_name(contact.first_name, contact.last_name or "")
    return _clean(Card(name or told.name, contact.phone_number or told.phone, told.email, told.company, told.title))


def vcard_cards(content: bytes) -> list[Card]:
    """The cards of a vCard file; none where it is no such file."""
    text = content.decode("utf-8", errors="replace")
    cards = []
    try:
        for component in vobject.readComponents(text, ignoreUnreadable=True):
            card = _clean(_card(component))
            if card.name or card.company or card.phone:
                cards.append(card)
    except (ParseError, ValueError, LookupError, TypeError, AttributeError):  # whatever it trips over, what was read before that stands
        pass
    return cards


def _card(component: vobject.base.Component) -> Card:
    def first(name: str) -> str:
        values = component.contents.get(name)
        value = values[0].value if values else ""
        value = value[0] if isinstance(value, list) and value else value
        return " ".join(value.split()) if isinstance(value, str) else ""

    name = first("fn")
    parts = component.contents.get("n")
    if not name and parts:
        name = _full_name(_one(parts[0].value.given), _one(parts[0].value.family))
    return Card(name, first("tel").removeprefix("tel:"), first("email"), first("org"), first("title"))


def _clean(card: Card) -> Card:
    """A card without what can't be stored or would deceive its reader."""
    return Card(*map(cleaned, astuple(card)))


def _one(part: object) -> str:
    """A part of a name, which may be several words in a list."""
    return " ".join(map(str, part)) if isinstance(part, list) else str(part)


def _full_name(given: str, family: str) -> str:
    if given >= CJK or family >= CJK:
        return f"{family}{given}"
    return f"{given} {family}".strip()


def location_of(message: telegram.Message) -> Location | None:
    """The place that was shared: where somebody is, live or not, or a venue."""
    found = message.venue.location if message.venue else message.location
    return Location(found.latitude, found.longitude) if found else None


def place_text(message: telegram.Message) -> str:
    """What a shared venue is called, as a caption of its place."""
    return message.venue.title if message.venue else ""
