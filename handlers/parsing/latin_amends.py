"""Slips of the tongue put right within an English message: "quote by Friday. sorry, I meant Thursday", "met Acme, no wait, Beta"."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import customer_of, is_member
from handlers.parsing.event import METHODS
from handlers.parsing.listed import ITEM
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.records import DateSpan
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text, fold

SLIP = shape("latin_amends.slip")
"""What puts something right only where a clause begins with it."""
NAME_RIGHT = shape("latin_amends.name_right", item=ITEM)
VALUE_RIGHT = shape("latin_amends.value_right")
ACT_RIGHT = shape("latin_amends.act_right")
THEM = shape("latin_amends.them")
MARKS = shape("latin_amends.marks")
"""Only a text with one of these may put itself right."""


def put_right_in_english(message: Message) -> Message:
    """The message with what was said wrong at its right value, and without the words that put it right."""
    if MARKS.search(message.mask.chars) is None or value_put_right(message):
        return message
    text = name_put_right(message)
    if text is not None:
        return Message.of(text, message.surroundings)
    act_put_right(message)
    return message


def value_put_right(message: Message) -> bool:
    """Whether a date or a sum is put right."""
    for hit in VALUE_RIGHT.finditer(message.mask.chars, 1):
        new = message.mask.at(hit.start("new"))
        old = last_of_kind(message, new.kind, hit.start()) if new and (begins_clause(message, hit.start()) or re.match(SLIP, hit.group())) else None
        if new is None or old is None:
            continue
        old.date, old.value = on_its_day(new.date, old.date), new.value
        if old.kind == "date" and (past := message.past_dates.get(new.start)) is not None:
            message.past_dates[old.start] = past
        cut(message, hit.start(), hit.end())
        return True
    return False


def name_put_right(message: Message) -> Text | None:
    """The text with the right name in the place of a wrong one; None where none is put right."""
    for hit in NAME_RIGHT.finditer(message.mask.chars, 1):
        group = "late" if hit["late"] else "new"
        names = message.mask.within(hit.start(group), hit.end(group), ("company", "person"))
        before = [one for one in message.mask.within(0, hit.start(), ("company", "person")) if not is_member(one)]
        wrong = message.mask.within(*hit.span("old"), ("company", "person")) if hit["old"] else []
        before = [one for one in before if not wrong or customer_of([one]).company == customer_of(wrong).company]
        asked = any(one.question for one in message.clauses if one.start <= hit.start() < one.end)
        if not before or asked or any(is_member(one) for one in names):
            continue
        places = [(next((one for one in reversed(before) if one.kind == new.kind), before[-1]), new) for new in names]
        starts = message.mask.starts
        return rewritten(message.text, {(old.start, old.end): new.said for old, new in places} | {(starts[hit.start()], starts[hit.end()]): ""})
    return None


def rewritten(text: Text, changes: dict[tuple[int, int], str]) -> Text:
    """A text with some stretches replaced, whose places are still those of the text as it came."""
    words, places, place = "", [], 0
    for (start, end), new in sorted(changes.items()):
        words += text.clean[place:start] + new
        places += [text.place(one) for one in range(place, start)] + [text.place(start)] * len(new)
        place = end
    words += text.clean[place:]
    places += [text.place(one) for one in range(place, len(text.clean) + 1)]
    return Text(text.original, words, fold(words), tuple(places))


def act_put_right(message: Message) -> bool:
    """Whether the way of a contact is put right: "visited Acme, sorry, called them"."""
    for hit in ACT_RIGHT.finditer(message.mask.chars, 1):
        if not (begins_clause(message, hit.start()) or re.match(SLIP, hit.group())):
            continue
        acts = [one for one in message.hits if hit.end() - 3 <= one.start <= hit.end() and way_of(one)]
        new = max(acts, key=lambda one: (one.end, one.cue), default=None)
        rest = THEM.match(message.mask.chars, new.end) if new else None
        old = next((one for one in reversed(message.clauses) if one.end <= hit.start() and any(way_of(act) for act in one.cues("past."))), None)
        if new is None or rest is None or old is None:
            continue
        hits = [replaced(one, way_of(new)) if one.cue.startswith("past.") and way_of(one) else one for one in old.hits]
        message.clauses = [Clause(old.start, old.end, old.sentence, hits, old.entities) if one is old else one for one in message.clauses]
        cut(message, hit.start(), rest.end())
        return True
    return False


def way_of(hit: Hit) -> str:
    """The method that a cue names, empty where it names none."""
    group, _, name = hit.cue.partition(".")
    return name if group in ("past", "base") and name in METHODS else ""


def replaced(hit: Hit, way: str) -> Hit:
    """An act of another method in its place."""
    return hit._replace(cue=f"past.{way}")


def begins_clause(message: Message, place: int) -> bool:
    """Whether a clause begins at a place."""
    return any(one.start == place for one in message.clauses)


def cut(message: Message, start: int, end: int) -> None:
    """Take a stretch out of the clauses; what is left before and behind it are clauses of their own."""
    kept: list[Clause] = []
    for clause in message.clauses:
        if clause.end <= start or clause.start >= end:
            kept.append(clause)
            continue
        left = message.mask.chars[end : clause.end]
        for low, high in ((clause.start, start), (end + len(left) - len(left.lstrip(" ,.-")), clause.end)):
            if low < high:
                inside = [hit for hit in clause.hits if low <= hit.start and hit.end <= high]
                kept.append(replace(clause, start=low, end=high, hits=inside, entities=message.mask.within(low, high)))
    message.clauses = kept


def on_its_day(new: DateSpan | None, old: DateSpan | None) -> DateSpan | None:
    """A time of day that replaces another one is of the same day: 明天三点去，不对，四点."""
    if new is None or old is None or new.first.time is None or old.first.time is None or "day" in new.rule:
        return new
    return replace(new, first=replace(new.first, day=old.first.day), last=replace(new.last, day=old.last.day))


def last_of_kind(message: Message, kind: str, place: int) -> Entity | None:
    """The last date or sum before a place."""
    return next((one for one in reversed(message.mask.within(0, place)) if one.kind == kind), None)
