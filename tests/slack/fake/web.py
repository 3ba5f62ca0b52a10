"""What answers over HTTP: the Web API with its tokens, limits and faults, files, response URLs, and the socket."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.fake import api
from tests.slack.fake.checks import check_message
from tests.slack.fake.world import RESPONSE_S, RESPONSE_USES, Shown, SlackError, World

POST_WINDOW_S = 1.0


class StagedError(SlackError):
    """Something that a test has go wrong."""


@dataclass
class Fault:
    """Something that goes wrong with the next calls of a method."""

    method: str
    error: str = ""
    """Slack's name for it; ``drop`` does what was asked and then hangs up, ``drop_before`` hangs up at once."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    where: str = ""
    """The only channel that it happens in."""


@dataclass
class Web:
    """The fake's addresses, and a note of all that was asked."""

    world: World
    calls: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acks: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    limits_posts: bool = False
    asked_of_files: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._posted: dict[str, float] = defaultdict(float)
        self._tickets: set[str] = set()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self.call)
        app.router.add_post("/upload/{file}", self.upload)
        app.router.add_get("/files/{file}/{name}", self.give_file)
        app.router.add_post("/response/{name}", self.respond)
        app.router.add_get("/link", self.socket)
        return app

    async def call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        call = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(call.pop("token", ""))
        self.calls.append((name, call, time.monotonic()))
        try:
            fault = self._fault(name, call)
            if fault == "drop_before":
                return self._hang_up(request)
            answer = self._answer(request, name, token, call)
            if fault == "drop":
                return self._hang_up(request)
            return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(self.world.scopes)})
        except SlackError as error:
            if not isinstance(error, StagedError):
                self.refused.append(f"{name}: {error}")
            detail = {"response_metadata": {"messages": [error.detail]}} if error.detail else {}
            return web.json_response({"ok": False, "error": error.error, **detail}, status=error.status, headers=error.headers)

    def _answer(self, request: web.Request, name: str, token: str, call: dict[str, Any]) -> dict[str, Any]:
        if name == "apps.connections.open":
            if token not in self.world.app_tokens:
                raise SlackError("invalid_auth")
            ticket = f"k{self.world.number()}"
            self._tickets.add(ticket)
            return {"url": f"{self.world.address.replace('http', 'ws', 1)}/link?ticket={ticket}"}
        if name == "oauth.v2.access":
            basic = request.headers.get("Authorization", "").removeprefix("Basic ")
            client_id, _, secret = base64.b64decode(basic).decode().partition(":")
            return api.oauth_access(self.world, call, (call.get("client_id") or client_id, call.get("client_secret") or secret))
        if name not in api.METHODS:
            raise SlackError("unknown_method")
        install = api.authorize(self.world, token)
        if name == "chat.postMessage" and self.limits_posts:
            self._limit(call.get("channel", ""))
        return api.METHODS[name](self.world, install, call)

    def _limit(self, channel: str) -> None:
        """About one message a second in a channel."""
        now = time.monotonic()
        if now - self._posted[channel] < POST_WINDOW_S * 0.8:
            raise SlackError("ratelimited", status=429, headers={"Retry-After": "1"})
        self._posted[channel] = now

    def _fault(self, name: str, call: dict[str, Any]) -> str:
        for fault in self.faults:
            if fault.method == name and fault.times > 0 and fault.where in ("", call.get("channel")):
                fault.times -= 1
                if fault.error.startswith("drop"):
                    return fault.error
                raise StagedError(fault.error, status=fault.status, headers=fault.headers)
        return ""

    @staticmethod
    def _hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        if request.content_type.startswith("multipart/"):
            return web.Response(status=400)
        self.world.contents[request.match_info["file"]] = content
        return web.Response(text=f"OK - {len(content)}")

    async def give_file(self, request: web.Request) -> web.StreamResponse:
        self.asked_of_files.append(dict(request.headers))
        file = self.world.files.get(request.match_info["file"], {})
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.world.installs:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        if "elsewhere" in file:
            raise web.HTTPFound(file["elsewhere"])
        await asyncio.sleep(file.get("takes_s", 0))
        return web.Response(body=self.world.contents.get(request.match_info["file"], b""), content_type="application/octet-stream")

    async def respond(self, request: web.Request) -> web.Response:
        """A ``response_url``: five uses within half an hour."""
        known = self.world.responses.get(request.match_info["name"])
        if known is None or known["uses"] >= RESPONSE_USES or time.monotonic() - known["since"] > RESPONSE_S:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        known["uses"] += 1
        call = await request.json()
        self.calls.append(("response_url", call, time.monotonic()))
        shown = known.get("shown")
        if call.get("delete_original") and shown:
            self.world.messages.remove(shown)
            return web.Response(text="ok")
        try:
            check_message(call)
        except SlackError as error:
            self.refused.append(f"response_url: {error}")
            return web.json_response({"ok": False, "error": error.error}, status=400)
        if call.get("replace_original") and shown:
            shown.text, shown.blocks = call.get("text", ""), call.get("blocks") or []
        else:
            only_for = None if call.get("response_type") == "in_channel" else known["user"]
            told = Shown(known["channel"], self.world.new_ts(), "U0BOT", call.get("text", ""), call.get("blocks") or [], None, only_for, by_bot=True)
            self.world.messages.append(told)
        return web.Response(text="ok")

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """Socket Mode: an address is good for one connection, and there are at most ten."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self.sockets) >= 10:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        about = {"host": "fake", "approximate_connection_time": 18060}
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets), "debug_info": about, "connection_info": {"app_id": "A0001"}})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    said = json.loads(message.data)
                    ack = self.acks.pop(said.get("envelope_id", ""), None)
                    if ack is not None and not ack.done():
                        ack.set_result(said.get("payload") or {})
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **{name: value for name, value in (await request.post()).items() if isinstance(value, str)}}
