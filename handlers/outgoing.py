"""Put messages into the outbox, in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.messages import REPLY, Message, Reply, as_payload, chat_key
from storage.models import Account, Channel, Member, OutboxItem, Workspace


def rows_named(rows: Iterable[object]) -> list[list[object]]:
    """Rows as an outbox item's subject keeps them: pairs of table and id."""
    return [[row.__tablename__, row.id] for row in rows]  # type: ignore[attr-defined]  # any mapped row has both


def answer(
    session: Session,
    message: Message,
    reply: Reply,
    *,
    now: datetime,
    workspace_id: int | None = None,
    subject: Iterable[object] = (),
    change_id: int | None = None,
    replaces: OutboxItem | None = None,
    only_for: Member | None = None,
    kind: str = "reply",
    reply_to: str | None = None,
    language: str = "en",
) -> OutboxItem:
    """Answer in the chat in which something was said; ``only_for`` hides it from the others there, ``reply_to`` names an earlier message instead.

    ``kind`` is ``reply``, or ``list`` for what stays of use after one of its buttons was pressed.
    """
    item = OutboxItem(
        workspace_id=workspace_id,
        kind=kind,
        platform=message.platform,
        tenant=message.tenant,
        address=message.chat,
        chat=message.chat_key,
        member_id=only_for.id if only_for else None,
        payload=as_payload(REPLY, reply),
        subject=rows_named(subject),
        change_id=change_id,
        replaces_id=replaces.id if replaces else None,
        reply_to=reply_to or message.external_id,
        language=language,
        due_at=now,
        created_at=now,
    )
    session.add(item)
    return item


def put_back(session: Session, earlier: OutboxItem, in_place_of: OutboxItem, now: datetime) -> None:
    """Have a message say again what an earlier one said that it had taken the place of."""
    kept = ("workspace_id", "kind", "platform", "tenant", "address", "chat", "member_id", "payload", "subject", "change_id", "reply_to", "language")
    again = OutboxItem(**{name: getattr(earlier, name) for name in kept}, replaces_id=in_place_of.id, due_at=now, created_at=now)
    session.add(again)


def account_of(session: Session, member: Member, *, avoid: tuple[str, str] | None = None) -> Account | None:
    """Where to reach a member in private: the account used last among those that can be written to.

    ``avoid`` is a platform and tenant where nothing gets through at present.
    """
    query = select(Account).where(Account.member_id == member.id, Account.reachable).order_by(Account.last_used_at.desc(), Account.id.desc())
    return next((account for account in session.scalars(query) if (account.platform, account.tenant) != avoid), None)


def push(
    session: Session,
    to: Member | Channel,
    reply: Reply,
    *,
    kind: str,
    now: datetime,
    key: str | None = None,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    subject: Iterable[object] = (),
    avoid: tuple[str, str] | None = None,
) -> OutboxItem | None:
    """Write to a member in private or to a channel; None where the occasion ``key`` was told already, or there is no way to reach them."""
    if key is not None and session.scalar(select(OutboxItem.id).where(OutboxItem.key == key)):
        return None
    account = account_of(session, to, avoid=avoid) if isinstance(to, Member) else to
    if account is None or not account.reachable:
        return None
    address = account.address if isinstance(account, Account) else account.external_id
    item = OutboxItem(
        workspace_id=to.workspace_id,
        key=key,
        kind=kind,
        platform=account.platform,
        tenant=account.tenant,
        address=address,
        chat=chat_key(account.platform, account.tenant, address),
        member_id=to.id if isinstance(to, Member) else None,
        payload=as_payload(REPLY, reply),
        subject=rows_named(subject),
        due_at=due_at or now,
        useful_until=useful_until,
        created_at=now,
        language=(to.language if isinstance(to, Member) else None) or session.get_one(Workspace, to.workspace_id).language,
    )
    session.add(item)
    return item
