"""Who looks at the web chat: its members with their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.hours import hours_of
from handlers.workspaces import add_account
from storage.database import enter, inside
from storage.models import Account, Member, Workspace

PLATFORM = "web"


@dataclass(frozen=True)
class Viewer:
    """The member whose eyes a page is for."""

    workspace: Workspace
    member: Member
    account: str
    """Their account's external id."""
    address: str
    """Their private chat."""

    @property
    def tenant(self) -> str:
        """The workspace as this platform names it."""
        return str(self.workspace.id)

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.member.language or self.workspace.language

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its times."""
        return hours_of(self.workspace, self.member).zone


def find_viewer(session: Session, member_id: int) -> Viewer | None:
    """The active member of that id who has an account here; narrows the session to their workspace."""
    whose = select(Member, Account).join(Account, Account.member_id == Member.id)
    found = session.execute(whose.where(Member.id == member_id, Member.active, Account.platform == PLATFORM)).first()
    if found is None:
        return None
    member, account = found
    workspace = session.get_one(Workspace, member.workspace_id)
    enter(session, workspace.id)
    return Viewer(workspace, member, account.external_id, account.address)


def first_workspace(session: Session) -> Workspace | None:
    """The workspace of a visitor who has not said yet who they are; None where there is none, or nobody in it yet."""
    inhabited = select(Member.workspace_id).where(Member.active)
    return session.scalars(select(Workspace).where(Workspace.id.in_(inhabited)).order_by(Workspace.id).limit(1)).first()


def members_of(session: Session) -> Sequence[Member]:
    """All of a workspace who can be chosen, in the order in which they came."""
    return session.scalars(select(Member).where(Member.active).order_by(Member.id)).all()


def add_missing_accounts(session: Session, now: datetime) -> None:
    """See to it that every active member of every workspace can be reached here.

    An account made so counts as never used: what is for a member who uses another platform goes on going there.
    """
    here = select(Account.member_id).where(Account.platform == PLATFORM)
    for member in session.scalars(select(Member).where(Member.active, Member.id.not_in(here))).all():
        with inside(session, member.workspace_id):
            let_in(session, member, now).last_used_at = member.created_at


def let_in(session: Session, member: Member, now: datetime) -> Account:
    """Give a member an account here."""
    return add_account(session, member, PLATFORM, str(member.workspace_id), f"member-{member.id}", now)
