"""A conversation as it is printed: who said what to whom, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.clock import Clock

WIDTH = 14
"""Of the column that names who is concerned."""


@dataclass
class Transcript:
    """Prints what a stage shows, and the time whenever it has moved; ``zone`` is the workspace's."""

    clock: Clock
    zone: ZoneInfo
    write: Callable[[str], object]
    last: datetime | None = None

    def __call__(self, who: str, sign: str, text: str) -> None:
        """One thing that happened: ``sign`` is ``>`` for what somebody did, ``<`` for what they saw, ``form`` for a form that opened."""
        now = self.clock.now().astimezone(self.zone).replace(second=0, microsecond=0)
        if now != self.last:
            self.write(f"\n{now:%a %Y-%m-%d %H:%M}")
            self.last = now
        head = f"{who} {sign}".rjust(WIDTH)
        self.write(f"{head} " + text.replace("\n", "\n" + " " * (len(head) + 1)))
