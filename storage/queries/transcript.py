"""What was said in a chat, by people and by us: for a platform that shows the history itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import InboxItem, InboxState, OutboxItem, OutboxState, ReadMark


@dataclass(frozen=True)
class Said:
    """What a person wrote, as it stands after their edits."""

    item: InboxItem
    text: str
    is_edited: bool

    @property
    def at(self) -> datetime:
        """When it came in."""
        return self.item.received_at


@dataclass(frozen=True)
class Told:
    """What we said: the message that stands in the chat, and the newest one that took its place."""

    first: OutboxItem
    latest: OutboxItem

    @property
    def at(self) -> datetime:
        """When it first went out."""
        return self.first.sent_at or self.first.created_at


@dataclass(frozen=True)
class Transcript:
    """The end of a chat, the oldest entry first."""

    entries: Sequence[Said | Told]
    has_earlier: bool = False
    """Whether there is more before the first entry."""
    used: frozenset[str] = field(default_factory=frozenset)
    """The ids of our messages of which a button or form was used just now and is still being handled."""


def transcript(session: Session, chat: str, viewer_id: int, limit: int) -> Transcript:
    """The last ``limit`` entries of a chat, as a member may see them: their own and everybody's, nothing that was for somebody else."""
    said, told = _said(session, chat, limit + 1), _told(session, chat, viewer_id, limit + 1)
    entries: list[Said | Told] = [*said, *told]
    entries.sort(key=lambda entry: (entry.at, isinstance(entry, Told), _order(entry)))
    return Transcript(entries[-limit:], len(entries) > limit, _used(session, chat))


def unread(session: Session, chat: str, viewer_id: int, own_account: str) -> int:
    """How many entries by others came after the member last looked."""
    mark = session.scalar(select(ReadMark.read_to).where(ReadMark.member_id == viewer_id, ReadMark.chat == chat))
    ours = select(func.count()).select_from(OutboxItem).where(*_sent_to(chat, viewer_id), OutboxItem.replaces_id.is_(None))
    by_others = InboxItem.payload["account"].as_string() != own_account
    theirs = select(func.count()).select_from(InboxItem).where(*_texts_in(chat), by_others, ~_deleted().exists())
    if mark is not None:
        ours, theirs = ours.where(OutboxItem.sent_at > mark), theirs.where(InboxItem.received_at > mark)
    return session.scalars(ours).one() + session.scalars(theirs).one()


def mark_read(session: Session, chat: str, viewer_id: int, read_to: datetime) -> None:
    """Note down how far a member has read; never back."""
    mark = session.scalars(select(ReadMark).where(ReadMark.member_id == viewer_id, ReadMark.chat == chat)).first()
    if mark is None:
        session.add(ReadMark(member_id=viewer_id, chat=chat, read_to=read_to))
    else:
        mark.read_to = max(mark.read_to, read_to)


def find_text(session: Session, chat: str, external_id: str) -> InboxItem | None:
    """What a person wrote in a chat, by its id."""
    return session.scalars(select(InboxItem).where(*_texts_in(chat), InboxItem.external_id == external_id)).first()


def _texts_in(chat: str) -> tuple[ColumnElement[bool], ...]:
    return InboxItem.chat == chat, InboxItem.payload["kind"].as_string() == "text"


def _sent_to(chat: str, viewer_id: int) -> tuple[ColumnElement[bool], ...]:
    visible = or_(OutboxItem.member_id.is_(None), OutboxItem.member_id == viewer_id)
    return OutboxItem.chat == chat, OutboxItem.state == OutboxState.SENT, visible


def _deleted() -> Select[int]:
    """Whether a text was taken away again."""
    deletion = aliased(InboxItem)
    return select(deletion.id).where(
        deletion.chat == InboxItem.chat,
        deletion.id > InboxItem.id,
        deletion.payload["kind"].as_string() == "delete",
        deletion.payload["account"].as_string() == InboxItem.payload["account"].as_string(),
        deletion.payload["target"].as_string() == InboxItem.external_id,
    )


def _order(entry: Said | Told) -> int:
    return entry.item.id if isinstance(entry, Said) else entry.first.id


def _said(session: Session, chat: str, limit: int) -> Iterable[Said]:
    items = session.scalars(select(InboxItem).where(*_texts_in(chat)).order_by(InboxItem.id.desc()).limit(limit)).all()
    if not items:
        return
    amendments = select(InboxItem).where(
        InboxItem.chat == chat, InboxItem.id > items[-1].id, InboxItem.payload["kind"].as_string().in_(["edit", "delete"])
    )
    changed: dict[tuple[str, str], str | None] = {}
    for amendment in session.scalars(amendments.order_by(InboxItem.id)):
        payload = amendment.payload
        changed[payload["account"], payload["target"]] = payload["text"] if payload["kind"] == "edit" else None
    for item in items:
        key = (item.payload["account"], item.external_id)
        text = changed.get(key, item.payload["text"])
        if text is not None:
            yield Said(item, text, key in changed)


def _told(session: Session, chat: str, viewer_id: int, limit: int) -> Iterable[Told]:
    """Our messages, those that took each other's place under one id together."""
    places = (
        select(func.min(OutboxItem.id), func.max(OutboxItem.id))
        .where(*_sent_to(chat, viewer_id))
        .group_by(OutboxItem.external_id)
        .order_by(func.min(OutboxItem.id).desc())
        .limit(limit)
    )
    pairs = session.execute(places).all()
    wanted = {item_id for pair in pairs for item_id in pair}
    items = {item.id: item for item in session.scalars(select(OutboxItem).where(OutboxItem.id.in_(wanted)))}
    return [Told(items[first], items[latest]) for first, latest in pairs]


def _used(session: Session, chat: str) -> frozenset[str]:
    pending = select(InboxItem.payload).where(InboxItem.chat == chat, InboxItem.state == InboxState.PENDING)
    return frozenset(payload["target"] for payload in session.scalars(pending) if payload["kind"] in ("press", "submit") and payload["target"])


def find_told(session: Session, chat: str, viewer_id: int, external_id: str) -> OutboxItem | None:
    """Our message that goes by that id, as it stands now, if the member may see it."""
    by_id = select(OutboxItem).where(*_sent_to(chat, viewer_id), OutboxItem.external_id == external_id)
    return session.scalars(by_id.order_by(OutboxItem.id.desc()).limit(1)).first()
