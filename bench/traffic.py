"""How many messages a second go all the way, from the inbox to a reply that was sent, beside bare inserts into the same kind of file."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from bench.measure import medians, report
from bench.names import messages
from bot.delivery import deliver
from bot.inbox import Inbox
from bot.platforms.platform import Outgoing
from handlers.messages import Message
from handlers.workspaces import Defaults, add_account, add_member, add_team, add_workspace
from scheduler.clock import SetClock
from scheduler.outbox import Sent
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import OutboxItem, OutboxState

RUNS = 5
MESSAGES, PEOPLE = 600, 20
INSERTS = 1000
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLATFORM = TENANT = "bench"


class Instant:
    """A platform that has always sent already."""

    name = PLATFORM
    repeats_safely = True

    async def send(self, outgoing: Outgoing) -> Sent:
        """Nothing to wait for."""
        return Sent(str(outgoing.item_id))


def run() -> None:
    """Print the medians."""
    with TemporaryDirectory(dir=_data_folder()) as folder:
        rates = medians({"ours": _in_new_folder(folder, _messages_a_second), "bare": _in_new_folder(folder, _inserts_a_second)}, RUNS)
    against = f"bare SQLite, one insert a transaction {rates['bare']:.0f}/s"
    report("messages from inbox to sent reply", f"{rates['ours']:.0f}/s", against)


def _data_folder() -> Path:
    """On the disk that the real database lies on: a folder for temporary files may be memory."""
    folder = Path("data")
    folder.mkdir(exist_ok=True)
    return folder


def _in_new_folder(parent: str, measure: Callable[[Path], float]) -> Callable[[], float]:
    def measured() -> float:
        with TemporaryDirectory(dir=parent) as folder:
            return measure(Path(folder))

    return measured


def _messages_a_second(folder: Path) -> float:
    database = Database(f"sqlite:///{folder}/bench.db", FileStore(folder / "files"))
    migrate.upgrade(database)
    _set_up(database)
    inbox, clock = Inbox(database, "en"), SetClock(NOW)
    texts = messages(MESSAGES)
    started = time.perf_counter()
    for number, text in enumerate(texts):
        account = f"rep{number % PEOPLE}"
        inbox.receive(Message(PLATFORM, TENANT, account, account, str(number), NOW, text=text), NOW)
    inbox.work(NOW)
    asyncio.run(_send_all(database, clock))
    took = time.perf_counter() - started
    with database.read(everywhere=True) as session:
        sent = session.scalars(select(func.count()).select_from(OutboxItem).where(OutboxItem.state == OutboxState.SENT)).one()
    database.close()
    assert sent >= MESSAGES, f"{sent} of {MESSAGES} were answered"
    return MESSAGES / took


def _set_up(database: Database) -> None:
    with database.write(NOW, everywhere=True) as session:
        add_workspace(session, "Bench", Defaults("en", timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"), NOW)
        team = add_team(session, "East", NOW)
        for number in range(PEOPLE):
            add_account(session, add_member(session, f"Rep {number}", NOW, team=team), PLATFORM, TENANT, f"rep{number}", NOW)


async def _send_all(database: Database, clock: SetClock) -> None:
    platforms = {PLATFORM: Instant()}
    while await deliver(database, platforms, clock):
        pass


def _inserts_a_second(folder: Path) -> float:
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE message (id INTEGER PRIMARY KEY, payload TEXT)"):
        connection.execute(statement)
    started = time.perf_counter()
    for number in range(INSERTS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO message (payload) VALUES (?)", (f"message {number}",))
        connection.execute("COMMIT")
    took = time.perf_counter() - started
    connection.close()
    return INSERTS / took
