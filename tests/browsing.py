"""A real browser, and the application in a thread of its own for it to look at."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from webchat import unset_settings

from bot.app import Application, open_database
from scheduler.clock import SetClock
from storage import migrate

PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000
"""The machine may be busy; a test that passes never waits that long."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without it the test is left out, and in CI it fails."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no Chromium on this machine (Debian's package is called chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(f"left out: {reason}")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Served:
    """The application in a thread of its own, on a clock that the test moves."""

    app: Application
    address: str
    clock: SetClock
    loop: asyncio.AbstractEventLoop | None = None

    def pass_time(self, duration: timedelta) -> None:
        """Let time go by."""
        self.clock.set(self.clock.now() + duration)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    settings = unset_settings(database_url=f"sqlite:///{folder / 'test.db'}", data_dir=str(folder), port="0")
    database = open_database(settings)
    migrate.upgrade(database)
    clock = SetClock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))  # a Tuesday, 10:00 in Shanghai
    app = Application(settings, database, clock)
    it = Served(app, app.web.bind(), clock)

    async def serve() -> None:
        it.loop = asyncio.get_running_loop()
        await app.run()

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield it
    finally:
        assert it.loop is not None
        it.loop.call_soon_threadsafe(app.stop)
        thread.join(timeout=15)
        assert not thread.is_alive()
        database.close()
