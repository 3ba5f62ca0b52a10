"""How people come in: the platforms' workspaces, and invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.base import Base, InWorkspace
from storage.models.people import Member, Role, Team


class Entrance(Base):
    """A workspace as a platform names it (its tenant), and which of ours it belongs to.

    Without a workspace it is open to all of them: who comes in by it says by an invitation to which.
    """

    __tablename__ = "entrance"
    __table_args__ = (UniqueConstraint("platform", "tenant"),)

    platform: Mapped[str]
    tenant: Mapped[str]
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    invite_link: Mapped[str | None]
    """How a link that brings an invitation looks there, ``{code}`` in its place; None where there are no such links."""
    created_at: Mapped[datetime]


class Invitation(InWorkspace):
    """A code that lets one person in, once: as a new member, or, where it names one, with another account as that member."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("code_hash"),)

    code_hash: Mapped[str]
    """SHA-256 of the code, which itself is not kept here."""
    role: Mapped[Role]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """The member whose account it links; None for a new member."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """None where it was made on the command line."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    team: Mapped[Team | None] = relationship()
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])
    made_by: Mapped[Member | None] = relationship(foreign_keys=[made_by_id])
