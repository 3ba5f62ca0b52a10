"""Leads of whom nothing is known but what they want: 有个朋友想买两台空调, 刚有客人进店问沙发."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message
from handlers.parsing.numerals import goods_measures
from handlers.parsing.shapes import shape

COUNTED = shape("somebody.counted", measures=goods_measures())
"""So much of something is meant to be bought, and not only talked of."""
CALLED_SO = shape("somebody.called_so")
"""Before a name, these tell whose it is: "one doctor called Farida Merchant" called nobody."""
SOON = 4
NEAR = 14
TALK = ("veto.asking", "veto.you", "veto.colleague", "veto.joking", "veto.hypothetical", "veto.direct", "past.")


def unknown_lead(message: Message) -> Draft | None:
    """The lead of somebody unnamed who wants something; None where that is only talk."""
    if any(clause.question or is_talk(clause) or clause.of_kind("company", "person") for clause in message.clauses):
        return None
    for clause in message.clauses[:2]:
        who = next((hit for hit in clause.cues("words.somebody") if hit.start - clause.start <= SOON), None)
        if who is not None and (want := wanted(message, clause, who)) is not None:
            rest = [one for one in message.clauses if one.start > clause.start]
            return Draft("lead", clause, want.start, want.end, ["lead.somebody"], clauses=rest)
    return None


def called_so(message: Message) -> set[int]:
    """Where words end behind which the name stands of somebody told of."""
    return {hit.end() for hit in CALLED_SO.finditer(message.mask.chars)}


def is_talk(clause: Clause) -> bool:
    """Whether a clause asks or tells colleagues; 有人 alone does not."""
    who = {hit.start for hit in clause.cues("words.somebody")}
    return any(hit.start not in who for hit in clause.cues(*TALK))


def wanted(message: Message, clause: Clause, who: Hit) -> Hit | None:
    """What somebody wants so much of, or came for."""
    near = [one for one in message.clauses if one.sentence == clause.sentence and one.start >= clause.start]
    want = next((hit for one in near for hit in one.cues("lead.want") if 0 <= hit.start - who.end <= NEAR), None)
    if want is None:
        return None
    end = next(one.end for one in near if one.start <= want.start < one.end)
    came = any(one.has("words.walk_in") for one in near)
    return want if came or COUNTED.search(message.mask.chars, want.end - 1, end) else None
