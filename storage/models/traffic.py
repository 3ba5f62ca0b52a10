"""What came in, what goes out, what is due, what was changed: the rows that make nothing get lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, InWorkspace


class InboxState(StrEnum):
    """Where a message stands on its way through the handlers."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """Where a message stands on its way to people."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """The process died between sending and noting it down: sent perhaps. Shown, never silently repeated."""
    DROPPED = "dropped"
    """No longer wanted when its turn came, or too late to be useful."""
    DEAD = "dead"


UNSENT = (OutboxState.PENDING, OutboxState.SENDING)
IS_UNSENT = text("state IN ('pending', 'sending')")
IS_PENDING = text("state = 'pending'")
"""What waits is little among all that was: partial indexes over it alone. Queries that are to use them write these conditions out."""


class InboxItem(Base):
    """A message as it came in. It has no workspace until the worker has found whose it is."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        UniqueConstraint("platform", "tenant", "external_id"),
        Index("ix_inbox_item_pending", "chat", "id", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index("ix_inbox_item_due", "due_at", "id", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index("ix_inbox_item_chat", "chat", "id"),
    )

    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    platform: Mapped[str]
    tenant: Mapped[str]
    """The workspace as the platform names it; external ids are unique within it."""
    external_id: Mapped[str]
    chat: Mapped[str]
    """Platform, tenant and chat in one: the messages of a chat are handled in their order."""
    payload: Mapped[dict[str, Any]]
    state: Mapped[InboxState] = mapped_column(default=InboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    error: Mapped[str | None]
    received_at: Mapped[datetime]


class OutboxItem(Base):
    """A message to people: a reply, or a push. To strangers it goes without a workspace."""

    __tablename__ = "outbox_item"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_item_unsent", "chat", "id", sqlite_where=IS_UNSENT, postgresql_where=IS_UNSENT),
        Index("ix_outbox_item_due", "due_at", "id", sqlite_where=IS_UNSENT, postgresql_where=IS_UNSENT),
        Index("ix_outbox_item_sent", "chat", "external_id"),
        Index("ix_outbox_item_chat", "chat", "id"),
    )

    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    key: Mapped[str | None]
    """Names the occasion (``schedule:occurrence``): the same occasion is never told twice."""
    kind: Mapped[str]
    """``reply``, or the kind of push; it decides what is checked again before sending."""
    platform: Mapped[str]
    tenant: Mapped[str]
    address: Mapped[str]
    """The chat as the platform names it."""
    chat: Mapped[str]
    """Platform, tenant and address in one: the messages to a chat go out in their order."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    """The only member who may see it; None where everybody in the chat may."""
    payload: Mapped[dict[str, Any]]
    subject: Mapped[list[Any]] = mapped_column(default=list)
    """What it is about: pairs of table and id."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    """The change that it is the receipt of."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_item.id"))
    """The message that it takes the place of, so that a used button is never left to be pressed again."""
    reply_to: Mapped[str | None]
    """The external id of the message that it answers."""
    language: Mapped[str] = mapped_column(default="en")
    """That of whoever it is for."""
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    external_id: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Schedule(InWorkspace):
    """When to look at something again. ``evaluated_to`` is how far its occasions have been told or let go."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "subject_id"), Index("ix_schedule_next_at", "next_at"))

    kind: Mapped[str]
    subject_id: Mapped[int]
    next_at: Mapped[datetime | None]
    evaluated_to: Mapped[datetime]


class Change(InWorkspace):
    """What one message, form or button changed, as a whole: the unit of Undo."""

    __tablename__ = "change"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    inbox_item_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_item.id"), index=True)
    at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))


class AuditEntry(InWorkspace):
    """One row's change: who, when, and its columns before and after."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_about", "workspace_id", "entity", "entity_id"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    entity: Mapped[str]
    entity_id: Mapped[int]
    action: Mapped[str]
    """``insert``, ``update`` or ``delete``."""
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class Draft(InWorkspace):
    """A command that still lacks something: what was said so far and what is asked for. It belongs to the member, not to a chat."""

    __tablename__ = "draft"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    command: Mapped[str]
    values: Mapped[dict[str, Any]]
    asking: Mapped[str]
    """The field asked for, or ``confirm``."""
    choices: Mapped[list[Any]] = mapped_column(default=list)
    doubts: Mapped[list[Any]] = mapped_column(default=list)
    """The names that are still to be chosen: field, what was said, and the candidates of each."""
    waits: Mapped[bool] = mapped_column(default=True)
    """Whether a plain text answers it: not before the questions of the same message ahead of it, and no more once the member has gone on."""
    inbox_item_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_item.id"), index=True)
    """The message that it goes back to."""
    created_at: Mapped[datetime]


class Filling(InWorkspace):
    """A form being filled in question by question, in a member's private chat: what was filled in so far and what is asked for."""

    __tablename__ = "filling"
    __table_args__ = (Index("ix_filling_member_chat", "member_id", "chat"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    chat: Mapped[str]
    action: Mapped[str]
    """The form's."""
    values: Mapped[dict[str, Any]]
    """As a submission has them: each field's value as text."""
    asking: Mapped[str] = mapped_column(default="")
    """The field asked for; empty for the summary."""
    choices: Mapped[list[Any]] = mapped_column(default=list)
    """The names that the question offers."""
    returns: Mapped[bool] = mapped_column(default=False)
    """Whether the answer leads back to the summary."""
    waits: Mapped[bool] = mapped_column(default=True)
    """Whether a plain text answers it."""
    opened_from_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_item.id"))
    """Our message whose button opened it, and whose place the questions have taken."""
    created_at: Mapped[datetime]


class ReadMark(InWorkspace):
    """How far a member has read a chat, where the platform that shows it is ours: the local web chat."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("member_id", "chat"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    chat: Mapped[str]
    read_to: Mapped[datetime]
