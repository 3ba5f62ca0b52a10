"""Answers by ``response_url``: they reach whoever used a command even where the assistant is not in the chat, and change what only one person sees.

An address holds for half an hour and five answers (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses). It is not kept
over a restart: the answer then goes the usual way.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

HOLDS_FOR = timedelta(minutes=29)
USES = 5
MOST_KEPT = 1000


class Responses:
    """The addresses at hand, by the message that each is an answer to."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self._kept: OrderedDict[str, tuple[str, datetime, int]] = OrderedDict()

    def keep(self, external_id: str, url: str | None) -> None:
        """Remember where a message may be answered."""
        if url:
            self._kept[external_id] = (url, self._platform.clock.now() + HOLDS_FOR, USES)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    async def answer(self, external_id: str | None, shown: dict[str, Any], *, instead: bool = False) -> bool:
        """Answer a message for its sender's eyes only, ``instead`` of the one that was pressed; False where that is not possible (any more)."""
        url, until, left = self._kept.pop(external_id or "", ("", self._platform.clock.now(), 0))
        if not url or until < self._platform.clock.now():
            return False
        if left > 1:
            self._kept[external_id or ""] = (url, until, left - 1)
        return await self._send(url, {**shown, "response_type": "ephemeral", "replace_original": instead})

    async def tell(self, url: str, text: str) -> None:
        """Say something to whoever pressed or commanded just now."""
        await self._send(url, {"text": text, "response_type": "ephemeral", "replace_original": False})

    async def _send(self, url: str, shown: dict[str, Any]) -> bool:
        client = AsyncWebhookClient(url, session=self._platform.session, retry_handlers=[], logger=self._platform.library_log)
        try:
            return (await client.send_dict(shown)).status_code == HTTPStatus.OK
        except (aiohttp.ClientError, TimeoutError):
            return False
