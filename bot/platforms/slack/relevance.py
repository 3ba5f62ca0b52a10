"""Whether what is said in a group concerns the assistant at all, and what it answers. What does not is not even kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.platforms.slack.ids import deed_id, text_id
from bot.platforms.slack.incoming import Heard
from handlers.messages import Message, MessageKind
from storage.models import UNSENT, Account, Channel, InboxItem, InboxState, Member, OutboxItem, OutboxState


@dataclass(frozen=True)
class Looked:
    """What the database knows of a text: the message as it is to be kept (None: not at all), and the names of people in it."""

    message: Message | None
    names: dict[str, str]
    is_early: bool = False
    """We are about to say something in its thread: what it answers can be told only then."""


def look(session: Session, heard: Heard, mentioned: frozenset[str]) -> Looked:
    """Find out what a text answers, and whether it is for the assistant."""
    message = heard.message
    if heard.thread_ts and message.kind is MessageKind.TEXT:
        message = replace(message, reply_to=_ours_in_thread(session, message, heard.thread_ts))
    concerned = message if message.private else _of_concern(session, message)
    is_early = bool(heard.thread_ts) and message.reply_to is None and _are_answering(session, message, heard.thread_ts or "")
    return Looked(concerned, names_of(session, message, mentioned) if concerned and mentioned else {}, is_early)


def _of_concern(session: Session, message: Message) -> Message | None:
    """A group's text in the form in which it is to be kept; None where it is none of our business."""
    if message.kind is not MessageKind.TEXT:
        if _is_kept(session, message):
            return message
        if message.kind is MessageKind.DELETE or not message.mentioned:
            return None
        assert message.target is not None  # the assistant was named only now: it is new to us, and known by the name it has had all along
        return replace(message, kind=MessageKind.TEXT, external_id=message.target, target=None)
    return message if message.mentioned or message.reply_to or _captures(session, message) else None


def _ours_in_thread(session: Session, message: Message, thread_ts: str) -> str | None:
    """Our newest message in a thread. What we sent is named by its time, so nothing before the thread's beginning is looked through."""
    ours = select(OutboxItem.external_id).where(OutboxItem.chat == message.chat_key, OutboxItem.external_id >= thread_ts)
    ours = ours.where(OutboxItem.state == OutboxState.SENT)
    if not message.private:
        ours = ours.where(OutboxItem.member_id.is_(None))
    in_it = or_(OutboxItem.external_id == thread_ts, OutboxItem.reply_to.startswith(deed_id(message.chat, thread_ts, ""), autoescape=True))
    return session.scalars(ours.where(in_it).order_by(OutboxItem.external_id.desc()).limit(1)).first()


def _are_answering(session: Session, message: Message, thread_ts: str) -> bool:
    """Whether something that began a thread, or was said in it, is being handled or answered just now."""
    unsent = select(OutboxItem.id).where(OutboxItem.chat == message.chat_key, OutboxItem.state.in_(UNSENT))
    unsent = unsent.where(OutboxItem.reply_to.startswith(deed_id(message.chat, thread_ts, ""), autoescape=True))
    first = (InboxItem.platform == message.platform, InboxItem.tenant == message.tenant)
    waiting = select(InboxItem.id).where(*first, InboxItem.external_id == text_id(message.chat, thread_ts), InboxItem.state == InboxState.PENDING)
    return session.scalar(unsent.limit(1)) is not None or session.scalar(waiting) is not None


def _captures(session: Session, message: Message) -> bool:
    where = (Channel.platform == message.platform, Channel.tenant == message.tenant, Channel.external_id == message.chat)
    return bool(session.scalar(select(Channel.capture).where(*where)))


def _is_kept(session: Session, message: Message) -> bool:
    """Whether the text that was changed or taken back is one that we have kept."""
    where = (InboxItem.platform == message.platform, InboxItem.tenant == message.tenant, InboxItem.external_id == message.target)
    return session.scalar(select(InboxItem.id).where(*where)) is not None


def names_of(session: Session, message: Message, mentioned: frozenset[str]) -> dict[str, str]:
    """The names of the members among those mentioned."""
    where = (Account.platform == message.platform, Account.tenant == message.tenant, Account.external_id.in_(mentioned))
    found = session.execute(select(Account.external_id, Member.name).join(Member, Account.member_id == Member.id).where(*where))
    return {user: name for user, name in found}  # noqa: C416 - a row is not quite a tuple
