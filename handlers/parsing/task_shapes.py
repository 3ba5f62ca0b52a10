"""What shows that a clause is something to do: the words it opens with, its deadline, its customer."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.small_talk import is_spoken_of

WENT_WELL = shape("task_shapes.went_well")
"""With these an act is told of, and not to be done: "demo at Acme today was great"."""
PAST = ("past.call", "past.visit", "past.meeting", "past.email", "past.message", "past.video")
NEAR = 10
"""So near behind its verb an act is what is to be done: "fix a meeting with Suresh"."""
LONGEST_LEAD = 30
"""So many characters at most may stand before what a clause opens with."""
TOPIC = shape("task_shapes.topic")
"""What is to be dealt with stands first: 样品我后天寄给邵总."""
SENDER = shape("task_shapes.sender")
"""Who says that something is to be done; it is, where it is for somebody known: "I need to ring Jane tomorrow"."""
TO_SOMEBODY = word_list("task_shapes.to_somebody")
"""Something to do for a colleague by a day is a task as well: 周三前给李娜发清单."""


def starts(message: Message, clause: Clause, place: int) -> bool:
    """Whether a place is the beginning of a clause but for filler words and a date."""
    if place - clause.start > LONGEST_LEAD:
        return False
    if TOPIC.fullmatch(message.mask.chars, clause.start, place):
        return True
    between = [(hit.start, hit.end) for hit in clause.cues("intent.filler")] + own_self(message, clause)
    between += [message.date_range(one) for one in clause.of_kind("date")]
    return content_size(message.wording(clause.start, place, between)) <= 1 if place > clause.start else True


def with_day_behind(message: Message, clauses: Sequence[Clause], place: int) -> Clause:
    """A clause, with the one behind it where that closes the sentence and says no more than when: "must send Jane the quote, Friday"."""
    clause = clauses[place]
    same = [one for one in clauses[place + 1 : place + 3] if one.sentence == clause.sentence]
    if not same or not message.deadlines(same[0]) or message.deadlines(clause):
        return clause
    day = same[0]
    said = [(hit.start, hit.end) for hit in day.cues("words.date_before", "words.date_after", "intent.filler")]
    if content_size(message.wording(day.start, day.end, [*said, *(message.date_range(one) for one in day.of_kind("date"))])):
        return clause
    return Clause(clause.start, day.end, clause.sentence, [*clause.hits, *day.hits], [*clause.entities, *day.entities])


def own_self(message: Message, clause: Clause) -> list[tuple[int, int]]:
    """Where a Chinese clause says that the sender will do it: 我自己."""
    return [(hit.start, hit.end) for hit in clause.cues("target.me") if not message.mask.chars[hit.start].isascii()]


def imperative(message: Message, clause: Clause) -> bool:
    """Whether a clause opens with something to do, and says for whom or by when."""
    opens = [hit for hit in clause.hits if hit.cue in ("task.verb", "intent.own") and starts(message, clause, hit.start)]
    sender = None if opens else SENDER.match(message.mask.chars, clause.start, clause.end)
    opens = opens if sender is None else duties(clause, sender.end()) or planned_by_sender(message, clause, sender.end())
    opens = [hit for hit in opens if not any(one.start < hit.start < one.end for one in clause.cues("lead.kin", "source.noun"))]  # 老同学, 广交会
    said = message.mask.chars[opens[0].start : opens[0].end + 1] if opens else ""
    if said[:-1].isascii() and said.endswith(("了", "过", "咗", "完")):
        return False
    if (message.is_done(clause) or clause.has("past.no_answer")) and not message.is_ahead(clause) and not is_limited(message, clause):
        return False
    if opens and any(hit.start == opens[0].start for hit in clause.cues("checkin.arrived", "deal.open")):
        return False
    if not opens or is_spoken_of(message, clause):
        return False
    if clause.has("contract.signed", "payment.came", "lead.new") or WENT_WELL.search(message.mask.chars, clause.start, clause.end):
        return False
    english_verb = opens[0].cue == "task.verb" and message.mask.chars[opens[0].start : opens[0].end].isascii()
    if any(not (english_verb and clause.has("base.") and 0 < hit.start - opens[0].end <= NEAR) for hit in clause.cues(*PAST)):
        return False
    if any(hit.start < opens[0].start and hit.end <= opens[0].end for hit in clause.cues("veto.negated")):
        return False
    customers = [one for one in clause.of_kind("company", "person") if not is_member(one)]
    deadlines = message.deadlines(clause)
    if sender is not None:
        return bool(deadlines) and any(one.known for one in customers)
    if not deadlines:
        return english_verb and any(one.known for one in customers)
    duty = any(hit.start <= opens[0].start + 2 for hit in clause.cues("intent.duty")) and message.text.language == "en"
    bounded = message.is_ahead(clause) or any(one.date is not None and one.date.direction == "before" for one in deadlines)
    meant = clause.has("intent.duty") and any(one.date is not None and one.date.last.day > message.today for one in deadlines)  # 这周要把…
    surely = (bounded or meant) and any(
        starts(message, clause, hit.start) or any(one.start <= hit.start <= one.end for one in opens)
        for hit in clause.cues("task.surely")
        if not message.mask.chars.startswith("的", hit.end)  # 要发资料的那个
    )
    to_one_of_us = len(clause.cues("task.verb")) > 1 and any(message.mask.chars.startswith(TO_SOMEBODY, hit.start) for hit in opens)
    return bool(customers) or english_verb or surely or to_one_of_us or (duty and clause.has("task.verb"))


def is_limited(message: Message, clause: Clause) -> bool:
    """Whether a Chinese clause sets by when to be through with something, though its verb sounds done: 周四9点前把保证金打了."""
    limits = [one for one in message.deadlines(clause) if one.date is not None and one.date.direction == "before"]
    return clause.has("command.dispose") and any(one.date is not None and one.date.last.day > message.today for one in limits)


def duties(clause: Clause, place: int) -> list[Hit]:
    """The words of duty at a place, where something to do stands right behind them."""
    hits = [hit for hit in clause.cues("intent.own") if hit.start == place]
    duty = {hit.end for hit in clause.cues("intent.duty")}
    verbs = {hit.start - 1 for hit in clause.cues("task.verb", "base.")}
    return [hit for hit in hits if hit.end in duty & verbs]


def planned_by_sender(message: Message, clause: Clause, place: int) -> list[Hit]:
    """What the sender says at a place to do on a day to come: "i chase Jane again tomorrow"."""
    return [hit for hit in clause.cues("task.verb") if hit.start == place] if clause.run_on and message.is_ahead(clause) else []


def is_bare_head(message: Message, clause: Clause) -> bool:
    """Whether a clause says no more than that a task follows."""
    ranges = [(hit.start, hit.end) for hit in clause.cues("task.todo", "task.remind", "task.urge", "task.for_member", "intent.filler")]
    ranges += [(message.date_range(one)[0], one.place + 1) for one in clause.of_kind("date")]  # "for Friday"
    ranges += [(hit.start, hit.end) for hit in clause.cues("task.day_things") if any(hit.start == high for _, high in ranges)]  # 明天的事
    return content_size(message.wording(clause.start, clause.end, ranges)) < 2
