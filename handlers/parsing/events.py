"""What a clause tells: acts of contact, leads, check-ins, deals, contracts, payments; and what keeps it from telling anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from handlers.parsing.arrivals import arrival
from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.event import FAR, METHODS, NEAR, STAGES, Event, is_wanted
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, recurs
from handlers.parsing.name_forms import name_words
from handlers.parsing.questions import asked_for, asks_around, done_by_colleague, said_by_stranger, told_by_member
from handlers.parsing.shown_leads import lead_beside, meets_several, shown_lead
from handlers.parsing.told import list_head, numbered_order, told_event, way_of_list
from handlers.parsing.unnamed import said_with_customer, silent_event
from handlers.parsing.unnamed_leads import kin_who_wants, unnamed_lead

AWAY = re.compile("(?:is |\ue001 )?(?:on|away|out|busy) ")
"""Who is away was perhaps not called at all: "on leave till Friday"."""
HOSTED = re.compile(
    r"(?<![a-z])(?:had|hosted) [^.\n]{0,24}[\ue000\ue001][^.\n]{0,24} (?:in|over|round|here) "
    r"(?:(?:the|our) (?:showroom|office|shop|workshop|studio|branch)|for |to |\ue002|today)"
)
"""Who came to us: "had the Acme lot in for a demo"."""
SPENT = re.compile(r"(?<![a-z])spent (?:[a-z0-9]+ |\ue002 ){1,5}(?:with|w/|w) (?:the )?[\ue000\ue001]")
"""Time spent with a customer: "spent an hour with Rob"."""


OPENING = 10
"""So near its beginning a clause names an act: "handover call with Jane thursday"."""
BEING = ("im at", "i'm at", "i am at", "we're at", "were at", "we are at")
"""Who is at a place, now or on a day that is told: "I'm at Acme tomorrow"."""
LONG_AGO = timedelta(days=200)
"""Nobody writes down what happened so long ago."""
SAID = ("说", "讲", "问", "话")
"""An act that ends so has been: 电话里说 tells what is to come."""
CONSEQUENCE = re.compile("(?:的话|之?后|以后)?(?:我们|他们|你们)?(?:就|再|才|可以|能|给(?!我)|送)")
"""What follows a payment that is only a condition: 全款打过来给赠品, 打款再发货."""
TOWN = 5
"""So many characters at most are the way to a customer and the town: 去鄂尔多斯."""
INVITING = ("吧", "呗")
WENT = re.compile("(?![的路])[\u3400-\u9fff]{1,8}?[了完过]")


def events_of(message: Message, clause: Clause, following: Sequence[Clause]) -> list[Event]:
    """The events that a clause tells, in order; none where it is a question, a wish or a quotation."""
    if clause.question or clause.quoted or asks_around(message, clause) or any(hit.start - clause.start <= 1 for hit in clause.cues("veto.joking")):
        return []
    lead = lead_event(message, clause, following)
    contact = contact_event(message, clause, following)
    if lead is not None and contact is not None and contact.rule == "contact.told" and contact.detail:
        lead = None  # of a list of calls
    if lead is not None and contact is not None:
        if any(one.known and not is_member(one) for one in clause.of_kind("person")) and not clause.of_kind("phone", "email") and lead.kind != "lead":
            lead = None
        else:
            contact = contact if lead.kind != "lead" else None
    found = [
        event
        for event in (
            contract_event(message, clause),
            payment_event(message, clause),
            deal_event(message, clause, following),
            checkin_event(message, clause, following),
            lead,
            contact,
        )
        if event is not None and not kept_from(message, clause, event)
    ]
    paid = [event for event in found if event.kind == "payment"]
    found = [one for one in found if one.rule != "past.meeting" or not any(one.start <= pay.end + 1 and pay.start < one.end for pay in paid)]
    return sorted(found, key=lambda event: event.start)


def kept_from(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a negation right before it, or a hypothesis or an address to somebody before it, keeps an event from being one."""
    bare = not set(message.mask.chars[event.start : event.end]) & set("了咗过完来")
    asked = bare and event.detail != "message" and asked_for(message, clause)
    if event.kind == "contact" and (asked or done_by_colleague(message, clause, event)):
        return True
    if event.kind in ("contract", "payment") and still_to_come(message, clause, event):
        return True
    if event.kind in ("contact", "contract", "payment", "deal") and any(hit.start < event.start for hit in clause.cues("veto.cheering")):
        return True
    if event.kind == "contact" and (only_meant(message, clause, event) or is_long_ago(message, clause) or only_instead(clause, event)):
        return True
    for hit in clause.hits:
        if hit.cue == "veto.off" and event.kind == "contact" and 0 <= hit.start - event.end <= NEAR and is_noun(clause, event):
            return True
        if hit.cue == "veto.negated" and hit.end <= event.start and event.start - hit.end <= 2:
            return True
        if hit.cue == "veto.waiting" and hit.end <= event.start and event.start - hit.end <= NEAR:
            return True
        if (
            hit.cue in ("intent.own", "deal.close")
            and event.kind in ("contract", "payment")
            and hit.end <= event.start
            and event.start - hit.end <= NEAR
        ):
            return True
        if hit.cue == "intent.will" and event.kind in ("contract", "payment") and hit.end <= event.start and event.start - hit.end <= 4:
            return True
        if hit.cue == "veto.hypothetical" and hit.end <= event.start and event.kind != "lead":
            return True
        if hit.cue == "veto.direct" and event.kind == "contact" and hit.end <= event.start:
            return True
    return False


def only_instead(clause: Clause, event: Event) -> bool:
    """Whether everybody whom a clause names is who was not reached: "rang the wife instead of Jane"."""
    instead = next((hit for hit in clause.cues("veto.instead") if hit.start >= event.end), None)
    names = clause.of_kind("company", "person")
    return instead is not None and bool(names) and all(one.place >= instead.end for one in names)


def is_long_ago(message: Message, clause: Clause) -> bool:
    """Whether a clause tells of other times: "I was at Acme in 2015"."""
    days = [span.last.day for one in clause.of_kind("date") if (span := message.past_dates.get(one.start) or one.date) is not None]
    return bool(days) and max(days) < message.today - LONG_AGO


def still_to_come(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a contract or a payment is told of with a day to come (a bare verb leaves an open one so: 周五打款), or a limit (周五前签回来)."""
    ahead, done = message.first_ahead(clause), told_as_done(message, event)
    if ahead is not None and (ahead.place < event.start or not done):
        return True
    if event.kind == "payment" and CONSEQUENCE.match(message.mask.chars, event.end, clause.end):
        return True
    days = [one for one in message.deadlines(clause) if one.date is not None and one.place < event.start]
    return any(one.date is not None and (one.date.direction == "before" or (not done and one.date.first.day > message.today)) for one in days)


def told_as_done(message: Message, event: Event) -> bool:
    """Whether the words of an event say that it is done; in Chinese a bare verb (打款) leaves it open."""
    said = message.mask.chars[event.start : event.end]
    return said.isascii() or any("\ue000" <= char <= "\uf8ff" for char in said) or bool(set(said) & set("了到收已完咗左过中单"))


def only_meant(message: Message, clause: Clause, event: Event) -> bool:
    """Whether an act without a word for the past stands behind a word for what is wanted: 想请王总吃饭."""
    told = message.mask.chars[event.start : event.end]
    if told.isascii() or set(told) & set("了过完咗左到") or event.rule in ("past.no_answer", "past.contact"):
        return False
    return any(
        0 <= event.start - hit.end <= 1 and message.mask.chars[hit.start : hit.end] in ("想", "打算", "准备") for hit in clause.cues("intent.will")
    )


def is_noun(clause: Clause, event: Event) -> bool:
    """Whether an act is named by a noun (visit to, call with): then it may have been called off."""
    named = any(other.cue.startswith("base.") and other.start < event.end and event.start < other.end for other in clause.hits)
    return named and not any(hit.cue == "words.say" and hit.end == event.end for hit in clause.hits)


def contact_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """An act of contact that took place."""
    hits = [hit for hit in clause.hits if hit.cue.startswith("past.") and hit.cue != "past.say"]
    hits = [hit for hit in hits if not is_wanted(clause, hit)]
    hits = [hit for hit in hits if not told_by_member(message, hit) and not said_by_stranger(message, hit)]
    hits = [hit for hit in hits if not (is_channel(message, hit) and not clause.of_kind("company", "person"))]
    hosted = HOSTED.search(message.mask.chars, clause.start, clause.end)
    if hosted is not None and not any(is_member(one) for one in message.mask.within(hosted.start(), hosted.end(), ("person",))):
        return Event("contact", hosted.start(), hosted.end() - 1, "past.meeting", "meeting")
    spent = SPENT.search(message.mask.chars, clause.start, clause.end)
    if spent is not None and not is_member(message.mask.within(spent.end() - 1, spent.end())[0]):
        return Event("contact", spent.start(), spent.end() - 1, "past.meeting", "meeting")
    acts = [hit for hit in hits if hit.cue[5:] in METHODS] or [hit for hit in hits if hit.cue == "past.contact"]
    if acts and acts[0].cue == "past.contact" and is_hearsay(message, clause, acts[0]):
        return None
    if acts:
        first = acts[0]
        if is_ahead(message, clause, first):
            return None
        way = "visit" if trip_by_town(message, clause) else way_of_list(message, clause)
        return Event("contact", first.start, first.end, first.cue, way if first.cue == "past.contact" else first.cue[5:])
    silent = next((hit for hit in hits if hit.cue == "past.no_answer"), None)
    if (
        silent is not None
        and not (clause.start == 0 and AWAY.match(message.mask.chars, silent.start))
        and any(not is_member(one) for one in clause.of_kind("company", "person"))
        and not message_has_contact(message, clause)
        and not is_written_off(clause, following)
    ):
        return Event("contact", silent.start, silent.end, silent.cue, way_of_list(message, clause))
    return (
        base_event(message, clause, following)
        or told_event(message, clause, following)
        or list_head(message, clause, following)
        or silent_event(message, clause, following)
    )


def is_written_off(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether the next clause draws the conclusion that a deal is lost, so that the silence is no contact: "Acme has gone quiet, mark it lost"."""
    return any(one.sentence == clause.sentence and one.has("deal.lost") and not one.of_kind("company", "person") for one in following[:1])


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


def is_channel(message: Message, hit: Hit) -> bool:
    """Whether a cue names the way only ("on WhatsApp", "over zoom"), and not the act."""
    return message.mask.chars[hit.start : hit.end].startswith(("on ", "over ", "via ", "by ", "thru ", "through ", "in an ", "in a "))


def message_has_contact(message: Message, clause: Clause) -> bool:
    """Whether an act of contact was told before this clause."""
    return any(hit.cue.startswith("past.") and hit.cue[5:] in METHODS and hit.start < clause.start for hit in message.hits)


def is_ahead(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether an act that is named by a noun (call with, lunch with, demo for) is still to come."""
    told = message.mask.chars[hit.start : hit.end]
    if (set(told) & set("了过完咗") and message.first_ahead(clause) is None) or told.endswith(SAID):
        return False
    for own in clause.cues("intent.own"):
        if 0 <= hit.start - own.end <= NEAR or (own.start <= hit.start and hit.end < own.end):
            return True
    ahead = message.first_ahead(clause) or planned_before(message, clause)
    named = any(other.cue.startswith("base.") and other.start < hit.end and hit.start < other.end for other in clause.hits)
    if named and any(recurs(one) for one in clause.of_kind("date")):
        return True
    return (ahead is not None and (ahead.place < hit.start or named)) or (named and is_next_of_all(message, clause, hit))


def is_next_of_all(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether an act with an open day closes a message about somebody new or a contract won: "new lead Jane, 555 0100. site visit sunday 11am"."""
    if clause is not message.clauses[-1] or not clause.sentence or hit.start - clause.start > OPENING or message.text.language != "en":
        return False
    before = [one for one in message.clauses if one.sentence < clause.sentence]
    days = [one.date for one in clause.of_kind("date") if one.date is not None]
    if not days or any(one.first.day <= message.today for one in days) or any(one.has("past.") for one in before):
        return False
    return any(one.has("contract.signed", "lead.new", "lead.met") or one.of_kind("phone", "email") for one in before)


def planned_before(message: Message, clause: Clause) -> Entity | None:
    """The open day of a clause that goes on with what is going to happen: "next steps: send the quote Fri, site visit Mon"."""
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.end <= clause.start]
    return next(iter(message.deadlines(clause)), None) if before and before[-1].has("intent.own") and message.text.language == "en" else None


def base_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """An act that its verb leaves open (给鼎盛打电话), told as done by a word for the past or by what came of it."""
    hits = trip_by_town(message, clause) or [
        hit
        for hit in clause.hits
        if (hit.cue.startswith("base.") and not message.mask.chars[hit.start : hit.end].isascii())
        or (hit.cue.startswith("base.") and is_mixed(message, hit))
    ]
    named = bool(clause.of_kind("company", "person")) or said_with_customer(message, clause, following)
    if message.mask.chars.startswith(INVITING, clause.end - 1):
        return None  # 中午一起去蓝海楼下吃饭吧
    if not hits or not named or clause.has("task.remind", "task.todo", "task.for_member") or message.is_ahead(clause):
        return None
    if any(one.start < hits[0].end and hits[0].start < one.end for one in clause.cues("checkin.arrived", "contract.signed")):  # 签完约
        return None
    if any(hit.cue == "intent.own" and hit.start < hits[0].start and hit.end <= hits[0].start + 1 for hit in clause.hits):
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
        or message.mask.chars[hits[0].end : hits[0].end + 1] in tuple("了过完咗左")
    )
    if not (answered or (told and not clause.has("intent.own"))):
        return None
    order = sorted(hits, key=lambda hit: (METHODS.index(hit.cue[5:]), hit.start))
    return Event("contact", order[0].start, order[0].end, "base." + order[0].cue[5:], order[0].cue[5:])


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


def contract_event(message: Message, clause: Clause) -> Event | None:
    """A contract signed, an order won."""
    hit = next(iter(clause.cues("contract.signed")), None) or paired(message, clause, "contract.got", "contract.thing", "contract")
    hit = hit or paired(message, clause, "contract.papers", "contract.back", "contract") or numbered_order(message, clause)
    return None if hit is None else Event("contract", hit.start, hit.end, hit.cue)


def payment_event(message: Message, clause: Clause) -> Event | None:
    """Money that came in."""
    hit = (
        next(iter(clause.cues("payment.came")), None)
        or paired(message, clause, "payment.got", "payment.thing", "payment")
        or paired(message, clause, "payment.thing", "payment.arrived", "payment")
        or paired(message, clause, "payment.bill", "payment.settled", "payment")
    )
    return None if hit is None else Event("payment", hit.start, hit.end, hit.cue)


def paired(message: Message, clause: Clause, first: str, second: str, group: str) -> Hit | None:
    """Two cues that tell something together: got … deposit, deposit … came in."""
    if not (clause.has(first) and clause.has(second)):
        return None
    bars = [hit for hit in message.hits if hit.cue == f"no.{group}"]
    for hit in clause.cues(first):
        for other in clause.cues(second):
            between = message.mask.chars[hit.end : other.start]
            if (
                0 <= len(between) <= FAR
                and other.start >= hit.end
                and " to " not in f" {between} "
                and not any(bar.start < other.end and hit.start < bar.end for bar in bars)
            ):
                return Hit(f"{group}.{first.split('.')[1]}_{second.split('.')[1]}", hit.start, other.end)
    return None


def deal_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """An opportunity opened, moved or lost."""
    for stage in STAGES:
        hit = next(iter(clause.cues(f"deal.{stage}")), None)
        if hit is not None and not (clause.has("intent.own") and not clause.has("deal.move")):
            return Event("deal", hit.start, hit.end, hit.cue, stage)
    hit = next(iter(clause.cues("deal.open")), None)
    topic = next(iter(clause.cues("deal.topic")), None)
    if (
        hit is None
        and topic is not None
        and not clause.has("contract.signed")
        and any(one.of_kind("money") for one in (clause, *following) if one.sentence == clause.sentence)
    ):
        hit = topic
    return None if hit is None else Event("deal", hit.start, hit.end, hit.cue)


def checkin_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """The sender is at a place now."""
    if clause.has(*(f"deal.{stage}" for stage in STAGES)):
        return None
    hit = arrival(message, clause, following)
    if hit is not None and any(one.end <= hit.start for one in clause.cues("payment.thing")):
        return None  # 货款已到
    ahead = message.first_ahead(clause)
    where = [one.place for one in clause.of_kind("company")]
    if (
        hit is not None
        and ahead is not None
        and (ahead.place < hit.start or (ahead.place - 2 in where and message.mask.chars.startswith(BEING, hit.start)))
    ):
        return None  # tomorrow I'm at Acme
    return None if hit is None else Event("check_in", hit.start, hit.end, hit.cue)


def is_of_known_company(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether somebody met is only said to be of a company that is known, and neither wants anything nor can be reached."""
    told = [clause, *(one for one in following if one.sentence == clause.sentence)]
    return any(one.known for one in clause.of_kind("company")) and not any(one.of_kind("phone", "email") or one.has("lead.want") for one in told)


def offers(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether somebody close wants something or can be reached, and is not only talked of: 老同学李明今天结婚 is no lead."""
    near = [clause, *(one for one in following if one.sentence == clause.sentence)]
    return any(one.has("lead.want", "lead.got", "source.person") or one.of_kind("phone", "email", "company") for one in near)


def is_theirs(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether who is new is only new at a customer whom we know: "met Jane and their new buyer"."""
    theirs = message.mask.chars.startswith("new ", hit.start) and message.mask.chars.endswith(("their ", "her ", "his "), clause.start, hit.start)
    return theirs and any(one.known and one.place < hit.start for one in clause.of_kind("company", "person"))


def lead_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """Somebody new who might buy."""
    hit = next((one for one in clause.cues("lead.new") if not is_theirs(message, clause, one)), None)
    if hit is not None:
        return Event("lead", hit.start, hit.end, hit.cue)
    new = [one for one in clause.of_kind("company", "person") if not one.known]
    hit = next((one for one in clause.cues("lead.met", "lead.kin") if one.cue == "lead.kin" or not is_of_known_company(clause, following)), None)
    if hit is not None and hit.cue == "lead.kin" and not new:
        aside = [one for one in following if one.sentence == clause.sentence]
        new = (
            [name for one in aside for name in one.of_kind("company", "person") if not name.known]
            if any(one.has("lead.want") for one in aside)
            else []
        )
    if hit is not None and hit.cue == "lead.kin" and not any(one.kind == "company" for one in new) and not offers(clause, following):
        hit = None
    if hit is not None and hit.cue == "lead.kin" and any(one.cue == "no.contract" for one in clause.hits):
        hit = None  # my brother signed his first contract
    if (
        hit is not None
        and (new or (hit.cue == "lead.met" and not clause.has("words.whom", "words.customer")))
        and not any(one.known for one in clause.of_kind("person"))
    ):
        return Event("lead", hit.start, hit.end, hit.cue)
    hit = next(iter(clause.cues("lead.kin_theirs")), None)
    if hit is not None and any(one.kind == "person" and 0 <= one.place - hit.end <= 1 for one in new):
        aside = [clause, *(one for one in following if one.sentence == clause.sentence)]
        if any(one.has("lead.want") or one.of_kind("phone") for one in aside):
            return Event("lead", hit.start, hit.end, hit.cue)
    if (kin := kin_who_wants(message, clause, following)) is not None:
        return Event("lead", kin.start, kin.end, "lead.theirs")
    pair = paired(message, clause, "lead.got", "lead.thing", "lead")
    phoned = any(one.of_kind("phone") for one in (clause, *following) if one.sentence == clause.sentence) and message.text.language == "zh"
    if pair is not None and (new or phoned) and not any(one.known and one.place > pair.start for one in clause.of_kind("company", "person")):
        return Event("lead", pair.start, pair.end, pair.cue)
    if (several := next(iter(clause.cues("lead.several")), None)) is not None and meets_several(message, clause, several.end, following):
        return Event("lead", several.start, several.end, several.cue)
    if (beside := lead_beside(message, clause, following)) is not None:
        return beside
    want = next(iter(clause.cues("lead.want")), None)
    told = [
        one for part in message.clauses if part.sentence == clause.sentence and part.end <= clause.start for one in part.of_kind("company", "person")
    ]
    of_known = message.text.language == "en" and any(one.known and not is_member(one) for one in told)
    if want is not None and not of_known and new and not any(one.known for one in clause.of_kind("company", "person")):
        return Event("lead_if_new", want.start, want.end, want.cue)
    return shown_lead(message, clause) if new else unnamed_lead(message, clause)
