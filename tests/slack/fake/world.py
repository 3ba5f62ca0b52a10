"""What exists in the fake: workspaces, people, channels, messages, views, files, tokens."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from bot.platforms.slack.scopes import SCOPES

TEAM, BOT, BOT_ID, APP = "T0001", "U0BOT", "B0BOT", "A0001"
TOKEN, APP_TOKEN = "xoxb-test-token", "xapp-test-token"
SIGNING_SECRET, CLIENT_ID, CLIENT_SECRET = "test-signing-secret", "1.2", "test-client-secret"

TRIGGER_S, RESPONSE_USES, RESPONSE_S = 3.0, 5, 1800


class SlackError(Exception):
    """What the Web API answers with ``"ok": false``."""

    def __init__(self, error: str, detail: str = "", status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{error}: {detail}" if detail else error)
        self.error, self.detail, self.status, self.headers = error, detail, status, headers or {}


@dataclass
class Channel:
    id: str
    name: str = ""
    kind: str = "channel"
    """As events have it: ``channel``, ``group``, ``im`` or ``mpim``."""
    team: str = TEAM
    members: set[str] = field(default_factory=set)
    is_archived: bool = False


@dataclass
class Shown:
    """A message that stands in a channel."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    only_for: str | None = None
    by_bot: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)
    edits: int = 0
    response_url: str | None = None

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return [element for element in itertools.chain(*rows) if element["type"] == "button"]

    @property
    def labels(self) -> list[str]:
        return [button["text"]["text"] for button in self.buttons]

    def as_event(self) -> dict[str, Any]:
        event: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.by_bot:
            event |= {"bot_id": BOT_ID, "app_id": APP, "blocks": self.blocks}
        if self.thread_ts:
            event["thread_ts"] = self.thread_ts
        if self.files:
            event["files"] = self.files
        if self.edits:
            event["edited"] = {"user": self.user, "ts": f"{self.ts[:-1]}{self.edits}"}
        return event


@dataclass
class Install:
    """The app in one workspace."""

    team: str
    token: str
    enterprise: str | None = None
    bot: str = BOT


class World:
    """All of it."""

    def __init__(self) -> None:
        self.installs: dict[str, Install] = {TOKEN: Install(TEAM, TOKEN)}
        self.revoked: set[str] = set()
        self.app_tokens = {APP_TOKEN}
        self.scopes = list(SCOPES)
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Shown] = []
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, tuple[float, bool]] = {}
        self.responses: dict[str, dict[str, Any]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.address = ""
        self._count = itertools.count(1)
        self.add_user(BOT, "Onpace", is_bot=True)

    def number(self) -> int:
        """A number that was never given before."""
        return next(self._count)

    def new_ts(self) -> str:
        return f"{int(time.time())}.{self.number():06d}"

    def add_user(self, user: str, name: str, *, team: str = TEAM, tz: str = "Asia/Shanghai", locale: str = "en-US", **flags: Any) -> None:
        profile = {"real_name": name, "display_name": name.split(maxsplit=1)[0]}
        known = {"id": user, "team_id": team, "name": name.lower().replace(" ", "."), "real_name": name, "tz": tz, "locale": locale}
        usual = {"deleted": False, "is_bot": False, "is_restricted": False, "is_ultra_restricted": False}
        self.users[user] = {**known, "profile": profile, **usual, **flags}

    def add_channel(self, channel: str, name: str, *members: str, kind: str = "channel", team: str = TEAM) -> Channel:
        self.channels[channel] = Channel(channel, name, kind, team, set(members))
        return self.channels[channel]

    def direct(self, user: str, team: str = TEAM) -> Channel:
        """Somebody's private chat with the app."""
        channel = f"D{user[1:]}" if team == TEAM else f"D{team[1:]}{user[1:]}"
        if channel not in self.channels:
            self.add_channel(channel, "", user, BOT, kind="im", team=team)
        return self.channels[channel]

    def find(self, channel: str, ts: str) -> Shown | None:
        return next((shown for shown in self.messages if shown.channel == channel and shown.ts == ts), None)

    def new_trigger(self) -> str:
        trigger = f"{self.number()}.{time.time_ns()}.abc"
        self.triggers[trigger] = (time.monotonic(), False)
        return trigger

    def use_trigger(self, trigger: str) -> None:
        """Each is good once, for three seconds."""
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        since, used = self.triggers[trigger]
        if used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - since > TRIGGER_S:
            raise SlackError("expired_trigger_id")
        self.triggers[trigger] = (since, True)

    def new_response(self, **about: Any) -> str:
        """The name of a ``response_url``."""
        name = f"r{self.number()}"
        self.responses[name] = {"since": time.monotonic(), "uses": 0, **about}
        return name
