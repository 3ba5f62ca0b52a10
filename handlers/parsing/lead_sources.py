"""Where leads come from: a person, an acquaintance, a channel, an occasion."""

from __future__ import annotations

import re
from functools import cache

from handlers.parsing.channel_sources import noun_source, stem_end
from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.name_words import name_words
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.titles import english_titles

BARE_HEAD = 3
"""So few characters before 转介绍 name nobody: 有个转介绍."""
SOMEONE_SENT = shape("lead_sources.someone_sent")
HANDS_OVER = shape("lead_sources.hands_over")
ADVERBS = shape("lead_sources.adverbs")
SOMEONE = shape("lead_sources.someone")
LED = word_list("lead_sources.led")
HEADED = word_list("lead_sources.headed")
LONGEST_SOURCE = 16
KEEPER = shape("lead_sources.keeper")
"""Who tells of somebody, right before."""
MET_AT = shape("lead_sources.met_at")
"""Where somebody new was met: "met a young lad at the mart in Kilrush"."""
FROM_WHOM = word_list("lead_sources.from_whom")
"""Behind these stands either who told of the lead, if that is somebody known, or the lead."""
SOURCE_WORDS = shape("lead_sources.source_words")
FROM = shape("lead_sources.from", re.IGNORECASE)
FIRM_BESIDE = re.compile(r" ?\(\ue000\)")


def source_of(message: Message, clauses: list[Clause]) -> tuple[str, list[tuple[int, int]]]:
    """Where a lead came from, and the places that tell it."""
    if (friend := next((found for clause in clauses if (found := friend_of_known(clause))), None)) is not None:
        return message.wording(*friend), [friend]
    finders = (person_source, stand_source, keeper_source, kin_source, acquaintance_source, whence_source, noun_source, led_source, tail_source)
    for clause in clauses:
        for finder in finders:
            found = finder(message, clause)
            if found is not None:
                return FROM.sub("", tidy(message.wording(*found))), [found]
    occasion = next((found for clause in clauses if (found := occasion_of(message, clause, clauses))), None)
    return (tidy(message.wording(*occasion)), [occasion]) if occasion else ("", [])


def friend_of_known(clause: Clause) -> tuple[int, int] | None:
    """Somebody known, and what the new one who is named right behind is to them: 王总的同学|季然, "Jane's brother in law|Pete"."""
    people = clause.of_kind("person")
    for hit in clause.cues("lead.kin_theirs", "lead.thing"):
        known = any(one.known and hit.start <= one.place < hit.end for one in people)
        if known and any(not one.known and 0 <= one.place - hit.end <= 1 for one in people):
            return hit.start, hit.end
    return None


def stand_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """Where of ours somebody came to: "stopped at our table at BrewExpo"."""
    return (clause.start, clause.end) if AT_OUR_STAND.match(message.mask.chars, clause.start, clause.end) else None


def occasion_of(message: Message, clause: Clause, clauses: list[Clause]) -> tuple[int, int] | None:
    """Where somebody of a company named elsewhere was met: "met Jane, Acme, at Manifest in Vegas"."""
    told = any(one.has("past.meeting", "lead.met", "lead.new") and one.sentence == clause.sentence for one in clauses)
    elsewhere = any(one.of_kind("company") for one in clauses if one is not clause)
    return (clause.start, clause.end) if told and elsewhere and AT_OCCASION.match(message.mask.chars, clause.start, clause.end) else None


AT_OUR_STAND = shape("lead_sources.at_our_stand")
AT_OCCASION = shape("lead_sources.at_occasion")
"""A clause that is all about where: "…, at Manifest in Vegas"."""


def person_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """A person or company that sent the lead: "referral from Bob", 老王介绍的."""
    hit = next(iter(clause.cues("source.person")), None)
    if hit is None or (
        message.mask.chars.startswith("转", hit.start)
        and hit.start - clause.start <= BARE_HEAD
        and not SOMEONE_SENT.match(message.mask.chars, clause.start)
    ):
        return None
    names = clause.of_kind("person", "company")
    if not names and message.mask.chars.startswith(LED, hit.start):
        return None
    if message.mask.chars[hit.start : hit.end].startswith(FROM_WHOM):
        hit = max(clause.cues("source.person"), key=lambda one: one.end - one.start)
        theirs = any(one.cue == "lead.thing" and one.start >= hit.end for one in message.hits)  # "lead from Amit - his cousin …"
        if not theirs and not any(one.known for one in names if hit.start <= one.place < hit.end):
            return None
    han = not message.mask.chars[hit.start : hit.end].isascii() and not names_in_hit(names, hit.start, hit.end)
    if han:
        someone = SOMEONE.search(message.mask.chars[clause.start : hit.start])
        if someone is not None:
            return clause.start + someone.start(), stem_end(message, hit.start, hit.end)
        if (by := brought_by(message, clause, hit.start)) is not None:
            return by.place, by.place + 1
        before = [one for one in names if one.place < hit.start]
        if before and HANDS_OVER.search(message.mask.chars, clause.start, before[0].place):
            return None  # 把他连襟鲁大海介绍给我: who is new, and not from whom
        start = before[0].place if before and hit.start - before[-1].place <= 4 else chinese_start(message, clause, hit.start)
        lead = ADVERBS.match(message.mask.chars, start, hit.start)
        start = lead.end() if lead else start
        start = max([start, *(one.end for one in clause.cues("intent.filler") if one.start == start)])
        told = hit.start > start or (hit.start == start and not clause.has("lead.kin"))
        return (start, stem_end(message, hit.start, hit.end)) if told else None
    if names_in_hit(names, hit.start, hit.end):
        return hit.start, with_firm(message, hit.end)
    behind = next((one for one in names if 0 <= one.place - hit.end <= 6), None)
    if behind is not None:
        return hit.start, with_firm(message, behind.place + 1)
    word = SOURCE_WORDS.match(message.mask.chars[hit.end : clause.end])
    return (hit.start, hit.end + word.end()) if word and word.group().strip() else None


def with_firm(message: Message, end: int) -> int:
    """Where a person ends with their company in brackets: "referral from Sam (Delta Steel)"."""
    firm = FIRM_BESIDE.match(message.mask.chars, end)
    return firm.end() if firm else end


def brought_by(message: Message, clause: Clause, place: int) -> Entity | None:
    """Who introduced somebody who stands behind 把: the last one named before (温医生来电，还把她师兄介绍过来了)."""
    takes = HANDS_OVER.search(message.mask.chars, clause.start, place)
    if takes is None or any(one.known and one.place > takes.start() for one in clause.of_kind("person", "company")):
        return None
    before = message.mask.within(0, takes.start())
    return next((one for one in reversed(before) if one.kind in ("person", "company")), None)


def keeper_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """The owner of a shop who told of somebody of theirs: 便利店老板说他表弟开了…."""
    for hit in clause.cues("lead.kin_theirs"):
        if (keeper := KEEPER.search(message.mask.chars, clause.start, hit.start)) is not None:
            return keeper.span("who")
    return None


def kin_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """An acquaintance: "my cousin", or of whom somebody was passed on: "gave me his cousin"."""
    hit = next((one for one in clause.cues("lead.kin", "lead.kin_theirs") if not message.mask.chars.startswith("群", one.end)), None) or passed_on(
        message, clause
    )
    if hit is None:
        return None
    whose = message.mask.chars.startswith("的", hit.start)  # 律协的朋友
    return (chinese_start(message, clause, hit.start) if whose else hit.start), hit.end


@cache
def acquaintance() -> re.Pattern[str]:
    """Somebody at a place of one's own, or an occasion: "bloke at my allotment", "at the harbour thing"."""
    return shape("lead_sources.acquaintance", people="|".join(sorted(name_words("people"))))


def acquaintance_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """Somebody whom the sender knows from a place."""
    hit = acquaintance().search(message.mask.chars, clause.start, clause.end)
    return hit.span() if hit is not None else None


def passed_on(message: Message, clause: Clause) -> Hit | None:
    """Whose acquaintance was passed on: "gave me his cousin"."""
    if message.text.language != "en" or not clause.has("lead.got"):
        return None
    return next(iter(clause.cues("lead.thing")), None)


def whence_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """Whom or where a lead was got from: "a new lead from the chemist downstairs"."""
    met = MET_AT.search(message.mask.chars, clause.cues("lead.met")[0].start, clause.end) if clause.has("lead.met") else None
    if met is not None and not clause.has("source.noun") and not is_of_job(message, clause, met.start()):
        return met.span()
    for lead in clause.cues("lead.new"):
        for hit in clause.cues("source.from"):
            words = message.wording(hit.end, clause.end)
            named = any(hit.end <= one.place for one in clause.of_kind("company", "person"))
            if 0 <= hit.start - lead.end <= 1 and not named and 2 <= content_size(words) <= 8:
                return hit.start, clause.end
    return None


def is_of_job(message: Message, clause: Clause, place: int) -> bool:
    """Whether the only one with some job stands right before a place: "met the new head of facilities at Acme" tells of whom, not where."""
    chars = message.mask.chars
    the = chars.find("the ", clause.start, place)
    return message.text.language == "en" and the >= 0 and any(end + 1 >= place for _, end in english_titles(chars, the, place))


def led_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """What stands behind a word for where somebody came from: "came via the sales@ inbox", or before a colon: "off the back of the van: …"."""
    headed = message.mask.chars[clause.end : clause.end + 1] == ":"
    for hit in clause.cues("source.from"):
        said = message.mask.chars[hit.start : hit.end]
        if not (said.startswith(LED) or (headed and said.startswith(HEADED))) or any(one.known for one in clause.of_kind("company", "person")):
            continue
        end = min([clause.end, *(one.start for one in clause.cues("lead.want", "split.before") if one.start > hit.end)])
        words = message.wording(hit.start + len("from"), end)
        if 1 <= content_size(words) <= LONGEST_SOURCE:
            return hit.start, end
    return None


def names_in_hit(names: list[Entity], start: int, end: int) -> bool:
    """Whether a cue holds a name itself."""
    return any(start <= one.place < end for one in names)


def chinese_start(message: Message, clause: Clause, place: int) -> int:
    """Where the noun before 介绍 begins."""
    start = place
    while start > clause.start and message.mask.chars[start - 1] not in " ,，。的了" and place - start < 8:
        start -= 1
    return start


OCCASION = shape("lead_sources.occasion")
"""Behind an occasion or a place stands how somebody was met there: 培训时加的, 饭桌上认识的."""


def tail_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """An occasion that nothing else names: 安全员培训时加的."""
    hit = next((one for one in reversed(clause.cues("source.tail")) if one.end == clause.end), None)
    if hit is None or message.text.language != "zh" or clause.of_kind("phone", "email", "person") or clause.has("lead.want"):
        return None
    return (clause.start, clause.end) if OCCASION.search(message.mask.words(clause.start, hit.start)) else None
