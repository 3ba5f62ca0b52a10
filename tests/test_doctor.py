"""What the doctor finds, on a database in good order and on those in bad, without a stack trace and without telling what is nobody's business."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import NOW, fill

from bot import doctor
from bot.commands.doctor import doctor as command
from bot.findings import Finding, Mark
from handlers.messages import REPLY, Reply, as_payload
from scheduler.clock import SetClock
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import InboxItem, InboxState, OutboxItem, OutboxState

PASSWORD = "pa55word"
SECRET = "xoxb-very-secret"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env, the data in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'onpace.db'}")
    monkeypatch.setattr(doctor, "cjk_font", lambda: "Noto Sans CJK SC")
    monkeypatch.setattr("bot.commands.doctor.SystemClock", lambda: SetClock(NOW))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Database]:
    """The database that the settings name, migrated, with a workspace."""
    database = Database(f"sqlite:///{tmp_path / 'data' / 'onpace.db'}", FileStore(tmp_path / "data" / "files"))
    migrate.upgrade(database)
    fill(database)
    yield database
    database.close()


def examined(now: datetime = NOW) -> dict[str, Finding]:
    return {finding.check: finding for finding in doctor.examine(now)}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def incoming(state: InboxState, due_at: datetime, error: str | None = None) -> InboxItem:
    payload = {"text": "the customer's own words"}
    return InboxItem(
        platform="web", tenant="1", external_id="m1", chat="web:1:lily", payload=payload, state=state, due_at=due_at, error=error, received_at=due_at
    )


def outgoing(state: OutboxState, due_at: datetime, error: str | None = None) -> OutboxItem:
    payload = as_payload(REPLY, Reply("what we said about the customer"))
    chat = {"platform": "web", "tenant": "1", "address": "lily", "chat": "web:1:lily"}
    return OutboxItem(kind="digest", payload=payload, state=state, due_at=due_at, created_at=due_at, error=error, **chat)


def add(database: Database, *rows: InboxItem | OutboxItem) -> None:
    with database.write(NOW, everywhere=True) as session:
        session.add_all(rows)


@pytest.mark.usefixtures("served")
def test_all_is_well() -> None:
    findings = examined()
    assert {finding.mark for finding in findings.values()} == {Mark.OK}
    checks = {"settings", "database", "disk", "time zones", "working days", "fonts", "slack", "telegram", "inbox", "outbox", "schedule"}
    assert set(findings) == checks | {"dead letters"}
    assert migrate.head() in findings["database"].text


@pytest.mark.usefixtures("served")
def test_a_line_each_and_a_status() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert all(line.startswith("✓ ") for line in result.output.splitlines())


def test_before_the_first_run_nothing_is_made(tmp_path: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert "! database: " in result.output
    assert "make run" in result.output
    assert not (tmp_path / "data").exists()


def test_an_empty_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "onpace.db").touch()
    found = examined()["database"]
    assert found.mark is Mark.WARNING
    assert "empty" in found.text


def test_a_broken_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "onpace.db").write_bytes(b"no database at all" * 1000)
    result = run()
    assert result.exit_code == 1
    assert "✗ database: cannot be read: file is not a database" in result.output
    assert "Traceback" not in result.output


def test_an_older_database(served: Database) -> None:
    with served.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    found = examined()["database"]
    assert found.mark is Mark.WRONG
    assert "python -m bot migrate" in found.advice


def test_tables_are_missing(served: Database) -> None:
    with served.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox_item")
    result = run()
    assert result.exit_code == 1
    assert "✗ database: cannot be read: no such table: outbox_item" in result.output


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://onpace:{PASSWORD}@127.0.0.1:1/onpace")
    result = run()
    assert result.exit_code == 1
    assert "✗ database: cannot be read" in result.output
    assert PASSWORD not in result.output


def test_postgresql(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql.url.render_as_string(hide_password=False))
    assert examined()["database"].mark is Mark.OK


def test_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99999")
    monkeypatch.setenv("SLACK_BOT_TOKEN", SECRET)
    result = run()
    assert result.exit_code == 1
    assert "✗ settings: PORT" in result.output
    assert "99999" not in result.output
    assert "database" not in examined()


def test_a_host_that_is_open_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert examined()["settings"].mark is Mark.WRONG


@pytest.mark.usefixtures("served")
def test_a_font_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "cjk_font", lambda: None)
    result = run()
    assert result.exit_code == 0
    assert "! fonts: " in result.output
    assert "fonts-noto-cjk" in result.output


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("free", "mark"), [(50 * 2**20, Mark.WRONG), (500 * 2**20, Mark.WARNING), (5 * 2**30, Mark.OK)])
def test_disk(free: int, mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": free}))
    assert examined()["disk"].mark is mark


@pytest.mark.parametrize(("late", "mark"), [(timedelta(minutes=1), Mark.OK), (timedelta(minutes=10), Mark.WARNING), (timedelta(hours=3), Mark.WRONG)])
def test_what_waits_is_told_by_how_late_it_is(served: Database, late: timedelta, mark: Mark) -> None:
    add(served, incoming(InboxState.PENDING, NOW - late), outgoing(OutboxState.PENDING, NOW - late))
    findings = examined()
    assert findings["inbox"].mark is mark
    assert findings["outbox"].mark is mark


def test_what_is_due_later_is_not_late(served: Database) -> None:
    add(served, outgoing(OutboxState.PENDING, NOW + timedelta(hours=1)))
    found = examined()["outbox"]
    assert found.mark is Mark.OK
    assert "2026-11-24 03:00 UTC" in found.text


def test_dead_letters_are_listed_without_what_was_written(served: Database) -> None:
    add(
        served,
        incoming(InboxState.DEAD, NOW, "KeyError at texts.py:31"),
        outgoing(OutboxState.DEAD, NOW, "refused"),
        outgoing(OutboxState.UNKNOWN, NOW),
    )
    result = run("--json")
    assert result.exit_code == 1
    letters = [finding["text"] for finding in json.loads(result.output) if finding["check"] == "dead letters"]
    assert letters[0] == "inbox 1 dead, 2026-11-24 02:00 UTC, web:1:lily: KeyError at texts.py:31"
    assert [letter.split(",")[0] for letter in letters] == ["inbox 1 dead", "outbox 2 unknown", "outbox 1 dead"]
    assert "words" not in result.output
    assert "what we said" not in result.output


def test_an_old_dead_letter_is_remembered_but_nothing_is_wrong_any_more(served: Database) -> None:
    add(served, incoming(InboxState.DEAD, NOW - timedelta(days=30), "KeyError"))
    assert examined()["dead letters"].mark is Mark.WARNING
