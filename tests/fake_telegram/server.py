"""The sockets: methods, files, faults on demand, and the one who posts to webhooks. It runs in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from fake_telegram.methods import Methods, RefusedError
from fake_telegram.table import TableError, check, methods
from fake_telegram.world import ALLOWED_BY_DEFAULT, Json, World

T = TypeVar("T")
WAIT_S = 20.0
REPOST_S = 0.05


@dataclass
class Call:
    """One call as it came in, and how it was answered."""

    method: str
    given: Json
    status: int = 0
    at: float = field(default_factory=time.monotonic)


@dataclass
class Fault:
    """What goes wrong with the next calls of a method."""

    method: str
    times: int
    status: int = 0
    description: str = ""
    retry_after: int = 0
    body: bytes | None = None
    """Answered as it is."""
    drop: str = ""
    """``before`` the call is done, or ``after``: the connection is closed instead of an answer."""
    chat: int | None = None
    hang_s: float = 0
    """The answer comes, but late."""


class FakeTelegram(World):
    """The Bot API on a free port of this machine."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401
        super().__init__(**more)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.webhook_answers: list[int] = []
        self.redirect_files_to = ""
        self.most = 100
        """Updates in one answer."""
        self._methods = Methods(self)
        self._loop = asyncio.new_event_loop()
        self._news = asyncio.Event()
        self._poll = 0
        self._posting: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL takes."""
        return f"http://127.0.0.1:{self.port}/bot"

    def __enter__(self) -> FakeTelegram:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    def fail(self, method: str, times: int = 1, **how: Any) -> None:  # noqa: ANN401
        self.faults.append(Fault(method, times, **how))

    def called(self, method: str) -> list[Json]:
        return [call.given for call in list(self.calls) if call.method == method]

    def wait(self, what: Callable[[], T], *, seconds: float = WAIT_S) -> T:
        """Wait until something is so, and return it."""
        end = time.monotonic() + seconds
        while not (found := what()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s: {[(call.method, call.status) for call in self.calls[-12:]]}")
            time.sleep(0.01)
        return found

    def wait_for_text(self, chat: Any, text: str) -> Json:  # noqa: ANN401
        """Wait for a message of the bot's that has the text in it."""
        return self.wait(lambda: next((one for one in reversed(self.sent(chat)) if text in one.get("text", "") + one.get("caption", "")), None))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        self.on_update = lambda: self._loop.call_soon_threadsafe(self._news.set)
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        posting = asyncio.create_task(self._post_updates())
        self._ready.set()
        await self._stopping.wait()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        await runner.cleanup()

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refusal(RefusedError(401, "Unauthorized") if ":" in request.match_info["token"] else RefusedError(404, "Not Found"))
        if method not in methods():
            return _refusal(RefusedError(404, "Not Found: method not found"))
        given, files = await _parameters(request)
        call = Call(method, dict(given))
        try:
            call.given = check(method, given, files)
        except TableError as error:
            self.violations.append(str(error))
            return _refusal(RefusedError(400, f"Bad Request: {error}"))
        self.calls.append(call)
        fault = self._fault_for(call)
        if fault is not None and fault.drop != "after" and not fault.hang_s:
            return _wrong(request, fault)
        try:
            done = await self._get_updates(call.given) if method == "getUpdates" else self._methods.call(method, call.given, files)
        except RefusedError as error:
            call.status = error.code
            return _refusal(error)
        if fault is not None and fault.hang_s:
            await asyncio.sleep(fault.hang_s)
        elif fault is not None:
            return _wrong(request, fault)
        call.status = 200
        return web.json_response({"ok": True, "result": done})

    def _fault_for(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.method in (call.method, "*") and fault.times and fault.chat in (None, call.given.get("chat_id")):
                fault.times -= 1
                call.status = fault.status
                return fault
        return None

    async def _get_updates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
        self._poll += 1
        mine = self._poll
        self._news.set()  # the one that waits is told that it was superseded
        if "allowed_updates" in given:
            self.allowed = tuple(given["allowed_updates"] or ALLOWED_BY_DEFAULT)
        offset, end = given.get("offset", 0), time.monotonic() + given.get("timeout", 0)
        while True:
            with self.lock:
                if offset > 0:
                    self.updates = [update for update in self.updates if update["update_id"] >= offset]
                found = self.updates[offset:] if offset < 0 else self.updates[: min(self.most, given.get("limit", 100))]
            if mine != self._poll:
                raise RefusedError(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
            if found or time.monotonic() >= end:
                return list(found)
            self._news.clear()
            try:
                async with asyncio.timeout(min(1.0, max(0.0, end - time.monotonic()))):
                    await self._news.wait()
            except TimeoutError:
                pass

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            raise web.HTTPNotFound
        self.calls.append(Call("file", {"path": request.match_info["path"]}))
        if self.redirect_files_to:
            raise web.HTTPFound(self.redirect_files_to)
        fault = self._fault_for(self.calls[-1])
        if fault is not None:
            return _wrong(request, fault)
        content = next((content for path, content in self.files.values() if path == request.match_info["path"]), None)
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def _post_updates(self) -> None:
        """Post what waits to the webhook, again and again until it is acknowledged."""
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            while True:
                with self.lock:
                    waiting, hook = list(self.updates[:1]), dict(self.webhook)
                if not hook or not waiting:
                    await asyncio.sleep(0.01)
                    continue
                headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]} if "secret_token" in hook else {}
                try:
                    async with session.post(hook["url"], json=waiting[0], headers=headers, allow_redirects=False) as response:
                        status = response.status
                except (ClientError, OSError, TimeoutError):
                    status = 0
                self.webhook_answers.append(status)
                if 200 <= status < 300:
                    with self.lock:
                        self.updates.remove(waiting[0])
                else:
                    await asyncio.sleep(REPOST_S)


async def _parameters(request: web.Request) -> tuple[dict[str, str], dict[str, bytes]]:
    given: dict[str, str] = dict(request.query)
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        given |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in (await request.json()).items()}
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, str):
                given[name] = value
            elif isinstance(value, web.FileField):
                files[name] = value.file.read()
    return given, files


def _refusal(error: RefusedError) -> web.Response:
    more = {"parameters": error.parameters} if error.parameters else {}
    return web.json_response({"ok": False, "error_code": error.code, "description": error.description, **more}, status=error.code)


def _wrong(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.drop:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(body=fault.body, status=fault.status or 200)
    description = fault.description or {429: "Too Many Requests: retry after", 502: "Bad Gateway", 500: "Internal Server Error"}[fault.status]
    return _refusal(RefusedError(fault.status, description, **({"retry_after": fault.retry_after} if fault.retry_after else {})))
