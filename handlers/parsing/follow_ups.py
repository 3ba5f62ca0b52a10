"""What is to happen next: told together with a contact, it belongs to the contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import FollowUp
from handlers.parsing.shapes import shape, word_list

DONE_FOR_THEM = shape("follow_ups.done_for_them")
"""给他留了言: that has been done."""
THEIRS = 1
OURS = 2
PROMISED = 3
NEAR = 6
ASKED = 12
"""So near behind a word of wanting an act of contact is what they want of us: "wants a site survey next week"."""
VAGUE_DAYS = 27
SOON = timedelta(days=14)
TWO_WORDS = 4
BACK = shape("follow_ups.back")
"""Where one will be at a time of day: "back weds 7am"."""
FEASTS = ("holiday", "week of a holiday")
"""What is wanted for one of these is for its sake: "want 40 cases for Christmas"."""
THEIR_PLANS = word_list("follow_ups.their_plans")
"""Behind a customer's name or 他说 these tell what the customer plans, or must have done."""
THEY_HAVE = shape("follow_ups.they_have")
"""When they will have what we do: "I'll send the quote, he'll have it by Friday"."""
BACK_THEN = shape("follow_ups.back_then")
"""When somebody who was away will be there again is no step yet: 前台说下周才回来."""
ASKED_OF_US = shape("follow_ups.asked_of_us")
"""That it was asked of us is no part of what is to be done: 刘经理让我周五把报价发给他."""
DRAGGED = shape("follow_ups.dragged")
"""What is put off further is no step of ours: 蓝海要延期付款，拖到1月底."""
FARTHEST = 540
"""What is farther ahead in days is how long something runs, and no next step: "38k over 2 yrs"."""
PREPOSITIONS = frozenset("给对把和跟与同在去到")


@dataclass
class Next:
    """A clause that may tell the next step, and how surely."""

    clause: Clause
    score: int
    several: bool = False
    """Whether it is several steps, each with its day."""
    in_head: bool = False
    """Whether it is the rest of the clause that tells the act: 王总让我下周二送样品."""


def next_score(message: Message, clause: Clause) -> int:
    """How surely a clause tells the next step: not at all (0), theirs with a date, ours, ours with a date."""
    if clause.has("command.leave") and any(is_member(one) and one.place == clause.start for one in clause.of_kind("person")):
        return 0
    if tried_again(clause):
        return 0
    surely = clause.has("intent.own", "task.verb", "base.", "contract.thing", "payment.thing")
    deadlines = [one for one in message.deadlines(clause) if to_come(message, one) or (surely and is_after(message, one))]
    deadlines = [one for one in deadlines if not (one.date and one.date.rule in FEASTS and message.mask.chars.endswith(" for ", 0, one.place))]
    dated = any(not is_vague(one) for one in deadlines) or (bool(deadlines) and clause.has("intent.own", "task.verb", "base.", "intent.theirs"))
    theirs = clause.cues("words.their", "intent.theirs")
    begins = [clause.start + NEAR, *(hit.end + 1 for hit in clause.cues("words.say") if hit.start <= clause.start + NEAR)]
    own = [
        hit
        for hit in clause.cues("intent.own")
        if is_ours(message.mask.chars[hit.start : hit.end])
        or not any(other.end <= hit.start <= other.end + 1 and other.start <= max(begins) for other in clause.cues("words.their"))
    ]
    own = [hit for hit in own if not (said_of_them(message, clause, hit) and theirs)]
    own = [hit for hit in own if not any(other.start == hit.start and other.end > hit.end for other in clause.cues("intent.theirs"))]
    own = [hit for hit in own if not any(other.start < hit.start <= other.end for other in clause.cues("veto.negated", "words.fact"))]
    given = any(message.mask.chars.startswith(("给", "发给", "送", "寄"), hit.start) for hit in own)
    if given and not dated and message.is_done(clause):
        return 0
    if own and not dated and DONE_FOR_THEM.search(message.mask.chars, clause.start, clause.end):
        return 0
    if own:
        return PROMISED if dated else OURS
    if (clause.has("words.fact") and not clause.has("command.dispose")) or BACK_THEN.search(message.mask.chars, clause.start, clause.end):
        return 0
    if not dated:
        return 0
    dragged = DRAGGED.match(message.mask.chars, clause.start, clause.end) is not None
    limited = any(one.date is not None and one.date.direction == "before" for one in message.deadlines(clause))
    if (clause.has("result.negative") and not (limited and clause.has("lead.want"))) or (theirs and clause.has("command.snooze")) or dragged:
        return 0
    asked = message.text.language == "en" and any(0 <= hit.start - want.end <= ASKED for want in theirs for hit in clause.cues("base."))
    if theirs and theirs[0].start <= clause.start + NEAR and not limited and not asked:
        return 0 if is_far_plan(message, clause, deadlines) else THEIRS
    return OURS


def is_far_plan(message: Message, clause: Clause, deadlines: Sequence[Entity]) -> bool:
    """Whether a customer only wants something some day, and will do nothing about it with us: 他透露年底要换船代."""
    soon = any(one.date is not None and one.date.last.day <= message.today + SOON for one in deadlines)
    return message.text.language == "zh" and not soon and clause.has("lead.want") and not clause.has("intent.theirs", "base.")


def tried_again(clause: Clause) -> bool:
    """Whether a clause ends with nobody having answered, behind all that it tells: 过了半小时再打还是没接."""
    silent = clause.cues("past.no_answer")
    last = max([hit.start for hit in clause.cues("intent.own", "task.verb")] + [one.place for one in clause.of_kind("date")], default=clause.start)
    return bool(silent) and silent[-1].start > last


def said_of_them(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether words for what is planned are said of the customer: 他透露年后要再开六家店."""
    again = message.mask.chars[hit.start : hit.end] in THEIR_PLANS
    return again and any(one.start <= clause.start + 1 and one.end < hit.start for one in clause.cues("words.their"))


def is_ours(said: str) -> bool:
    """Whether words tell what we do though the customer stands before them: 她让我…, 说四点再…."""
    return said.lstrip("\ue002").startswith(("再", "让我", "叫我", "要我", "要求我", "希望我", "催我"))


def to_come(message: Message, entity: Entity) -> bool:
    """Whether a deadline is more than a word for today."""
    span = entity.date
    return (
        span is not None
        and span.direction != "after"
        and (span.last.day - message.today).days <= FARTHEST
        and (span.last.day > message.today or span.last.time is not None or span.direction == "before")
    )


def is_after(message: Message, entity: Entity) -> bool:
    """Whether a day is told behind which something will happen: "formal PO after 20 July"."""
    span = entity.date
    return span is not None and span.direction == "after" and span.last.day > message.today


def is_vague(entity: Entity) -> bool:
    """Whether a time is a whole month or longer and no limit: "a seventh home opening in March" is no next step."""
    span = entity.date
    return span is not None and span.direction != "before" and (span.last.day - span.first.day).days >= VAGUE_DAYS


def follow_up_of(message: Message, clause: Clause | None, whose: Sequence[str] = (), *, several: bool = False) -> FollowUp | None:
    """The next step that a clause tells: its words without the date, and the date.

    Of ``several`` steps the first one's date alone goes; where the words begin with the name of ``whose`` step it is, that goes as well.
    """
    if clause is None:
        return None
    deadlines = message.deadlines(clause)
    ranges = [message.date_range(entity) for entity in (deadlines[:1] if several else of_one_step(message, deadlines))]
    ranges += [hit.span() for hit in THEY_HAVE.finditer(message.mask.chars, clause.start + 1, clause.end)]
    start, end = bare_range(message, clause)
    first = message.mask.at(start)
    if first is not None and first.kind in ("company", "person") and any(one in whose for one in (first.said, *(c.name for c in first.candidates))):
        follow = next((hit.end for hit in clause.cues("words.say") if hit.start == start + 1), start + 1)
        start = follow if content_size(message.wording(follow, end, ranges)) and message.mask.chars[follow] != "的" else start
    asked = ASKED_OF_US.match(message.mask.chars, start, end)
    start = asked.end() if asked is not None and content_size(message.wording(asked.end(), end, ranges)) else start
    action = message.wording(start, end, ranges)
    due = message.due(clause)
    if content_size(action) < 1:
        back = BACK.match(message.mask.chars, clause.start, clause.end)
        action = message.wording(*back.span()) if back is not None and due is not None and due.time is not None else ""
    return FollowUp(action or None, due) if action or due else None


def of_one_step(message: Message, deadlines: Sequence[Entity]) -> Sequence[Entity]:
    """The first deadline, and those right behind it; what has words before it is a further step's: "send the quote Friday and call her Monday"."""
    for place, (first, second) in enumerate(pairwise(deadlines)):
        if content_size(message.wording(first.place + 1, message.date_range(second)[0])) >= TWO_WORDS:
            return deadlines[: place + 1]
    return deadlines


def leads_on(message: Message, hit: Hit) -> bool:
    """Whether a loose word at the beginning is needed by what follows: 给王总打电话, 对价格没意见."""
    return message.mask.chars[hit.start : hit.end] in PREPOSITIONS


def bare_range(message: Message, clause: Clause) -> tuple[int, int]:
    """A clause without the words that lead into it (and, 说)."""
    start = clause.start
    going = True
    while going:
        going = False
        for hit in sorted(clause.cues("words.say", "words.dangling", "intent.filler"), key=lambda one: one.start - one.end):
            if (
                hit.start in (start, start + 1)
                and hit.start >= start
                and message.mask.chars[start : hit.start].strip(" ,，") == ""
                and hit.end < clause.end
                and not leads_on(message, hit)
                and not any(
                    told.start == hit.start and told.end > hit.end for told in clause.cues("result.", "intent.later", "words.begun", "source.noun")
                )
            ):
                start, going = hit.end, True
                break
    while start < clause.end and message.mask.chars[start] in " ,，:":
        start += 1
    return start, clause.end
