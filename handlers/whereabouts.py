"""Where people and groups can be reached, as their platforms tell of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.messages import chat_key
from storage.models import UNSENT, Account, Channel, InboxItem, InboxState, OutboxItem


def note_reach(session: Session, platform: str, tenant: str, chat: str, is_in: bool) -> None:
    """A person's chat can be written to, or can't be any more."""
    people = select(Account).where(Account.platform == platform, Account.tenant == tenant, Account.address == chat)
    for account in session.scalars(people):
        account.reachable = is_in


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
