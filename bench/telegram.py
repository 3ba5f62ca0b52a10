"""Telegram by polling: updates a second and the time from update to reply, 64 people at once, beside a bare echo made with the library as it comes.

Each of them writes again once they are answered. The Bot API is played here, what is measured is a process of its own:
``python -m bench.telegram ours|bare FOLDER API_URL``. The assistant's pauses between messages, which Telegram wants, are lifted.
"""

from __future__ import annotations

import asyncio
import signal
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web

from bench.measure import ours_beside_bare, percentile, report
from bench.names import messages

RUNS = 3
PEOPLE = 64
WARM_UP, MEASURED = 128, 600
TOKEN = "4242:bench"  # noqa: S105 - nothing is behind it
ME = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
LONGEST_S = 180


def run() -> None:
    """Print the medians."""
    asyncio.run(_run())


async def _run() -> None:
    ours, bare = await ours_beside_bare(_measure, RUNS)
    report(f"Telegram, updates answered, {PEOPLE} at once", f"{ours[0]:.0f}/s", f"bare echo {bare[0]:.0f}/s, share {ours[0] / bare[0]:.2f}")
    report("  from update to sent reply, p50", f"{ours[1] * 1000:.0f} ms", f"bare echo {bare[1] * 1000:.0f} ms")
    report("  from update to sent reply, p99", f"{ours[2] * 1000:.0f} ms", f"bare echo {bare[2] * 1000:.0f} ms")


class Api:
    """As much of the Bot API as is asked for, and 64 people who talk."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        """Seconds from each update to its reply."""
        self.done = asyncio.Event()
        self._updates: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._number = count(1)
        self._asked_at: dict[int, float] = {}
        self._texts = cycle(written.text for written in messages(WARM_UP + MEASURED))
        for person in range(1, PEOPLE + 1):
            self._say(person)

    async def call(self, request: web.Request) -> web.Response:
        """Answer at once, but for updates."""
        given = await request.post()
        match request.match_info["method"]:
            case "getMe":
                result: Any = ME
            case "getUpdates":
                result = await self._wait(int(str(given.get("offset", 0))), float(str(given.get("timeout", 0))))
            case "sendMessage":
                result = self._answered(int(str(given["chat_id"])))
            case _:
                result = True
        return web.json_response({"ok": True, "result": result})

    async def _wait(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._news.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                pass
        return self._updates[:100]

    def _answered(self, person: int) -> dict[str, Any]:
        if person in self._asked_at:
            self.waits.append(time.perf_counter() - self._asked_at.pop(person))
            if len(self.waits) >= WARM_UP + MEASURED:
                self.done.set()
            else:
                self._say(person)
        return {"message_id": next(self._number), "date": int(time.time()), "chat": {"id": person, "type": "private"}, "from": ME, "text": "…"}

    def _say(self, person: int) -> None:
        number, chat = next(self._number), {"id": person, "type": "private", "first_name": f"Rep {person}"}
        sender = {"id": person, "is_bot": False, "first_name": f"Rep {person}"}
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": sender, "text": next(self._texts)}
        self._asked_at[person] = time.perf_counter()
        self._updates.append({"update_id": number, "message": message})
        self._news.set()


@asynccontextmanager
async def _served(api: Api) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", api.call)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    await runner.cleanup()


async def _measure(name: str) -> tuple[float, float, float]:
    """Updates a second, and the median and 99th percentile of the time from update to reply, in seconds."""
    Path("data").mkdir(exist_ok=True)
    api = Api()
    with TemporaryDirectory(dir="data") as folder:
        async with _served(api) as api_url:
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.telegram", name, folder, api_url)
            try:
                async with asyncio.timeout(LONGEST_S):
                    while len(api.waits) < WARM_UP:
                        await asyncio.sleep(0.01)
                    began, before = time.perf_counter(), len(api.waits)
                    await api.done.wait()
                    took = time.perf_counter() - began
            finally:
                process.terminate()
                await process.wait()
    measured = api.waits[before:]
    return len(measured) / took, statistics.median(measured), percentile(measured, 99)


async def serve_bare(_folder: str, api_url: str) -> None:
    """A bot that says again what it is told, as the library's documentation has it, taking updates side by side."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(TOKEN).base_url(api_url).concurrent_updates(PEOPLE).connection_pool_size(PEOPLE).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await _told_to_stop()
        await application.updater.stop()
        await application.stop()


async def serve_ours(folder: str, api_url: str) -> None:
    """The assistant as it runs, with its people known."""
    from bot.app import Application, open_database
    from bot.config import Settings
    from handlers.workspaces import Defaults, add_account, add_member, add_team, add_workspace
    from scheduler.clock import SystemClock
    from storage import migrate

    given: dict[str, Any] = {"telegram_bot_token": TOKEN, "telegram_api_url": api_url, "port": 0}
    settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/bench.db", data_dir=folder, **given)
    database, clock = open_database(settings), SystemClock()
    migrate.upgrade(database)
    with database.write(clock.now(), everywhere=True) as session:
        add_workspace(session, "Bench", Defaults("en", timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"), clock.now())
        team = add_team(session, "East", clock.now())
        for number in range(1, PEOPLE + 1):
            member = add_member(session, f"Rep {number}", clock.now(), team=team)
            add_account(session, member, "telegram", str(ME["id"]), str(number), clock.now())
    app = Application(settings, database, clock)
    app.web.bind()
    platform = app.platforms["telegram"]
    platform.per_second = None
    platform.rest_after = lambda address: timedelta(0)  # type: ignore[method-assign]
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
    await app.run()


async def _told_to_stop() -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()


if __name__ == "__main__":
    servers: dict[str, Callable[[str, str], Awaitable[None]]] = {"ours": serve_ours, "bare": serve_bare}
    asyncio.run(servers[sys.argv[1]](*sys.argv[2:]))  # type: ignore[arg-type]
