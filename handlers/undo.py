"""Undo: take back what a message, form or button did, as a whole."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import inspect, select

from handlers.commands import Instruction, does, presses
from handlers.context import Context
from handlers.errors import NotAllowedError, NotFoundError, UserError
from handlers.members import tell_undone
from handlers.messages import Reply
from handlers.outcome import Outcome
from handlers.receipts import lines_of, main_rows, undo_button
from storage import audit
from storage.errors import ChangedSinceError
from storage.models import Audited, Change, Comment, OutboxItem

JUST_NOW = timedelta(hours=1)


@presses("undo")
def undo_changes(context: Context, arguments: list[str]) -> Outcome:
    """Undo the changes that a button names (``undo:<id>:…``), the newest first; raises UserError and undoes none where one of them can't be."""
    lines: list[str] = []
    for change_id in arguments:
        change = context.session.get(Change, int(change_id))
        if change is None:
            raise NotFoundError("undo.gone")
        lines += _undo(context, change)
    return Outcome(Reply("\n".join([context.text("undo.done"), *dict.fromkeys(lines)])))


@does("undo")
def undo_last(context: Context, _instruction: Instruction) -> Outcome:
    """Undo what the answered message is the receipt of, or the member's last change."""
    about = context.about
    if about is not None and about.change_id is not None:
        return undo_changes(context, [str(about.change_id)])
    change = _last_change(context)
    if change is None:
        raise NotFoundError("undo.nothing")
    return undo_changes(context, [str(change.id)])


def offer_undo_of_last(context: Context) -> Outcome | None:
    """Somebody said no with nothing asked: is what was just written down to be taken back? None where nothing was."""
    change = _last_change(context)
    return _offer(context, change) if change and context.now - change.at < JUST_NOW else None


def offer_undo_of(context: Context, item: OutboxItem) -> Outcome | None:
    """The same for what a message of ours is the receipt of; None where it is none of the member's, or taken back already."""
    change = context.session.get(Change, item.change_id) if item.change_id else None
    is_theirs = change is not None and change.member_id == context.member.id and change.undone_by_id is None
    return _offer(context, change) if change and is_theirs else None


def _offer(context: Context, change: Change) -> Outcome | None:
    rows = _rows_of(context, change)
    if not rows:
        return None
    text = "\n".join([context.text("undo.offer"), *lines_of(context, rows)])
    return Outcome(Reply(text, buttons=(undo_button(context, change.id),)), rows)


def _last_change(context: Context) -> Change | None:
    undoings = select(Change.undone_by_id).where(Change.undone_by_id.is_not(None))
    mine = select(Change).where(Change.member_id == context.member.id, Change.undone_by_id.is_(None), Change.id.not_in(undoings))
    return context.session.scalars(mine.order_by(Change.id.desc()).limit(1)).first()


def _rows_of(context: Context, change: Change) -> list[Audited]:
    """The records that a change's receipt is about."""
    receipts = select(OutboxItem).where(OutboxItem.change_id == change.id, OutboxItem.kind == "reply").order_by(OutboxItem.id)
    receipt = context.session.scalars(receipts.limit(1)).first()
    return main_rows(context.session, receipt) if receipt else []


def _undo(context: Context, change: Change) -> list[str]:
    """Take a change back; return the lines of what it had written down."""
    if change.member_id != context.member.id:
        raise NotAllowedError("undo.not_yours")
    if change.undone_by_id is not None:
        raise UserError("undo.already")
    before = {row: lines_of(context, [row]) for row in _rows_of(context, change)}
    comments = [context.text("comments.line", text=row.text) for row in audit.rows_of(context.session, change.id) if isinstance(row, Comment)]
    try:
        audit.revert(context.session, change, main=list(before))
    except ChangedSinceError as error:
        raise UserError("undo.changed_since") from error
    tell_undone(context, change.id)
    return comments or [line for row, lines in before.items() for line in (lines if inspect(row).detached else lines_of(context, [row]))]
