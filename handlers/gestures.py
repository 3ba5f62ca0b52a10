"""What a phone sends in several messages and means as one: a place, and what is told there, by words or with a picture, in either order.

Nothing is held back for it: the first message has its receipt at once, and what comes soon after it is joined to that, so that one receipt remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from handlers.carrying_out import carry_out
from handlers.check_ins import WITH_A_CUSTOMER, located
from handlers.commands import WRITERS
from handlers.context import Context
from handlers.messages import Button, Location, Message
from handlers.names import names_customer
from handlers.outcome import Outcome
from handlers.parsing.records import Record
from handlers.reading import told_by
from handlers.receipts import main_rows, receipt, undo_button
from handlers.writing import amend, merged, together
from storage.models import Audited, Change, CheckIn, ContactLog, OutboxItem

SOON = timedelta(minutes=2)
ON_THE_SPOT = (None, "visit", "meeting")
"""Contacts that may have been where the member is now; a call was not."""


@dataclass(frozen=True)
class Begun:
    """What the member wrote down just now in this chat, and its receipt: the last thing that was said there."""

    item: OutboxItem
    rows: Sequence[Audited]


def begun(context: Context) -> Begun | None:
    """The first part of a gesture, if there may be one."""
    if context.message is None or context.about is not None:
        return None
    last = select(OutboxItem).where(OutboxItem.chat == context.message.chat_key).order_by(OutboxItem.id.desc()).limit(1)
    item = context.session.scalars(last).first()
    change = context.session.get(Change, item.change_id) if item is not None and item.change_id else None
    if item is None or change is None or change.member_id != context.member.id or change.undone_by_id is not None:
        return None
    return Begun(item, main_rows(context.session, item)) if context.now - change.at <= SOON else None


def told_at_place(context: Context, message: Message, records: Sequence[Record]) -> Outcome | None:
    """Words, with or without a picture, that tell what happened at the place shared just before; None for words about something else."""
    first = begun(context)
    place = first.rows[0] if first and len(first.rows) == 1 else None
    if first is None or not isinstance(place, CheckIn) or not _is_bare(place):
        return None
    text = message.text.strip()
    tells = any(record.kind in ("check_in", *WITH_A_CUSTOMER) for record in records)
    asks = any(record.kind in ("query", "command") for record in records)
    if asks or not (tells or (not records and (message.files or names_customer(context, text)))):
        return None
    assert place.latitude is not None
    assert place.longitude is not None
    told = located(context, Location(place.latitude, place.longitude), list(records), text)
    check_in = next(record for record in told if record.kind == "check_in")
    _amend(context, place, _without_doubts(check_in))
    rest = [record for record in told if record is not check_in]
    return _joined(context, first, [place], [carry_out(context, rest)] if rest else [])


def placed(context: Context, location: Location, records: Sequence[Record], text: str) -> Outcome | None:
    """A place that is shared just after telling what happened there; None for one that begins something new."""
    first = begun(context)
    if first is None or records or text:
        return None
    [record] = located(context, location, [], "")
    check_in = next((row for row in first.rows if isinstance(row, CheckIn)), None)
    if check_in is not None:
        if check_in.latitude is not None:
            return None
        _amend(context, check_in, record)
        return _joined(context, first, list(first.rows), [])
    log = next((row for row in first.rows if isinstance(row, ContactLog) and row.method in ON_THE_SPOT and row.party), None)
    if log is None or log.party is None:
        return None
    placed_at = replace(record, fields={**record.fields, "company": log.party.name})
    return _joined(context, first, [], [carry_out(context, [placed_at])], after=first.rows)


def _is_bare(place: CheckIn) -> bool:
    return place.latitude is not None and place.longitude is not None and not (place.party or place.place or place.note)


def _without_doubts(record: Record) -> Record:
    """What is to be asked is asked about the other records."""
    doubtful = {choice.field for choice in record.choices}
    return replace(record, fields={name: value for name, value in record.fields.items() if name not in doubtful})


def _amend(context: Context, check_in: CheckIn, record: Record) -> None:
    writer = WRITERS["check_in"]
    _, told = told_by(record)
    amend(context, writer, merged(writer.read(context, check_in), told), check_in)


def _joined(context: Context, first: Begun, rows: list[Audited], rest: list[Outcome], after: Sequence[Audited] = ()) -> Outcome:
    """One receipt of both parts, in the place of the first one's; its Undo takes back both."""
    mine = [Outcome(receipt(context, rows), rows, is_receipt=True)] if rows else []
    theirs = [Outcome(receipt(context, after), after, is_receipt=True)] if after else []
    outcome = together(context, [*mine, *rest, *theirs])
    return with_undo_of(context, replace(outcome, replaces=first.item))


def with_undo_of(context: Context, outcome: Outcome) -> Outcome:
    """An outcome whose Undo also takes back what its receipt takes the place of."""
    if outcome.replaces is None or outcome.reply is None:
        return outcome
    buttons = [_undoing_both(context, button, outcome.replaces) for button in outcome.reply.buttons]
    return replace(outcome, reply=replace(outcome.reply, buttons=tuple(buttons)))


def _undoing_both(context: Context, button: Button, item: OutboxItem) -> Button:
    verb, *changes = button.action.split(":")
    if verb != "undo" or str(item.change_id) in changes:
        return button
    return undo_button(context, *(int(change) for change in changes), item.change_id or 0)
