"""Receipts: the line that says what was written down, and the buttons to take it back, to change it, or to go on from it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from handlers.commands import writer_of
from handlers.context import Context
from handlers.messages import ACTION_LIMIT, Button, Reply
from storage import audit
from storage.models import Audited, OutboxItem


def main_rows(session: Session, item: OutboxItem) -> list[Audited]:
    """The records that a message of ours is about, those that are still there."""
    models = audit.tables()
    rows = (session.get(models[entity], entity_id) for entity, entity_id in item.subject)
    return [row for row in rows if row is not None]


def lines_of(context: Context, rows: Sequence[Audited]) -> list[str]:
    """One line a record."""
    return [writer.line(context, row) for row in rows if (writer := writer_of(row))]


def undo_button(context: Context, *change_ids: int) -> Button:
    """Take changes back, the newest first; beyond what a button's action holds, the older ones stay."""
    action = "undo"
    for change_id in change_ids:
        if len(longer := f"{action}:{change_id}") <= ACTION_LIMIT:
            action = longer
    return Button(context.text("buttons.undo"), action)


def edit_button(context: Context, row: Audited, label: str | None = None) -> Button:
    """Open a record's form."""
    return Button(label or context.text("buttons.edit"), f"edit:{row.__tablename__}:{row.id}", opens_form=True)


def news_of(context: Context, rows: Sequence[Audited]) -> list[str]:
    """What new records have changed for the member, each line once."""
    news = (writer.news(context, row) for row in rows if (writer := writer_of(row)))
    return list(dict.fromkeys(line for line in news if line))


def receipt(context: Context, rows: Sequence[Audited], *, heading: str | None = None) -> Reply:
    """What was written down, a line a record, with Undo and Edit; without a heading the records are new."""
    change_id = audit.change_id(context.session)
    buttons: list[Button] = []
    if len(rows) == 1 and (writer := writer_of(rows[0])):
        buttons += writer.buttons(context, rows[0])
    else:
        buttons += [button for row in rows if (writer := writer_of(row)) for button in writer.buttons(context, row) if button.url]
    if change_id is not None:
        buttons.append(undo_button(context, change_id))
    if len(rows) == 1:
        buttons.append(edit_button(context, rows[0]))
    elif rows:
        buttons.append(Button(context.text("buttons.edit"), f"edit_which:{change_id}"))
    lines = [heading, *lines_of(context, rows)] if heading else [*lines_of(context, rows), *news_of(context, rows)]
    return Reply("\n".join(lines), buttons=tuple(buttons))
