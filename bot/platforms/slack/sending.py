"""A message on its way out as the calls that Slack takes: posted, shown to one person only, or put in the place of another."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.platform import Outgoing
from bot.platforms.slack import blocks
from bot.platforms.slack.errors import BLOCKS_REFUSED, NOTHING_TO_REPLACE, name_of
from bot.platforms.slack.ids import is_private, thread_of

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


async def deliver(client: AsyncWebClient, outgoing: Outgoing) -> str:
    """Send it; return Slack's name for it. Raises what the client raises."""
    shown = blocks.render(outgoing)
    try:
        return await _deliver(client, outgoing, shown)
    except SlackApiError as error:
        if name_of(error) not in BLOCKS_REFUSED:
            raise
        return await _deliver(client, outgoing, {"text": shown["text"], "blocks": []})


async def _deliver(client: AsyncWebClient, outgoing: Outgoing, shown: dict[str, Any]) -> str:
    if outgoing.only_for and not is_private(outgoing.address):
        thread = thread_of(outgoing.reply_to)
        answer = await client.chat_postEphemeral(channel=outgoing.address, user=outgoing.only_for, thread_ts=thread, **shown)
        return str(answer["message_ts"])
    if outgoing.replaces:
        try:
            answer = await client.chat_update(channel=outgoing.address, ts=outgoing.replaces, **shown)
            return str(answer["ts"])
        except SlackApiError as error:
            if name_of(error) not in NOTHING_TO_REPLACE:
                raise
    answer = await client.chat_postMessage(channel=outgoing.address, thread_ts=thread_of(outgoing.reply_to), **QUIET, **shown)
    return str(answer["ts"])
