"""Buttons as Telegram's keyboards, and deep links: what a button does in private, a link into the private chat does from a group."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, WebAppInfo

from handlers.commands import WRITERS
from handlers.form_questions import PAGE
from handlers.messages import ACTION_LIMIT, Button, Message, MessageKind
from handlers.places import PLACE
from handlers.slashes import slash_commands

ROW_WIDTH = 28
ROW_BUTTONS = 3
"""What fits side by side on a narrow phone; a Chinese letter takes the width of two."""
MOST_BUTTONS = 100
PAYLOAD_LIMIT = 64
PLAIN_ACTION = re.compile(r"[a-z0-9_]+(:[a-z0-9_]+)*")
ENCODED = "b-"
FORM_VERBS = frozenset({"new", "edit"})
LOOK_VERBS = frozenset({"card", "help", "more", "show"})
"""Buttons that only show something. A link can be made by anybody and is opened with a tap: it must never change anything by itself."""
HERE = "here"
"""What a bare check-in does where a phone can be asked where it is."""
FORM_PAGE = re.compile(rf"fill:(\d+):{PAGE}")
FORM_PATH = "/telegram/form"
START = re.compile(r"/start(?:@\w+)? (\S+)")


def keyboard(buttons: Sequence[Button], *, is_private: bool, username: str, pages: str = "") -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """The keyboard below a message; None where it has no buttons. One that asks for a position takes the place of the phone's own keyboard.

    ``pages`` is the https address of our pages, if there is one.
    """
    if is_private and any(button.action == PLACE for button in buttons):
        return _asking_for_place(buttons)
    drawn = [(drawn, button.label) for button in buttons if (drawn := _draw(button, is_private=is_private, username=username, pages=pages))]
    rows = list(_rows(drawn[:MOST_BUTTONS]))
    return InlineKeyboardMarkup(rows) if rows else None


def _draw(button: Button, *, is_private: bool, username: str, pages: str) -> InlineKeyboardButton | None:
    """One button; None for one that Telegram would refuse the message for."""
    label = " ".join(button.label.split()) or "…"
    if button.url:
        return InlineKeyboardButton(label, url=button.url)
    if page := FORM_PAGE.fullmatch(button.action):
        address = f"{pages.rstrip('/')}{FORM_PATH}/{page[1]}"
        return InlineKeyboardButton(label, web_app=WebAppInfo(address)) if pages and is_private else None
    if button.action == PLACE or not 1 <= len(button.action.encode()) <= ACTION_LIMIT:
        return None
    link = None if is_private else deep_link(button.action, username)
    return InlineKeyboardButton(label, url=link) if link else InlineKeyboardButton(label, callback_data=button.action)


def _asking_for_place(buttons: Iterable[Button]) -> ReplyKeyboardMarkup:
    """Pressing any other of these buttons says its label."""
    keys = [KeyboardButton(button.label, request_location=True) if button.action == PLACE else KeyboardButton(button.label) for button in buttons]
    return ReplyKeyboardMarkup([[key] for key in keys], resize_keyboard=True, one_time_keyboard=True)


def _rows(buttons: Iterable[tuple[InlineKeyboardButton, str]]) -> Iterator[list[InlineKeyboardButton]]:
    """Short ones side by side."""
    row: list[InlineKeyboardButton] = []
    taken = 0
    for button, label in buttons:
        width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label) + 4
        if row and (taken + width > ROW_WIDTH or len(row) == ROW_BUTTONS):
            yield row
            row, taken = [], 0
        row.append(button)
        taken += width
    if row:
        yield row


def deep_link(action: str, username: str) -> str | None:
    """The link that does in the private chat what a button does; None for a button that changes something, or that fits no link."""
    if action.split(":", maxsplit=1)[0] not in FORM_VERBS | LOOK_VERBS:
        return None
    payload = action.replace(":", "-") if PLAIN_ACTION.fullmatch(action) else ENCODED + base64.urlsafe_b64encode(action.encode()).decode().rstrip("=")
    return f"https://t.me/{username}?start={payload}" if len(payload) <= PAYLOAD_LIMIT else None


def opened_by_link(text: str) -> str | None:
    """The action that a deep link stands for; None for any other text, an invitation's code among them."""
    found = START.fullmatch(text.strip())
    action = _decoded(found[1]) if found else None
    return action if action and ":" in action and action.split(":")[0] in FORM_VERBS | LOOK_VERBS else None


def _decoded(payload: str) -> str | None:
    if not payload.startswith(ENCODED):
        return payload.replace("-", ":")
    code = payload.removeprefix(ENCODED)
    try:
        return base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def form_for(text: str) -> str | None:
    """The action of a slash command that stands alone and writes: it opens its form at once."""
    text = text.strip()
    name = slash_commands().get(text[1:].casefold()) if text.startswith("/") else None
    if name == "check_in":
        return HERE
    return f"new:{name}" if name in WRITERS else None


def presentable(message: Message) -> Message:
    """A text as the assistant is to take it: a deep link or a bare slash command is what a button would be."""
    if message.kind is not MessageKind.TEXT or not message.private or message.files or message.location:
        return message
    action = opened_by_link(message.text) or form_for(message.text)
    return replace(message, kind=MessageKind.PRESS, action=action, text="") if action else message
