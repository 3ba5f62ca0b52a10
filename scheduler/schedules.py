"""Due schedules to outbox rows.

A schedule row says only *when to look again* at a subject (a task, a member, a channel); what is due, and when next, is worked out from the subject
as it is at that moment. So a changed deadline, zone or working day needs no rewriting of rows: whatever changes is looked at again (``storage.audit``
wakes its row), and an occasion that has been told is known by its key. Any number of replicas may tick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.messages import Reply
from handlers.outgoing import push
from storage.database import Database, enter
from storage.models import Channel, Member, OutboxItem, Schedule

LOOK_BACK = timedelta(days=7)
"""After a longer stop, what fell due before that is let go."""


@dataclass(frozen=True)
class Occasion:
    """A moment at which a subject is worth a word, and why."""

    at: datetime
    stage: str


@dataclass(frozen=True)
class Notice:
    """One message of a push."""

    to: Member | Channel
    reply: Reply
    subject: Iterable[object] = field(default_factory=tuple)


@dataclass(frozen=True)
class Push:
    """A kind of push: when, what, for how long it is of use, and whether it is still wanted when its turn comes."""

    kind: str
    next_occasion: Callable[[Session, int, datetime], Occasion | None]
    """(session, subject id, after) → the first occasion later than that; None where there is none to wait for."""
    notices: Callable[[Session, int, Occasion, datetime], Iterable[Notice]]
    """(session, subject id, occasion, now) → what to say; nothing where there is nothing to say."""
    useful_for: timedelta
    still_wanted: Callable[[Session, OutboxItem, datetime], bool]


PUSHES: dict[str, Push] = {}


def register(push_kind: Push) -> Push:
    """Add a kind of push; a second one of the same name is refused."""
    if push_kind.kind in PUSHES:
        msg = f"two pushes are called {push_kind.kind!r}"
        raise ValueError(msg)
    PUSHES[push_kind.kind] = push_kind
    return push_kind


def tick(database: Database, now: datetime) -> int:
    """Look at every subject whose time has come; return how many there were."""
    count = 0
    while _look_at_one(database, now):
        count += 1
    return count


def next_due(session: Session) -> datetime | None:
    """When the next schedule is due."""
    return session.scalar(select(func.min(Schedule.next_at)))


def _look_at_one(database: Database, now: datetime) -> bool:
    with database.write(now, everywhere=True) as session:
        due = select(Schedule).where(Schedule.next_at <= now).order_by(Schedule.next_at, Schedule.id).limit(1).with_for_update(skip_locked=True)
        schedule = session.scalars(due).first()
        if schedule is None:
            return False
        enter(session, schedule.workspace_id)
        _tell_what_is_due(session, schedule, now)
        return True


def _tell_what_is_due(session: Session, schedule: Schedule, now: datetime) -> None:
    """Tell the latest of the occasions since the last look, unless it is too late to be of use: after a stop things are told once."""
    kind = PUSHES[schedule.kind]
    latest: Occasion | None = None
    occasion = kind.next_occasion(session, schedule.subject_id, max(schedule.evaluated_to, now - LOOK_BACK))
    while occasion is not None and occasion.at <= now:
        latest = occasion
        occasion = kind.next_occasion(session, schedule.subject_id, occasion.at)
    if latest is not None and now - latest.at <= kind.useful_for:
        _queue(session, kind, schedule, latest, now)
    schedule.evaluated_to = now
    schedule.next_at = occasion.at if occasion else None


def _queue(session: Session, kind: Push, schedule: Schedule, occasion: Occasion, now: datetime) -> None:
    for notice in kind.notices(session, schedule.subject_id, occasion, now):
        recipient = f"{notice.to.__tablename__}{notice.to.id}"
        push(
            session,
            notice.to,
            notice.reply,
            kind=kind.kind,
            now=now,
            key=f"{schedule.id}:{occasion.at.isoformat()}:{occasion.stage}:{recipient}",
            useful_until=occasion.at + kind.useful_for,
            subject=notice.subject,
        )
