"""Leads, customers, and what happens with them up to the money."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from storage.models.base import Audited
from storage.models.people import Member
from storage.types import Amount


class LeadStatus(StrEnum):
    """How far a lead has come."""

    NEW = "new"
    CONTACTED = "contacted"
    CONVERTED = "converted"
    LOST = "lost"


class Stage(StrEnum):
    """How far a deal has come."""

    NEW = "new"
    QUALIFIED = "qualified"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"


OPEN_STAGES = (Stage.NEW, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION)


class Customer(Audited):
    """A company (or a person alone) that we sell to."""

    __tablename__ = "customer"
    __table_args__ = (Index("ix_customer_name", "workspace_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str]
    """The name without case, spaces, punctuation and legal suffixes."""
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    next_follow_up_at: Mapped[datetime | None]
    last_contacted_at: Mapped[datetime | None]
    unaudited: ClassVar[frozenset[str]] = frozenset({"last_contacted_at", "next_follow_up_at"})

    owner: Mapped[Member | None] = relationship()


class Contact(Audited):
    """A person at a customer."""

    __tablename__ = "contact"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    name: Mapped[str]
    title: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]

    customer: Mapped[Customer] = relationship()

    @property
    def owner_id(self) -> int | None:
        """Whose it is: whoever owns the customer."""
        return self.customer.owner_id


class Lead(Audited):
    """Somebody new who might buy. Without an owner it lies in the pool, for anybody to claim."""

    __tablename__ = "lead"
    __table_args__ = (Index("ix_lead_name", "workspace_id", "name_key"),)

    company: Mapped[str | None]
    person: Mapped[str | None]
    name_key: Mapped[str]
    """The company's, or without one the person's name, without case, spaces, punctuation and legal suffixes."""
    title: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    source: Mapped[str | None]
    need: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None]
    status: Mapped[LeadStatus] = mapped_column(default=LeadStatus.NEW)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    next_follow_up_at: Mapped[datetime | None]
    last_contacted_at: Mapped[datetime | None]
    unaudited: ClassVar[frozenset[str]] = frozenset({"last_contacted_at", "next_follow_up_at"})

    owner: Mapped[Member | None] = relationship()
    customer: Mapped[Customer | None] = relationship()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.company or self.person or ""


class AboutParty:
    """A record about a customer or a lead (one of the two, or neither)."""

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    person: Mapped[str | None]

    @declared_attr
    def customer(cls) -> Mapped[Customer | None]:  # noqa: N805 - declared_attr passes the class
        """The customer, where it is one."""
        return relationship()

    @declared_attr
    def lead(cls) -> Mapped[Lead | None]:  # noqa: N805 - declared_attr passes the class
        """The lead, where it is one."""
        return relationship()

    @property
    def party(self) -> Customer | Lead | None:
        """Whichever of the two it is about."""
        return self.customer or self.lead

    @party.setter
    def party(self, party: Customer | Lead | None) -> None:
        self.customer = party if isinstance(party, Customer) else None
        self.lead = party if isinstance(party, Lead) else None


class ContactLog(AboutParty, Audited):
    """A contact that took place."""

    __tablename__ = "contact_log"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    method: Mapped[str | None]
    outcome: Mapped[str | None]
    summary: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
    at_has_time: Mapped[bool] = mapped_column(default=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    member: Mapped[Member] = relationship()


class CheckIn(AboutParty, Audited):
    """A member's word of being at a place; the position is self-reported."""

    __tablename__ = "check_in"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    place: Mapped[str | None]
    note: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    member: Mapped[Member] = relationship()


class Deal(AboutParty, Audited):
    """An opportunity."""

    __tablename__ = "deal"

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.NEW)
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None]
    expected_close: Mapped[date | None]
    lost_reason: Mapped[str | None]
    stage_changed_at: Mapped[datetime]
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    owner: Mapped[Member] = relationship()


class Contract(AboutParty, Audited):
    """A contract signed. Its amount counts towards the ``sales`` targets of the day it was signed."""

    __tablename__ = "contract"
    __table_args__ = (Index("ix_contract_progress", "workspace_id", "signed_on", "owner_id", "currency", "amount"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None]
    signed_on: Mapped[date]
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    owner: Mapped[Member] = relationship()


class Payment(AboutParty, Audited):
    """Money that came in. It counts towards the ``payment`` targets of the day it came."""

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_progress", "workspace_id", "received_on", "owner_id", "currency", "amount"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None]
    received_on: Mapped[date]
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    owner: Mapped[Member] = relationship()
