"""Tasks: what the sender asks to be reminded of, sets somebody, or says is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.appointments import appointment, is_another_appointment
from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import customer_of, is_member, names_in, put_customer
from handlers.parsing.drafts import Draft
from handlers.parsing.events import events_of
from handlers.parsing.idle import tells_everybody
from handlers.parsing.items import another_customer
from handlers.parsing.mask import Entity
from handlers.parsing.message import GONE_TIME, Message, content_size
from handlers.parsing.records import Record
from handlers.parsing.reminders import reminded_behind, reminds_only, urged_behind
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape
from handlers.parsing.small_talk import is_no_errand, is_notice
from handlers.parsing.task_fields import due_of, task_record
from handlers.parsing.task_lists import is_day_head, is_list_head, list_request, opens_dated, opens_task
from handlers.parsing.task_owners import is_among_us, is_anothers, member_in_turn, named_alone, owner_at, owner_of, plans_for
from handlers.parsing.task_shapes import NEAR, imperative, is_bare_head, starts, with_day_behind

PRAISED = shape("task_records.praised")
"""What a colleague has done well, or I have seen: @小李 你那份周报写得不错."""
IF_YOU_GO = shape("task_records.if_you_go")
"""A favour for whoever happens to go there: 你明天去同德的话帮我带两本画册."""
FOR_ME = shape("task_records.for_me")
TO_WHOM = shape("task_records.to_whom")
"""The one for whom something is to be done stands right behind the verb: "call Jane"."""
SO_THEY_ARE = shape("task_records.so_they_are")
"""How they are: no answer to what was done, but why it is to be done."""
THING = 2
"""So much at least names what of a customer is to be dealt with: 合同."""
NOTE = shape("task_records.note")
"""What asks to note something down, which may have been or be to do."""
TOLD_AS_DONE = ("lead", "lead_if_new", "contact", "contract", "payment", "deal")
IS_SO = shape("task_records.is_so")
"""别忘了今天是… sets nothing."""


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
    owner = owner_of(message, own, home) or (member_in_turn(message, clauses, place) if rule == "task.in_turn" else None)
    made = task_record(message, own, rule, owner=owner) or (told_before(message, clauses, place) if rule == "task.remind" and home is None else None)
    return Request([with_customer_before(message, clauses, place, made)], length) if made else None


def with_customer_before(message: Message, clauses: Sequence[Clause], place: int, made: Record) -> Record:
    """A task with the customer that stands alone before it in its line, or was just claimed: "Acme: chase the PO by Friday"."""
    before = clauses[place - 1] if place else None
    if before is None or before.sentence != clauses[place].sentence or {"company", "person"} & made.fields.keys():
        return made
    names = [one for one in before.of_kind("company", "person") if (one.known or before.has("command.claim")) and not is_member(one)]
    alone = not content_size(message.wording(before.start, before.end, [(one.place, one.place + 1) for one in names]))
    if not names or not (alone or before.has("command.claim")):
        return made
    fields, customer = dict(made.fields), customer_of(names)
    put_customer(fields, customer)
    return replace(made, fields=fields, choices=customer.choices)


def told_before(message: Message, clauses: Sequence[Clause], place: int) -> Record | None:
    """The task of a reminder that says no more than when: what it is about stands before it."""
    clause = clauses[place]
    before = [one for one in clauses[:place] if one.sentence == clause.sentence] or list(clauses[max(0, place - 1) : place])
    if not before or any(one.question for one in before) or appointment(message, before[-1]):
        return None  # the appointment is a task of its own
    made = task_record(message, before, "task.remind")
    due = due_of(message, [clause])
    return replace(made, fields={**made.fields, "due": due}, span=message.span([*before, clause])) if made and due else made


def task_rule(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> str | None:
    """By which rule a clause sets a task; None where it sets none."""
    clause = clauses[place]
    if clause.quoted or clause.has("command.no_reminder", "idle.dream"):
        return None
    if clause.has("task.remind") and not tells_everybody(message, clause):
        return None if is_notice(message, clause) else "task.remind"
    if clause.question or clause.has("veto.everyone") or urges_all(clauses, place) or is_among_us(message, clauses, place):
        return None
    todo = [
        hit for hit in clause.cues("task.todo", "task.urge") if starts(message, clause, hit.start) and not IS_SO.match(message.mask.chars, hit.end)
    ]
    if todo and (is_no_errand(message, clause, todo[0].end) or notes_what_was(message, clauses, place, todo[0])):
        return None
    if todo and (clause.has("task.todo") or message.deadlines(clause) or any(one.known for one in clause.of_kind("company", "person"))):
        return "task.todo"
    if plans_for(message, clause, home) is not None or owner_at(message, clause) is not None or named_alone(message, clauses, place) is not None:
        return None if between_colleagues(message, clause) else "task.for_member"
    if place and is_anothers(message, clause, clauses[place - 1]):
        return "task.in_turn"
    if place + 1 < len(clauses) and clauses[place + 1].sentence == clause.sentence and reminds_only(message, clauses[place + 1]):
        return "task.remind"
    return rule_by_words(message, clauses, place, home)


def notes_what_was(message: Message, clauses: Sequence[Clause], place: int, todo: Hit) -> bool:
    """Whether what is to be noted down has been, and nothing is to be done: 帮我记一下今天在展会上认识了海天包装的林晓东."""
    if NOTE.fullmatch(message.mask.chars, todo.start, todo.end) is None:
        return False
    clause = clauses[place]
    alone = not content_size(message.wording(todo.end, clause.end, [(hit.start, hit.end) for hit in clause.cues("words.dangling")]))
    return any(tells_what_was(message, clauses, at) for at in range(place, min(place + 1 + alone, len(clauses))))


def tells_what_was(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause tells of something done, or of somebody new."""
    clause = clauses[place]
    done = message.is_done(clause) or has_passed(message, clause)
    if not done and any(one.date is not None and one.date.direction == "before" for one in message.deadlines(clause)):
        return False  # 周三前回蓝海的询价
    events = [] if message.is_ahead(clause) else events_of(message, clause, clauses[place + 1 :])
    return any(
        one.kind in TOLD_AS_DONE and (done or one.kind == "lead" or set(message.mask.chars[one.start : one.end]) & set("了过完咗")) for one in events
    )


def has_passed(message: Message, clause: Clause) -> bool:
    """Whether a clause names a day or a time that has gone by, and no open one, which is still to come where nothing tells it done: 周五, 12号."""
    gone = [one for one in clause.of_kind("date") if one.date is not None and (one.date.first.day <= message.today or has_gone_by(message, one))]
    return bool(gone) and message.when_happened([clause]) is not None


def has_gone_by(message: Message, entity: Entity) -> bool:
    """Whether a time of this day has gone by, and what stands behind it tells what was said then."""
    return message.is_told_past(entity) or (message.is_gone(entity, GONE_TIME) and message.is_spoken_of(entity))


def urges_all(clauses: Sequence[Clause], place: int) -> bool:
    """Whether the next clause tells everybody not to forget something, so that this one is news for all: 明天布展，大家别忘了带胸牌."""
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.sentence != clauses[place].sentence or not follow.has("task.urge"):
        return False
    return any(hit.start == follow.start for hit in follow.cues("veto.everyone"))


def rule_by_words(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> str | None:
    """By which rule a clause sets a task, though nobody is asked to remember or to do it."""
    clause = with_day_behind(message, clauses, place)
    if home is None and reminded_behind(message, clauses, place):
        return "task.remind"
    if home is None and (urged_behind(message, clauses, place) or is_day_head(message, clauses, place)):
        return "task.todo"
    if home is None and place and behind_claim(message, clause, clauses[place - 1]):
        return "task.imperative"
    answered = not message.is_ahead(clause) and message.is_answered(clause) and not is_ordered(message, clauses, place)
    if answered or told_by_another(message, clauses, place):
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
    if home is None and planned(message, clause):
        return "task.planned"
    if home is not None and for_another(message, clause, home):
        return "task.for_another"
    before = clauses[place - 1] if place else None
    if home is None and not clause.has("veto.hypothetical", "veto.you", "veto.negated") and appointment(message, clause, before):
        return "task.appointment"
    return None


def is_ordered(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause tells whom to do something by a day, and the next only how they are: "call Jane on Friday, she's keen"."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.has("words.say", "past.") or not SO_THEY_ARE.match(message.mask.chars, follow.start):
        return False
    verb = next((hit for hit in clause.cues("task.verb") if hit.start == clause.start), None)
    told = verb is not None and TO_WHOM.match(message.mask.chars, verb.end) is not None
    return told and any(is_due(message, one) for one in message.deadlines(clause))


def behind_claim(message: Message, clause: Clause, before: Clause) -> bool:
    """Whether a clause says what is to be done by a day for the customer that was just claimed: 认领明澈，周三前发份目录过去."""
    days = [one for one in message.deadlines(clause) if starts(message, clause, one.place)]
    claimed = before.sentence == clause.sentence and before.has("command.claim") and before.of_kind("company", "person")
    told = clause.has("veto.", "past.", "words.fact") or message.is_done(clause)
    return bool(claimed and days) and is_due(message, days[0]) and not told and (opens_task(clause) or opens_dated(clause))


def planned(message: Message, clause: Clause) -> bool:
    """Whether a clause says what is to be done with a thing on a day to come: 育英的冬装合同明早去签, 样品明天寄."""
    names, days = clause.of_kind("company", "person"), message.deadlines(clause)
    if not names and any(hit.start == clause.start for hit in clause.cues("task.thing_first")):
        return is_due(message, days[0]) and not clause.has("veto.") and not message.is_done(clause) if days else False
    if message.text.language != "zh" or len(names) != 1 or names[0].place != clause.start or not names[0].known or is_member(names[0]) or not days:
        return False
    said = message.wording(clause.start + 1, days[0].place)
    bars = ("veto.", "past.", "result.", "words.customer", "words.whom", "words.say", "words.fact", "lead.want", "query.what")
    if content_size(said) < THING or clause.has(*bars) or message.is_done(clause) or not is_due(message, days[0]):
        return False
    return any(hit.start - days[0].place == 1 for hit in clause.cues("task.verb", "intent.own")) and not any(
        hit.start - days[0].place == 1 for hit in clause.cues("intent.theirs")
    )


def for_another(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a clause tells what is to be done for another customer than the one that is told of."""
    told = [one for one in clause.of_kind("company", "person") if one.known and not is_member(one)]
    if home.kind not in ("contact", "contract", "payment") or not told or clause.has("veto.hypothetical", "veto.you"):
        return False
    paid = "" if home.kind == "contact" else customer_of(names_in([home.head, *home.before])).company
    if not (customer_of(told).company != paid if paid else another_customer(clause, home)):
        return False
    return any(is_due(message, one) for one in message.deadlines(clause)) and imperative(message, clause)


def is_due(message: Message, entity: Entity) -> bool:
    """Whether a deadline lies behind today, or is a limit."""
    return entity.date is not None and (entity.date.last.day > message.today or entity.date.direction == "before")


def between_colleagues(message: Message, clause: Clause) -> bool:
    """Whether a colleague is only asked for something for oneself ("Kavita please call me"): no customer, no deadline."""
    own = any(message.mask.chars.startswith(" me", hit.end) for hit in clause.cues("task.verb"))
    if own and not message.deadlines(clause) and all(is_member(one) for one in clause.of_kind("company", "person")):
        return True
    if IF_YOU_GO.search(message.mask.chars, clause.start, clause.end):
        return True
    said = any(shape.search(message.mask.chars, clause.start, clause.end) for shape in (FOR_ME, PRAISED))
    return said and not message.deadlines(clause)


def told_by_another(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause tells what somebody else is going to do."""
    clause = clauses[place]
    theirs = [hit for hit in clause.cues("words.their", "words.say") if hit.start <= clause.start + 3 and message.mask.at(hit.start) is None]
    before = clauses[place - 1] if place and clauses[place - 1].sentence == clause.sentence else None
    return bool(theirs) or (
        before is not None
        and any(is_member(one) and message.mask.chars[one.place - 1 : one.place] != "给" for one in before.of_kind("person"))
        and not before.has("task.for_member")
    )


def goes_on(message: Message, clauses: Sequence[Clause], place: int, length: int) -> bool:
    """Whether the next clause is still about the same task."""
    clause, first = clauses[place + length], clauses[place]
    if length == 1 and named_alone(message, clauses, place) is not None:
        return True
    if is_another_task(message, clause, first) or is_anothers(message, clause, first):
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
    others = clause.has("task.remind", "past.no_answer", "past.call", "past.visit", "past.meeting", "contract.signed", "payment.came", "query.show")
    return not (told or others) or is_bare_head(message, first)


def is_another_task(message: Message, clause: Clause, first: Clause) -> bool:
    """Whether a clause opens with a day of its own, and then something to do: 明早交周报 后天送资料."""
    dates = message.deadlines(clause)
    opens = bool(dates) and (starts(message, clause, dates[0].place) if message.text.language == "zh" else opens_task(clause))
    own = [one for one in message.deadlines(first) if one.date and dates and dates[0].date and one.date.last != dates[0].date.last]
    if own and is_another_appointment(message, clause, first):
        return True
    return opens and bool(own) and clause.has("task.verb", "base.") and not is_bare_head(message, first)
