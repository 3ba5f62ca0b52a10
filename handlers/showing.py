"""A record on its own, opened from a link or a button that names it."""

from __future__ import annotations

from dataclasses import replace

from handlers.commands import presses, writer_of
from handlers.context import Context
from handlers.customer_cards import press_card
from handlers.errors import NotFoundError
from handlers.forms import find_row
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.parties import name_of, party_of
from handlers.receipts import edit_button
from storage.models import Customer, Lead


@presses("show")
def show(context: Context, arguments: list[str]) -> Outcome:
    """``show:<table>:<id>``: what the record says and what can be done with it, for whoever may see it; a customer or lead is its card."""
    entity, entity_id = (*arguments, "", "")[:2]
    row = find_row(context, entity, entity_id)
    if isinstance(row, Customer | Lead):
        return replace(press_card(context, [entity, entity_id]), look_up=True)
    writer = writer_of(row)
    if writer is None:
        raise NotFoundError("errors.record_gone")
    buttons = [*writer.buttons(context, row), edit_button(context, row)]
    if (party := party_of(row)) is not None:
        buttons.append(Button(party.name, f"card:{name_of(party)}"))
    return Outcome(Reply(writer.line(context, row), buttons=tuple(buttons)), [row], look_up=True)
