"""Who is away on leave, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Leave


def members_away(session: Session, day: date) -> set[int]:
    """The members who are on leave on that day."""
    return set(session.scalars(select(Leave.member_id).where(Leave.first <= day, Leave.last >= day)))


def is_away(session: Session, member_id: int) -> Callable[[date], bool]:
    """Whether a member is on leave on a day, as a test for many days."""
    spans = session.execute(select(Leave.first, Leave.last).where(Leave.member_id == member_id)).all()
    return lambda day: any(first <= day <= last for first, last in spans)
