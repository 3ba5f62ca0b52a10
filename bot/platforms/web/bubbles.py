"""A chat's entries as a page shows them. Nothing here looks anything up: what was said goes in, what is drawn comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.platforms.web import wording
from bot.platforms.web.people import Viewer
from bot.platforms.web.rooms import Room
from handlers.messages import MESSAGE, REPLY, Button, File, Image, Location
from storage.models import InboxState
from storage.queries.transcript import Said, Told, Transcript

CLOSE = timedelta(minutes=5)
"""Messages of one author within this time stand together under one name."""
SNIPPET = 90
HUES = 8
MOST_LETTERS = 5000
"""What is shown of a text: more than is read of any."""
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser shows in place; everything else is offered for saving."""
STATES = {InboxState.PENDING: "waiting", InboxState.DONE: "done", InboxState.DEAD: "failed"}


class Side(StrEnum):
    """Whose words they are, from where the viewer sits."""

    OWN = "own"
    ASSISTANT = "assistant"
    OTHER = "other"


@dataclass(frozen=True)
class Face:
    """A name, its initial, and one of a few colours."""

    name: str
    initial: str
    hue: int


@dataclass(frozen=True)
class Quote:
    """What a message answers."""

    external_id: str
    name: str
    text: str


@dataclass(frozen=True)
class Bubble:
    """One message, ready to be drawn."""

    id: str
    """Names it in the page."""
    external_id: str
    side: Side
    face: Face
    at: datetime
    clock: str
    text: str
    facts: Sequence[tuple[str, str]] = ()
    buttons: Sequence[Button] = ()
    image: Image | None = None
    files: Sequence[File] = ()
    location: Location | None = None
    quote: Quote | None = None
    is_edited: bool = False
    for_viewer_only: bool = False
    state: str = ""
    """``waiting``, ``done`` or ``failed`` for the viewer's own; ``used`` for one of which a button is being handled."""
    day: str = ""
    """The separator before it, where a new day begins."""
    follows: bool = False
    """It stands right below another one of the same author."""

    @property
    def pictures(self) -> list[File]:
        """The files that are shown in place."""
        return [file for file in self.files if file.media_type in IMAGE_TYPES]

    @property
    def documents(self) -> list[File]:
        """The files that are offered for saving."""
        return [file for file in self.files if file.media_type not in IMAGE_TYPES]


def face_of(name: str, seed: int) -> Face:
    """A member's face."""
    return Face(name, next(iter(name.strip()), "?").upper(), seed % HUES)


def snippet(entry: Said | Told, language: str) -> str:
    """An entry in a few words, for quotes and for the list of chats."""
    if isinstance(entry, Told):
        text, wordless = REPLY.validate_python(entry.latest.payload).text, "picture"
    else:
        message = MESSAGE.validate_python(entry.item.payload)
        are_pictures = any(file.media_type in IMAGE_TYPES for file in message.files)
        text, wordless = entry.text, "picture" if are_pictures else "document" if message.files else "location"
    line = " ".join(text.split())
    if not line:
        return wording.say(language, f"chats.{wordless}")
    return line if len(line) <= SNIPPET else f"{line[: SNIPPET - 1]}…"


@dataclass(frozen=True)
class Drawing:
    """A chat being drawn for one viewer; ``faces`` are those of the members, by account."""

    transcript: Transcript
    viewer: Viewer
    room: Room
    faces: Mapping[str, Face]
    now: datetime

    def bubbles(self) -> list[Bubble]:
        """All of it, with separators between days and names only where the author changes."""
        drawn: list[Bubble] = []
        today = self._day(self.now)
        for entry in self.transcript.entries:
            bubble = self._said(entry) if isinstance(entry, Said) else self._told(entry)
            before = drawn[-1] if drawn else None
            bubble = replace(bubble, quote=self._quote(entry, before))
            if before is None or self._day(before.at) != self._day(bubble.at):
                bubble = replace(bubble, day=wording.day(self.viewer.language, self._day(bubble.at), today))
            elif before.face == bubble.face and before.side is bubble.side and bubble.at - before.at < CLOSE:
                bubble = replace(bubble, follows=True)
            drawn.append(bubble)
        return drawn

    @cached_property
    def assistant(self) -> Face:
        """Ours."""
        return face_of(wording.say(self.viewer.language, "name"), 0)

    def name_of(self, account: str) -> str:
        """Whoever wrote from that account."""
        return self.faces[account].name if account in self.faces else account

    def _said(self, entry: Said) -> Bubble:
        message = MESSAGE.validate_python(entry.item.payload)
        is_own = message.account == self.viewer.account
        return Bubble(
            id=f"said-{entry.item.id}",
            external_id=entry.item.external_id,
            side=Side.OWN if is_own else Side.OTHER,
            face=self.faces.get(message.account) or face_of(message.account, 0),
            at=entry.at,
            clock=wording.clock(self.viewer.language, entry.at, self.viewer.zone),
            text=self._text(entry, is_addressed=message.mentioned),
            files=message.files,
            location=message.location,
            is_edited=entry.is_edited,
            state=STATES[entry.item.state] if is_own else "",
        )

    def _text(self, entry: Said, *, is_addressed: bool) -> str:
        """What was said, with the name by which it was addressed to us; not more of it than anybody reads."""
        text = f"@{self.assistant.name} {entry.text}" if is_addressed else entry.text
        return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"

    def _told(self, entry: Told) -> Bubble:
        reply = REPLY.validate_python(entry.latest.payload)
        external_id = entry.latest.external_id or str(entry.first.id)
        return Bubble(
            id=f"told-{entry.first.id}",
            external_id=external_id,
            side=Side.ASSISTANT,
            face=self.assistant,
            at=entry.at,
            clock=wording.clock(self.viewer.language, entry.at, self.viewer.zone),
            text=reply.text,
            facts=reply.facts,
            buttons=reply.buttons,
            image=reply.image,
            is_edited=entry.latest is not entry.first,
            for_viewer_only=not self.room.is_private and entry.latest.member_id is not None,
            state="used" if external_id in self.transcript.used else "",
        )

    def _quote(self, entry: Said | Told, before: Bubble | None) -> Quote | None:
        """What it answers, where that can be seen and is not plain anyway: our answers in private, and those right below a question, are."""
        answered = entry.item.payload["reply_to"] if isinstance(entry, Said) else entry.first.reply_to
        if isinstance(entry, Told) and (self.room.is_private or (before is not None and before.external_id == answered)):
            return None
        return self._quotable.get(answered) if answered else None

    @cached_property
    def _quotable(self) -> Mapping[str, Quote]:
        quotes = {}
        for entry in self.transcript.entries:
            if isinstance(entry, Said):
                external_id, name = entry.item.external_id, self.name_of(entry.item.payload["account"])
            else:
                external_id, name = entry.latest.external_id or "", self.assistant.name
            quotes[external_id] = Quote(external_id, name, snippet(entry, self.viewer.language))
        return quotes

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.viewer.zone).date()
