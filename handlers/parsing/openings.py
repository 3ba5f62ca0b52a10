"""Whether what a clause tells begins a record of its own, or goes on with the one that is being told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.arrivals import WEAK_ARRIVAL
from handlers.parsing.clauses import Clause
from handlers.parsing.customers import customer_of, names_in
from handlers.parsing.drafts import NARRATIVE, Draft
from handlers.parsing.event import METHODS, MONEYED, Event, is_noun
from handlers.parsing.items import another_customer, company_of
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape
from handlers.parsing.shown_leads import shows_another

ACTS = frozenset(f"past.{method}" for method in METHODS)
REACH = re.compile(r"[ ,()-]{0,3}[\ue004\ue005][ ,()-]{0,3}")
TOLD = shape("openings.told")
"""Words that tell of an act as done: "had a call with Jane Monday"."""
MET_THERE = shape("openings.met_there")
"""Where somebody new was met is where the lead came from: "Ann Teo of Palm Row asks for ice, met her at FHA"."""
OWN_ACT = shape("openings.own_act")
"""Before an act these tell that the sender did it besides: 我刚给她|回了邮件."""
NEXT = 2
"""So near behind a name a word of wanting tells what that one wants, and so near the beginning of the next clause a name is of whom was told."""


def opens(message: Message, drafts: Sequence[Draft], clause: Clause, event: Event) -> bool:
    """Whether an event begins a record of its own, and does not only go on with the one that is being told."""
    last = drafts[-1] if drafts else None
    if last is None:
        return True
    if event.kind in ("lead", "lead_if_new"):
        return opens_lead(message, drafts, clause, event, last)
    if event.kind == "contact":
        return opens_contact(message, drafts, clause, event)
    if event.kind == "check_in" and last.kind in ("contact", "check_in"):
        return another_customer(clause, last)
    if event.kind == "check_in" and is_where_they_are(message, clause, event, last):
        return False
    if event.kind in MONEYED and last.kind == event.kind:
        return another_customer(clause, last) or heads_another(message, clause, event, last)
    return not (event.kind == "contract" and last.stage == "lost" and not clause.of_kind("company", "person"))


def is_where_they_are(message: Message, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a clause says at which company somebody new is, who was just told of: 碰到老同学蒋昊，现在在一帆汽修."""
    if last.kind != "lead" or clause.sentence != last.head.sentence or not message.mask.chars.startswith(WEAK_ARRIVAL, event.start):
        return False
    told = {one.kind for one in names_in(last.all_clauses())}
    return told == {"person"} and not any(one.known for one in clause.of_kind("company"))


def opens_lead(message: Message, drafts: Sequence[Draft], clause: Clause, event: Event, last: Draft) -> bool:
    """Whether somebody new is a lead of their own."""
    names = clause.of_kind("company", "person")
    if event.kind == "lead" and last.kind == "contact" and not clause.of_kind("company", "person", "phone", "email"):
        return clause.sentence != last.head.sentence or named_next(message, clause)
    if event.rule == "lead.shown":
        return opens_shown(drafts, clause, last) and not names_their_person(message, clause, last)
    if event.kind == "lead":
        further = event.rule == "lead.met" and any(hit.start == clause.start for hit in clause.cues("intent.filler"))  # 还有个…
        return last.kind != "lead" or ((event.rule == "lead.new" or further) and begins_again(message, clause, event, last))
    if last.kind == "lead":
        return (
            bool(names)
            and is_subject(message, names[-1].place, event.start)
            and clause.sentence != last.head.sentence
            and shows_another(clause, last)
        )
    return not any(draft.kind in NARRATIVE for draft in drafts)


THEIR_PERSON = shape("openings.their_person")


def names_their_person(message: Message, clause: Clause, last: Draft) -> bool:
    """Whether a clause says who it is at the firm that was just told of as a lead: "…wants drip kits, owner is Sachin Wagh"."""
    open_firm = (
        last.kind == "lead" and clause.sentence == last.head.sentence and {one.kind for one in names_in([last.head, *last.clauses])} == {"company"}
    )
    return open_firm and THEIR_PERSON.match(message.mask.chars, clause.start, clause.end) is not None


def heads_another(message: Message, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a head of its own sentence names the kind, and the customer stands behind it: "Acme at proposal. New opp - Zeta, 19k"."""
    if clause.of_kind("company", "person") or clause.sentence == last.head.sentence or event.start > clause.start:
        return False
    follow = next((one for one in message.clauses if one.start >= clause.end), None)
    if follow is None or follow.sentence != clause.sentence or not follow.of_kind("company"):
        return False
    return follow.of_kind("company")[0].place == follow.start and another_customer(follow, last)


def named_next(message: Message, clause: Clause) -> bool:
    """Whether the next clause gives the name of whom a clause tells of: 把她师兄介绍过来了，叫卓远航."""
    follow = next((one for one in message.clauses if one.start >= clause.end), None)
    if follow is None or follow.sentence != clause.sentence:
        return False
    return any(not one.known and one.place - follow.start <= NEXT for one in follow.of_kind("person", "company"))


def is_subject(message: Message, name: int, want: int) -> bool:
    """Whether a word of wanting stands right behind a name, or behind its phone."""
    return 0 <= want - name <= NEXT or (name < want and REACH.fullmatch(message.mask.chars, name + 1, want) is not None)


def opens_shown(drafts: Sequence[Draft], clause: Clause, last: Draft) -> bool:
    """Whether somebody shown to be new is a lead of their own, and not of the customer that is being told of."""
    if last.kind == "lead":
        return shows_another(clause, last)
    if is_first_nameless(drafts):
        return True
    return last.kind not in NARRATIVE or (clause.sentence != last.head.sentence and bool(clause.of_kind("company")))


def is_first_nameless(drafts: Sequence[Draft]) -> bool:
    """Whether only an act of contact has been told so far, and nobody named with whom."""
    return len(drafts) == 1 and drafts[0].kind == "contact" and not names_in(drafts[0].all_clauses())


def opens_contact(message: Message, drafts: Sequence[Draft], clause: Clause, event: Event) -> bool:
    """Whether an act of contact is another than the one that is being told."""
    last = drafts[-1]
    new = another_customer(clause, last)
    if not new and is_appointment(message, clause, event, last):
        return False
    if last.kind in NARRATIVE and is_answer(drafts, clause, event):
        return new and not told_apart(drafts, clause, last)
    if last.kind == "check_in" and is_noun(clause, event) and clause.sentence == last.head.sentence:
        return new
    if last.kind in MONEYED and only_says(clause, event):
        return new
    if last.kind == "lead" and MET_THERE.match(message.mask.chars, clause.start, clause.end) and not any(one.known for one in names_in([clause])):
        return False
    if last.kind == "lead" and is_naming(message, clause, event, last):
        return False
    if last.kind == "lead" and not new:
        return (
            event.rule.startswith("past.")
            and event.detail in ("call", "visit", "email", "message")
            and bool(last.clauses or last.before)
            and (clause.sentence != last.head.sentence or OWN_ACT.fullmatch(message.mask.chars, clause.start, event.start) is not None)
        )
    if last.kind == "contact" and not clause.of_kind("company", "person"):
        return not (clause.sentence == last.head.sentence or event.detail in ("", last.method) or not last.method)
    return not (last.kind == "contact" and not new and (clause.sentence == last.head.sentence or is_met_there(clause, event, last)))


def is_met_there(clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a sentence says who was met at the visit just told of: "Visited Acme. Met Jane, she liked the demo"."""
    told_of = any(one.of_kind("person") for one in last.all_clauses())
    return last.method == "visit" and event.detail == "meeting" and bool(clause.of_kind("person")) and not told_of and not clause.of_kind("date")


def is_appointment(message: Message, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a sentence of its own (or a clause in one breath) is no more than an act and an open day: "signed! kickoff call w/ Jane Thursday"."""
    days = [one for one in clause.of_kind("date") if one.date is not None and one.date.first.day > message.today]
    if (
        not days
        or (clause.sentence == last.head.sentence and not clause.run_on)
        or message.text.language != "en"
        or clause.has("result.", "words.say", "past.no_answer")
    ):
        return False
    if any(one.sentence == clause.sentence and one.start > clause.start for one in message.clauses):
        return False
    told = message.mask.chars[clause.start : event.end]
    return is_noun(clause, event) and not TOLD.search(told) and days[-1].place >= clause.end - 1


def is_naming(message: Message, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether "called" only gives the name of somebody new: "a place in Leeds called Jollof Junction"."""
    chars = message.mask.chars
    if clause.sentence != last.head.sentence or not chars.startswith("called", event.start) or content_size(chars[clause.start : event.start]) < 4:
        return False
    return any(event.end <= one.place <= event.end + 5 and not one.known for one in clause.of_kind("company", "person"))


def only_says(clause: Clause, event: Event) -> bool:
    """Whether an event tells no act, but only who says what follows: "Wes says kickoff on the 1st"."""
    return event.rule == "past.contact" and any(hit.start < event.end <= hit.end for hit in clause.cues("words.say"))


def begins_again(message: Message, clause: Clause, event: Event, last: Draft) -> bool:
    """Whether a lead cue tells of another lead than the last one."""
    named = names_in(last.all_clauses())
    anew = message.mask.chars.startswith(("new ", "another "), event.start)
    fresh = [one for one in clause.of_kind("company", "person") if not one.known]
    second = anew and any(one.kind == "company" for one in named) and any(one.kind == "company" for one in fresh)
    return bool(named) and bool(fresh) and (clause.sentence != last.head.sentence or second)


def those_told_of(drafts: Sequence[Draft], clause: Clause, home: Draft) -> list[Draft]:
    """The drafts that a clause belongs to: of several customers met together the one that it names, else all of them."""
    if home.kind == "lead" and home.inherited is not None and any(hit.start == clause.start for hit in clause.cues("words.all")):
        return [draft for draft in drafts if draft is home.inherited or draft.inherited is home.inherited]  # 都问行车记录仪
    if not home.together:
        return [home]
    group = [draft for draft in drafts if draft is home.inherited or (draft.together and draft.inherited is home.inherited)]
    named = {customer_of([one]).company for one in clause.of_kind("company", "person")} - {""}
    return [draft for draft in group if company_of(draft) in named] or group


def is_answer(drafts: Sequence[Draft], clause: Clause, event: Event) -> bool:
    """Whether a contact tells no act of its own, but what came of the last one."""
    return event.rule in ("past.contact", "past.no_answer") or (event.rule not in ACTS and told_apart(drafts, clause, drafts[-1]))


def told_apart(drafts: Sequence[Draft], clause: Clause, last: Draft) -> bool:
    """Whether a clause is about one of several customers who were met together."""
    if not last.together:
        return False
    told = {id(draft) for draft in drafts if draft.together or draft is last.inherited}
    return bool(clause.of_kind("company", "person")) and {id(draft) for draft in those_told_of(drafts, clause, last)} < told
