"""A message on its way out as the calls that Slack takes: posted, shown to one person only, or put in the place of another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.platform import Outgoing
from bot.platforms.slack import blocks
from bot.platforms.slack.errors import BLOCKS_REFUSED, NO_THREAD, NOT_THERE, NOTHING_TO_REPLACE, name_of
from bot.platforms.slack.ids import is_only_for_one, is_private, only_id, thread_of
from bot.platforms.slack.responses import Responses

log = logging.getLogger(__name__)

PICTURE_PAUSES_S = (0.5, 2.0, 0.0)
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


async def deliver(client: AsyncWebClient, responses: Responses, outgoing: Outgoing, picture: str | None = None) -> str:
    """Send it; return Slack's name for it, or ours for what only one person sees. ``picture`` is Slack's id of it. Raises what the client raises."""
    for shown, pause_s in _attempts(outgoing, picture):
        try:
            return await _deliver(client, responses, outgoing, shown)
        except SlackApiError as error:
            if name_of(error) not in BLOCKS_REFUSED:
                raise
            log.warning("outbox item %d: Slack refused its blocks", outgoing.item_id)
            await asyncio.sleep(pause_s)
    return await _deliver(client, responses, outgoing, {"text": blocks.fallback(outgoing.reply), "blocks": []})


def _attempts(outgoing: Outgoing, picture: str | None) -> Iterator[tuple[dict[str, Any], float]]:
    """The message as it is best, then plainer, with the seconds to wait after each: Slack refuses a picture that it has not looked at yet."""
    if picture:
        yield from ((blocks.render(outgoing, picture), pause_s) for pause_s in PICTURE_PAUSES_S)
    yield blocks.render(outgoing), 0


async def _deliver(client: AsyncWebClient, responses: Responses, outgoing: Outgoing, shown: dict[str, Any]) -> str:
    name = only_id(outgoing.item_id)
    if is_only_for_one(outgoing.replaces) and await responses.answer(outgoing.reply_to, shown, instead=True):
        return name
    if outgoing.only_for and not is_private(outgoing.address):
        if not await responses.answer(outgoing.reply_to, shown):
            await client.chat_postEphemeral(channel=outgoing.address, user=outgoing.only_for, thread_ts=thread_of(outgoing.reply_to), **shown)
        return name
    try:
        return await _replace_or_post(client, outgoing, shown)
    except SlackApiError as error:
        if name_of(error) in NOT_THERE and await responses.answer(outgoing.reply_to, shown):
            return name
        raise


async def _replace_or_post(client: AsyncWebClient, outgoing: Outgoing, shown: dict[str, Any]) -> str:
    if outgoing.replaces and not is_only_for_one(outgoing.replaces):
        try:
            answer = await client.chat_update(channel=outgoing.address, ts=outgoing.replaces, **shown)
            return str(answer["ts"])
        except SlackApiError as error:
            if name_of(error) not in NOTHING_TO_REPLACE:
                raise
    thread = thread_of(outgoing.reply_to)
    try:
        answer = await client.chat_postMessage(channel=outgoing.address, thread_ts=thread, **QUIET, **shown)
    except SlackApiError as error:
        if name_of(error) not in NO_THREAD:
            raise
        answer = await client.chat_postMessage(channel=outgoing.address, **QUIET, **shown)
    return str(answer["ts"])
