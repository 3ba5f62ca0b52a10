"""Goes through the clauses of a message in order and gathers them into drafts: one for each thing that is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import customer_of, names_in
from handlers.parsing.drafts import Draft
from handlers.parsing.event import METHODS, MONEYED, Event
from handlers.parsing.events import events_of, is_noun
from handlers.parsing.items import another_customer, customers_told, is_nameless, starts_item
from handlers.parsing.listed import before_act, behind_act, row_of, same_for
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.requests import Request, request_of

NARRATIVE = ("contact", "lead", "check_in")
"""Kinds that go on in the clauses behind them: summary, need, note, next step."""
SLASHED = {"lead": "lead", "contact_log": "contact", "check_in": "check_in", "deal": "deal", "contract": "contract", "payment": "payment"}
ACTS = frozenset(f"past.{method}" for method in METHODS)


@dataclass
class Story:
    """What has been gathered so far."""

    message: Message
    drafts: list[Draft] = field(default_factory=list)
    requests: list[Request | Draft] = field(default_factory=list)
    pending: list[Clause] = field(default_factory=list)
    """Clauses before the first event of their sentence."""

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
                Event(SLASHED[kind], clause.start, clause.start, "slash"),
            )
            open_draft(story, clause, event)
            place += 1
            continue
        request = request_of(message, clauses, place, story.home)
        if request is not None:
            story.requests.append(request)
            story.pending.clear()
            place += request.length
            continue
        events = events_of(message, clause, clauses[place + 1 :])
        opened = [event for event in events if told_in_row(story, clause, event) or opens(story, clause, event)]
        for event in opened:
            open_draft(story, clause, event)
        last = story.drafts[-1] if story.drafts else None
        if last is not None and last.kind == "deal" and not last.stage:
            last.stage = next((event.detail for event in events if event.kind == "deal"), "")
        if not opened:
            go_on(story, clause)
        place += 1
    if not story.requests and (draft := unsaid_lead(message)):
        return [draft]
    return story.requests


def unsaid_lead(message: Message) -> Draft | None:
    """A lead that does not say so: somebody new with a phone or an email, who wants something."""
    clauses = message.clauses
    reach = any(clause.of_kind("phone", "email") for clause in clauses)
    new = [clause for clause in clauses if any(not one.known for one in clause.of_kind("company", "person"))]
    if (
        not reach
        or not new
        or not any(clause.has("lead.want") for clause in clauses)
        or any(clause.question or clause.has("veto.hypothetical") for clause in clauses)
    ):
        return None
    return Draft("lead", clauses[0], clauses[0].start, clauses[0].start, ["lead.unsaid"], clauses=clauses[1:])


def opens(story: Story, clause: Clause, event: Event) -> bool:
    """Whether an event begins a record of its own, and does not only go on with the one that is being told."""
    last = story.drafts[-1] if story.drafts else None
    if event.kind == "lead" and last is not None and last.kind == "contact" and not clause.of_kind("company", "person", "phone", "email"):
        return clause.sentence != last.head.sentence
    if event.kind == "lead_if_new":
        return not any(draft.kind in NARRATIVE for draft in story.drafts)
    if event.kind == "lead" and last is not None and last.kind == "lead":
        return event.rule == "lead.new" and begins_again(story, clause, last)
    if event.kind == "contact" and last is not None and last.kind in NARRATIVE and is_answer(story, clause, event, last):
        return another_customer(clause, last) and not told_apart(story, clause, last)
    if event.kind == "contact" and last is not None and last.kind == "check_in" and is_noun(clause, event) and clause.sentence == last.head.sentence:
        return another_customer(clause, last)
    if event.kind == "contact" and last is not None and last.kind in MONEYED and only_says(story, clause, event):
        return another_customer(clause, last)
    if event.kind == "contact" and last is not None and last.kind == "lead" and is_naming(story, clause, event, last):
        return False
    if event.kind == "contact" and last is not None and last.kind == "lead" and not another_customer(clause, last):
        return (
            event.rule.startswith("past.")
            and event.detail in ("call", "visit", "email", "message")
            and bool(last.clauses or last.before)
            and clause.sentence != last.head.sentence
        )
    if event.kind == "contact" and last is not None and last.kind == "contact" and not clause.of_kind("company", "person"):
        return not (clause.sentence == last.head.sentence or event.detail in ("", last.method) or not last.method)
    if (
        event.kind == "contact"
        and last is not None
        and last.kind == "contact"
        and clause.sentence == last.head.sentence
        and not another_customer(clause, last)
    ):
        return False
    if event.kind == "check_in" and last is not None and last.kind in ("contact", "check_in"):
        return another_customer(clause, last)
    if event.kind in MONEYED and last is not None and last.kind == event.kind:
        return another_customer(clause, last)
    return True


def is_naming(story: Story, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether "called" only gives the name of somebody new: "a place in Leeds called Jollof Junction"."""
    chars = story.message.mask.chars
    if clause.sentence != last.head.sentence or not chars.startswith("called", event.start) or content_size(chars[clause.start : event.start]) < 4:
        return False
    return any(event.end <= one.place <= event.end + 5 and not one.known for one in clause.of_kind("company", "person"))


def only_says(story: Story, clause: Clause, event: Event) -> bool:
    """Whether an event tells no act, but only who says what follows: "Wes says kickoff on the 1st"."""
    return event.rule == "past.contact" and any(hit.start < event.end <= hit.end for hit in clause.cues("words.say"))


def begins_again(story: Story, clause: Clause, last: Draft) -> bool:
    """Whether a lead cue tells of another lead than the last one."""
    named = names_in(last.all_clauses())
    return bool(named) and clause.sentence != last.head.sentence and any(not one.known for one in clause.of_kind("company", "person"))


def open_draft(story: Story, clause: Clause, event: Event) -> None:
    """Begin a draft with the clauses that led up to it."""
    kind = "lead" if event.kind == "lead_if_new" else event.kind
    draft = Draft(kind, clause, event.start, event.end, [event.rule])
    if kind == "contact":
        draft.method = event.detail
    if kind == "deal":
        draft.stage = event.detail
    draft.before = [one for one in story.pending if one.sentence == clause.sentence or kind == "lead" or (one.entities and not story.drafts)]
    rows = row_before(story, clause, event)
    if rows and kind == "contact" and story.drafts and is_nameless(story.drafts[-1]):
        counted = take_back(story)
        draft.before, draft.method = [*counted.all_clauses(), *draft.before], counted.method or draft.method
    story.pending.clear()
    story.drafts.append(draft)
    story.requests.append(draft)
    if rows:
        draft.names = rows[0]
        add_items(story, draft, rows[1:])
    elif kind == "contact":
        draft.names, others = behind_act(story.message, clause, draft.end)
        add_items(story, draft, others)


def row_before(story: Story, clause: Clause, event: Event) -> list[list[Entity]]:
    """The customers in a row of whom an event is told: of all of them."""
    return before_act(story.message, story.pending, clause, event.start) if event.kind in ("contact", "contract") else []


def take_back(story: Story) -> Draft:
    """Take the last draft out of the story: what follows names those whom it only counts."""
    draft = story.drafts.pop()
    story.requests.remove(draft)
    return draft


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
    if home.kind == "contact" and not home.clauses and (rows := row_of(story.message, clause, customers_told(home))):
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
    if last.kind in MONEYED and (
        clause.of_kind("money")
        or clause.has("deal.close")
        or home is last
        or (last.head.sentence == clause.sentence == last.head.sentence and not next_like(clause))
    ):
        last.clauses.append(clause)
        return
    for draft in those_told_of(story, clause, home):
        draft.clauses.append(clause)


def those_told_of(story: Story, clause: Clause, home: Draft) -> list[Draft]:
    """The drafts that a clause belongs to: of several customers met together the one that it names, else all of them."""
    if not home.together:
        return [home]
    group = [draft for draft in story.drafts if draft is home.inherited or (draft.together and draft.inherited is home.inherited)]
    named = {customer_of([one]).company for one in clause.of_kind("company", "person")} - {""}
    return [draft for draft in group if customer_of(names_in([draft.head])).company in named] or group


def told_in_row(story: Story, clause: Clause, event: Event) -> bool:
    """Whether a contact was one with customers in a row, whom the last one only counts."""
    last = story.drafts[-1] if story.drafts else None
    return event.kind == "contact" and last is not None and is_nameless(last) and bool(row_before(story, clause, event))


def is_answer(story: Story, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a contact tells no act of its own, but what came of the last one."""
    return event.rule in ("past.contact", "past.no_answer") or (event.rule not in ACTS and told_apart(story, clause, last))


def told_apart(story: Story, clause: Clause, last: Draft) -> bool:
    """Whether a clause is about one of several customers who were met together."""
    if not last.together:
        return False
    told = {id(draft) for draft in story.drafts if draft.together or draft is last.inherited}
    return bool(clause.of_kind("company", "person")) and {id(draft) for draft in those_told_of(story, clause, last)} < told


def next_like(clause: Clause) -> bool:
    """Whether a clause may tell a next step."""
    return clause.has("intent.own") or bool(clause.of_kind("date"))
