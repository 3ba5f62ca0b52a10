"""The audit log, written by itself, and the way back.

Whatever a session changes in an audited table for a member (``write_as``) is noted down, a row each, with the columns before and after.
``revert`` goes back by these notes; it is itself a change, so an undo is audited and can be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy
from sqlalchemy import event, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.errors import ChangedSinceError
from storage.models import Audited, AuditEntry, Base, Change, Contact, Customer, Lead, Member, Workspace
from storage.types import Amount, UtcDateTime

NAMED: tuple[type[Base], ...] = (Customer, Contact, Lead, Member)
"""Tables whose rows are known by name to the reader of messages."""
BESIDE = frozenset({Customer.__tablename__, Contact.__tablename__})
"""Tables whose rows are added on account of others."""


OPEN_CHANGE = insert(Change).returning(Change.id)
NOTE = insert(AuditEntry)


def write_as(session: Session, member_id: int, inbox_item_id: int | None = None) -> None:
    """From now on, what this session writes is this member's doing, and one change; it gets its row when there is something to note down."""
    session.info["author"] = {"member_id": member_id, "inbox_item_id": inbox_item_id}
    session.info.pop("change_id", None)


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """A savepoint: an exception inside takes back what was written there, the change that it began included, and goes on up."""
    before = session.info.get("change_id")
    try:
        with session.begin_nested():
            yield
    except Exception:
        session.info.pop("change_id", None)
        if before is not None:
            session.info["change_id"] = before
        raise


def change_id(session: Session) -> int | None:
    """The change that this session has made so far; None where it has written nothing."""
    session.flush()
    found: int | None = session.info.get("change_id")
    return found


def tables() -> dict[str, type[Audited]]:
    """The audited tables by name."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Audited)}


def to_json(value: Any) -> Any:  # noqa: ANN401 - a column's value has any type
    """A column's value as JSON keeps it: equal values alike, in whatever zone or with however many zeros they are written."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value


def from_json(model: type[Base], column: str, value: Any) -> Any:  # noqa: ANN401 - a column's value has any type
    """The inverse of ``to_json`` for one column of a table."""
    if value is None:
        return None
    match inspect(model).columns[column].type:
        case sqlalchemy.Enum(enum_class=kind) if kind is not None:
            return kind(value)
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case sqlalchemy.Date():
            return date.fromisoformat(value)
        case Amount():
            return Decimal(value)
        case _:
            return value


def changes_of(session: Session, entity: str, entity_id: int) -> list[AuditEntry]:
    """All that happened to one row, the oldest first."""
    query = select(AuditEntry).where(AuditEntry.entity == entity, AuditEntry.entity_id == entity_id).order_by(AuditEntry.id)
    return list(session.scalars(query))


def rows_of(session: Session, change_id: int) -> list[Audited]:
    """The rows that a change inserted or updated and that are still there, in its order, each once."""
    by_name = tables()
    found: dict[tuple[str, int], Audited] = {}
    query = select(AuditEntry.entity, AuditEntry.entity_id).where(AuditEntry.change_id == change_id).order_by(AuditEntry.id)
    for entity, entity_id in session.execute(query):
        row = session.get(by_name[entity], entity_id)
        if row is not None:
            found.setdefault((entity, entity_id), row)
    return list(found.values())


def revert(session: Session, change: Change, main: Collection[Audited] = ()) -> None:
    """Put back what a change did, as a change of its own; raises ChangedSinceError and leaves all as it was where that cannot be.

    ``main`` are the records that the change was about, where that is known: customers and people that it added only on their account stay if others
    refer to them by now.
    """
    query = select(AuditEntry).where(AuditEntry.change_id == change.id).order_by(AuditEntry.id.desc())
    entries = session.scalars(query).all()
    wanted = {(row.__tablename__, row.id) for row in main}
    added = [entry for entry in entries if wanted and entry.action == "insert" and entry.entity in BESIDE]
    beside = {entry.id for entry in added if (entry.entity, entry.entity_id) not in wanted}
    try:
        try:
            _revert_entries(session, entries)
        except IntegrityError:
            _revert_entries(session, [entry for entry in entries if entry.id not in beside])
    except IntegrityError as error:  # another row has come to depend on it
        raise ChangedSinceError from error
    change.undone_by_id = change_id(session)


def put_back(session: Session, row: Audited, change_ids: Collection[int]) -> None:
    """Take back what some changes did to one row, and to no other; raises ChangedSinceError and leaves it as it was where that cannot be."""
    of_row = select(AuditEntry).where(AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id)
    _revert_entries(session, session.scalars(of_row.where(AuditEntry.change_id.in_(change_ids)).order_by(AuditEntry.id.desc())).all())


def _revert_entries(session: Session, entries: Iterable[AuditEntry]) -> None:
    with attempt(session):
        for entry in entries:
            _revert_entry(session, entry)
            session.flush()


def _revert_entry(session: Session, entry: AuditEntry) -> None:
    model = tables()[entry.entity]
    row = session.get(model, entry.entity_id)
    if entry.action == "delete":
        session.add(model(**{name: from_json(model, name, value) for name, value in (entry.before or {}).items()}))
        return
    if row is None:
        raise ChangedSinceError
    for name, value in (entry.after or {}).items():
        if name not in model.unaudited and to_json(getattr(row, name)) != value:
            raise ChangedSinceError
    if entry.action == "insert":
        session.delete(row)
        return
    for name, value in (entry.before or {}).items():
        setattr(row, name, from_json(model, name, value))


def listen_to(session_class: type[Session]) -> None:
    """Note down what sessions of this class change."""
    event.listen(session_class, "before_flush", _read_what_goes)
    event.listen(session_class, "after_flush", _note_down)


def _read_what_goes(session: Session, _context: object, _instances: object) -> None:
    """Have all columns of rows that are to be deleted in memory: once they are gone, their note can't be read any more."""
    for row in session.deleted:
        if isinstance(row, Audited) and inspect(row).expired_attributes:
            session.refresh(row)


def _note_down(session: Session, _context: object) -> None:
    touched = list(_touched(session))
    author: dict[str, Any] | None = session.info.get("author")
    if author is not None and touched:
        common = {"workspace_id": touched[0][0].workspace_id, "member_id": author["member_id"], "at": session.info["now"]}
        if "change_id" not in session.info:
            opened = session.connection().execute(OPEN_CHANGE, common | {"inbox_item_id": author["inbox_item_id"]})
            session.info["change_id"] = opened.scalar_one()
        common["change_id"] = session.info["change_id"]
        session.connection().execute(NOTE, [common | note for _, note in touched])
    if any(isinstance(row, NAMED) for row, _ in touched):
        newer = update(Workspace).where(Workspace.id == touched[0][0].workspace_id).values(names_version=Workspace.names_version + 1)
        session.connection().execute(newer)


def _touched(session: Session) -> Iterator[tuple[Audited, dict[str, Any]]]:
    """Each audited row that this flush wrote, with its note."""
    for row in session.new:
        if isinstance(row, Audited):
            yield row, _note(row, "insert", None, _columns(row))
    for row in session.dirty:
        if isinstance(row, Audited) and (changed := _changed(row)):
            before, after = ({name: pair[side] for name, pair in changed.items()} for side in (0, 1))
            yield row, _note(row, "update", before, after)
    for row in session.deleted:
        if isinstance(row, Audited):
            yield row, _note(row, "delete", _columns(row), None)


def _note(row: Audited, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    return {"entity": row.__tablename__, "entity_id": row.id, "action": action, "before": before, "after": after}


def _columns(row: Audited) -> dict[str, Any]:
    return {attribute.key: to_json(getattr(row, attribute.key)) for attribute in inspect(type(row)).column_attrs}


def _changed(row: Audited) -> dict[str, tuple[Any, Any]]:
    """The changed columns of a row: name → (before, after)."""
    state = inspect(row)
    found = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.has_changes() and attribute.key not in row.unaudited:
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            found[attribute.key] = (to_json(old), to_json(new))
    return found
