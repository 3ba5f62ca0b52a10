"""Leads that no phrase calls so: somebody new, shown to be one by what stands around the name: a phone, a job, a source, a want."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.channel_sources import FAIR
from handlers.parsing.clauses import Clause
from handlers.parsing.drafts import Draft
from handlers.parsing.event import Event
from handlers.parsing.lead_sources import led_source, source_of
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape
from handlers.parsing.titles import english_titles

NAMES = ("company", "person")
REACH = ("phone", "email")
ROW, SHORT = 4, 4
"""A row has so many pieces of less than so many words."""
FAR = 12
"""So many clauses before and behind a name are looked through."""
BESIDE = shape("shown_leads.beside")
"""What stands between somebody's name and the company's."""
TITLE_GAP = shape("shown_leads.title_gap")
WHOM = shape("shown_leads.whom")
"""Behind a number these are people."""
BESIDE_THEM = shape("shown_leads.beside_them")
"""Where somebody is who is told in the sentence of a customer: 旁边那家新店叫好味面馆."""
BARS = (
    "veto.ours", "veto.cancel", "veto.jest", "contract.signed", "payment.came", "deal.lost", "task.todo", "task.remind", "approval.ask",
    "target.head",
)  # fmt: skip
"""What tells something else than of somebody new."""
INBOX = shape("shown_leads.inbox")
"""Where what strangers write to us comes in."""
ASKS_AROUND = shape("shown_leads.asks_around")
"""Words of what is no request of one customer."""
SOMEBODY = ("someone", "somebody")


def shown_lead(message: Message, clause: Clause) -> Event | None:
    """The lead that begins with the new name in a clause; None where too little shows it to be one."""
    if message.text.language != "en" or clause.quoted or clause.has("past."):
        return None
    senders = clause.cues("source.person")
    new = [one for one in clause.of_kind(*NAMES) if is_new(message, one) and not any(hit.start <= one.place < hit.end for hit in senders)]
    if not new:
        return None
    before, own = around(message, clause)
    near = [*before, *own]
    reach = any(one.of_kind(*REACH) for one in near)
    wants = [hit for one in own for hit in one.cues("lead.want")]
    led = any(led_source(message, one) for one in near)
    if not (reach or wants or led):
        return None
    told = any(one.has("task.for_member") and not one.has("source.person") for one in near)
    if told or any(is_barred(one) or one.question for one in near) or begins_otherwise(near[0]):
        return None
    if any(one.has("veto.hypothetical") for one in (*before, clause)) or any(is_addressed(message, one) for one in near):
        return None
    _, sourced = source_of(message, near)
    known = [one for part in near for one in part.of_kind(*NAMES) if one.known and not any(low <= one.place < high for low, high in sourced)]
    if known:
        return None
    wished = any(not message.mask.chars[hit.start : hit.end].endswith(" to") for hit in wants)
    beside = is_beside(message, new[0]) or has_title(message, new[0], own) or is_row(message, own)
    shown = (reach and (bool(wants) or bool(sourced) or beside)) or (bool(wants) and bool(sourced)) or (beside and (wished or led))
    return Event("lead", new[0].place, new[0].place, "lead.shown") if shown else None


def is_barred(clause: Clause) -> bool:
    """Whether a clause tells something else than of somebody new: "Graham in accounts" alone does, but not where he "passed this on"."""
    senders = clause.cues("source.person")
    return any(not any(one.start <= hit.start and hit.end <= one.end for one in senders) for hit in clause.cues(*BARS))


def is_new(message: Message, name: Entity) -> bool:
    """Whether a name is nobody's whom we know, nor the sender's own."""
    return not name.known and name.said.casefold() != message.surroundings.sender.casefold()


def around(message: Message, clause: Clause) -> tuple[list[Clause], list[Clause]]:
    """The clauses without a name that lead up to a clause, and itself with those behind it, up to the next who is named."""
    place = message.clauses.index(clause)
    before: list[Clause] = []
    for one in reversed(message.clauses[max(0, place - FAR) : place]):
        if one.of_kind(*NAMES, *REACH) and one.sentence != clause.sentence:
            break
        before.insert(0, one)
    own, people = [clause], sum(1 for one in clause.of_kind("person"))
    for one in message.clauses[place + 1 : place + FAR]:
        people += len(one.of_kind("person"))
        if people > 1 or (one.sentence != clause.sentence and one.of_kind(*NAMES)) or one.has("task.for_member"):
            break
        own.append(one)
    return before, own


def begins_otherwise(clause: Clause) -> bool:
    """Whether a clause begins by telling what is to be done, or where the sender is."""
    return any(hit.start <= clause.start + 1 for hit in clause.cues("task.verb", "base.", "intent.own", "checkin.arrived"))


def is_addressed(message: Message, clause: Clause) -> bool:
    """Whether a clause speaks to a colleague."""
    return any(message.mask.chars[hit.start : hit.end] not in SOMEBODY for hit in clause.cues("veto.colleague"))


def is_beside(message: Message, name: Entity) -> bool:
    """Whether a new person and a new company stand side by side."""
    names = [one for one in message.mask.entities if one.kind in NAMES and not one.known]
    return any(
        other is not name
        and abs(other.place - name.place) <= FAR
        and BESIDE.fullmatch(message.mask.chars, min(name.place, other.place) + 1, max(name.place, other.place))
        for other in names
    )


def is_row(message: Message, own: Sequence[Clause]) -> bool:
    """Whether a name begins a row of short pieces, as on a card."""
    return len(own) >= ROW and all(message.mask.chars.count(" ", one.start, one.end) < SHORT for one in own[:ROW])


def has_title(message: Message, name: Entity, own: Sequence[Clause]) -> bool:
    """Whether a job stands beside a name."""
    chars = message.mask.chars
    return any(TITLE_GAP.fullmatch(chars, name.place + 1, start) for start, _ in english_titles(chars, name.place + 1, own[-1].end))


def shows_another(clause: Clause, last: Draft) -> bool:
    """Whether a shown lead is another than the last: of somebody not named yet, where the last one is told already."""
    told = {one.said.casefold() for part in last.all_clauses() for one in part.of_kind(*NAMES)}
    last_named = max((part.sentence for part in last.all_clauses() if part.of_kind(*NAMES)), default=last.head.sentence)
    fresh = [one for one in clause.of_kind(*NAMES) if one.said.casefold() not in told]
    full = any(one.of_kind(*REACH) or one.has("lead.want") for one in last.all_clauses())
    if clause.sentence == last_named and all(one.kind == "company" for part in last.all_clauses() for one in part.of_kind(*NAMES) if not one.known):
        fresh = [one for one in fresh if one.kind == "company"]  # "Pine Ridge wants a chiller, contact is Wade"
    return bool(told and fresh) and full and (clause.sentence != last_named or fresh[0].kind == "person")


def is_loose_step(one: Request | Draft) -> bool:
    """Whether a request is no more than a task that names nobody ("ring him thurs"): the next step about whoever the message tells of."""
    return not isinstance(one, Draft) and all(made.kind == "task" and not {"company", "person", "owner"} & made.fields.keys() for made in one.records)


RECEIVED = shape("shown_leads.received")
"""Behind a channel or a fair: 官网收到."""


def comes_from(message: Message, clause: Clause) -> bool:
    """Whether a clause says by which channel somebody came: 抖音来的, 朋友介绍, 官网收到."""
    if FAIR.match(message.mask.chars, clause.start, clause.end):
        return True
    tails = {place for other in clause.cues("source.tail") for place in (other.start, other.end)}
    return any(hit.end in tails or RECEIVED.match(message.mask.chars, hit.end, clause.end) for hit in clause.cues("source.noun"))


def unsaid_lead(message: Message) -> Draft | None:
    """A lead of the whole message: somebody new with a phone or an email, who wants something."""
    clauses = message.clauses
    reach = any(clause.of_kind(*REACH) for clause in clauses)
    new = [clause for clause in clauses if any(not one.known for one in clause.of_kind(*NAMES))]
    if reach and new and is_passed_on(message):
        asked = next((place for place, one in enumerate(clauses) if place and (one.question or one.has("lead.want"))), 1)
        return Draft("lead", clauses[0], clauses[0].start, clauses[0].start, ["lead.passed_on"], clauses=clauses[asked:])
    if (
        not reach
        or not new
        or not any(clause.has("lead.want") or comes_from(message, clause) for clause in clauses)
        or any(clause.question or clause.has("veto.hypothetical") for clause in clauses)
    ):
        return None
    return Draft("lead", clauses[0], clauses[0].start, clauses[0].start, ["lead.unsaid"], clauses=clauses[1:])


COUNTED_THERE = shape("shown_leads.counted_there")
"""How many were met at a fair or came by a channel, right behind it: 糖酒会今天三个."""


def counted_there(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """Several strangers whom a clause only counts, behind where they came from and before a colon: 糖酒会今天三个：甲 封总；乙 郁小姐."""
    if message.mask.chars[clause.end : clause.end + 1] != ":" or not names_strangers(clause, following):
        return None
    nouns = [hit for hit in clause.cues("source.noun") if COUNTED_THERE.fullmatch(message.mask.chars, hit.end, clause.end)]
    return Event("lead", nouns[0].start, clause.end, "lead.several") if nouns else None


def is_passed_on(message: Message) -> bool:
    """Whether a stranger's own words stand behind the channel that they came by: "just landed in the sales inbox: could you …? Lorna, 0161 …"."""
    head = message.clauses[0]
    known = any(one.known for clause in message.clauses for one in clause.of_kind(*NAMES))
    channel = INBOX.search(message.mask.chars, head.start, head.end) is not None and not head.question and not head.has("task.verb", "veto.you")
    headed = message.mask.chars[head.end :].lstrip(" ").startswith((":", "："))
    return channel and headed and not known and ASKS_AROUND.search(message.mask.chars) is None


def meets_several(message: Message, clause: Clause, end: int, following: Sequence[Clause]) -> bool:
    """Whether a number of people were met or added of whom the rest of the sentence says who they are: 加了俩微信：甲、乙."""
    counted = end == clause.end and message.mask.chars[end : end + 1] == ":"  # 加了俩：甲；乙
    return (counted or WHOM.match(message.mask.chars, end, clause.end) is not None) and names_strangers(clause, following)


FOLLOWING = 12
"""So many clauses behind say who was met."""


def names_strangers(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether a clause and those behind it in its sentence name somebody, and nobody whom we know."""
    names = [one for part in (clause, *following[:FOLLOWING]) if part.sentence == clause.sentence for one in part.of_kind(*NAMES)]
    return bool(names) and not any(one.known for one in names)


def lead_beside(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """Somebody new with a company of their own, whom a further Chinese sentence tells with a phone: 校门口遇到小太阳托管班韦姐 186…，想看看系统.

    Behind a word for writing it down anew no more than that is needed.
    """
    if message.text.language != "zh" or not clause.start or not names_strangers(clause, following):
        return None
    before = message.clauses[message.clauses.index(clause) - 1]
    own = [clause, *(one for one in following if one.sentence == clause.sentence)]
    again = before.has("command.again")
    aside = BESIDE_THEM.match(message.mask.chars, clause.start) is not None
    if (
        (before.sentence == clause.sentence and not again and not aside)
        or not any(one.of_kind(*REACH) for one in own)
        or any(one.has(*BARS) for one in own)
    ):
        return None
    firm = any(one.of_kind("company") or one.has("lead.kin_theirs") for one in own)
    shown = again or any(one.has("lead.want", "lead.kin_theirs") for one in own)
    return Event("lead", clause.start, clause.start, "lead.beside") if firm and shown and not any(one.question for one in own) else None
