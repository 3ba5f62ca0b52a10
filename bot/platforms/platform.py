"""What a platform is to the rest: something that messages are sent to. What comes in from it goes to the inbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from starlette.routing import BaseRoute

from handlers.messages import Message, Reply
from scheduler.outbox import Failed, Sent


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out, as a platform needs to know it."""

    item_id: int
    tenant: str
    address: str
    """The chat, as the platform names it."""
    reply: Reply
    only_for: str | None = None
    """The account that alone may see it in a group; None where everybody in the chat may."""
    replaces: str | None = None
    """The external id of the message that it takes the place of."""
    reply_to: str | None = None
    language: str = "en"
    """That of whoever reads it, for the platform's own words."""
    kind: str = "reply"
    """What it is: ``reply``, ``list``, or the kind of push."""
    attempt: int = 1
    """Counts from 1; with more, an earlier attempt failed."""


class Platform(Protocol):
    """One chat platform."""

    name: str
    repeats_safely: bool
    """Whether sending the same item twice does no harm (the platform knows it by its id)."""
    per_second: float | None
    """How many messages it takes a second in all; None for no limit."""

    def rest_after(self, address: str) -> timedelta:
        """How long a chat rests after a message to it; zero for not at all. The other chats go on meanwhile."""

    async def send(self, outgoing: Outgoing) -> Sent | Failed:
        """Send a message, or replace one."""


class ServedPlatform(Platform, Protocol):
    """One that this process serves: it takes messages in by itself and hands them to the application's ``receive``."""

    routes: Sequence[BaseRoute]
    """What it takes by HTTP, e.g. /name/events: open to the network, so each of them makes sure by itself who is asking. May be empty."""

    async def run(self) -> None:
        """Serve until ``stop`` is called."""

    def stop(self) -> None:
        """Take no more messages in; what was taken in is kept."""


Receive = Callable[[Message], Awaitable[bool]]
"""Commits a message to the inbox; once it has returned, the platform may acknowledge. False for a second delivery."""
