"""Send a message of ours: make its calls, and get over what need not keep it from its reader."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.platforms.platform import Outgoing
from bot.platforms.telegram.html import CAPTION_LIMIT, html, marked, units
from bot.platforms.telegram.rendering import Call, calls_for, in_private, in_the_group
from bot.platforms.telegram.words import say
from storage.files import FileStore

NOT_MODIFIED = "message is not modified"
HAS_CAPTION = "there is no text in the message to edit"
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
NEVER_STARTED = ("chat not found", "user not found")
LONGEST_WAIT_S = 15.0
"""Within the time that a delivery may take."""
TRIES = 3


async def send_reply(bot: Bot, outgoing: Outgoing, files: FileStore, username: str, pages: str = "") -> str:
    """Send a message, or put it in the place of another one; return the id under which people press and answer it. Raises TelegramError.

    ``pages`` is the https address of our pages, if there is one.
    """
    if outgoing.only_for is not None and outgoing.only_for != outgoing.address:
        return await _send_privately(bot, outgoing, files, username, pages)
    return await _send(bot, outgoing, files, username, pages)


async def _send_privately(bot: Bot, outgoing: Outgoing, files: FileStore, username: str, pages: str) -> str:
    """Nothing in a group can be shown to one member alone: it goes to the private chat, and the group is told so in a line."""
    said = "privately"
    try:
        await _send(bot, in_private(outgoing), files, username, pages)
    except (Forbidden, BadRequest) as refused:
        if isinstance(refused, BadRequest) and not any(sign in refused.message.lower() for sign in NEVER_STARTED):
            raise
        said = "start_first"
    line = in_the_group(outgoing, say(outgoing.language, said), say(outgoing.language, "open_chat"), username)
    return await _send_all(bot, calls_for(line, username), files, is_begun=True)


async def _send(bot: Bot, outgoing: Outgoing, files: FileStore, username: str, pages: str) -> str:
    calls = calls_for(outgoing, username, pages)
    if outgoing.replaces is None:
        return await _send_all(bot, calls, files)
    if await _edit(bot, calls[0], outgoing):
        return await _send_all(bot, calls[1:], files, is_begun=True) or outgoing.replaces
    return await _send_all(bot, calls_for(replace(outgoing, replaces=None), username, pages), files)


async def _edit(bot: Bot, call: Call, outgoing: Outgoing) -> bool:
    """Change a message; False where there is nothing left to change, and it has to be sent anew."""
    try:
        await _make(bot, call)
    except BadRequest as refused:
        reason = refused.message.lower()
        if HAS_CAPTION in reason:
            return await _edit_caption(bot, call, outgoing)
        if any(sign in reason for sign in GONE):
            return False
        if NOT_MODIFIED not in reason:
            raise
    return True


async def _edit_caption(bot: Bot, call: Call, outgoing: Outgoing) -> bool:
    """The message is a picture: its caption is changed, or where the text is too long for one, its buttons are taken away."""
    there = {name: call.arguments[name] for name in ("chat_id", "message_id")}
    whole = marked(outgoing.reply.text, outgoing.reply.facts)
    if units(whole.text) > CAPTION_LIMIT:
        await _edit(bot, Call("edit_message_reply_markup", there | {"reply_markup": None}), outgoing)
        return False
    caption = {"caption": html(whole), "parse_mode": call.arguments["parse_mode"], "reply_markup": call.arguments["reply_markup"]}
    return await _edit(bot, Call("edit_message_caption", there | caption), outgoing)


async def _send_all(bot: Bot, calls: Sequence[Call], files: FileStore, *, is_begun: bool = False) -> str:
    """Make calls that send something; once one has got through, the others are tried until they do, rather than have the first repeated."""
    external_id = ""
    for number, call in enumerate(calls):
        sent = await (_insist(bot, call, files) if number or is_begun else _make(bot, call, files))
        external_id = str(sent.message_id)
    return external_id


async def _insist(bot: Bot, call: Call, files: FileStore) -> Any:  # noqa: ANN401 - what the method returns
    """Make a call again where it failed in a way that passes."""
    for attempt in range(1, TRIES):
        try:
            return await _make(bot, call, files)
        except RetryAfter as error:
            wait = error.retry_after.total_seconds() if isinstance(error.retry_after, timedelta) else error.retry_after
            if wait > LONGEST_WAIT_S:
                raise
        except BadRequest:
            raise
        except NetworkError:
            wait = attempt
        await asyncio.sleep(wait)
    return await _make(bot, call, files)


async def _make(bot: Bot, call: Call, files: FileStore | None = None) -> Any:  # noqa: ANN401 - what the method returns
    picture: dict[str, Any] = {}
    if call.photo is not None:
        assert files is not None
        picture = {"photo": files.get(call.photo.sha256), "filename": "picture.png"}
    return await getattr(bot, call.method)(**call.arguments, **picture)
