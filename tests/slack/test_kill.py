"""kill -9 while Slack's events come in: after the restart each message is handled once, and what Slack was told is kept was kept."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import running as processes

from tests.slack.fake import APP_TOKEN, TOKEN, FakeSlack

PEOPLE, EACH = 20, 3
KILLED_AFTER = 25
"""How many were acknowledged when the process is killed."""


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "onpace.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.timeout(180)
def test_nothing_is_lost_and_nothing_is_done_twice(slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.slack.fake.senders.ACK_S", 1.0)
    slack.sender.waits_s = (0.1, 3.0, 5.0)  # Slack's own are longer: at once, a minute, five
    people = [f"U1{number:02d}" for number in range(PEOPLE)]
    for person in people:
        slack.world.add_user(person, f"Person {person}")
    acked: list[str] = []

    async def write_all() -> None:
        async def write(person: str) -> None:
            for number in range(EACH):
                text = f"errand {person}-{number}"
                if (await slack.writing(person, f"/task {text}")).is_acked:
                    acked.append(text)

        await asyncio.gather(*(write(person) for person in people))

    settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.api_url}
    writing = asyncio.run_coroutine_threadsafe(write_all(), slack._loop)
    with processes.running(tmp_path, **settings) as process:
        slack.wait(lambda: len(acked) >= KILLED_AFTER, 60)
        process.kill()
    kept = {text for (text,) in rows(tmp_path, "SELECT json_extract(payload, '$.text') FROM inbox_item")}
    assert {f"/task {text}" for text in list(acked)} <= kept
    with processes.running(tmp_path, **settings) as process:
        writing.result(60)
        waiting = "SELECT 1 FROM inbox_item WHERE state = 'pending' UNION ALL SELECT 1 FROM outbox_item WHERE state IN ('pending', 'sending')"
        slack.wait(lambda: not rows(tmp_path, waiting), 60)
        assert process.stop()[0] == 0
    assert len(acked) == PEOPLE * EACH
    done = Counter(action for (action,) in rows(tmp_path, "SELECT action FROM task"))
    assert done == Counter(f"errand {person}-{number}" for person in people for number in range(EACH))
    assert rows(tmp_path, "SELECT DISTINCT state FROM outbox_item WHERE kind = 'reply'") == [("sent",)]
