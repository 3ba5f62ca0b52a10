"""What came in, durably: kept before it is acknowledged, each message once, in order per chat, tried again when we fail, and never just gone.

A message is handled in the transaction that marks it as done: a process that dies in the middle leaves it as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from handlers import assistant, texts
from handlers.messages import MESSAGE, Message, Reply, as_payload, cleaned
from handlers.outgoing import answer
from scheduler.alerts import tell_admins
from storage.database import Database
from storage.models import InboxItem, InboxState
from storage.types import UtcDateTime

log = logging.getLogger(__name__)

RETRIES = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30))
"""How long to wait before each further attempt; then it is dead."""

PENDING = literal(InboxState.PENDING, literal_execute=True)
"""Written out, as the partial indexes have it: a database does not see that a parameter means the same."""
_earlier = aliased(InboxItem)
NEXT_ITEM = (
    select(InboxItem)
    .where(InboxItem.state == PENDING, InboxItem.due_at <= bindparam("now", type_=UtcDateTime))
    .where(~select(_earlier.id).where(_earlier.chat == InboxItem.chat, _earlier.id < InboxItem.id, _earlier.state == PENDING).exists())
    .order_by(InboxItem.due_at, InboxItem.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""The oldest message that is due and that no earlier one of its chat is still waiting before. Made once: it is asked for every message."""


WHOLE_WITHIN = timedelta(hours=1)
"""How long a message may wait to become whole (its files fetched, the other parts of its album come), which is its platform's to see to. What nobody
completes is handled as it is."""


class Inbox:
    """The messages that came in, on one database; ``language`` is the one in which strangers are answered."""

    def __init__(self, database: Database, language: str) -> None:
        self.database = database
        self.language = language
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        self._keep = insert(InboxItem).on_conflict_do_nothing(index_elements=["platform", "tenant", "external_id"]).returning(InboxItem.id)

    def receive(self, message: Message, now: datetime) -> bool:
        """Keep a message; False where it was kept before (a second delivery). When this returns, it may be acknowledged."""
        return self.receive_all([message], now)[0]

    def receive_all(self, messages: Sequence[Message], now: datetime) -> list[bool]:
        """Keep several in one transaction, in their order; which of them are new."""
        items = [_row(_cleaned(message), now) for message in messages]
        with self.database.write(now, everywhere=True) as session:
            return [session.connection().execute(self._keep, item).first() is not None for item in items]

    def work(self, now: datetime) -> int:
        """Handle all that is due; return how many messages that were."""
        count = 0
        while self.work_one(now):
            count += 1
        return count

    def work_one(self, now: datetime) -> bool:
        """Handle the next message that is due, if there is one."""
        item_id = None
        try:
            with self.database.write(now, everywhere=True) as session:
                item = session.scalars(NEXT_ITEM, {"now": now}).first()
                if item is None:
                    return False
                item_id = item.id
                assistant.handle(session, MESSAGE.validate_python(item.payload), inbox_item_id=item.id, language=self.language)
                item.workspace_id, item.state = session.info["workspace_id"], InboxState.DONE
        except Exception as error:
            if item_id is None:
                raise
            log.error("inbox item %d failed: %s", item_id, describe(error))
            self._put_back(item_id, error, now)
        return True

    def _put_back(self, item_id: int, error: Exception, now: datetime) -> None:
        """Try a failed message again later; after the last try tell its sender."""
        with self.database.write(now, everywhere=True) as session:
            item = session.get_one(InboxItem, item_id)
            item.error = describe(error)
            if item.attempts < len(RETRIES):
                item.due_at = now + RETRIES[item.attempts]
                item.attempts += 1
                return
            item.state = InboxState.DEAD
            self._apologise(session, MESSAGE.validate_python(item.payload), now)

    def _apologise(self, session: Session, message: Message, now: datetime) -> None:
        context = assistant.find_context(session, message)
        language, workspace_id = (context.language, context.workspace.id) if context else (self.language, None)
        answer(session, message, Reply(texts.say(language, "errors.ours")), now=now, workspace_id=workspace_id, language=language)
        if workspace_id is not None:
            tell_admins(session, workspace_id, "unhandled", now)


def _row(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "platform": message.platform,
        "tenant": message.tenant,
        "external_id": message.external_id,
        "chat": message.chat_key,
        "payload": as_payload(MESSAGE, message),
        "due_at": now if message.is_whole else now + WHOLE_WITHIN,
        "received_at": now,
    }


def _cleaned(message: Message) -> Message:
    """Everything in it that people wrote, without what can't be stored or would deceive its reader."""
    return replace(
        message,
        text=cleaned(message.text),
        values={name: cleaned(value) for name, value in message.values.items()},
        sender=replace(message.sender, name=cleaned(message.sender.name)) if message.sender else None,
        chat_name=cleaned(message.chat_name),
    )


def next_due(session: Session) -> datetime | None:
    """When the next message is to be handled."""
    return session.scalar(select(func.min(InboxItem.due_at)).where(InboxItem.state == PENDING))


def describe(error: Exception) -> str:
    """An error for logs and doctor: its kind and place, never what people wrote (which its message might quote)."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}"
