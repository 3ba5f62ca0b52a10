"""The steps of a dialogue: what a line sets up, does, or expects to have been seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as checked_dataclass

from bot.config import Currency, Language, Region, Zone
from storage.models import Role

STRICT = ConfigDict(extra="forbid")


@checked_dataclass(frozen=True, config=STRICT)
class WorkspaceSetUp:
    """The workspace; what is left out goes by its language."""

    name: str = "Onpace"
    language: Language = "en"
    timezone: Zone | None = None
    country: Region | None = None
    region: Region | None = None
    currency: Currency | None = None


@checked_dataclass(frozen=True, config=STRICT)
class AddTeam:
    """A team, below another one or at the top."""

    name: str
    parent: str | None = None


@checked_dataclass(frozen=True, config=STRICT)
class AddMember:
    """A member; ``handle`` is what the lines of the dialogue call them."""

    handle: str
    name: str = ""
    role: Role = Role.REP
    team: str | None = None
    timezone: Zone | None = None
    language: Language | None = None


@checked_dataclass(frozen=True, config=STRICT)
class AddChannel:
    """A group chat; its name begins with ``#``."""

    name: str
    team: str | None = None


@dataclass(frozen=True)
class MoveClock:
    """The clock goes on to a moment; a naive one is meant in the workspace's zone, a time alone is its next occurrence there."""

    moment: datetime | time


@dataclass(frozen=True)
class Say:
    """Somebody writes; in a group where ``channel`` is given."""

    who: str
    text: str
    channel: str | None = None
    replies: bool = False


@dataclass(frozen=True)
class EditLast:
    """Somebody edits their last message."""

    who: str
    text: str
    channel: str | None = None


@dataclass(frozen=True)
class DeleteLast:
    """Somebody deletes their last message."""

    who: str
    channel: str | None = None


@dataclass(frozen=True)
class Press:
    """Somebody presses the button of that label."""

    who: str
    label: str
    channel: str | None = None


@dataclass(frozen=True)
class Fill:
    """Somebody fills the open form in and sends it; fields go by their name or label."""

    who: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class ShareLocation:
    """Somebody shares where they are, in degrees; nothing keeps them from sharing 200°."""

    who: str
    latitude: float
    longitude: float
    caption: str = ""
    channel: str | None = None


@dataclass(frozen=True)
class SendFile:
    """Somebody sends a picture or a document, named relative to the dialogue file."""

    who: str
    path: Path
    caption: str = ""
    channel: str | None = None


@dataclass(frozen=True)
class Expect:
    """What must have been seen: by a member in private, in a group (``#name``), or in the open form (``form``)."""

    whom: str
    how: str
    """``<`` the next message, ``<<`` some message, ``!<`` no message so far; ``nothing`` for no message that is left."""
    pattern: re.Pattern[str]


FORM = "form"
"""Whom a line names that expects something of the open form."""
SetUp = WorkspaceSetUp | AddTeam | AddMember | AddChannel
"""What is there before anybody speaks; a member may also join later."""
Action = SetUp | MoveClock | Say | EditLast | DeleteLast | Press | Fill | ShareLocation | SendFile | Expect


@dataclass(frozen=True)
class Step:
    """One line of a dialogue, with those that go on with it."""

    number: int
    source: str
    action: Action


@dataclass(frozen=True)
class Script:
    """A dialogue."""

    path: Path
    workspace: WorkspaceSetUp
    steps: tuple[Step, ...]
