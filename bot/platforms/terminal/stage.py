"""Where a dialogue is played: people who write and press, what they see, and a clock that moves when told to.

Everything goes the way that it goes on any platform: inbox, handlers, scheduler, outbox. Only the sending is the terminal's.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot import inbox
from bot.delivery import Delivery
from bot.forms import RefusedError, check_form, open_form
from bot.inbox import Inbox
from bot.platforms.platform import Outgoing
from bot.platforms.terminal.screen import Screens, Seen, form_text
from bot.platforms.terminal.workspace import People
from handlers.messages import Button, File, Form, Location, Message, MessageKind, Reply
from scheduler import outbox, schedules
from scheduler.clock import Clock
from scheduler.outbox import Sent
from storage.database import Database
from storage.models import InboxItem, OutboxItem

MENTION = re.compile(r"@(?:onpace(?![A-Za-z0-9_])|跟进)\s*", re.IGNORECASE)
"""The assistant's name in a group."""
BARE_COMMAND = re.compile(r"/\S+")
SHORTEST_STEP = timedelta(seconds=1)


class StageError(Exception):
    """What somebody was to do can't be done: there is no such button, no open form, no message to reply to."""


class MovableClock(Clock, Protocol):
    """A clock that can be set."""

    def set(self, moment: datetime) -> None:
        """Move forward to a moment; raises ValueError for an earlier one than now."""


@dataclass(frozen=True)
class OpenForm:
    """A form on somebody's screen, and the message that it was opened from."""

    form: Form
    seen: Seen


class Stage:
    """One dialogue being played, and the platform that it is played on.

    ``show`` gets each thing as it happens: who (or which group) it concerns, ``>`` or ``<`` or ``form``, and the text.
    """

    repeats_safely = True
    per_second: float | None = None

    def __init__(
        self, database: Database, clock: MovableClock, language: str, show: Callable[[str, str, str], None], people: People | None = None
    ) -> None:
        self.database, self.clock, self.show = database, clock, show
        self.people = people or People(database)
        self.name = self.people.platform
        self.inbox = Inbox(database, language)
        self.delivery = Delivery(database, {self.name: self}, clock)
        self.screens = Screens()
        self.forms: dict[str, OpenForm] = {}
        """The open form of each member, the one opened last at the end."""
        self.written: dict[str, list[Message]] = {}
        """What each has written and not deleted."""
        self.count = 0

    async def say(self, who: str, text: str, channel: str | None = None, *, replies: bool = False) -> None:
        """Somebody writes, or replies to the last message that they saw there."""
        seen = self.screens.find_last(channel or who) if replies else None
        if replies and seen is None:
            msg = f"{who} has seen no message to reply to there"
            raise StageError(msg)
        message = self._message(who, seen.chat if seen else channel or who)
        self._tell(who, message.chat, f"{'(replies) ' if replies else ''}{text}")
        await self._write(replace(message, text=text, reply_to=seen.external_id if seen else None))
        if BARE_COMMAND.fullmatch(text.strip()):
            await self._open_at_once(message)

    async def share_location(self, who: str, latitude: float, longitude: float, caption: str = "", channel: str | None = None) -> None:
        """Somebody shares where they are, in degrees."""
        self._tell(who, channel or who, f"(is at {latitude}, {longitude}) {caption}".rstrip())
        await self._write(replace(self._message(who, channel or who), text=caption, location=Location(latitude, longitude)))

    async def send_file(self, who: str, path: Path, caption: str = "", channel: str | None = None) -> None:
        """Somebody sends a picture or a document."""
        try:
            sha256 = self.database.files.put(path.read_bytes())
        except OSError as error:
            msg = f"{path}: {error.strerror}"
            raise StageError(msg) from None
        self._tell(who, channel or who, f"(sends {path.name}) {caption}".rstrip())
        file = File(sha256, path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        await self._write(replace(self._message(who, channel or who), text=caption, files=(file,)))

    async def edit_last(self, who: str, text: str, channel: str | None = None) -> None:
        """Somebody edits their last message."""
        last = self._last_written(who, channel)
        self._tell(who, last.chat, f"(edits) {text}")
        await self._receive(replace(self._message(who, last.chat), kind=MessageKind.EDIT, text=text, target=last.external_id))

    async def delete_last(self, who: str, channel: str | None = None) -> None:
        """Somebody deletes their last message."""
        last = self._last_written(who, channel)
        self.written[who].remove(last)
        self._tell(who, last.chat, "(deletes it)")
        await self._receive(replace(self._message(who, last.chat), kind=MessageKind.DELETE, target=last.external_id))

    async def press(self, who: str, label: str, channel: str | None = None) -> None:
        """Somebody presses the button of that label on the newest message that shows it to them, or one of their open form."""
        opened = self.forms.get(who)
        if opened is not None and _same(label, opened.form.cancel):
            del self.forms[who]
            return
        if opened is not None and _same(label, opened.form.submit):
            await self.fill(who, {})
            return
        there = list(self.screens.buttons(*([channel] if channel else [who, *self.people.channels_of(who)])))
        found = next(((seen, button) for seen, button in there if _same(label, button.label)), None)
        if found is None:
            msg = f"{who} sees no [{label}], but {', '.join(f'[{button.label}]' for _, button in there) or 'no button at all'}"
            raise StageError(msg)
        self._tell(who, found[0].chat, f"[{found[1].label}]")
        await self._press(who, *found)

    async def _press(self, who: str, seen: Seen, button: Button) -> None:
        if button.url:
            self._alert(who, button.url)
            return
        message = replace(self._message(who, seen.chat), kind=MessageKind.PRESS, action=button.action, target=seen.external_id)
        if not button.opens_form:
            await self._receive(message)
            return
        try:
            self._show_form(who, OpenForm(open_form(self.database, message), seen))
        except RefusedError as refusal:
            self._alert(who, str(refusal))

    async def _open_at_once(self, message: Message) -> None:
        """A bare slash command that was answered by a button for a form opens it, as on platforms that can open forms unasked."""
        for seen in self.screens.messages:
            if seen.reply_to == message.external_id and len(seen.reply.buttons) == 1 and seen.reply.buttons[0].opens_form:
                await self._press(message.account, seen, seen.reply.buttons[0])

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        """Somebody fills their open form in and sends it; what they leave alone stays as it is, what is wrong stays open with its errors."""
        opened = self.forms.get(who)
        if opened is None:
            msg = f"{who} has no open form"
            raise StageError(msg)
        self._tell(who, opened.seen.chat, "(fills in) " + "; ".join(f"{key}={value}" for key, value in values.items()))
        filled = {field.name: field.value for field in opened.form.fields} | _by_name(opened.form, values)
        message = self._message(who, opened.seen.chat)
        message = replace(message, kind=MessageKind.SUBMIT, action=opened.form.action, values=filled, target=opened.seen.external_id)
        del self.forms[who]
        try:
            wrong = check_form(self.database, message)
        except RefusedError as refusal:
            self._alert(who, str(refusal))
            return
        if wrong is not None:
            self._show_form(who, OpenForm(wrong, opened.seen))
        else:
            await self._receive(message)

    def _show_form(self, who: str, opened: OpenForm) -> None:
        self.forms.pop(who, None)
        self.forms[who] = opened
        self.show(who, "form", form_text(opened.form))

    def rest_after(self, address: str) -> timedelta:
        """None."""
        return timedelta(0)

    def _alert(self, who: str, text: str) -> None:
        """What platforms show in passing and nobody can reply to."""
        self.screens.show(Seen("", who, who, Reply(text)))
        self.show(who, "<", text)

    async def settle(self) -> None:
        """Let everything happen that is due now."""
        busy = True
        while busy:
            now = self.clock.now()
            looked_at, handled = schedules.tick(self.database, now), self.inbox.work(now)
            busy = bool(looked_at + handled + await self.delivery.send_all())

    async def move_to(self, moment: datetime | time) -> None:
        """Move the clock, stopping at each moment at which something falls due (see ``MoveClock``)."""
        zone = ZoneInfo(self.people.timezone)
        moment = _next(moment, self.clock.now().astimezone(zone)) if isinstance(moment, time) else moment
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if moment < self.clock.now():
            msg = f"the clock stands at {self.clock.now().isoformat()} and only moves forward"
            raise StageError(msg)
        while (due := self._next_due()) is not None and due < moment:
            self.clock.set(min(moment, max(due, self.clock.now() + SHORTEST_STEP)))
            await self.settle()
        self.clock.set(moment)
        await self.settle()

    def _next_due(self) -> datetime | None:
        with self.database.read(everywhere=True) as session:
            found = [next_due(session) for next_due in (schedules.next_due, outbox.next_due, inbox.next_due)]
        return min((due for due in found if due is not None), default=None)

    def failures(self) -> list[str]:
        """What went wrong on our side so far, of which nobody in the dialogue need know."""
        with self.database.read(everywhere=True) as session:
            return [error for column in (InboxItem.error, OutboxItem.error) for error in session.scalars(select(column)) if error is not None]

    async def send(self, outgoing: Outgoing) -> Sent:
        """Put a message on the screen of whoever may see it."""
        external_id = outgoing.replaces or f"o{outgoing.item_id}"
        seen = Seen(external_id, outgoing.address, outgoing.only_for or outgoing.address, outgoing.reply, outgoing.reply_to)
        self.screens.show(seen, outgoing.replaces)
        self.show(seen.viewer, "<", seen.text)
        return Sent(external_id)

    def _message(self, who: str, chat: str) -> Message:
        """An empty message of theirs in a chat, sent now."""
        self.count += 1
        return Message(self.people.platform, self.people.tenant, who, chat, f"i{self.count}", self.clock.now(), private=chat == who)

    async def _write(self, message: Message) -> None:
        self.written.setdefault(message.account, []).append(message)
        await self._receive(message)

    async def _receive(self, message: Message) -> None:
        text, mentions = (message.text, 0) if message.private else MENTION.subn("", message.text)
        self.inbox.receive(replace(message, text=text.strip() if mentions else text, mentioned=mentions > 0), self.clock.now())
        await self.settle()

    def _last_written(self, who: str, channel: str | None) -> Message:
        found = next((message for message in reversed(self.written.get(who, [])) if channel in (None, message.chat)), None)
        if found is None:
            msg = f"{who} has written nothing that is still there"
            raise StageError(msg)
        return found

    def _tell(self, who: str, chat: str, text: str) -> None:
        self.show(who if chat == who else f"{who} {chat}", ">", text)


def _next(clock: time, local_now: datetime) -> datetime:
    """The next moment at which it is that time of day."""
    today = datetime.combine(local_now.date(), clock, clock.tzinfo or local_now.tzinfo)
    return today if today >= local_now else today + timedelta(days=1)


def _by_name(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, by the fields' names; it may go by their labels."""
    names = {key.casefold(): field.name for field in form.fields for key in (field.label, field.name)}
    unknown = next((key for key in values if key.casefold() not in names), None)
    if unknown is not None:
        msg = f"the form has no field {unknown!r}, but {', '.join(field.label for field in form.fields)}"
        raise StageError(msg)
    return {names[key.casefold()]: value for key, value in values.items()}


def _same(said: str, label: str) -> bool:
    return " ".join(said.split()).casefold() == " ".join(label.split()).casefold()
