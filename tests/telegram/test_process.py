"""The whole process on Telegram: started, stopped and killed as an admin or a power cut would."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from fake_telegram.office import Office
from fake_telegram.server import FakeTelegram
from running import running, start

from storage import migrate
from storage.database import Database
from storage.files import FileStore


def test_a_wrong_token_stops_the_start_with_a_sentence(fake: FakeTelegram, tmp_path: Path) -> None:
    process = start(tmp_path, TELEGRAM_BOT_TOKEN="4242:wrong-token", TELEGRAM_API_URL=fake.url)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.splitlines()[-1] == "onpace: TELEGRAM_BOT_TOKEN: Telegram does not know this token; @BotFather shows the right one"
    assert "wrong-token" not in errors
    assert "Traceback" not in errors


MESSAGES = 200
KILLED_AT = (60,)


@pytest.mark.timeout(240)
def test_killed_while_polling_it_loses_nothing_and_doubles_nothing(fake: FakeTelegram, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'onpace.db'}", FileStore(tmp_path / "data" / "files"))
    migrate.upgrade(database)
    office = Office(database, fake)
    database.close()
    fake.most = 20
    for number in range(MESSAGES):
        fake.say(office.people[number % 4], f"remind me tomorrow 9am to do errand {number}")
    settings = {"TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_API_URL": fake.url}
    for killed_at in KILLED_AT:
        with running(tmp_path, **settings) as process:
            fake.wait(lambda at=killed_at: count(tmp_path, "SELECT count(*) FROM inbox_item") >= at, seconds=60)
            process.kill()
    with running(tmp_path, **settings) as process:
        fake.wait(lambda: count(tmp_path, "SELECT count(*) FROM inbox_item WHERE state = 'done'") == MESSAGES, seconds=90)
        assert process.stop() == (0, "")
    with closing(sqlite3.connect(tmp_path / "data" / "onpace.db")) as connection:
        errands = Counter(action.rpartition(" ")[2] for (action,) in connection.execute("SELECT action FROM task"))
    assert errands == Counter(str(number) for number in range(MESSAGES))


def count(folder: Path, query: str) -> int:
    with closing(sqlite3.connect(folder / "data" / "onpace.db")) as connection:
        found: int = connection.execute(query).fetchone()[0]
        return found
