"""What inputs for names suggest while somebody types."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot import forms
from bot.forms import RefusedError
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
    typed = body.get("value") or ""
    nowhere = Origin("", private=False)
    asked = message_from(platform, installed, body, nowhere, "suggest", action=json.loads(body["view"]["private_metadata"])["action"])
    try:
        form = await asyncio.to_thread(forms.open_form, platform.database, asked)
    except RefusedError:
        return []
    known = next((field.options for field in form.fields if field.name == body["block_id"]), ())
    found = [option for option in known if typed.strip().casefold() in option.label.casefold()]
    return suggestions(kind, typed, found, await language_for(platform, asked), optional=optional == OPTIONAL)
