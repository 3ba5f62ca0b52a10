"""Leads of whom only the want is told: "walk-in asked for 20 chairs", "my uncle wants 10kW for his farm"."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.drafts import Draft
from handlers.parsing.event import Event
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape, word_list

MUCH = shape("unnamed_leads.much")
"""So much of something as nobody wants for themselves."""
THEIRS = word_list("unnamed_leads.theirs")
IN_HOUSE = ("boss", "colleague", "partner", "accountant", "counterpart", "contact")
"""Who is of the customer's own house wants it for the customer."""
ITS = word_list("unnamed_leads.its")
"""Behind these stands a thing that is there already: "wants the contract"."""


def unnamed_lead(message: Message, clause: Clause) -> Event | None:
    """Somebody of ours, or anybody, who wants what is sold and is not named."""
    who = next((hit for hit in clause.cues("lead.kin", "lead.somebody") if hit.start <= clause.start + 4), None)
    if who is None or message.text.language != "en":
        return None
    return Event("lead", who.start, who.end, "lead.unnamed") if wants_much(message, clause) else None


def kin_who_wants(message: Message, clause: Clause, following: Sequence[Clause]) -> Hit | None:
    """Kin or a friend of a customer who wants something and is told with a firm, a phone or an email: "his sister needs an alarm: Ivy, Beta Inc"."""
    hit = next((one for one in clause.cues("lead.thing") if message.mask.chars.startswith(THEIRS, one.start)), None)
    near = [clause, *(one for one in following if one.sentence == clause.sentence)]
    wants = hit is not None and any(want.start >= hit.end for one in near for want in one.cues("lead.want"))
    if hit is None or not wants or message.mask.chars[hit.start : hit.end].endswith(IN_HOUSE):
        return None
    new = [one for part in near for one in part.of_kind("company", "person") if one.place > hit.start]
    if not new or any(one.known for one in new) or any(one.question for one in near):
        return None
    return hit if any(part.of_kind("phone", "email", "company") for part in near) else None


def wants_much(message: Message, clause: Clause) -> bool:
    """Whether a clause tells a want that can only be a customer's: so much of something, or a thing of a sale."""
    want = next(iter(clause.cues("lead.want")), None)
    if want is None or clause.question or clause.has("veto.you", "veto.hypothetical", "veto.joking", "veto.negated"):
        return False
    sold = [hit for hit in clause.cues("words.sales") if hit.start >= want.start and not message.mask.chars[: hit.start].endswith(ITS)]
    if message.mask.chars[clause.start : clause.end].endswith(" back"):
        return False
    return bool(sold) or MUCH.search(message.mask.chars, want.end, clause.end) is not None


def is_want_enough(message: Message, draft: Draft) -> bool:
    """Whether a lead without a name, a phone or an email tells enough by what it wants, and is to be asked who it was."""
    if draft.rules[:1] == ["lead.unnamed"]:
        return True
    if draft.rules[:1] == ["lead.met"] and message.text.language == "en":
        return wants_much(message, draft.head)
    told = any(one.has("lead.want") and not one.question and not one.has("veto.you") for one in draft.all_clauses())
    return told and message.text.language == "en" and message.mask.chars.startswith("walk", draft.start)
