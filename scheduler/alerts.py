"""A word to the admins when something went wrong: once a day, however often it did; ``doctor`` lists it all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.hours import hours_of
from handlers.messages import Reply
from handlers.outgoing import push
from handlers.texts import say
from storage.models import Account, Channel, Member, OutboxItem, Role, Workspace

KIND = "alert"
REVOKED = "revoked"
REASONS = frozenset({"blocked", "gone", "kicked", "archived", "closed", REVOKED})
"""Why a chat can't be written to any more: its person blocked us, it is not there, we were removed from it, it is archived, its topic is closed;
or (``revoked``) the platform does not let us in at all."""


def tell_admins(
    session: Session, workspace_id: int, trouble: str, now: datetime, *, about: str = "", avoid: tuple[str, str] | None = None, **values: str
) -> None:
    """Tell the workspace's admins of a ``trouble`` (a text under ``alerts``), after their quiet hours; the session is narrowed to the workspace.

    ``about`` tells troubles of one kind apart, ``avoid`` is a platform and tenant where nothing gets through.
    """
    workspace = session.get_one(Workspace, workspace_id)
    for admin in session.scalars(select(Member).where(Member.role == Role.ADMIN, Member.active).order_by(Member.id)).all():
        hours = hours_of(workspace, admin)
        key = f"{KIND}|{trouble}{about}|{now.astimezone(hours.zone).date()}|{admin.id}"
        text = say(admin.language or workspace.language, f"alerts.{trouble}", **values)
        push(session, admin, Reply(text), kind=KIND, now=now, key=key, due_at=hours.after_quiet(now), avoid=avoid)


def tell_of_failure(session: Session, item: OutboxItem, reason: str, now: datetime) -> None:
    """Tell them that a message was not delivered, and what happened where that is known."""
    assert item.workspace_id is not None
    if reason not in REASONS:
        tell_admins(session, item.workspace_id, "undelivered", now)
        return
    place, whole = (item.platform, item.tenant), reason == REVOKED
    names = {"who": _whose(session, item) or item.address, "platform": item.platform.title()}
    tell_admins(session, item.workspace_id, reason, now, about=":".join(place) if whole else item.chat, avoid=place if whole else None, **names)


def _whose(session: Session, item: OutboxItem) -> str | None:
    """The name of the person or group whose chat it is."""
    accounts = select(Member.name).join(Account, Account.member_id == Member.id)
    person = accounts.where(Account.platform == item.platform, Account.tenant == item.tenant, Account.address == item.address)
    group = select(Channel.name).where(Channel.platform == item.platform, Channel.tenant == item.tenant, Channel.external_id == item.address)
    return session.scalars(person).first() or session.scalars(group).first()
