"""A message with its entities replaced by one character each: what cue phrases are looked for in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers.parsing.cues import SLOTS
from handlers.parsing.misheard import told_as_done
from handlers.parsing.names import Candidate
from handlers.parsing.records import DateSpan
from handlers.parsing.text import Text


@dataclass
class Entity:
    """Something in a text that is one thing: a name, a date, a sum, a phone. Offsets are those of the cleaned text."""

    kind: str
    start: int
    end: int
    said: str
    candidates: tuple[Candidate, ...] = ()
    """The known names that it may mean; none for a new name."""
    date: DateSpan | None = None
    value: object = None
    """The money span, the phone in E.164 or the email address."""
    place: int = 0
    """Its place in the mask."""

    @property
    def known(self) -> bool:
        """Whether it is a name that the workspace knows."""
        return bool(self.candidates)


@dataclass
class Mask:
    """The masked text, and the way back from its places to those of the cleaned one."""

    text: Text
    chars: str
    starts: list[int]
    """For each character, and the end, its place in the cleaned text."""
    entities: list[Entity]

    @classmethod
    def of(cls, text: Text, entities: Sequence[Entity]) -> Mask:
        """Replace the entities, which must not overlap."""
        chars: list[str] = []
        starts: list[int] = []
        place = 0
        ordered = sorted(entities, key=lambda entity: entity.start)
        for entity in ordered:
            chars.extend(text.folded[place : entity.start])
            starts.extend(range(place, entity.start))
            entity.place = len(chars)
            chars.append(SLOTS[entity.kind])
            starts.append(entity.start)
            place = entity.end
        chars.extend(text.folded[place:])
        starts.extend(range(place, len(text.folded) + 1))
        return cls(text, told_as_done("".join(chars)), starts, ordered)

    def within(self, start: int, end: int, kinds: Collection[str] = ()) -> list[Entity]:
        """The entities between two places, of these kinds (all where none is given)."""
        low, high = (bisect_left(self.entities, place, key=lambda one: one.place) for place in (start, end))
        return [one for one in self.entities[low:high] if not kinds or one.kind in kinds]

    def at(self, place: int) -> Entity | None:
        """The entity that stands at a place."""
        return next(iter(self.within(place, place + 1)), None)

    def words(self, start: int, end: int) -> str:
        """The text's own words between two places."""
        return self.text.words(self.starts[start], self.starts[end])

    def place_of(self, offset: int) -> int:
        """The place of an offset into the cleaned text."""
        return max(0, bisect_right(self.starts, offset) - 1)
