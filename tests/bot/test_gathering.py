"""What comes in at the same time is kept together, in its order, and each waits for its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

from conftest import NOW
from sqlalchemy import select

from bot.gathering import Gathering
from bot.inbox import Inbox
from handlers.messages import Message
from storage.database import Database
from storage.models import InboxItem

HELLO = Message("test", "t1", "lily", "lily", "m0", NOW, text="hello")


def messages(*names: str) -> list[Message]:
    return [replace(HELLO, external_id=name) for name in names]


def test_what_comes_in_together_is_kept_in_few_transactions_and_in_its_order(database: Database) -> None:
    inbox, batches = Inbox(database, "en"), []

    def keep(batch: Sequence[Message]) -> list[bool]:
        batches.append(len(batch))
        return inbox.receive_all(batch, NOW)

    async def run() -> list[bool]:
        gathering = Gathering(keep)
        return await asyncio.gather(*(gathering.receive(message) for message in messages("a", "b", "a", *(f"n{n}" for n in range(20)), "b")))

    assert asyncio.run(run()) == [True, True, False, *[True] * 20, False]
    assert sum(batches) == 24
    assert len(batches) <= 2
    with database.read(everywhere=True) as session:
        assert list(session.scalars(select(InboxItem.external_id).order_by(InboxItem.id))) == ["a", "b", *(f"n{n}" for n in range(20))]


def test_nobody_is_told_before_it_is_kept_and_later_ones_go_together() -> None:
    kept: list[list[str]] = []
    go_on = threading.Event()

    def keep(batch: Sequence[Message]) -> list[bool]:
        go_on.wait(20)
        kept.append([message.external_id for message in batch])
        return [True] * len(batch)

    async def run() -> None:
        gathering = Gathering(keep)
        first = asyncio.create_task(gathering.receive(HELLO))
        while gathering._waiting or gathering._keeping is None:
            await asyncio.sleep(0)
        others = [asyncio.create_task(gathering.receive(message)) for message in messages("a", "b", "c")]
        await asyncio.sleep(0.01)
        assert not any(task.done() for task in (first, *others))
        others[1].cancel()
        go_on.set()
        told = await asyncio.gather(first, *others, return_exceptions=True)
        assert [told[0], told[1], told[3]] == [True, True, True]
        assert isinstance(told[2], asyncio.CancelledError)

    asyncio.run(run())
    assert kept == [["m0"], ["a", "b", "c"]]


def test_one_that_cannot_be_kept_spoils_it_for_none_of_the_others() -> None:
    kept: list[str] = []

    def keep(batch: Sequence[Message]) -> list[bool]:
        if any(message.external_id == "bad" for message in batch):
            raise RuntimeError
        kept.extend(message.external_id for message in batch)
        return [True] * len(batch)

    async def run() -> list[bool | BaseException]:
        gathering = Gathering(keep)
        return await asyncio.gather(*(gathering.receive(message) for message in messages("a", "bad", "b")), return_exceptions=True)

    good, bad, other = asyncio.run(run())
    assert (good, other) == (True, True)
    assert isinstance(bad, RuntimeError)
    assert kept == ["a", "b"]
