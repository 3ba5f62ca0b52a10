"""The keyboards that Telegram takes."""

from __future__ import annotations

import re
from typing import Any

BUTTON_KINDS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text", "pay")
LINK = re.compile(r"(https?|tg)://[^\s/]+\S*")


class MarkupError(Exception):
    """The keyboard is refused; the message is Telegram's."""


def check(markup: dict[str, Any], *, private: bool) -> None:
    """Refuse what Telegram refuses; raises MarkupError."""
    if "inline_keyboard" in markup:
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if len(buttons) > 100:
            raise MarkupError("REPLY_MARKUP_TOO_LONG")
        for button in buttons:
            _check_inline(button, private=private)
    elif "keyboard" in markup:
        for button in (button for row in markup["keyboard"] for button in row):
            _check_reply(button, private=private)
    elif not ({"remove_keyboard", "force_reply"} & set(markup)):
        raise MarkupError("object expected as reply markup")


def _check_inline(button: dict[str, Any], *, private: bool) -> None:
    if not button.get("text"):
        raise MarkupError('can\'t parse inline keyboard button: Field "text" must be of type String')
    given = [kind for kind in BUTTON_KINDS if button.get(kind)]
    if len(given) != 1:
        raise MarkupError("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if given == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise MarkupError("BUTTON_DATA_INVALID")
    if given == ["url"] and not LINK.fullmatch(button["url"]):
        raise MarkupError(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if given == ["web_app"] and (not private or not button["web_app"]["url"].startswith("https://")):
        raise MarkupError("BUTTON_TYPE_INVALID")


def _check_reply(button: dict[str, Any] | str, *, private: bool) -> None:
    if isinstance(button, str):
        return
    if not button.get("text"):
        raise MarkupError('can\'t parse keyboard button: Field "text" must be of type String')
    for kind, what in (("request_location", "location"), ("request_contact", "phone number"), ("web_app", "web app")):
        if button.get(kind) and not private:
            raise MarkupError(f"{what} can be requested in private chats only")


def buttons_of(message: dict[str, Any]) -> dict[str, str]:
    """A message's inline buttons: label → callback data or link."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return {button["text"]: button.get("callback_data") or button.get("url", "") for row in rows for button in row}
