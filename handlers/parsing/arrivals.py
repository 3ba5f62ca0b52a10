"""Where somebody says to be now: what makes a check-in."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.alternatives import alternatives
from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.moved import MOVED
from handlers.parsing.name_words import name_ends, name_words
from handlers.parsing.records import DateSpan
from handlers.parsing.shapes import shape, word_list

NAMES = ("company", "person")
AT_CUSTOMER = shape("arrivals.at_customer")
PLACE = 4
"""So much may name a place beside the word for what it is: 梅关服务区."""
CAME_TO = shape("arrivals.came_to", region=f"(?:{alternatives(name_words('regions'))})")
"""A customer in its town, or a part of it, that one has come to: 到苏州宏图了, 到绿驰南山站了; it may look like a company: 到立昇五股厂了."""
CAME_TO_PLACE = shape("arrivals.came_to_place")
"""A place that one has come to, which ends with the word for it: 到南港展览馆一楼了."""
WAITS = shape("arrivals.waits")
"""Waiting on the spot, and for nobody who is told to come."""
WEAK_ARRIVAL = word_list("arrivals.weak_arrival")
AROUND = 120
"""So many minutes from now is still now."""
LOOSE = word_list("arrivals.loose")
"""What one says of any place: it must be a company's."""


def arrival(message: Message, clause: Clause, following: Sequence[Clause]) -> Hit | None:
    """The cue by which a clause says that the sender is at a place now."""
    start = after_fillers(clause)
    for hit in clause.cues("checkin.arrived"):
        said = message.mask.chars[hit.start : hit.end]
        weak = said.startswith(WEAK_ARRIVAL) and not said.startswith("in front")
        rest = message.mask.chars[hit.end : clause.end]
        opens = (hit.start - start <= 3 and not message.mask.within(start, hit.start, NAMES)) or (
            not weak and all(one.place < hit.start for one in clause.of_kind("company")) and hit.start - start <= 12 and not said.isascii()
        )
        if is_appointment(message, clause, hit):
            continue
        if not opens or clause.has("past.call", "past.meeting", "past.email", "past.message"):
            continue
        if said.startswith(LOOSE) and not clause.of_kind("company"):
            continue
        told_next = not content_size(rest) and bool(following) and following[0].sentence == clause.sentence
        if not weak and (clause.of_kind("company", "person") or content_size(rest) >= 2 or clause.has("checkin.place") or told_next):
            return hit
        if weak and (
            clause.has("checkin.now")
            or any(one.known for one in clause.of_kind("company"))
            or (clause.has("checkin.place") and not message.deadlines(clause) and clause.sentence == 0)
        ):
            return hit
    came, place = CAME_TO.match(message.mask.chars, start), CAME_TO_PLACE.fullmatch(message.mask.chars, start, clause.end)
    if came is not None and came.end() <= clause.end and not is_site(message.mask.at(came.start("customer"))):
        return Hit("checkin.arrived", came.start(), came.end())
    if place is not None and is_place(message, clause, place.end("place")):
        return Hit("checkin.arrived", start, place.start("place"))
    if is_at_customer(message, clause, start) or waits_at_customer(message, clause, start):
        return Hit("checkin.at_customer", start, start + 1)
    if message.mask.chars.startswith(("at ", "@ ", "@", "in ", "在"), start) and clause.has("checkin.now") and clause.of_kind("company"):
        return Hit("checkin.at_now", start, start + 2)
    return None


def is_appointment(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether what looks like an arrival names another time, or is told to be off or moved: "Mon 9am at Acme", "3pm at Orion cancelled"."""
    when = next((one for one in clause.of_kind("date") if one.place < hit.start and hit.start - one.place <= len("D, ")), None)
    if when is None or when.date is None or not message.mask.chars[hit.start].isascii():
        return False
    spans = [span for span in (when.date, message.past_dates.get(when.start)) if span is not None]
    off = any(one.start >= hit.end for one in clause.cues("veto.off", "command.snooze")) or MOVED.search(message.mask.chars, hit.end, clause.end)
    timed = any(span.first.time is not None for span in spans)
    return timed and bool(off or not any(is_about_now(message, span) for span in spans))


def is_about_now(message: Message, span: DateSpan) -> bool:
    """Whether a date's moment is now, give or take."""
    now = message.surroundings.local_now
    near = [one for one in (span.first, span.last) if one.time is not None and one.day == now.date()]
    return any(abs(one.time.hour * 60 + one.time.minute - now.hour * 60 - now.minute) <= AROUND for one in near if one.time is not None)


def is_site(name: Entity | None) -> bool:
    """Whether what looks like a new company is a place where several are: 虹桥会展中心."""
    return name is not None and not name.known and name.said.endswith(name_ends("sites"))


def is_place(message: Message, clause: Clause, end: int) -> bool:
    """Whether the word for a place ends there, and no time does, as in 到开会的点了."""
    words = [hit for hit in clause.cues("checkin.place") if hit.end == end]
    return any(hit.end - hit.start > 1 or hit.start > clause.start + PLACE or message.mask.within(clause.start, end, ("company",)) for hit in words)


def is_at_customer(message: Message, clause: Clause, start: int) -> bool:
    """Whether a message begins with where its sender is, and says no more than that: 在蓝海车间, 人在蓝海."""
    at = AT_CUSTOMER.match(message.mask.chars, start)
    if at is None or clause is not message.clauses[0] or clause.of_kind("date", "money") or clause.has("no.checkin"):
        return False
    name = message.mask.at(at.end() - 1)
    places = [(hit.start, hit.end) for hit in clause.cues("checkin.place", "checkin.now")]
    rest = message.wording(at.end(), clause.end, places).rstrip("了啦呢")
    came = message.mask.chars[at.end() - 2] == "到"  # 到万佳收货 may be still to come
    at_work = not came and any(is_near(message, clause, at.end(), hit) for hit in clause.cues("checkin.onsite")) and not message.is_done(clause)
    goes_on = any(one.start >= clause.end and one.sentence == clause.sentence and not message.is_ahead(one) for one in message.clauses[:2])
    apart = message.mask.chars.startswith(" ", at.end()) and content_size(rest) > 2  # 在好邻居 2号货架被压到底层了
    return name is not None and name.known and (apart or at_work or content_size(rest) <= (PLACE if places else 0)) and (not came or goes_on)


def waits_at_customer(message: Message, clause: Clause, start: int) -> bool:
    """Whether a clause begins with where exactly at a customer's somebody waits, for whom or what: 蓝海前台等登记."""
    name, wait = message.mask.at(start), WAITS.search(message.mask.chars, start, clause.end)
    if name is None or name.kind != "company" or not name.known or wait is None or clause.of_kind("date", "money") or clause.has("past."):
        return False
    return any(hit.end == wait.start() for hit in clause.cues("checkin.place"))


def is_near(message: Message, clause: Clause, end: int, act: Hit) -> bool:
    """Whether an act stands right behind a customer's name, or behind where exactly: 在大唐温泉后勤通道等交接."""
    places = [(hit.start, hit.end) for hit in clause.cues("checkin.place") if hit.end <= act.start]
    return act.start >= end and (act.start == end or (bool(places) and content_size(message.wording(end, act.start, places)) <= PLACE))


def after_fillers(clause: Clause) -> int:
    """Where a clause begins behind its filler words and the word now."""
    start = clause.start
    for hit in sorted(clause.cues("intent.filler", "checkin.now", "words.now"), key=lambda one: (one.start, -one.end)):
        if start <= hit.start <= start + 1:
            start = hit.end
    return min(start + 1, clause.end) if start > clause.start and start < clause.end else start
