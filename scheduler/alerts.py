"""A word to the admins when something went wrong on our side: once a day, however much it was; ``doctor`` lists it all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.hours import hours_of
from handlers.messages import Reply
from handlers.outgoing import push
from handlers.texts import say
from storage.models import Member, Role, Workspace

KIND = "alert"


def tell_admins(session: Session, workspace_id: int, trouble: str, now: datetime) -> None:
    """Tell the workspace's admins of a ``trouble`` (a text under ``alerts``), after their quiet hours; the session is narrowed to the workspace."""
    workspace = session.get_one(Workspace, workspace_id)
    for admin in session.scalars(select(Member).where(Member.role == Role.ADMIN, Member.active).order_by(Member.id)).all():
        hours = hours_of(workspace, admin)
        key = f"{KIND}|{trouble}|{now.astimezone(hours.zone).date()}|{admin.id}"
        text = say(admin.language or workspace.language, f"alerts.{trouble}")
        push(session, admin, Reply(text), kind=KIND, now=now, key=key, due_at=hours.after_quiet(now))
