"""Where people and groups can be reached, as their platforms tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.messages import chat_key
from storage.models import UNSENT, Account, Channel, InboxItem, InboxState, OutboxItem


@dataclass(frozen=True)
class Known:
    """A chat that belongs to somebody: a person's, or a group's."""

    workspace_id: int
    key: str
    name: str


def note_reach(session: Session, platform: str, tenant: str, chat: str, *, reachable: bool) -> list[Known]:
    """A chat with its topics (``chat/topic``) can be written to, or can't be any more; return those of which that is news."""
    here = {"platform": platform, "tenant": tenant}
    people = session.scalars(select(Account).filter_by(**here, address=chat, reachable=not reachable)).all()
    is_here = or_(Channel.external_id == chat, Channel.external_id.startswith(f"{chat}/", autoescape=True))
    groups = session.scalars(select(Channel).filter_by(**here, reachable=not reachable).where(is_here)).all()
    for account in people:
        account.reachable = reachable
    for channel in groups:
        channel.reachable = reachable
    session.flush()
    return [
        *(Known(account.workspace_id, chat_key(platform, tenant, chat), account.member.name) for account in people if account.member.active),
        *(Known(channel.workspace_id, chat_key(platform, tenant, channel.external_id), channel.name) for channel in groups),
    ]


def move_chat(session: Session, platform: str, tenant: str, old: str, new: str) -> None:
    """A chat goes by another name from now on: what belongs to it and what waits for it follows."""
    here = {"platform": platform, "tenant": tenant}
    for channel in session.scalars(select(Channel).filter_by(**here, external_id=old)):
        channel.external_id = new
    for account in session.scalars(select(Account).filter_by(**here, address=old)):
        account.address = new
    was, becomes = chat_key(platform, tenant, old), chat_key(platform, tenant, new)
    for item in session.scalars(select(OutboxItem).where(OutboxItem.chat == was, OutboxItem.state.in_(UNSENT))):
        item.address, item.chat, item.replaces_id = new, becomes, None
    for waiting in session.scalars(select(InboxItem).where(InboxItem.chat == was, InboxItem.state == InboxState.PENDING)):
        waiting.chat, waiting.payload = becomes, {**waiting.payload, "chat": new}
