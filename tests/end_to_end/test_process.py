"""The process: how it starts, what it says when it can't, and how it ends."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest
from running import STOP_S, arrive, running, start


def test_it_says_where_it_is_and_ends_in_seconds_with_pages_open(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        client = process.client()
        arrive(client)
        with client.stream("GET", "/live") as stream:
            assert next(stream.iter_lines()) == "event: news"
            began = time.monotonic()
            process.process.send_signal(signal.SIGTERM)
            _, errors = process.process.communicate(timeout=STOP_S)
        assert process.process.returncode == 0
        assert time.monotonic() - began < 8
        assert errors == ""
        client.close()


def test_ctrl_c_ends_it_too(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        process.process.send_signal(signal.SIGINT)
        _, errors = process.process.communicate(timeout=STOP_S)
        assert (process.process.returncode, errors) == (0, "")


def test_what_was_taken_in_is_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as process, process.client() as client:
        arrive(client)
        for number in range(20):
            assert client.post("/as/1/chats/assistant/messages", data={"text": f"note {number}"}).status_code == 204
        assert process.stop() == (0, "")
    with running(tmp_path) as process, process.client() as client:
        end = time.monotonic() + 30
        while (page := client.get("/as/1/chats/assistant/news").text).count("read by the assistant") < 40 and time.monotonic() < end:
            time.sleep(0.1)
        assert all(f"note {number}<" in page for number in range(20))
        assert process.stop() == (0, "")


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path, PORT=str(port))
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert errors.count("\n") == 1
    assert f"{port} is in use" in errors
    assert "PORT=" in errors


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "many", "PORT"),
        ("TIMEZONE", "Mars/Olympus", "TIMEZONE"),
        ("HOST", "0.0.0.0", "WEB_CHAT_OPEN_TO_NETWORK"),
        ("DATABASE_URL", "mysql://x:secret@y/z", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql+psycopg://x:secret@127.0.0.1:1/z", "can't be opened"),
        ("DATABASE_URL", "sqlite:////proc/nowhere.db", "can't be opened"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(tmp_path: Path, name: str, value: str, says: str) -> None:
    process = start(tmp_path, **{name: value})
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert errors.count("\n") == 1
    assert says in errors
    assert "secret" not in errors
