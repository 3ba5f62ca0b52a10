"""How the benchmarks measure: several runs, interleaved with what they are compared with, and the median of each."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path


def medians(measures: Mapping[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """The median of each measure over that many runs. They take turns, so that what else the machine does falls on all of them alike."""
    results: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            results[name].append(measure())
    return {name: statistics.median(values) for name, values in results.items()}


async def ours_beside_bare(measure: Callable[[str], Awaitable[tuple[float, ...]]], runs: int) -> tuple[list[float], list[float]]:
    """The median of each figure that ``measure`` gives for ``ours`` and for ``bare``, in turns as above."""
    results: dict[str, list[tuple[float, ...]]] = {"ours": [], "bare": []}
    for _ in range(runs):
        for name, measured in results.items():
            measured.append(await measure(name))
    ours, bare = ([statistics.median(values) for values in zip(*measured, strict=True)] for measured in results.values())
    return ours, bare


def percentile(values: list[float], share: int) -> float:
    """The value that ``share`` percent of the values stay below."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def machine() -> str:
    """What it was measured on, and how busy that was."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} × {processor}, load {os.getloadavg()[0]:.1f}"


def report(what: str, value: str, against: str = "") -> None:
    """One line of the result."""
    print(f"{what:<44} {value:>12}   {against}".rstrip())  # noqa: T201 - printing is what a benchmark is for
