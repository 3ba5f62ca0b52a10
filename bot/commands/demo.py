"""``demo``: a sample team's day in seconds, then its chats to look at and to go on in."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import click

from bot.app import open_database
from bot.commands.run import log_to_stderr, serve
from bot.config import Settings, SettingsError, check_host, load_settings
from bot.demo import play_day
from bot.platforms.terminal.player import ExpectationError
from scheduler.clock import SystemClock
from storage import migrate
from storage.database import Database

FILE = "demo.db"
NO_TOKENS = dict.fromkeys(("slack_bot_token", "slack_app_token", "slack_signing_secret", "telegram_bot_token", "telegram_webhook_secret"), "")
"""A made-up team must not write to real people."""


@click.command()
@click.option("--fast", is_flag=True, help="Do not wait for anybody to read along.")
@click.option("--no-serve", is_flag=True, help="Only play the day.")
@click.option("--port", type=int, help="Where the web chat listens afterwards; PORT where it is left out.")
def demo(port: int | None, *, fast: bool, no_serve: bool) -> None:
    """Play a sample team's working day in a quarter of a minute, on a database of its own, then serve it as run does."""
    log_to_stderr()
    play = partial(_play_anew, fast=fast)
    try:
        settings = demo_settings(port)
        asyncio.run(_only(settings, play) if no_serve else serve(settings, play))
    except (SettingsError, ExpectationError) as error:
        click.echo(f"onpace: {error}", err=True)
        sys.exit(1)


def demo_settings(port: int | None = None) -> Settings:
    """The settings with the demo's own database in the data folder; raises SettingsError."""
    folder = load_settings().data_dir
    settings = load_settings(database_url=f"sqlite:///{folder / FILE}", **NO_TOKENS, **({} if port is None else {"port": port}))
    check_host(settings)
    return settings


async def _only(settings: Settings, play: Callable[[Database], Awaitable[None]]) -> None:
    database = open_database(settings)
    try:
        await play(database)
    finally:
        database.close()


async def _play_anew(database: Database, *, fast: bool) -> None:
    """Play the day on an empty database: what an earlier demo left is removed, now that the port is ours and no other one can be using it."""
    database.close()
    for left in ("", "-wal", "-shm"):
        Path(f"{database.url.database}{left}").unlink(missing_ok=True)
    migrate.upgrade(database)
    await play_day(database, SystemClock().now(), click.echo, fast=fast)
