"""What a push is: when it is due, what it says, and whether it is still wanted when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.messages import Reply
from storage.models import Channel, Member, OutboxItem


@dataclass(frozen=True)
class Occasion:
    """A moment at which a subject is worth a word, why, and until when that word is of use."""

    at: datetime
    stage: str
    until: datetime


@dataclass(frozen=True)
class Notice:
    """One message of a push."""

    to: Member | Channel
    reply: Reply
    subject: Iterable[object] = field(default_factory=tuple)


@dataclass(frozen=True)
class Push:
    """A kind of push. Its schedules' subjects are rows of one table (a task, a member, a channel)."""

    kind: str
    next_occasion: Callable[[Session, int, datetime], Occasion | None]
    """(session, subject id, after) → the first occasion later than that; None where there is none to wait for."""
    notices: Callable[[Session, int, Occasion, datetime], Iterable[Notice]]
    """(session, subject id, occasion, now) → what to say; nothing where there is nothing to say."""
    wanted_at: Callable[[Session, OutboxItem, datetime], datetime | None]
    """(session, item, now) → when it may go out: now, or later (quiet hours); None where nobody wants it any more."""
    draws: bool = False
    """Its notices hold pictures, which take long and are remembered: they are made once ahead of the transaction that queues them."""


@dataclass(frozen=True)
class Told:
    """What a queued push is about, as its key says it."""

    subject_id: int
    stage: str
    at: datetime


def key_of(kind: str, subject_id: int, occasion: Occasion, to: Member | Channel) -> str:
    """Name an occasion and whom it is told to; the same is never told twice."""
    return f"{kind}|{subject_id}|{occasion.stage}|{occasion.at.isoformat()}|{to.__tablename__}{to.id}"


def told_by(item: OutboxItem) -> Told:
    """The inverse, for an item that a schedule has queued."""
    assert item.key is not None
    _, subject_id, stage, at, _ = item.key.split("|")
    return Told(int(subject_id), stage, datetime.fromisoformat(at))
