"""The first words to a new member."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers import texts
from handlers.messages import Reply
from handlers.outgoing import push
from storage.models import Member, Workspace


def welcome(session: Session, workspace: Workspace, member: Member, now: datetime) -> None:
    """Greet a member, once."""
    greeting = texts.say(member.language or workspace.language, "welcome", name=member.name)
    push(session, member, Reply(greeting), kind="welcome", now=now, key=f"welcome:{member.id}")
