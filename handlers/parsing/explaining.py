"""Which words of a message made its records: the names, days, sums and cue phrases that were found in each, for people who ask why."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.money import MoneySpan
from handlers.parsing.reader import message_of
from handlers.parsing.records import Reading, Record, Surroundings


@dataclass(frozen=True)
class Finding:
    """A part of a message (characters, end exclusive) and what it was taken for."""

    start: int
    end: int
    meaning: str


def findings(text: str, surroundings: Surroundings, reading: Reading) -> list[list[Finding]]:
    """For each record, what was found in its part of the message, in order."""
    message = message_of(text, surroundings)
    return [found_in(message, record) for record in reading.records]


def found_in(message: Message, record: Record) -> list[Finding]:
    """The names, days and sums in a record's part, and the phrases that its rules go by."""
    starts = message.mask.starts
    names = [finding(message, one.start, one.end, meaning(one)) for one in message.mask.entities]
    cues = [
        finding(message, starts[hit.start], starts[hit.end], hit.cue)
        for rule in record.rules
        for hit in message.hits
        if hit.cue == rule or hit.cue.startswith((f"{rule}_", f"{rule}."))
    ]
    low, high = record.span
    inside = [one for one in (*names, *cues) if low <= one.start and one.end <= high]
    return sorted(inside, key=lambda one: (one.start, -one.end))


def finding(message: Message, start: int, end: int, meant: str) -> Finding:
    """What stands between two offsets of the cleaned text, at its place in the message as it came."""
    return Finding(message.text.place(start), message.text.place(end - 1) + 1, meant)


def meaning(entity: Entity) -> str:
    """What a name, a day or a sum was taken for."""
    if entity.date is not None:
        first, last = entity.date.first.isoformat(), entity.date.last.isoformat()
        way = f"{entity.date.direction} " if entity.date.direction else ""
        return f"{way}{first if first == last else f'{first} … {last}'} ({entity.date.rule})"
    if isinstance(entity.value, MoneySpan):
        return f"{entity.value.amount:f} {entity.value.currency}"
    if entity.candidates:
        return " or ".join(f"{one.name} ({one.kind}{f' at {one.company}' if one.company else ''})" for one in entity.candidates)
    return str(entity.value) if entity.value else f"a new {entity.kind}"
