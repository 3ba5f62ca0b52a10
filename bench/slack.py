"""Slack by HTTP: messages a second from a signed event to the posted reply, and how soon events are acknowledged, beside a bare Bolt echo.

Slack's API and its senders are a process of their own, and so is what is measured; ``python -m bench.slack ours|bare FOLDER API_URL`` is the latter.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web

from bench.measure import ours_beside_bare, percentile, report
from bench.names import messages

RUNS = 3
PEOPLE, AT_ONCE = 300, 64
SECRET, TEAM, BOT = "bench", "T1", "U0BOT"
LONGEST_S = 120


def run() -> None:
    """Print the medians."""
    asyncio.run(_run())


async def _run() -> None:
    ours, bare = await ours_beside_bare(_measure, RUNS)
    report("Slack, from signed event to posted reply", f"{ours[0]:.0f}/s", f"bare Bolt echo {bare[0]:.0f}/s, share {ours[0] / bare[0]:.2f}")
    report(f"  acknowledged, {AT_ONCE} at once, p50", f"{ours[1] * 1000:.0f} ms", f"bare Bolt echo {bare[1] * 1000:.0f} ms")
    report(f"  acknowledged, {AT_ONCE} at once, p99", f"{ours[2] * 1000:.0f} ms", f"bare Bolt echo {bare[2] * 1000:.0f} ms")


class Api:
    """As much of Slack's API as is asked for, and the posts that came."""

    def __init__(self) -> None:
        self.posts = 0
        self.came = asyncio.Event()
        self._number = count(1)

    async def call(self, request: web.Request) -> web.Response:
        """Answer at once."""
        match request.match_info["method"]:
            case "auth.test":
                told: dict[str, Any] = {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT", "team": "Bench", "url": "https://bench.slack.com/"}
            case "users.info":
                user = request.query.get("user") or (await request.post()).get("user")
                told = {"user": {"id": user, "team_id": TEAM, "real_name": f"Rep {user}", "tz": "Asia/Shanghai", "locale": "en-US"}}
            case "chat.postMessage":
                self.posts += 1
                self.came.set()
                told = {"channel": "D1", "ts": f"1764000000.{next(self._number):06d}"}
            case _:
                told = {"view": {"id": "V1", "hash": "1"}, "channel": {"id": "D1"}}
        return web.json_response({"ok": True, **told})

    async def wait_for(self, posts: int) -> None:
        """Until so many have come."""
        async with asyncio.timeout(LONGEST_S):
            while self.posts < posts:
                self.came.clear()
                await self.came.wait()


@asynccontextmanager
async def _served(api: Api) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/api/{method}", api.call)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()


async def _measure(name: str) -> tuple[float, float, float]:
    """Messages a second, and the acknowledgements' median and 99th percentile in seconds."""
    Path("data").mkdir(exist_ok=True)
    api = Api()
    with TemporaryDirectory(dir="data") as folder:
        async with _served(api) as api_url, aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
            command = [sys.executable, "-m", "bench.slack", name, folder, api_url]
            process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            assert process.stdout is not None
            url = (await process.stdout.readline()).decode().strip()
            try:
                await _send_all(session, url, 0)
                await api.wait_for(PEOPLE)
                await asyncio.sleep(8)  # what goes on behind the first messages is over, and each chat has had its rest
                began = time.perf_counter()
                acks = await _send_all(session, url, 1)
                await api.wait_for(2 * PEOPLE)
                return PEOPLE / (time.perf_counter() - began), statistics.median(acks), percentile(acks, 99)
            finally:
                process.terminate()
                await process.communicate()


async def _send_all(session: aiohttp.ClientSession, url: str, turn: int) -> list[float]:
    """One message of each of the people; how long each took to be acknowledged."""
    room = asyncio.Semaphore(AT_ONCE)
    texts = [written.text for written in messages(2 * PEOPLE)][turn::2]

    async def send(number: int) -> float:
        ts = f"{1764000000 + turn}.{number:06d}"
        inner = {"type": "message", "channel_type": "im", "channel": f"D{number}", "user": f"U{number}", "ts": ts, "text": texts[number]}
        body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{turn}-{number}", "event": inner})
        async with room:
            began = time.perf_counter()
            async with session.post(url, data=body, headers=_signed(body)) as answer:
                assert answer.status == 200, answer.status
                await answer.read()
            return time.perf_counter() - began

    return list(await asyncio.gather(*(send(number) for number in range(PEOPLE))))


def _signed(body: str) -> dict[str, str]:
    timestamp = str(int(datetime.now(UTC).timestamp()))
    signature = hmac.new(SECRET.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}


async def serve_bare(_folder: str, api_url: str) -> None:
    """A Bolt app that says again what it is told, as its documentation has it, on the same kind of web server."""
    import uvicorn
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    bolt = AsyncApp(client=AsyncWebClient("xoxb-bench", base_url=api_url), signing_secret=SECRET)

    @bolt.event("message")
    async def echo(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text=event["text"])

    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    site = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    _tell(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events")
    await serving


async def serve_ours(folder: str, api_url: str) -> None:
    """The assistant as it runs."""
    import signal

    from bot.app import Application, open_database
    from bot.config import Settings
    from scheduler.clock import SystemClock
    from storage import migrate

    given: dict[str, Any] = {"slack_bot_token": "xoxb-bench", "slack_signing_secret": SECRET, "slack_api_url": api_url, "port": 0}
    settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/bench.db", data_dir=folder, timezone="Asia/Shanghai", **given)
    database = open_database(settings)
    app = Application(settings, database, SystemClock())
    address = app.web.bind()
    migrate.upgrade(database)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
    _tell(f"{address}/slack/events")
    await app.run()


def _tell(url: str) -> None:
    print(url, flush=True)  # noqa: T201 - for the process that measures


if __name__ == "__main__":
    servers: dict[str, Callable[[str, str], Awaitable[None]]] = {"ours": serve_ours, "bare": serve_bare}
    asyncio.run(servers[sys.argv[1]](*sys.argv[2:]))  # type: ignore[arg-type]
