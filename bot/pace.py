"""How fast the platforms may be written to: how many messages at once, how many a second in all, and how long a chat rests after each.

It is kept in this process alone: replicas that share a platform share its limits only by what the platform answers to whoever is too fast.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.platforms.platform import Outgoing, Platform
from handlers.messages import chat_key
from scheduler.outbox import Failed, Sent

MOST_AT_ONCE = 50
"""Messages under way on one platform; one that answers slowly holds up no other."""
SECOND = timedelta(seconds=1)


class Pace:
    """The rates of some platforms, kept by telling it of each message that begins and ends."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._under_way: Counter[str] = Counter()
        self._begun: dict[str, deque[datetime]] = {name: deque() for name in platforms}
        """When the messages of the last moment went out, where they are counted."""
        self._rests: dict[str, datetime] = {}
        """Until when a chat rests."""
        self._pauses: dict[tuple[str, str], datetime] = {}
        """Until when nothing goes to a platform's tenant."""

    def room(self, now: datetime) -> dict[str, int]:
        """How many messages may go out now, by platform; those that may send none are not in it."""
        free = {name: min(MOST_AT_ONCE - self._under_way[name], self._left_of_rate(name, now)) for name in self._platforms}
        return {name: count for name, count in free.items() if count > 0}

    def resting(self, now: datetime) -> Collection[str]:
        """The chats that rest."""
        self._rests = {chat: until for chat, until in self._rests.items() if until > now}
        return self._rests.keys()

    def paused(self, now: datetime) -> Collection[tuple[str, str]]:
        """The platforms and tenants to which nothing goes."""
        self._pauses = {place: until for place, until in self._pauses.items() if until > now}
        return self._pauses.keys()

    def begin(self, platform: str, now: datetime) -> None:
        """A message is on its way."""
        self._under_way[platform] += 1
        if self._platforms[platform].per_second is not None:
            self._begun[platform].append(now)

    def end(self, platform: str, outgoing: Outgoing, result: Sent | Failed, now: datetime) -> None:
        """It has arrived, or failed."""
        self._under_way[platform] -= 1
        rest = self._platforms[platform].rest_after(outgoing.address)
        if rest:
            self._rests[chat_key(platform, outgoing.tenant, outgoing.address)] = now + rest
        if isinstance(result, Failed) and result.whole_platform and result.retry_after is not None:
            place = (platform, outgoing.tenant)
            self._pauses[place] = max(now + result.retry_after, self._pauses.get(place, now))

    def next_change(self, now: datetime) -> datetime | None:
        """When more may go out than now; None where nothing rests."""
        full = [begun[0] + self._window(name) for name, begun in self._begun.items() if begun and self._left_of_rate(name, now) <= 0]
        return min((until for until in (*self._rests.values(), *self._pauses.values(), *full) if until > now), default=None)

    def _window(self, platform: str) -> timedelta:
        """The time in which messages are counted: a second, or that of one message where that is longer."""
        return max(SECOND, SECOND / (self._platforms[platform].per_second or 1))

    def _left_of_rate(self, platform: str, now: datetime) -> int:
        rate = self._platforms[platform].per_second
        if rate is None:
            return MOST_AT_ONCE
        begun, window = self._begun[platform], self._window(platform)
        while begun and begun[0] <= now - window:
            begun.popleft()
        return max(1, int(rate)) - len(begun)
