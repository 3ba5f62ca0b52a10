"""Approvals: leave is asked for an exception, a discount, an expense or a trip."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_records import asked_to_approve
from handlers.parsing.cues import Hit
from handlers.parsing.customers import Customer, customer_of, member_of, names_in, settle_customer
from handlers.parsing.drafts import Draft, money_in, put_money
from handlers.parsing.follow_ups import bare_range
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.money import MoneySpan
from handlers.parsing.query_subjects import ABOUT
from handlers.parsing.records import Record, Value
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.small_talk import ONLY_IF
from handlers.parsing.verdicts import is_ruled

OTHER_THINGS = ("task.remind",)
ACTS = ("past.call", "past.visit", "past.meeting", "past.email", "past.message")
ASKED = frozenset(f"query.{about}" for about in (*ABOUT, "card", "what"))
REPORTED = shape("approval_records.reported")
HEAD = shape("approval_records.head")
PLEASE = shape("approval_records.please", re.IGNORECASE)
TELLING = ("past.", "contract.", "payment.came", "payment.arrived", "deal.", "lead.", "task.remind", "task.todo", "query.pipeline", "words.worth")
"""What is no cost of what leave is asked for."""
REST = 8
"""So little stands behind the sum where a sentence says what something costs: "around $400 all in"."""
BARE_ACTION = 4
"""An action no longer than this (see ``content_size``) says only that leave is asked; what for stands before it."""


def approval_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The approval that is asked for in a clause."""
    clause = clauses[place]
    if not asks(message, clause) or is_ruled(message, clauses, place) or is_their_process(clauses, place):
        return None
    length = 1
    while place + length < len(clauses) and clauses[place + length].sentence == clause.sentence and not tells_else(message, clauses[place + length]):
        length += 1
    follow = clauses[place + length] if place + length < len(clauses) else None
    if (
        follow is not None
        and follow.of_kind("money")
        and follow.of_kind("money")[0].place - follow.start <= 1
        and not names_sum(clauses[place : place + length])
    ):
        length += 1
    own = list(clauses[place : place + length])
    money = money_in(message, own, bare=True)
    action = action_of(message, own, money)
    if content_size(action) <= BARE_ACTION and not (money or names_in(own)) and asked_before(message, clauses, place, home):
        return Request([], length)
    if money is None and follow is not None and costs(message, clause, follow):
        money, length = money_in(message, [follow]), length + 1
    for before in reversed(clauses[:place]):
        if content_size(action) > BARE_ACTION or (
            before.sentence != clause.sentence and not (before.question and before.sentence == clause.sentence - 1)
        ):
            break
        own = [before, *own]
        taken = [(one.place, one.place + 1) for part in own for one in part.of_kind("money")]
        taken += [(hit.start, hit.end) for part in own for hit in part.cues("approval.about")]
        taken += [(hit.start, hit.end) for hit in clause.cues("approval.ask") if not clause.has("approval.part_of_it")]
        money = money or money_in(message, own, bare=True)
        action = without_sum(message.wording(before.start, own[-1].end, taken), money)
    if content_size(action) < 2 or (money is None and any(message.wording(hit.start, hit.end) == action for hit in clause.cues("approval.ask"))):
        return None
    fields: dict[str, Value] = {"action": action}
    aside = [one for one in clauses[:place] if one.sentence == clause.sentence and one not in own]
    named = any(member_of(one) is None for one in names_in(own))
    customer = customer_asked_for(message, own if named else [*aside, *own], home)
    if customer.company:
        fields["company"] = customer.company
    put_money(fields, money)
    choices = tuple(one for one in customer.choices if one.field == "company")
    return Request([Record("approval", fields, choices, ("approval.ask",), message.span(own))], length)


def asked_before(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> bool:
    """Whether leave has just been asked for already: "ok to spend £320 on the train? need sign-off pls"."""
    before = [at for at, one in enumerate(clauses[:place]) if one.sentence >= clauses[place].sentence - 1 and asks(message, one)]
    return bool(before) and approval_request(message, clauses, before[0], home) is not None


def tells_else(message: Message, clause: Clause) -> bool:
    """Whether a clause behind the one that asks tells something else; a bare verb says what the money is for: 请贺总吃饭用."""
    acts = [message.mask.chars[hit.start : hit.end] for hit in clause.cues(*ACTS)]
    gone = any(one.date is not None and one.date.last.day < message.today for one in clause.of_kind("date"))
    told = any(said.isascii() or set(said) & set("了过完咗") or said.endswith(("说", "讲")) for said in acts) or gone or message.is_done(clause)
    asks = clause.has("query.show") and any(hit.cue in ASKED for hit in clause.hits)  # only to look at something is a purpose: 去武汉，看绿源的泵房
    return clause.has(*OTHER_THINGS) or asks or (bool(acts) and told)


def costs(message: Message, clause: Clause, follow: Clause) -> bool:
    """Whether the sentence behind one that asks for leave says only what that costs: "flights + hotel about $1,150"."""
    last = max((one.place for one in follow.of_kind("money")), default=0)
    told = follow.question or follow.quoted or follow.of_kind("company", "person", "date") or any(hit.cue.startswith(TELLING) for hit in follow.hits)
    return bool(last) and not told and follow.sentence <= clause.sentence + 1 and content_size(message.wording(last + 1, follow.end)) <= REST


def names_sum(own: Sequence[Clause]) -> bool:
    """Whether some clauses name a sum."""
    return any(clause.of_kind("money") for clause in own)


THEIRS = word_list("approval_records.theirs")
NEAR_THEM = 6
"""So near behind him or her it is they who ask for leave."""


def is_their_process(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a customer says in the clause before what they need leave for among themselves: 宏图采购说走新流程，要重新报备."""
    before = clauses[place - 1] if place else None
    if before is None or before.sentence != clauses[place].sentence or clauses[place].has("target.me"):
        return False
    return (
        before.has("past.say") and before.has("words.customer") and any(hit.start == clauses[place].start for hit in clauses[place].cues("lead.want"))
    )


def asks(message: Message, clause: Clause) -> bool:
    """Whether a clause asks for leave: in so many words, even as a question."""
    if is_head(message, clause):
        return True
    hits = clause.cues("approval.ask") or asked_to_approve(message, clause)
    if not hits:
        return False
    negated = any(not any(one.start < hit.end and hit.start < one.end for one in hits) for hit in clause.cues("veto.negated"))
    opening = [hit for hit in clause.cues("veto.asking") if hit.start - clause.start <= 1 and message.text.language == "zh"]
    asked_around = any(not any(one.start < hit.end and hit.start < one.end for one in hits) for hit in opening)  # 谁有报销模板, but not 求批
    told = any(hit.start <= clause.start + 1 and not message.mask.chars[hit.start : hit.end].isascii() for hit in clause.cues("words.say"))
    theirs = message.mask.chars.startswith(THEIRS, clause.start) and hits[0].start - clause.start <= NEAR_THEM  # 他回去报批
    anothers = message.mask.chars.startswith("appl", hits[0].start) and any(
        one.place < hits[0].start and member_of(one) not in (None, message.surroundings.sender) for one in clause.of_kind("person")
    )  # Tom is applying for leave
    if (
        negated
        or theirs
        or anothers
        or told
        or (asked_around and not asked_to_approve(message, clause))
        or reported(message, clause, hits[0].start)
        or clause.quoted
        or chases(clause, hits[0].start)
        or (clause.has("veto.everyone") and message.text.language == "zh")  # 报销周五前交哈各位
        or (clause.has("command.reject") or shows(message, clause, hits))
    ):
        return False
    if not clause.question and ONLY_IF.search(message.mask.chars, clause.start, hits[0].start) is not None:
        return False  # 要是真能批下来，我请客
    return not clause.question or clause.has("approval.may") or bool(asked_to_approve(message, clause))


def is_head(message: Message, clause: Clause) -> bool:
    """Whether a clause heads what is claimed: "expense: $45 parking at Zeta"."""
    marked = message.mask.chars[clause.end :].lstrip(" ").startswith((":", "-"))
    return marked and HEAD.fullmatch(message.mask.chars, clause.start, clause.end) is not None


def chases(clause: Clause, place: int) -> bool:
    """Whether a customer is to be chased for a word that asks for leave: "chase Acme for sign off on the drawings"."""
    opens = any(hit.start == clause.start for hit in clause.cues("task.verb"))
    return opens and any(one.known and one.place < place for one in clause.of_kind("company", "person"))


def reported(message: Message, clause: Clause, place: int) -> bool:
    """Whether a clause only tells that leave was or will be asked (我说回去请示一下)."""
    return bool(REPORTED.match(message.mask.chars[clause.start : place]))


def shows(message: Message, clause: Clause, asking: Sequence[Hit]) -> bool:
    """Whether something is to be shown, and no 看 is only part of asking (您看行不行), nor what leave is asked for a trade show."""
    shown = [hit for hit in clause.cues("query.show") if not (message.mask.chars[hit.start : hit.end] == "show" and hit.start > asking[0].start)]
    return any(not any(one.start <= hit.start and hit.end <= one.end for one in asking) for hit in shown)


def action_of(message: Message, own: Sequence[Clause], money: MoneySpan | None) -> str:
    """What is asked for, in the text's own words, without the sum."""
    first, last = own[0], own[-1]
    asking = [hit for part in own for hit in part.cues("approval.ask")] or asked_to_approve(message, first)
    kept = {hit.start for part in own for hit in part.cues("approval.part_of_it")}
    ranges = [(hit.start, hit.end) for hit in asking if not any(hit.start <= place < hit.end for place in kept)]
    ranges += [(one.place, one.place + 1) for part in own for one in part.of_kind("money")]
    start = first.start
    for low, high in sorted(ranges):
        if content_size(message.wording(start, low)) == 0:
            start = max(start, high)
    probe = Clause(start, last.end, first.sentence, [hit for part in own for hit in part.hits if hit.start >= start], [])
    ranges += [(hit.start, hit.end) for part in own for hit in part.cues("approval.about")]
    return without_sum(message.wording(bare_range(message, probe)[0], last.end, ranges), money)


def without_sum(action: str, money: MoneySpan | None) -> str:
    """An action without the bare number that is its sum, and without a word of asking at its end."""
    bare = tidy(re.sub(r"\s*" + re.escape(money.text) + r"(?!\d)", "", action)) if money is not None and money.bare else action
    return PLEASE.sub("", bare)


TRIP_TO = shape("approval_records.trip_to")


def is_destination(message: Message, one: Entity) -> bool:
    """Whether a new name only tells where a trip goes: "a trip to the Portland lab"."""
    return not one.known and TRIP_TO.search(message.mask.chars[max(0, one.place - 24) : one.place]) is not None


def customer_asked_for(message: Message, own: Sequence[Clause], home: Draft | None) -> Customer:
    """The customer that the exception is for: named here, else the one told of before."""
    names = [one for one in names_in(own) if member_of(one) is None and not is_destination(message, one)]
    if names or home is None:
        return customer_of([*(one for one in names if one.known), *names])
    settle_customer(home, home.customer)
    return home.customer
