"""What keeps other sites, other names of this machine and oversized requests away from a page that lets its visitor be anybody."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.config import LOOPBACK, Settings
from bot.inbox import describe
from bot.platforms.web.answers import Problem, problem_response

log = logging.getLogger(__name__)

MB = 1024 * 1024
BODY_LIMIT = 25 * MB
SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


def hosts(settings: Settings) -> Sequence[str]:
    """The names by which this server may be asked for: a site that points its own name here (DNS rebinding) is refused.

    The public address is none of them: what is behind it is open to the network, and the web chat must not be.
    """
    if settings.web_chat_open_to_network:
        return ["*"]
    return [*LOOPBACK - {"::1"}, "[::1]", "::1"]


class SecureHeaders:
    """Says with every answer what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache" if "etag" in headers else "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOrigin:
    """Lets only our own pages change anything: a browser says where a request comes from, and other programs on this machine need no browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not _is_ours(Headers(scope=scope)):
            await problem_response(Request(scope), Problem(403, "errors.foreign"))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class BodyLimit:
    """Refuses what is too large to take. What is announced as too large is read away first, so that the sender gets to see the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        too_large = Problem(413, "errors.too_large", limit=BODY_LIMIT // MB)
        announced = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if announced.isdigit() and int(announced) > BODY_LIMIT:
            while (await receive()).get("more_body"):
                pass
            await problem_response(Request(scope), too_large)(scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY_LIMIT:
                raise too_large
            return message

        await self.app(scope, receive_some, send)


class NoTraces:
    """Tells of an error of ours without saying what it was; that is logged, by its kind and place."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        is_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception as error:  # noqa: BLE001 - whatever it is, the visitor is told that it is not their fault
            log.error("%s %s failed: %s", scope.get("method"), getattr(scope.get("route"), "path", "?"), describe(error))
            if not is_begun:
                await problem_response(Request(scope), Problem(500, "errors.ours"))(scope, receive, send)
