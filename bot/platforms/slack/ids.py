"""How messages go by name. Slack's own name for a message is its ``ts``, unique within its channel.

What people sent goes by ``CHANNEL:THREAD:WHAT`` (``WHAT`` is the ``ts`` of a text, else an id of the press, command or event), so that an answer
to it finds its thread; what we sent goes by its ``ts`` alone, but ``only.ITEM`` where only one person sees it: Slack does not always tell its ``ts``.
"""

from __future__ import annotations

import re

SENT_BY_PEOPLE = re.compile(r"\w+:(\d+\.\d+)?:.+")
ONLY = "only."
DIRECT = "D"
"""What the id of somebody's private chat with the assistant begins with."""


def is_private(channel: str) -> bool:
    """Whether it is one person's chat with the assistant."""
    return channel.startswith(DIRECT)


def text_id(channel: str, ts: str, thread_ts: str | None = None) -> str:
    """A text's name. Outside private chats, what is not in a thread begins one: the answer to it goes there."""
    thread = thread_ts if thread_ts not in (None, "", ts) else ""
    return deed_id(channel, thread or ("" if is_private(channel) else ts), ts)


def deed_id(channel: str, thread_ts: str | None, what: str) -> str:
    """The name of anything else that somebody did: a press, a command, an edit."""
    return f"{channel}:{thread_ts or ''}:{what}"


def thread_of(external_id: str | None) -> str | None:
    """The thread that an answer to it belongs in; None where there is none."""
    found = SENT_BY_PEOPLE.fullmatch(external_id or "")
    return found[1] if found else None


def only_id(item_id: int) -> str:
    """The name of a message of ours that only one person sees."""
    return f"{ONLY}{item_id}"


def is_only_for_one(external_id: str | None) -> bool:
    """Whether it is one."""
    return (external_id or "").startswith(ONLY)
