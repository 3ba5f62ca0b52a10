"""Somebody new who might buy, told in a clause."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member
from handlers.parsing.event import Event
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.money_events import paired
from handlers.parsing.shown_leads import counted_there, lead_beside, meets_several, shown_lead
from handlers.parsing.somebody import called_so
from handlers.parsing.unnamed_leads import kin_who_wants, unnamed_lead


def is_of_known_company(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether somebody met is only said to be of a company that is known, and neither wants anything nor can be reached."""
    told = [clause, *(one for one in following if one.sentence == clause.sentence)]
    return any(one.known for one in clause.of_kind("company")) and not any(one.of_kind("phone", "email") or one.has("lead.want") for one in told)


def offers(clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether somebody close wants something or can be reached, and is not only talked of: 老同学李明今天结婚 is no lead."""
    near = [clause, *(one for one in following if one.sentence == clause.sentence)]
    return any(one.has("lead.want", "lead.got", "source.person") or one.of_kind("phone", "email", "company") for one in near)


def is_theirs(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether who is new is only new at a customer whom we know: "met Jane and their new buyer"."""
    theirs = message.mask.chars.startswith("new ", hit.start) and message.mask.chars.endswith(("their ", "her ", "his "), clause.start, hit.start)
    return theirs and any(one.known and one.place < hit.start for one in clause.of_kind("company", "person"))


def is_act_of_known(clause: Clause, hit: Hit) -> bool:
    """Whether it was a customer whom we know who called in: 宏图技术部来电咨询接口问题."""
    known = [one.place for one in clause.of_kind("company") if one.known]
    return any(act.start in known and hit.end <= act.end and act.start < hit.start for act in clause.cues("past."))


def at_known(clause: Clause) -> bool:
    """Whether a visit to a company that we know is told: whom one met there is one of theirs."""
    known = [one.place for one in clause.of_kind("company") if one.known]
    return any(0 <= place - hit.end <= 1 or hit.start <= place < hit.end for place in known for hit in clause.cues("past.visit"))


def is_by_the_way(clause: Clause, hit: Hit, following: Sequence[Clause]) -> bool:
    """Whether somebody close or met by chance buys nothing: "my brother signed his first contract", "bumped into an old colleague, he says hi"."""
    if hit.cue == "lead.kin":
        return any(one.cue == "no.contract" for one in clause.hits)
    return clause.has("words.passing") and not offers(clause, following)


def lead_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """Somebody new who might buy, told by a cue or shown by what stands around the name."""
    new = [one for one in clause.of_kind("company", "person") if not one.known]
    if (named := lead_called_so(message, clause, following, new)) is not None:
        return named
    if clause.has("lead."):
        return told_lead(message, clause, following, new)
    return counted_there(message, clause, following) or lead_beside(message, clause, following) or (shown_lead(message, clause) if new else None)


def lead_called_so(message: Message, clause: Clause, following: Sequence[Clause], new: list[Entity]) -> Event | None:
    """Somebody who is said to be called so, and wants something or can be reached: "one doctor called Farida Merchant …, wants 2 chairs"."""
    name = next((one for one in new if one.place - 1 in called_so(message)), None) if not clause.has("lead.new", "lead.met") else None
    if name is None:
        return None
    near = [clause, *(one for one in following if one.sentence == clause.sentence)]
    told = any(one.has("lead.want") or one.of_kind("phone") for one in near)
    return Event("lead", name.place, name.place, "lead.named") if told else None


def told_lead(message: Message, clause: Clause, following: Sequence[Clause], new: list[Entity]) -> Event | None:
    """The lead that a clause with a cue of one tells; ``new`` are the names in it that we do not know."""
    hit = next((one for one in clause.cues("lead.new") if not (is_theirs(message, clause, one) or is_act_of_known(clause, one))), None)
    if hit is not None:
        return Event("lead", hit.start, hit.end, hit.cue)
    known = at_known(clause) or is_of_known_company(clause, following)
    hit = next((one for one in clause.cues("lead.met", "lead.kin") if one.cue == "lead.kin" or not known), None)
    if hit is not None and hit.cue == "lead.kin" and not new:
        aside = [one for one in following if one.sentence == clause.sentence]
        new = (
            [name for one in aside for name in one.of_kind("company", "person") if not name.known]
            if any(one.has("lead.want") for one in aside)
            else []
        )
    if hit is not None and hit.cue == "lead.kin" and not any(one.kind == "company" for one in new) and not offers(clause, following):
        hit = None
    if hit is not None and is_by_the_way(clause, hit, following):
        hit = None
    if (
        hit is not None
        and (new or (hit.cue == "lead.met" and not clause.has("words.whom", "words.customer")))
        and not any(one.known for one in clause.of_kind("person"))
    ):
        return Event("lead", hit.start, hit.end, hit.cue)
    hit = next(iter(clause.cues("lead.kin_theirs")), None)
    if hit is not None and any(one.kind == "person" and 0 <= one.place - hit.end <= 1 for one in new):
        aside = [clause, *(one for one in following if one.sentence == clause.sentence)]
        if any(one.has("lead.want") or one.of_kind("phone") for one in aside):
            return Event("lead", hit.start, hit.end, hit.cue)
    if (kin := kin_who_wants(message, clause, following)) is not None:
        return Event("lead", kin.start, kin.end, "lead.theirs")
    pair = paired(message, clause, "lead.got", "lead.thing", "lead")
    phoned = any(one.of_kind("phone") for one in (clause, *following) if one.sentence == clause.sentence) and message.text.language == "zh"
    if pair is not None and (new or phoned) and not any(one.known and one.place > pair.start for one in clause.of_kind("company", "person")):
        return Event("lead", pair.start, pair.end, pair.cue)
    if (several := next(iter(clause.cues("lead.several")), None)) is not None and meets_several(message, clause, several.end, following):
        return Event("lead", several.start, several.end, several.cue)
    if (shown := counted_there(message, clause, following) or lead_beside(message, clause, following)) is not None:
        return shown
    want = next(iter(clause.cues("lead.want")), None)
    told = [
        one for part in message.clauses if part.sentence == clause.sentence and part.end <= clause.start for one in part.of_kind("company", "person")
    ]
    of_known = message.text.language == "en" and any(one.known and not is_member(one) for one in told)
    of_ours = clause.has("veto.ours") and not clause.of_kind("company")  # "Graham in accounts needs a new laptop"
    if want is not None and not of_known and not of_ours and new and not any(one.known for one in clause.of_kind("company", "person")):
        return Event("lead_if_new", want.start, want.end, want.cue)
    return shown_lead(message, clause) if new else unnamed_lead(message, clause)
