"""Joins everything: the database, the clock, what came in, what goes out, and the platforms. The only place that does.

The core is synchronous and runs in threads; three loops here keep it going, each woken when there is something for it to do:

    platforms ──receive──▶ inbox ──handle──▶ outbox ──deliver──▶ platforms
                                   tick ──────▲

A tick every second wakes all three, so what nobody announced (a retry, another replica's message) waits no longer than that.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pkgutil import resolve_name

from bot import warming
from bot.config import Settings
from bot.delivery import Delivery
from bot.gathering import Gathering
from bot.inbox import Inbox, describe
from bot.place_links import give_links
from bot.platforms.platform import ServedPlatform
from bot.platforms.web.chat import WebChat
from handlers.messages import Message
from scheduler import schedules
from scheduler.clock import Clock
from scheduler.ticks import Ticks
from storage.database import Database
from storage.files import FileStore

log = logging.getLogger(__name__)

TICK_S = 1
SWITCH_S = 0.0005
"""How long Python lets one thread run while another waits. Each statement to the database lets go of the interpreter, and at the usual 5 ms waits
that long to have it back whenever the event loop is busy: 0.5 ms gave 1.5 times the messages a second from a platform's event to its answer."""
LOOK_AFTER_S = 30
DRAW_AFTER_S = 10

CHATS: dict[str, tuple[str, Callable[[Settings], bool]]] = {
    "slack": ("bot.platforms.slack.platform:SlackPlatform", lambda settings: bool(settings.slack_bot_token or settings.slack_client_id)),
    "telegram": ("bot.platforms.telegram.platform:TelegramPlatform", lambda settings: bool(settings.telegram_bot_token)),
}
"""Each chat platform's class and whether it is set up. It is imported only then, and made like the web chat."""


def open_database(settings: Settings) -> Database:
    """The database and the files that the settings name."""
    database = Database(settings.database_url.get_secret_value(), FileStore(settings.data_dir / "files"))
    give_links(database, settings)
    return database


class Application:
    """One process of the assistant. ``run`` serves until ``stop`` is called."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.inbox = Inbox(database, settings.language)
        self.gathering = Gathering(lambda messages: self.inbox.receive_all(messages, clock.now()))
        self.web = WebChat(settings, database, clock, self.receive)
        chats = [resolve_name(made_by)(settings, database, clock, self.receive) for made_by, is_set in CHATS.values() if is_set(settings)]
        self.platforms: dict[str, ServedPlatform] = {platform.name: platform for platform in (self.web, *chats)}
        self.web.open_routes = [route for platform in self.platforms.values() for route in platform.routes]
        self._stopping = asyncio.Event()
        self._came_in, self._goes_out, self._falls_due = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.delivery = Delivery(database, self.platforms, clock, self._goes_out.set)

    async def receive(self, message: Message) -> bool:
        """Keep what came in from a platform; when this returns it may be acknowledged. False for a second delivery.

        What is given to it at the same time is kept in one transaction, in its order.
        """
        is_new = await self.gathering.receive(message)
        self._came_in.set()
        return is_new

    async def run(self) -> None:
        """Serve all platforms, handle what comes in and send what goes out; on ``stop`` nothing is left half-done."""
        sys.setswitchinterval(SWITCH_S)
        await asyncio.to_thread(self.delivery.recover, at_start=True)
        ticks = Ticks()
        ticks.every(TICK_S, self._wake_all)
        ticks.every(LOOK_AFTER_S, self._look_after)
        loops = [
            self._keep_going("inbox", self._handle_some, self._came_in),
            self._keep_going("outbox", self._deliver, self._goes_out),
            self._keep_going("schedules", self._tick, self._falls_due),
        ]
        async with asyncio.TaskGroup() as tasks:
            for platform in self.platforms.values():
                tasks.create_task(self._serve(platform))
            working = [tasks.create_task(loop) for loop in loops]
            ticks.start()
            warm = tasks.create_task(self._warm_up())
            await self._stopping.wait()
            ticks.stop()
            await self._wake_all()
            warm.cancel()
            await asyncio.wait(working)
            await self.delivery.finish()  # while the platforms can still send
            for platform in self.platforms.values():
                platform.stop()

    def stop(self) -> None:
        """Have ``run`` come to its end: what is being handled or sent is finished, the rest waits in the database."""
        self._stopping.set()

    async def _serve(self, platform: ServedPlatform) -> None:
        """Serve one platform; where it ends by itself, the process ends with it."""
        try:
            await platform.run()
        finally:
            self.stop()

    async def _keep_going(self, name: str, work: Callable[[], Awaitable[bool]], woken: asyncio.Event) -> None:
        """Work as long as there is something to do, then sleep until woken; an error is logged and the loop goes on."""
        while not self._stopping.is_set():
            woken.clear()
            try:
                while not self._stopping.is_set() and await work():
                    pass
            except Exception as error:  # noqa: BLE001 - whatever it is, the other messages go on
                log.error("%s: %s", name, describe(error))
            if not self._stopping.is_set():
                await woken.wait()

    async def _handle_some(self) -> bool:
        handled = await asyncio.to_thread(self.inbox.work_some, self.clock.now())
        if handled:
            self._goes_out.set()
            self.web.refresh()
        return handled > 0

    async def _deliver(self) -> bool:
        count = await self.delivery.go_on()
        if count:
            self.web.refresh()
        return count > 0

    async def _tick(self) -> bool:
        if await asyncio.to_thread(schedules.tick, self.database, self.clock.now()):
            self._goes_out.set()
        return False

    async def _warm_up(self) -> None:
        """The reader at once, for the first message; what draws pictures once that has had its turn."""
        try:
            await asyncio.to_thread(warming.read_examples, self.settings, self.clock.now())
            await asyncio.sleep(DRAW_AFTER_S)
            await asyncio.to_thread(warming.load_drawing)
        except Exception as error:  # noqa: BLE001 - it only saves time
            log.warning("warming up: %s", describe(error))

    async def _wake_all(self) -> None:
        for woken in (self._came_in, self._goes_out, self._falls_due):
            woken.set()

    async def _look_after(self) -> None:
        """What is needed now and then: what was left half-sent is taken up, members who came since are let in."""
        await asyncio.to_thread(self.web.add_accounts)
        if await asyncio.to_thread(self.delivery.recover):
            self._goes_out.set()
