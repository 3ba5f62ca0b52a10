"""Pictures and documents: kept with the record that they came with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Integer, String, bindparam, func, select

from handlers.context import Context
from handlers.messages import File
from storage.models import Attachment, Audited, CheckIn, ContactLog, Member
from storage.types import UtcDateTime

P = TypeVar("P", CheckIn, ContactLog)
TOGETHER = timedelta(minutes=10)
"""What the same member sends within this time belongs together."""
LOOSE = Member.__tablename__
"""Files that belong to no record yet are kept with their sender."""


COUNT = (
    select(func.count())
    .select_from(Attachment)
    .where(Attachment.entity == bindparam("of_entity", type_=String), Attachment.entity_id == bindparam("of_id", type_=Integer))
)
LATELY = select(Attachment).where(
    Attachment.entity == LOOSE, Attachment.entity_id == bindparam("member"), Attachment.created_at > bindparam("since", type_=UtcDateTime)
)
"""Made once, both: nearly every contact asks for them."""


def attach(context: Context, row: Audited, files: Sequence[File]) -> None:
    """Keep files with a record."""
    context.session.flush()
    for file in files:
        kept = {"sha256": file.sha256, "name": file.name, "media_type": file.media_type, "created_at": context.now}
        context.session.add(Attachment(entity=row.__tablename__, entity_id=row.id, **kept))
    context.session.flush()


def count_of(context: Context, row: Audited) -> int:
    """How many files are kept with a record."""
    return context.session.scalar(COUNT, {"of_entity": row.__tablename__, "of_id": row.id}) or 0


def take_loose(context: Context, row: CheckIn | ContactLog) -> None:
    """Files that the member sent just before a record was written down belong to it."""
    session = context.session
    loose = session.scalars(LATELY, {"member": context.member.id, "since": context.now - TOGETHER}).all()
    if not loose:
        return
    session.add(row)
    session.flush()
    for attachment in loose:
        attachment.entity, attachment.entity_id = row.__tablename__, row.id


def last_place(context: Context) -> CheckIn | ContactLog | None:
    """The check-in or contact log that the member wrote down last, if that was just now."""
    found: list[CheckIn | ContactLog | None] = [_last(context, CheckIn), _last(context, ContactLog)]
    return max((row for row in found if row is not None), key=lambda row: row.created_at, default=None)


def _last(context: Context, model: type[P]) -> P | None:
    recent = select(model).where(model.member_id == context.member.id, model.created_at > context.now - TOGETHER)
    return context.session.scalars(recent.order_by(model.created_at.desc(), model.id.desc()).limit(1)).first()
