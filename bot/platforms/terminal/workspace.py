"""The workspace of a dialogue: its teams, members and group chats, and who is in which."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatchmethod

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.platforms.terminal.steps import AddChannel, AddMember, AddTeam, WorkspaceSetUp
from handlers.access import teams_below
from handlers.workspaces import Defaults, add_account, add_channel, add_member, add_team, add_workspace
from storage.database import Database
from storage.models import Channel, Team

PLATFORM = TENANT = "terminal"
DEFAULTS = {
    "en": Defaults("en", timezone="UTC", country="US", region="US", currency="USD"),
    "zh": Defaults("zh", timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"),
}
"""Where people of a language are taken to be, unless the dialogue says otherwise."""


def defaults_of(line: WorkspaceSetUp) -> Defaults:
    """What a workspace starts with."""
    usual = DEFAULTS.get(line.language, DEFAULTS["en"])
    return Defaults(
        language=line.language,
        timezone=line.timezone or usual.timezone,
        country=line.country or usual.country,
        region=line.region or line.country or usual.region,
        currency=line.currency or usual.currency,
    )


class People:
    """Who is there. Accounts and private chats go by the members' handles, groups by ``#name``, on whatever platform they are."""

    platform = PLATFORM
    tenant = TENANT

    def __init__(self, database: Database) -> None:
        self.database = database
        self.workspace_id: int | None = None
        self.timezone = "UTC"
        self.handles: dict[str, int | None] = {}
        """Each member's team."""

    @singledispatchmethod
    def set_up(self, line: object, now: datetime) -> None:
        """Make what a line of the set-up says."""
        raise TypeError(line)

    @set_up.register
    def _(self, line: WorkspaceSetUp, now: datetime) -> None:
        defaults = defaults_of(line)
        with self.database.write(now, everywhere=True) as session:
            self.workspace_id = add_workspace(session, line.name, defaults, now).id
        self.timezone = defaults.timezone

    @set_up.register
    def _(self, line: AddTeam, now: datetime) -> None:
        with self.database.write(now, self.workspace_id) as session:
            add_team(session, line.name, now, _team(session, line.parent))

    @set_up.register
    def _(self, line: AddMember, now: datetime) -> None:
        with self.database.write(now, self.workspace_id) as session:
            team = _team(session, line.team)
            member = add_member(session, line.name, now, role=line.role, team=team, language=line.language, timezone=line.timezone)
            add_account(session, member, self.platform, self.tenant, line.handle, now)
            self.handles[line.handle] = member.team_id

    @set_up.register
    def _(self, line: AddChannel, now: datetime) -> None:
        with self.database.write(now, self.workspace_id) as session:
            add_channel(session, line.name.removeprefix("#"), self.platform, self.tenant, line.name, now, _team(session, line.team))

    def channels_of(self, handle: str) -> list[str]:
        """The groups that somebody is in: those of their own team and of the teams above and below it, and those of no team."""
        with self.database.read(self.workspace_id) as session:
            team_id = self.handles.get(handle)
            found = session.execute(select(Channel.external_id, Channel.team_id).order_by(Channel.id)).all()
            return [channel for channel, owner_id in found if _are_near(session, team_id, owner_id)]


def _are_near(session: Session, one: int | None, other: int | None) -> bool:
    return one is None or other is None or one in teams_below(session, other) or other in teams_below(session, one)


def _team(session: Session, name: str | None) -> Team | None:
    return session.scalars(select(Team).where(Team.name == name)).first() if name else None
