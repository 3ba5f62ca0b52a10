"""How many messages a second go all the way, from the inbox to a reply that was sent, beside bare inserts into the same kind of file."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from bench.measure import medians, report
from bench.names import companies_and_people, messages
from bot.delivery import Delivery
from bot.inbox import Inbox
from bot.platforms.platform import Outgoing
from handlers.messages import Message
from handlers.parsing.name_words import name_key
from handlers.workspaces import Defaults, add_account, add_member, add_team, add_workspace
from scheduler.clock import SetClock
from scheduler.outbox import Sent
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import Contact, Customer, OutboxItem, OutboxState

RUNS = 5
WARM_UP, MESSAGES, PEOPLE = 100, 600, 20
INSERTS = 1000
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLATFORM = TENANT = "bench"


class Instant:
    """A platform that has always sent already."""

    name = PLATFORM
    repeats_safely = True
    per_second: float | None = None

    def rest_after(self, address: str) -> timedelta:
        """None."""
        return timedelta(0)

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
    owners = _set_up(database)
    all_messages = [
        Message(PLATFORM, TENANT, owners[written.company], owners[written.company], str(number), NOW, text=written.text)
        for number, written in enumerate(messages(WARM_UP + MESSAGES))
    ]
    _pass_on(database, all_messages[:WARM_UP])
    started = time.perf_counter()
    _pass_on(database, all_messages[WARM_UP:])
    took = time.perf_counter() - started
    with database.read(everywhere=True) as session:
        sent = session.scalars(select(func.count()).select_from(OutboxItem).where(OutboxItem.state == OutboxState.SENT)).one()
    database.close()
    assert sent >= len(all_messages), f"{sent} of {len(all_messages)} were answered"
    return MESSAGES / took


def _pass_on(database: Database, all_messages: list[Message]) -> None:
    """Each message received in a transaction of its own, handled in another one, and its answer sent."""
    inbox = Inbox(database, "en")
    for message in all_messages:
        inbox.receive(message, NOW)
    inbox.work(NOW)
    asyncio.run(_send_all(database, SetClock(NOW)))


def _set_up(database: Database) -> dict[str, str]:
    """A workspace that knows all the names; whose each company is."""
    owners: dict[str, str] = {}
    with database.write(NOW, everywhere=True) as session:
        add_workspace(session, "Bench", Defaults("en", timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"), NOW)
        team = add_team(session, "East", NOW)
        members = [add_member(session, f"Rep {number}", NOW, team=team) for number in range(PEOPLE)]
        for member in members:
            add_account(session, member, PLATFORM, TENANT, member.name, NOW)
        for (company, person), owner in zip(companies_and_people(), cycle(members), strict=False):
            customer = Customer(name=company, name_key=name_key(company), owner_id=owner.id, created_at=NOW)
            session.add(customer)
            session.flush()
            session.add(Contact(customer_id=customer.id, name=person, created_at=NOW))
            owners[company] = owner.name
    return owners


async def _send_all(database: Database, clock: SetClock) -> None:
    await Delivery(database, {PLATFORM: Instant()}, clock).send_all()


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
