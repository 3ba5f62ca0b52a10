"""What an event is: something that a clause tells."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.shapes import word_list

METHODS = ("call", "visit", "meeting", "video", "email", "message")
MONEYED = ("deal", "contract", "payment")
STAGES = ("lost", "negotiation", "proposal", "qualified")
STAGED = tuple(f"deal.{stage}" for stage in STAGES)
NO_TELLING = word_list("event.no_telling")
FAR = 28
"""How many characters may stand between the two halves of a pair: "got their long awaited deposit"."""
WANTED = 3
"""So near behind a word of wanting an act is what is wanted: "wants a site visit"."""
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


def is_wanted(clause: Clause, hit: Hit) -> bool:
    """Whether an act is only what somebody wants: "wants a site visit"."""
    wants = clause.cues("lead.want", "intent.theirs")
    return any(0 <= hit.start - want.end <= WANTED or want.start <= hit.start < want.end for want in wants) and not clause.has("words.now")


def is_noun(clause: Clause, event: Event) -> bool:
    """Whether an act is named by a noun (visit to, call with): then it may have been called off."""
    named = any(other.cue.startswith("base.") and other.start < event.end and event.start < other.end for other in clause.hits)
    return named and not any(hit.cue == "words.say" and hit.end == event.end for hit in clause.hits)
