"""The durable way out: claim, send, retry, and give up where people can see it.

    pending ──claim──▶ sending ──▶ sent
       ▲                  │
       └──── retry ◀──────┤──▶ dead      refused for good, or tried too often
       │                  └──▶ unknown   the process died while sending a push: sent perhaps, never silently repeated
       └──▶ dropped                      not wanted any more when its turn came, or too late to be of use

Messages to a chat go out in their order; one that waits for another try holds back those behind it, one that waits for its hour does not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from scheduler.schedules import PUSHES
from storage.database import inside
from storage.models import UNSENT, Account, OutboxItem, OutboxState
from storage.types import UtcDateTime

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=10)
MOST_ATTEMPTS = 8
REPEATABLE_KINDS = frozenset({"reply", "list"})
"""An answer that comes twice does no harm; one that never comes does."""

_now = bindparam("now", type_=UtcDateTime)
_earlier = aliased(OutboxItem)
_in_the_way = (
    select(_earlier.id)
    .where(_earlier.chat == OutboxItem.chat, _earlier.id < OutboxItem.id, _earlier.state.in_(UNSENT))
    .where(or_(_earlier.due_at <= _now, _earlier.attempts > 0))
)
NEXT_ITEMS = (
    select(OutboxItem)
    .where(OutboxItem.state == OutboxState.PENDING, OutboxItem.due_at <= _now, ~_in_the_way.exists())
    .order_by(OutboxItem.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
"""The next message of each chat that has one due. Made once: it is asked all the time."""


@dataclass(frozen=True)
class Sent:
    """It went out; ``external_id`` is what the platform calls it."""

    external_id: str | None


@dataclass(frozen=True)
class Failed:
    """It did not. ``retry_after`` is the platform's word on when to try again; ``for_good``: there is no use in trying."""

    error: str
    retry_after: timedelta | None = None
    for_good: bool = False


def claim(session: Session, now: datetime, *, limit: int = 50) -> list[OutboxItem]:
    """Take the next message of each chat that has one due, for this process alone; what is not wanted any more is dropped on the way."""
    claimed = []
    for item in session.scalars(NEXT_ITEMS, {"now": now, "most": limit}).all():
        if is_wanted(session, item, now):
            item.state, item.lease_until, item.attempts = OutboxState.SENDING, now + LEASE, item.attempts + 1
            claimed.append(item)
        else:
            item.state = OutboxState.DROPPED
    return claimed


def is_wanted(session: Session, item: OutboxItem, now: datetime) -> bool:
    """Whether a message is still worth sending: not too late, and its kind has no objection."""
    if item.useful_until is not None and now > item.useful_until:
        return False
    kind = PUSHES.get(item.kind)
    if kind is None:
        return True
    assert item.workspace_id is not None
    with inside(session, item.workspace_id):
        return kind.still_wanted(session, item, now)


def record(session: Session, item: OutboxItem, result: Sent | Failed, now: datetime) -> None:
    """Note down what came of sending; an account that can't be written to any more is remembered as such."""
    item.lease_until = None
    if isinstance(result, Sent):
        item.state, item.external_id, item.sent_at, item.error = OutboxState.SENT, result.external_id, now, None
        return
    item.error = result.error
    if result.for_good or item.attempts >= MOST_ATTEMPTS:
        item.state = OutboxState.DEAD
        if result.for_good and item.member_id is not None:
            for account in session.scalars(select(Account).where(Account.platform == item.platform, Account.address == item.address)):
                account.reachable = False
        return
    item.state = OutboxState.PENDING
    item.due_at = now + (result.retry_after or min(FIRST_RETRY * 2 ** (item.attempts - 1), LAST_RETRY))


def recover(session: Session, now: datetime, *, safe_platforms: Collection[str] = ()) -> int:
    """Take up what a process left half-sent: again where a repetition does no harm (or the platform knows it), ``unknown`` elsewhere."""
    left = session.scalars(select(OutboxItem).where(OutboxItem.state == OutboxState.SENDING, OutboxItem.lease_until < now)).all()
    for item in left:
        repeat = item.platform in safe_platforms or item.kind in REPEATABLE_KINDS
        item.state, item.lease_until = OutboxState.PENDING if repeat else OutboxState.UNKNOWN, None
    return len(left)


def next_due(session: Session) -> datetime | None:
    """When the next message is due."""
    return session.scalar(select(func.min(OutboxItem.due_at)).where(OutboxItem.state == OutboxState.PENDING))
