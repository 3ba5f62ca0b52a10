"""Contacts that are told without their act: what a customer is said to think or want, and notes without words."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.event import METHODS, NO_TELLING, STAGED, Event, is_wanted
from handlers.parsing.idle import asks_something, is_status
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape

OWN_WISH = 8
"""So near behind a customer's name a word of wanting tells what the customer wants: "Jane ji wants a site visit"."""
DASHES = ("-", ":")
LONGEST_LIST = 60
"""So many clauses at most are looked through for the rows of a list."""
FEWEST_ROWS = 2
ORDER_NUMBER = shape("told.order_number")
SIGNED_FOR = shape("told.signed_for")
COUNTED = shape("told.counted")
"""A head that counts its list, with a full stop behind it: "Two visits today. Acme - …"."""
WAYS = (("call", "words.calls"), ("visit", "words.visits"))
ACTS = tuple(f"past.{act}" for act in (*METHODS, "contact"))
NAMES = ("company", "person")


def told_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """What a customer is said to think or want ("Mark from Doyle loves it"): there was contact, though none is named."""
    names = clause.of_kind("company", "person")
    way = way_of_list(message, clause) if names else ""
    names = [one for one in names if (one.known or (way and one.kind == "company")) and not is_member(one)]
    if not names or content_size(message.wording(clause.start, names[0].place)) > 0:
        return None
    if message.text.language == "zh" and (asks_something(message, names[0].place, clause.end) or is_status(message, clause, following)):
        return None
    if message.text.language == "zh" and message.is_ahead(clause) and clause.has("base.") and clause.has("intent.own"):
        return None  # 鼎盛那边我明天再去一趟
    in_turn = clause.start > message.begins
    dashed = any(message.mask.chars[place : place + 2].strip()[:1] in DASHES for place in (names[0].place + 1, clause.end))
    listed = in_turn and listed_before(message, clause, next((one for one in names if one.kind == "company"), names[0]))
    if in_turn and not dashed and not listed:
        return None
    behind, is_so = names[0].place + 1, message.mask.chars.startswith("'s ", names[0].place + 1)
    is_so = is_so and any(hit.start == behind + 3 for hit in clause.cues("result."))
    acts = any(not is_wanted(clause, hit) for hit in clause.cues("past."))
    if (
        acts
        or signed_for(message, clause)
        or (message.mask.chars.startswith(NO_TELLING, behind) and not is_so)
        or clause.has("veto.hypothetical", "veto.joking", "veto.guess", "contract.signed", "payment.came", "deal.", "target.head")
    ):
        return None
    if any(
        other.sentence == clause.sentence
        and (other.has("deal.open", *STAGED) or (other.has("contract.signed", "payment.came") and not message.is_ahead(other)))
        for other in following
    ):
        return None
    if following and not following[0].of_kind(*NAMES) and numbered_order(message, following[0]):
        return None
    if any(other.sentence == clause.sentence and other.has("command.release", "command.assign") for other in following):
        return None
    aside = [other for other in following if other.sentence == clause.sentence]
    if (noted := noted_way(message, clause, aside)) is not None:
        return Event("contact", names[0].place, names[0].place + 1, "contact.noted", noted)
    tells = (
        (
            dashed
            and (listed or follows_headed(message, clause) if in_turn else len(names) > 1 or names[0].kind == "company")
            and is_headed(message, clause, aside)
        )
        or clause.has("result.", "past.no_answer", "words.sent")
        or any(one.start - names[0].place <= OWN_WISH for one in clause.cues("intent.theirs", "lead.want"))
        or (in_turn and clause.has("veto.waiting", "intent.theirs", "lead.want"))
        or any(other.has("past.no_answer", "result.negative") for other in aside[:1])
        or (not in_turn and not aside and {one.kind for one in names} == set(NAMES) and any(is_mood(clause, other) for other in following[:1]))
        or any(other.has("past.no_answer") for other in aside[1:2])
    )
    return Event("contact", names[0].place, names[0].place + 1, "contact.told", way) if tells else None


def is_headed(message: Message, clause: Clause, aside: Sequence[Clause]) -> bool:
    """Whether names alone head what is told of them: "Jane @ Acme: board meets the 18th, leaning our way"."""
    names = [(one.place, one.place + 1) for one in clause.of_kind(*NAMES)]
    dangling = [(hit.start, hit.end) for hit in clause.cues("words.dangling")]
    if not aside or content_size(message.wording(clause.start, clause.end, [*names, *dangling])):
        return False
    if any(hit.start - aside[0].start <= 1 for hit in aside[0].cues("task.verb", "intent.own", "base.")):
        return False
    return any(one.has("result.", "past.no_answer", "lead.want", "intent.theirs", "words.say") for one in aside[:2])


def numbered_order(message: Message, clause: Clause) -> Hit | None:
    """An order told by its number and its sum: "PO 88213, $61,400"."""
    order = next((hit for hit in clause.cues("contract.thing") if ORDER_NUMBER.match(message.mask.chars, hit.end, clause.end)), None)
    if order is None or clause.has("intent.own", "task.verb", "lead.want"):
        return None
    return order if any(one.sentence == clause.sentence and one.of_kind("money") for one in message.clauses) else None


def signed_for(message: Message, clause: Clause) -> Hit | None:
    """Goods that somebody signed off, with their sum in the sentence: "Acme signed off on 22 chafing sets, £3,960 all in"."""
    signed = SIGNED_FOR.match(message.mask.chars, clause.start, clause.end)
    if signed is None or clause.question:
        return None
    summed = any(one.sentence == clause.sentence and one.of_kind("money") and not message.is_ahead(one) for one in message.clauses)
    return Hit("contract.goods", *signed.span()) if summed else None


def follows_headed(message: Message, clause: Clause) -> bool:
    """Whether a row headed by a name stands before one in the same line: "visits: Acme - no budget, Zeta - wants a trial"."""
    if message.text.language != "en":
        return False
    before = [one for one in message.clauses[:LONGEST_LIST] if one.end <= clause.start and one.sentence == clause.sentence]
    return any(one.end - one.start == 1 and one.of_kind("company") and message.mask.chars.startswith(" - ", one.end) for one in before)


def way_of_list(message: Message, clause: Clause) -> str:
    """The way of contact that the head of a list names: "3 calls before lunch: …"."""
    head = next((one for one in message.clauses if one.start >= message.begins), clause)
    dashed = message.mask.chars.startswith(" - ", head.end) and not head.of_kind(*NAMES)  # "calls today - Acme: happy"
    counted = bool(COUNTED.match(message.mask.chars, head.start, head.end)) or is_bare_head(message, head)
    stopped = message.mask.chars.startswith(".", head.end) and counted
    headed = head.start < clause.start and (dashed or (stopped and not head.of_kind(*NAMES)) or message.mask.chars.startswith(":", head.end))
    return next((way for way, cue in WAYS if headed and head.has(cue) and not head.has("lead.new")), "")


def is_bare_head(message: Message, head: Clause) -> bool:
    """Whether a clause says no more than how customers were reached, and when: "ringing round today"."""
    said = [(hit.start, hit.end) for hit in head.cues("words.calls", "words.visits", "intent.filler", "words.now")]
    dates = [(one.place, one.place + 1) for one in head.of_kind("date")]
    to_do = message.is_ahead(head) or any(hit.start == head.start for hit in head.cues("task.verb"))
    return len(said) > 0 and not to_do and not content_size(message.wording(head.start, head.end, [*said, *dates]))


def is_mood(clause: Clause, behind: Clause) -> bool:
    """Whether the next sentence says how somebody takes what was told of them: "she's livid"."""
    opens = any(hit.start == behind.start for hit in behind.cues("words.their"))
    return behind.sentence == clause.sentence + 1 and opens and behind.has("result.") and not behind.question


def list_head(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """The head of a list of customers, which names no more than the act: 今天拜访：1. 宏图 … 2. 蓝海 …."""
    acts = [hit for hit in clause.cues("base.") if not message.mask.chars[hit.start : hit.end].isascii()]
    if not acts or clause.of_kind(*NAMES) or clause.start > message.begins or clause.has("intent.", "task.todo") or message.is_ahead(clause):
        return None
    ranges = [(hit.start, hit.end) for hit in (acts[0], *clause.cues("words.dangling", "words.now", "words.record"))]
    ranges += [(one.place, one.place + 1) for one in clause.of_kind("date")]
    opens = [one for one in following if (names := one.of_kind(*NAMES)) and names[0].place == one.start and one.sentence != clause.sentence]
    rows = {one.sentence for one in opens if one.of_kind("company")}
    if content_size(message.wording(clause.start, clause.end, ranges)) or len(rows) < FEWEST_ROWS:
        return None
    return Event("contact", acts[0].start, acts[0].end, acts[0].cue, acts[0].cue[5:])


def listed_before(message: Message, clause: Clause, name: Entity) -> bool:
    """Whether a clause goes on with a list of customers and how each stands: behind a head ("Follow ups: …") or another such clause."""
    begin = message.begins
    before = [one for one in message.clauses[:LONGEST_LIST] if one.end <= clause.start and one.start >= begin]
    way = way_of_list(message, clause)
    if not before or any(one.question for one in before) or any(tells_act(message, one) for one in (before[:1] if way else before)):
        return False
    head = message.mask.chars.startswith((":", " - "), before[0].end) and not before[0].of_kind("company", "person")
    rows = before[1:] if head or way else before
    named = [one for one in rows if (first := one.of_kind("company", "person")) and first[0].place - one.start <= 1 and (first[0].known or way)]
    if not rows:
        return bool(head or way) and len([one for one in message.clauses if any(name.kind == "company" for name in one.of_kind("company"))]) > 1
    return (
        bool(named)
        and named[0] is rows[0]
        and name.kind == "company"
        and name.said not in {name.said for one in named for name in one.of_kind(*NAMES)}
    )


def tells_act(message: Message, clause: Clause) -> bool:
    """Whether a clause tells an act of contact, and not only what a customer says: 鑫源说不需要."""
    said = {say.end for say in clause.cues("words.say")}
    acts = [hit for hit in clause.hits if hit.cue in ACTS]
    return any(hit.cue != "past.contact" or hit.end not in said or message.mask.at(hit.start) is None for hit in acts)


def noted_way(message: Message, clause: Clause, aside: Sequence[Clause]) -> str | None:
    """The way of contact in a note without words (蓝海苏婷 电话 未接), empty where it tells only what came of it; None where it is no such note."""
    names = [(one.place, one.place + 1) for one in clause.entities]
    dash = bool(names) and message.mask.chars[names[0][1] : names[0][1] + 2].strip()[:1] in DASHES
    if dash and clause.has("past.no_answer", "result.", "lead.want", "intent.theirs", "words.say"):
        return ""
    if (
        clause.start > message.begins
        or content_size(message.wording(clause.start, clause.end, names))
        or any(one.of_kind("phone", "email") or one.question for one in aside)
    ):
        return None
    rest = [
        one for one in aside if content_size(message.wording(one.start, one.end, [(e.place, e.place + 1) for e in one.of_kind("company", "person")]))
    ]
    if len(rest) < 2 or message.is_ahead(rest[0]):
        return None
    acts = [hit for hit in rest[0].hits if hit.cue.startswith("base.")]
    left = message.wording(rest[0].start, rest[0].end, [(hit.start, hit.end) for hit in acts])
    return acts[0].cue[5:] if acts and not content_size(left) else None
