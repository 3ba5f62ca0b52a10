"""Workspaces, teams, members, their accounts and the channels they share."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.base import Audited, Base, InWorkspace


class Role(StrEnum):
    """What a member may see: a rep own and pool records, a manager the team's and those below, an admin all."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


class Workspace(Base):
    """A company's tenant and its defaults."""

    __tablename__ = "workspace"

    name: Mapped[str]
    language: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    region: Mapped[str]
    currency: Mapped[str]
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Hours that differ from the defaults in ``handlers.hours``, e.g. ``{"digest": "08:30"}``."""
    names_version: Mapped[int] = mapped_column(default=0)
    """Grows whenever a known name may have changed, so that an index of names knows when it is old."""
    created_at: Mapped[datetime]
    wakes_all: ClassVar[frozenset[str]] = frozenset({"hours", "timezone", "country"})


class Team(Audited):
    """A department; teams form a tree."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wakes: ClassVar[str | None] = "report_summary"
    wakes_all: ClassVar[frozenset[str]] = frozenset({"hours"})


class Member(Audited):
    """A person of the workspace."""

    __tablename__ = "member"

    name: Mapped[str]
    role: Mapped[Role]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    language: Mapped[str | None]
    timezone: Mapped[str | None]
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    set_by_hand: Mapped[list[Any]] = mapped_column(default=list)
    """Columns that somebody has set by hand: what a platform says of the member no longer changes them."""
    wakes: ClassVar[str | None] = "report"
    wakes_all: ClassVar[frozenset[str]] = frozenset({"hours", "timezone", "team_id"})

    team: Mapped[Team | None] = relationship()


class Leave(Audited):
    """Days on which a member is away, first and last included."""

    __tablename__ = "leave"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str | None]
    wakes_all: ClassVar[frozenset[str]] = frozenset({"id", "member_id", "first", "last"})


class Account(InWorkspace):
    """A member's identity on a platform; one member may have several."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("platform", "tenant", "external_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    platform: Mapped[str]
    tenant: Mapped[str]
    """The workspace as the platform names it."""
    external_id: Mapped[str]
    address: Mapped[str]
    """The member's private chat with the assistant, as the platform names it."""
    last_used_at: Mapped[datetime]
    reachable: Mapped[bool] = mapped_column(default=True)

    member: Mapped[Member] = relationship()


class Channel(Audited):
    """A chat that the assistant may post to, bound to a team."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "tenant", "external_id"),)

    platform: Mapped[str]
    tenant: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    capture: Mapped[bool] = mapped_column(default=False)
    """Whether every message in it is read as an update, not only those meant for the assistant."""
    reachable: Mapped[bool] = mapped_column(default=True)
    unaudited: ClassVar[frozenset[str]] = frozenset({"reachable"})
    wakes: ClassVar[str | None] = "digest"

    team: Mapped[Team | None] = relationship()
