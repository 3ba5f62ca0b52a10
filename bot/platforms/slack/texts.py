"""From a text that somebody wrote to the inbox: who it was, whether it concerns us, what it names, and what is attached."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.platforms.slack import incoming, relevance
from bot.platforms.slack.asking import language_for, origin_of
from bot.platforms.slack.blocks import cut
from bot.platforms.slack.files import Fetched
from bot.platforms.slack.ids import is_only_for_one, thread_of
from bot.platforms.slack.incoming import Heard
from bot.platforms.slack.installs import Installed
from bot.platforms.slack.people import Standing
from bot.platforms.slack.relevance import Looked
from bot.platforms.slack.wording import say
from handlers.messages import Message, MessageKind
from storage.files import SIZE_LIMIT

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

MOST_LOOKS, LOOK_AGAIN_S = 5, 0.3
"""How often, and after how long, it is looked again what a text in a thread answers; Slack waits for three seconds."""
MB = 1024 * 1024
MOST_TOLD = 1000
"""Characters of a word on files."""


async def keep_text(platform: SlackPlatform, body: Mapping[str, Any], installed: Installed, retry: int) -> None:
    """Keep what an event tells of, if it is for us. What it raises has Slack tell it again."""
    heard = incoming.read_message(body, installed.team_id, installed.bot_user_id, platform.clock.now())
    if heard is None:
        return
    looked = await _look(platform, heard, incoming.mentioned_people(heard.message.text) - {installed.bot_user_id})
    message = looked.message
    if message is None:
        return
    standing = await platform.people.standing(installed, message.account, message.chat)
    if standing is Standing.BOT:
        return
    if standing is Standing.STRANGER:
        await platform.receive(without_content(message))
        return
    message = replace(message, text=incoming.plain(message.text, installed.bot_user_id, looked.names))
    fetched = await platform.files.fetch(installed, heard.files, retry) if message.kind is MessageKind.TEXT else Fetched()
    if fetched.refused:
        platform.in_background(_tell_of_refused(platform, installed, message, fetched.refused))
    if fetched.files or message.text or message.kind is not MessageKind.TEXT or not heard.files:
        await platform.receive(replace(await _with_place(platform, installed, message), files=fetched.files))


async def keep_press(platform: SlackPlatform, body: Mapping[str, Any], installed: Installed) -> None:
    """Keep that a button on a message of ours was pressed."""
    origin = await origin_of(platform, installed, body)
    message = replace(incoming.read_press(body, installed.team_id, origin.chat, platform.clock.now()), private=origin.private)
    if is_only_for_one(message.target):
        platform.responses.keep(message.external_id, body.get("response_url"))
    standing = await platform.people.standing(installed, message.account, message.chat if message.private else None)
    if standing is not Standing.BOT:
        await platform.receive(message if standing is Standing.MEMBER else without_content(message))


def without_content(message: Message) -> Message:
    """What is kept of somebody who gets no data: that they wrote, so that they are told that it is not for them, and not what."""
    return replace(message, kind=MessageKind.TEXT, text="", files=(), action="", values={}, target=None, reply_to=None)


async def _look(platform: SlackPlatform, heard: Heard, mentioned: frozenset[str]) -> Looked:
    if heard.message.private and not heard.thread_ts and not mentioned:
        return Looked(heard.message, {})

    def look() -> Looked:
        with platform.database.read(everywhere=True) as session:
            return relevance.look(session, heard, mentioned)

    looked = await asyncio.to_thread(look)
    for _ in range(MOST_LOOKS):
        if not looked.is_early:
            break
        await asyncio.sleep(LOOK_AGAIN_S)
        looked = await asyncio.to_thread(look)
    return looked


async def _with_place(platform: SlackPlatform, installed: Installed, message: Message) -> Message:
    """With the channel's name where a command may be about the channel itself."""
    if message.private or not message.text.startswith("/"):
        return message
    return replace(message, chat_name=await platform.people.name_in(platform.client(installed), installed.team_id, message.chat))


async def _tell_of_refused(platform: SlackPlatform, installed: Installed, message: Message, names: tuple[str, ...]) -> None:
    """Say to whoever sent them which files were not kept."""
    client, language = platform.client(installed), await language_for(platform, message)
    text = cut(say(language, "files.refused", names=", ".join(names), limit=SIZE_LIMIT // MB), MOST_TOLD)
    if message.private:
        await client.chat_postMessage(channel=message.chat, thread_ts=thread_of(message.external_id), text=text)
    else:
        await client.chat_postEphemeral(channel=message.chat, user=message.account, thread_ts=thread_of(message.external_id), text=text)
