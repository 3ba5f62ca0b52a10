"""What reading a message gives: the shapes that every part of the reader and the commands registry share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from handlers.parsing.names import KnownNames


@dataclass(frozen=True, order=True)
class Moment:
    """A day, or a day with a time of day, in the sender's own zone."""

    day: date
    time: time_of_day | None = None

    def isoformat(self) -> str:
        """``YYYY-MM-DD``, or ``YYYY-MM-DDTHH:MM`` where a time of day was given."""
        return self.day.isoformat() if self.time is None else f"{self.day.isoformat()}T{self.time:%H:%M}"

    @classmethod
    def fromisoformat(cls, text: str) -> Moment:
        """The inverse of ``isoformat``; raises ValueError."""
        day, _, clock = text.partition("T")
        return cls(date.fromisoformat(day), time_of_day.fromisoformat(clock) if clock else None)


@dataclass(frozen=True)
class DateSpan:
    """A date phrase in a text: its place, the first and the last moment meant, and how it was read."""

    text: str
    start: int
    end: int
    first: Moment
    last: Moment
    direction: str = ""
    """``before`` (``by Friday``, ``周五前``), ``after`` (``from 4pm``), or empty."""
    rule: str = ""


@dataclass(frozen=True)
class FollowUp:
    """The next step told together with a contact."""

    action: str | None = None
    due: Moment | None = None


Value = str | Decimal | Moment | FollowUp


@dataclass(frozen=True)
class Choice:
    """A field of a record that two or more known names fit equally well; to be asked about, never guessed."""

    field: str
    said: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """One thing that a message tells or asks; ``kind`` and the keys of ``fields`` are those of the parse contract."""

    kind: str
    fields: Mapping[str, Value]
    choices: tuple[Choice, ...] = ()
    rules: tuple[str, ...] = ()
    """Names of the rules that made it, in the order in which they fired."""
    span: tuple[int, int] = (0, 0)
    """The part of the text that it was read from (characters, end exclusive)."""
    remind: bool = False
    """A task whose sender asked to be reminded at that very time ("remind me at 7")."""


@dataclass(frozen=True)
class Surroundings:
    """What the reader may know beside the text. ``now`` is aware; ``zone`` is the sender's."""

    now: datetime
    zone: ZoneInfo
    region: str
    currency: str
    sender: str = ""
    names: KnownNames | None = None
    country: str = ""
    """ISO country for holidays; the region where it is empty."""

    @property
    def local_now(self) -> datetime:
        """Now, in the sender's zone."""
        return self.now.astimezone(self.zone)


@dataclass(frozen=True)
class Problem:
    """Something that its sender must hear of: ``kind`` is ``impossible_date`` (31 February), ``absurd_amount`` (10^30), or ``unread_rest``.

    ``unread_rest``: the message is longer than what is read of one; ``text`` is how the rest begins.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Reading:
    """Everything one message means."""

    records: Sequence[Record] = field(default_factory=tuple)
    language: str = "en"
    """The language that most of the message is in: a folder's name under ``handlers/locales``."""
    problems: tuple[Problem, ...] = ()
