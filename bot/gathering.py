"""Messages that come in at the same time are kept in one transaction: one write to the disk for all of them, each waited for by its own platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from handlers.messages import Message

MOST_AT_ONCE = 200


class Gathering:
    """Calls ``keep`` in a thread, never twice at once, with what came in since the last call."""

    def __init__(self, keep: Callable[[Sequence[Message]], list[bool]]) -> None:
        self._keep = keep
        self._waiting: list[tuple[Message, asyncio.Future[bool]]] = []
        self._keeping: asyncio.Task[None] | None = None

    async def receive(self, message: Message) -> bool:
        """Keep a message, after those that came before it; what ``keep`` says of it."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, kept))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_all())
        return await kept

    async def _keep_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            if not await self._try(batch):
                for one in batch:  # one that can't be kept spoils it for none of the others
                    await self._try([one])

    async def _try(self, batch: Sequence[tuple[Message, asyncio.Future[bool]]]) -> bool:
        """Keep a batch and tell those who wait for it; False where that failed and each is to be tried alone."""
        try:
            results = await asyncio.to_thread(self._keep, [message for message, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is whoever waits for it who deals with it
            if len(batch) > 1:
                return False
            _, kept = batch[0]
            if not kept.done():
                kept.set_exception(error)
            return True
        for (_, kept), result in zip(batch, results, strict=True):
            if not kept.done():  # nobody waits any more where the request was given up
                kept.set_result(result)
        return True
