"""What inputs for names suggest while somebody types."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.forms import RefusedError, suggest_for
from bot.platforms.slack.asking import Body, is_member, language_for, message_from
from bot.platforms.slack.installs import INSTALLED, Installed
from bot.platforms.slack.modals import OPTIONAL, SUGGEST, Origin, suggestions

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform


def listen(app: AsyncApp, platform: SlackPlatform) -> None:
    """Register the answer to all such inputs."""

    async def on_typed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(options=await suggest(platform, context[INSTALLED], body))

    app.options(re.compile(f"^{re.escape(SUGGEST)}"))(on_typed)


async def suggest(platform: SlackPlatform, installed: Installed, body: Body) -> list[dict[str, Any]]:
    """The options for what was typed so far; none for a stranger."""
    if not await is_member(platform, installed, body):
        return []
    kind, _, optional = body["action_id"].removeprefix(SUGGEST).partition(".")
    asked, typed = message_from(platform, installed, body, Origin("", private=False), "suggest"), body.get("value") or ""
    try:
        found = await asyncio.to_thread(suggest_for, platform.database, asked, kind, typed)
    except RefusedError:
        return []
    return suggestions(kind, typed, found, await language_for(platform, asked), optional=optional == OPTIONAL)
