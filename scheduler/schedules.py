"""Due schedules to outbox rows.

A schedule row says only *when to look again* at a subject (a task, a member, a channel); what is due, and when next, is worked out from the subject
as it is at that moment. So a changed deadline, zone or working day needs no rewriting of rows: whatever changes is looked at again
(``storage.waking``), and an occasion that has been told is known by its key. Any number of replicas may tick.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic, sleep

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from handlers.outgoing import push
from scheduler.kinds import PUSHES
from scheduler.pushes import Occasion, Push, key_of
from storage.database import Database, inside
from storage.models import Schedule
from storage.types import UtcDateTime

LOOK_BACK = timedelta(days=7)
"""After a longer stop, what fell due before that is let go."""
RETRY = timedelta(minutes=1)
"""How long a subject that can't be looked at waits, so that it holds up none of the others."""
LONGEST_S = 0.1
"""How long one transaction goes on taking up subjects: a commit for each would be slow, and one for all keep everybody else waiting."""
BREATH_S = 0.1
"""Between two of them others get their turn to write (SQLite has those who wait look every tenth of a second)."""

MOST_DRAWN = 8
"""Pictures drawn ahead of one transaction."""

DUE = (
    select(Schedule)
    .where(Schedule.next_at <= bindparam("now", type_=UtcDateTime))
    .order_by(Schedule.next_at, Schedule.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)

log = logging.getLogger(__name__)


def tick(database: Database, now: datetime) -> int:
    """Look at every subject whose time has come; return how many there were."""
    with database.read(everywhere=True) as session:
        due = next_due(session)
    if due is None or due > now:
        return 0
    count, are_left = 0, True
    while are_left:
        _draw_ahead(database, now)
        looked_at, are_left = _look_at_some(database, now)
        count += looked_at
        if are_left:
            sleep(BREATH_S)
    return count


def next_due(session: Session) -> datetime | None:
    """When the next schedule is due."""
    return session.scalar(select(func.min(Schedule.next_at)))


def _draw_ahead(database: Database, now: datetime) -> None:
    """Have the pictures of what is due next drawn while nobody has to wait for it; what can't be made says so when its turn comes."""
    drawing = [kind.kind for kind in PUSHES.values() if kind.draws]
    due = select(Schedule).where(Schedule.next_at <= now, Schedule.kind.in_(drawing)).order_by(Schedule.next_at, Schedule.id).limit(MOST_DRAWN)
    with database.read(everywhere=True) as session:
        for schedule in session.scalars(due).all():
            with suppress(Exception), inside(session, schedule.workspace_id):
                kind = PUSHES[schedule.kind]
                latest, _ = _latest_occasion(session, kind, schedule, now)
                if latest is not None:
                    list(kind.notices(session, schedule.subject_id, latest, now))


def _look_at_some(database: Database, now: datetime) -> tuple[int, bool]:
    """In one transaction as many as there are, or as its time is enough for; how many that were, and whether others are left."""
    count = 0
    with database.write(now, everywhere=True) as session:
        begun = monotonic()
        while (schedule := session.scalars(DUE, {"now": now}).first()) is not None:
            if monotonic() > begun + LONGEST_S:
                return count, True
            _look_at(session, schedule, now)
            session.flush()
            count += 1
    return count, False


def _look_at(session: Session, schedule: Schedule, now: datetime) -> None:
    """One subject; where that fails nothing of it is written, and it is tried again later."""
    try:
        with inside(session, schedule.workspace_id), session.begin_nested():
            _tell_what_is_due(session, schedule, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        log.error("schedule %d failed: %s", schedule.id, type(error).__name__)  # not its message, which might quote what people wrote
        schedule.next_at = now + RETRY


def _tell_what_is_due(session: Session, schedule: Schedule, now: datetime) -> None:
    """Tell the latest of the occasions since the last look, unless it is too late to be of use: after a stop things are told once."""
    kind = PUSHES.get(schedule.kind)
    if kind is None:  # of a version before or after this one
        schedule.next_at = None
        return
    latest, upcoming = _latest_occasion(session, kind, schedule, now)
    if latest is not None:
        _queue(session, kind, schedule.subject_id, latest, now)
    schedule.evaluated_to = now
    schedule.next_at = upcoming.at if upcoming else None


def _latest_occasion(session: Session, kind: Push, schedule: Schedule, now: datetime) -> tuple[Occasion | None, Occasion | None]:
    """The last one since the last look, unless it is too late for it, and the next one."""
    latest: Occasion | None = None
    occasion = kind.next_occasion(session, schedule.subject_id, max(schedule.evaluated_to, now - LOOK_BACK))
    while occasion is not None and occasion.at <= now:
        latest = occasion
        occasion = kind.next_occasion(session, schedule.subject_id, occasion.at)
    return latest if latest is not None and now <= latest.until else None, occasion


def _queue(session: Session, kind: Push, subject_id: int, occasion: Occasion, now: datetime) -> None:
    for notice in kind.notices(session, subject_id, occasion, now):
        key = key_of(kind.kind, subject_id, occasion, notice.to)
        push(session, notice.to, notice.reply, kind=kind.kind, now=now, key=key, useful_until=occasion.until, subject=notice.subject)
