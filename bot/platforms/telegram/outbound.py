"""The way out: what came of sending a message, as the outbox is to know it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

import telegram
from telegram.constants import MessageLimit
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.platforms.platform import Outgoing
from bot.platforms.telegram import errors
from bot.platforms.telegram.chats import move
from bot.platforms.telegram.ids import address, parse_address
from bot.platforms.telegram.sending import send_reply
from scheduler.clock import Clock
from scheduler.outbox import Failed, Sent
from storage.database import Database

log = logging.getLogger(__name__)


class Outbound:
    """Says things as the bot."""

    def __init__(self, bot: telegram.Bot, database: Database, clock: Clock, pages: str = "") -> None:
        self.bot = bot
        self.pages = pages
        self.database = database
        self.clock = clock
        self._floods: dict[str, datetime] = {}
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def send(self, outgoing: Outgoing, username: str) -> Sent | Failed:
        """Send a message, or replace one."""
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._send(outgoing, username)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def finish(self) -> None:
        """Wait for what is being sent."""
        await self._idle.wait()

    async def _send(self, outgoing: Outgoing, username: str) -> Sent | Failed:
        try:
            return Sent(await send_reply(self.bot, outgoing, self.database.files, username, self.pages))
        except ChatMigrated as moved:
            new = address(moved.new_chat_id)
            await asyncio.to_thread(move, self.database, outgoing.tenant, outgoing.address, new, self.clock.now())
            return await self._send(replace(outgoing, address=new, replaces=None, reply_to=None), username)
        except RetryAfter as error:
            return self._flooded(outgoing, errors.wait_of(error))
        except TelegramError as error:
            failed = errors.failed(error)
            if failed != errors.BAD_REQUEST:
                return failed
            log.error("outbox item %d was refused (%s); it goes out as plain text", outgoing.item_id, errors.kind_of(error))
            return await self._send_plain(outgoing)

    async def _send_plain(self, outgoing: Outgoing) -> Sent | Failed:
        """The text and nothing else, which can't be refused for its form: better than nothing at all."""
        chat_id, topic = parse_address(outgoing.address)
        text = outgoing.reply.text[: MessageLimit.MAX_TEXT_LENGTH // 2]  # a letter counts as up to two
        try:
            sent = await self.bot.send_message(chat_id, text, message_thread_id=topic)
        except RetryAfter as error:
            return self._flooded(outgoing, errors.wait_of(error))
        except TelegramError as error:
            return errors.failed(error)
        return Sent(str(sent.message_id))

    def _flooded(self, outgoing: Outgoing, wait: timedelta) -> Failed:
        """Telegram does not say whether one chat got too much or all did: where a second one is to wait while the first still does, it is all."""
        now = self.clock.now()
        self._floods = {chat: until for chat, until in self._floods.items() if until > now}
        is_general = any(chat != outgoing.address for chat in self._floods)
        self._floods[outgoing.address] = now + wait
        return Failed("too many requests", retry_after=wait, whole_platform=is_general)
