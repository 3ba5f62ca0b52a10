"""The durable way out: claim, send, retry, and give up where people can see it.

    pending ──claim──▶ sending ──▶ sent
       ▲                  │
       └──── retry ◀──────┤──▶ dead      refused for good, or tried too often
       │                  └──▶ unknown   a push of which nobody knows whether it went out: never silently repeated
       └──▶ dropped                      not wanted any more when its turn came, or too late to be of use

Messages to a chat go out in their order; one that waits for another try holds back those behind it, one that waits for its hour does not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from handlers.messages import chat_key
from handlers.outgoing import account_of
from scheduler import alerts
from scheduler.kinds import PUSHES
from storage.database import inside
from storage.models import UNSENT, Account, Channel, Member, OutboxItem, OutboxState
from storage.types import UtcDateTime

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=10)
MOST_ATTEMPTS = 8
REPEATABLE_KINDS = frozenset({"reply", "list"})
"""An answer that comes twice does no harm; one that never comes does."""


def _is_unsent(state: InstrumentedAttribute[OutboxState]) -> ColumnElement[bool]:
    """The condition of the partial index, in so many words: a database does not see that parameters mean the same."""
    return state.in_(bindparam("unsent", UNSENT, expanding=True, literal_execute=True))


_now = bindparam("now", type_=UtcDateTime)
_earlier = aliased(OutboxItem)
_in_the_way = (
    select(_earlier.id)
    .where(_earlier.chat == OutboxItem.chat, _earlier.id < OutboxItem.id, _is_unsent(_earlier.state))
    .where(or_(_earlier.due_at <= _now, _earlier.attempts > 0))
)
NEXT_ITEMS = (
    select(OutboxItem)
    .where(_is_unsent(OutboxItem.state), OutboxItem.state == OutboxState.PENDING, OutboxItem.due_at <= _now, ~_in_the_way.exists())
    .where(or_(bindparam("everywhere", type_=Boolean), OutboxItem.platform.in_(bindparam("platforms", expanding=True))))
    .order_by(OutboxItem.due_at, OutboxItem.id)
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
    perhaps_sent: bool = False
    """Nobody knows: the answer was lost on its way back. A push is then not tried again."""
    whole_platform: bool = False
    """It is not about this chat: all of this platform and tenant wait for ``retry_after``."""
    reason: str = ""
    """What happened, in a word, where it failed for good: one of ``alerts.REASONS`` or empty."""


def claim(session: Session, now: datetime, *, limit: int = 50, platforms: Collection[str] | None = None) -> list[OutboxItem]:
    """Take the next message of each chat that has one due, for this process alone; what is not wanted any more is dropped on the way.

    A process takes only what goes to the ``platforms`` that it serves; None means all.
    """
    claimed: list[OutboxItem] = []
    wanted = {"now": now, "most": limit, "everywhere": platforms is None, "platforms": list(platforms or ())}
    while not claimed and (items := session.scalars(NEXT_ITEMS, wanted).all()):
        claimed = [item for item in items if _take(session, item, now)]
        session.flush()
    return claimed


def _take(session: Session, item: OutboxItem, now: datetime) -> bool:
    """Claim an item, put it off, or drop it."""
    wanted_at = when_wanted(session, item, now)
    if wanted_at is None:
        item.state = OutboxState.DROPPED
    elif wanted_at > now:
        item.due_at, item.attempts = wanted_at, 0  # it waits for its hour, no longer for another try, and so holds back nothing
    else:
        item.state, item.lease_until, item.attempts = OutboxState.SENDING, now + LEASE, item.attempts + 1
        return True
    return False


def when_wanted(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """When a message may go out: now, or later; None where it is too late, or nobody wants it any more."""
    if item.useful_until is not None and now > item.useful_until:
        return None
    kind = PUSHES.get(item.kind)
    if kind is None:
        return now
    assert item.workspace_id is not None
    with inside(session, item.workspace_id):
        return kind.wanted_at(session, item, now)


def record(session: Session, item: OutboxItem, result: Sent | Failed, now: datetime) -> None:
    """Note down what came of sending; an account that can't be written to any more is remembered as such."""
    if isinstance(result, Sent):
        item.state, item.external_id, item.sent_at, item.error = OutboxState.SENT, result.external_id, now, None
    elif item.state is not OutboxState.SENDING:
        return  # it took longer than its lease, and others have taken it up
    else:
        item.error = result.error
        _record_failure(session, item, result, now)
    item.lease_until = None


def _record_failure(session: Session, item: OutboxItem, result: Failed, now: datetime) -> None:
    if result.perhaps_sent and item.kind not in REPEATABLE_KINDS:
        item.state = OutboxState.UNKNOWN
    elif result.for_good or (item.attempts >= MOST_ATTEMPTS and result.retry_after is None):
        item.state = OutboxState.DEAD
        if item.workspace_id is not None:
            with inside(session, item.workspace_id):
                _give_up(session, item, result, now)
    else:
        item.state = OutboxState.PENDING
        item.due_at = now + (result.retry_after or min(FIRST_RETRY * 2 ** (item.attempts - 1), LAST_RETRY))


def _give_up(session: Session, item: OutboxItem, result: Failed, now: datetime) -> None:
    """Remember what can't be written to any more, tell the admins, and try another way where there is one."""
    is_revoked = result.reason == alerts.REVOKED
    if result.for_good and not is_revoked:
        _note_unreachable(session, item)
    if item.kind != alerts.KIND:
        alerts.tell_of_failure(session, item, result.reason, now)
    if result.for_good and item.kind not in REPEATABLE_KINDS and item.member_id is not None:
        member = session.get_one(Member, item.member_id)
        account = account_of(session, member, avoid=(item.platform, item.tenant) if is_revoked else None)
        if account is not None:
            _redirect(item, account, now)


def _note_unreachable(session: Session, item: OutboxItem) -> None:
    """No more pushes go to its chat until somebody writes there again."""
    person = (Account.platform == item.platform, Account.tenant == item.tenant, Account.address == item.address)
    group = (Channel.platform == item.platform, Channel.tenant == item.tenant, Channel.external_id == item.address)
    for chat in (*session.scalars(select(Account).where(*person)), *session.scalars(select(Channel).where(*group))):
        chat.reachable = False


def _redirect(item: OutboxItem, account: Account, now: datetime) -> None:
    """Have a push go to another account of its member's."""
    item.platform, item.tenant, item.address = account.platform, account.tenant, account.address
    item.chat = chat_key(account.platform, account.tenant, account.address)
    item.replaces_id = item.reply_to = None
    item.state, item.due_at, item.attempts = OutboxState.PENDING, now, 0


def recover(session: Session, now: datetime, *, safe_platforms: Collection[str] = ()) -> int:
    """Take up what a process left half-sent: again where a repetition does no harm (or the platform knows it), ``unknown`` elsewhere."""
    left = session.scalars(
        select(OutboxItem).where(_is_unsent(OutboxItem.state), OutboxItem.state == OutboxState.SENDING, OutboxItem.lease_until < now)
    ).all()
    for item in left:
        repeat = item.platform in safe_platforms or item.kind in REPEATABLE_KINDS
        item.state, item.lease_until = OutboxState.PENDING if repeat else OutboxState.UNKNOWN, None
    return len(left)


def next_due(session: Session) -> datetime | None:
    """When the next message is due."""
    return session.scalar(select(func.min(OutboxItem.due_at)).where(_is_unsent(OutboxItem.state), OutboxItem.state == OutboxState.PENDING))
