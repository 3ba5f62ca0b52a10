"""Members: who they are, and how they are told of what others do with their records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from handlers.commands import no_buttons, writer_of
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.hours import hours_of
from handlers.messages import Button, Reply
from handlers.outgoing import push
from storage.models import Audited, Member

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
    due_at = hours_of(context.workspace, member).after_quiet(context.now)
    push(context.session, member, reply, kind="told", now=context.now, due_at=due_at, subject=[row])
