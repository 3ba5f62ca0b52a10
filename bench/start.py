"""How long until something runs: ``bot`` imported, a message read on the command line, the server's first answer; beside Python's own start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import medians, report

RUNS = 11
SERVER_RUNS = 5
COMMANDS = {
    "python": ["-c", "pass"],
    "import": ["-c", "import bot"],
    "app": ["-c", "import bot.app"],
    "parse": ["-m", "bot", "parse", "called Jane at Acme, quote by Friday"],
}
CHAT = "/as/1/chats/assistant"
POLL_S = 0.01
PATIENCE_S = 30


def run() -> None:
    """Print the medians."""
    took = medians({name: partial(_seconds, arguments) for name, arguments in COMMANDS.items()}, RUNS)
    bare = f"python alone {took['python'] * 1000:.0f} ms"
    report("import bot", f"{(took['import'] - took['python']) * 1000:.0f} ms", bare)
    report("import bot.app, all that run needs", f"{(took['app'] - took['python']) * 1000:.0f} ms", bare)
    report("python -m bot parse, one message", f"{took['parse'] * 1000:.0f} ms", bare)
    with TemporaryDirectory() as folder:
        _first_answer(Path(folder), is_new=True)
        answered = medians({"answer": partial(_first_answer, Path(folder))}, SERVER_RUNS)["answer"]
    report("python -m bot run, to its first answer", f"{answered:.1f} s", bare)


def _seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - its own interpreter and arguments
    return time.perf_counter() - started


def _first_answer(folder: Path, *, is_new: bool = False) -> float:
    """Seconds from the start of the process to the answer in the chat, written to as soon as it is served."""
    started = time.perf_counter()
    settings = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/bench.db", "PORT": "0"}
    server = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=os.environ | settings, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = next(found[1] for line in server.stdout if (found := re.search(r"ready: (http://\S+)", line)))
        if is_new:
            _post(f"{address}/welcome", name="Bench", language="en", timezone="UTC")
        answered = _receipts(address)
        _post(f"{address}{CHAT}/messages", text="called Jane at Acme, quote by Friday")
        while _receipts(address) == answered:
            assert time.perf_counter() - started < PATIENCE_S
            time.sleep(POLL_S)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _post(address: str, **fields: str) -> None:
    urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=PATIENCE_S).close()  # noqa: S310 - our own server


def _receipts(address: str) -> int:
    with urllib.request.urlopen(f"{address}{CHAT}/news", timeout=PATIENCE_S) as response:  # noqa: S310 - our own server
        return response.read().decode().count("Call · Acme")  # type: ignore[no-any-return]
