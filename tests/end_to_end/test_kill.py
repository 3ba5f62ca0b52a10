"""kill -9 in the middle of two hundred messages: after the restart each is handled once and answered once."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from httpx2 import HTTPError
from running import Running, arrive, running

MESSAGES = 200
KILLED_AFTER = (60, 130)
"""How many were acknowledged when the process is killed, each time."""
SETTLE_S = 90


def send(process: Running, acknowledged: list[int]) -> None:
    """Send all of them as a page does that tries again what got no answer; note down which were acknowledged."""
    with process.client() as client:
        for number in range(MESSAGES):
            sent = {"action": "new:task", "value.action": f"errand {number}", "id": f"errand-{number:04d}"}
            try:
                response = client.post("/as/1/chats/assistant/form", data=sent)
            except HTTPError:
                return
            assert response.status_code == 204
            acknowledged.append(number)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "onpace.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.timeout(240)
def test_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    for killed_after in KILLED_AFTER:
        with running(tmp_path) as process:
            if not rows(tmp_path, "SELECT id FROM workspace"):
                with process.client() as client:
                    arrive(client)
            acknowledged: list[int] = []
            sender = Thread(target=send, args=(process, acknowledged))
            sender.start()
            while len(acknowledged) < killed_after:
                time.sleep(0.002)
            process.kill()
            sender.join()
            kept = {external_id for (external_id,) in rows(tmp_path, "SELECT external_id FROM inbox_item")}
            assert {f"member-1.errand-{number:04d}" for number in acknowledged} <= kept
    with running(tmp_path) as process:
        acknowledged = []
        send(process, acknowledged)
        assert len(acknowledged) == MESSAGES
        _wait_until_settled(tmp_path)
        assert process.stop() == (0, "")
    _check(tmp_path)


def _wait_until_settled(folder: Path) -> None:
    waiting = "SELECT 1 FROM inbox_item WHERE state = 'pending' UNION ALL SELECT 1 FROM outbox_item WHERE state IN ('pending', 'sending')"
    end = time.monotonic() + SETTLE_S
    while rows(folder, waiting) and time.monotonic() < end:
        time.sleep(0.1)
    assert rows(folder, waiting) == []


def _check(folder: Path) -> None:
    errands = Counter(action for (action,) in rows(folder, "SELECT action FROM task"))
    assert errands == Counter(f"errand {number}" for number in range(MESSAGES))
    assert rows(folder, "SELECT state, count(*) FROM inbox_item GROUP BY state") == [("done", MESSAGES)]
    answers = rows(folder, "SELECT reply_to, state, count(*) FROM outbox_item WHERE kind = 'reply' GROUP BY reply_to, state")
    assert sorted(answers) == [(f"member-1.errand-{number:04d}", "sent", 1) for number in range(MESSAGES)]
