"""``run``: serve everything that the settings allow for, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable

import click
from sqlalchemy.exc import OperationalError

from bot.app import Application, open_database
from bot.config import Settings, SettingsError, check_host, load_settings
from scheduler.clock import SystemClock
from storage import migrate
from storage.database import Database

QUIET = {"apscheduler": logging.ERROR, "alembic": logging.WARNING, "uvicorn": logging.WARNING, "sse_starlette": logging.WARNING}
"""Libraries that have more to say than an admin wants to read."""


@click.command()
def run() -> None:
    """Serve the local web chat, and say what falls due."""
    log_to_stderr()
    try:
        settings = load_settings()
        check_host(settings)
        asyncio.run(serve(settings))
    except SettingsError as error:
        click.echo(f"onpace: {error}", err=True)
        sys.exit(2)


def log_to_stderr() -> None:
    """Plain lines, with neither message texts nor secrets: what is logged of an error is its kind and place (``bot.inbox.describe``)."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


async def serve(settings: Settings, prepare: Callable[[Database], Awaitable[None]] | None = None) -> None:
    """Take the port, bring the database up to date, prepare it, and serve until SIGTERM or SIGINT; raises SettingsError."""
    database = open_database(settings)
    app = Application(settings, database, SystemClock())
    address = app.web.bind()
    try:
        await asyncio.to_thread(migrate.upgrade, database)
    except OperationalError as error:
        msg = f"DATABASE_URL: the database can't be opened: {str(error.orig).splitlines()[0]}"
        raise SettingsError(msg) from None
    if prepare is not None:
        await prepare(database)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop)
    click.echo(f"Onpace is ready: {address}  (Ctrl+C stops it)")
    try:
        await app.run()
    except ExceptionGroup as group:
        if (wrong := _settings_error(group)) is not None:
            raise wrong from None
        raise
    finally:
        database.close()


def _settings_error(group: BaseException) -> SettingsError | None:
    """The wrong setting that a platform found when it began to work, however deep it lies in a group of errors."""
    if isinstance(group, BaseExceptionGroup):
        return next((wrong for error in group.exceptions if (wrong := _settings_error(error))), None)
    return group if isinstance(group, SettingsError) else None
