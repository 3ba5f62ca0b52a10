"""Set a workspace up: its teams, members, accounts and channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage.database import enter
from storage.models import Account, Channel, Member, Role, Team, Workspace


@dataclass(frozen=True)
class Defaults:
    """What a new workspace starts with: language, IANA zone, country of its working days, region of its phone numbers, currency."""

    language: str
    timezone: str
    country: str
    region: str
    currency: str


def add_workspace(session: Session, name: str, defaults: Defaults, now: datetime) -> Workspace:
    """Make a workspace and narrow the session to it."""
    workspace = Workspace(
        name=name,
        language=defaults.language,
        timezone=defaults.timezone,
        country=defaults.country,
        region=defaults.region,
        currency=defaults.currency,
        created_at=now,
    )
    session.add(workspace)
    session.flush()
    enter(session, workspace.id)
    return workspace


def add_team(session: Session, name: str, now: datetime, parent: Team | None = None) -> Team:
    """Make a team, below another one or at the top."""
    team = Team(name=name, parent_id=parent.id if parent else None, created_at=now)
    session.add(team)
    session.flush()
    return team


def add_member(
    session: Session,
    name: str,
    now: datetime,
    *,
    role: Role = Role.REP,
    team: Team | None = None,
    language: str | None = None,
    timezone: str | None = None,
) -> Member:
    """Make a member."""
    member = Member(name=name, role=role, team_id=team.id if team else None, language=language, timezone=timezone, created_at=now)
    session.add(member)
    session.flush()
    return member


def add_account(session: Session, member: Member, platform: str, tenant: str, external_id: str, now: datetime, address: str | None = None) -> Account:
    """Let a member in from a platform; ``address`` is the private chat, the account itself where a platform has no other name for it."""
    account = Account(
        member_id=member.id,
        platform=platform,
        tenant=tenant,
        external_id=external_id,
        address=address or external_id,
        last_used_at=now,
        reachable=True,
    )
    session.add(account)
    session.flush()
    return account


def add_channel(session: Session, name: str, platform: str, tenant: str, external_id: str, now: datetime, team: Team | None = None) -> Channel:
    """Bind a group chat to a team."""
    channel = Channel(name=name, platform=platform, tenant=tenant, external_id=external_id, team_id=team.id if team else None, created_at=now)
    session.add(channel)
    session.flush()
    return channel
