"""Acts of contact that a clause tells, in so many words or by what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.came_in import came_in
from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.event import METHODS, NEAR, Event, is_wanted
from handlers.parsing.handed_over import LEFT_WITH, given_to
from handlers.parsing.idle import invites
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, recurs
from handlers.parsing.money_events import is_written_off
from handlers.parsing.name_words import name_words
from handlers.parsing.questions import said_by_stranger, told_by_member
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.somebody import called_so
from handlers.parsing.told import list_head, told_event, way_of_list
from handlers.parsing.unnamed import said_with_customer, silent_event

AWAY = shape("contact_events.away")
"""Who is away was perhaps not called at all: "on leave till Friday"."""
HOSTED = shape("contact_events.hosted")
"""Who came to us: "had the Acme lot in for a demo"."""
BROUGHT = shape("contact_events.brought")
"""Who brought others along to us: 刘董带了两个工程师来公司看样机."""
SPENT = shape("contact_events.spent")
"""Time spent with a customer: "spent an hour with Rob"."""
ASKS_US = shape("contact_events.asks_us")
STAYED = shape("contact_events.stayed")
"""With which known customer the sender stayed for so long: 在宏图待了半小时, "spent the morning at Acme"."""
SAID = word_list("contact_events.said")
"""An act that ends so has been: 电话里说 tells what is to come."""
TOPIC = shape("contact_events.topic")
PARTS_AHEAD = {"tonight": 18, "tonite": 18, "2nite": 18, "this evening": 17, "later today": 24, "this afternoon": 12, "this arvo": 12}
"""Parts of the day, and the hour from which an act then may be told as done."""
TOWN = 5
"""So many characters at most are the way to a customer and the town: 去鄂尔多斯."""
INVITING = word_list("contact_events.inviting")
WENT = shape("contact_events.went")
BESIDE = shape("contact_events.beside")
"""Right before somebody's name these say that it was done with them."""
OWN_ACT = shape("contact_events.own_act")


def contact_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """An act of contact that took place."""
    hits = [hit for hit in clause.cues("past.") if hit.cue != "past.say"]
    hits = [hit for hit in hits if not is_wanted(clause, hit)]
    hits = [hit for hit in hits if not told_by_member(message, hit) and not said_by_stranger(message, hit)]
    hits = [hit for hit in hits if not (is_channel(message, hit) and not clause.of_kind("company", "person"))]
    hits = [hit for hit in hits if not only_by_the_way(clause, hit) and not names_topic(message, hit)]
    hits = [hit for hit in hits if not is_from_stranger(clause, hit, following) and hit.end not in called_so(message)]
    hits = [hit for hit in hits if not is_source(message, clause, hit)]
    hosted = HOSTED.search(message.mask.chars, clause.start, clause.end)
    if hosted is not None and not any(is_member(one) for one in message.mask.within(hosted.start(), hosted.end(), ("person",))):
        return Event("contact", hosted.start(), hosted.end() - 1, "past.meeting", "meeting")
    brought = BROUGHT.search(message.mask.chars, clause.start, clause.end)
    if (
        brought is not None
        and not is_yet_to_come(message, clause, brought.group())
        and not is_member(message.mask.within(brought.start(), brought.start() + 1)[0])
    ):
        return Event("contact", brought.start(), brought.end(), "past.meeting", "meeting")
    came = came_in(message, clause)
    if came is not None and not any(hit.cue == "past.meeting" for hit in hits):
        return Event("contact", *came, "past.meeting", "meeting")
    for method, done in (("meeting", SPENT), ("visit", LEFT_WITH), ("visit", STAYED)):
        told = done.search(message.mask.chars, clause.start, clause.end)
        whom = message.mask.at(told.end() - 1) if told is not None else None
        if told is not None and whom is not None and not is_member(whom) and (whom.known or done is not STAYED):
            return Event("contact", told.start(), told.end() - 1, f"past.{method}", method)
    asked = next((hit.end for hit in hits if hit.cue == "past.contact" and asks_us(message, hit.start, hit.end)), clause.end)
    acts = [hit for hit in hits if hit.cue[5:] in METHODS and hit.start < asked] or [hit for hit in hits if hit.cue == "past.contact"]
    if acts and acts[0].cue == "past.contact" and is_hearsay(message, clause, acts[0]):
        return None
    if acts:
        first = acts[0]
        if is_ahead(message, clause, first):
            return None
        way = "visit" if trip_by_town(message, clause) else way_of_list(message, clause)
        return Event("contact", first.start, first.end, first.cue, way if first.cue == "past.contact" else first.cue[5:])
    if (given := given_to(message, clause)) is not None:
        return Event("contact", *given, "past.contact", way_of_list(message, clause))
    silent = next((hit for hit in hits if hit.cue == "past.no_answer"), None)
    if (
        silent is not None
        and not (clause.start == 0 and AWAY.match(message.mask.chars, silent.start))
        and any(not is_member(one) for one in clause.of_kind("company", "person"))
        and (not message_has_contact(message, clause) or opens_with_another(message, clause, silent))
        and not is_written_off(clause, following)
    ):
        return Event("contact", silent.start, silent.end, silent.cue, way_of_list(message, clause))
    return (
        base_event(message, clause, following)
        or told_event(message, clause, following)
        or list_head(message, clause, following)
        or silent_event(message, clause, following)
    )


def asks_us(message: Message, start: int, end: int) -> bool:
    """Whether an act is that we are asked to do what follows: 王总让我, 赵姐约我们."""
    return ASKS_US.search(message.mask.chars, start, end) is not None


def is_yet_to_come(message: Message, clause: Clause, said: str) -> bool:
    """Whether somebody is still to come to us: on a day to come, or on an open one with a bare verb (周五李娜带队来厂参观)."""
    open_day = not set(said) & set("了过") and any(one.date is not None and one.date.last.day > message.today for one in message.deadlines(clause))
    return open_day or message.is_ahead(clause)


def is_source(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether an act only tells where the lead before it came from: "new lead: Little Angels, came from Sulekha"."""
    named = any(one.start == hit.start for one in clause.cues("source.person", "source.from")) and not any(one.known for one in clause.entities)
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.start < clause.start]
    return named and any(one.has("lead.new") for one in before)


def is_from_stranger(clause: Clause, hit: Hit, following: Sequence[Clause]) -> bool:
    """Whether somebody new with a phone wrote or said what they want: 有人私信问门锁，悦居公寓的叶蓁，138…. That is a lead."""
    who = any(0 <= hit.start - one.end <= 1 for one in clause.cues("words.somebody"))
    reached = any(one.of_kind("phone", "email") for one in following if one.sentence == clause.sentence)
    if hit.cue == "past.contact" and all(hit.start <= one.place < hit.end and not one.known for one in clause.of_kind("company", "person")):
        wants = any(one.has("lead.want") for one in (clause, *following[:1]))
        return reached and wants and bool(clause.of_kind("company", "person"))
    return hit.cue == "past.message" and who and reached and not clause.of_kind("company", "person")


def is_hearsay(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether only somebody with one name of whom nothing is known is said to say something: "cart guy Benny says …"."""
    names = clause.of_kind("company", "person")
    said = [one for one in names if hit.start <= one.place < hit.end]
    return (
        bool(said)
        and len(names) == 1
        and not said[0].known
        and " " not in said[0].said
        and hit.start > clause.start
        and message.text.language == "en"
    )


def names_topic(message: Message, hit: Hit) -> bool:
    """Whether a company stands right behind a word for talking, which it was about and not with: 聊到福满楼酒店."""
    about = message.mask.at(hit.end)
    return TOPIC.fullmatch(message.mask.chars, hit.start, hit.end) is not None and about is not None and about.kind == "company"


def only_by_the_way(clause: Clause, hit: Hit) -> bool:
    """Whether a word for an act only opens a clause that speaks of something else: 对了提醒我下单."""
    return hit.start - clause.start <= 1 and any(one.start == hit.start and one.end == hit.end for one in clause.cues("intent.filler"))


def is_channel(message: Message, hit: Hit) -> bool:
    """Whether a cue names the way only ("on WhatsApp", "over zoom"), and not the act."""
    return message.mask.chars[hit.start : hit.end].startswith(("on ", "over ", "via ", "by ", "thru ", "through ", "in an ", "in a "))


def message_has_contact(message: Message, clause: Clause) -> bool:
    """Whether an act of contact was told before this clause."""
    return any(hit.cue.startswith("past.") and hit.cue[5:] in METHODS and hit.start < clause.start for hit in message.hits)


def opens_with_another(message: Message, clause: Clause, silent: Hit) -> bool:
    """Whether it is another customer than those told before, named right before it, who was not reached: "called Acme, all fine. Zeta no pick up"."""
    name = message.mask.at(clause.start)
    if name is None or name.kind not in ("company", "person") or not name.known or is_member(name) or message.text.language != "en":
        return False
    between = [(one.place, one.place + 1) for one in clause.entities]
    theirs = {one.company or one.name for one in name.candidates}
    told = {one.company or one.name for other in message.mask.within(0, clause.start, ("company", "person")) for one in other.candidates}
    return not theirs & told and not content_size(message.wording(clause.start, silent.start, between))


def is_ahead(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether an act that is named by a noun (call with, lunch with, demo for) is still to come."""
    told = message.mask.chars[hit.start : hit.end]
    if (set(told) & set("了过完咗的") and message.first_ahead(clause) is None) or told.endswith(SAID):
        return False
    for own in clause.cues("intent.own"):
        if 0 <= hit.start - own.end <= NEAR or (own.start <= hit.start and hit.end < own.end):
            return True
    ahead = message.first_ahead(clause) or planned_before(message, clause)
    named = any(other.cue.startswith("base.") and other.start < hit.end and hit.start < other.end for other in clause.hits)
    if named and any(recurs(one) or is_later_today(message, one) for one in clause.of_kind("date")):
        return True
    behind = ahead is not None and ahead.place >= hit.end and bool(set(told) & set("了过完咗刚"))  # 刚见了王总，聊了下周的展会
    return ahead is not None and not behind and (ahead.place < hit.start or named)


def is_later_today(message: Message, day: Entity) -> bool:
    """Whether a part of the day that is named alone has yet to begin: "beers with Jane tonight", said in the morning."""
    begins = PARTS_AHEAD.get(message.text.folded[day.start : day.end].strip())
    return begins is not None and message.surroundings.local_now.hour < begins


def planned_before(message: Message, clause: Clause) -> Entity | None:
    """The open day of a clause that goes on with what is going to happen: "next steps: send the quote Fri, site visit Mon"."""
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.end <= clause.start]
    return next(iter(message.deadlines(clause)), None) if before and before[-1].has("intent.own") and message.text.language == "en" else None


def base_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """An act that its verb leaves open (给鼎盛打电话), told as done by a word for the past or by what came of it."""
    hits = trip_by_town(message, clause) or [
        hit for hit in clause.cues("base.") if not message.mask.chars[hit.start : hit.end].isascii() or is_mixed(message, hit)
    ]
    if not hits:
        return None
    named = bool(clause.of_kind("company", "person")) or said_with_customer(message, clause, following)
    if message.mask.chars.startswith(INVITING, clause.end - 1) or invites(message, (clause, *following[:1]), 0):
        return None  # 中午一起去蓝海楼下吃饭吧
    if not named or clause.has("task.remind", "task.todo") or is_order(message, clause) or message.is_ahead(clause):
        return None
    if any(one.start < hits[0].end and hits[0].start < one.end for one in clause.cues("checkin.arrived", "contract.signed")):  # 签完约
        return None
    own = [hit for hit in clause.cues("intent.own") if hit.start < hits[0].start and hit.end <= hits[0].start + 1]
    if own and not did_oneself(message, clause, own):
        return None
    answered = (
        bool(following)
        and following[0].sentence == clause.sentence
        and (following[0].has("words.say", "past.no_answer", "result.positive", "result.negative") or speaks_of_them(message, following[0]))
    )
    told = (
        clause.has("words.now")
        or went(message, clause, hits)
        or message.when_happened([clause]) is not None
        or any(message.is_told_past(one) for one in clause.of_kind("date"))
        or message.mask.chars[hits[0].end : hits[0].end + 1] in tuple("了过完咗")
    )
    if not (answered or (told and len(own) == len(clause.cues("intent.own")))):
        return None
    order = sorted(hits, key=lambda hit: (METHODS.index(hit.cue[5:]), hit.start))
    return Event("contact", order[0].start, order[0].end, "base." + order[0].cue[5:], order[0].cue[5:])


def is_order(message: Message, clause: Clause) -> bool:
    """Whether a clause tells somebody to do something, who is not only with whom it was done: 跟王总把合同签了."""
    return any(BESIDE.search(message.mask.chars, clause.start, hit.start) is None for hit in clause.cues("task.for_member"))


def did_oneself(message: Message, clause: Clause, own: Sequence[Hit]) -> bool:
    """Whether no more than 我 stands before an act whose day has gone by, or of which it is told what was said then: 昨天我去宏图找王总."""
    days = clause.of_kind("date")
    if clause.has("words.family") or any(one.place > own[0].start for one in days):
        return False
    if not all(OWN_ACT.fullmatch(message.mask.chars, hit.start, hit.end) for hit in own):
        return False
    gone = all(message.when_happened([clause]) is not None or message.is_told_past(one) for one in days)
    return gone and (bool(days) or message.is_answered(clause))


def went(message: Message, clause: Clause, hits: Sequence[Hit]) -> bool:
    """Whether a clause tells of going to a customer and what was done there: 去顺丰达仓库盘了个货."""
    trips = [hit for hit in hits if hit.cue == "base.visit" and message.mask.chars[hit.end - 1] == "\ue000"]
    return any(WENT.match(message.mask.chars, hit.end, clause.end) for hit in trips)


def trip_by_town(message: Message, clause: Clause) -> list[Hit]:
    """Going to a customer in a town that stands between, and what was done there: 去徐州金穗看了下苗情."""
    for company in clause.of_kind("company"):
        go = message.mask.chars.rfind("去", max(clause.start, company.place - TOWN), company.place - 1)
        if (
            go >= 0
            and message.mask.chars[go + 1 : company.place] in name_words("regions")
            and WENT.match(message.mask.chars, company.place + 1, clause.end)
        ):
            return [Hit("base.visit", go, company.place + 1)]
    return []


def speaks_of_them(message: Message, clause: Clause) -> bool:
    """Whether a clause begins with the one who was met or called: 他人在三亚, 对方说; or with what was asked: 问周六能不能上门."""
    if message.mask.chars.startswith(("问", "催"), clause.start):
        return True
    return any(hit.start <= clause.start + 1 and message.mask.at(hit.start) is None for hit in clause.cues("words.their")) and not message.is_ahead(
        clause
    )


def is_mixed(message: Message, hit: Hit) -> bool:
    """Whether an English verb stands in a Chinese sentence: call他, meeting了一下."""
    after = message.mask.chars[hit.end : hit.end + 1]
    return after in tuple("了完过咗左") or (hit.cue == "base.call" and "\u3400" <= after <= "\u9fff")
