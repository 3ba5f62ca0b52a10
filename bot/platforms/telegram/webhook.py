"""Updates by webhook: Telegram posts them to our web server, and posts them again where it gets no 200."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram.error import TelegramError

from bot.inbox import describe
from bot.platforms.telegram.endpoints import PATH, webhook_address
from bot.platforms.telegram.polling import ALLOWED
from bot.platforms.telegram.stopping import pause, unless_stopped

if TYPE_CHECKING:
    from bot.platforms.telegram.platform import TelegramPlatform

log = logging.getLogger(__name__)

HEADER = "x-telegram-bot-api-secret-token"
CONNECTIONS = 40
FIRST_WAIT_S, LAST_WAIT_S = 1.0, 60.0


class Webhook:
    """The way in by HTTP."""

    def __init__(self, platform: TelegramPlatform) -> None:
        self.platform = platform
        self.secret = platform.settings.telegram_webhook_secret.get_secret_value()
        self.routes: tuple[BaseRoute, ...] = (Route(PATH, self.hear, methods=["POST"]),)
        self._locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    async def serve(self) -> None:
        """Have Telegram post its updates, until told to stop. The webhook stays set: Telegram keeps what comes while we are away."""
        wait = FIRST_WAIT_S
        stopping, url = self.platform.stopping, webhook_address(self.platform.settings)
        while not stopping.is_set():
            try:
                setting = self.platform.bot.set_webhook(url, secret_token=self.secret, allowed_updates=ALLOWED, max_connections=CONNECTIONS)
                await unless_stopped(stopping, setting)
                break
            except TelegramError as error:
                log.warning("the webhook could not be set (%s); trying again", describe(error))
                await pause(stopping, wait)
                wait = min(2 * wait, LAST_WAIT_S)
        await stopping.wait()

    async def hear(self, request: Request) -> Response:
        """Take in one update: kept before it is acknowledged."""
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.secret.encode()):
            return Response(status_code=401)
        try:
            update = json.loads(await request.body())
            chat = _chat_of(update)
        except (ValueError, AttributeError):
            return Response(status_code=400)
        if not self.platform.is_connected:
            return Response(status_code=503)
        lock = self._locks.setdefault(chat, asyncio.Lock())
        async with lock:  # updates of one chat in the order in which they came
            await self.platform.take_all([update])
        return Response(status_code=200)


def _chat_of(update: dict[str, object]) -> object:
    """What an update is about, without parsing it: its chat where it has one. Raises AttributeError for what is no update."""
    for content in update.values():
        if isinstance(content, dict):
            chat = content.get("chat") or (content.get("message") or {}).get("chat") or {}
            return chat.get("id", 0)
    return 0
