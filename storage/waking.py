"""Have the scheduler look again at whatever changes; it decides by itself whether anything is due (``scheduler.schedules``).

A row of a table with ``wakes`` wakes its own schedule. What many schedules are worked out from (hours, zones, leave: ``wakes_all``) wakes all of the
workspace: that is rare, and a look in vain costs little.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, case, event, insert, inspect, or_, update
from sqlalchemy.orm import Session

from storage.models import Audited, Base, Schedule, Workspace
from storage.types import UtcDateTime

MOMENT = bindparam("moment", type_=UtcDateTime)
WAKE_ALL = (
    update(Schedule)
    .where(Schedule.workspace_id == bindparam("of_workspace"))
    .values(next_at=MOMENT, evaluated_to=case((or_(Schedule.next_at.is_(None), Schedule.next_at > MOMENT), MOMENT), else_=Schedule.evaluated_to))
)
"""What lies behind is over, unless it was waiting to be looked at: a deadline moved to tomorrow noon has no warning to catch up on."""
WAKE_ONE = WAKE_ALL.where(Schedule.kind == bindparam("of_kind"), Schedule.subject_id == bindparam("of_subject"))
BEGIN = insert(Schedule)
"""Made once, all three: nearly every message needs them."""


def listen_to(session_class: type[Session]) -> None:
    """Wake schedules by what sessions of this class change."""
    event.listen(session_class, "after_flush", _wake)


def _wake(session: Session, _context: object) -> None:
    now: datetime | None = session.info.get("now")
    if now is None:
        return
    new, gone = set(session.new), set(session.deleted)
    changed = {row for row in session.dirty if session.is_modified(row)}
    for row in sorted((row for row in new | gone | changed if isinstance(row, Audited) and row.wakes), key=lambda row: row.id):
        _wake_own(session, row, now)
    in_turmoil = {_workspace_of(row) for row in new | gone if _matters_to_all(row, {"id"})}
    in_turmoil |= {_workspace_of(row) for row in changed if _matters_to_all(row, _changed_columns(row))}
    for workspace_id in in_turmoil:
        session.connection().execute(WAKE_ALL, {"of_workspace": workspace_id, "moment": now})


def _wake_own(session: Session, row: Audited, now: datetime) -> None:
    whose = {"of_workspace": row.workspace_id, "of_kind": row.wakes, "of_subject": row.id, "moment": now}
    if not session.connection().execute(WAKE_ONE, whose).rowcount:
        # what was said before a stop and is handled after it counts from when it was said
        key = {"workspace_id": row.workspace_id, "kind": row.wakes, "subject_id": row.id}
        session.connection().execute(BEGIN, key | {"next_at": now, "evaluated_to": min(now, row.created_at)})


def _matters_to_all(row: object, columns: Collection[str]) -> bool:
    return isinstance(row, Base) and not row.wakes_all.isdisjoint(columns)


def _changed_columns(row: Base) -> set[str]:
    state = inspect(row)
    return {attribute.key for attribute in state.mapper.column_attrs if state.attrs[attribute.key].history.has_changes()}


def _workspace_of(row: Base) -> int:
    workspace_id = row.id if isinstance(row, Workspace) else row.workspace_id  # type: ignore[attr-defined]  # only rows of a workspace matter
    assert isinstance(workspace_id, int)
    return workspace_id
