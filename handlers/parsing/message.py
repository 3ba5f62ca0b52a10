"""A message taken apart: its mask, cues and clauses, and the questions that the readers of each kind ask about them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from handlers.parsing.clause_starts import by_place
from handlers.parsing.clauses import Clause, split
from handlers.parsing.cues import Hit, find_cues
from handlers.parsing.entities import dates_of, find_entities
from handlers.parsing.lookalikes import without_lookalikes
from handlers.parsing.mask import Entity, Mask
from handlers.parsing.records import DateSpan, Moment, Surroundings
from handlers.parsing.shapes import shape
from handlers.parsing.text import CJK, HAN, Text

MONTH_DAYS = 26
NOUN_OF_MONTH = shape("message.noun_of_month")
"""Between *the* and a noun a month only says which: "before the January intake"."""
ABOUT_DAYS = 7
"""A longer stretch behind for ("expenses for October") is a topic, no deadline."""
DONE = shape("message.done")
TOOK = shape("message.took")
"""What took no longer than a time is no deadline: "replied within 5 minutes"."""
GONE_PART = shape("message.gone_part")
THIS_MORNING = shape("message.this_morning", re.IGNORECASE)
NOON = 12
GONE_TIME = shape("message.gone_time")
"""A time of day, which is told of where something that was said then stands behind it."""
TALKED = shape("message.talked")
"""It was gone through or talked of: 把方案过了一遍."""
REMINDING = 8
"""So near a part of the day a word that asks to be reminded makes it the next one."""
BY_THEN = shape("message.by_then")
"""Behind what is done once, until says by when: "I should send him the datasheet until Friday"."""
BUSY = shape("message.busy")
"""Behind a day these say that nothing is due then: 本周没空."""
THE = shape("message.the")
A_THING = shape("message.a_thing")
BETWEEN_HAN = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}])(?![{CJK}]+ )")
BEFORE_MARK = re.compile(r" ([,.;!?])")
AROUND_MARK = re.compile(r" *([，。；！？]) *")
LONG_SINCE, LONG_SINCE_TIMES = 90, 4
"""So many days ago, and so many times as far as the day to come: an open date is not meant."""
EMPTY = re.compile(r"\(\s*\)|([,，])\s*(?=[,，])")
LATIN = shape("message.latin")
LONG_PERIOD_DAYS = 45
"""A longer stretch of time ("next year") is no deadline unless the text says by."""


@dataclass
class Message:
    """What the readers of every kind share."""

    text: Text
    surroundings: Surroundings
    mask: Mask
    hits: Sequence[Hit]
    clauses: list[Clause]

    @classmethod
    def of(cls, text: Text, surroundings: Surroundings) -> Message:
        """Take a message apart."""
        mask = Mask.of(text, find_entities(text, surroundings))
        hits = without_lookalikes(find_cues(mask.chars))
        return cls(text, surroundings, mask, hits, split(mask, hits))

    @cached_property
    def today(self) -> date:
        """The sender's own day."""
        return self.surroundings.local_now.date()

    @cached_property
    def begins(self) -> int:
        """Where it begins behind clauses that say nothing ("quick one -")."""
        for clause in self.clauses:
            if content_size(self.wording(clause.start, clause.end, [(hit.start, hit.end) for hit in clause.cues("intent.filler")])):
                return clause.start
        return 0

    @cached_property
    def past_dates(self) -> dict[int, DateSpan]:
        """The dates that lean to the past, by their place in the text."""
        return {span.start: span for span in dates_of(self.text, self.surroundings, "past")}

    def when_happened(self, clauses: Iterable[Clause], behind: int | None = None) -> Moment | None:
        """When something told in these clauses took place; None where it is now, or today without a time.

        What stands ``behind`` the act in Chinese and may be still to come is no time of it: 王总说月底要用.
        """
        for clause in clauses:
            for entity in clause.of_kind("date"):
                span = self.past_dates.get(entity.start) or entity.date
                if behind is not None and entity.place >= behind and entity.date is not None and entity.date.last.day > self.today:
                    continue
                if span is None or span.first.day > self.today or (span.last.day - span.first.day).days > 7 or self.is_bound(entity):
                    continue
                if span.direction == "before" and self.text.language == "en" and span.first.day != self.today:
                    continue  # "need the price by Thu" is still to come
                if span.direction == "after" and any(hit.end <= entity.place for hit in clause.cues("intent.theirs", "words.say", "lead.want")):
                    continue  # "wants a callback after 5"
                if span.direction and span.text.endswith(("前", "后", "以后")):
                    continue  # 月底前付三成, 五一后结清 are still to come
                if span.first.time is not None or not span.first.day <= self.today <= span.last.day:
                    return span.first
        return None

    def is_done(self, clause: Clause) -> bool:
        """Whether a Chinese clause tells by its aspect that something was done: 打了, 去过, 见完."""
        return DONE.search(self.mask.chars, clause.start, clause.end) is not None

    def is_ahead(self, clause: Clause) -> bool:
        """Whether a clause names a day to come."""
        return self.first_ahead(clause) is not None

    def first_ahead(self, clause: Clause) -> Entity | None:
        """The first day to come that a clause names: tomorrow, but not an open "Friday" or "at 3", which may be past.

        In Chinese the verb tells: 下午三点去拜访 is still to come this morning, and 下午三点去拜访了 is not.
        """
        return next(self.all_ahead(clause), None)

    def all_ahead(self, clause: Clause) -> Iterator[Entity]:
        """All such days that a clause names."""
        for entity in clause.of_kind("date"):
            span = self.past_dates.get(entity.start) or entity.date
            if recurs(entity):
                continue
            if span is not None and (span.first.day > self.today or (span.last.day < self.today and self.is_later_today(entity, clause))):
                yield entity

    def is_far_nearer_ahead(self, entity: Entity) -> bool:
        """Whether an open date is soon if it is still to come, and was long ago if it is past: "site visit Zeta 18 Dec" at the end of November."""
        past = self.past_dates.get(entity.start)
        if past is None or entity.date is None:
            return False
        since, until = (self.today - past.last.day).days, (entity.date.first.day - self.today).days
        return since > LONG_SINCE and 0 < until < since / LONG_SINCE_TIMES

    def is_later_today(self, entity: Entity, clause: Clause) -> bool:
        """Whether an open time is this day's, by a Chinese clause that tells of nothing done."""
        span = entity.date
        return (
            span is not None
            and span.first.day == self.today
            and self.text.language == "zh"
            and not self.is_done(clause)
            and not entity.said.startswith(("昨", "前", "上"))
            and not self.is_answered(clause)
        )

    def is_answered(self, clause: Clause) -> bool:
        """Whether the next clause of the sentence tells what was said, or how it went."""
        follow = next((one for one in self.clauses if one.start >= clause.end), None)
        return follow is not None and follow.sentence == clause.sentence and follow.has("words.say", "past.no_answer", "result.")

    def deadlines(self, clause: Clause) -> list[Entity]:
        """The dates in a clause by which something may be due."""
        found = [entity for entity in clause.of_kind("date") if self.is_deadline(entity)]
        return [one for one in found if not self.is_part_of_thing(one)] or found if len(found) > 1 else found

    def due(self, clause: Clause) -> Moment | None:
        """The first deadline of a clause, with the time that stands apart from its day: "tmr visit Acme 2pm"."""
        spans = [one.date for one in self.deadlines(clause) if one.date is not None]
        timed = (one.last for one in spans if one.last.time is not None and one.last.day == spans[0].last.day)
        return None if not spans else spans[0].last if spans[0].last.time is not None else next(timed, spans[0].last)

    def is_part_of_thing(self, entity: Entity) -> bool:
        """Whether a date says which thing is meant: "names for the Sept batch by Friday"."""
        before, after = self.mask.chars[max(0, entity.place - 6) : entity.place], self.mask.chars[entity.place + 1 : entity.place + 12]
        return bool(THE.search(before) and A_THING.match(after))

    def is_spoken_of(self, entity: Entity) -> bool:
        """Whether what stands behind the clause of a time tells what was said then: 早上10点跟王总开会，他要我们报价."""
        follow = next((one for one in self.clauses if one.start > entity.place), None)
        if follow is None or follow.has("task.remind", "task.urge", "task.todo"):
            return False
        theirs = any(hit.start == follow.start for hit in follow.cues("words.their", "words.say"))
        told = theirs or follow.has("past.no_answer", "result.") or TALKED.search(self.mask.chars, follow.start, follow.end) is not None
        return told and not self.is_ahead(follow)

    def is_gone(self, entity: Entity, shape: re.Pattern[str]) -> bool:
        """Whether a part of the day that is named alone has gone by today: 上午 in the afternoon, 8:30 at noon."""
        if entity.date is None or shape.fullmatch(entity.date.text) is None:
            return False
        past = self.past_dates.get(entity.start)
        return past is not None and past.first.day == self.today and entity.date.first != past.first

    def is_deadline(self, entity: Entity) -> bool:
        """Whether a date lies ahead and is a limit for something to do: not "no budget til next year"."""
        span = entity.date
        if span is None or span.last.day < self.today or self.is_bound(entity) or self.is_told_past(entity):
            return False
        days = (span.last.day - span.first.day).days
        if (
            span.text.lower().startswith(("within", "in "))
            and TOOK.search(self.mask.chars[max(0, entity.place - 24) : entity.place])
            and span.first.time is not None
        ):
            return False
        if (
            self.mask.chars.endswith("with ", 0, entity.place)
            or (self.mask.chars[entity.place + 1 : entity.place + 2] in ("的", "份") and not self.heads_list(entity))
            or BUSY.match(self.mask.chars, entity.place + 1)
        ):
            return False
        if days > MONTH_DAYS and NOUN_OF_MONTH.match(self.mask.chars, entity.place + 1) and self.mask.chars[: entity.place].endswith("the "):
            return False
        about = days > ABOUT_DAYS and self.near("words.about", entity.place, 1)
        return (days <= LONG_PERIOD_DAYS and not about) or span.direction == "before"

    def heads_list(self, entity: Entity) -> bool:
        """Whether what is to be done on a day stands behind it and a colon: 明天的事：."""
        hits = (hit for hit in self.hits if hit.cue == "task.day_things" and hit.start == entity.place + 1)
        return any(self.mask.chars[hit.end : hit.end + 1] == ":" for hit in hits)

    def is_bound(self, entity: Entity) -> bool:
        """Whether a date stands behind a word that makes it a limit of something else (until, since, expires)."""
        return self.near("intent.until", entity.place, 1) and not BY_THEN.search(self.mask.chars, 0, entity.place)

    def is_told_past(self, entity: Entity) -> bool:
        """Whether a part of the day has gone by and nobody asks to be reminded: then it is when something was done."""
        gone = self.is_gone(entity, GONE_PART) or (self.is_gone(entity, GONE_TIME) and self.is_spoken_of(entity))
        if not gone and not (self.surroundings.local_now.hour >= NOON and THIS_MORNING.fullmatch(entity.said)):
            return False
        return not any(hit.cue in ("task.remind", "task.todo", "task.urge") and abs(hit.start - entity.place) <= REMINDING for hit in self.hits)

    def span(self, clauses: Sequence[Clause]) -> tuple[int, int]:
        """The place of some clauses in the message as it came."""
        start, end = min(one.start for one in clauses), max(one.end for one in clauses)
        return self.text.place(self.mask.starts[start]), self.text.place(self.mask.starts[end])

    def near(self, cue: str, place: int, distance: int) -> bool:
        """Whether a cue ends at most so many characters before a place."""
        return any(cue in self.ends.get(end, ()) for end in range(place - distance, place + 1))

    @cached_property
    def ends(self) -> dict[int, set[str]]:
        """The cues that end at each place."""
        found: dict[int, set[str]] = {}
        for hit in self.hits:
            found.setdefault(hit.end, set()).add(hit.cue)
        return found

    def wording(self, start: int, end: int, without: Sequence[tuple[int, int]] = ()) -> str:
        """The text's own words between two places, but for some ranges, tidied."""
        kept: list[str] = []
        place = start
        for low, high in sorted(without):
            first, last = max(low, place), min(high, end)
            if first < last:
                kept.append(self.mask.words(place, first))
                place = last
        kept.append(self.mask.words(place, end))
        return tidy(" ".join(part.strip(" ") for part in kept if part.strip(" ")))

    def date_range(self, entity: Entity) -> tuple[int, int]:
        """A date's place with the words that belong to it: by, on, 之前; nothing of a day that comes again, whose words say so."""
        if recurs(entity):
            return entity.place, entity.place
        start, end = entity.place, entity.place + 1
        around = self.hits[bisect_left(self.hits, start - 24, key=by_place) : bisect_left(self.hits, end + 1, key=by_place)]
        for _ in range(2):
            start = next((hit.start for hit in around if hit.cue == "words.date_before" and 0 <= start - hit.end <= 1), start)
        end = next((hit.end for hit in around if hit.cue == "words.date_after" and hit.start == end), end)
        return start, end


def recurs(entity: Entity) -> bool:
    """Whether a day comes again and again: "every Monday"."""
    return entity.said[:6].lower().startswith(("every ", "each "))


def tidy(words: str) -> str:
    """Words without loose punctuation at their ends and doubled spaces inside."""
    words = " ".join(words.split())
    if " " in words:
        words = BETWEEN_HAN.sub("", words) if len(words) < 4 else words
        words = AROUND_MARK.sub(r"\1", BEFORE_MARK.sub(r"\1", words))
    return EMPTY.sub("", words).strip(" \t\n,，.。;；:：、-!！~…")


def content_size(words: str) -> int:
    """How much a text says: Chinese characters, and twice the Latin words."""
    return len(HAN.findall(words)) + 2 * len(LATIN.findall(words)) if words else 0
