"""Long answers, a screenful at a time, with a button for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from handlers.commands import QUERIES, Query, presses
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.messages import ACTION_LIMIT, Button
from handlers.outcome import Outcome

LISTED = 20
MORE = 40
R = TypeVar("R")


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some of the rows that a question found, and how many there are in all."""

    rows: Sequence[R]
    skipped: int
    total: int

    @property
    def numbered(self) -> list[tuple[int, R]]:
        """The rows with their numbers in the whole list, from 1."""
        return list(enumerate(self.rows, self.skipped + 1))

    @property
    def left(self) -> int:
        """How many come after these."""
        return self.total - self.skipped - len(self.rows)


def page(context: Context, query: Query, statement: Select[Any]) -> Page[Any]:
    """The rows of a question that are to be shown now."""
    total = context.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = context.session.scalars(statement.offset(query.skip).limit(MORE if query.skip else LISTED)).all()
    return Page(rows, query.skip, total)


def more_button(context: Context, query: Query, shown: Page[Any]) -> tuple[Button, ...]:
    """The way to the rest, where there is one and it fits a button."""
    if shown.left <= 0:
        return ()
    label = context.text("buttons.show_all") if shown.left <= MORE else context.text("buttons.show_more")
    return question_button(f"{label} ({shown.left})", replace(query, skip=shown.skipped + len(shown.rows)))


def question_button(label: str, query: Query) -> tuple[Button, ...]:
    """A button that asks a question; none where the question does not fit one."""
    parts = ("more", query.about, query.scope or "", query.period or "", query.name or "", str(query.skip))
    action = ":".join(parts)
    fits = action.count(":") == len(parts) - 1 and len(action.encode()) <= ACTION_LIMIT
    return (Button(label, action),) if fits else ()


@presses("more")
def show_more(context: Context, arguments: list[str]) -> Outcome:
    """Go on with a list: ``more:<about>:<scope>:<period>:<name>:<shown so far>``."""
    about, scope, period, name, skip = arguments
    if about not in QUERIES:
        raise NotFoundError("errors.button_gone")
    query = Query(about, name or None, scope or None, period or None, int(skip))
    return replace(QUERIES[about](context, query), look_up=True)
