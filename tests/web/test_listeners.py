"""News to open pages."""

from __future__ import annotations

import asyncio

from bot.platforms.web.listeners import Listeners


def test_each_page_is_told_once_at_its_start_and_at_every_change() -> None:
    async def story() -> tuple[int, int]:
        listeners, counts = Listeners(), [0, 0]

        async def listen(which: int) -> None:
            async for _ in listeners.news():
                counts[which] += 1

        pages = [asyncio.create_task(listen(which)) for which in (0, 1)]
        await asyncio.sleep(0.1)
        assert counts == [1, 1]
        for _ in range(5):
            listeners.tell()  # five changes at once are one piece of news
        await asyncio.sleep(0.2)
        assert counts == [2, 2]
        pages[1].cancel()
        await asyncio.sleep(0.01)
        listeners.tell()
        await asyncio.sleep(0.2)
        listeners.close()
        await asyncio.wait_for(pages[0], 1)
        return counts[0], counts[1]

    assert asyncio.run(story()) == (3, 2)


def test_what_happens_while_a_page_is_being_told_is_not_missed() -> None:
    async def story() -> int:
        listeners, count = Listeners(), 0
        async for _ in listeners.news():
            count += 1
            if count == 1:
                listeners.tell()  # before the page waits again
            else:
                listeners.close()
        return count

    assert asyncio.run(asyncio.wait_for(story(), 2)) == 2
