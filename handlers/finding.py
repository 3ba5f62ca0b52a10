"""Find the record that somebody's words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select

from handlers.commands import writer_of
from handlers.context import Context
from handlers.members import TOLD
from handlers.receipts import main_rows
from handlers.small_words import without
from storage.models import Audited, Change, OutboxItem

RECENT = timedelta(days=7)
MOST_RECEIPTS = 50
R = TypeVar("R")


def likeness(said: str, text: str) -> int:
    """How many words (of Chinese: pairs of characters) of what was said a text shares, those that say nothing left out."""
    text = text.casefold()
    words = {word.strip(".,;:!?'\"") for word in without(said.casefold(), "filler").split()}
    long_enough = {word for word in words if len(word) > 2 or not word.isascii()}
    units = {unit for word in long_enough for unit in ([word] if word.isascii() else [word[at : at + 2] for at in range(max(1, len(word) - 1))])}
    return sum(unit in text for unit in units)


def best(rows: Iterable[R], score: Callable[[R], int]) -> list[R]:
    """The rows with the highest score above nothing."""
    scores = [(score(row), row) for row in rows]
    top = max((value for value, _ in scores), default=0)
    return [row for value, row in scores if value == top] if top > 0 else []


def recent_rows(context: Context, within: timedelta = RECENT) -> list[Audited]:
    """What the member's receipts of the last days are about, the newest first, each once."""
    receipts = (
        select(OutboxItem)
        .join(Change, OutboxItem.change_id == Change.id)
        .where(Change.member_id == context.member.id, Change.undone_by_id.is_(None), Change.at > context.now - within, OutboxItem.kind != TOLD)
        .order_by(OutboxItem.id.desc())
        .limit(MOST_RECEIPTS)
    )
    found = (row for item in context.session.scalars(receipts) for row in main_rows(context.session, item))
    return list(dict.fromkeys(found))


def description(context: Context, row: Audited) -> str:
    """All that a record may be called by: its kind, its line, the people and places in it."""
    writer = writer_of(row)
    party = getattr(row, "party", None)
    told = (context.text(f"kinds.{writer.name}"), writer.line(context, row)) if writer else ()
    names = (getattr(row, "name", None), party.name if party else None, getattr(row, "person", None))
    return " ".join(part for part in (*told, *names) if part)


def find_recent(context: Context, said: str | None) -> list[Audited]:
    """The records among the answered message's and the recent ones that fit the words best; without words the newest ones of one message."""
    if context.about is not None and (rows := main_rows(context.session, context.about)):
        return rows
    rows = recent_rows(context)
    return best(rows, lambda row: likeness(said, description(context, row))) if said else rows[:1]
