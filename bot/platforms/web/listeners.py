"""The open pages, and the word to them that there is something new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

CALM_S = 0.05
"""What happens within this time is told as one piece of news."""


class Listeners:
    """Those who wait for news. It says only *that* something changed; a page then asks for what it shows, so it can't miss anything for long."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self._closed = False

    def tell(self) -> None:
        """There is news."""
        for woken in self._waiting:
            woken.set()

    def close(self) -> None:
        """Let all of them go."""
        self._closed = True
        self.tell()

    async def news(self) -> AsyncIterator[None]:
        """One item at once, for what came before, and one whenever there is news."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            while not self._closed:
                yield
                await asyncio.sleep(CALM_S)
                await woken.wait()
                woken.clear()
        finally:
            self._waiting.discard(woken)
