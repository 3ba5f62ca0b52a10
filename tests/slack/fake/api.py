"""The Web API: each method as https://docs.slack.dev/reference/methods describes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.slack.fake.checks import check_message, check_view
from tests.slack.fake.world import BOT_ID, CLIENT_ID, CLIENT_SECRET, Channel, Install, Shown, SlackError, World

Call = dict[str, Any]
Method = Callable[[World, Install, Call], Call]

METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register


def authorize(world: World, token: str) -> Install:
    """The installation of a bot token."""
    if token in world.revoked:
        raise SlackError("token_revoked")
    if not token:
        raise SlackError("not_authed")
    if token not in world.installs:
        raise SlackError("invalid_auth")
    return world.installs[token]


@method("auth.test")
def auth_test(world: World, install: Install, call: Call) -> Call:
    told = {"url": "https://acme.slack.com/", "team": "Acme", "user": "onpace", "team_id": install.team, "user_id": install.bot, "bot_id": BOT_ID}
    return told | ({"enterprise_id": install.enterprise} if install.enterprise else {})


@method("users.info")
def users_info(world: World, install: Install, call: Call) -> Call:
    user = world.users.get(call.get("user", ""))
    if user is None:
        raise SlackError("user_not_found")
    wants_locale = str(call.get("include_locale", "")).lower() in ("1", "true")
    return {"user": {name: value for name, value in user.items() if wants_locale or name != "locale"}}


@method("conversations.open")
def conversations_open(world: World, install: Install, call: Call) -> Call:
    if call.get("users") not in world.users:
        raise SlackError("user_not_found")
    return {"channel": {"id": world.direct(call["users"], install.team).id}}


@method("conversations.info")
def conversations_info(world: World, install: Install, call: Call) -> Call:
    found = find_channel(world, install, call)
    told = {"id": found.id, "name": found.name, "is_archived": found.is_archived, "is_member": install.bot in found.members}
    return {"channel": {**told, "is_im": found.kind == "im"}}


def find_channel(world: World, install: Install, call: Call) -> Channel:
    """A channel that the app may know of."""
    name = call.get("channel", "")
    found = world.direct(name, install.team) if name in world.users else world.channels.get(name)
    if found is None or found.team != install.team or (found.kind != "channel" and install.bot not in found.members):
        raise SlackError("channel_not_found")
    return found


def find_own_channel(world: World, install: Install, call: Call) -> Channel:
    """A channel that the app may post to."""
    found = find_channel(world, install, call)
    if found.is_archived:
        raise SlackError("is_archived")
    if install.bot not in found.members:
        raise SlackError("not_in_channel")
    return found


@method("chat.postMessage")
def post(world: World, install: Install, call: Call) -> Call:
    return _show(world, install, find_own_channel(world, install, call), call)


@method("chat.postEphemeral")
def post_ephemeral(world: World, install: Install, call: Call) -> Call:
    channel = find_own_channel(world, install, call)
    if call.get("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    posted = _show(world, install, channel, call, only_for=call["user"])
    return {"message_ts": posted["ts"]}


def _show(world: World, install: Install, channel: Channel, call: Call, only_for: str | None = None) -> Call:
    check_message(call)
    thread = call.get("thread_ts")
    if thread and (root := world.find(channel.id, thread)) and root.thread_ts not in (None, thread):
        raise SlackError("invalid_thread_ts")
    if thread and not world.find(channel.id, thread):
        raise SlackError("thread_not_found")
    shown = Shown(channel.id, world.new_ts(), install.bot, call.get("text") or "", _blocks(world, call), thread, only_for, by_bot=True)
    world.messages.append(shown)
    return {"channel": channel.id, "ts": shown.ts, "message": shown.as_event()}


def _blocks(world: World, call: Call) -> list[dict[str, Any]]:
    blocks = call.get("blocks") or []
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
    for block in blocks:
        if "slack_file" in block and block["slack_file"].get("id") not in world.files:
            raise SlackError("invalid_blocks", "unknown slack_file")
        block.setdefault("block_id", f"b{world.number()}")
    return list(blocks)


@method("chat.update")
def update(world: World, install: Install, call: Call) -> Call:
    channel = find_channel(world, install, call)
    shown = world.find(channel.id, call.get("ts", ""))
    if shown is None or shown.only_for:
        raise SlackError("message_not_found")
    if shown.user != install.bot:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    check_message(call)
    shown.text, shown.blocks = call.get("text") or "", _blocks(world, call) if "blocks" in call else shown.blocks
    return {"channel": channel.id, "ts": shown.ts, "text": shown.text}


@method("chat.delete")
def delete(world: World, install: Install, call: Call) -> Call:
    shown = world.find(find_channel(world, install, call).id, call.get("ts", ""))
    if shown is None or shown.only_for:
        raise SlackError("message_not_found")
    if shown.user != install.bot:
        raise SlackError("cant_delete_message")
    world.messages.remove(shown)
    return {"channel": shown.channel, "ts": shown.ts}


@method("views.open")
def views_open(world: World, install: Install, call: Call) -> Call:
    world.use_trigger(call.get("trigger_id", ""))
    view = _view(call)
    check_view(view, "modal")
    return {"view": _keep_view(world, install, f"V{world.number()}", view)}


@method("views.update")
def views_update(world: World, install: Install, call: Call) -> Call:
    known = world.views.get(call.get("view_id", ""))
    if known is None:
        raise SlackError("not_found")
    if call.get("hash") and call["hash"] != known["hash"]:
        raise SlackError("hash_conflict")
    view = _view(call)
    check_view(view, "modal")
    return {"view": _keep_view(world, install, known["id"], view)}


@method("views.push")
def views_push(world: World, install: Install, call: Call) -> Call:
    if len(world.views) >= 3:
        raise SlackError("push_limit_reached")
    return views_open(world, install, call)


@method("views.publish")
def views_publish(world: World, install: Install, call: Call) -> Call:
    if call.get("user_id") not in world.users:
        raise SlackError("user_not_found")
    known = world.homes.get(call["user_id"])
    if call.get("hash") and known and call["hash"] != known["hash"]:
        raise SlackError("hash_conflict")
    view = _view(call)
    check_view(view, "home")
    kept = {**view, "id": f"H{call['user_id']}", "hash": f"{world.number()}.h", "team_id": install.team, "app_installed_team_id": install.team}
    world.homes[call["user_id"]] = kept
    return {"view": kept}


def _view(call: Call) -> dict[str, Any]:
    view = call.get("view") or {}
    found = json.loads(view) if isinstance(view, str) else view
    assert isinstance(found, dict)
    return found


def _keep_view(world: World, install: Install, view_id: str, view: dict[str, Any]) -> dict[str, Any]:
    for block in view["blocks"]:
        block.setdefault("block_id", f"b{world.number()}")
    more = {"id": view_id, "hash": f"{world.number()}.h", "team_id": install.team, "app_installed_team_id": install.team, "root_view_id": view_id}
    world.views[view_id] = {**view, **more}
    return world.views[view_id]


@method("files.getUploadURLExternal")
def upload_url(world: World, install: Install, call: Call) -> Call:
    if not call.get("filename") or not str(call.get("length", "")).isdigit() or int(call["length"]) < 1:
        raise SlackError("invalid_arguments")
    file_id = f"F{world.number()}"
    world.files[file_id] = {"id": file_id, "name": call["filename"], "size": int(call["length"]), "is_complete": False}
    return {"file_id": file_id, "upload_url": f"{world.address}/upload/{file_id}"}


@method("files.completeUploadExternal")
def complete_upload(world: World, install: Install, call: Call) -> Call:
    files = json.loads(call["files"]) if isinstance(call["files"], str) else call["files"]
    for file in files:
        if len(world.contents.get(file["id"], b"")) != world.files.get(file["id"], {}).get("size"):
            raise SlackError("file_not_found")
        world.files[file["id"]] |= {"is_complete": True, "title": file.get("title")}
    return {"files": [world.files[file["id"]] for file in files]}


@method("files.info")
def files_info(world: World, install: Install, call: Call) -> Call:
    if call.get("file") not in world.files:
        raise SlackError("file_not_found")
    return {"file": world.files[call["file"]]}


def oauth_access(world: World, call: Call, client: tuple[str, str]) -> Call:
    """``oauth.v2.access``: a code is good once."""
    if client != (CLIENT_ID, CLIENT_SECRET):
        raise SlackError("invalid_client_id" if client[0] != CLIENT_ID else "bad_client_secret")
    if call.get("code") not in world.codes:
        raise SlackError("invalid_code")
    about = world.codes.pop(call["code"])
    if call.get("redirect_uri") != about["redirect_uri"]:
        raise SlackError("bad_redirect_uri")
    install: Install = about["install"]
    world.installs[install.token] = install
    team = None if about["is_enterprise_install"] else {"id": install.team, "name": "Acme"}
    whose = {"access_token": install.token, "token_type": "bot", "scope": about["scope"], "bot_user_id": install.bot, "app_id": "A0001"}
    enterprise = {"id": install.enterprise, "name": "Org"} if install.enterprise else None
    return {**whose, "team": team, "enterprise": enterprise, "authed_user": {"id": about["user"]}, "is_enterprise_install": team is None}
