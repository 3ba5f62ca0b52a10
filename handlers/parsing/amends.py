"""Slips of the tongue put right within the message, in Chinese (今天拜访了蓝海，不对，是宏图); those in English are in ``latin_amends.py``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import either
from handlers.parsing.latin_amends import on_its_day, put_right_in_english
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message

LONGEST = 60
THING = "(?:\ue000的?\ue001|[\ue000-\ue005])"


def swapped() -> str:
    """不是X，是Y."""
    return f"(?:{either('slip', 'deny')})(?P<old>{THING})的?[,， ]{{0,2}}(?:{either('slip', 'is')})(?P<other>{THING})"


@cache
def han_swap() -> re.Pattern[str]:
    """The wrong value and behind it the right one, in Chinese."""
    return re.compile(swapped())


@cache
def han_slips() -> re.Pattern[str]:
    """A slip and what is right in Chinese: 不对，是X; 说错了不是X是Y; 不是X，是Y. The right one ends its clause."""
    gap, sigh = "[,， .。!！:：]{0,2}", f"(?:(?:{either('slip', 'sigh')})[,， ]{{0,1}}){{0,3}}"
    end = f"(?:{either('slip', 'tail')})?(?=[,，。.;；!！ \n]|{either('slip', 'rest')}|$)"
    right = f"(?:{either('slip', 'right')}){{0,3}}(?P<new>{THING})"
    said = f"(?P<said>(?:{either('slip', 'wrong')}){gap}){{0,2}}"
    denied = f"(?:{either('slip', 'deny')}){gap}(?:{either('slip', 'is')})(?P<third>{THING})"
    return re.compile(f"{sigh}(?:{said}{swapped()}|{denied}|(?:(?:{either('slip', 'wrong')}){gap}){{1,2}}{right}){end}")


def put_right(message: Message) -> Message:
    """The message with what was told wrong at its right value, and without the clauses of the correction."""
    for clause in [later for _, later in pairwise(message.clauses)]:
        end = next((one.end for one in reversed(message.clauses) if one.sentence == clause.sentence), clause.end)
        limit = min(end, clause.start + LONGEST)
        hit = han_slips().match(message.mask.chars, clause.start, limit)
        if hit is not None and replaced(message, hit):
            message.clauses = [left for one in message.clauses if (left := behind(one, hit))]
            return message
    return put_right_in_english(message)


def behind(clause: Clause, hit: re.Match[str]) -> Clause | None:
    """A clause, or what of it stands behind a correction that it begins with; None where that is all."""
    if not hit.start() <= clause.start < hit.end():
        return clause
    if hit.end() >= clause.end:
        return None
    hits = [one for one in clause.hits if one.start >= hit.end()]
    return Clause(hit.end(), clause.end, clause.sentence, hits, [one for one in clause.entities if one.place >= hit.end()])


def replaced(message: Message, hit: re.Match[str]) -> bool:
    """Whether something told before a correction could be given its new value."""
    groups = hit.groupdict()
    name = next(key for key in ("new", "other", "third") if groups.get(key))
    new = message.mask.within(*hit.span(name))
    before = message.mask.within(0, hit.start())
    if groups.get("old"):
        denied = message.mask.within(*hit.span("old"))
        olds = [one for one in before if any(is_same(one, wrong) for wrong in denied)]
        if not olds and not groups.get("said"):
            return False
        before = olds or before
    left = [one for one in new if not put_for(message, one, before)]
    if len(left) < len(new):
        beside = next(clause for clause in reversed(message.clauses) if clause.end <= hit.start() and clause.entities)
        beside.entities += [one for one in left if one.kind == "person"]
    return len(left) < len(new)


def put_for(message: Message, new: Entity, before: Sequence[Entity]) -> bool:
    """Put something in the place of the last one of its kind, wherever that was told."""
    old = next((one for one in reversed(before) if one.kind == new.kind), None)
    if old is None:
        return False
    date = on_its_day(new.date, old.date)
    for one in [one for one in before if is_same(one, old)]:
        one.said, one.candidates, one.date, one.value = new.said, new.candidates, date, new.value
        if one.kind == "date" and (past := message.past_dates.get(new.start)) is not None:
            message.past_dates[one.start] = past
    return True


def is_same(one: Entity, other: Entity) -> bool:
    """Whether two entities are the same thing."""
    return one.kind == other.kind and (one.said == other.said or (one.known and one.candidates == other.candidates))
