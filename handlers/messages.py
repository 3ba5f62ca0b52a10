"""What goes in and out of the handlers: the shapes that every platform translates to and from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class MessageKind(StrEnum):
    """What a person did."""

    TEXT = "text"
    EDIT = "edit"
    """They changed a message of theirs: ``target`` names it, ``text`` is what it says now."""
    DELETE = "delete"
    PRESS = "press"
    """They pressed a button of ours: ``action`` is the button's, ``target`` our message."""
    SUBMIT = "submit"
    """They sent a form: ``action`` is the form's, ``values`` what they filled in."""


@dataclass(frozen=True)
class Location:
    """A position as a phone or a person tells it: degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class File:
    """A picture or document that came with a message; its content is kept by its hash (``storage.files``)."""

    sha256: str
    """Empty while it is yet to be fetched, and where it could not be."""
    name: str
    media_type: str
    fetch: str = ""
    """What the platform fetches it by."""


@dataclass(frozen=True)
class Card:
    """Somebody out of a phone's address book, as it is written there; empty where it says nothing."""

    name: str
    phone: str = ""
    email: str = ""
    company: str = ""
    title: str = ""


@dataclass(frozen=True)
class Profile:
    """What a platform knows of whoever sent a message: the language as en, zh or the platform writes it, the zone by its IANA name."""

    name: str
    language: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class Message:
    """What came in from a platform. ``sent_at`` is aware; ``external_id`` is unique on the platform within its tenant."""

    platform: str
    tenant: str
    account: str
    chat: str
    external_id: str
    sent_at: datetime
    private: bool = True
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    mentioned: bool = False
    """The assistant was named in a group; the text is without that."""
    reply_to: str | None = None
    """The external id of the message that it answers."""
    target: str | None = None
    action: str = ""
    values: dict[str, str] = field(default_factory=dict)
    location: Location | None = None
    files: tuple[File, ...] = ()
    cards: tuple[Card, ...] = ()
    sender: Profile | None = None
    chat_name: str = ""
    """A group's name, where the platform tells it."""
    can_share_place: bool = True
    """Whether people can share where they are, as the platform has it."""
    part_of: str = ""
    """The album that it is a part of: its parts come one by one, and mean one message."""

    @property
    def is_whole(self) -> bool:
        """Whether it can be handled: no file is yet to be fetched, no part yet to come."""
        return not self.part_of and all(file.sha256 or not file.fetch for file in self.files)

    @property
    def chat_key(self) -> str:
        """Platform, tenant and chat in one."""
        return chat_key(self.platform, self.tenant, self.chat)


def chat_key(platform: str, tenant: str, chat: str) -> str:
    """Name a chat among those of all platforms."""
    return f"{platform}:{tenant}:{chat}"


def cleaned(text: str) -> str:
    """A text without what can't be stored or would deceive its reader: control characters and changes of the writing direction."""
    return "".join(
        letter for letter in text if letter in "\n\t" or (letter not in BIDI_CONTROLS and unicodedata.category(letter) not in ("Cc", "Cs"))
    )


ACTION_LIMIT = 64
"""Bytes that every platform lets a button carry."""


@dataclass(frozen=True)
class Button:
    """Something to press. ``action`` comes back in the press: ``verb:argument:…``, at most ``ACTION_LIMIT`` bytes.

    With a ``url`` it is a link: pressing it opens that and comes back as nothing.
    """

    label: str
    action: str
    opens_form: bool = False
    """The press is answered by a form at once (``forms.open_form``), not through the inbox."""
    style: str = ""
    """``primary``, ``danger``, or empty."""
    url: str = ""


@dataclass(frozen=True)
class Image:
    """A picture made by us: its content's hash, and what it shows, in words."""

    sha256: str
    description: str
    media_type: str = "image/png"


@dataclass(frozen=True)
class Reply:
    """What we say: a text, facts below it, buttons below those, and a picture."""

    text: str
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    image: Image | None = None


@dataclass(frozen=True)
class Option:
    """One of a field's choices."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One input of a form."""

    name: str
    label: str
    kind: str
    """``text``, ``long``, ``choice``, ``date``, ``moment``, ``money``, ``number``, ``phone``, ``email``, ``customer``, ``person``,
    ``member``, ``scope`` (a team's or member's name) or ``period`` (in words, or as the parse contract writes it)."""
    value: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    """All choices of a ``choice``; suggestions for the kinds that take a name."""
    error: str = ""


@dataclass(frozen=True)
class Form:
    """Fields to fill in. ``action`` comes back in the submission; ``message`` is the external id of the message it was opened from, if any."""

    title: str
    action: str
    fields: tuple[Field, ...]
    submit: str
    cancel: str
    error: str = ""
    """What is wrong with the form as a whole."""


MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


def as_payload(shape: TypeAdapter[Any], value: object) -> dict[str, Any]:
    """A message or reply as the queues keep it."""
    payload = shape.dump_python(value, mode="json")
    assert isinstance(payload, dict)
    return payload
