"""The heartbeat: a handful of in-memory interval jobs. What is due, and since when, the database knows, so a tick that is missed loses nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

Job = Callable[[], Awaitable[None]]


class Ticks:
    """Calls coroutine functions at intervals, in the running loop.

    A job is never a reminder: there is one for all of them. A late one runs once, when it can (by default APScheduler drops what is a second late);
    one that takes longer than its interval is not started a second time beside itself.
    """

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    def every(self, seconds: float, job: Job) -> None:
        """Call a job at that interval, the first time an interval from now."""
        self._scheduler.add_job(job, IntervalTrigger(seconds=seconds, timezone=UTC))

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more. What a job was waiting for is cancelled, so a job starts work elsewhere and does none itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
