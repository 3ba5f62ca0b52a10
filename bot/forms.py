"""What a platform answers within the request, and not through the inbox: forms, suggestions, a member's day. All of it only looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from handlers import assistant, filling, forms
from handlers.context import Context
from handlers.errors import UserError
from handlers.messages import Form, Message, Option
from handlers.my_day import Page, my_day
from handlers.suggesting import suggest
from storage.database import Database

T = TypeVar("T")


class RefusedError(Exception):
    """It can't be done; the message says why, in the language of whoever asked. Empty for a stranger, who gets no answer here."""


def open_form(database: Database, message: Message) -> Form:
    """The form that a press (``message.action``) opens for whoever pressed; raises RefusedError."""
    return _look(database, message, lambda context: forms.open_form(context, message.action))


def form_being_filled(database: Database, message: Message, filling_id: int) -> tuple[Form, str | None]:
    """A form that its sender is asked the questions of, and the id of the message that asks them; raises RefusedError."""
    return _look(database, message, lambda context: filling.look_at(context, filling_id))


def form_from_text(database: Database, message: Message) -> Form:
    """The form for what ``message.text`` tells, filled with it; raises RefusedError."""
    return _look(database, message, lambda context: forms.form_from_text(context, message.text))


def language_of(database: Database, message: Message) -> str:
    """The language of whoever sent it; raises RefusedError for a stranger."""
    return _look(database, message, lambda context: context.language)


def check_form(database: Database, message: Message) -> Form | None:
    """The form again with its errors; None where it can go to the inbox as it is. Raises RefusedError."""
    return _look(database, message, lambda context: forms.check_form(context, message.action, message.values))


def suggest_for(database: Database, message: Message, kind: str, typed: str) -> tuple[Option, ...]:
    """What an input of a kind suggests for what was typed so far; raises RefusedError for a stranger."""
    return _look(database, message, lambda context: suggest(context, kind, typed))


def look_at_day(database: Database, message: Message) -> Page:
    """The sender's day; raises RefusedError for a stranger."""
    return _look(database, message, my_day)


def _look(database: Database, message: Message, look: Callable[[Context], T]) -> T:
    with database.read(everywhere=True) as session:
        context = assistant.find_context(session, message)
        if context is None:
            raise RefusedError
        try:
            return look(context)
        except UserError as error:
            raise RefusedError(context.text(error.key, **error.values)) from error
