"""Telegram as a platform: a bot that takes updates in, by polling or by webhook, and says what the outbox has for it."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

import telegram
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.config import Settings, SettingsError
from bot.inbox import describe
from bot.platforms.platform import Outgoing, Receive
from bot.platforms.telegram import chats, endpoints, menus
from bot.platforms.telegram.arrivals import Arrivals
from bot.platforms.telegram.ids import is_private
from bot.platforms.telegram.incoming import PLATFORM, Me, read
from bot.platforms.telegram.keyboards import presentable
from bot.platforms.telegram.miniapp import FormPages
from bot.platforms.telegram.outbound import Outbound
from bot.platforms.telegram.polling import Poller
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.stopping import pause, unless_stopped
from bot.platforms.telegram.webhook import Webhook
from handlers import joining
from scheduler.clock import Clock
from scheduler.outbox import Failed, Sent
from storage.database import Database

log = logging.getLogger(__name__)

FIRST_WAIT_S, LAST_WAIT_S = 1.0, 60.0
PRIVATE_REST, GROUP_REST = timedelta(seconds=1), timedelta(seconds=3)
"""About one message a second to a chat, twenty a minute to a group."""
NOT_YET = timedelta(seconds=2)
FINISH_S = 5.0
UNHEARD = logging.CRITICAL + 1


class TelegramPlatform:
    """One bot. ``run`` serves it until ``stop``; ``send`` may be called before and meanwhile."""

    name = PLATFORM
    repeats_safely = False
    per_second: float | None = 28.0
    """Telegram takes about thirty a second in all."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, receive: Receive) -> None:
        endpoints.check(settings)
        self.settings = settings
        self.database = database
        self.clock = clock
        self.receive = receive
        self.request = AiohttpRequest(settings.telegram_api_url)
        self.bot = make_bot(settings, self.request)
        self.arrivals = Arrivals(self)
        self.webhook = Webhook(self) if settings.telegram_webhook_secret.get_secret_value() else None
        self.routes: Sequence[BaseRoute] = (*(self.webhook.routes if self.webhook else ()), *FormPages(self).routes)
        pages = settings.public_url
        self.stopping = asyncio.Event()
        self._outbound = Outbound(self.bot, database, clock, pages if pages.startswith("https://") else "")
        self._me: Me | None = None
        self._asides: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        """Whether Telegram has told us who we are."""
        return self._me is not None

    @property
    def me(self) -> Me:
        """The bot itself, once it is connected."""
        assert self._me is not None
        return self._me

    def rest_after(self, address: str) -> timedelta:
        """How long a chat rests after a message to it."""
        return PRIVATE_REST if is_private(address) else GROUP_REST

    async def send(self, outgoing: Outgoing) -> Sent | Failed:
        """Send a message, or replace one."""
        if self._me is None:
            return Failed("not connected yet", retry_after=NOT_YET)
        return await self._outbound.send(outgoing, self._me.username)

    async def run(self) -> None:
        """Serve until ``stop``; raises SettingsError for a token that Telegram does not know."""
        application = Application.builder().bot(self.bot).updater(None).build()
        try:
            if await self._connect(application):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self.arrivals.run())
                    tasks.create_task(self._set_commands())
                    tasks.create_task(self.webhook.serve() if self.webhook else Poller(self.bot, self.request, self.take_all, self.stopping).run())
            await self._finish()
        finally:
            await application.shutdown()
            await self.request.shutdown()

    def stop(self) -> None:
        """Take no more updates in; Telegram keeps them for the next start."""
        self.stopping.set()

    async def take_all(self, updates: Sequence[dict[str, Any]]) -> None:
        """Take in updates as Telegram gives them, each chat's in their order. Once it returns they are kept; raises what the database raises."""
        by_chat: dict[int, list[telegram.Update]] = defaultdict(list)
        for raw in updates:
            update = self._parsed(raw)
            if update is not None:
                by_chat[update.effective_chat.id if update.effective_chat else 0].append(update)
        results = await asyncio.gather(*(self._take_in_order(some) for some in by_chat.values()), return_exceptions=True)
        for failure in results:
            if failure is not None:
                raise failure

    def aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody need wait for, but for the end of the process."""
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _finish(self) -> None:
        """Bring to its end what was begun, within a few seconds."""
        try:
            async with asyncio.timeout(FINISH_S):
                await self._outbound.finish()
                await asyncio.gather(*self._asides)
        except TimeoutError:
            log.warning("Telegram took too long: what was being sent is taken up at the next start")

    def _parsed(self, raw: dict[str, Any]) -> telegram.Update | None:
        try:
            return telegram.Update.de_json(raw, self.bot)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one update, the others go on
            log.error("an update was left out, it can't be read: %s", describe(error))
            return None

    async def _take_in_order(self, updates: Sequence[telegram.Update]) -> None:
        for update in updates:
            try:
                await self._take(update)
            except (SQLAlchemyError, OSError):
                raise
            except Exception as error:  # noqa: BLE001 - likewise; it would come again and again, and hold up all that comes after it
                log.error("update %d was left out: %s", update.update_id, describe(error))

    async def _take(self, update: telegram.Update) -> None:
        await chats.note_changes(self, update)
        message = read(update, self.me, self.clock.now())
        if message is not None:
            await self.receive(presentable(message))
            if not message.is_whole:
                self.arrivals.look()
        if update.callback_query is not None:
            self.aside(_acknowledge(update.callback_query))

    async def _connect(self, application: Application[Any, Any, Any, Any, Any, Any]) -> bool:
        """Ask Telegram who we are until it answers; False where we were told to stop before that."""
        wait = FIRST_WAIT_S
        while not self.stopping.is_set():
            try:
                await unless_stopped(self.stopping, application.initialize())
            except InvalidToken:
                raise SettingsError("TELEGRAM_BOT_TOKEN: Telegram does not know this token; @BotFather shows the right one") from None
            except TelegramError as error:
                log.warning("Telegram can't be reached (%s); trying again", describe(error))
                await pause(self.stopping, wait)
                wait = min(2 * wait, LAST_WAIT_S)
            else:
                if self.stopping.is_set():
                    break
                self._me = Me(self.bot.id, self.bot.username)
                await asyncio.to_thread(self._note_entrance)
                return True
        return False

    def _note_entrance(self) -> None:
        """Say how a link with an invitation looks."""
        with self.database.write(self.clock.now(), everywhere=True) as session:
            joining.note_entrance(session, PLATFORM, self.me.tenant, f"https://t.me/{self.me.username}?start={{code}}", self.clock.now())

    async def _set_commands(self) -> None:
        try:
            await unless_stopped(self.stopping, menus.set_menus(self.bot, self.database, self.me.tenant))
        except TelegramError as error:
            log.warning("the menu of commands could not be set: %s", describe(error))


def make_bot(settings: Settings, request: AiohttpRequest) -> ExtBot[None]:
    """The bot of the settings; it and its libraries log nothing."""
    for library in ("telegram", "httpx", "httpcore"):
        logging.getLogger(library).setLevel(UNHEARD)  # they tell addresses, which have the token in them, and what people wrote
    token, url = settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
    return ExtBot(token, base_url=endpoints.api_base(url), base_file_url=endpoints.file_base(url), request=request, get_updates_request=request)


async def _acknowledge(query: telegram.CallbackQuery) -> None:
    """Let go of a pressed button; Telegram shows it as busy until then."""
    try:
        await query.answer()
    except TelegramError as error:
        log.debug("a press was not acknowledged: %s", describe(error))
