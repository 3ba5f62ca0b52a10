"""Who asks for something that is answered within the request, where its answer goes, and in which language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.forms import RefusedError, language_of
from bot.platforms.slack.ids import deed_id, is_private
from bot.platforms.slack.incoming import PLATFORM, pressed_on
from bot.platforms.slack.installs import Installed
from bot.platforms.slack.modals import Origin, View, notice_view
from bot.platforms.slack.people import Standing
from handlers import texts
from handlers.messages import Message, MessageKind, Reply

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

APP_NAME = "Onpace"
Body = Mapping[str, Any]


def user_of(body: Body) -> str:
    """Who has done it."""
    user: str = body["user"]["id"] if "user" in body else body["user_id"]
    return user


async def origin_of(platform: SlackPlatform, installed: Installed, body: Body) -> Origin:
    """Where the answer to a press goes: to the message that it was on; from a view, to the private chat of whoever pressed."""
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    if not channel:
        return Origin(await platform.people.private_chat(installed, user_of(body)), private=True)
    target, thread = pressed_on(body)
    private = is_private(channel) and (not container.get("is_ephemeral") or await is_with_us(platform, installed, body, channel))
    return Origin(channel, private, target, thread)


async def is_with_us(platform: SlackPlatform, installed: Installed, body: Body, channel: str) -> bool:
    """Whether a chat is somebody's private one with the assistant. Commands can be used in all chats, those between two people among them."""
    return is_private(channel) and channel == await platform.people.private_chat(installed, user_of(body))


def message_from(platform: SlackPlatform, installed: Installed, body: Body, origin: Origin, what: str, **details: Any) -> Message:  # noqa: ANN401
    """What they ask for as a message; ``what`` names it among all that is done in that chat, ``details`` are a ``Message``'s."""
    details = {"target": origin.target, "kind": MessageKind.PRESS} | details
    return Message(
        platform=PLATFORM,
        tenant=installed.team_id,
        account=user_of(body),
        chat=origin.chat,
        external_id=deed_id(origin.chat, origin.thread, what),
        sent_at=platform.clock.now(),
        private=origin.private,
        can_share_place=False,
        **details,
    )


async def is_member(platform: SlackPlatform, installed: Installed, body: Body) -> bool:
    """Whether somebody may see data at all; a member who is new is let in."""
    return await platform.people.standing(installed, user_of(body)) is Standing.MEMBER


async def language_for(platform: SlackPlatform, message: Message) -> str:
    """The language of whoever asks."""
    try:
        return await asyncio.to_thread(language_of, platform.database, message)
    except RefusedError:
        return platform.settings.language


def refusal_view(platform: SlackPlatform, refused: RefusedError, language: str) -> View:
    """Why it can't be done, as a modal."""
    return notice_view(APP_NAME, Reply(str(refused) or texts.say(platform.settings.language, "stranger")), language)
