"""What an event is: something that a clause tells."""

from __future__ import annotations

from dataclasses import dataclass

METHODS = ("call", "visit", "meeting", "video", "email", "message")
STAGES = ("lost", "negotiation", "proposal", "qualified")
NO_TELLING = ("'", "的", "楼下", "附近", "门口", "对面", "旁边", "穿", "长得", "家里", "的车", "生日", "结婚", "怀孕", "朋友圈", "戴")
FAR = 28
"""How many characters may stand between the two halves of a pair: "got their long awaited deposit"."""
NEAR = 14
"""How many characters before an event a negation or a hypothesis still bears on it."""


@dataclass(frozen=True)
class Event:
    """Something that a clause tells, with the cue that says so; ``detail`` is a contact's method or a deal's stage."""

    kind: str
    start: int
    end: int
    rule: str
    detail: str = ""
