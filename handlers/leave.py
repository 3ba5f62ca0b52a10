"""Leave: days on which a member is away and left alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from handlers import drafts
from handlers.commands import WRITERS, Instruction, asked, does, writes
from handlers.context import Context
from handlers.errors import InputError
from handlers.outcome import Outcome
from handlers.parsing.records import Moment
from handlers.texts import joined
from storage.models import Leave


@dataclass
class TakeLeave:
    """The member is away from the first to the last day."""

    first: Moment | None = asked("date", required=True)
    last: Moment | None = asked("date")
    reason: str | None = asked("text")


def read(_context: Context, leave: Leave) -> TakeLeave:
    """The command that would write this leave."""
    return TakeLeave(Moment(leave.first), Moment(leave.last), leave.reason)


def line(context: Context, leave: Leave) -> str:
    """``Leave · Thu 26 Nov – Fri 27 Nov · family``."""
    days = context.spell(leave.first) if leave.first == leave.last else f"{context.spell(leave.first)} – {context.spell(leave.last)}"
    return joined(context.text("kinds.leave"), days, leave.reason)


def overlapping(context: Context, command: TakeLeave) -> Leave | None:
    """The leave that these days correct: one that shares a day with them."""
    if command.first is None:
        return None
    last = command.last or command.first
    mine = select(Leave).where(Leave.member_id == context.member.id, Leave.first <= last.day, Leave.last >= command.first.day)
    return context.session.scalars(mine.order_by(Leave.id.desc())).first()


@writes("leave", command=TakeLeave, row=Leave, read=read, line=line, find=overlapping)
def take_leave(context: Context, command: TakeLeave, leave: Leave) -> None:
    """Write down days away; nothing is asked of the member on them."""
    assert command.first is not None
    last = command.last or command.first
    if last.day < command.first.day:
        raise InputError("last", "leave.ends_before_it_begins")
    leave.member_id = leave.member_id or context.member.id
    leave.first, leave.last, leave.reason = command.first.day, last.day, command.reason


@does("leave")
def go_on_leave(context: Context, instruction: Instruction) -> Outcome:
    """The same by a sentence: ``at`` is the first day, ``due`` the last; one alone is a single day."""
    command = TakeLeave(instruction.at or instruction.due, instruction.due or instruction.at, instruction.text)
    return drafts.run(context, WRITERS["leave"], command)
