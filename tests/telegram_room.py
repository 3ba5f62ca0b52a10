"""Telegram in process, without sockets: a bot that shows what it is told to send as Telegram would, and refuses what Telegram would refuse."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.platforms.telegram.html import units
from handlers.messages import ACTION_LIMIT, Button, Image, Reply

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
"""The only named entities that Telegram knows."""
ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[a-z]+);")


def parsed(sent: str) -> tuple[str, list[str]]:
    """What Telegram shows of a text in HTML, and what of it is bold; raises BadRequest for tags that it does not know or that are not closed."""
    text, bold, at, opened = "", [], 0, None
    while at < len(sent):
        if sent[at] == "<":
            end = sent.find(">", at)
            tag = sent[at + 1 : end] if end > 0 else ""
            if tag not in ("b", "/b") or (tag == "b") != (opened is None):
                msg = f"Can't parse entities: unsupported start tag {tag!r}"
                raise BadRequest(msg)
            if opened is None:
                opened = len(text)
            else:
                bold.append(text[opened:])
                opened = None
            at = end + 1
        elif sent[at] == "&" and (found := ENTITY.match(sent, at)):
            code = found[1]
            text += NAMED.get(code, found[0]) if code[0] != "#" else chr(int(code[2:], 16) if code[1] == "x" else int(code[1:]))
            at = found.end()
        else:
            text += sent[at]
            at += 1
    if opened is not None:
        msg = "Can't parse entities: can't find end tag"
        raise BadRequest(msg)
    return text, bold


@dataclass(frozen=True)
class Shown:
    """One of our messages as it stands in a chat."""

    chat_id: int
    message_id: int
    reply: Reply
    is_picture: bool = False
    asks_for_place: bool = False


@dataclass
class Room:
    """Stands in for ``telegram.Bot``: keeps what it shows, by chat and number."""

    username: str = "onpace_bot"
    on_show: Callable[[Shown, bool], None] = lambda _shown, _is_edit: None
    messages: dict[tuple[int, int], Shown] = field(default_factory=dict)
    count: int = 0
    calls: list[str] = field(default_factory=list)

    def next_id(self) -> int:
        """A number for a message."""
        self.count += 1
        return self.count

    async def send_message(self, **arguments: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever the method takes
        """A new text."""
        self._check("send_message", arguments)
        return self._show(arguments["chat_id"], self.next_id(), _text(arguments["text"], 4096), arguments.get("reply_markup"))

    async def send_photo(self, **arguments: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever the method takes
        """A new picture."""
        self._check("send_photo", arguments)
        text = _text(arguments.get("caption") or "", 1024, may_be_empty=True)
        return self._show(arguments["chat_id"], self.next_id(), text, arguments.get("reply_markup"), picture=True)

    async def edit_message_text(self, **arguments: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever the method takes
        """Another text in a message."""
        self._check("edit_message_text", arguments)
        there = self._there(arguments)
        if there.is_picture:
            msg = "There is no text in the message to edit"
            raise BadRequest(msg)
        return self._change(there, _text(arguments["text"], 4096), arguments.get("reply_markup"))

    async def edit_message_caption(self, **arguments: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever the method takes
        """Another caption below a picture."""
        self._check("edit_message_caption", arguments)
        return self._change(self._there(arguments), _text(arguments["caption"], 1024, may_be_empty=True), arguments.get("reply_markup"))

    async def edit_message_reply_markup(self, **arguments: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever the method takes
        """Other buttons below a message."""
        self._check("edit_message_reply_markup", arguments)
        there = self._there(arguments)
        return self._change(there, there.reply.text, arguments.get("reply_markup"))

    def _check(self, method: str, arguments: dict[str, Any]) -> None:
        inspect.signature(getattr(Bot, method)).bind(None, **arguments)
        self.calls.append(method)

    def _there(self, arguments: dict[str, Any]) -> Shown:
        found = self.messages.get((arguments["chat_id"], arguments["message_id"]))
        if found is None:
            msg = "Message to edit not found"
            raise BadRequest(msg)
        return found

    def _change(self, there: Shown, text: str, markup: object) -> SimpleNamespace:
        buttons, asks = _buttons(markup, may_be_own=False)
        if (text, buttons) == (there.reply.text, there.reply.buttons):
            msg = "Message is not modified: specified new message content and reply markup are exactly the same as a current content"
            raise BadRequest(msg)
        self.messages[there.chat_id, there.message_id] = changed = replace(there, reply=Reply(text, buttons=buttons), asks_for_place=asks)
        self.on_show(changed, True)
        return SimpleNamespace(message_id=there.message_id)

    def _show(self, chat_id: int, message_id: int, text: str, markup: object, *, picture: bool = False) -> SimpleNamespace:
        buttons, asks = _buttons(markup, may_be_own=chat_id > 0)
        image = Image("", "picture") if picture else None
        self.messages[chat_id, message_id] = shown = Shown(chat_id, message_id, Reply(text, buttons=buttons, image=image), picture, asks)
        self.on_show(shown, False)
        return SimpleNamespace(message_id=message_id)


def _text(sent: str, limit: int, *, may_be_empty: bool = False) -> str:
    text = parsed(sent)[0]
    if not text.strip() and not may_be_empty:
        msg = "Message text is empty"
        raise BadRequest(msg)
    if units(text) > limit:
        msg = "Message is too long"
        raise BadRequest(msg)
    return text


def _buttons(markup: object, *, may_be_own: bool) -> tuple[tuple[Button, ...], bool]:
    """A keyboard's buttons as the assistant's, and whether it is the phone's own."""
    if isinstance(markup, ReplyKeyboardMarkup):
        assert may_be_own, "a keyboard that asks for a position is for new messages in private"
        keys = [key for row in markup.keyboard for key in row]
        return tuple(
            Button(key if isinstance(key, str) else key.text, "place" if getattr(key, "request_location", None) else "") for key in keys
        ), True
    if not isinstance(markup, InlineKeyboardMarkup):
        return (), False
    buttons = []
    for key in (key for row in markup.inline_keyboard for key in row):
        assert isinstance(key.callback_data, str) != bool(key.url), "one of the two"
        if isinstance(key.callback_data, str) and not 1 <= len(key.callback_data.encode()) <= ACTION_LIMIT:
            msg = "Button_data_invalid"
            raise BadRequest(msg)
        buttons.append(Button(key.text, str(key.callback_data or ""), url=key.url or ""))
    return tuple(buttons), False
