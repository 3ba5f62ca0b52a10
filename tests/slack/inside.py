"""The Slack platform beside the fake without a socket between them: payloads go to Bolt, calls to the fake's methods, at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncSlackResponse, AsyncWebClient
from slack_sdk.web.file_upload_v2_result import FileUploadV2Result
from webchat import unset_settings

from bot.inbox import Inbox
from bot.platforms.slack.installs import Installed
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.responses import Responses
from handlers.messages import Message
from scheduler.clock import Clock
from storage.database import Database
from tests.slack.fake import APP_TOKEN, TOKEN
from tests.slack.fake.api import METHODS, authorize
from tests.slack.fake.checks import check_message
from tests.slack.fake.world import Install, Shown, SlackError, World


class Inside:
    """A workspace in which the app is installed, and the app."""

    def __init__(self, database: Database, clock: Clock, language: str = "en", **settings: str) -> None:
        self.world = World()
        self.world.address = "https://slack.test"
        self.install = self.world.installs[TOKEN]
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.on_shown: Callable[[Shown, bool], None] = lambda _shown, _instead: None
        """Told of each message that appears, and whether it takes the place of what stood there."""
        self.inbox, self.clock = Inbox(database, language), clock
        given = unset_settings(slack_bot_token=TOKEN, slack_app_token=APP_TOKEN, language=language, **settings)
        self.platform = _Platform(given, database, clock, self._receive)
        self.platform.inside = self
        self.platform.responses = _Responses(self.platform)

    async def _receive(self, message: Message) -> bool:
        return self.inbox.receive(message, self.clock.now())

    async def tell(self, payload: dict[str, Any]) -> dict[str, Any]:
        """A payload from Slack; what it is answered with. Fails where it is not acknowledged."""
        request = AsyncBoltRequest(body=json.loads(json.dumps(payload)), mode="socket_mode")
        answer = await self.platform.bolt.async_dispatch(request)
        assert answer.status == 200, f"not acknowledged: {answer.status} {answer.body}"
        await self.platform.finish()
        told = json.loads(answer.body) if answer.body and answer.body.startswith("{") else {"text": answer.body} if answer.body else {}
        assert isinstance(told, dict)
        return told

    def call(self, name: str, call: dict[str, Any], token: str | None) -> dict[str, Any]:
        """What the fake answers; raises SlackError."""
        call = json.loads(json.dumps({key: value for key, value in call.items() if value is not None}))
        self.calls.append((name, call))
        known = {id(shown) for shown in self.world.messages}
        answer = METHODS[name](self.world, authorize(self.world, token or ""), call)
        for shown in self.world.messages:
            if id(shown) not in known:
                self.on_shown(shown, False)
            elif name == "chat.update" and shown.ts == answer["ts"]:
                self.on_shown(shown, True)
        return {"ok": True, **answer}


class _Platform(SlackPlatform):
    """Its client is the fake's, and no chat rests: the clock stands still."""

    inside: Inside

    def client(self, installed: Installed | None = None) -> AsyncWebClient:
        return _Client(self.inside, installed.token if installed else None)

    async def finish(self) -> None:
        """Wait for what was begun in the background."""
        while self._under_way:
            await asyncio.gather(*self._under_way)


class _Client(AsyncWebClient):
    """Slack's client without the network."""

    def __init__(self, inside: Inside, token: str | None) -> None:
        super().__init__(token)
        self.inside = inside

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:  # type: ignore[override]
        call = {**(given.get("params") or {}), **(given.get("data") or {}), **(given.get("json") or {})}
        try:
            data = self.inside.call(api_method, call, call.pop("token", None) or self.token)
        except SlackError as error:
            data = {"ok": False, "error": error.error, "response_metadata": {"messages": [error.detail]}}
        answer = AsyncSlackResponse(client=self, http_verb="POST", api_url=api_method, req_args={}, data=data, headers={}, status_code=200)
        if not data["ok"]:
            raise SlackApiError(f"{data['error']}: {data['response_metadata']}", answer)
        return answer

    async def _upload_file(self, *, url: str, data: bytes, **_: Any) -> FileUploadV2Result:
        self.inside.world.contents[url.rsplit("/", 1)[1]] = data
        return FileUploadV2Result(200, f"OK - {len(data)}")


class _Responses(Responses):
    """Answers by ``response_url`` without the network."""

    async def _send(self, url: str, shown: dict[str, Any]) -> bool:
        inside = self._platform.inside  # type: ignore[attr-defined]
        known = inside.world.responses[url.rsplit("/", 1)[1]]
        known["uses"] += 1
        check_message(shown)
        inside.calls.append(("response_url", shown))
        there: Shown | None = known.get("shown")
        if shown["replace_original"] and there is not None:
            there.text, there.blocks = shown["text"], shown["blocks"]
            inside.on_shown(there, True)
        else:
            told = Shown(known["channel"], inside.world.new_ts(), "U0BOT", shown["text"], shown.get("blocks", []), None, known["user"], by_bot=True)
            inside.world.messages.append(told)
            inside.on_shown(told, False)
        return known["uses"] <= 5


__all__ = ["Inside", "Install"]
