"""Write a command down as a record, new or amended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.access import may_change
from handlers.commands import Writer
from handlers.context import Context
from handlers.customers import find_party
from handlers.messages import Reply
from handlers.outcome import Outcome
from handlers.receipts import receipt
from storage.models import Audited, Member


def together(context: Context, outcomes: Sequence[Outcome]) -> Outcome:
    """One answer to a message that asked for several things: what was written down in one receipt, and the rest below it."""
    if len(outcomes) == 1:
        return outcomes[0]
    written = [row for outcome in outcomes if outcome.is_receipt for row in outcome.rows]
    rest = [outcome for outcome in outcomes if not outcome.is_receipt]
    parts = [*([receipt(context, written)] if written else []), *(outcome.reply for outcome in rest if outcome.reply)]
    return Outcome(
        Reply(
            "\n".join(part.text for part in parts),
            facts=tuple(fact for part in parts for fact in part.facts),
            buttons=tuple(dict.fromkeys(button for part in parts for button in part.buttons)),
            image=next((part.image for part in parts if part.image), None),
        ),
        list(dict.fromkeys([*written, *(row for outcome in rest for row in outcome.rows)])),
        look_up=not written and all(outcome.look_up for outcome in rest),
        is_receipt=not rest,
    )


def write_new(context: Context, writer: Writer, command: Any) -> Outcome:  # noqa: ANN401 - any command
    """Write a new record, or bring up to date the one that the command is about (see ``Writer.find``)."""
    row = write_row(context, writer, command)
    return Outcome(receipt(context, [row]), [row], is_receipt=True)


def write_row(context: Context, writer: Writer, command: Any) -> Audited:  # noqa: ANN401 - any command
    """The same without a receipt."""
    row = writer.find(context, command)
    if row is None:
        row = writer.row(created_at=context.now)
    else:
        command = merged(writer.read(context, row), command)
    return amend(context, writer, command, row)


def amend(context: Context, writer: Writer, command: Any, row: Audited) -> Audited:  # noqa: ANN401 - any command
    """Bring a record to what the command says."""
    writer.write(context, command, row)
    context.session.add(row)
    context.session.flush()
    return row


def merged(before: Any, given: Any) -> Any:  # noqa: ANN401 - two commands of one class
    """A command with what was given, and for the rest what was there before."""
    for name in before.__dataclass_fields__:
        value = getattr(given, name)
        if value is not None:
            setattr(before, name, value)
    return before


def needs_consent(context: Context, command: Any) -> Member | None:  # noqa: ANN401 - any command
    """The colleague whose customer it is about, where that is not the member's to write to without a second thought."""
    company = getattr(command, "company", None)
    party = find_party(context.session, company) if company else None
    if party is None or party.owner is None or may_change(context, party.owner_id):
        return None
    return party.owner
