"""How long until something runs: the import of ``bot``, and a message read on the command line, beside Python's own start."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

from bench.measure import medians, report

RUNS = 11
COMMANDS = {
    "python": ["-c", "pass"],
    "import": ["-c", "import bot"],
    "parse": ["-m", "bot", "parse", "called Jane at Acme, quote by Friday"],
}


def run() -> None:
    """Print the medians."""
    took = medians({name: partial(_seconds, arguments) for name, arguments in COMMANDS.items()}, RUNS)
    bare = f"python alone {took['python'] * 1000:.0f} ms"
    report("import bot", f"{(took['import'] - took['python']) * 1000:.0f} ms", bare)
    report("python -m bot parse, one message", f"{took['parse'] * 1000:.0f} ms", bare)


def _seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - its own interpreter and arguments
    return time.perf_counter() - started
