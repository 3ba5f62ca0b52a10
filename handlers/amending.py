"""What is said about something written before: replies to our messages, edits and deletions of people's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select

from handlers import drafts
from handlers.carrying_out import carry_out
from handlers.commands import WRITERS, presses, writer_of
from handlers.comments import commented
from handlers.context import Context
from handlers.conversation import bare_instruction, respond_to_text
from handlers.edits import change
from handlers.errors import NotAllowedError, UserError
from handlers.messages import MESSAGE, Message, MessageKind, Reply
from handlers.next_steps import drop_step
from handlers.outcome import Outcome
from handlers.parsing.records import Record
from handlers.parsing.replies import read_changes
from handlers.parties import party_of
from handlers.reading import check_problems, read_message, surroundings, told_by
from handlers.receipts import edit_button, lines_of, main_rows, receipt, undo_button
from handlers.small_words import is_question, means
from handlers.undo import offer_undo_of
from handlers.writing import amend, together
from storage import audit
from storage.errors import ChangedSinceError
from storage.models import Audited, AuditEntry, Change, InboxItem, OutboxItem, Task


def respond_about(context: Context, message: Message, item: OutboxItem) -> Outcome:
    """A reply to a message of ours: an instruction about its record, a change to it, more about the same customer, or a comment."""
    text = message.text.strip()
    rows = main_rows(context.session, item)
    reading = read_message(context, text)
    if not rows or not text or text.startswith("/") or any(record.kind == "query" for record in reading.records):
        return respond_to_text(context, message)
    if means(text, "cancel") and (offer := offer_undo_of(context, item)):
        return offer
    instructions = [record for record in reading.records if record.kind == "command" and record.fields.get("verb") != "edit"]
    instructions = instructions or list(bare_instruction(text))
    if isinstance(rows[0], Task) and (to := next((record.fields["to"] for record in instructions if _hands_over(record)), None)):
        return change(context, rows[0], {"owner": to})
    if instructions:
        return carry_out(context, instructions)
    if changed := _change(context, rows, text):
        return changed
    if reading.records and all(record.kind in WRITERS for record in reading.records):
        return carry_out(context, [_about_the_same(record, rows[0]) for record in reading.records])
    check_problems(reading)
    if means(text, "politeness") or not any(letter.isalnum() for letter in text):
        return Outcome(Reply(context.text("politely")) if message.private else None)
    if is_question(text):
        return respond_to_text(context, message)
    if item.kind == "list" and len(rows) > 1:
        return respond_to_text(context, message)
    return commented(context, rows[0], text)


def _hands_over(record: Record) -> bool:
    """Whether an instruction gives what was just spoken of to a colleague."""
    return record.fields.get("verb") == "assign" and "to" in record.fields


def _change(context: Context, rows: list[Audited], text: str) -> Outcome | None:
    """Change the first of the rows that the text has a new value for; None where it has none."""
    for row in rows:
        writer = writer_of(row)
        changes = read_changes(text, writer.name, surroundings(context)) if writer else {}
        if changes:
            return change(context, row, changes)
    return None


def _about_the_same(record: Record, row: Audited) -> Record:
    """A record that names no customer is about that of the row."""
    party = party_of(row)
    if party is None or "company" in record.fields or record.choices:
        return record
    return Record(record.kind, {**record.fields, "company": party.name}, record.choices, record.rules, record.span, record.remind)


def amend_by_message(context: Context, message: Message) -> Outcome:
    """Somebody edited a message: what it wrote is brought to what it says now, what it left open is asked anew."""
    _forget_questions(context, message)
    item = latest_receipt(context, message)
    if item is None:
        return respond_to_text(context, message)
    _check_author(context, item)
    before = main_rows(context.session, item)
    said = _said_before(context, item)
    then = replace(context, now=said.sent_at) if said else context
    reading = read_message(then, message.text.strip())
    check_problems(reading)
    records = [record for record in reading.records if record.kind in WRITERS]
    if not records:
        return Outcome(Reply(context.text("amending.nothing_left"), buttons=(undo_button(context, item.change_id or 0),)), before)
    earlier = list(read_message(then, said.text.strip()).records) if said else []
    change_ids = [one.change_id for one in receipts_of(context, message) if one.change_id is not None]
    return _bring_up_to_date(context, change_ids, before, earlier, records)


def _bring_up_to_date(context: Context, change_ids: list[int], before: list[Audited], earlier: list[Record], records: list[Record]) -> Outcome:
    """Amend the records that are told again, write down those that are new, and take back what is told no more."""
    kept: list[Audited] = []
    outcomes: list[Outcome] = []
    for record in records:
        row = next((row for row in before if type(row) is WRITERS[record.kind].row and row not in kept), None)
        told = next((one for one in earlier if one.kind == record.kind), None)
        if told is not None:
            earlier.remove(told)
        is_same = told is None or told.fields.get("company") == record.fields.get("company")
        if row is not None and (is_same or _was_added(context, change_ids, row)):
            kept.append(_amend_one(context, row, record, told))
        else:
            outcomes.append(drafts.run(context, *told_by(record), record.choices))
    for row in before:
        if row not in kept:
            _take_back(context, change_ids, row)
    if audit.change_id(context.session) is None and not outcomes:
        return Outcome(None)
    changed = Outcome(receipt(context, kept, heading=context.text("receipts.changed")), kept)
    return together(context, [*([changed] if kept else []), *outcomes])


def _amend_one(context: Context, row: Audited, record: Record, told: Record | None) -> Audited:
    """Change what the message now tells otherwise than it did; what was changed by other ways stays."""
    writer, now_said = told_by(record)
    _, then_said = told_by(told) if told else (writer, writer.command())
    command = writer.read(context, row)
    for name in command.__dataclass_fields__:
        doubt = next((doubt for doubt in record.choices if doubt.field == name), None)
        if doubt is not None and getattr(command, name) not in doubt.candidates:
            raise UserError("amending.say_which", said=doubt.said, names=", ".join(doubt.candidates))
        if doubt is None and getattr(now_said, name) != getattr(then_said, name):
            setattr(command, name, getattr(now_said, name))
    return amend(context, writer, command, row)


def _said_before(context: Context, item: OutboxItem) -> Message | None:
    """The text that led to a receipt; None where it was a button or a form."""
    change = context.session.get(Change, item.change_id)
    kept = context.session.get(InboxItem, change.inbox_item_id) if change and change.inbox_item_id else None
    message = MESSAGE.validate_python(kept.payload) if kept else None
    return message if message and message.kind in (MessageKind.TEXT, MessageKind.EDIT) else None


def _was_added(context: Context, change_ids: list[int], row: Audited) -> bool:
    """Whether the message itself made a record, and not only brought one up to date."""
    added = select(AuditEntry.id).where(AuditEntry.change_id.in_(change_ids), AuditEntry.action == "insert")
    return context.session.scalar(added.where(AuditEntry.entity == row.__tablename__, AuditEntry.entity_id == row.id)) is not None


def _take_back(context: Context, change_ids: list[int], row: Audited) -> None:
    """Delete a record that the message made, with its next step unless that has been done; put back one that was there before."""
    if not _was_added(context, change_ids, row):
        with suppress(ChangedSinceError):  # somebody has gone on from it: it stays as it is
            audit.put_back(context.session, row, change_ids)
        return
    step = context.session.get(Task, follow_up_id) if (follow_up_id := getattr(row, "follow_up_id", None)) else None
    context.session.delete(row)
    if step is not None:
        drop_step(context, step)


def _forget_questions(context: Context, message: Message) -> None:
    edited = select(InboxItem.id).where(
        InboxItem.platform == message.platform, InboxItem.tenant == message.tenant, InboxItem.external_id == message.target
    )
    for inbox_item_id in context.session.scalars(edited):
        drafts.forget(context, inbox_item_id)


def offer_undo(context: Context, message: Message) -> Outcome:
    """Somebody deleted a message: let go what it left open, and offer to take back what it and its edits wrote."""
    _forget_questions(context, message)
    receipts = [item for item in receipts_of(context, message) if not _is_undone(context, item)]
    if not receipts:
        return Outcome(None)
    _check_author(context, receipts[0])
    rows = list(dict.fromkeys(row for item in receipts for row in main_rows(context.session, item)))
    text = "\n".join([context.text("amending.deleted"), *lines_of(context, rows)])
    return Outcome(Reply(text, buttons=(undo_button(context, *(item.change_id or 0 for item in receipts)),)), rows)


def _is_undone(context: Context, item: OutboxItem) -> bool:
    change = context.session.get(Change, item.change_id)
    return change is None or change.undone_by_id is not None


def receipts_of(context: Context, message: Message) -> Sequence[OutboxItem]:
    """The receipts of the message that this one edits or deletes, the newest first."""
    ours = select(OutboxItem).where(OutboxItem.chat == message.chat_key, OutboxItem.reply_to == message.target, OutboxItem.change_id.is_not(None))
    return context.session.scalars(ours.order_by(OutboxItem.id.desc())).all()


def latest_receipt(context: Context, message: Message) -> OutboxItem | None:
    """The newest of them that stands."""
    return next((item for item in receipts_of(context, message) if not _is_undone(context, item)), None)


def find_answer(context: Context, message: Message) -> OutboxItem | None:
    """Our newest answer to the message that this one edits."""
    ours = select(OutboxItem).where(OutboxItem.chat == message.chat_key, OutboxItem.reply_to == message.target, OutboxItem.kind == "reply")
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
