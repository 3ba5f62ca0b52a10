"""What is said about something written before: replies to our messages, edits and deletions of people's own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from handlers.commands import WRITERS, Writer, presses, writer_of
from handlers.context import Context
from handlers.conversation import carry_out, respond_to_text
from handlers.errors import NotAllowedError
from handlers.forms import find_row
from handlers.messages import Message, Reply
from handlers.parsing.records import Record
from handlers.parsing.replies import read_changes
from handlers.reading import command_of, read_message, surroundings
from handlers.receipts import edit_button, lines_of, main_rows, receipt, undo_button
from handlers.writing import Outcome, amend, write_row
from storage.models import Audited, Change, Comment, OutboxItem


def respond_about(context: Context, message: Message, item: OutboxItem) -> Outcome:
    """A reply to a message of ours: an instruction about its record, a change to it, more about the same customer, or a comment."""
    text = message.text.strip()
    rows = main_rows(context.session, item)
    reading = read_message(context, text)
    if not rows or any(record.kind == "query" for record in reading.records):
        return respond_to_text(context, message)
    instructions = [record for record in reading.records if record.kind == "command" and record.fields.get("verb") != "edit"]
    if instructions:
        return carry_out(context, instructions)
    if changed := _change(context, rows, text):
        return changed
    if reading.records and all(record.kind in WRITERS for record in reading.records):
        return carry_out(context, [_about_the_same(record, rows[0]) for record in reading.records])
    return _comment(context, rows[0], text)


def _change(context: Context, rows: list[Audited], text: str) -> Outcome | None:
    """Change the first of the rows that the text has a new value for; None where it has none."""
    for row in rows:
        writer = writer_of(row)
        if writer is None:
            continue
        changes = read_changes(text, writer.name, surroundings(context))
        if changes:
            find_row(context, row.__tablename__, str(row.id))
            command = writer.read(context, row)
            for name, value in changes.items():
                if hasattr(command, name):
                    setattr(command, name, value)
            amend(context, writer, command, row)
            return Outcome(receipt(context, [row], heading=context.text("receipts.changed")), [row])
    return None


def _about_the_same(record: Record, row: Audited) -> Record:
    """A record that names no customer is about that of the row."""
    party = getattr(row, "party", None)
    if party is None or "company" in record.fields or record.choices:
        return record
    return Record(record.kind, {**record.fields, "company": party.name}, record.choices, record.rules, record.span, record.remind)


def _comment(context: Context, row: Audited, text: str) -> Outcome:
    comment = Comment(member_id=context.member.id, entity=row.__tablename__, entity_id=row.id, text=text, created_at=context.now)
    context.session.add(comment)
    reply = receipt(context, [], heading="\n".join([context.text("comments.added", text=text), *lines_of(context, [row])]))
    return Outcome(reply, [row])


def amend_by_message(context: Context, message: Message) -> Outcome:
    """Somebody edited a message: what it wrote is brought to what it says now."""
    item = latest_receipt(context, message)
    if item is None:
        return respond_to_text(context, message)
    _check_author(context, item)
    before = main_rows(context.session, item)
    reading = read_message(context, message.text.strip())
    after = [command for record in reading.records if isinstance(command := command_of(record), tuple)]
    if not after:
        return Outcome(Reply(context.text("amending.nothing_left"), buttons=(undo_button(context, item.change_id or 0),)), before)
    rows = [_amend_one(context, before, writer, command) for writer, command in after]
    for row in before:
        if row not in rows:
            context.session.delete(row)
    context.session.flush()
    return Outcome(receipt(context, rows, heading=context.text("receipts.changed")), rows)


def _amend_one(context: Context, before: list[Audited], writer: Writer, command: Any) -> Audited:  # noqa: ANN401 - any command
    """The first record of its kind that the message wrote, brought up to date; a new one where it wrote none."""
    row = next((row for row in before if type(row) is writer.row), None)
    if row is None:
        return write_row(context, writer, command)
    before.remove(row)
    return amend(context, writer, command, row)


def offer_undo(context: Context, message: Message) -> Outcome:
    """Somebody deleted a message: offer to take back what it wrote."""
    item = latest_receipt(context, message)
    if item is None or item.change_id is None:
        return Outcome(None)
    _check_author(context, item)
    rows = main_rows(context.session, item)
    if not rows:
        return Outcome(None)
    text = "\n".join([context.text("amending.deleted"), *lines_of(context, rows)])
    return Outcome(Reply(text, buttons=(undo_button(context, item.change_id),)), rows)


def latest_receipt(context: Context, message: Message) -> OutboxItem | None:
    """The newest receipt of the message that this one edits or deletes."""
    ours = select(OutboxItem).where(OutboxItem.chat == message.chat_key, OutboxItem.reply_to == message.target, OutboxItem.change_id.is_not(None))
    return context.session.scalars(ours.order_by(OutboxItem.id.desc()).limit(1)).first()


def _check_author(context: Context, item: OutboxItem) -> None:
    change = context.session.get(Change, item.change_id) if item.change_id else None
    if change is not None and change.member_id != context.member.id:
        raise NotAllowedError("errors.not_yours")


@presses("edit_which")
def choose_what_to_edit(context: Context, _arguments: list[str]) -> Outcome:
    """A receipt of several records: which of them is to be changed?"""
    rows = main_rows(context.session, context.about) if context.about else []
    buttons = tuple(edit_button(context, row, context.text(f"kinds.{writer.name}")) for row in rows if (writer := writer_of(row)))
    return Outcome(Reply("\n".join([context.text("amending.which"), *lines_of(context, rows)]), buttons=buttons), rows)
