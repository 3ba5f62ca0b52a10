"""How long it takes to read a message in a workspace of 2,200 known names, beside dateparser's search for dates alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.measure import percentile, report
from bench.names import known_names, messages
from handlers.parsing.reader import read
from handlers.parsing.records import Surroundings

RUNS = 5
MESSAGES = 200
ZONE = ZoneInfo("Asia/Shanghai")


def run() -> None:
    """Print the median over the runs of each run's median and 99th percentile."""
    texts = [written.text for written in messages(MESSAGES)]
    surroundings = Surroundings(
        now=datetime(2026, 11, 24, 10, tzinfo=ZONE), zone=ZONE, region="CN", currency="CNY", sender="Amy Adler", names=known_names(), country="CN"
    )
    readers: dict[str, Callable[[str], object]] = {"ours": lambda text: read(text, surroundings), "dateparser": _search_dates()}
    for reader in readers.values():
        _seconds_each(reader, texts[:20])  # what is loaded at the first use is no part of reading
    runs: dict[str, list[list[float]]] = {name: [] for name in readers}
    for _ in range(RUNS):
        for name, reader in readers.items():
            runs[name].append(_seconds_each(reader, texts))
    for share in (50, 99):
        took = {name: statistics.median(percentile(seconds, share) for seconds in runs[name]) * 1000 for name in readers}
        report(f"read a message, p{share}", f"{took['ours']:.2f} ms", f"dateparser.search_dates alone {took['dateparser']:.2f} ms")


def _seconds_each(reader: Callable[[str], object], texts: list[str]) -> list[float]:
    seconds = []
    for text in texts:
        started = time.perf_counter()
        reader(text)
        seconds.append(time.perf_counter() - started)
    return seconds


def _search_dates() -> Callable[[str], object]:
    from dateparser.search import search_dates  # type: ignore[import-untyped]  # no stubs are locked for it

    return lambda text: search_dates(text, languages=["en", "zh"])
