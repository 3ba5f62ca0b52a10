"""The only place that knows what time it is; everywhere else it is passed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is set: for dialogues, the demo and tests."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that it was set to."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Move forward; raises ValueError for a moment before the present one."""
        if moment < self.moment:
            msg = f"{moment.isoformat()} is before {self.moment.isoformat()}: the clock only moves forward"
            raise ValueError(msg)
        self.moment = moment
