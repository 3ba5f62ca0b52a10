"""Time that passes in a test, with everything that is due told on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handlers.messages import REPLY, Reply
from scheduler import outbox, schedules
from scheduler.outbox import Claimed, Failed, Sent
from storage.database import Database


@dataclass(frozen=True)
class Seen:
    """A message that arrived: when, in which chat, and what it said."""

    at: datetime
    chat: str
    kind: str
    reply: Reply

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.reply.buttons]


@dataclass
class Day:
    """A stretch of time; ``seen`` is what people got in it, of one kind of push where ``only`` names one."""

    database: Database
    now: datetime
    only: str = ""
    seen: list[Seen] = field(default_factory=list)

    def run_to(self, moment: datetime) -> list[Seen]:
        """Let everything up to that moment happen at its own time; return what people got since the last call."""
        self.seen.clear()
        while True:
            self.settle()
            with self.database.read(everywhere=True) as session:
                due = [at for at in (schedules.next_due(session), outbox.next_due(session)) if at is not None and at <= moment]
            if not due:
                break
            assert min(due) > self.now, "something that is due does not happen"
            self.now = min(due)
        self.now = moment
        return list(self.seen)

    def sleep_to(self, moment: datetime) -> list[Seen]:
        """The process is down until that moment, and then works again."""
        self.seen.clear()
        self.now = moment
        self.settle()
        return list(self.seen)

    def settle(self) -> None:
        """Let happen what is due now."""
        while schedules.tick(self.database, self.now) + self._send():
            pass

    def _send(self) -> int:
        with self.database.write(self.now, everywhere=True) as session:
            items = outbox.claim(session, self.now)
            outbox.record(session, {item.id: self.result(item) for item in items}, self.now)
        return len(items)

    def result(self, item: Claimed) -> Sent | Failed:
        """Everything arrives."""
        if self.only in ("", item.kind):
            self.seen.append(Seen(self.now, item.address, item.kind, REPLY.validate_python(item.payload)))
        return Sent(f"m{item.id}")
