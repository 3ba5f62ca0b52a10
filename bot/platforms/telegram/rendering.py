"""A message of ours as calls of the Bot API. Nothing here sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode

from bot.platforms.platform import Outgoing
from bot.platforms.telegram.html import CAPTION_LIMIT, html, marked, parts_of, units
from bot.platforms.telegram.ids import is_private, parse_address
from bot.platforms.telegram.keyboards import keyboard
from handlers.messages import Button, Image, Reply

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Call:
    """One call: a method of ``telegram.Bot`` and its arguments. ``photo`` is the picture that goes with it, by its content's hash."""

    method: str
    arguments: Mapping[str, Any]
    photo: Image | None = None


@dataclass(frozen=True)
class Chat:
    """Where a message goes: a chat, or a topic of a forum."""

    chat_id: int
    thread_id: int | None = None

    @property
    def arguments(self) -> dict[str, int]:
        """As a call that sends something takes it."""
        return {"chat_id": self.chat_id} | ({"message_thread_id": self.thread_id} if self.thread_id else {})


def calls_for(outgoing: Outgoing, username: str, pages: str = "") -> list[Call]:
    """All calls that a message takes, in their order; the last message has the buttons. One that replaces another begins with the edit."""
    chat = Chat(*parse_address(outgoing.address))
    reply = outgoing.reply
    markup = keyboard(reply.buttons, is_private=is_private(outgoing.address), username=username, pages=pages)
    answered = _answered(chat, outgoing.reply_to)
    if outgoing.replaces is None:
        return _sends(chat, reply, markup, answered)
    message_id = int(outgoing.replaces)
    if reply.image is not None or isinstance(markup, ReplyKeyboardMarkup):
        return [_strip(chat, message_id), *_sends(chat, reply, markup, answered)]
    first, *rest = parts_of(marked(reply.text, reply.facts))
    edit = Call("edit_message_text", {"chat_id": chat.chat_id, "message_id": message_id} | _text(first, None if rest else markup))
    return [edit, *_messages(chat, rest, markup, {})]


def _strip(chat: Chat, message_id: int) -> Call:
    """Take a message's buttons away."""
    return Call("edit_message_reply_markup", {"chat_id": chat.chat_id, "message_id": message_id, "reply_markup": None})


def _sends(chat: Chat, reply: Reply, markup: Markup, answered: dict[str, Any]) -> list[Call]:
    """A picture with its caption, or with the text below it where that is too long for one; else the text alone."""
    whole = marked(reply.text, reply.facts)
    if reply.image is None:
        return _messages(chat, list(parts_of(whole)), markup, answered)
    if units(whole.text) > CAPTION_LIMIT:
        return [Call("send_photo", chat.arguments | answered, reply.image), *_messages(chat, list(parts_of(whole)), markup, {})]
    caption = {"caption": html(whole), "parse_mode": ParseMode.HTML, "reply_markup": markup}
    return [Call("send_photo", chat.arguments | answered | caption, reply.image)]


def _messages(chat: Chat, parts: list[str], markup: Markup, answered: dict[str, Any]) -> list[Call]:
    last = len(parts) - 1
    return [
        Call("send_message", chat.arguments | (answered if number == 0 else {}) | _text(part, markup if number == last else None))
        for number, part in enumerate(parts)
    ]


def _text(text: str, markup: Markup) -> dict[str, Any]:
    return {"text": text, "parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW, "reply_markup": markup}


def _answered(chat: Chat, reply_to: str | None) -> dict[str, Any]:
    """In a group an answer shows which message it answers; in private that is plain, and a press is no message."""
    if chat.chat_id > 0 or ":" not in (reply_to or ""):
        return {}
    return {"reply_parameters": ReplyParameters(int((reply_to or "").rpartition(":")[2]), allow_sending_without_reply=True)}


def in_private(outgoing: Outgoing) -> Outgoing:
    """The same message to the one who alone may see it."""
    assert outgoing.only_for is not None
    return replace(outgoing, address=outgoing.only_for, only_for=None, replaces=None, reply_to=None)


def in_the_group(outgoing: Outgoing, text: str, label: str, username: str) -> Outgoing:
    """What the group gets to see of a message that only one of its members may see: a line, and the way there."""
    return replace(outgoing, reply=Reply(text, buttons=(Button(label, "", url=f"https://t.me/{username}"),)), only_for=None, replaces=None)
