"""The manifest that a newcomer gives to Slack asks for what the code listens to, and for nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from webchat import unset_settings

from bot.platforms.slack import shortcuts
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.scopes import EVENTS, SCOPES
from bot.platforms.slack.slashes import slash_list
from scheduler.clock import SystemClock
from storage.database import Database

MANIFEST: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "bot/platforms/slack/manifest.yaml").read_text("utf-8"))
FEATURES, SETTINGS = MANIFEST["features"], MANIFEST["settings"]
NEEDED = {
    "chat.postMessage": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "channels:read",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
}


def test_it_offers_the_slash_commands_that_there_are() -> None:
    listed = [{"command": one.command, "description": one.description, "usage_hint": one.usage_hint, "should_escape": True} for one in slash_list()]
    assert FEATURES["slash_commands"] == listed, "give features.slash_commands this: " + yaml.safe_dump(listed, allow_unicode=True, sort_keys=False)


def test_it_offers_the_shortcuts_that_there_are() -> None:
    offered = {(one["type"], one["callback_id"]) for one in FEATURES["shortcuts"]}
    assert offered == {("message", shortcuts.LOG_MESSAGE), ("global", shortcuts.ADD_UPDATE)}


def test_it_asks_for_the_scopes_that_are_used() -> None:
    assert tuple(MANIFEST["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert set(NEEDED.values()) <= set(SCOPES)


def test_every_event_that_it_asks_for_is_listened_to(sqlite: Database, tmp_path: Path) -> None:
    assert tuple(SETTINGS["event_subscriptions"]["bot_events"]) == EVENTS
    settings = unset_settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1", data_dir=str(tmp_path))

    async def never(_message: object) -> bool:
        raise AssertionError

    platform = SlackPlatform(settings, sqlite, SystemClock(), never)
    listened = {event: asyncio.run(_listener_of(platform, event)) for event in EVENTS}
    assert [event for event, name in listened.items() if name == "_ignore"] == []


async def _listener_of(platform: SlackPlatform, event: str) -> str:
    """The name of what runs for an event."""
    body = {"type": "event_callback", "event": {"type": event.partition(".")[0]}}
    request = AsyncBoltRequest(body=body, mode="socket_mode")
    for listener in platform.bolt._async_listeners:
        if await listener.async_matches(req=request, resp=BoltResponse(status=200)):
            return str(listener.ack_function.__name__)
    raise AssertionError(event)


@pytest.mark.parametrize(
    ("texts", "limit"),
    [
        ([MANIFEST["display_information"]["description"]], 140),
        ([one["name"] for one in FEATURES["shortcuts"]], 24),
        ([one["description"] for one in FEATURES["shortcuts"]], 150),
        ([one["description"] for one in FEATURES["slash_commands"]], 2000),
        ([one["usage_hint"] for one in FEATURES["slash_commands"]], 1000),
    ],
)
def test_it_keeps_to_slacks_limits(texts: list[str], limit: int) -> None:
    assert all(0 < len(text) <= limit for text in texts)
    assert len(FEATURES["slash_commands"]) <= 50
