"""A form that was filled in and checked is written down."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import drafts
from handlers.context import Context
from handlers.forms import command_from
from handlers.outcome import Outcome
from handlers.receipts import receipt
from handlers.writing import amend


def submit(context: Context, action: str, values: Mapping[str, str]) -> Outcome:
    """Write a new record, or change the one that the form's action names; raises UserError."""
    writer, row, command = command_from(context, action, values)
    if row is None:
        return drafts.run(context, writer, command)
    amend(context, writer, command, row)
    return Outcome(receipt(context, [row], heading=context.text("receipts.changed")), [row])
