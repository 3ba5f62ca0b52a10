"""The whole assistant beside the fake Slack, in one process: each in a thread of its own, real sockets between them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from webchat import unset_settings

from bot.app import Application
from bot.config import Settings
from scheduler.clock import SystemClock
from storage.database import Database
from storage.models import Base, InboxItem, InboxState
from tests.slack.fake import APP_TOKEN, BOT, SIGNING_SECRET, TEAM, TOKEN, FakeSlack

STOP_S = 10.0


@dataclass
class Running:
    """The assistant as it runs."""

    database: Database
    settings: Settings
    app: Application = field(init=False)
    address: str = ""

    def __post_init__(self) -> None:
        self.app = Application(self.settings, self.database, SystemClock())
        self.address = self.app.web.bind()
        self.error: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self.app.run())
        except BaseException as error:  # noqa: BLE001 - the test is to see it
            self.error = error
        finally:
            self._loop.close()

    def stop(self) -> None:
        """End it as an admin would; it must end in time, and without an error."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self.app.stop)
        self._thread.join(STOP_S)
        assert not self._thread.is_alive(), "it did not stop in time"
        if self.error is not None:
            raise self.error

    def rows(self, model: type[Any]) -> list[Any]:
        """All rows of a table."""
        with self.database.read(everywhere=True) as session:
            found = list(session.scalars(select(model).order_by(model.id)).all())
            session.expunge_all()
            return found

    def is_idle(self) -> bool:
        """Whether all that came in has been handled."""
        return all(item.state is not InboxState.PENDING for item in self.rows(InboxItem))


def slack_settings(slack: FakeSlack, mode: str, **more: str) -> Settings:
    """The settings of one workspace, over the socket or by HTTP."""
    way = {"slack_app_token": APP_TOKEN} if mode == "socket" else {"slack_signing_secret": SIGNING_SECRET}
    given = {"slack_bot_token": TOKEN, **way, **more}
    return unset_settings(port="0", slack_api_url=slack.api_url, timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY", **given)


@contextmanager
def running(slack: FakeSlack, database: Database, mode: str = "socket", **more: str) -> Iterator[Running]:
    """The assistant, connected to the fake."""
    assistant = Running(database, slack_settings(slack, mode, **more))
    if mode == "http":
        slack.sender.events_url = f"{assistant.address}/slack/events"
    else:
        slack.sender.events_url = ""
        slack.wait(lambda: slack.web.sockets)
    try:
        yield assistant
    finally:
        assistant.stop()


__all__ = ["BOT", "TEAM", "Base", "FakeSlack", "Running", "running", "slack_settings"]
