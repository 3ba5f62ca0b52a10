"""A dialogue played in Telegram: what people do becomes updates, what the assistant says goes out through a bot, both in process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import telegram
from sqlalchemy import select
from telegram_room import Room, Shown

from bot.forms import RefusedError, check_form, open_form
from bot.platforms.platform import Outgoing
from bot.platforms.telegram import words
from bot.platforms.telegram.incoming import PLATFORM, Me, read
from bot.platforms.telegram.keyboards import presentable
from bot.platforms.telegram.sending import send_reply
from bot.platforms.terminal.screen import Seen
from bot.platforms.terminal.stage import MENTION, MovableClock, OpenForm, Stage, StageError
from bot.platforms.terminal.steps import AddChannel, AddMember
from bot.platforms.terminal.workspace import People
from handlers.form_questions import filled
from handlers.messages import Button, Message, MessageKind
from scheduler.outbox import Sent
from storage.database import Database
from storage.models import Account, Channel, Filling

ME = Me(1000, "onpace_bot")
BOT_USER = {"id": ME.id, "is_bot": True, "first_name": "Onpace", "username": ME.username}
LINK = re.compile(rf"https://t\.me/{ME.username}\?start=(\S+)")
PRIVATELY = {said for language in ("en", "zh") for said in (words.say(language, "privately"), words.say(language, "start_first"))}


class TelegramPeople(People):
    """Accounts and chats go by numbers."""

    platform, tenant = PLATFORM, ME.tenant

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a person, or (below zero) of a group."""
        sign = -1000 if name.startswith("#") else 1
        return self.numbers.setdefault(name, sign * (101 + len(self.numbers)))

    def name(self, number: int) -> str:
        """Whose number it is."""
        return next(name for name, own in self.numbers.items() if own == number)

    def set_up(self, line: object, now: datetime) -> None:
        """As anywhere, then numbered."""
        super().set_up(line, now)
        with self.database.write(now, self.workspace_id, everywhere=self.workspace_id is None) as session:
            if isinstance(line, AddMember):
                account = session.scalars(select(Account).where(Account.external_id == line.handle)).one()
                account.external_id = account.address = str(self.number(line.handle))
            elif isinstance(line, AddChannel):
                session.scalars(select(Channel).where(Channel.external_id == line.name)).one().external_id = str(self.number(line.name))

    def channels_of(self, handle: str) -> list[str]:
        """By their names, as the dialogue has them."""
        return [self.name(int(number)) for number in super().channels_of(handle)]


@dataclass
class FormSeen(Seen):
    """A question, a summary, or what is left of one: no line of a dialogue speaks of it, a form is what it is there."""


class TelegramStage(Stage):
    """The same stage with Telegram between it and the people."""

    def __init__(self, database: Database, clock: MovableClock, language: str) -> None:
        self.numbered = TelegramPeople(database)
        super().__init__(database, clock, language, lambda _who, _sign, _text: None, self.numbered)
        self.room = Room(ME.username, self._show)
        self.questions: dict[str, Shown] = {}
        """The newest message of each private chat that belongs to a form."""
        self.keys: dict[str, int] = {}
        """The number of each message that somebody wrote, by its id in the dialogue."""
        self.updates = 0
        self.seen_errors: list[str] = []

    async def send(self, outgoing: Outgoing) -> Sent:
        """Through the adapter to the room."""
        self.image = outgoing.reply.image
        return Sent(await send_reply(self.room, outgoing, self.database.files, ME.username))  # type: ignore[arg-type]  # it has what is called

    def _show(self, shown: Shown, is_edit: bool) -> None:
        name = self.numbered.name(shown.chat_id)
        key = f"{shown.chat_id}:{shown.message_id}"
        reply = replace(shown.reply, image=self.image if shown.is_picture else None)
        was = next((seen for seen in reversed(self.screens.messages) if seen.external_id == key), None)
        was_form = is_edit and isinstance(was, FormSeen)
        is_form = any(button.action.startswith("fill:") for button in reply.buttons)
        aside = reply.text in PRIVATELY or (was_form and not reply.buttons)
        kind = FormSeen if is_form or aside else Seen
        is_first = is_form and name not in self.forms
        self.screens.show(kind(key, name, name, reply, None, (is_form or aside) and not is_first, gone=is_form or aside), key if is_edit else None)
        if is_form:
            self.questions[name] = shown

    async def _receive(self, message: Message) -> None:
        at = message.location
        is_nothing = message.kind is MessageKind.TEXT and not (message.text.strip() or message.files or at)
        if message.kind is MessageKind.DELETE or is_nothing or (at is not None and abs(at.longitude) > 180):
            await self._bypass(message)  # of deletions no bot is told; such places can't be shared, and messages without anything not sent
            return
        for raw in self._updates_of(message):
            await self._update(raw)

    async def _bypass(self, message: Message) -> None:
        chat = str(self.numbered.number(message.chat))
        target = f"{chat}:{self.keys[message.target]}" if message.target else None
        there = replace(message, account=str(self.numbered.number(message.account)), chat=chat, target=target)
        self.inbox.receive(there, self.clock.now())
        await self.settle()

    async def _update(self, raw: dict[str, Any]) -> None:
        self.updates += 1
        update = telegram.Update.de_json({"update_id": self.updates, **raw}, None)
        message = read(update, ME, self.clock.now())
        assert message is not None, raw
        files = tuple(replace(file, sha256=file.fetch, fetch="") for file in message.files)
        self.inbox.receive(presentable(replace(message, files=files, part_of="")), self.clock.now())
        await self.settle()
        self._sync_form(self.numbered.name(int(message.account)))

    def _updates_of(self, message: Message) -> list[dict[str, Any]]:
        """What Telegram tells of something that somebody did."""
        if message.kind is MessageKind.PRESS:
            on = self.room.messages[self._place(message.target)]
            sent = {**self._base(message, on.message_id), "from": BOT_USER, "text": on.reply.text}
            return [{"callback_query": {"id": "1", "from": self._user(message), "chat_instance": "1", "message": sent, "data": message.action}}]
        if message.kind is MessageKind.EDIT:
            number = self.keys[message.target or ""]
            base = self._base(message, number)
            return [{"edited_message": {**base, **self._written(message), "edit_date": base["date"]}}]
        number = self.room.next_id()
        self.keys[message.external_id] = number
        base = self._base(message, number)
        if message.reply_to is not None:
            _, answered = self._place(message.reply_to)
            base["reply_to_message"] = {**self._base(message, answered), "from": BOT_USER, "text": "…"}
        if message.location is not None:
            place = {"latitude": message.location.latitude, "longitude": message.location.longitude}
            shared = [{"message": {**base, "location": place}}]
            return [*shared, *(self._updates_of(replace(message, location=None, external_id=f"{message.external_id}b")) if message.text else ())]
        if message.files:
            [file] = message.files
            ids = {"file_id": file.sha256, "file_unique_id": file.sha256}
            if file.media_type.startswith("image/"):
                base["photo"] = [{**ids, "width": 100, "height": 100}]
            else:
                base["document"] = {**ids, "file_name": file.name, "mime_type": file.media_type}
            return [{"message": {**base, **({"caption": message.text} if message.text else {})}}]
        return [{"message": {**base, **self._written(message)}}]

    def _written(self, message: Message) -> dict[str, Any]:
        """A text, with the assistant's name in it as Telegram marks it."""
        text = MENTION.sub(f"@{ME.username} ", message.text) if not message.private else message.text
        at = text.find(f"@{ME.username}")
        entity = {"type": "mention", "offset": len(text[: max(at, 0)].encode("utf-16-le")) // 2, "length": len(ME.username) + 1}
        return {"text": text, "entities": [entity] if at >= 0 else []}

    def _base(self, message: Message, number: int) -> dict[str, Any]:
        chat_id = self.numbered.number(message.chat)
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup", "title": message.chat.removeprefix("#")}
        return {"message_id": number, "date": int(self.clock.now().timestamp()), "chat": chat, "from": self._user(message)}

    def _user(self, message: Message) -> dict[str, Any]:
        return {"id": self.numbered.number(message.account), "is_bot": False, "first_name": message.account}

    def _place(self, key: str | None) -> tuple[int, int]:
        chat, _, number = (key or "").partition(":")
        return int(chat), int(number)

    async def press(self, who: str, label: str, channel: str | None = None) -> None:
        """The buttons of an open form's question or summary come first."""
        opened = self.forms.get(who)
        there = self.questions[who].reply.buttons if opened is not None else ()
        pressed = next((button for button in there if button.label.casefold() == label.casefold()), None)
        if pressed is not None:
            await self._press_question(who, pressed.action.split(":", 2)[2])
        elif opened is not None and label.casefold() == opened.form.submit.casefold():
            await self.fill(who, {})
        else:
            await super().press(who, label, channel)

    async def _press(self, who: str, seen: Seen, button: Button) -> None:
        link = LINK.fullmatch(button.url)
        if button.url and link is None:
            msg = f"{who} opens {button.url}"
            raise StageError(msg)
        if link is not None:
            await self._write(replace(self._message(who, who), text=f"/start {link[1]}"))
        elif not button.action:
            await self._write(replace(self._message(who, who), text=button.label))
        else:
            message = replace(self._message(who, seen.chat), kind=MessageKind.PRESS, action=button.action, target=seen.external_id)
            await self._receive(message)

    async def _open_at_once(self, message: Message) -> None:
        """A bare slash command was a press already."""

    async def _press_question(self, who: str, verb: str) -> None:
        """Press a button of the open form's message; one that is not there now stood on an earlier one."""
        shown = self.questions[who]
        filling = next(button.action for button in shown.reply.buttons if button.action.startswith("fill:")).split(":")[1]
        target = f"{shown.chat_id}:{shown.message_id}"
        await self._receive(replace(self._message(who, who), kind=MessageKind.PRESS, action=f"fill:{filling}:{verb}", target=target))

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        """Type the fields in lines, and send the form."""
        opened = self.forms.get(who)
        if opened is None:
            msg = f"{who} has no open form"
            raise StageError(msg)
        labels = {name.casefold(): field for field in opened.form.fields for name in (field.name, field.label)}
        if values:
            lines = "\n".join(f"{labels[name.casefold()].label}: {value}" for name, value in values.items())
            await self._write(replace(self._message(who, who), text=lines))
        now_open = self.forms.get(who)
        asks_again = now_open is not None and "⚠" in self.questions[who].reply.text
        if now_open is not None and not asks_again:
            await self._press_question(who, "send")
        now_open = self.forms.get(who)
        if now_open is not None:  # shown as a form would show it, with what was typed and what is wrong with it
            assert "⚠" in self.questions[who].reply.text
            typed = {labels[name.casefold()].name: value for name, value in values.items()}
            said = {field.name: field.value for field in opened.form.fields} | typed
            wrong = check_form(self.database, self._asking(who, opened.form.action, values=said))
            assert wrong is not None
            self.forms[who] = OpenForm(wrong, now_open.seen)

    def _asking(self, who: str, action: str, **more: Any) -> Message:  # noqa: ANN401 - any field
        """A look by somebody at a form."""
        number = str(self.numbered.number(who))
        return replace(self._message(who, who), account=number, chat=number, kind=MessageKind.PRESS, action=action, **more)

    def _sync_form(self, who: str) -> None:
        """The form that somebody is being asked the questions of, as one that is open."""
        with self.database.read(everywhere=True) as session:
            mine = select(Filling).where(Filling.chat.endswith(f":{self.numbered.number(who)}"), Filling.waits).order_by(Filling.id.desc())
            filling = session.scalars(mine.limit(1)).first()
            session.expunge_all()
        before = self.forms.pop(who, None)
        if filling is None:
            return
        try:
            form = filled(open_form(self.database, self._asking(who, filling.action)), filling.values)
        except RefusedError:
            return
        seen = before.seen if before else self.screens.messages[-1]
        self.forms[who] = OpenForm(form, seen)
