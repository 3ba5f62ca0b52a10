"""Slack's payloads as messages. Pure: what needs the database or Slack (names, files, whether a group's text is of any concern) is seen to after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from bot.platforms.slack.ids import deed_id, is_private, only_id, text_id, thread_of
from handlers.messages import Message, MessageKind

Payload = Mapping[str, Any]

PLATFORM = "slack"
SAID_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""The subtypes of what people write; all others tell of something else (https://docs.slack.dev/reference/events/message)."""
MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
TS = re.compile(r"\d{1,11}(\.\d{1,9})?")
LONGEST_UNDER_WAY = timedelta(days=7)
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True)
class Heard:
    """Something that was said, before it is known whether it concerns the assistant."""

    message: Message
    """Its text is still Slack's markup (``plain``)."""
    thread_ts: str | None = None
    """The thread that it was said in, by its first message."""
    files: tuple[Payload, ...] = ()
    was: str | None = None
    """What an edited message said before."""


def read_message(body: Payload, tenant: str, bot_user_id: str, now: datetime) -> Heard | None:
    """What somebody said, changed or took back; None where it was not a person, or nothing was said."""
    event = body["event"]
    match event.get("subtype"):
        case "message_changed":
            return _changed(event, body, tenant, bot_user_id, now)
        case "message_deleted":
            return _deleted(event, event.get("deleted_ts"), body, tenant, now)
        case subtype if subtype in SAID_BY_PEOPLE:
            return _said(event, event, tenant, bot_user_id, now)
    return None


def _said(said: Payload, event: Payload, tenant: str, bot_user_id: str, now: datetime) -> Heard | None:
    """A text as it was written; ``said`` is what holds it."""
    channel, ts, user = event.get("channel"), said.get("ts"), said.get("user")
    if not (channel and ts and user) or _is_by_bot(said) or user == bot_user_id:
        return None
    message = Message(
        platform=PLATFORM,
        tenant=tenant,
        account=user,
        chat=channel,
        external_id=text_id(channel, ts, said.get("thread_ts")),
        sent_at=moment_of(ts, now),
        private=is_private(channel),
        text=said.get("text") or "",
        mentioned=f"<@{bot_user_id}" in (said.get("text") or ""),
        can_share_place=False,
    )
    return Heard(message, _thread_of(said), tuple(said.get("files") or ()))


def _changed(event: Payload, body: Payload, tenant: str, bot_user_id: str, now: datetime) -> Heard | None:
    now_says, said = event.get("message") or {}, event.get("previous_message") or {}
    if now_says.get("subtype") == "tombstone":
        return _deleted({**event, "previous_message": said or now_says}, now_says.get("ts"), body, tenant, now)
    heard = _said(now_says, event, tenant, bot_user_id, now)
    if heard is None or (now_says.get("text") or "") == (said.get("text") if said else None):
        return None  # a picture of a link was added, or the like
    target = heard.message.external_id
    edit = deed_id(event["channel"], thread_of(target), f"edit.{_name_of(body, event)}")
    message = replace(heard.message, kind=MessageKind.EDIT, external_id=edit, target=target, sent_at=moment_of(event.get("event_ts"), now))
    return Heard(message, heard.thread_ts, was=said.get("text"))


def _deleted(event: Payload, ts: str | None, body: Payload, tenant: str, now: datetime) -> Heard | None:
    said, channel = event.get("previous_message") or {}, event.get("channel")
    user = said.get("user")
    if not (channel and ts and user) or _is_by_bot(said) or user == "USLACKBOT":
        return None
    target = text_id(channel, ts, said.get("thread_ts"))
    message = Message(
        platform=PLATFORM,
        tenant=tenant,
        account=user,
        chat=channel,
        external_id=deed_id(channel, thread_of(target), f"delete.{_name_of(body, event)}"),
        sent_at=moment_of(event.get("event_ts"), now),
        private=is_private(channel),
        kind=MessageKind.DELETE,
        target=target,
    )
    return Heard(message, _thread_of(said))


def read_press(body: Payload, tenant: str, chat: str, now: datetime) -> Message:
    """A button that was pressed on a message of ours; ``chat`` is where the answer goes."""
    action, (target, thread) = body["actions"][0], pressed_on(body)
    user, ts = body["user"]["id"], action.get("action_ts")
    return Message(
        platform=PLATFORM,
        tenant=tenant,
        account=user,
        chat=chat,
        external_id=deed_id(chat, thread, f"press.{ts or body.get('trigger_id')}.{user}"),
        sent_at=moment_of(ts, now),
        private=is_private(chat),
        kind=MessageKind.PRESS,
        action=action.get("value") or "",
        target=target,
        can_share_place=False,
    )


def pressed_on(body: Payload) -> tuple[str | None, str | None]:
    """Our message that a button was pressed on, and the thread that it is in; what only one person sees goes by the button's row (``blocks``)."""
    container, shown = body.get("container") or {}, body.get("message") or {}
    ts, thread = container.get("message_ts") or shown.get("ts"), container.get("thread_ts") or shown.get("thread_ts")
    item = str(body["actions"][0].get("block_id") or "").partition(".")[0]
    target = only_id(int(item)) if container.get("is_ephemeral") and item.isdecimal() else ts
    return target, thread if thread != ts else None


def mentioned_people(text: str) -> frozenset[str]:
    """The ids of the people that a text names."""
    return frozenset(found[2] for found in MARKUP.finditer(text) if found[1] == "@")


def plain(text: str, bot_user_id: str, names: Mapping[str, str]) -> str:
    """A text as its writer saw it, without the mention of the assistant: ``names`` are those of the people in it."""

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found.groups()
        match sign:
            case "@":
                return names.get(what) or label or what
            case "#":
                return f"#{label or what}"
            case "!":
                return label or f"@{what.split('^')[0]}"
        return label or what.removeprefix("mailto:").removeprefix("tel:")

    without_us = re.sub(rf"<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>[,:，：]?[ \t\u3000\xa0]*", "", text)
    return unescape_signs(MARKUP.sub(shown, without_us)).strip()


def unescape_signs(text: str) -> str:
    """Slack escapes these three and no others (https://docs.slack.dev/messaging/formatting-message-text)."""
    return re.sub("&(?:amp|lt|gt);", lambda found: unescape(found[0]), text)


def moment_of(ts: object, now: datetime) -> datetime:
    """When something happened by its ``ts``; ``now`` where that says nothing, or what can't be: Slack tells of a thing for hours, not for weeks."""
    if not isinstance(ts, str) or not TS.fullmatch(ts):
        return now
    moment = datetime.fromtimestamp(float(ts), UTC)
    return moment if now - LONGEST_UNDER_WAY < moment < now + CLOCKS_APART else now


def _is_by_bot(said: Payload) -> bool:
    return bool(said.get("bot_id") or said.get("bot_profile") or said.get("subtype") == "bot_message" or said.get("user") == "USLACKBOT")


def _thread_of(said: Payload) -> str | None:
    """The thread that it is in, if it is not the first message itself."""
    thread: str | None = said.get("thread_ts")
    return thread if thread and thread != said.get("ts") else None


def _name_of(body: Payload, event: Payload) -> str:
    return str(body.get("event_id") or event.get("event_ts") or event.get("ts"))
