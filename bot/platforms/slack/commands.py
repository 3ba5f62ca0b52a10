"""Slash commands: each opens its form at once, or is kept like anything else that is said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.place_links import asks_by_link
from bot.platforms.slack.asking import Body, is_member, is_with_us, message_from
from bot.platforms.slack.forms import open_form
from bot.platforms.slack.incoming import mentioned_people, plain
from bot.platforms.slack.installs import INSTALLED, Installed
from bot.platforms.slack.modals import Origin
from bot.platforms.slack.relevance import names_of
from bot.platforms.slack.slashes import MAIN, slash_list, text_of
from handlers import texts
from handlers.commands import WRITERS
from handlers.messages import Button, Message, MessageKind
from handlers.slashes import form_of

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

NAMELESS = frozenset({"", "privategroup", "directmessage"})
"""What Slack calls a chat whose name it does not tell with a command."""


def form_buttons(language: str) -> list[Button]:
    """The main things that can be written down by a form."""
    return [Button(f"+ {texts.say(language, f'kinds.{name}')}", f"new:{name}", opens_form=True) for name in MAIN if name in WRITERS]


def listen(app: AsyncApp, platform: SlackPlatform) -> None:
    """Register all slash commands."""

    async def on_command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(**await take(platform, context[INSTALLED], body))

    for listed in slash_list():
        app.command(listed.command)(on_command)


async def take(platform: SlackPlatform, installed: Installed, body: Body) -> dict[str, Any]:
    """Open the form that a command asks for, or keep what it says; returns Slack's answer, which is empty but for strangers."""
    if not await is_member(platform, installed, body):
        return {"text": texts.say(platform.settings.language, "stranger")}
    channel, respond = body["channel_id"], body.get("response_url")
    origin = Origin(channel, await is_with_us(platform, installed, body, channel), respond=respond)
    what = f"command.{body['trigger_id']}"
    message = message_from(platform, installed, body, origin, what, kind=MessageKind.TEXT, mentioned=not origin.private)
    typed = await plain_text(platform, installed, message, body.get("text") or "")
    text = text_of(body["command"], typed)
    if (action := form_of(text)) is not None and not (origin.private and asks_by_link(platform.database, action)):
        await open_form(platform, installed, body, origin, action)
        return {}
    platform.responses.keep(message.external_id, respond)
    await platform.receive(replace(message, text=text, chat_name=await _name_of(platform, installed, body)))
    return {}


async def plain_text(platform: SlackPlatform, installed: Installed, message: Message, text: str) -> str:
    """A text of Slack's as it was typed, with people by their names."""
    mentioned = mentioned_people(text)

    def look() -> dict[str, str]:
        with platform.database.read(everywhere=True) as session:
            return names_of(session, message, mentioned)

    return plain(text, installed.bot_user_id, await asyncio.to_thread(look) if mentioned else {})


async def _name_of(platform: SlackPlatform, installed: Installed, body: Body) -> str:
    """The channel's name, for commands about the channel itself."""
    told = str(body.get("channel_name") or "")
    return told if told not in NAMELESS else await platform.people.name_in(platform.client(installed), installed.team_id, body["channel_id"])
