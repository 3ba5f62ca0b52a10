"""The demo: the sample team lives through a working day, in seconds, on a database of its own.

The day is a dialogue (``demo.dialogue``). It goes the way of every message, through inbox, handlers, scheduler and outbox, but in the chats of the
web platform, where it can be looked at afterwards. What the dialogue expects must come, or the demo fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import singledispatchmethod
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot import sample
from bot.platforms.terminal.player import ExpectationError, play
from bot.platforms.terminal.script import read_script
from bot.platforms.terminal.stage import Stage
from bot.platforms.terminal.steps import WorkspaceSetUp
from bot.platforms.terminal.transcript import Transcript
from bot.platforms.terminal.workspace import People, defaults_of
from handlers.hours import is_working_day, local_instant
from handlers.workspaces import add_account, add_member, add_workspace
from scheduler.clock import SetClock
from storage.database import Database
from storage.models import Account, Role

DIALOGUE = Path(__file__).with_name("demo.dialogue")
ADMIN = "Alex Morgan"
BEGIN, END = clock_time(8, 30), clock_time(21)
"""Of the day, local time: it is the latest working day whose end has passed, so that nothing of it lies in the future."""
DAY_TAKES_S, LINE_TAKES_S = 5.0, 0.05
"""Time to read along: for the day as its clock moves, and on top of it for each thing that is shown."""


class SampleTeam(People):
    """The sample team in the web chat, in place of a dialogue's own people."""

    platform = sample.PLATFORM

    @singledispatchmethod
    def set_up(self, line: object, now: datetime) -> None:
        """Nothing: everybody comes with the workspace, and the lines about them only say whom the dialogue will name."""

    @set_up.register
    def _(self, line: WorkspaceSetUp, now: datetime) -> None:
        defaults = defaults_of(line)
        self.timezone = defaults.timezone
        with self.database.write(now, everywhere=True) as session:
            workspace = add_workspace(session, line.name, defaults, now)
            self.workspace_id, self.tenant = workspace.id, str(workspace.id)
            add_account(session, add_member(session, ADMIN, now, role=Role.ADMIN), self.platform, self.tenant, "admin", now)
            sample.load_sample(session, workspace, now)
            self.handles = {account.external_id: account.member.team_id for account in session.scalars(select(Account))}


class WatchedClock(SetClock):
    """A clock that takes its time to move on, so that people can follow; ``day_takes`` is in seconds."""

    def __init__(self, moment: datetime, day_takes: float) -> None:
        super().__init__(moment)
        self.pace = day_takes / timedelta(hours=12).total_seconds()

    def set(self, moment: datetime) -> None:
        """Move forward."""
        time.sleep(max(0.0, (moment - self.moment).total_seconds() * self.pace))
        super().set(moment)


def latest_day(now: datetime, zone: ZoneInfo, country: str) -> date:
    """The latest working day that is over."""
    day = now.astimezone(zone).date()
    while local_instant(day, END, zone) > now or not is_working_day(country, day):
        day -= timedelta(days=1)
    return day


async def play_day(database: Database, now: datetime, write: Callable[[str], object], *, fast: bool = False) -> None:
    """Play a day on a migrated, empty database; ``write`` gets the conversation line by line. Raises ExpectationError."""
    script = read_script(DIALOGUE)
    defaults = defaults_of(script.workspace)
    zone = ZoneInfo(defaults.timezone)
    day = latest_day(now, zone, defaults.country)
    clock = WatchedClock(local_instant(day, BEGIN, zone), 0 if fast else DAY_TAKES_S)
    transcript = Transcript(clock, zone, write)

    def show(who: str, sign: str, text: str) -> None:
        transcript(who, sign, text)
        time.sleep(0 if fast else LINE_TAKES_S)

    stage = Stage(database, clock, defaults.language, show, SampleTeam(database))
    await play(script, stage)
    await stage.move_to(local_instant(day, END, zone))
    if failures := stage.failures():
        raise ExpectationError("\n".join(failures))
