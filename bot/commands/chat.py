"""``chat``: a conversation in the terminal, by hand or from a file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.config import SettingsError, load_settings
from bot.platforms.terminal.by_hand import chat_by_hand
from bot.platforms.terminal.fresh import OccupiedError, fresh_database
from bot.platforms.terminal.player import ExpectationError, play, start_of
from bot.platforms.terminal.script import ScriptError, read_script
from bot.platforms.terminal.stage import Stage
from bot.platforms.terminal.transcript import Transcript
from bot.platforms.terminal.workspace import defaults_of
from scheduler.clock import SetClock
from storage.database import Database


@click.command()
@click.option("--script", type=click.Path(path_type=Path), help="Play this dialogue; the exit status is 1 where an expectation does not hold.")
@click.option("--show", is_flag=True, help="Print the whole conversation as people saw it.")
@click.option("--database", "url", default="sqlite://", show_default="SQLite in memory", help="On PostgreSQL a schema of its own is used.")
def chat(script: Path | None, url: str, *, show: bool) -> None:
    """Chat in the terminal with a small sales team, or play a dialogue from a file."""
    try:
        with fresh_database(url) as database:
            if script is not None:
                asyncio.run(_play(script, database, show=show))
            else:
                asyncio.run(chat_by_hand(database, load_settings()))
    except (ScriptError, SettingsError, ExpectationError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OccupiedError as error:
        raise click.UsageError(str(error.__doc__ or "")) from error


async def _play(path: Path, database: Database, *, show: bool) -> None:
    script = read_script(path)
    clock = SetClock(start_of(script))
    zone = ZoneInfo(defaults_of(script.workspace).timezone)
    transcript = Transcript(clock, zone, click.echo if show else lambda _line: None)
    await play(script, Stage(database, clock, script.workspace.language, transcript))
