"""How what happens in Slack reaches the app: signed requests, or envelopes over its socket; again, as Slack does, where nothing acknowledges."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.slack.fake.web import Web
from tests.slack.fake.world import SIGNING_SECRET

ACK_S = 3.0
RETRIES = 3


@dataclass(frozen=True)
class Delivery:
    """What became of a payload: whether it was acknowledged, with what, after how long, and at which attempt."""

    is_acked: bool
    answer: dict[str, Any]
    took_s: float
    attempts: int
    status: int = 200


def signed(body: str, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a request that Slack makes."""
    timestamp = str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}


class Sender:
    """Sends payloads the one way or the other."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.events_url = ""
        """Where the app takes requests; empty for the socket."""
        self.waits_s = (0.0, 0.2, 0.4)
        """Between the attempts; Slack's are at once, a minute and five."""
        self._session: aiohttp.ClientSession | None = None

    async def event(self, payload: dict[str, Any]) -> Delivery:
        """An event, up to three more times."""
        started = time.monotonic()
        result = Delivery(False, {}, 0, 0)
        for attempt in range(RETRIES + 1):
            if attempt:
                await asyncio.sleep(self.waits_s[attempt - 1])
            result = await self.once("events_api", payload, attempt)
            if result.is_acked:
                break
        return Delivery(result.is_acked, result.answer, time.monotonic() - started, result.attempts, result.status)

    async def once(self, kind: str, payload: dict[str, Any], attempt: int = 0) -> Delivery:
        """One attempt."""
        started = time.monotonic()
        try:
            is_acked, answer, status = await (self._by_http(kind, payload, attempt) if self.events_url else self._by_socket(kind, payload, attempt))
        except (TimeoutError, aiohttp.ClientError, ConnectionError):
            is_acked, answer, status = False, {}, 0
        return Delivery(is_acked, answer, time.monotonic() - started, attempt + 1, status)

    async def _by_http(self, kind: str, payload: dict[str, Any], attempt: int) -> tuple[bool, dict[str, Any], int]:
        match kind:
            case "events_api":
                content, body = "application/json", json.dumps(payload)
            case "slash_commands":
                content, body = "application/x-www-form-urlencoded", urlencode(payload)
            case _:
                content, body = "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(payload)})
        headers = {"Content-Type": content, **signed(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACK_S), connector=aiohttp.TCPConnector(limit=0))
        async with self._session.post(self.events_url, data=body.encode(), headers=headers) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json"
            return answer.status == 200, json.loads(text) if is_json and text else {"text": text} if text else {}, answer.status

    async def _by_socket(self, kind: str, payload: dict[str, Any], attempt: int) -> tuple[bool, dict[str, Any], int]:
        end = time.monotonic() + ACK_S
        while not self.web.sockets:
            if time.monotonic() > end:
                raise TimeoutError
            await asyncio.sleep(0.02)
        envelope_id = f"e{self.web.world.number()}"
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        ack: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.web.acks[envelope_id] = ack
        await random.choice(self.web.sockets).send_json(envelope)
        return True, await asyncio.wait_for(ack, end - time.monotonic()), 200

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
