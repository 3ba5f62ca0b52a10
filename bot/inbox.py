"""What came in, durably: kept before it is acknowledged, each message once, in order per chat, tried again when we fail, and never just gone.

A message is handled in the transaction that marks it as done: a process that dies in the middle leaves it as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, literal, select, update
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
_table, _earlier = cast(Table, InboxItem.__table__), aliased(InboxItem)
NEXT_ITEM = (
    select(InboxItem.id, InboxItem.payload)
    .where(InboxItem.state == PENDING, InboxItem.due_at <= bindparam("now", type_=UtcDateTime))
    .where(~select(_earlier.id).where(_earlier.chat == InboxItem.chat, _earlier.id < InboxItem.id, _earlier.state == PENDING).exists())
    .order_by(InboxItem.due_at, InboxItem.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""The oldest message that is due and that no earlier one of its chat is still waiting before. Made once: it is asked for every message."""
DONE = update(_table).where(_table.c.id == bindparam("item")).values(state=InboxState.DONE, workspace_id=bindparam("workspace"))

MOST_TOGETHER = 20
LONGEST_TOGETHER_S = 0.05
"""How many messages share a transaction, and for how long: a commit for each would be slow, and long ones keep others from writing."""
WHOLE_WITHIN = timedelta(hours=1)
"""How long a message may wait to become whole (its files fetched, the other parts of its album come), which is its platform's to see to. What nobody
completes is handled as it is."""


class _MessageFailedError(Exception):
    """A message could not be handled; its cause says why."""

    def __init__(self, item_id: int) -> None:
        super().__init__(item_id)
        self.item_id = item_id


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
        while handled := self.work_some(now):
            count += handled
        return count

    def work_some(self, now: datetime, most: int = MOST_TOGETHER) -> int:
        """Handle the next messages that are due, in one transaction; return how many that were.

        Where one of them fails, those before it are handled again without it. Replicas would wait for each other, so there it is one at a time.
        """
        handled, begun = 0, monotonic()
        try:
            with self.database.write_several(now) as open_session:
                while handled < (most if self.database.is_sqlite else 1) and monotonic() < begun + LONGEST_TOGETHER_S:
                    with open_session() as session:
                        if not self._handle_next(session, now):
                            break
                        session.commit()
                    handled += 1
        except _MessageFailedError as failure:
            if handled:
                return self.work_some(now, handled)
            error = failure.__cause__
            assert isinstance(error, Exception)
            log.error("inbox item %d failed: %s", failure.item_id, describe(error))
            self._put_back(failure.item_id, error, now)
            handled = 1
        return handled

    def _handle_next(self, session: Session, now: datetime) -> bool:
        found = session.execute(NEXT_ITEM, {"now": now}).first()
        if found is None:
            return False
        item_id, payload = found
        try:
            assistant.handle(session, MESSAGE.validate_python(payload), inbox_item_id=item_id, language=self.language)
            session.flush()
        except Exception as error:
            raise _MessageFailedError(item_id) from error
        session.connection().execute(DONE, {"item": item_id, "workspace": session.info["workspace_id"]})
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
