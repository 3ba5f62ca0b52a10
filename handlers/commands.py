"""The registry: what the assistant can do.

A command is a dataclass; a sentence (through the reader's records), a form, a button and an answer to a question all fill its fields. A feature file
registers its commands here, together with all that the rest needs to know of them; names, sentences and help stand in ``locales/*/commands.toml``
under the same name. Nothing else lists the commands: forms, help, slash commands, receipts, Edit and Undo work from these entries.

    @writes("payment", row=Payment, ...)     a record is written (or amended: the row is then the one there is)
    @answers("tasks")                        a question is answered
    @does("claim")                           something that exists is changed
    @presses("done")                         a button is pressed
    @hears("report")                         a push of that kind is answered in words
    @slash("team")                           a slash command that no sentence stands for
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter

from handlers.parsing.records import Moment
from storage.models import Audited

if TYPE_CHECKING:
    from handlers.context import Context
    from handlers.messages import Button
    from handlers.outcome import Outcome

C = TypeVar("C")
R = TypeVar("R", bound=Audited)


@dataclass(frozen=True)
class Input:
    """How a command's field is asked for. ``kind`` is one of ``messages.Field``'s."""

    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """The values that a ``choice`` may take; their labels stand in ``texts.toml`` under ``choices``."""
    unless: tuple[str, ...] = ()
    """Fields of which any one stands in for a required one."""
    question: str = ""
    """The sentence under ``questions`` that asks for it, where that is not the one that goes by the field's name."""

    def is_missing(self, name: str, values: Mapping[str, Any]) -> bool:
        """Whether it is required and empty, with nothing to stand in for it."""
        return self.required and all(values.get(field) in (None, "") for field in (name, *self.unless))


def asked(kind: str, **details: Any) -> Any:  # noqa: ANN401 - like dataclasses.field, it stands for a default
    """A command's field, empty until something fills it; ``details`` are those of ``Input``."""
    return dataclasses.field(default=None, metadata={"input": Input(kind, **details)})


CONFIRM = "confirm"
"""The field of a question that only wants a yes."""


@dataclass(frozen=True)
class Question:
    """What is in the way of writing a command down: a field to fill in, by one of the choices where there are any, or a yes."""

    field: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    """Values and their labels. A field that is none of the command's inputs takes only these."""


@dataclass
class NextStep:
    """The fields of a next step, for commands that may carry one."""

    next_step: str | None = asked("text")
    next_due: Moment | None = asked("moment")


@dataclass
class Query:
    """A question to what is known."""

    about: str
    name: str | None = None
    scope: str | None = None
    period: str | None = None
    skip: int = 0
    """How many lines of a long answer have been shown before."""


@dataclass
class Instruction:
    """Something that exists is to be changed."""

    verb: str
    object: str | None = None
    to: str | None = None
    at: Moment | None = None
    due: Moment | None = None
    text: str | None = None


@dataclass(frozen=True)
class Writer:
    """A command that writes a record of one table."""

    name: str
    command: type[Any]
    row: type[Audited]
    write: Callable[[Context, Any, Any], None]
    """(context, command, row) → None: fill a new row, or amend the one there is, from the command."""
    read: Callable[[Context, Any], Any]
    """(context, row) → command: the inverse, for Edit."""
    line: Callable[[Context, Any], str]
    """(context, row) → the one line that says what was written down."""
    buttons: Callable[[Context, Any], tuple[Button, ...]]
    """(context, row) → what can be done with it, beside Undo and Edit."""

    find: Callable[[Context, Any], Any | None]
    """(context, command) → the row to bring up to date instead of writing a new one (the customer's open deal, today's report), if there is one."""
    ask: Callable[[Context, Any], Question | None]
    """(context, command) → what must be settled before it is written down, if anything."""
    news: Callable[[Context, Any], str | None]
    """(context, row) → a further line for the receipt of a new record: what it has changed for the member, if anything."""
    prefill: Callable[[Context], Any | None]
    """(context) → the command that the form for a new record starts from, if any."""
    bare: Callable[[Context], Outcome | None]
    """(context) → what its slash command alone is answered with instead of the form, if anything."""

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The command to JSON and back, for drafts."""
        return TypeAdapter(self.command)

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """The fields that people can give, in their order."""
        return inputs_of(self.command)

    def missing(self, command: object) -> str | None:
        """The first required field that is still empty."""
        values = vars(command)
        return next((name for name, asked_for in self.inputs.items() if asked_for.is_missing(name, values)), None)


def inputs_of(command: type[Any]) -> Mapping[str, Input]:
    """The inputs of a command by field name, those that a base class adds last."""
    fields = dataclasses.fields(command)
    own = [field for field in fields if field.name in command.__annotations__]
    inherited = [field for field in fields if field not in own]
    return MappingProxyType({field.name: field.metadata["input"] for field in [*own, *inherited] if "input" in field.metadata})


WRITERS: dict[str, Writer] = {}
QUERIES: dict[str, Callable[[Context, Query], Outcome]] = {}
VERBS: dict[str, Callable[[Context, Instruction], Outcome]] = {}
PRESSES: dict[str, Callable[[Context, list[str]], Outcome]] = {}
SLASHES: dict[str, Callable[[Context, str], Outcome]] = {}
HEARS: dict[str, Callable[[Context, str], Outcome]] = {}


def writer_of(row: Audited) -> Writer | None:
    """The command that writes rows of this table."""
    return next((writer for writer in WRITERS.values() if type(row) is writer.row), None)


def _register(registry: dict[str, Any], name: str, entry: object) -> None:
    if name in registry:
        msg = f"two commands are called {name!r}"
        raise ValueError(msg)
    registry[name] = entry


def no_buttons(_context: Context, _row: object) -> tuple[Button, ...]:
    """Nothing beside Undo and Edit."""
    return ()


def always_new(_context: Context, _command: object) -> None:
    """Each command makes a record of its own."""


def nothing_to_ask(_context: Context, _command: object) -> None:
    """A command that is complete is written down."""


def no_news(_context: Context, _row: object) -> None:
    """The receipt says all."""


def empty_form(_context: Context) -> None:
    """The form for a new record is empty at first."""


def the_form(_context: Context) -> None:
    """A slash command alone is answered with the form."""


def writes(
    name: str,
    *,
    command: type[C],
    row: type[R],
    read: Callable[[Context, R], C],
    line: Callable[[Context, R], str],
    buttons: Callable[[Context, R], tuple[Button, ...]] = no_buttons,
    find: Callable[[Context, C], R | None] = always_new,
    ask: Callable[[Context, C], Question | None] = nothing_to_ask,
    news: Callable[[Context, R], str | None] = no_news,
    prefill: Callable[[Context], C | None] = empty_form,
    bare: Callable[[Context], Outcome | None] = the_form,
) -> Callable[[Callable[[Context, C, R], None]], Callable[[Context, C, R], None]]:
    """Register a command that writes a record; ``name`` is the kind of the reader's records that fill it."""

    def register(write: Callable[[Context, C, R], None]) -> Callable[[Context, C, R], None]:
        _register(WRITERS, name, Writer(name, command, row, write, read, line, buttons, find, ask, news, prefill, bare))
        return write

    return register


def answers(about: str) -> Callable[[Callable[[Context, Query], Outcome]], Callable[[Context, Query], Outcome]]:
    """Register what answers a question about something."""

    def register(answer: Callable[[Context, Query], Outcome]) -> Callable[[Context, Query], Outcome]:
        _register(QUERIES, about, answer)
        return answer

    return register


def does(verb: str) -> Callable[[Callable[[Context, Instruction], Outcome]], Callable[[Context, Instruction], Outcome]]:
    """Register what carries out an instruction."""

    def register(do: Callable[[Context, Instruction], Outcome]) -> Callable[[Context, Instruction], Outcome]:
        _register(VERBS, verb, do)
        return do

    return register


def presses(verb: str) -> Callable[[Callable[[Context, list[str]], Outcome]], Callable[[Context, list[str]], Outcome]]:
    """Register what a button does; it gets what follows the verb in the button's action."""

    def register(press: Callable[[Context, list[str]], Outcome]) -> Callable[[Context, list[str]], Outcome]:
        _register(PRESSES, verb, press)
        return press

    return register


def slash(name: str) -> Callable[[Callable[[Context, str], Outcome]], Callable[[Context, str], Outcome]]:
    """Register what a slash command does; it gets what was typed behind it."""

    def register(do: Callable[[Context, str], Outcome]) -> Callable[[Context, str], Outcome]:
        _register(SLASHES, name, do)
        return do

    return register


def hears(kind: str) -> Callable[[Callable[[Context, str], Outcome]], Callable[[Context, str], Outcome]]:
    """Register what is done with the words that answer a push of a kind; ``context.about`` is the push."""

    def register(answer: Callable[[Context, str], Outcome]) -> Callable[[Context, str], Outcome]:
        _register(HEARS, kind, answer)
        return answer

    return register
