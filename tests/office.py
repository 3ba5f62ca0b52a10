"""A small sales team to try features on: people say things, press buttons and fill forms in, through the real assistant.

What a sentence means is the reader's to test; here it is given beside it, as the records that the reader would find.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from conftest import NOW, Ids
from sqlalchemy import select

from handlers import assistant
from handlers.context import Context
from handlers.forms import open_form
from handlers.messages import REPLY, Button, Field, File, Form, Location, Message, MessageKind, Reply
from handlers.parsing.records import Reading, Record, Surroundings, Value
from storage import audit
from storage.database import Database
from storage.models import Account, Base, Member, OutboxItem, OutboxState, Workspace

R = TypeVar("R", bound=Base)


def record(kind: str, **fields: Value) -> Record:
    """A record as the reader gives it."""
    return Record(kind, fields)


@dataclass
class Office:
    """The team, a moving clock, and what everybody was told."""

    database: Database
    ids: Ids
    now: datetime = NOW
    means: dict[str, Sequence[Record]] = field(default_factory=dict)
    count: int = 0

    def read(self, text: str, _surroundings: Surroundings) -> Reading:
        """Stands in for the reader."""
        return Reading(tuple(self.means.get(text, ())))

    def say(self, who: str, text: str, *records: Record, chat: str | None = None, reply_to: OutboxItem | None = None, **more: Any) -> Reply:  # noqa: ANN401
        """Somebody writes, in private or in a group; the records are what it means. Returns the answer (an empty one for silence)."""
        self.means[text] = records
        message = self._message(who, text=text, chat=chat, reply_to=reply_to.external_id if reply_to else None, **more)
        return self._handle(message)

    def write_from(self, platform: str, account: str, text: str, *records: Record, chat: str | None = None, **more: Any) -> Reply:  # noqa: ANN401
        """An account on another platform writes, a stranger's or a member's."""
        self.means[text] = records
        self.count += 1
        where = Message(platform, f"tenant of {platform}", account, chat or f"chat of {account}", f"m{self.count}", self.now, private=chat is None)
        return self._handle(replace(where, text=text, **more))

    def press_from(self, platform: str, account: str, action: str) -> Reply:
        """Such an account presses a button, by what it stands for."""
        return self.write_from(platform, account, "", kind=MessageKind.PRESS, action=action)

    def share(self, who: str, location: Location | None = None, files: tuple[File, ...] = (), text: str = "", *records: Record) -> Reply:
        """Somebody shares a place or files, with or without a caption."""
        return self.say(who, text, *records, location=location, files=files)

    def press(self, who: str, label: str) -> Reply:
        """Somebody presses the newest button of that label that they were shown."""
        for item in reversed(self.outbox(who)):
            for button in reply_of(item).buttons:
                if button.label == label:
                    assert not button.opens_form
                    return self._handle(self._message(who, kind=MessageKind.PRESS, action=button.action, target=item.external_id))
        msg = f"{who} sees no button {label!r}"
        raise AssertionError(msg)

    def press_action(self, who: str, action: str) -> Reply:
        """The same by what the button stands for."""
        return self._handle(self._message(who, kind=MessageKind.PRESS, action=action))

    def submit(self, who: str, action: str, /, **values: str) -> Reply:
        """Somebody sends a form."""
        return self._handle(self._message(who, kind=MessageKind.SUBMIT, action=action, values=values))

    def form(self, who: str, action: str) -> Form:
        """The form that a button opens."""
        with self.look(who) as context:
            return open_form(context, action)

    def wait(self, **time: float) -> None:
        """The clock goes on."""
        self.now += timedelta(**time)

    @contextmanager
    def look(self, who: str = "lily"):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a context manager of a Context
        """A context of somebody's that writes, as nobody's doing."""
        with self.database.write(self.now, self.ids.workspace) as session:
            member = session.scalars(select(Member).where(Member.name.istartswith(who))).one()
            yield Context(session, session.get_one(Workspace, self.ids.workspace), member, self.now)

    def rows(self, model: type[R]) -> Sequence[R]:
        """All rows of a table."""
        with self.database.read(everywhere=True) as session:
            found = session.scalars(select(model).order_by(model.id)).all()
            session.expunge_all()
            return found

    def row(self, model: type[R]) -> R:
        """The only row of a table."""
        [found] = self.rows(model)
        return found

    def outbox(self, who: str) -> Sequence[OutboxItem]:
        """All that somebody could see, the oldest first."""
        [account] = [account for account in self.rows(Account) if account.external_id == who]
        shown_to_all = (account.address, "#east")
        return [
            item for item in self.rows(OutboxItem) if item.member_id == account.member_id or (item.member_id is None and item.address in shown_to_all)
        ]

    def last(self, who: str) -> OutboxItem:
        """The newest of it."""
        return self.outbox(who)[-1]

    def told(self, who: str) -> list[str]:
        """The texts of what somebody was told without having asked."""
        return [reply_of(item).text for item in self.outbox(who) if item.kind == "told"]

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """All domain rows as they are."""
        return {name: [columns_of(row) for row in self.rows(model)] for name, model in audit.tables().items()}

    def _message(self, who: str, *, chat: str | None = None, **fields: Any) -> Message:  # noqa: ANN401
        self.count += 1
        return Message("test", "t1", who, chat or who, f"m{self.count}", self.now, private=chat is None, **fields)

    def _handle(self, message: Message) -> Reply:
        with self.database.write(self.now, everywhere=True) as session:
            before = session.scalars(select(OutboxItem.id).order_by(OutboxItem.id.desc()).limit(1)).first() or 0
            assistant.handle(session, message)
            session.flush()
            items = session.scalars(select(OutboxItem).where(OutboxItem.id > before).execution_options(populate_existing=True)).all()
            for item in items:
                item.external_id, item.state = f"o{item.id}", OutboxState.SENT
            answers = [reply_of(item) for item in items if item.reply_to == message.external_id]
        return answers[0] if answers else Reply("")


def columns_of(row: Base) -> dict[str, Any]:
    """A row's columns by name."""
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def reply_of(item: OutboxItem) -> Reply:
    """A queued message as people see it."""
    return REPLY.validate_python(item.payload)


def labels(reply: Reply) -> list[str]:
    """The labels of its buttons."""
    return [button.label for button in reply.buttons]


def button(reply: Reply, label: str) -> Button:
    """Its button of that label."""
    return next(button for button in reply.buttons if button.label == label)


def filled_in(form: Form) -> dict[str, str]:
    """A form's values as they stand."""
    return {one.name: one.value for one in form.fields}


def field_of(form: Form, name: str) -> Field:
    """A form's field of that name."""
    return next(one for one in form.fields if one.name == name)
