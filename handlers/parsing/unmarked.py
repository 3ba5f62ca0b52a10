"""Where what was dictated without any marks goes on to the next step: 没人接|明天接着打, 合同没问题|下周签."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.cues import SLOTS, Hit
from handlers.parsing.mask import Mask
from handlers.parsing.numerals import read_han
from handlers.parsing.shapes import shape

ASKED_FOR = shape("unmarked.asked_for")
"""Before a day these belong to it: 约了明天签, 他说下周再定, 同意下周付."""
TOLD = shape("unmarked.told")
"""So a clause ends that has told something, right before a day."""
SO_MANY = shape("unmarked.so_many")
"""How a message begins that tells so many things."""
NUMBERED = shape("unmarked.numbered")
"""A number before one of them, with no more than a space behind it."""
NEXT_THING = shape("unmarked.next_thing")
"""How each of them begins: 一是…二是…, 一个是…另一个是…."""
STEPS = ("intent.own", "intent.theirs", "task.verb", "base.")


def things_counted(chars: str) -> list[re.Match[str]]:
    """The marks between the things of a message that says how many it tells: 两件事一个是…一个是…, 三件事 1 … 2 …."""
    opening = SO_MANY.search(chars, 0, 12)
    return [*NEXT_THING.finditer(chars, opening.end()), *in_numbers(chars, opening.end())] if opening is not None else []


def in_numbers(chars: str, place: int) -> list[re.Match[str]]:
    """The numbers behind a place that count from one on, of which there are two at least."""
    found: list[re.Match[str]] = []
    for hit in NUMBERED.finditer(chars, place):
        if read_han(hit["number"]) == len(found) + 1:
            found.append(hit)
    return found if len(found) >= len("两件") else []


def steps_behind(chars: str, hits: Sequence[Hit]) -> list[int]:
    """The days, in Chinese without marks, at which the next step begins right behind what was told."""
    if SLOTS["date"] not in chars or any(hit.cue == "report.head" for hit in hits):
        return []
    return [place for place in range(1, len(chars)) if chars[place] == SLOTS["date"] and begins_step(chars, place, hits)]


CAME = shape("unmarked.came")
"""Behind where one has come to, what is told of them: 我到蓝海了|他们在搬家."""
SECOND = shape("unmarked.second")
"""Two things to do, each at its time with its customer: 明天三点去蓝海送样|四点半去趟宏图对账."""

AGREED = shape("unmarked.agreed")
"""Behind what was told, the next step agreed on: 没见着|约了周一再去."""


def things_in_turn(chars: str) -> list[int]:
    """The places at which, in Chinese without marks, a second thing to do or what is told of those one has come to begins."""
    return [hit.end() for shape in (CAME, AGREED) for hit in shape.finditer(chars)] + [hit.start("second") for hit in SECOND.finditer(chars)]


AGAIN = shape("unmarked.again")


def told_again(mask: Mask, start: int, end: int) -> list[int]:
    """The places at which a customer told before is told of again: 去了蓝海和宏图|蓝海说没预算|宏图的王总说要两台."""
    cuts, seen = [], set()
    for one in mask.within(start, end, ("company",)):
        if one.candidates in seen and AGAIN.match(mask.chars, one.place) and "\u3400" <= mask.chars[one.place - 1 : one.place] <= "\ue006":
            cuts.append(one.place)
        seen.add(one.candidates or one.said)
    return [] if len(seen) < len("两家") else cuts


def begins_step(chars: str, place: int, hits: Sequence[Hit]) -> bool:
    """Whether something to be done stands right behind a day, and something told right before it."""
    before, after = chars[max(0, place - 6) : place], chars[place + 1 : place + 3]
    if not "\u3400" <= after[:1] <= "\u9fff" or ASKED_FOR.search(before):
        return False
    told = TOLD.search(before) is not None or any(hit.end == place and hit.cue.startswith(("result.", "past.no_answer")) for hit in hits)
    again = after.startswith(("再", "接着", "继续"))
    if not (told or again):
        return False
    return any(hit.start in (place, place + 1) and hit.end > place + 1 and hit.cue.startswith(STEPS) for hit in hits)
