"""Who asks, where, and when: what every handler gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers import texts
from handlers.hours import Hours, hours_of, local_instant
from handlers.messages import Message
from handlers.parsing.records import Moment
from storage.models import Channel, Member, OutboxItem, Workspace


@dataclass
class Context:
    """One member's message being handled, in one transaction. ``now`` is aware: the time at which it was sent."""

    session: Session
    workspace: Workspace
    member: Member
    now: datetime
    message: Message | None = None
    channel: Channel | None = None
    """The group in which it was said; None in private."""
    inbox_item_id: int | None = None
    about: OutboxItem | None = None
    """Our message that it answers, or whose button was pressed."""

    @property
    def language(self) -> str:
        """The member's language."""
        return self.member.language or self.workspace.language

    @property
    def hours(self) -> Hours:
        """The member's hours."""
        return hours_of(self.workspace, self.member)

    @property
    def zone(self) -> ZoneInfo:
        """The member's zone."""
        return self.hours.zone

    @property
    def today(self) -> date:
        """The day it is for the member."""
        return self.now.astimezone(self.zone).date()

    def text(self, key: str, **values: object) -> str:
        """A sentence in the member's language."""
        return texts.say(self.language, key, **values)

    def label(self, group: str, value: str) -> str:
        """The name of a choice in the member's language."""
        return texts.label(self.language, group, value)

    def spell(self, moment: Moment | date) -> str:
        """A moment or a day as the member reads it."""
        return texts.moment(self.language, moment if isinstance(moment, Moment) else Moment(moment), self.today)

    def money(self, amount: Decimal | None, currency: str | None) -> str | None:
        """An amount as the member reads it, with its currency where it has one; None where there is none."""
        if amount is None:
            return None
        return texts.money(self.language, amount, currency) if currency else texts.number(self.language, amount)

    def local(self, instant: datetime, *, has_time: bool = True) -> Moment:
        """A stored instant in the member's zone."""
        return texts.local_moment(instant, self.zone, has_time=has_time)

    def instant(self, moment: Moment) -> datetime:
        """A moment of the member's as an instant; a day alone is the end of that working day."""
        return local_instant(moment.day, moment.time or self.hours.clock("work_end"), self.zone)
