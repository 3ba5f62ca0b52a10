"""Updates by polling: our own loop, which keeps a batch before it asks for the next one (python-telegram-bot's confirms what is still in memory)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.inbox import describe
from bot.platforms.telegram import errors
from bot.platforms.telegram.request import ANSWER_S, AiohttpRequest
from bot.platforms.telegram.stopping import pause, unless_stopped

log = logging.getLogger(__name__)

LONG_POLL_S = 25
MOST = 100
FIRST_WAIT_S, LAST_WAIT_S = 0.5, 30.0
CONFLICT_WAIT_S = 5.0
LAST_CALL_S = 2.0
SHORT_S = 0.3
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we have a use for."""

TakeAll = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


class Poller:
    """Asks for updates again and again; ``offset`` is the first one that is not kept yet."""

    def __init__(self, bot: ExtBot[None], request: AiohttpRequest, take_all: TakeAll, stopping: asyncio.Event) -> None:
        self.bot = bot
        self.request = request
        self.take_all = take_all
        self.stopping = stopping
        self.offset: int | None = None
        self._confirmed: int | None = None
        self._complaint = ""

    async def run(self) -> None:
        """Until told to stop; no failure ends it."""
        wait = FIRST_WAIT_S
        await self._leave_webhook()
        while not self.stopping.is_set():
            try:
                await self._take_batch()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may do
                await pause(self.stopping, self._wait_for(error, wait))
                wait = min(2 * wait, LAST_WAIT_S)
            else:
                wait, self._complaint = FIRST_WAIT_S, ""
        await self._confirm()

    async def _take_batch(self) -> None:
        asked_at = asyncio.get_running_loop().time()
        updates = await unless_stopped(self.stopping, self._ask(LONG_POLL_S))
        if updates is not None:
            await self._keep(updates)
        if not updates and asyncio.get_running_loop().time() - asked_at < SHORT_S:
            await pause(self.stopping, SHORT_S)  # a server that does not wait for updates is not asked all the time

    async def _keep(self, updates: Sequence[dict[str, Any]]) -> None:
        self._confirmed = self.offset
        await self.take_all(updates)
        self.offset = max((update["update_id"] + 1 for update in updates), default=self.offset)

    async def _ask(self, long_poll_s: int) -> list[dict[str, Any]]:
        asked = {"offset": self.offset, "timeout": long_poll_s, "limit": MOST, "allowed_updates": ALLOWED}
        answer = await self.request.ask(f"{self.bot.base_url}/getUpdates", asked, long_poll_s + ANSWER_S)
        if not isinstance(answer, list) or not all(isinstance(update, dict) and isinstance(update.get("update_id"), int) for update in answer):
            raise TelegramError("updates that can't be read")
        return answer

    async def _confirm(self) -> None:
        """Tell Telegram what is kept, so that the next start is not given it again (it would know it, by its ids)."""
        if self.offset != self._confirmed:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(LAST_CALL_S):
                    await self._ask(0)

    async def _leave_webhook(self) -> None:
        """A bot with a webhook can't be polled."""
        while not self.stopping.is_set():
            try:
                await unless_stopped(self.stopping, self.bot.delete_webhook())
            except TelegramError as error:
                await pause(self.stopping, self._wait_for(error, CONFLICT_WAIT_S))
            else:
                return

    def _wait_for(self, error: Exception, wait: float) -> float:
        """Say once what is wrong, and how many seconds to wait."""
        match error:
            case Conflict():
                complaint, wait = "another process polls with the same token (or a webhook is set): stop one of them; trying again", CONFLICT_WAIT_S
            case RetryAfter():
                complaint, wait = "Telegram asks to poll less often", errors.wait_of(error).total_seconds()
            case InvalidToken():
                complaint, wait = "Telegram does not know the token any more: set the new one as TELEGRAM_BOT_TOKEN and start again", LAST_WAIT_S
            case _:
                complaint = f"no updates from Telegram ({describe(error)}); trying again"
        if complaint != self._complaint:
            log.warning("%s", complaint)
        self._complaint = complaint
        return wait
