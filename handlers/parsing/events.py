"""What a clause tells: acts of contact, leads, check-ins, deals, contracts, payments; and what keeps it from telling anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers.parsing.arrivals import WEAK_ARRIVAL, arrival
from handlers.parsing.clauses import Clause
from handlers.parsing.contact_events import contact_event
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.event import NEAR, STAGED, Event, is_noun
from handlers.parsing.idle import is_idle
from handlers.parsing.lead_events import lead_event
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.money_events import contract_event, deal_event, payment_event
from handlers.parsing.questions import SAYING, asked_for, asks_around, done_by_colleague, is_private, is_quoted
from handlers.parsing.shapes import shape, word_list

BEING = word_list("events.being")
"""Who is at a place, now or on a day that is told: "I'm at Acme tomorrow"."""
LONG_AGO = timedelta(days=200)
"""Nobody writes down what happened so long ago."""
AT_ONCE = shape("events.at_once")
"""Before 就 these tell of what has been done."""
WISHED = word_list("events.wished")
"""With these an act is still to come; with the last ones only where somebody is to come to us."""
COMING = 6
OF_TIME = word_list("events.of_time")
"""Behind a time, or at its end, these say that it only tells which thing is meant."""
CONSEQUENCE = shape("events.consequence")
"""What follows a payment that is only a condition: 全款打过来给赠品, 打款再发货."""


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
        elif (
            lead.kind == "lead" or is_enquiry(message, clause, lead) or (contact.rule == "past.contact" and contact.start <= lead.start < contact.end)
        ):
            contact = None  # 贺女士想要…: they only want something
        else:
            lead = None
    contract = contract_event(message, clause)
    found = [
        event
        for event in (
            contract,
            payment_event(message, clause),
            deal_event(message, clause, following, won=contract is not None),
            checkin_event(message, clause, following),
            lead,
            contact,
        )
        if event is not None and not kept_from(message, clause, event)
    ]
    paid = [event for event in found if event.kind == "payment"]
    found = [one for one in found if one.rule != "contact.told" or not paid]
    told: list[Event | Hit] = [*paid, *(clause.cues("payment.came") if paid else [])]
    found = [one for one in found if one.rule != "past.meeting" or not any(one.start <= pay.end + 1 and pay.start < one.end for pay in told)]
    return sorted(found, key=lambda event: event.start)


def is_enquiry(message: Message, clause: Clause, lead: Event) -> bool:
    """Whether somebody new at a firm of which nothing is known came to ask for something: "Mark from Northwind called asking for prices"."""
    names = [one for one in clause.of_kind("company", "person") if not is_member(one)]
    fresh = message.text.language == "en" and bool(names) and not any(one.known for one in names)
    return fresh and lead.kind == "lead_if_new" and {one.kind for one in names if one.place < lead.start} == {"company", "person"}


def kept_from(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a negation right before it, or a hypothesis or an address to somebody before it, keeps an event from being one."""
    bare = not set(message.mask.chars[event.start : event.end]) & set("了咗过完来")
    asked = bare and event.detail != "message" and asked_for(message, clause)
    if event.kind == "contact" and (asked or done_by_colleague(message, clause, event)):
        return True
    quoted = event.kind == "check_in" and is_quoted(message, clause, event)
    if quoted or is_idle(message, clause, event) or (event.kind in ("contract", "payment") and still_to_come(message, clause, event)):
        return True
    cheered = any(hit.start < event.start for hit in clause.cues("veto.cheering"))
    if event.kind in ("contact", "contract", "payment", "deal") and (cheered or is_private(message, clause, event)):
        return True
    if event.kind == "contact" and (
        only_meant(message, clause, event)
        or is_promised(message, clause, event)
        or is_long_ago(message, clause, event)
        or only_instead(clause, event)
    ):
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
        near = hit.end <= event.start and event.start - hit.end <= 4
        if hit.cue == "intent.will" and event.kind in ("contract", "payment") and near and not happened_then(message, event, hit):
            return True
        if hit.cue == "veto.hypothetical" and hit.end <= event.start and event.kind != "lead":
            return True
        if hit.cue == "veto.direct" and event.kind == "contact" and hit.end <= event.start:
            return True
    return False


def is_promised(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a treat without a word for the past is what follows if something comes about: 要是成了，我请大家打球."""
    if event.detail != "meeting" or set(message.mask.chars[event.start : event.end]) & set("了过完咗到"):
        return False
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.end <= clause.start]
    return bool(before) and before[-1].has("veto.hypothetical") and message.text.language == "zh"


def happened_then(message: Message, event: Event, hit: Hit) -> bool:
    """Whether 就 says how soon something done was done, and not that it will be: 上周四就到账了, 当场就签了."""
    if message.mask.chars[hit.start : hit.end] != "就" or not told_as_done(message, event):
        return False
    when = message.mask.at(hit.start - 1) if hit.start else None
    span = (message.past_dates.get(when.start) or when.date) if when is not None else None
    at_once = AT_ONCE.search(message.mask.chars, max(0, hit.start - NEAR), hit.start)
    return at_once is not None or (span is not None and span.last.day <= message.today)


def only_instead(clause: Clause, event: Event) -> bool:
    """Whether everybody whom a clause names is who was not reached: "rang the wife instead of Jane"."""
    instead = next((hit for hit in clause.cues("veto.instead") if hit.start >= event.end), None)
    names = clause.of_kind("company", "person")
    return instead is not None and bool(names) and all(one.place >= instead.end for one in names)


def is_long_ago(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a clause tells of other times: "I was at Acme in 2015"; behind 说 a day is only spoken of (李娜说年底上系统)."""
    told = [one for one in clause.of_kind("date") if one.place < event.start or not message.mask.chars.endswith(SAYING, event.start, event.end)]
    told = [one for one in told if not (message.text.language == "zh" and one.place >= event.end and one.date and one.date.last.day > message.today)]
    days = [span.last.day for one in told if (span := message.past_dates.get(one.start) or one.date) is not None]
    return bool(days) and max(days) < message.today - LONG_AGO


def still_to_come(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a contract or a payment is told of with a day to come (a bare verb leaves an open one so: 周五打款), or a limit (周五前签回来)."""
    done = told_as_done(message, event)
    ahead = next((one for one in message.all_ahead(clause) if not (done and says_which(message, event, one))), None)
    if ahead is not None and (ahead.place < event.end or not done or is_noun_with_day(message, event, ahead)):
        return True
    if event.kind == "payment" and CONSEQUENCE.match(message.mask.chars, event.end, clause.end):
        return True
    days = [one for one in message.deadlines(clause) if one.date is not None and one.place < event.start]
    return any(one.date is not None and (one.date.direction == "before" or (not done and one.date.first.day > message.today)) for one in days)


def says_which(message: Message, event: Event, day: Entity) -> bool:
    """Whether a time only says which contract or payment it is that came: 明年的年框合同签了."""
    return day.place < event.start and (message.mask.chars.startswith(OF_TIME, day.place + 1) or day.said.endswith(OF_TIME))


def is_noun_with_day(message: Message, event: Event, day: Entity) -> bool:
    """Whether an event is only named, and its day stands right behind who it is from and how much: "payment from Acme 20k tomorrow"."""
    named = message.mask.chars[event.start : event.end].rstrip("\ue000\ue001 ").endswith((" from", " of"))
    told = [(one.place, one.place + 1) for one in message.mask.within(event.end, day.place)]
    return named and not content_size(message.wording(event.end, day.place, told))


def told_as_done(message: Message, event: Event) -> bool:
    """Whether the words of an event say that it is done; in Chinese a bare verb (打款) leaves it open."""
    said = message.mask.chars[event.start : event.end]
    return said.isascii() or any("\ue000" <= char <= "\uf8ff" for char in said) or bool(set(said) & set("了到收已完咗过中单"))


def only_meant(message: Message, clause: Clause, event: Event) -> bool:
    """Whether an act without a word for the past stands behind a word for what is wanted: 想请王总吃饭."""
    told = message.mask.chars[event.start : event.end]
    if told.isascii() or set(told) & set("了过完咗到") or event.rule in ("past.no_answer", "past.contact"):
        return False
    near = COMING if event.detail == "meeting" and told.startswith(("来", "到")) else 1  # 王总想带工程师来公司看看
    wants = WISHED if near > 1 else WISHED[:3]
    return any(0 <= event.start - hit.end <= near and message.mask.chars[hit.start : hit.end] in wants for hit in clause.cues("intent.will"))


def checkin_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """The sender is at a place now."""
    if clause.has(*STAGED):
        return None
    hit = arrival(message, clause, following)
    if hit is None or any(one.end <= hit.start for one in clause.cues("payment.thing")):
        return None  # 货款已到
    if message.mask.chars.startswith(WEAK_ARRIVAL, hit.start) and clause.has("contract.signed", "payment.came"):
        return None  # 在蓝海会议室签了合同
    ahead = message.first_ahead(clause)
    where = [one.place for one in clause.of_kind("company")]
    if ahead is not None and (ahead.place < hit.start or (ahead.place - 2 in where and message.mask.chars.startswith(BEING, hit.start))):
        return None  # tomorrow I'm at Acme
    return Event("check_in", hit.start, hit.end, hit.cue)
