"""Tasks, reports, targets, approvals, and what is said about records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.base import Audited
from storage.models.people import Member, Team
from storage.models.sales import AboutParty
from storage.types import Amount


class TaskStatus(StrEnum):
    """Whether a task is still to be done."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN = text("status = 'open'")


class Task(AboutParty, Audited):
    """Something to be done, by one member."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_open", "workspace_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),)

    action: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    due_at: Mapped[datetime | None]
    due_has_time: Mapped[bool] = mapped_column(default=False)
    """False where only a day was named: ``due_at`` is then the end of that working day."""
    remind: Mapped[bool] = mapped_column(default=False)
    """Somebody asked to be reminded at that very time: quiet hours do not hold it back."""
    snoozed_until: Mapped[datetime | None]
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.OPEN)
    done_at: Mapped[datetime | None]
    wakes: ClassVar[str | None] = "deadline"

    owner: Mapped[Member] = relationship(foreign_keys=[owner_id])
    creator: Mapped[Member] = relationship(foreign_keys=[creator_id])


class DailyReport(Audited):
    """A member's report of one day."""

    __tablename__ = "daily_report"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "day"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    day: Mapped[date]
    done: Mapped[str | None]
    plan: Mapped[str | None]
    blockers: Mapped[str | None]

    member: Mapped[Member] = relationship()


class Target(Audited):
    """What a company, a team or a member is to reach in a period, by one metric.

    ``period`` is ``YYYY``, ``YYYY-Qn``, ``YYYY-MM``, ``YYYY-Www`` or ``YYYY-MM-DD``. A target with neither team nor member is the company's.
    """

    __tablename__ = "target"

    period: Mapped[str]
    metric: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Amount)
    currency: Mapped[str | None]
    """None where the metric counts things, not money."""

    team: Mapped[Team | None] = relationship()
    member: Mapped[Member | None] = relationship()


class ApprovalStatus(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class Approval(AboutParty, Audited):
    """Leave asked for an exception: a discount, an expense, a trip."""

    __tablename__ = "approval"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    action: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None]
    status: Mapped[ApprovalStatus] = mapped_column(default=ApprovalStatus.WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(foreign_keys=[member_id])


class Comment(Audited):
    """What somebody added to a record."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_about", "workspace_id", "entity", "entity_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    entity: Mapped[str]
    entity_id: Mapped[int]
    text: Mapped[str]

    member: Mapped[Member] = relationship()


class Attachment(Audited):
    """A picture or document kept with a record; its content lies under ``data/files`` by its hash."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_about", "workspace_id", "entity", "entity_id"),)

    entity: Mapped[str]
    entity_id: Mapped[int]
    sha256: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
