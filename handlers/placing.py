"""What the check-in page brings: a position, a picture, a note. It completes the check-in that was told before, or makes one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from handlers import drafts
from handlers.attachments import attach
from handlers.check_ins import CheckInAt, from_caption
from handlers.commands import WRITERS, presses, writer_of
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.gestures import with_undo_of
from handlers.messages import Message
from handlers.outcome import Outcome
from handlers.receipts import receipt
from handlers.sharing import respond_to_shared
from handlers.writing import amend
from storage.models import CheckIn, OutboxItem


@presses("place")
def take_place(context: Context, arguments: list[str]) -> Outcome:
    """``place:<check-in>``, 0 for a new one; the message has the rest, and answers the one that it began with."""
    message = context.message
    if message is None or (message.location is None and not message.text and not message.files):
        raise NotFoundError("errors.button_gone")
    context.about = _answer_to(context, message)
    check_in = context.session.get(CheckIn, int(arguments[0]))
    if check_in is not None and check_in.member_id == context.member.id:
        outcome = _complete(context, check_in, message)
    elif message.location is not None:
        outcome = respond_to_shared(context, message)
    else:
        outcome = _without_position(context, message)
    return replace(outcome, answers=message.reply_to)


def _answer_to(context: Context, message: Message) -> OutboxItem | None:
    """Our answer that offered the page: the receipt takes its place."""
    ours = select(OutboxItem).where(OutboxItem.chat == message.chat_key, OutboxItem.reply_to == message.reply_to, OutboxItem.external_id.is_not(None))
    return context.session.scalars(ours.order_by(OutboxItem.id.desc()).limit(1)).first()


def _complete(context: Context, check_in: CheckIn, message: Message) -> Outcome:
    """Add what came to the check-in; Undo takes back both, where that was its receipt."""
    writer = writer_of(check_in)
    assert writer is not None
    command: CheckInAt = writer.read(context, check_in)
    if message.location is not None:
        command.latitude, command.longitude = Decimal(str(message.location.latitude)), Decimal(str(message.location.longitude))
    command.note = "\n".join(part for part in (command.note, message.text.strip()) if part) or None
    amend(context, writer, command, check_in)
    attach(context, check_in, message.files)
    told = receipt(context, [check_in], heading=context.text("check_ins.completed"))
    outcome = Outcome(told, [check_in], replaces=context.about)
    return with_undo_of(context, outcome) if context.about and context.about.change_id else outcome


def _without_position(context: Context, message: Message) -> Outcome:
    """The phone gave no position: where they are is what they wrote."""
    text = message.text.strip()
    named = from_caption(context, text)
    company = named.get("company")
    command = CheckInAt(company=company, note=named.get("note")) if company else CheckInAt(place=text or None)
    outcome = drafts.run(context, WRITERS["check_in"], command)
    written = next((row for row in outcome.rows if isinstance(row, CheckIn)), None)
    if written is not None and message.files:
        attach(context, written, message.files)
        return replace(outcome, reply=receipt(context, outcome.rows))
    return outcome
