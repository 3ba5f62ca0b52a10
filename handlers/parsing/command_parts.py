"""What every command is read from: the word it opens with, its object, its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Value
from handlers.parsing.shapes import shape

Ranges = list[tuple[int, int]]
Found = tuple[dict[str, Value], int] | None
"""The fields of a command beside its verb, and the number of clauses it takes; None where there is none."""
LONGEST_LEAD = 30
"""So many characters at most may stand before what a clause opens with."""
TAIL = shape("command_parts.tail", re.IGNORECASE)


def opening(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The cue that a clause opens with, but for fillers and 把…."""
    near = [hit for hit in clause.cues(cue) if hit.start - clause.start <= LONGEST_LEAD]
    if not near:
        return None
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler", "command.polite", "command.dispose")]
    opens = [hit for hit in near if content_size(message.wording(clause.start, hit.start, lead)) == 0]
    return max(opens, key=lambda hit: hit.end, default=None)


def disposed(message: Message, clause: Clause, cue: str) -> Hit | None:
    """A cue behind 把 and its object (把宏图转给小李)."""
    if opening(message, clause, "command.dispose") is None:
        return None
    return next(iter(clause.cues(cue)), None)


def object_of(message: Message, clause: Clause, hit: Hit, without: Ranges, *, end: int | None = None) -> str:
    """What a command is about: the clause's words but for the verb, dates and people to whom."""
    ranges = [
        (hit.start, hit.end),
        *without,
        *(
            (one.start, one.end)
            for one in clause.cues("intent.filler", "command.polite", "command.dispose")
            if one.start <= clause.start + 4 or one.end <= hit.start
        ),
    ]
    words = message.wording(clause.start, clause.end if end is None else end, ranges)
    return named(message, clause, TAIL.sub("", words))


def named(message: Message, clause: Clause, words: str) -> str:
    """The known spelling where the words are a known name and no more."""
    for one in clause.of_kind("company", "person"):
        if one.said.casefold() == words.casefold() and len(one.candidates) == 1:
            return one.candidates[0].name
    return words


def reason_after(message: Message, clauses: Sequence[Clause], place: int) -> tuple[str, int]:
    """The reason told in the next clause of the sentence, and the number of clauses."""
    if place + 1 < len(clauses):
        clause = clauses[place + 1]
        if clause.sentence == clauses[place].sentence and not any(
            hit.cue.split(".")[0] in ("command", "past", "task", "query")
            and hit.start <= clause.start + 2
            and not (hit.cue == "task.verb" and not message.deadlines(clause))
            and hit.cue not in ("task.day_things", "command.task_noun", "command.edit", "command.becomes_surely", "command.sorry", "query.what")
            for hit in clause.hits
        ):
            return message.wording(clause.start, clause.end), 2
    return "", 1


def spelled(name: Entity) -> str:
    """The known spelling of a name, or what was said."""
    return name.candidates[0].name if len(name.candidates) == 1 else name.said


def is_han_cue(message: Message, hit: Hit) -> bool:
    """Whether a cue is a Chinese one: it may stand behind its object."""
    return not message.mask.chars[hit.start : hit.end].isascii()
