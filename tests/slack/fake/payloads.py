"""Payloads as Slack makes them (https://docs.slack.dev/reference/events, https://docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

import time
from typing import Any

from tests.slack.fake.world import APP, Channel, Install, Shown, World


def event(world: World, install: Install, inner: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
    is_org = install.team.startswith("E")
    whose = {"enterprise_id": install.enterprise, "team_id": install.team, "user_id": install.bot, "is_bot": True, "is_enterprise_install": is_org}
    return {
        "token": "verification-token",
        "team_id": install.team,
        **({"enterprise_id": install.enterprise} if install.enterprise else {}),
        "api_app_id": APP,
        "event": {"event_ts": world.new_ts(), **inner},
        "type": "event_callback",
        "event_id": event_id or f"Ev{world.number():08d}",
        "event_time": int(time.time()),
        "authorizations": [whose],
        "is_ext_shared_channel": False,
        "event_context": "4-context",
    }


def written(shown: Shown, channel: Channel, team: str) -> dict[str, Any]:
    """A ``message`` event."""
    subtype = {"subtype": "file_share"} if shown.files else {}
    return {**shown.as_event(), **subtype, "channel": channel.id, "channel_type": channel.kind, "team": team, "event_ts": shown.ts}


def changed(world: World, before: Shown, after: dict[str, Any], channel: Channel) -> dict[str, Any]:
    whole = {"subtype": "message_changed", "message": after, "previous_message": before.as_event(), "hidden": True}
    return {"type": "message", **whole, "channel": channel.id, "channel_type": channel.kind, "ts": world.new_ts()}


def deleted(world: World, before: Shown, channel: Channel) -> dict[str, Any]:
    whole = {"subtype": "message_deleted", "previous_message": before.as_event(), "deleted_ts": before.ts, "hidden": True}
    return {"type": "message", **whole, "channel": channel.id, "channel_type": channel.kind, "ts": world.new_ts()}


def interaction(world: World, install: Install, user: str, kind: str, **more: Any) -> dict[str, Any]:
    about = {"id": user, "username": world.users[user]["name"], "name": world.users[user]["name"], "team_id": install.team}
    return {
        "type": kind,
        "user": about,
        "api_app_id": APP,
        "token": "verification-token",
        "team": {"id": install.team, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def pressed(world: World, install: Install, user: str, shown: Shown, element: dict[str, Any], origin: str) -> dict[str, Any]:
    """``block_actions`` of a button on a message."""
    block = next(block for block in shown.blocks if element in block.get("elements", ()))
    channel = world.channels[shown.channel]
    container = {"type": "message", "message_ts": shown.ts, "channel_id": shown.channel, "is_ephemeral": shown.only_for is not None}
    response = world.new_response(channel=shown.channel, user=user, shown=shown)
    more: dict[str, Any] = {
        "container": container | ({"thread_ts": shown.thread_ts} if shown.thread_ts else {}),
        "trigger_id": world.new_trigger(),
        "channel": {"id": shown.channel, "name": channel.name or "directmessage"},
        "state": {"values": {}},
        "response_url": f"{origin}/response/{response}",
        "actions": [{**element, "block_id": block["block_id"], "action_ts": world.new_ts()}],
    }
    if shown.only_for is None:
        more["message"] = shown.as_event()
    return interaction(world, install, user, "block_actions", **more)


def pressed_in_view(world: World, install: Install, user: str, view: dict[str, Any], element: dict[str, Any]) -> dict[str, Any]:
    """``block_actions`` of a button in a modal or on the Home tab."""
    block = next(block for block in view["blocks"] if element in block.get("elements", ()) or element == block.get("accessory"))
    action = {**element, "block_id": block["block_id"], "action_ts": world.new_ts()}
    container = {"type": "view", "view_id": view["id"]}
    return interaction(
        world, install, user, "block_actions", container=container, trigger_id=world.new_trigger(), view=with_state(view, {}), actions=[action]
    )


def with_state(view: dict[str, Any], values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {**view, "state": {"values": values}, "app_id": APP, "bot_id": "B0BOT", "previous_view_id": None}


def submitted(world: World, install: Install, user: str, view: dict[str, Any], values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """``view_submission``; ``values`` as ``view.state.values`` has them: block_id, action_id, the element's state."""
    return interaction(world, install, user, "view_submission", trigger_id=world.new_trigger(), view=with_state(view, values), response_urls=[])


def suggestion(world: World, install: Install, user: str, view: dict[str, Any], block: dict[str, Any], typed: str) -> dict[str, Any]:
    asked = {"block_id": block["block_id"], "action_id": block["element"]["action_id"], "value": typed}
    container = {"type": "view", "view_id": view["id"]}
    return interaction(world, install, user, "block_suggestion", container=container, view=with_state(view, {}), **asked)


def command(world: World, install: Install, user: str, name: str, text: str, channel: Channel, origin: str) -> dict[str, Any]:
    """A slash command: a form, not JSON."""
    shown_name = {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
    response = world.new_response(channel=channel.id, user=user)
    return {
        "token": "verification-token",
        "team_id": install.team,
        "team_domain": "acme",
        "channel_id": channel.id,
        "channel_name": shown_name,
        "user_id": user,
        "user_name": world.users[user]["name"],
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{origin}/response/{response}",
        "trigger_id": world.new_trigger(),
    }
