"""Whatever happens, in whatever order: nothing is lost, pushes never go out twice, and no message overtakes another of its chat."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from conftest import NOW
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, func, select

from handlers.messages import Message, Reply
from handlers.outgoing import answer
from scheduler import outbox
from scheduler.outbox import LEASE, MOST_ATTEMPTS, Failed, Sent
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import UNSENT, OutboxItem, OutboxState

DATABASE = Database("sqlite://", FileStore(Path("unused")))
migrate.upgrade(DATABASE)
WORKERS = st.sampled_from(["one", "two"])


class Outbox(RuleBasedStateMachine):
    """Two processes send from one outbox; each may die at any time, before or after the platform has taken a message."""

    @initialize()
    def begin(self) -> None:
        with DATABASE.write(NOW, everywhere=True) as session:
            session.execute(delete(OutboxItem))
        self.now = NOW
        self.kinds: dict[int, str] = {}
        self.chats: dict[int, str] = {}
        self.useful_until: dict[int, Any] = {}
        self.in_hand: dict[str, list[int]] = {"one": [], "two": []}
        self.arrived: list[int] = []
        """Everything that the platform took, in its order, repetitions included."""
        self.in_doubt: set[int] = set()
        """What was taken by the platform without us hearing of it."""

    @rule(chat=st.sampled_from("abc"), kind=st.sampled_from(["reply", "told"]), hurry=st.booleans())
    def queue(self, chat: str, kind: str, hurry: bool) -> None:
        with DATABASE.write(self.now, everywhere=True) as session:
            item = answer(session, Message("test", "t", chat, chat, "m", self.now), Reply("x"), now=self.now, kind=kind)
            item.useful_until = self.now + timedelta(seconds=90) if hurry else None
            session.flush()
            self.kinds[item.id], self.chats[item.id], self.useful_until[item.id] = kind, chat, item.useful_until

    @rule(worker=WORKERS, limit=st.integers(1, 4))
    def claim(self, worker: str, limit: int) -> None:
        with DATABASE.write(self.now, everywhere=True) as session:
            taken = [item.id for item in outbox.claim(session, self.now, limit=limit)]
        assert len({self.chats[item] for item in taken}) == len(taken) <= limit
        for item in taken:
            assert self.useful_until[item] is None or self.now <= self.useful_until[item]
        self.in_hand[worker] += taken

    @precondition(lambda self: any(self.in_hand.values()))
    @rule(worker=WORKERS, how=st.sampled_from(["sent", "failed", "refused", "answer lost"]))
    def finish(self, worker: str, how: str) -> None:
        if not self.in_hand[worker]:
            return
        item = self.in_hand[worker].pop(0)
        result: Sent | Failed = Sent(f"m{item}")
        if how in ("sent", "answer lost"):
            self.arrive(item, heard_of=how == "sent")
        if how != "sent":
            result = Failed(how, for_good=how == "refused", perhaps_sent=how == "answer lost")
        with DATABASE.write(self.now, everywhere=True) as session:
            outbox.record(session, {item: result}, self.now)

    @precondition(lambda self: any(self.in_hand.values()))
    @rule(worker=WORKERS, how_many_arrived=st.integers(0, 4))
    def die(self, worker: str, how_many_arrived: int) -> None:
        for item in self.in_hand[worker][:how_many_arrived]:
            self.arrive(item, heard_of=False)
        self.in_hand[worker] = []

    @precondition(lambda self: not any(self.in_hand.values()))
    @rule(seconds=st.sampled_from([1, 5, 61, 700]))
    def wait(self, seconds: int) -> None:
        """Time passes; nobody takes longer over sending than the lease allows, so it stands still while something is in hand."""
        self.now += timedelta(seconds=seconds)

    @rule()
    def recover(self) -> None:
        with DATABASE.write(self.now, everywhere=True) as session:
            outbox.recover(session, self.now)

    def arrive(self, item: int, *, heard_of: bool) -> None:
        if self.kinds[item] == "told":
            assert item not in self.arrived, "a push went out twice"
        else:
            assert item not in self.arrived or item in self.in_doubt, "an answer went out twice without need"
        self.arrived.append(item)
        if not heard_of:
            self.in_doubt.add(item)

    @invariant()
    def nothing_overtakes(self) -> None:
        for chat in "abc":
            own = [item for item in self.arrived if self.chats[item] == chat]
            assert own == sorted(own)

    @invariant()
    def one_at_a_time_and_never_for_ever(self) -> None:
        with DATABASE.read(everywhere=True) as session:
            under_way = select(OutboxItem.chat, func.count()).where(OutboxItem.state == OutboxState.SENDING).group_by(OutboxItem.chat)
            assert all(count == 1 for _, count in session.execute(under_way))
            assert (session.scalar(select(func.max(OutboxItem.attempts))) or 0) <= MOST_ATTEMPTS

    def teardown(self) -> None:
        """In the end, with platforms that work, everything has come to an end that can be told, and what should arrive has."""
        for worker in self.in_hand:
            self.in_hand[worker] = []
        for _ in range(400):
            self.now += LEASE + timedelta(seconds=1)
            self.recover()
            self.claim("one", 4)
            if not self.in_hand["one"]:
                with DATABASE.read(everywhere=True) as session:
                    if not session.scalar(select(func.count()).where(OutboxItem.state.in_(UNSENT))):
                        break
            while self.in_hand["one"]:
                self.finish("one", "sent")
        with DATABASE.read(everywhere=True) as session:
            states = dict(session.execute(select(OutboxItem.id, OutboxItem.state)).all())
        assert set(states) == set(self.kinds)
        assert not set(states.values()) & set(UNSENT)
        for item, state in states.items():
            if state is OutboxState.SENT:
                assert item in self.arrived
            if state is OutboxState.UNKNOWN:
                assert self.kinds[item] == "told"
            if state is OutboxState.DROPPED:
                assert self.useful_until[item] is not None


Outbox.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestOutbox = Outbox.TestCase
