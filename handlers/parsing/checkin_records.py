"""Check-ins: the place, what is being done there, and what for later."""

from __future__ import annotations

import re

from handlers.parsing.arrivals import is_near, is_site
from handlers.parsing.clauses import Clause
from handlers.parsing.contact_records import is_filler, sort_clauses
from handlers.parsing.customers import customer_of, names_in
from handlers.parsing.drafts import Draft, record
from handlers.parsing.follow_ups import bare_range, follow_up_of
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.name_words import name_words
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import shape
from handlers.parsing.text import fold

DOING = shape("checkin_records.doing")
PUT = shape("checkin_records.put")
"""What was put somewhere: 冰柜挪到门口了."""
TELLS = shape("checkin_records.tells")
"""A Chinese place with such a word says what is seen there: 2号货架被压到底层."""
ING = shape("checkin_records.ing")
"""What opens so and has a day to come is planned: "bringing the missing drills Thursday"."""
SAYS = shape("checkin_records.says", re.IGNORECASE)
"""Words that tell something of whom or what is there: "front desk says he's out"."""
AT_WORK = shape("checkin_records.at_work")
DOING_BEHIND = shape("checkin_records.doing_behind")
"""What is done stands right behind where exactly."""
LEAST_DONE = 2
"""So much at least says what is being done at a place."""
TOWN = shape("checkin_records.town")
BEHIND_PLACE = shape("checkin_records.behind_place")
"""What may stand behind the word for a place where a Chinese clause says no more than where."""
OPENING = 12
"""So near its beginning a clause says that it tells what is for later."""
PART = shape("checkin_records.part")
"""Words for being somewhere that say where exactly: "in the lobby at Acme"."""
CODE = shape("checkin_records.code")
"""A floor, a stand or a room: B1, 3F, 1208."""
HALL = shape("checkin_records.hall")
"""A hall at a fair: 琶洲B区9.2馆."""
ON_ROAD = shape("checkin_records.on_road", re.IGNORECASE)
"""Where a customer's place is, by its road or its unit: "on Hwy 9", "Sim Lim #05-18"."""
DOES = shape("checkin_records.does", re.IGNORECASE)
"""What is done at a place, no part of its name: "the warehouse doing a stock count"."""
AROUND_PLACE = shape("checkin_records.around_place")
BESIDE = shape("checkin_records.beside")
AT_FIRST = shape("checkin_records.at_first")


def checkin_record(message: Message, draft: Draft) -> Record | None:
    """A check-in: customer, place, what else was told; None where no place is."""
    customer = draft.customer
    known = next((one for one in names_in([draft.head, *draft.clauses]) if one.kind == "company" and one.known), None)
    if known is not None and customer.company_at is not None and not customer.company_at.known:
        customer = draft.customer = customer_of([known])
    step, contents = sort_clauses(message, draft)
    if step is not None and not is_for_later(message, step.clause):
        step, contents = None, draft.clauses
    fields: dict[str, Value] = {}
    at = customer.company_at
    site = is_site(at)
    if site:
        customer.company = ""  # 福田会展中心 is where, not whom
    if customer.company:
        fields["company"] = customer.company
    place, notes = place_of(message, draft, contents)
    place = place or (at.said if at is not None and site else "")
    if place:
        fields["place"] = place
    fields["note"] = tidy(", ".join(notes))
    follow_up = follow_up_of(message, step.clause) if step else None
    if follow_up is not None:
        fields["follow_up"] = follow_up
    if not customer.company and not place and not customer.choices:
        return None
    return record(message, draft, fields, tuple(choice for choice in customer.choices if choice.field == "company"))


def tells_place(message: Message, clause: Clause) -> bool:
    """Whether a clause says where exactly, and not what is being done there."""
    words = message.mask.words(clause.start, clause.end)
    if CODE.fullmatch(words) or HALL.fullmatch(words) or words in name_words("regions"):
        return True
    if any(one.place == clause.start for one in clause.of_kind("person")):
        return False  # 郝工带看车间
    if not words.isascii() and (message.is_done(clause) or clause.has("result.") or PUT.search(words)):
        return False  # 大棚滴灌堵了两路
    doing = DOING.match(words) or DOES.match(words) or SAYS.search(words) or any(hit.start - clause.start <= 1 for hit in clause.cues("veto.waiting"))
    told = max((hit.end for hit in clause.cues("checkin.place")), default=0)
    names = [(one.place, one.place + 1) for one in clause.of_kind("company")]
    rest = message.wording(told, clause.end, names) if told else ""
    if not words.isascii() and told and not BEHIND_PLACE.fullmatch(rest):
        return False  # 店里在换灯, 门卫不让进
    return not doing and (bool(told) or any(not one.known for one in clause.of_kind("company")))


def doing_at(message: Message, clause: Clause) -> str:
    """Where a clause says that something is being done: 在警卫室换证, 门口等王总; empty where it says no more than where, or nothing of it."""
    if (at_work := DOING_BEHIND.match(message.mask.words(clause.start, clause.end))) is not None:
        return at_work["place"]
    told = max((hit.end for hit in clause.cues("checkin.place")), default=clause.start)
    at = AT_WORK.match(message.mask.chars, clause.start, clause.end)
    if at is None or clause.of_kind("company", "date") or message.is_done(clause):
        return ""
    does = content_size(message.wording(told, clause.end).lstrip("里内边旁处"))
    does = LEAST_DONE if any(hit.start == told for hit in clause.cues("checkin.onsite")) else does
    return message.wording(at.end(), told) if told > at.end() and does >= LEAST_DONE else ""


def is_for_later(message: Message, clause: Clause) -> bool:
    """Whether a clause tells what to do after a check-in, and not what is being done on the spot (准备盘点)."""
    if any(hit.start - clause.start <= 1 for hit in clause.cues("veto.waiting")):
        return False
    if any(hit.start == clause.start for hit in clause.cues("words.whom")) and not clause.has("intent.own"):
        return False  # 她三点半开完会
    if clause.has("words.pause") and not clause.entities:
        return False
    bringing = ING.match(message.mask.chars, clause.start) and any(
        one.date and one.date.last.day > message.today for one in message.deadlines(clause)
    )
    verbs = bringing or clause.has("intent.own", "task.verb", "base.")
    later = any(hit.start - clause.start <= OPENING for hit in clause.cues("intent.later"))
    return later or (verbs and bool(clause.of_kind("date")))


def is_town(message: Message, draft: Draft, clause: Clause) -> bool:
    """Whether what stands between the arrival and the customer says in which part of the town it is: 📍九亭 好又多超市."""
    own, words = draft.customer.company_at, message.mask.words(max(clause.start, draft.end), clause.end)
    behind = own is not None and own.place == clause.end + 1 and message.mask.chars[clause.end] == " "
    return behind and TOWN.fullmatch(words) is not None and not DOING.match(words) and not clause.entities


def parted(words: str) -> tuple[str, str]:
    """The words behind an arrival: where exactly, and from the first word of doing something on, what is being done there."""
    if (at_work := DOING_BEHIND.match(words)) is not None:
        return at_work["place"], words[at_work.end("place") :]  # 门口|等王总
    hit = DOES.search(words)
    return (words[: hit.start()].strip(" ,"), words[hit.start() :].strip(" ,")) if hit else (words, "")


def only_arrives(message: Message, clause: Clause) -> bool:
    """Whether a clause says no more than that it is a check-in: 签个到."""
    said = [(hit.start, hit.end) for hit in clause.cues("checkin.arrived", "words.dangling")]
    return clause.has("checkin.arrived") and not clause.entities and not content_size(message.wording(clause.start, clause.end, said))


def place_of(message: Message, draft: Draft, contents: list[Clause]) -> tuple[str, list[str]]:
    """Where exactly, and the notes: what stands behind the arrival, without the customer."""
    head, own = draft.head, draft.customer.company_at
    ranges = [(own.place, own.place + 1)] if own is not None and own.known else []
    spoken = [(hit.start, hit.end) for hit in head.cues("checkin.now", "intent.filler")]
    first = message.wording(draft.end, head.end, [*ranges, *spoken, *((one.place, one.place + 1) for one in head.of_kind("date"))])
    first = re.sub(r"^[^\w#]+", "", first)
    first = AROUND_PLACE.sub("", first).strip(" ,，")
    before = message.wording(head.start, draft.start, ranges)
    place, notes = "", []
    first, doing = parted(first)
    act = next((hit for hit in head.cues("checkin.onsite") if own is not None and hit.start > own.place + 1), None)
    near = act is not None and own is not None and is_near(message, head, own.place + 1, act) and not doing
    if act is not None and own is not None and (near or draft.rules[:1] == ["checkin.at_customer"]):
        first, doing = message.wording(own.place + 1, act.start), message.wording(act.start, head.end)  # 在大唐温泉后勤通道等交接
    if own is not None and own.known and draft.start <= own.place < draft.end and DOING.match(first):
        doing, first = first, message.wording(own.place + 1, draft.end).rstrip("了")  # 在蓝海总部给他们做培训
    if own is not None and own.known and not first and draft.start <= own.place < draft.end and draft.rules[0] == "checkin.arrived":
        place = message.wording(own.place + 1, draft.end).strip("的了啦")  # 到绿驰科技园站了
    if (
        first
        and (
            head.has("checkin.place")
            or fold(first) in name_words("regions")
            or any(one is not own and not one.known for one in head.of_kind("company"))
            or own is None
            or not own.known
            or draft.rules[0] == "checkin.at_now"
            or is_town(message, draft, head)
            or ON_ROAD.match(first)
        )
        and not BESIDE.match(first)
        and not TELLS.search(first)
    ):
        place = first
    elif content_size(first) >= 2:
        notes.append(first)
    if doing:
        notes.append(doing)
    if not place and not (own and own.known) and content_size(before) >= 2:
        place = AT_FIRST.sub("", before)
    for clause in contents:
        words = message.wording(*bare_range(message, clause), ranges)
        if not words or is_filler(message, clause) or only_arrives(message, clause):
            continue
        whole = message.wording(clause.start, clause.end, ranges)  # "back lot" is no loose "back"
        if (where := doing_at(message, clause)) and not notes:
            place = f"{place}, {where}" if place else where
            notes.append(words)
        elif words.startswith("#") or (
            not notes and (tells_place(message, clause) or is_town(message, draft, clause)) and content_size(words) <= (12 if place else 24)
        ):
            place = f"{place}, {whole}" if place else whole
        else:
            notes.append(words)
    part = PART.match(message.mask.chars, draft.start, draft.end) if not place and own is not None else None
    return message.wording(*part.span("part")) if part is not None else place, notes
