"""A channel or an occasion that leads come from: "off the website", "the NEC show", 官网留言."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.follow_ups import bare_range
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape

FAIR = shape("channel_sources.fair")
"""A trade fair by its kind: 跨境展上, 光伏展第二天."""
FAR_WANT = 24
"""At most so much stands between who wants something and the word for wanting it."""
AT_THE = shape("channel_sources.at_the")
FOR_WHAT = shape("channel_sources.for_what")
NOUN_BEFORE = shape("channel_sources.noun_before")
WANTED_THING = shape("channel_sources.wanted_thing")
"""What stands between a word of wanting and what is wanted."""
WHERE_BEHIND = shape("channel_sources.where_behind")
OCCASIONS = shape("channel_sources.occasions")
OF_OCCASION = shape("channel_sources.of_occasion")
"""What sort of an occasion it was, right before the word for it."""


def stem_end(message: Message, start: int, end: int) -> int:
    """The end of 介绍 without 了, 的."""
    while end > start + 1 and message.mask.chars[end - 1] in "了的我嘅咗来个过":
        end -= 1
    return end


def sets_task(clause: Clause) -> bool:
    """Whether a clause says what to do, and not only where a lead came from: "the home show"."""
    nouns = clause.cues("source.noun")
    return any(not any(one.start <= hit.start and hit.end <= one.end for one in nouns) for hit in clause.cues("task.verb"))


def is_who_wants(message: Message, clause: Clause, end: int) -> bool:
    """Whether what a clause opens with is who wants something, and no source: "church in Plain City wants a toddler set"."""
    want = next(iter(clause.cues("lead.want")), None)
    return message.text.language == "en" and want is not None and 0 < want.start - end <= FAR_WANT and not clause.has("source.from", "lead.new")


def is_what_is_wanted(message: Message, clause: Clause, noun: int) -> bool:
    """Whether a word for a channel is the thing that somebody wants: "needs a new website"."""
    return any(WANTED_THING.fullmatch(message.mask.chars, hit.end, noun) for hit in clause.cues("lead.want") if hit.end <= noun)


def met_at(message: Message, lead: list[Hit], noun: Hit, names: list[Entity]) -> int:
    """Where the name of an occasion begins: at the article before it ("met Jane at the Tulsa BBQ cookoff"), or at the word for it."""
    for hit in lead:
        article = AT_THE.search(message.mask.chars[hit.start : hit.end])
        if article is not None and not any(hit.end <= one.place < noun.start for one in names):
            return hit.start + article.end()
    return noun.start


def noun_source(message: Message, clause: Clause) -> tuple[int, int] | None:
    """A channel or an occasion: "off the website", "the NEC show", 官网留言."""
    if message.deadlines(clause) and (sets_task(clause) or clause.has("intent.own")) and not clause.has("lead.new", "lead.met"):
        return None
    nouns = [hit for hit in clause.cues("source.noun") if not FOR_WHAT.search(message.mask.chars[clause.start : hit.start])]
    fair = FAIR.match(message.mask.chars, bare_range(message, clause)[0], clause.end)
    if fair is not None and not any(hit.start < fair.start("fair") for hit in nouns):
        return fair.span("fair")
    new = [one for one in clause.cues("lead.new") if message.mask.chars.startswith("new ", one.start)]
    nouns = [hit for hit in nouns if not any(one.start < hit.start and hit.end < one.end for one in new)]  # "new dealer in Hull"
    nouns = [hit for hit in nouns if not (hit.start == clause.start and is_who_wants(message, clause, hit.end))]
    nouns = [hit for hit in nouns if not is_what_is_wanted(message, clause, hit.start)]
    if not nouns:
        return None
    noun = max(nouns, key=lambda hit: (hit.end - hit.start) if message.text.language == "en" else -hit.start)
    chars = message.mask.chars
    if not chars[noun.start : noun.end].isascii():
        start, end = noun.start, noun.end
        for hit in clause.cues("source.noun", "source.tail"):
            if hit.start <= end <= hit.end or end == hit.start:
                end = max(end, hit.end)
        end = min([end, *(hit.start for hit in clause.cues("lead.want") if noun.start < hit.start)]) if end > noun.end else end
        said = chars[clause.start : start]
        if OCCASIONS.search(chars, noun.start, noun.end) and OF_OCCASION.fullmatch(said):
            start = clause.start  # 义诊活动
        return start, max(noun.end, stem_end(message, start, end))
    lead = [hit for hit in clause.cues("source.from", "lead.new", "lead.met", "lead.kin") if hit.start <= noun.start and noun.start - hit.end <= 24]
    start = min((hit.start for hit in lead if hit.cue != "lead.new"), default=noun.start)
    names = clause.of_kind("company", "person")
    if any(start <= one.place < noun.start for one in names if one.known or one.kind == "person"):
        start = met_at(message, lead, noun, names)
    end = noun.end
    follow = WHERE_BEHIND.match(chars[end : clause.end])
    if follow and not any(hit.start < end + follow.end() and end <= hit.start for hit in clause.cues("lead.want", "past.call")):
        end += follow.end()
    word_before = NOUN_BEFORE.search(chars[clause.start : start])
    if (
        start == noun.start
        and word_before
        and not any(clause.start + word_before.start() < hit.end <= start for hit in clause.cues("past.", "lead.want", "intent.filler"))
    ):
        start = clause.start + word_before.start()
    return start, end
