"""What Slack's errors mean for a message on its way out: try again, when, or never.

The names: https://docs.slack.dev/reference/methods/chat.postMessage and those beside it.
"""

from __future__ import annotations

from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.inbox import describe
from scheduler.outbox import Failed

REVOKED = frozenset(
    {
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "access_denied",
    }
)
REASONS = dict.fromkeys(REVOKED, "revoked") | {
    "is_archived": "archived",
    "not_in_channel": "kicked",
    "no_permission": "kicked",
    "channel_not_found": "gone",
    "user_not_found": "gone",
    "users_not_found": "gone",
    "user_not_in_channel": "gone",
    "user_disabled": "gone",
    "cannot_dm_bot": "gone",
    "messages_tab_disabled": "closed",
    "restricted_action": "closed",
    "restricted_action_read_only_channel": "closed",
    "restricted_action_thread_only_channel": "closed",
    "restricted_action_non_threadable_channel": "closed",
    "restricted_action_thread_locked": "closed",
    "user_is_restricted": "closed",
}
"""Errors after which there is no use in trying, and what happened in a word (``scheduler.alerts``)."""
NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})
"""The assistant is not in the chat; a command can be used there all the same."""
NOTHING_TO_REPLACE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "update_failed"})
"""The message that was to be replaced is gone, or not ours to change."""
NO_THREAD = frozenset({"thread_not_found", "invalid_thread_ts"})
"""The message that was to be answered is gone."""
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments", "app_missing_action_url"})
"""The last one: there is no address for what buttons do. A message without them is better than none."""
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.InvalidURL)
"""The connection was not even made."""
USUAL_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)


def name_of(error: SlackApiError) -> str:
    """Slack's name for it; empty where it did not answer in its usual way."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def refusal(error: SlackApiError) -> Failed:
    """What comes of a message that Slack refused."""
    name, status = name_of(error), getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    if name in ("ratelimited", "rate_limited", "message_limit_exceeded") or status == 429:
        return Failed("ratelimited", retry_after=wait_of(error))
    if name in REASONS:
        return Failed(name, for_good=True, reason=REASONS[name])
    return Failed(name or f"HTTP {status}")


def wait_of(error: SlackApiError) -> timedelta:
    """How long Slack wants us to wait."""
    headers = getattr(error.response, "headers", None) or {}
    seconds = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT) if seconds.isascii() and seconds.isdigit() and len(seconds) < 9 else USUAL_WAIT


def trouble(error: aiohttp.ClientError | TimeoutError) -> Failed:
    """What comes of a message whose answer never came: without a connection it did not go out, else nobody knows."""
    return Failed(describe(error), perhaps_sent=not isinstance(error, NEVER_SENT))
