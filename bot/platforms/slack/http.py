"""Slack's requests by HTTP, on the web server under /slack: their signature is checked before anything else is done with them."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot.platforms.slack import oauth

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
BODY_LIMIT = 1024 * 1024
REFUSED = JSONResponse({"error": "invalid_signature"}, 401)
UNREADABLE = JSONResponse({"error": "unreadable"}, 400)


def routes(platform: SlackPlatform) -> Sequence[BaseRoute]:
    """The addresses that the settings allow for."""
    found: list[BaseRoute] = []
    if secret := platform.settings.slack_signing_secret.get_secret_value():
        found.append(Route(EVENTS, _Events(platform, secret), methods=["GET", "POST"]))
    if platform.oauth_flow is not None:
        found += [
            Route(oauth.INSTALL, _OfFlow(platform.oauth_flow.handle_installation)),
            Route(oauth.REDIRECT, _OfFlow(platform.oauth_flow.handle_callback)),
        ]
    return found


class _Events:
    """Events, presses, forms and commands: all come to one address."""

    def __init__(self, platform: SlackPlatform, secret: str) -> None:
        self.platform = platform
        self.verifier = SignatureVerifier(secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "GET":  # now and then Slack looks whether the certificate is good
            return PlainTextResponse("" if request.query_params.get("ssl_check") == "1" else "This address is for Slack.")
        body = await request.body()
        if len(body) > BODY_LIMIT:
            return UNREADABLE
        if not self._is_signed(request, body):
            log.warning("a request to %s was refused: its signature or time is wrong", EVENTS)
            return REFUSED
        if self.platform.is_stopping:
            return Response(status_code=503, headers={"Retry-After": "5"})
        found = read_request(request, body)
        if found is None:
            log.warning("a request to %s was refused: it can't be read", EVENTS)
            return UNREADABLE
        return to_starlette_response(await self.platform.track(self.platform.bolt.async_dispatch(found)))

    def _is_signed(self, request: Request, body: bytes) -> bool:
        """Whether Slack has sent it, within the last five minutes."""
        try:
            given = (request.headers["x-slack-request-timestamp"], request.headers["x-slack-signature"])
            return self.verifier.is_valid(body, *given)
        except (KeyError, ValueError, TypeError):  # missing, or no number, or not in ASCII
            return False


def read_request(request: Request, body: bytes) -> AsyncBoltRequest | None:
    """A request as Bolt takes it; None for garbage."""
    try:
        text = body.decode("utf-8")
        payload = _payload_of(request, text)
        if not isinstance(payload, dict) or not (isinstance(payload.get("type"), str) or "command" in payload or "ssl_check" in payload):
            return None
        if payload.get("type") == "event_callback" and not isinstance(payload["event"]["type"], str):
            return None
        return AsyncBoltRequest(body=text, query=dict(request.query_params), headers=dict(request.headers))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _payload_of(request: Request, text: str) -> object:
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json" or text.startswith("{"):
        return json.loads(text)
    form = parse_qs(text, keep_blank_values=True, strict_parsing=bool(text))
    return json.loads(form["payload"][0]) if "payload" in form else {name: values[0] for name, values in form.items()}


class _OfFlow:
    """Where an admin begins to install the app in a workspace, or where Slack sends them back to."""

    def __init__(self, answer: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        request = Request(scope, receive)
        asked = AsyncBoltRequest(body="", query=dict(request.query_params), headers=dict(request.headers))
        await to_starlette_response(await self.answer(asked))(scope, receive, send)
