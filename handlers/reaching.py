"""How somebody at a customer is to be reached, told afterwards: "Jane's mobile is 9123 4567", 王总电话换了，新号139…."""

from __future__ import annotations

from typing import Any

from handlers.clients import ReachContact, same_person
from handlers.commands import Instruction
from handlers.context import Context
from handlers.customers import find_party
from handlers.finding import recent_rows
from handlers.parsing.names import KnownNames
from handlers.parsing.replies import read_value
from handlers.parsing.text import fold
from handlers.parties import party_of
from handlers.reading import surroundings
from storage.models import Audited, Lead

FIELDS = ("phone", "email")


def to_reach(context: Context, instruction: Instruction) -> tuple[Audited, dict[str, Any]] | None:
    """The contact or lead whose phone or email an instruction gives, and its value; None where it gives none, or of nobody for sure."""
    around = surroundings(context)
    told = {field: value for field in FIELDS if (value := read_value(instruction.text or "", field, around)) is not None}
    people = [one for mention in (around.names or KnownNames()).mentions(fold(instruction.object or "")) for one in mention.candidates]
    contacts = {(one.company, one.name) for one in people if one.kind == "contact"}
    if len(contacts) > 1:  # of several of that name the one told of last
        spoken_of = ((party.name, getattr(row, "person", None)) for row in recent_rows(context) if (party := party_of(row)) is not None)
        meant = next((one for one in spoken_of if one in contacts), None)
    else:
        meant = next(iter(contacts), None)
    if meant is None or not told:
        return None
    company, person = meant
    party = find_party(context.session, company)
    row = party if isinstance(party, Lead) else same_person(context, ReachContact(company, person))
    return (row, told) if row is not None else None
