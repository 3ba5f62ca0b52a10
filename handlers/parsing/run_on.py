"""Where clauses part in English that was dictated or typed in a hurry: "met Jane she's keen will send the quote Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.parsing.cues import Hit
from handlers.parsing.mask import Entity, Mask
from handlers.parsing.shapes import pairs, shape

SHORTEST = 24
"""A shorter sentence says only one thing."""
PLACES = pairs("run_on.places")
"""What begins a clause, and the words behind which it does not."""
SHAPES = [(re.compile(rf"(?<=\S )(?:{opening})(?![a-z'])"), re.compile(rf"(?:^|[^a-z'])(?:{barred or '(?!)'}) $")) for opening, barred in PLACES]
MEMBER = shape("run_on.member")
SAME = shape("run_on.same")
NOT_SAME = shape("run_on.not_same")
TURN = shape("run_on.turn")
TALKS = shape("run_on.talks")
"""Somebody known, and what he thinks of it."""
SEVERAL = shape("run_on.several")
"""Behind one of these each customer has its turn."""
NO_TURN = shape("run_on.no_turn")
VERBS = shape("run_on.verbs")

TELLING = ("past.", "contract.", "payment.", "checkin.", "lead.", "deal.", "stage.", "task.", "command.", "result.", "base.")
"""Behind one of these something has been told, and something else may follow."""
DOUBTED = ("veto.hypothetical", "veto.joking")
"""Behind one of these nothing is told."""


def run_on(mask: Mask, hits: Sequence[Hit], start: int, end: int) -> list[int]:
    """The places inside a sentence without marks at which its wording begins a new clause."""
    if end - start < SHORTEST:
        return []
    chars = mask.chars
    found = {
        hit.start() for pattern, barred in SHAPES for hit in pattern.finditer(chars, start + 1, end) if not before(barred, chars, start, hit.start())
    }
    found |= {hit.start() for hit in MEMBER.finditer(chars, start + 1, end) if one_of_us(mask.at(hit.start("named" if hit["named"] else "told")))}
    found |= {hit.start() for hit in SAME.finditer(chars, start + 1, end) if not before(NOT_SAME, chars, start, hit.start())}
    found |= set(turns(mask, start, end))
    inside = [(hit.start, hit.end) for hit in hits if hit.cue in ("task.remind", "split.before")]
    told = min((hit.start for hit in hits if start <= hit.start and hit.cue.startswith(TELLING)), default=end)
    if any(hit.cue in DOUBTED and start <= hit.start <= told for hit in hits):
        return []
    return sorted(place for place in found if place > told and not any(low < place < high for low, high in inside))


def before(barred: re.Pattern[str], chars: str, start: int, place: int) -> bool:
    """Whether the word before a place keeps it from beginning a clause."""
    return barred.search(chars[max(start, place - 16) : place]) is not None


def one_of_us(person: Entity | None) -> bool:
    """Whether somebody is a member."""
    return person is not None and any(one.kind == "member" for one in person.candidates)


def turns(mask: Mask, start: int, end: int) -> Iterator[int]:
    """Where another known company has its turn: "called both Acme no budget and Zeta wants samples"."""
    first = next((one.place for one in mask.within(start, end, ("company", "person")) if one.known), end)
    several = SEVERAL.search(mask.chars, start, first) is not None
    for hit in TALKS.finditer(mask.chars, start + 1, end):
        person = mask.at(hit.group().index("\ue001") + hit.start())
        if person is not None and any(one.kind == "contact" for one in person.candidates) and not before(NO_TURN, mask.chars, start, hit.start()):
            yield hit.start()
    for hit in TURN.finditer(mask.chars, start + 1, end):
        company = mask.at(hit.group().index("\ue000") + hit.start())
        if company is None or not company.known or before(NO_TURN, mask.chars, start, hit.start()):
            continue
        if not several and not VERBS.fullmatch(hit["verb"]):
            continue
        earlier = mask.within(start, hit.start(), ("company", "person"))
        firms = {one.name if one.kind == "company" else one.company for name in earlier for one in name.candidates} - {""}
        if len(firms) != 1 or not firms & {one.name for one in company.candidates}:
            yield hit.start()
