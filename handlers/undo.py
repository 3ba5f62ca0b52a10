"""Undo: take back what a message, form or button did, as a whole."""

from __future__ import annotations

from sqlalchemy import select

from handlers.commands import Instruction, does, presses
from handlers.context import Context
from handlers.errors import NotAllowedError, NotFoundError, UserError
from handlers.messages import Reply
from handlers.receipts import lines_of, main_rows
from handlers.writing import Outcome
from storage import audit
from storage.errors import ChangedSinceError
from storage.models import Change, OutboxItem


@presses("undo")
def undo_change(context: Context, arguments: list[str]) -> Outcome:
    """Undo the change that a receipt's button names."""
    change = context.session.get(Change, int(arguments[0]))
    if change is None:
        raise NotFoundError("undo.gone")
    return _undo(context, change)


@does("undo")
def undo_last(context: Context, _instruction: Instruction) -> Outcome:
    """Undo what the answered message is the receipt of, or the member's last change."""
    about = context.about
    if about is not None and about.change_id is not None:
        return undo_change(context, [str(about.change_id)])
    undoings = select(Change.undone_by_id).where(Change.undone_by_id.is_not(None))
    last = (
        select(Change)
        .where(Change.member_id == context.member.id, Change.undone_by_id.is_(None), Change.id.not_in(undoings))
        .order_by(Change.id.desc())
    )
    change = context.session.scalars(last.limit(1)).first()
    if change is None:
        raise NotFoundError("undo.nothing")
    return _undo(context, change)


def _undo(context: Context, change: Change) -> Outcome:
    if change.member_id != context.member.id:
        raise NotAllowedError("undo.not_yours")
    if change.undone_by_id is not None:
        raise UserError("undo.already")
    receipt = context.session.scalars(
        select(OutboxItem).where(OutboxItem.change_id == change.id, OutboxItem.kind == "reply").order_by(OutboxItem.id)
    ).first()
    lines = lines_of(context, main_rows(context.session, receipt) if receipt else [])
    try:
        audit.revert(context.session, change)
    except ChangedSinceError as error:
        raise UserError("undo.changed_since") from error
    return Outcome(Reply("\n".join([context.text("undo.done"), *lines])))
