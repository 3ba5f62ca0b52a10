"""What every table shares, and the rule that a row belongs to a workspace."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

import sqlalchemy
from sqlalchemy import JSON, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import UtcDateTime


class Base(DeclarativeBase):
    """The declarative base; constraint names follow one scheme so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        Enum: sqlalchemy.Enum(Enum, native_enum=False, length=20, values_callable=lambda kind: [member.value for member in kind]),
    }

    wakes_all: ClassVar[frozenset[str]] = frozenset()
    """Columns whose change has the scheduler look at all of the workspace again; ``id`` stands for the row's coming and going."""

    id: Mapped[int] = mapped_column(primary_key=True)


class InWorkspace(Base):
    """A row of one workspace. Every query over such a table is scoped to the session's workspace (see ``database``)."""

    __abstract__ = True

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)


class Audited(InWorkspace):
    """A domain record: each insert, update and delete of it writes an audit entry, which is also what Undo goes back by."""

    __abstract__ = True

    unaudited: ClassVar[frozenset[str]] = frozenset()
    """Columns that change by themselves and that Undo leaves alone."""

    wakes: ClassVar[str | None] = None
    """The kind of schedule to look at again whenever a row of this table changes."""

    created_at: Mapped[datetime]
