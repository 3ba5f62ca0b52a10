"""Tasks: what the sender asks to be reminded of, sets somebody, or says is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import customer_of, is_member, member_of, put_customer
from handlers.parsing.drafts import Draft
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Record
from handlers.parsing.reminders import reminded_behind, reminds_only, urged_behind
from handlers.parsing.requests import Request
from handlers.parsing.task_fields import due_of, task_record
from handlers.parsing.text import HAN

PAST = ("past.call", "past.visit", "past.meeting", "past.email", "past.message", "past.video")
NEAR = 10
"""So near behind its verb an act is what is to be done: "fix a meeting with Suresh"."""
FOR_ME = re.compile("(?:[发传转借教拉推抄]|转发|分享|告诉|拿)(?:给)?我(?:们)?(?:一?[份下个份张]|呗|吧|啊|哈|$)|给我(?:一?[份下个]|看)")
IS_SO = re.compile(r"\s?(?:\ue002|今年|这周|现在)?是")
"""别忘了今天是… sets nothing."""
PLANNED = re.compile(r"\ue001(?: will| is going to|'ll)$")
"""What a colleague is going to do is a task only where it is told with a contact."""
LONGEST_LEAD = 30
"""So many characters at most may stand before what a clause opens with."""


def task_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The tasks that begin with a clause."""
    rule = task_rule(message, clauses, place, home)
    if rule is None:
        return None
    length = 1
    while place + length < len(clauses) and goes_on(message, clauses, place, length):
        length += 1
    own = list(clauses[place : place + length])
    listed = is_list_head(message, clauses, place, own)
    if listed:
        return list_request(message, clauses, place, rule)
    made = task_record(message, own, rule, owner=owner_of(message, own, home)) or (
        told_before(message, clauses, place) if rule == "task.remind" and home is None else None
    )
    return Request([with_customer_before(message, clauses, place, made)], length) if made else None


def with_customer_before(message: Message, clauses: Sequence[Clause], place: int, made: Record) -> Record:
    """A task with the customer that stands alone before it in its line: "Acme: chase the PO by Friday"."""
    before = clauses[place - 1] if place else None
    if before is None or before.sentence != clauses[place].sentence or {"company", "person"} & made.fields.keys():
        return made
    names = [one for one in before.of_kind("company", "person") if one.known and not is_member(one)]
    if not names or content_size(message.wording(before.start, before.end, [(one.place, one.place + 1) for one in names])):
        return made
    fields, customer = dict(made.fields), customer_of(names)
    put_customer(fields, customer)
    return replace(made, fields=fields, choices=customer.choices)


def owner_of(message: Message, own: Sequence[Clause], home: Draft | None = None) -> Entity | None:
    """The member whom a task is set, named alone before it or behind a word."""
    return (
        named_alone(message, own, 0)
        or plans_for(message, own[0], home)
        or next((at for clause in own if (at := owner_at(message, clause)) is not None), None)
    )


def told_before(message: Message, clauses: Sequence[Clause], place: int) -> Record | None:
    """The task of a reminder that says no more than when: what it is about stands before it."""
    clause = clauses[place]
    before = [one for one in clauses[:place] if one.sentence == clause.sentence] or list(clauses[max(0, place - 1) : place])
    if not before or any(one.question for one in before):
        return None
    made = task_record(message, before, "task.remind")
    due = due_of(message, [clause])
    return replace(made, fields={**made.fields, "due": due}, span=message.span([*before, clause])) if made and due else made


def task_rule(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> str | None:
    """By which rule a clause sets a task; None where it sets none."""
    clause = clauses[place]
    if clause.quoted:
        return None
    if clause.has("task.remind"):
        return "task.remind"
    if clause.question or clause.has("veto.everyone"):
        return None
    todo = [
        hit for hit in clause.cues("task.todo", "task.urge") if starts(message, clause, hit.start) and not IS_SO.match(message.mask.chars, hit.end)
    ]
    if todo and (clause.has("task.todo") or message.deadlines(clause) or any(one.known for one in clause.of_kind("company", "person"))):
        return "task.todo"
    if plans_for(message, clause, home) is not None or owner_at(message, clause) is not None or named_alone(message, clauses, place) is not None:
        return None if between_colleagues(message, clause) else "task.for_member"
    if place + 1 < len(clauses) and clauses[place + 1].sentence == clause.sentence and reminds_only(message, clauses[place + 1]):
        return "task.remind"
    if home is None and reminded_behind(message, clauses, place):
        return "task.remind"
    if home is None and (urged_behind(message, clauses, place) or is_day_head(message, clauses, place)):
        return "task.todo"
    if told_by_another(message, clauses, place) or (not message.is_ahead(clause) and message.is_answered(clause)):
        return None
    if (
        home is None
        and place
        and not message.is_done(clause)
        and is_another_task(message, clause, clauses[place - 1])
        and imperative(message, clauses[place - 1])
    ):
        return "task.imperative"
    if home is None and not clause.has("veto.hypothetical", "veto.you") and imperative(message, clause):
        return "task.imperative"
    if home is None and not clause.has("veto.hypothetical", "veto.you", "veto.negated") and appointment(message, clause):
        return "task.appointment"
    return None


def between_colleagues(message: Message, clause: Clause) -> bool:
    """Whether a colleague is only asked for something for oneself ("Kavita please call me"): no customer, no deadline."""
    own = any(message.mask.chars.startswith(" me", hit.end) for hit in clause.cues("task.verb"))
    if own and not message.deadlines(clause) and all(is_member(one) for one in clause.of_kind("company", "person")):
        return True
    return not message.deadlines(clause) and FOR_ME.search(message.mask.chars, clause.start, clause.end) is not None


def told_by_another(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause tells what somebody else is going to do."""
    clause = clauses[place]
    theirs = [hit for hit in clause.cues("words.their", "words.say") if hit.start <= clause.start + 3 and message.mask.at(hit.start) is None]
    before = clauses[place - 1] if place and clauses[place - 1].sentence == clause.sentence else None
    return bool(theirs) or (before is not None and any(is_member(one) for one in before.of_kind("person")) and not before.has("task.for_member"))


def starts(message: Message, clause: Clause, place: int) -> bool:
    """Whether a place is the beginning of a clause but for filler words and a date."""
    if place - clause.start > LONGEST_LEAD:
        return False
    between = [(hit.start, hit.end) for hit in clause.cues("intent.filler")] + [(one.place, one.place + 1) for one in clause.of_kind("date")]
    return content_size(message.wording(clause.start, place, between)) <= 1 if place > clause.start else True


def owner_at(message: Message, clause: Clause) -> Entity | None:
    """The member whom a clause sets a task: "task for Daniel", "@Luis book …", 让孙悦…."""
    for hit in clause.cues("task.for_member"):
        person = next((one for one in clause.of_kind("person") if hit.start <= one.place < hit.end), None)
        if person is None or member_of(person) is None:
            continue
        said = message.mask.chars[hit.start : hit.end]
        if hit.end >= clause.end and said.startswith(("pls", "please", "cheers")) and imperative(message, clause):
            return person
        if not starts(message, clause, hit.start):
            continue
        if said[0] == "\ue001" and HAN.search(said) and not told_to(message, clause, hit):
            continue
        if PLANNED.search(said) and not any(one.cue.startswith("past.") and one.end <= hit.start for one in message.hits):
            continue
        verb = any(other.cue == "task.verb" and 0 <= other.start - hit.end <= 6 for other in clause.hits)
        if verb or message.deadlines(clause) or "task" in said or "todo" in said or said.endswith(":"):
            return person
    return None


def plans_for(message: Message, clause: Clause, home: Draft | None = None) -> Entity | None:
    """The member who stands first before a day and 把 with something of a sale: 殷悦周五前把对账单整理好.

    Behind a contact what a member is to do by a day needs no 把.
    """
    first = next(iter(clause.of_kind("person")), None)
    if first is None or first.place != clause.start or member_of(first) is None or clause.question or message.is_done(clause):
        return None
    days = [one for one in message.deadlines(clause) if one.place == first.place + 1 and one.date is not None]
    limited = [one for one in days if one.date is not None and one.date.direction == "before"]
    if clause.has("command.dispose") and (limited or (days and clause.has("words.sales") and not clause.has("words.whom"))):
        return first
    told = home is not None and home.kind == "contact" and message.text.language == "zh" and clause.has("task.verb", "base.")
    return first if told and days and not clause.has("veto.", "command.leave") and member_of(first) != message.surroundings.sender else None


def told_to(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether a member named first is told to do something by a day: 陶冉你周五去红星取合同, and is not asked or told of."""
    asked = clause.question or clause.has("query.what", "veto.question", "veto.unmarked", "past.") or message.is_done(clause)
    return not asked and bool(message.deadlines(clause)) and clause.has("task.verb", "base.") and len(clause.of_kind("person")) <= 2


def imperative(message: Message, clause: Clause) -> bool:
    """Whether a clause opens with something to do, and says for whom or by when."""
    opens = [hit for hit in clause.hits if hit.cue in ("task.verb", "intent.own") and starts(message, clause, hit.start)]
    said = message.mask.chars[opens[0].start : opens[0].end + 1] if opens else ""
    if said[:-1].isascii() and said.endswith(("了", "过", "咗", "左", "完")):
        return False
    if message.is_done(clause) and not message.is_ahead(clause):
        return False
    if opens and any(hit.start == opens[0].start for hit in clause.cues("checkin.arrived")):
        return False
    if not opens or clause.has("contract.signed", "payment.came", "lead.new"):
        return False
    english_verb = opens[0].cue == "task.verb" and message.mask.chars[opens[0].start : opens[0].end].isascii()
    if any(not (english_verb and clause.has("base.") and 0 < hit.start - opens[0].end <= NEAR) for hit in clause.cues(*PAST)):
        return False
    if any(hit.start < opens[0].start and hit.end <= opens[0].end for hit in clause.cues("veto.negated")):
        return False
    customers = [one for one in clause.of_kind("company", "person") if not is_member(one)]
    deadlines = message.deadlines(clause)
    if not deadlines:
        return english_verb and any(one.known for one in customers)
    duty = any(hit.start <= opens[0].start + 2 for hit in clause.cues("intent.duty")) and message.text.language == "en"
    bounded = message.is_ahead(clause) or any(one.date is not None and one.date.direction == "before" for one in deadlines)
    surely = bounded and any(starts(message, clause, hit.start) for hit in clause.cues("task.surely"))
    return bool(customers) or english_verb or surely or (duty and clause.has("task.verb"))


def named_alone(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The member whose name alone stands before something to do: "Leo - chase Evergreen by Friday"."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    people = clause.of_kind("person")
    if follow is None or follow.sentence != clause.sentence or len(people) != 1 or member_of(people[0]) is None or clause.end - clause.start > 2:
        return None
    verb = any(starts(message, follow, hit.start) for hit in follow.cues("task.verb"))
    about = message.deadlines(follow) or any(one.known and not is_member(one) for one in follow.of_kind("company", "person"))
    return people[0] if verb and about and not follow.question and not follow.has("veto.colleague") else None


def appointment(message: Message, clause: Clause) -> bool:
    """Whether a clause names an act of contact with a customer, or somebody known, on a day to come."""
    if any(is_member(one) for one in clause.of_kind("person")):
        return False
    named = any((one.known or one.kind == "company") and not is_member(one) for one in clause.of_kind("company", "person"))
    return (
        named
        and message.is_ahead(clause)
        and any(hit.cue.startswith("base.") for hit in clause.hits)
        and not clause.has("contract.signed", "payment.came", "result.negative", "lead.new", "lead.met")
    )


def goes_on(message: Message, clauses: Sequence[Clause], place: int, length: int) -> bool:
    """Whether the next clause is still about the same task."""
    clause, first = clauses[place + length], clauses[place]
    if length == 1 and named_alone(message, clauses, place) is not None:
        return True
    if is_another_task(message, clause, first):
        return False
    if clause.sentence == first.sentence and (reminds_only(message, clause) or (length == 1 and reminded_behind(message, clauses, place))):
        return True
    if clause.sentence != first.sentence or clause.question:
        return bool(
            content_size(message.wording(first.start, first.end)) <= 12
            and first.has("task.todo", "task.remind")
            and length == 1
            and is_bare_head(message, first)
            and clause.sentence == first.sentence + 1
        )
    told = any(hit.start <= clause.start + NEAR for hit in clause.cues("past.")) and message.text.language == "en"
    others = clause.has("task.remind", "past.call", "past.visit", "past.meeting", "contract.signed", "payment.came", "query.show")
    return not (told or others) or is_bare_head(message, first)


def is_another_task(message: Message, clause: Clause, first: Clause) -> bool:
    """Whether a clause opens with a day of its own, and then something to do: 明早交周报 后天送资料."""
    dates = message.deadlines(clause)
    opens = bool(dates) and dates[0].place == clause.start and message.text.language == "zh"
    own = [one for one in message.deadlines(first) if one.date and dates and dates[0].date and one.date.last != dates[0].date.last]
    return opens and bool(own) and clause.has("task.verb", "base.") and not is_bare_head(message, first)


def is_bare_head(message: Message, clause: Clause) -> bool:
    """Whether a clause says no more than that a task follows."""
    ranges = [(hit.start, hit.end) for hit in clause.cues("task.todo", "task.remind", "task.urge", "task.for_member", "intent.filler")] + [
        (one.place, one.place + 1) for one in clause.of_kind("date")
    ]
    return content_size(message.wording(clause.start, clause.end, ranges)) < 2


def is_list_head(message: Message, clauses: Sequence[Clause], place: int, own: list[Clause]) -> bool:
    """Whether a bare head is followed by several numbered or separate lines."""
    following = {clause.sentence for clause in clauses[place + 1 :]}
    verbs = sum(opens_task(clause) for clause in own[1:])
    headed = clauses[place].has("task.todo") or is_day_head(message, clauses, place)
    return is_bare_head(message, clauses[place]) and (
        len(following - {clauses[place].sentence}) >= 2 or (verbs >= 2 and opens_task(own[1]) and headed)
    )


def is_day_head(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is no more than a day to come before a colon, and something to do follows: "tomorrow: call Jane, quote Acme"."""
    clause = clauses[place]
    if message.mask.chars[clause.end : clause.end + 1] != ":" or not is_bare_head(message, clause) or not message.deadlines(clause):
        return False
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    return follow is not None and opens_task(follow) and not follow.has("result.")


def opens_task(clause: Clause) -> bool:
    """Whether a clause begins with something to do."""
    return any(hit.start == clause.start for hit in clause.cues("task.verb"))


def list_request(message: Message, clauses: Sequence[Clause], place: int, rule: str) -> Request:
    """One task for each sentence behind a head; a date in the head is due for all that have none."""
    head, records = clauses[place], []
    shared = due_of(message, [head])
    end = next((later for later in range(place + 1, len(clauses)) if is_day_head(message, clauses, later)), len(clauses))
    rest = list(clauses[place + 1 : end])
    for own in items_of(rest, each=head.has("task.todo") or bool(head.entities)):
        made = task_record(message, own, rule, shared, owner=owner_of(message, own))
        if made is not None:
            records.append(made)
    return Request(records, end - place)


def items_of(rest: Sequence[Clause], *, each: bool) -> list[list[Clause]]:
    """The clauses behind a head by their sentences; ``each`` clause that opens with something to do is an item as well."""
    items: list[list[Clause]] = []
    for clause in rest:
        named = bool(items) and items[-1][-1].end - items[-1][-1].start == len(items[-1][-1].of_kind("company", "person"))
        if not items or items[-1][-1].sentence != clause.sentence or (each and opens_task(clause) and not named):
            items.append([])
        items[-1].append(clause)
    return items
