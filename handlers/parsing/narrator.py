"""Goes through the clauses of a message in order and gathers them into drafts: one for each thing that is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import names_in
from handlers.parsing.drafts import NARRATIVE, Draft
from handlers.parsing.event import MONEYED, Event
from handlers.parsing.events import events_of
from handlers.parsing.items import (
    another_customer,
    customers_told,
    heads_apart,
    heads_next,
    heads_row,
    is_counted,
    is_heading,
    is_marked,
    is_nameless,
    is_next_sum,
    starts_item,
    told_before,
)
from handlers.parsing.listed import before_act, behind_act, row_of, same_for, subjects
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.money_events import is_written_off
from handlers.parsing.openings import is_first_nameless, opens, those_told_of
from handlers.parsing.requests import Request, request_of
from handlers.parsing.shown_leads import is_loose_step, unsaid_lead
from handlers.parsing.somebody import unknown_lead

SLASHED = {"lead": "lead", "contact_log": "contact", "check_in": "check_in", "deal": "deal", "contract": "contract", "payment": "payment"}


@dataclass
class Story:
    """What has been gathered so far."""

    message: Message
    drafts: list[Draft] = field(default_factory=list)
    requests: list[Request | Draft] = field(default_factory=list)
    pending: list[Clause] = field(default_factory=list)
    """Clauses before the first event of their sentence."""
    spoken_of: tuple[Draft, int] | None = None
    """The contact that a clause named again, and its sentence: what follows there goes on about it."""

    @property
    def home(self) -> Draft | None:
        """The draft that further clauses belong to."""
        return next((draft for draft in reversed(self.drafts) if draft.kind in NARRATIVE), self.drafts[-1] if self.drafts else None)


def gather(message: Message, kind: str = "") -> list[Request | Draft]:
    """The drafts and requests of a message, in the order in which it tells them; ``kind`` is what a slash word names."""
    story = Story(message)
    place = 0
    clauses = message.clauses
    while place < len(clauses):
        clause = clauses[place]
        if place == 0 and kind in SLASHED:
            event = next(
                (one for one in events_of(message, clause, clauses[1:]) if one.kind == SLASHED[kind]),
                slash_event(clause, SLASHED[kind]),
            )
            open_draft(story, clause, event)
            place += 1
            continue
        apart = heads_apart(message, clause, story.drafts, story.home)
        request = request_of(message, clauses, place, None if apart else story.home)
        if request is not None:
            story.requests.append(request)
            story.pending.clear()
            place += request.length
            continue
        events = events_of(message, clause, clauses[place + 1 :])
        again = told_before(message, story.drafts, clause) is not None
        heads = bool(names_in(story.pending[-1:]))
        opened = [event for event in events if heads or told_in_row(story, clause, event) or opens(story.message, story.drafts, clause, event)]
        opened = [event for event in opened if not (again and event.rule.startswith("contact."))]
        for event in opened:
            open_draft(story, clause, event)
            if event.detail == "lost" and (told := contact_before(story, clause)) is not None:
                told.clauses.append(clause)
        last = story.drafts[-1] if story.drafts else None
        if last is not None and last.kind == "deal" and not last.stage:
            last.stage = next((event.detail for event in events if event.kind == "deal"), "") or stage_told(clause, last)
        listed = story.home is not None and starts_item(message, clause, story.home)
        heads_deal = last is not None and last.kind == "deal" and is_written_off(clause, clauses[place + 1 :]) and another_customer(clause, last)
        if not opened and not listed and (heads_deal or (apart and is_heading(message, clause)) or heads_row(message, clause, clauses[place + 1 :])):
            story.pending.append(clause)
        elif not opened and last is not None and last.kind in MONEYED and any(event.kind == last.kind for event in events):
            last.clauses.append(clause)
        elif not opened:
            go_on(story, clause)
        place += 1
    if all(is_loose_step(one) for one in story.requests) and (draft := unsaid_lead(message) or (None if story.requests else unknown_lead(message))):
        return [draft]
    return story.requests


def slash_event(clause: Clause, kind: str) -> Event:
    """The event of a slash word; a contact's way may open its clause: "/log call Jane", "/visit Acme"."""
    way = next((hit for hit in clause.cues("base.") if hit.start == clause.start and kind == "contact"), None)
    return Event(kind, clause.start, way.end if way else clause.start, "slash", way.cue[5:] if way else "")


def stage_told(clause: Clause, deal: Draft) -> str:
    """The stage that a clause tells of a deal only by what has been done: 商机佳慧口腔：报价已发."""
    hits = clause.cues("stage.") if clause.sentence == deal.head.sentence and not clause.question else []
    return hits[0].cue[6:] if hits else ""


def contact_before(story: Story, clause: Clause) -> Draft | None:
    """The contact of which a clause of the same sentence tells as well that a deal is lost."""
    last = story.drafts[-2] if len(story.drafts) > 1 else None
    return last if last is not None and last.kind == "contact" and last.head.sentence == clause.sentence and last.head is not clause else None


def open_draft(story: Story, clause: Clause, event: Event) -> None:
    """Begin a draft with the clauses that led up to it."""
    kind = "lead" if event.kind == "lead_if_new" else event.kind
    if event.rule == "lead.shown" and is_first_nameless(story.drafts):
        story.pending = [*take_back(story).all_clauses(), *story.pending]  # it was with the one who is named now
    draft = Draft(kind, clause, event.start, event.end, [event.rule])
    if kind == "contact":
        turn = list_in_turn(story, clause, event)
        draft.method = event.detail or (turn.method if turn is not None else "")
        if turn is not None:
            draft.rules, draft.inherited = [*turn.rules[:1], event.rule], turn.inherited
    if kind == "deal":
        draft.stage = event.detail
    if kind in ("deal", "contract"):
        draft.told = [one for last in story.drafts[-1:] if last.kind == "contact" for one in (last.head, *last.clauses)]
    named = {one.sentence for one in story.pending if one.entities and not story.drafts}
    draft.before = [one for one in story.pending if one.sentence == clause.sentence or kind == "lead" or one.sentence in named]
    if kind == "lead" and (not clause.of_kind("company", "person") or (story.home is not None and story.home.kind == "check_in")):
        draft.before = [*taken_back_from(story, clause), *draft.before]
    if kind == "deal" and story.drafts and story.drafts[-1].kind in ("contract", "payment"):
        draft.before = [*taken_from_paid(story.drafts[-1], clause), *draft.before]
    rows = row_before(story, clause, event)
    if rows and kind == "contact" and story.drafts and is_nameless(story.drafts[-1]):
        counted = take_back(story)
        draft.before, draft.method = [*counted.all_clauses(), *draft.before], counted.method or draft.method
    story.pending.clear()
    story.spoken_of = None
    story.drafts.append(draft)
    story.requests.append(draft)
    last = story.drafts[-2] if len(story.drafts) > 1 else None
    if last is not None and last.kind == "lead" and (event.rule in ("lead.shown", "lead.want") or is_counted(story.message, last)):
        draft.inherited = last.inherited or last
    if rows:
        draft.names = rows[0]
        add_items(story, draft, rows[1:])
    elif kind == "contact":
        draft.names, others = behind_act(story.message, clause, draft.start)
        add_items(story, draft, others)


def list_in_turn(story: Story, clause: Clause, event: Event) -> Draft | None:
    """The contact before in a list, where its next customer only says something: 打了三家，甲没接，乙说价格高."""
    last = story.drafts[-1] if story.drafts else None
    goes_on = last is not None and last.kind == "contact" and last.rules[:1] == ["contact.list"] and last.head.sentence == clause.sentence
    return last if goes_on and event.rule == "past.contact" else None


def row_before(story: Story, clause: Clause, event: Event) -> list[list[Entity]]:
    """The customers in a row of whom an event is told: of all of them."""
    if event.kind not in ("contact", "contract"):
        return []
    return before_act(story.message, story.pending, clause, event.start) or subjects(story.message, story.pending, clause, event)


def take_back(story: Story) -> Draft:
    """Take the last draft out of the story: what follows names those whom it only counts."""
    draft = story.drafts.pop()
    story.requests.remove(draft)
    return draft


def taken_back_from(story: Story, clause: Clause) -> list[Clause]:
    """The clauses before a lead in its sentence that name it, which had gone to the draft of another sentence: 楼下碰到甲公司小万，加了微信."""
    home = story.home
    if home is None or home.head.sentence == clause.sentence:
        return []
    own = [one for one in home.clauses if one.sentence == clause.sentence]
    if home.kind != "check_in" and not any(not name.known for one in own for name in one.of_kind("company", "person")):
        return []
    home.clauses = [one for one in home.clauses if one.sentence != clause.sentence]
    return own


def taken_from_paid(paid: Draft, clause: Clause) -> list[Clause]:
    """The clauses before a deal in its sentence that had gone to the payment or contract of another: 款到了。老孟还想上个专柜，开个商机."""
    if paid.head.sentence == clause.sentence:
        return []
    own = [one for one in paid.clauses if one.sentence == clause.sentence]
    paid.clauses = [one for one in paid.clauses if one.sentence != clause.sentence]
    return own


def add_items(story: Story, draft: Draft, rows: list[list[Entity]]) -> None:
    """Begin a draft for each further customer of one act of contact."""
    for names in rows:
        low, high = names[0].place, names[-1].place + 1
        item = Draft(draft.kind, Clause(low, high, draft.head.sentence, [], names), low, low, ["contact.list"], inherited=draft.inherited or draft)
        item.method, item.together = draft.method, True
        story.drafts.append(item)
        story.requests.append(item)


def go_on(story: Story, clause: Clause) -> None:
    """Add a clause that tells nothing new to the draft that it belongs to."""
    home, last = story.home, story.drafts[-1] if story.drafts else None
    if home is None or last is None:
        story.pending.append(clause)
        return
    again = told_before(story.message, story.drafts, clause) if last.kind not in MONEYED else None
    if again is not None:
        story.spoken_of = again, clause.sentence
        again.clauses.append(clause)
        return
    in_row = home.kind == "contact" and not home.clauses and not is_marked(story.message, clause) and not heads_next(story.message, clause, home)
    if in_row and (rows := row_of(story.message, clause, customers_told(home))):
        if is_nameless(home):
            story.requests.remove(home)
        add_items(story, home, rows)
        return
    if same := same_for(story.message, clause, last):
        story.drafts += same
        story.requests += same
        return
    if starts_item(story.message, clause, home):
        if is_nameless(home) and home in story.requests and clause.of_kind("company"):
            story.requests.remove(home)
        item = Draft(home.kind, clause, clause.start, clause.start, [f"{home.kind}.list"], method=home.method, inherited=home.inherited or home)
        story.drafts.append(item)
        story.requests.append(item)
        return
    if is_next_sum(story.message, clause, last):
        item = Draft(last.kind, clause, clause.start, clause.start, [f"{last.kind}.list"])
        story.drafts.append(item)
        story.requests.append(item)
        return
    if last.kind in MONEYED and (
        clause.of_kind("money")
        or clause.has("deal.close")
        or home is last
        or (last.head.sentence == clause.sentence == last.head.sentence and not next_like(clause))
    ):
        last.clauses.append(clause)
        return
    spoken_of = story.spoken_of is not None and story.spoken_of[1] == clause.sentence
    for draft in [story.spoken_of[0]] if spoken_of and story.spoken_of else those_told_of(story.drafts, clause, home):
        draft.clauses.append(clause)


def told_in_row(story: Story, clause: Clause, event: Event) -> bool:
    """Whether a contact was one with customers in a row, whom the last one only counts."""
    last = story.drafts[-1] if story.drafts else None
    return event.kind == "contact" and last is not None and is_nameless(last) and bool(row_before(story, clause, event))


def next_like(clause: Clause) -> bool:
    """Whether a clause may tell a next step."""
    return clause.has("intent.own") or bool(clause.of_kind("date"))
