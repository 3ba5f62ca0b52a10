"""The demo: a day that comes out right on any working day, nothing lost on the way, then chats to go on in."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.commands.demo import demo as command
from bot.demo import latest_day, play_day
from bot.sample import load_sample
from handlers.charts import cjk_font
from handlers.errors import UserError
from handlers.workspaces import Defaults, add_member, add_workspace
from storage import migrate
from storage.database import Database
from storage.files import FileStore
from storage.models import (
    AuditEntry,
    Channel,
    CheckIn,
    ContactLog,
    Contract,
    Customer,
    DailyReport,
    InboxItem,
    InboxState,
    Lead,
    Member,
    OutboxItem,
    OutboxState,
    Payment,
    Role,
    Schedule,
    Target,
    Task,
    TaskStatus,
    Workspace,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 24, 22, tzinfo=SHANGHAI)
ROOT = Path(__file__).parents[1]


def play(database: Database, now: datetime) -> list[str]:
    lines: list[str] = []
    asyncio.run(play_day(database, now, lines.append, fast=True))
    return lines


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 1, 22, tzinfo=SHANGHAI),  # the first working day of a month: nothing has been sold in it
        datetime(2026, 10, 11, 12, tzinfo=SHANGHAI),  # the day before was a Saturday on which China worked, after its longest holidays
    ],
    ids=lambda now: f"{now:%Y-%m-%d}",
)
def test_a_day_comes_out_right(sqlite: Database, now: datetime) -> None:
    play(sqlite, now)
    nothing_was_lost(sqlite, now)


def nothing_was_lost(sqlite: Database, now: datetime) -> None:
    with sqlite.read(everywhere=True) as session:
        incoming, outgoing = session.scalars(select(InboxItem)).all(), session.scalars(select(OutboxItem)).all()
        assert all(item.state is InboxState.DONE and item.error is None and item.attempts == 0 for item in incoming)
        assert {item.state for item in outgoing} <= {OutboxState.SENT, OutboxState.DROPPED, OutboxState.PENDING}
        assert all(item.error is None and item.attempts <= 1 for item in outgoing)
        assert all(item.due_at > item.created_at for item in outgoing if item.state is OutboxState.PENDING)  # put off to the morning
        assert max(item.received_at for item in incoming) < now
        assert all(item.sent_at < now for item in outgoing if item.sent_at)


def test_everything_that_the_assistant_does_is_in_it(sqlite: Database) -> None:
    lines = play(sqlite, TUESDAY)
    nothing_was_lost(sqlite, TUESDAY)
    with sqlite.read(everywhere=True) as session:
        told = Counter(session.scalars(select(OutboxItem.kind).where(OutboxItem.state == OutboxState.SENT)))
        assert {"reply", "list", "digest", "deadline", "report", "report_summary", "told"} <= set(told)
        today = datetime(2026, 11, 24, tzinfo=SHANGHAI)
        for model, least in ((ContactLog, 3), (CheckIn, 2), (Contract, 1), (Payment, 3), (Lead, 1), (Task, 4), (DailyReport, 6)):
            assert session.scalars(select(func.count()).select_from(model).where(model.created_at > today)).one() >= least, model
        digests = [item.payload for item in session.scalars(select(OutboxItem).where(OutboxItem.kind == "digest"))]
        assert len(digests) == 2
        drawn = [digest["image"]["description"] for digest in digests if digest["image"]]
        assert len(drawn) == len(digests) or cjk_font() is None  # without a font, those with Chinese names have none
        assert all(drawn)
        kinds = {item.payload["kind"] for item in session.scalars(select(InboxItem))}
        assert kinds == {"text", "edit", "press"}
        assert any(item.payload["location"] for item in session.scalars(select(InboxItem)))
    assert any(re.search(r"lily >", line) for line in lines)
    assert any(re.search(r"liwei >", line) for line in lines)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 24, 22, tzinfo=SHANGHAI), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 20, 59, tzinfo=SHANGHAI), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), date(2026, 11, 20)),
        (datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("America/New_York")), date(2026, 11, 24)),
        (datetime(2026, 10, 7, 22, tzinfo=SHANGHAI), date(2026, 9, 30)),
    ],
)
def test_the_day_is_the_latest_that_is_over(now: datetime, day: date) -> None:
    assert latest_day(now, SHANGHAI, "CN") == day


def load(database: Database, now: datetime = TUESDAY) -> int:
    with database.write(now, everywhere=True) as session:
        workspace = add_workspace(session, "Mine", Defaults("en", timezone="America/New_York", country="US", region="US", currency="USD"), now)
        add_member(session, "Me", now, role=Role.ADMIN)
        load_sample(session, workspace, now)
        return workspace.id


def test_the_sample_has_a_past_and_nothing_overdue(database: Database) -> None:
    workspace_id = load(database)
    with database.read(workspace_id) as session:
        assert session.scalars(select(func.count()).select_from(Customer)).one() >= 12
        assert session.scalars(select(func.count()).select_from(Lead).where(Lead.owner_id.is_(None))).one() == 4
        assert {channel.name for channel in session.scalars(select(Channel))} == {"East", "华北"}
        assert {target.currency for target in session.scalars(select(Target))} == {"USD"}
        assert max(session.scalars(select(Contract.created_at))) < TUESDAY
        assert not session.scalars(select(Task).where(Task.status == TaskStatus.OPEN, Task.due_at < TUESDAY)).all()
        assert set(session.scalars(select(Schedule.next_at))) == {TUESDAY}
        authors = session.execute(select(AuditEntry.entity, Member.name).join(Member, AuditEntry.member_id == Member.id)).all()
        assert ("contract", "Lily Chen") in {tuple(author) for author in authors}


def test_the_sample_is_refused_where_there_is_something(sqlite: Database) -> None:
    workspace_id = load(sqlite)
    with pytest.raises(UserError, match=r"sample\.not_empty"), sqlite.write(TUESDAY, workspace_id) as session:
        load_sample(session, session.get_one(Workspace, workspace_id), TUESDAY)
    with sqlite.read(workspace_id) as session:
        assert session.scalars(select(func.count()).select_from(Member)).one() == 10


def demo(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DATA_DIR": str(folder), "SLACK_BOT_TOKEN": "xoxb-real"}
    command = [sys.executable, "-m", "bot", "demo", "--fast", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_an_earlier_demo_is_replaced_and_the_new_one_served(tmp_path: Path) -> None:
    earlier = Database(f"sqlite:///{tmp_path / 'demo.db'}", FileStore(tmp_path / "files"))
    migrate.upgrade(earlier)
    load(earlier)
    earlier.close()
    process = demo(tmp_path, "--port", "0")
    assert process.stdout is not None
    try:
        address = next(found[1] for line in process.stdout if (found := re.search(r"ready: (http://\S+)", line)))
        with urllib.request.urlopen(f"{address}/health", timeout=10) as response:
            assert json.load(response)["ok"]
        with urllib.request.urlopen(address, timeout=10) as response:
            assert "Lily Chen" in response.read().decode()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0
    with Database(f"sqlite:///{tmp_path / 'demo.db'}", FileStore(tmp_path)).read(everywhere=True) as session:
        assert session.scalars(select(Workspace.name)).all() == ["Lighthouse Supply 灯塔供应"]


def test_a_line_that_is_not_understood_fails_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "demo.dialogue"
    script.write_text("workspace: timezone=Asia/Shanghai country=CN\n@ 09:01\nlily > colourless green ideas\nlily < Kestrel\n", "utf-8")
    monkeypatch.setattr("bot.demo.DIALOGUE", script)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as stopped:
        command.main(["--fast", "--no-serve"])
    assert stopped.value.code == 1
    assert "demo.dialogue:4: lily < Kestrel" in capsys.readouterr().err
