"""A place or files shared from a phone, with or without a caption: one gesture, one receipt."""

from __future__ import annotations

from dataclasses import replace

from handlers.attachments import attach, last_place
from handlers.carrying_out import carry_out
from handlers.check_ins import located
from handlers.commands import writer_of
from handlers.comments import add_comment
from handlers.context import Context
from handlers.conversation import respond_to_text
from handlers.drafts import open_draft
from handlers.gestures import placed, told_at_place, with_undo_of
from handlers.messages import File, Message, Reply
from handlers.outcome import Outcome
from handlers.reading import check_problems, read_message
from handlers.receipts import main_rows, receipt
from handlers.writing import together
from storage.files import SIZE_LIMIT
from storage.models import Audited, CheckIn, ContactLog

MB = 1024 * 1024


def respond_to_shared(context: Context, message: Message) -> Outcome:
    """Write down where somebody is and what they say there; keep the files with what they belong to, and name those that could not be fetched."""
    lost = [file.name for file in message.files if not file.sha256]
    if not lost:
        return _respond(context, message)
    told = Outcome(Reply(context.text("attachments.lost", count=len(lost), names=", ".join(lost), limit=SIZE_LIMIT // MB)))
    message = replace(message, files=tuple(file for file in message.files if file.sha256))
    if message.location is None and not message.files and not message.text.strip():
        return told
    outcome = _respond(context, message) if message.location is not None or message.files else respond_to_text(context, message)
    return told if outcome.reply is None else together(context, [outcome, told])


def _respond(context: Context, message: Message) -> Outcome:
    text = message.text.strip()
    reading = read_message(context, text)
    if message.location is not None:
        check_problems(reading)
        if (draft := open_draft(context)) is not None and draft.command == "check_in":
            context.session.delete(draft)  # the place answers the question where they are
        outcome = placed(context, message.location, reading.records, text) or carry_out(
            context, located(context, message.location, list(reading.records), text)
        )
    elif not reading.problems and (told := told_at_place(context, message, reading.records)):
        outcome = told
    elif text and (reading.records or reading.problems or text.startswith("/") or open_draft(context)):
        outcome = respond_to_text(context, message)
    else:
        return _keep(context, Outcome(None), message.files, text)
    return _keep(context, outcome, message.files) if message.files else outcome


def _keep(context: Context, outcome: Outcome, files: tuple[File, ...], caption: str = "") -> Outcome:
    """Keep files with what came with them, with what they answer, with the check-in or contact log of a moment ago, or for the next one."""
    written = _written(outcome)
    if written is not None:
        attach(context, written, files)
        shown = receipt(context, outcome.rows)
        if not isinstance(written, CheckIn | ContactLog):  # whose lines tell of their files
            shown = replace(shown, text=f"{shown.text}\n{context.text('attachments.added', count=len(files))}")
        return with_undo_of(context, replace(outcome, reply=shown))
    row = _answered(context) or last_place(context)
    attach(context, row or context.member, files)
    if row is not None and caption:
        add_comment(context, row, caption)
    heading = context.text("attachments.added" if row else "attachments.kept", count=len(files))
    told = Outcome(receipt(context, [row] if row else [], heading=heading), [row] if row else [])
    return told if outcome.reply is None else together(context, [outcome, told])


def _written(outcome: Outcome) -> Audited | None:
    """The record that files belong to which came with its words: the check-in or contact log, or whatever else was written down first."""
    rows = outcome.rows if outcome.is_receipt else ()
    return next((row for row in rows if isinstance(row, CheckIn | ContactLog)), next(iter(rows), None))


def _answered(context: Context) -> Audited | None:
    rows = main_rows(context.session, context.about) if context.about else []
    return next((row for row in rows if writer_of(row)), None)
