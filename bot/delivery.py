"""From the outbox to the platforms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from bot.inbox import describe
from bot.pace import Pace
from bot.platforms.platform import Outgoing, Platform
from handlers.messages import REPLY
from scheduler import outbox
from scheduler.clock import Clock
from scheduler.outbox import Claimed, Failed, Sent
from storage.database import Database

log = logging.getLogger(__name__)

LONGEST_SENDING = outbox.LEASE / 2
"""Well within the lease: nobody else takes up what is still being sent."""
LONGEST_FINISHING_S = 5
"""How long a process that stops waits for what is under way."""


class Delivery:
    """Sends what is due, each chat's messages one after the other and the chats side by side, as fast as the platforms take it.

    ``wake`` is called whenever ``go_on`` has something to do again.
    """

    def __init__(self, database: Database, platforms: Mapping[str, Platform], clock: Clock, wake: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.platforms = platforms
        self.clock = clock
        self._wake = wake
        self._pace = Pace(platforms)
        self._under_way: dict[asyncio.Task[None], int] = {}
        self._results: dict[int, Sent | Failed] = {}
        self._alarm: asyncio.TimerHandle | None = None

    async def go_on(self) -> int:
        """Note down what came of what was sent, and begin to send what may go now; return how many messages of both kinds there were."""
        results, self._results = self._results, {}
        now = self.clock.now()
        room, resting, paused = self._pace.room(now), list(self._pace.resting(now)), list(self._pace.paused(now))

        def take_turn() -> list[Claimed]:
            with self.database.write(now, everywhere=True) as session:
                outbox.record(session, results, now)
                return outbox.claim(session, now, room=room, resting=resting, paused=paused) if room else []

        try:
            claimed = await asyncio.to_thread(take_turn)
        except Exception:
            self._results = results | self._results
            raise
        for item in claimed:
            self._begin(item)
        self._set_alarm()
        return len(results) + len(claimed)

    async def send_all(self) -> int:
        """Send until nothing is left that may go now; return 0 where there was nothing."""
        count = 0
        while (gone_on := await self.go_on()) or self._under_way or self._results:
            count += gone_on
            if self._under_way:
                await asyncio.wait(self._under_way)
        return count

    async def finish(self) -> None:
        """Wait for what is under way and note it down; what takes too long was sent perhaps."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LONGEST_FINISHING_S)
        for task, item_id in self._under_way.items():
            task.cancel()
            self._results[item_id] = Failed("stopped while it was sent", perhaps_sent=True)
        results, now = self._results, self.clock.now()

        def note_down() -> None:
            with self.database.write(now, everywhere=True) as session:
                outbox.record(session, results, now)

        if results:
            await asyncio.to_thread(note_down)

    def recover(self, *, at_start: bool = False) -> int:
        """Take up what a process that died left half-sent.

        On SQLite nobody else serves the database: what is being sent when a process starts is a dead one's, and need not wait for its lease to
        run out.
        """
        safe, now = [platform.name for platform in self.platforms.values() if platform.repeats_safely], self.clock.now()
        with self.database.write(now, everywhere=True) as session:
            until = now + 2 * outbox.LEASE if at_start and self.database.is_sqlite else now
            return outbox.recover(session, until, safe_platforms=safe)

    def _begin(self, item: Claimed) -> None:
        self._pace.begin(item.platform, self.clock.now())
        task = asyncio.create_task(self._send(item))
        self._under_way[task] = item.id
        task.add_done_callback(lambda done: self._under_way.pop(done, None))

    async def _send(self, item: Claimed) -> None:
        outgoing = _outgoing(item)
        result = await _try_to_send(self.platforms[item.platform], outgoing)
        self._pace.end(item.platform, outgoing, result, self.clock.now())
        self._results[item.id] = result
        self._wake()

    def _set_alarm(self) -> None:
        """Have it go on when a chat or platform has rested."""
        if self._alarm is not None:
            self._alarm.cancel()
        now = self.clock.now()
        until = self._pace.next_change(now)
        self._alarm = asyncio.get_running_loop().call_later((until - now).total_seconds(), self._wake) if until else None


def _outgoing(item: Claimed) -> Outgoing:
    return Outgoing(
        item_id=item.id,
        tenant=item.tenant,
        address=item.address,
        reply=REPLY.validate_python(item.payload),
        only_for=item.only_for,
        replaces=item.replaces,
        reply_to=item.reply_to,
        language=item.language,
        kind=item.kind,
        attempt=item.attempt,
    )


async def _try_to_send(platform: Platform, outgoing: Outgoing) -> Sent | Failed:
    try:
        async with asyncio.timeout(LONGEST_SENDING.total_seconds()):
            return await platform.send(outgoing)
    except TimeoutError:
        return Failed("no answer in time", perhaps_sent=True)
    except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, the other chats go on
        log.warning("outbox item %d failed: %s", outgoing.item_id, describe(error))
        return Failed(describe(error))
