"""A page of things that can be acted on: what platforms with a home of their own show there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from handlers.commands import Query
from handlers.context import Context
from handlers.lists import question_button
from handlers.messages import Button

MOST = 8
"""Lines of a kind; the rest is a tap away."""


@dataclass(frozen=True)
class Line:
    """One thing on the page, and what can be done about it."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Section:
    """Things of one kind; ``empty`` is said where there are none."""

    title: str
    lines: tuple[Line, ...]
    empty: str


@dataclass(frozen=True)
class Page:
    """A page with its sections."""

    title: str
    sections: tuple[Section, ...]


def lines_of(context: Context, wanted: Select[Any], line: Callable[[Any], Line], all_of: Query | None = None) -> tuple[Line, ...]:
    """The first rows as lines, and how many more there are, with the way to them."""
    rows = context.session.scalars(wanted.limit(MOST + 1)).all()
    lines: Sequence[Line] = [line(row) for row in rows[:MOST]]
    if len(rows) <= MOST:
        return tuple(lines)
    total = context.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    buttons = question_button(context.text("buttons.show_all"), all_of) if all_of else ()
    return (*lines, Line(context.text("my_day.more", count=total - MOST), buttons))
