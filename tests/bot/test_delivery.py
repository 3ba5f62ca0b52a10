"""Everything goes out in the order of its chat and within the platforms' rates, and what is slow or broken holds up nothing else."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from bot import delivery as module
from bot.delivery import Delivery
from bot.platforms.platform import Outgoing
from handlers.messages import Message, Reply
from handlers.outgoing import answer
from scheduler.clock import SetClock
from scheduler.outbox import LEASE, Failed, Sent
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import UNSENT, OutboxItem, OutboxState

SECOND = timedelta(seconds=1)


@dataclass
class Chat:
    """A platform that takes what it is sent and notes when that was."""

    name: str
    clock: SetClock
    per_second: float | None = None
    rest: timedelta = timedelta(0)
    repeats_safely: bool = False
    results: list[Sent | Failed] = field(default_factory=list)
    """What it answers first; after that everything arrives."""
    arrived: list[tuple[datetime, str, int]] = field(default_factory=list)
    """When, in which chat, and which message."""
    hold: Callable[[Outgoing], bool] = lambda _: False
    released: asyncio.Event | None = None

    def rest_after(self, _address: str) -> timedelta:
        return self.rest

    async def send(self, outgoing: Outgoing) -> Sent | Failed:
        self.arrived.append((self.clock.now(), outgoing.address, outgoing.item_id))
        if self.hold(outgoing):
            assert self.released is not None
            await self.released.wait()
        return self.results.pop(0) if self.results else Sent(f"m{outgoing.item_id}")

    def gaps(self) -> list[timedelta]:
        """Between one message of a chat and the next."""
        by_chat = defaultdict(list)
        for at, chat, _ in self.arrived:
            by_chat[chat].append(at)
        return [later - earlier for times in by_chat.values() for earlier, later in itertools.pairwise(times)]

    def most_in(self, span: timedelta) -> int:
        """The most messages in any stretch of time that long."""
        times = [at for at, _, _ in self.arrived]
        return max((sum(begin <= at < begin + span for at in times) for begin in times), default=0)


def queue(database: Database, platform: str, chats: Sequence[str], now: datetime = NOW, kind: str = "reply", tenant: str = "t1") -> list[int]:
    with database.write(now, everywhere=True) as session:
        items = [answer(session, Message(platform, tenant, chat, chat, "m", now), Reply(f"to {chat}"), now=now, kind=kind) for chat in chats]
        session.flush()
        return [item.id for item in items]


def states(database: Database) -> list[OutboxState]:
    with database.read(everywhere=True) as session:
        return list(session.scalars(select(OutboxItem.state).order_by(OutboxItem.id)))


def pass_time(database: Database, clock: SetClock, delivery: Delivery, step: timedelta = SECOND / 10, most: int = 2000) -> None:
    """Let time go by in small steps until nothing waits any more."""

    async def run() -> None:
        for _ in range(most):
            await delivery.send_all()
            with database.read(everywhere=True) as session:
                if not session.scalar(select(func.count()).where(OutboxItem.state.in_(UNSENT))):
                    return
            clock.set(clock.now() + step)
        raise AssertionError("something never goes out")

    asyncio.run(run())


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


def test_a_chat_rests_while_the_others_go_on(sqlite: Database, clock: SetClock) -> None:
    slow = Chat("slow", clock, rest=3 * SECOND)
    quick = Chat("quick", clock)
    first, second, other = queue(sqlite, "slow", ["a", "a", "b"])
    queue(sqlite, "quick", ["a", "a", "a"])
    delivery = Delivery(sqlite, {"slow": slow, "quick": quick}, clock)
    asyncio.run(delivery.send_all())
    assert [item for _, _, item in slow.arrived] == [first, other]
    assert len(quick.arrived) == 3
    clock.set(NOW + 3 * SECOND - timedelta(milliseconds=1))
    asyncio.run(delivery.send_all())
    assert len(slow.arrived) == 2
    clock.set(NOW + 3 * SECOND)
    asyncio.run(delivery.send_all())
    assert slow.arrived[-1][2] == second


def test_a_platform_that_is_at_its_rate_holds_up_no_other(sqlite: Database, clock: SetClock) -> None:
    limited, free = Chat("limited", clock, per_second=5), Chat("free", clock)
    queue(sqlite, "limited", [f"chat{n}" for n in range(80)])
    queue(sqlite, "free", ["a", "b"])
    delivery = Delivery(sqlite, {"limited": limited, "free": free}, clock)
    asyncio.run(delivery.send_all())
    assert (len(limited.arrived), len(free.arrived)) == (5, 2)
    pass_time(sqlite, clock, delivery)
    assert len(limited.arrived) == 80
    assert limited.most_in(SECOND) == 5
    assert clock.now() - NOW < 17 * SECOND, "it is not slower than it has to be"


def test_less_than_one_a_second(sqlite: Database, clock: SetClock) -> None:
    limited = Chat("limited", clock, per_second=0.5)
    queue(sqlite, "limited", ["a", "b", "c"])
    pass_time(sqlite, clock, Delivery(sqlite, {"limited": limited}, clock))
    assert limited.most_in(2 * SECOND) == 1


def test_a_word_about_the_whole_platform_stops_its_tenant_alone_and_costs_nothing(sqlite: Database, clock: SetClock) -> None:
    limited = Chat("limited", clock, results=[Failed("429", retry_after=30 * SECOND, whole_platform=True)])
    [first] = queue(sqlite, "limited", ["a"])
    delivery = Delivery(sqlite, {"limited": limited}, clock)
    asyncio.run(delivery.send_all())
    others = queue(sqlite, "limited", ["b", "a", "c"])
    [elsewhere] = queue(sqlite, "limited", ["b"], tenant="t2")
    clock.set(NOW + 29 * SECOND)
    asyncio.run(delivery.send_all())
    assert [item for _, _, item in limited.arrived] == [first, elsewhere]
    clock.set(NOW + 30 * SECOND)
    asyncio.run(delivery.send_all())
    sent = [item for _, _, item in limited.arrived[2:]]
    assert sorted(sent) == sorted([first, *others])
    assert sent.index(first) < sent.index(others[1])


def test_a_word_about_one_chat_stops_that_one_alone(sqlite: Database, clock: SetClock) -> None:
    limited = Chat("limited", clock, results=[Failed("429", retry_after=30 * SECOND)])
    [first] = queue(sqlite, "limited", ["a"])
    delivery = Delivery(sqlite, {"limited": limited}, clock)
    asyncio.run(delivery.send_all())
    after, other = queue(sqlite, "limited", ["a", "b"])
    asyncio.run(delivery.send_all())
    assert [item for _, _, item in limited.arrived] == [first, other]
    clock.set(NOW + 30 * SECOND)
    asyncio.run(delivery.send_all())
    assert [item for _, _, item in limited.arrived[2:]] == [first, after]


def test_one_that_takes_long_holds_up_only_its_chat(sqlite: Database, clock: SetClock) -> None:
    chat = Chat("chat", clock, hold=lambda outgoing: outgoing.address == "slow")
    slow, behind, quick = queue(sqlite, "chat", ["slow", "slow", "quick"])
    woken = 0

    def wake() -> None:
        nonlocal woken
        woken += 1

    async def run() -> None:
        chat.released = asyncio.Event()
        delivery = Delivery(sqlite, {"chat": chat}, clock, wake)
        assert await delivery.go_on() == 2
        await asyncio.sleep(0)
        [later] = queue(sqlite, "chat", ["quick"])
        assert await delivery.go_on() == 2, "the quick one is noted down and the next one begun"
        await asyncio.sleep(0)
        assert [item for _, _, item in chat.arrived] == [slow, quick, later]
        assert woken == 2
        chat.released.set()
        await delivery.send_all()
        assert chat.arrived[-1][2] == behind

    asyncio.run(run())
    assert set(states(sqlite)) == {OutboxState.SENT}


def test_a_platform_that_hangs_leaves_the_others_their_places(sqlite: Database, clock: SetClock) -> None:
    stuck, quick = Chat("stuck", clock, hold=lambda _: True), Chat("quick", clock)
    queue(sqlite, "stuck", [f"chat{n}" for n in range(200)])
    queue(sqlite, "quick", ["a"])

    async def run() -> None:
        stuck.released = asyncio.Event()
        delivery = Delivery(sqlite, {"stuck": stuck, "quick": quick}, clock)
        for _ in range(10):
            await delivery.go_on()
            await asyncio.sleep(0)
        assert len(stuck.arrived) < 200
        assert len(quick.arrived) == 1
        stuck.released.set()
        await delivery.send_all()

    asyncio.run(run())
    assert len(stuck.arrived) == 200


def test_what_is_under_way_when_the_process_stops_is_waited_for_and_noted_down(
    sqlite: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_FINISHING_S", 0.05)
    chat = Chat("chat", clock, hold=lambda outgoing: outgoing.address == "stuck")
    queue(sqlite, "chat", ["quick"])
    queue(sqlite, "chat", ["stuck"], kind="told")
    queue(sqlite, "chat", ["stuck"], tenant="t2")

    async def run() -> None:
        chat.released = asyncio.Event()
        delivery = Delivery(sqlite, {"chat": chat}, clock)
        await delivery.go_on()
        await delivery.finish()

    asyncio.run(run())
    assert states(sqlite) == [OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.PENDING]


def test_what_came_of_sending_is_not_forgotten_when_it_cannot_be_noted_down(
    sqlite: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat("chat", clock)
    queue(sqlite, "chat", ["a"])
    delivery = Delivery(sqlite, {"chat": chat}, clock)

    async def run() -> None:
        await delivery.go_on()
        await asyncio.sleep(0)
        with monkeypatch.context() as broken:
            broken.setattr("scheduler.outbox.record", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await delivery.go_on()
        await delivery.go_on()

    asyncio.run(run())
    assert states(sqlite) == [OutboxState.SENT]
    assert len(chat.arrived) == 1


def test_a_process_that_died_on_sqlite_holds_up_nothing_after_a_start(sqlite: Database, clock: SetClock) -> None:
    chat = Chat("chat", clock)
    queue(sqlite, "chat", ["a"])

    async def die() -> None:
        await Delivery(sqlite, {"chat": chat}, clock).go_on()

    asyncio.run(die())
    again = Delivery(sqlite, {"chat": chat}, clock)
    assert again.recover() == 0
    assert again.recover(at_start=True) == 1
    asyncio.run(again.send_all())
    assert states(sqlite) == [OutboxState.SENT]
    assert clock.now() < NOW + LEASE


def test_it_wakes_by_itself_when_a_chat_has_rested(sqlite: Database) -> None:
    class Running(SetClock):
        """A clock that goes on."""

        def now(self) -> datetime:
            return NOW + timedelta(seconds=asyncio.get_running_loop().time())

    clock = Running(NOW)
    chat = Chat("chat", clock, rest=timedelta(milliseconds=30))

    async def run() -> None:
        queue(sqlite, "chat", ["a"] * 4, clock.now())
        woken = asyncio.Event()
        delivery = Delivery(sqlite, {"chat": chat}, clock, woken.set)
        while len(chat.arrived) < 4:
            woken.clear()
            while await delivery.go_on():
                pass
            await asyncio.wait_for(woken.wait(), 20)
        await delivery.finish()

    asyncio.run(run())
    assert min(chat.gaps()) >= chat.rest


@pytest.fixture(scope="module")
def empty() -> Database:
    """A database that many examples share."""
    folder = Path(tempfile.mkdtemp())
    database = Database(f"sqlite:///{folder / 'x.db'}", FileStore(folder))
    migrate.upgrade(database)
    return database


@settings(max_examples=25, deadline=None)
@given(
    chats=st.lists(st.tuples(st.sampled_from(["one", "two"]), st.sampled_from("abc")), min_size=1, max_size=25),
    rate=st.sampled_from([1, 2.5, 7]),
    rest=st.sampled_from([0, 0.3, 1, 3]),
    failures=st.lists(st.sampled_from([0.0, 0.7, 5.0]), max_size=4),
    whole=st.booleans(),
)
def test_no_chat_gets_two_within_its_rest_no_platform_more_than_its_rate_and_none_overtakes(
    empty: Database, chats: list[tuple[str, str]], rate: float, rest: float, failures: list[float], whole: bool
) -> None:
    with empty.write(NOW, everywhere=True) as session:
        session.execute(delete(OutboxItem))
    clock = SetClock(NOW)
    refusals: list[Sent | Failed] = [Failed("429", retry_after=timedelta(seconds=wait) or None, whole_platform=whole) for wait in failures]
    platforms = {
        "one": Chat("one", clock, per_second=rate, rest=timedelta(seconds=rest), results=refusals),
        "two": Chat("two", clock, rest=timedelta(seconds=rest)),
    }
    queued = [(platform, chat, *queue(empty, platform, [chat])) for platform, chat in chats]
    pass_time(empty, clock, Delivery(empty, platforms, clock), step=SECOND / 5)
    assert set(states(empty)) == {OutboxState.SENT}
    assert platforms["one"].most_in(SECOND) <= rate
    for name, platform in platforms.items():
        assert all(gap >= platform.rest for gap in platform.gaps())
        for chat in "abc":
            went = list(dict.fromkeys(item for _, where, item in platform.arrived if where == chat))
            assert went == [item for whose, where, item in queued if (whose, where) == (name, chat)]
