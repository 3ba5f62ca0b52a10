"""The durable way out: claim, send, retry, and give up where people can see it.

    pending ──claim──▶ sending ──▶ sent
       ▲                  │
       └──── retry ◀──────┤──▶ dead      refused for good, or tried too often
       │                  └──▶ unknown   a push of which nobody knows whether it went out: never silently repeated
       └──▶ dropped                      not wanted any more when its turn came, or too late to be of use

Messages to a chat go out in their order; one that waits for another try holds back those behind it, one that waits for its hour does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Boolean, ColumnElement, Table, bindparam, func, or_, select, tuple_, update
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
_replaced, _account = aliased(OutboxItem), aliased(Account)
_only_for = (
    select(_account.external_id)
    .where(_account.member_id == OutboxItem.member_id, _account.platform == OutboxItem.platform, _account.tenant == OutboxItem.tenant)
    .where(_account.address != OutboxItem.address)
    .limit(1)
    .scalar_subquery()
)
NEXT_ITEMS = (
    select(
        OutboxItem.id,
        OutboxItem.platform,
        OutboxItem.tenant,
        OutboxItem.address,
        OutboxItem.kind,
        OutboxItem.payload,
        OutboxItem.language,
        OutboxItem.reply_to,
        select(_replaced.external_id).where(_replaced.id == OutboxItem.replaces_id).scalar_subquery().label("replaces"),
        _only_for.label("only_for"),
        (OutboxItem.attempts + 1).label("attempt"),
        OutboxItem.useful_until,
    )
    .where(_is_unsent(OutboxItem.state), OutboxItem.state == OutboxState.PENDING, OutboxItem.due_at <= _now, ~_in_the_way.exists())
    .where(or_(bindparam("everywhere", type_=Boolean), OutboxItem.platform.in_(bindparam("platforms", expanding=True))))
    .where(OutboxItem.chat.not_in(bindparam("resting", expanding=True)))
    .where(tuple_(OutboxItem.platform, OutboxItem.tenant).not_in(bindparam("paused", expanding=True)))
    .order_by(OutboxItem.due_at, OutboxItem.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OutboxItem)
)
"""The next message of each chat that has one due. Made once: it is asked all the time."""
_table = cast(Table, OutboxItem.__table__)
TAKE = (
    update(_table)
    .where(_table.c.id.in_(bindparam("taken", expanding=True)))
    .values(state=OutboxState.SENDING, lease_until=bindparam("until", type_=UtcDateTime), attempts=_table.c.attempts + 1)
)
NOTE_SENT = (
    update(_table)
    .where(_table.c.id == bindparam("item_id"))
    .values(state=OutboxState.SENT, external_id=bindparam("name"), sent_at=_now, error=None, lease_until=None)
)


class Claimed(NamedTuple):
    """A message that this process is to send, and nobody else."""

    id: int
    platform: str
    tenant: str
    address: str
    kind: str
    payload: dict[str, Any]
    language: str
    reply_to: str | None
    replaces: str | None
    """The external id of the message that it takes the place of."""
    only_for: str | None
    """The account, as the platform names it, of the member who alone may see it in a group."""
    attempt: int
    useful_until: datetime | None


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


def claim(
    session: Session,
    now: datetime,
    *,
    limit: int = 50,
    room: Mapping[str, int] | None = None,
    resting: Collection[str] = (),
    paused: Collection[tuple[str, str]] = (),
) -> list[Claimed]:
    """Take the next message of each chat that has one due, for this process alone; what is not wanted any more is dropped on the way.

    A process takes only what goes to the platforms that it serves, and of each no more than there is ``room`` for; None means all. Nothing is taken
    of ``resting`` chats and of ``paused`` platforms and tenants.
    """
    left = Counter(room or {})
    wanted = {"now": now, "most": limit, "everywhere": room is None, "platforms": list(left), "resting": list(resting), "paused": list(paused)}
    claimed: list[Claimed] = []
    while not claimed and (rows := session.execute(NEXT_ITEMS, wanted).all()):
        for item in map(Claimed._make, rows):
            if (room is None or left[item.platform] > 0) and _is_wanted_now(session, item, now):
                left[item.platform] -= 1
                claimed.append(item)
        session.flush()
    if claimed:
        session.connection().execute(TAKE, {"taken": [item.id for item in claimed], "until": now + LEASE})
    return claimed


def _is_wanted_now(session: Session, claimed: Claimed, now: datetime) -> bool:
    """Whether to send a message now; otherwise it is put off or dropped."""
    if claimed.kind not in PUSHES and (claimed.useful_until is None or now <= claimed.useful_until):
        return True
    item = session.get_one(OutboxItem, claimed.id)
    wanted_at = when_wanted(session, item, now)
    if wanted_at is None:
        item.state = OutboxState.DROPPED
    elif wanted_at > now:
        item.due_at, item.attempts = wanted_at, 0  # it waits for its hour, no longer for another try, and so holds back nothing
    return wanted_at is not None and wanted_at <= now


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


def record(session: Session, results: Mapping[int, Sent | Failed], now: datetime) -> None:
    """Note down what came of sending; a chat that can't be written to any more is remembered as such."""
    sent = [{"item_id": item_id, "name": result.external_id, "now": now} for item_id, result in results.items() if isinstance(result, Sent)]
    if sent:
        session.connection().execute(NOTE_SENT, sent)
    for item_id, result in results.items():
        item = session.get_one(OutboxItem, item_id, populate_existing=True) if isinstance(result, Failed) else None
        if isinstance(result, Failed) and item is not None and item.state is OutboxState.SENDING:  # otherwise its lease ran out and others have it
            item.error, item.lease_until = result.error, None
            _record_failure(session, item, result, now)


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
