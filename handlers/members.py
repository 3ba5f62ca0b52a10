"""Members: who they are, and how they are told of what others do with their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from handlers.commands import no_buttons, writer_of
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.hours import hours_of
from handlers.messages import REPLY, Button, Reply
from handlers.outgoing import push
from storage import audit
from storage.models import Audited, Member, OutboxItem, OutboxState

TOLD = "told"
"""The kind of message by which members hear what others did."""
Buttons = Callable[[Context, Any], tuple[Button, ...]]


def find_member(context: Context, name: str) -> Member:
    """The active member of that name; raises NotFoundError."""
    found = context.session.scalars(select(Member).where(Member.name == name, Member.active)).first()
    if found is None:
        raise NotFoundError("errors.no_such_member", name=name)
    return found


def as_seen_by(context: Context, member: Member) -> Context:
    """The same moment, in another member's language and zone."""
    return Context(context.session, context.workspace, member, context.now)


def tell(context: Context, member: Member, key: str, row: Audited, buttons: Buttons = no_buttons, **values: object) -> None:
    """Tell a member in private what somebody did with a record that concerns them, after their quiet hours."""
    theirs = as_seen_by(context, member)
    writer = writer_of(row)
    line = writer.line(theirs, row) if writer else ""
    reply = Reply(f"{theirs.text(key, name=context.member.name, **values)}\n{line}", buttons=buttons(theirs, row))
    item = _push(theirs, reply, subject=[row])
    if item is not None:
        item.change_id = audit.change_id(context.session)


def tell_undone(context: Context, change_id: int) -> None:
    """Tell those who heard of a change that it was taken back; to whom that has not been sent yet, nothing of it is."""
    told = select(OutboxItem).where(OutboxItem.change_id == change_id, OutboxItem.kind == TOLD, OutboxItem.member_id.is_not(None))
    for item in context.session.scalars(told.order_by(OutboxItem.id).with_for_update()).all():
        member = context.session.get_one(Member, item.member_id)
        if item.state is OutboxState.PENDING:
            item.state = OutboxState.DROPPED
        elif member.active:
            theirs = as_seen_by(context, member)
            lines = REPLY.validate_python(item.payload).text.partition("\n")[2]
            _push(theirs, Reply(f"{theirs.text('undo.told', name=context.member.name)}\n{lines}"))


def _push(theirs: Context, reply: Reply, subject: Iterable[Audited] = ()) -> OutboxItem | None:
    due_at = hours_of(theirs.workspace, theirs.member).after_quiet(theirs.now)
    return push(theirs.session, theirs.member, reply, kind=TOLD, now=theirs.now, due_at=due_at, subject=subject)
