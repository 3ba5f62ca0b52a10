"""Chat by hand: what is typed becomes a step of a dialogue, played at once on the real clock (until it is moved)."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import click

from bot.config import Settings
from bot.platforms.terminal.player import ExpectationError, perform
from bot.platforms.terminal.script import parse_line, read_script
from bot.platforms.terminal.stage import Stage, StageError
from bot.platforms.terminal.steps import Action, AddMember, Say
from bot.platforms.terminal.transcript import Transcript
from bot.platforms.terminal.workspace import defaults_of
from scheduler.clock import SystemClock
from storage.database import Database

WORKSPACES = Path(__file__).parent / "workspaces"
HELP = """Type what {who} says to the assistant. Beside that:
  [Label]                     press a button          fills field=value; …   fill the open form in
  #channel text               write in the group      ^> text                reply to the last message
  edits > text, deletes       your last message       at 31.23,121.47 > text share a location
  photo path > text           send a picture          @ 2026-11-27T09:00     move the clock
  /as tom                     be somebody else        /quit                  leave"""
STEP = re.compile(r"@\s*\d.*|#\S+\s*(<|!<).*")
"""A line that is the same whoever types it."""
OWN_STEP = re.compile(r"(#\S+\s*)?(\[|\^?>|edits\s*>|deletes\b|at\s+[-+\d]|fills\b|(photo|file)\s+(?P<path>[^>]+)).*", re.DOTALL)
"""A line that stands behind a name."""


class ShiftedClock:
    """The machine's clock, moved forward by hand."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        """The time that it is taken to be."""
        return SystemClock().now() + self.shift

    def set(self, moment: datetime) -> None:
        """Let it be that moment."""
        self.shift += max(moment - self.now(), timedelta())


def read_typed(typed: str, who: str, known: set[str], *, form_is_open: bool = False) -> Action:
    """What a typed line stands for when ``who`` types it; raises ValueError where it is a step that can't be read."""
    first, _, rest = typed.partition(" ")
    own = OWN_STEP.fullmatch(typed)
    if own and ((typed.startswith("fills") and not form_is_open) or (own["path"] and not Path(own["path"].strip(' "')).is_file())):
        own = None
    tries = [typed] if STEP.fullmatch(typed) or first in known else [f"{who} {typed}"] if own else []
    tries += [f"{who} {first} > {rest}"] if first.startswith("#") else []
    for line in tries:
        try:
            return parse_line(line)
        except ValueError:
            if form_is_open and typed.startswith("fills"):
                raise
    return Say(who, typed)


async def chat_by_hand(database: Database, settings: Settings) -> None:
    """Set a small workspace up and play whatever is typed until the input ends."""
    script = read_script(WORKSPACES / f"{settings.language}.dialogue")
    chosen = {name: getattr(settings, name) for name in ("timezone", "country", "region", "currency") if name in settings.model_fields_set}
    workspace = replace(script.workspace, **chosen)
    clock = ShiftedClock()
    transcript = Transcript(clock, ZoneInfo(defaults_of(workspace).timezone), click.echo)
    stage = Stage(database, clock, settings.language, lambda who, sign, text: None if sign == ">" else transcript(who, sign, text))
    for action in (workspace, *(step.action for step in script.steps)):
        await perform(action, stage, Path())
    people = [step.action.handle for step in script.steps if isinstance(step.action, AddMember)]
    click.echo(HELP.format(who=people[0]))
    await _play_typed(stage, people)


async def _play_typed(stage: Stage, people: list[str]) -> None:
    who = people[0]
    click.echo(f"{who}> ", nl=False)
    async for typed in _typed_lines(stage):
        if typed == "/quit":
            return
        if typed.startswith("/as "):
            who = typed.removeprefix("/as ").strip() or who
        elif typed == "?":
            click.echo(HELP.format(who=who))
        elif typed:
            try:
                await perform(read_typed(typed, who, {*people}, form_is_open=who in stage.forms), stage, Path())
            except (ValueError, StageError, ExpectationError) as error:
                click.echo(f"! {error}")
        click.echo(f"{who}> ", nl=False)


async def _typed_lines(stage: Stage) -> AsyncIterator[str]:
    """Each typed line; while nothing is typed, what falls due is pushed."""
    typed: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(typed.put_nowait, line.strip())
        loop.call_soon_threadsafe(typed.put_nowait, None)

    Thread(target=listen, daemon=True).start()  # a daemon: nothing can end a thread that waits for the keyboard
    while True:
        try:
            line = await asyncio.wait_for(typed.get(), timeout=1)
        except TimeoutError:
            await stage.settle()
            continue
        if line is None:
            return
        yield line
