"""The small workspace with its people on Telegram, and the application at work for them over real sockets."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from conftest import Ids, fill
from sqlalchemy import select
from webchat import unset_settings

from bot.app import Application
from bot.platforms.telegram.platform import TelegramPlatform
from fake_telegram.server import FakeTelegram
from fake_telegram.world import Person
from handlers.hours import OFF
from handlers.messages import REPLY, Reply
from handlers.outgoing import push
from handlers.workspaces import add_account, add_channel
from scheduler.clock import SystemClock
from storage.database import Database
from storage.models import UNSENT, Channel, InboxItem, InboxState, Member, OutboxItem, Team, Workspace
from storage.models.base import Base

R = TypeVar("R", bound=Base)
STOP_S = 12
UNASKED = dict.fromkeys(("digest", "report_prompt", "report_reminder", "report_summary"), OFF)
"""What is said at an hour of the day is off: the application runs by the machine's clock, and a test must not hang on when it is run."""
EAST = -1001


class Office:
    """What tests act in: the fake, the database, and an application that can be stopped and started again."""

    def __init__(self, database: Database, fake: FakeTelegram, **settings: str) -> None:
        self.database, self.fake = database, fake
        self.ids: Ids = fill(database)
        self.settings = unset_settings(
            telegram_bot_token=fake.token, telegram_api_url=fake.url, port="0", data_dir=str(database.files.folder.parent), **settings
        )
        self.tenant = str(fake.me["id"])
        self.ada, self.max, self.lily, self.tom = (fake.person(101 + number, name) for number, name in enumerate(("Ada", "Max", "Lily", "Tom")))
        self.stranger = fake.person(900, "Mallory")
        self.east = fake.group(EAST, "East sales")
        self._enrol()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The one that the application runs in."""
        assert self._loop is not None
        return self._loop

    @property
    def people(self) -> Sequence[Person]:
        return (self.ada, self.max, self.lily, self.tom)

    def start(self, *, public: bool = False, connected: bool = True) -> Office:
        """Begin to work, without pauses between messages. ``public``: the address that is bound becomes the public one."""
        self._loop = asyncio.new_event_loop()
        self.app = Application(self.settings, self.database, SystemClock())
        found = self.app.platforms["telegram"]
        assert isinstance(found, TelegramPlatform)
        self.platform = found
        self.platform.per_second = None
        self.platform.rest_after = lambda address: timedelta(0)  # type: ignore[method-assign]
        self.address = self.app.web.bind()
        if public:
            self.settings.public_url = self.address
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if connected:
            self.fake.wait(lambda: self.platform.is_connected)
        return self

    def stop(self) -> None:
        """Come to an end as on SIGTERM."""
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self.app.stop)
            self._thread.join(STOP_S)
            assert not self._thread.is_alive(), "it did not stop"
        self._loop = None

    def settle(self) -> None:
        """Wait until nothing waits any more."""
        self.fake.wait(lambda: not self.fake.updates)
        self.fake.wait(self._is_settled)

    def rows(self, model: type[R]) -> Sequence[R]:
        """All rows of a table."""
        with self.database.read(everywhere=True) as session:
            found = session.scalars(select(model).order_by(model.id)).all()
            session.expunge_all()
            return found

    def row(self, model: type[R]) -> R:
        """The only row of a table."""
        [found] = self.rows(model)
        return found

    def tell(self, to: Person | int | str, reply: Reply, kind: str = "told") -> None:
        """Have the assistant say something unasked."""
        now = SystemClock().now()
        with self.database.write(now, self.ids.workspace) as session:
            member = (
                {101: self.ids.admin, 102: self.ids.manager, 103: self.ids.lily, 104: self.ids.tom}.get(to.id) if isinstance(to, Person) else None
            )
            channel = session.scalars(select(Channel).where(Channel.external_id == str(to))).first() if member is None else None
            target = session.get_one(Member, member) if member is not None else channel
            assert target is not None
            push(session, target, reply, kind=kind, now=now)

    def answers(self) -> list[Reply]:
        """What was answered, as the outbox has it; what is said unasked hangs on the hour."""
        return [REPLY.validate_python(item.payload) for item in self.rows(OutboxItem) if item.kind in ("reply", "list")]

    def _enrol(self) -> None:
        now = SystemClock().now()
        with self.database.write(now, self.ids.workspace) as session:
            session.get_one(Workspace, self.ids.workspace).hours = UNASKED
            for member_id, person in zip((self.ids.admin, self.ids.manager, self.ids.lily, self.ids.tom), self.people, strict=True):
                add_account(session, session.get_one(Member, member_id), "telegram", self.tenant, str(person.id), now + timedelta(seconds=1))
            add_channel(session, "East sales", "telegram", self.tenant, str(EAST), now, team=session.get_one(Team, self.ids.team))

    def _is_settled(self) -> bool:
        waiting = [item for item in self.rows(InboxItem) if item.state is InboxState.PENDING]
        now = SystemClock().now()
        going = [item for item in self.rows(OutboxItem) if item.state in UNSENT and item.attempts <= 1 and item.due_at <= now]
        return not waiting and not going

    def _run(self) -> None:
        assert self._loop is not None
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self.app.run())
        except BaseException as error:  # noqa: BLE001 - tests look at it
            self.error = error
            logging.getLogger("office").debug("ended by %r", error)
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
