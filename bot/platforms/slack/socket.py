"""Socket Mode: events over a connection that we open, so that no public address is needed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.platforms.slack.errors import REVOKED, name_of
from bot.platforms.slack.listeners import library_log

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)

PING_S = 3.0
"""How often the connection is tried; after four times without an answer it is opened anew."""
CONNECT_S = 20
AGAIN_S = 15
"""How long to wait before asking again with a token that was refused."""


class _Client(SocketModeClient):
    """The library's client, which would try one address for ever: each has a short life, so another is asked for."""

    async def connect(self) -> None:
        while not self.closed:
            try:
                async with asyncio.timeout(CONNECT_S):
                    await super().connect()  # type: ignore[no-untyped-call]
            except TimeoutError:
                self.wss_uri = None
                log.warning("Slack's socket can't be reached; trying again")
            else:
                return

    async def issue_new_wss_url(self) -> str:
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            log.error("Slack gives no socket: %s", name_of(error))
            if name_of(error) in REVOKED:
                await asyncio.sleep(AGAIN_S)
            raise


class Socket:
    """The connection, and what is being answered over it."""

    def __init__(self, platform: SlackPlatform) -> None:
        self.platform = platform
        self._client: _Client | None = None

    async def open(self) -> None:
        """Connect, however long that takes; the connection then keeps itself up."""
        token = self.platform.settings.slack_app_token.get_secret_value()
        web_client = self.platform.client()
        self._client = _Client(token, library_log, web_client, ping_interval=PING_S)
        self._client.proxy = web_client.proxy
        self._client.socket_mode_request_listeners.append(self._take)
        await self._client.connect()
        log.info("connected to Slack")

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Handle what came in; while the process stops nothing is taken any more, and Slack sends it again."""
        if not self.platform.is_stopping:
            await self.platform.track(self._answer(client, request))

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await run_async_bolt_app(self.platform.bolt, request)
        await send_async_response(client, request, answer, 0)

    async def close(self) -> None:
        """Let the connection go."""
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]
