"""Help: what can be said, made from what is registered, in the member's language and for the member's role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers import locales
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS, Query, answers, presses
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.settings import may_use

GROUPS: dict[str, Mapping[str, Any]] = {"tell": WRITERS, "ask": QUERIES, "do": VERBS, "set": SLASHES}
"""The parts of the help, and what is registered for each."""
FIRST = {"tell": ("contact_log", "lead", "task", "deal"), "ask": ("customer", "tasks", "pipeline", "targets"), "do": ("complete", "claim", "leave")}
"""The commands whose examples stand on the first page."""


@answers("help")
def show_help(context: Context, query: Query) -> Outcome:
    """The first page: a few examples of each kind, and buttons to all of a kind."""
    if wanted := query.name or query.scope:
        return _about(context, wanted)
    lines = [context.text("help.heading")]
    for group, names in FIRST.items():
        examples = [_quoted(context, entry["example"]) for name, entry in _entries(context, group) if name in names]
        lines += ["", context.text(f"help.{group}"), *examples]
    lines += ["", context.text("help.closing")]
    return Outcome(Reply("\n".join(lines), buttons=_buttons(context)), look_up=True)


@presses("help")
def press_help(context: Context, arguments: list[str]) -> Outcome:
    """The first page, or all of one kind: ``help:tell``."""
    if not arguments:
        return show_help(context, Query("help"))
    if arguments[0] not in GROUPS:
        raise NotFoundError("errors.button_gone")
    lines = [context.text(f"help.{arguments[0]}"), *(_line(context, entry) for _, entry in _entries(context, arguments[0]))]
    return Outcome(Reply("\n".join(lines), buttons=_buttons(context, arguments[0])), look_up=True)


def _about(context: Context, said: str) -> Outcome:
    """Help on what somebody names: by its slash word, or a word of its help."""
    word = said.strip().lstrip("/").casefold()
    found = [
        entry
        for group in GROUPS
        for _, entry in _entries(context, group)
        if word in (slash.casefold() for slash in entry.get("slash", ())) or word in entry["help"].casefold()
    ]
    if not found:
        return show_help(context, Query("help"))
    return Outcome(Reply("\n".join(_line(context, entry) for entry in found)), look_up=True)


def _entries(context: Context, group: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a member of this role can use, each once, in the order of the language's ``commands.toml``."""
    registered = GROUPS[group]
    for name, entry in locales.load(context.language, "commands").items():
        is_elsewhere = group == "do" and name in WRITERS
        if name in registered and "example" in entry and not is_elsewhere and may_use(context, name):
            yield name, entry


def _line(context: Context, entry: dict[str, Any]) -> str:
    return context.text("help.line", what=entry["help"], example=_quoted(context, str(entry["example"])))


def _quoted(context: Context, example: object) -> str:
    return context.text("help.example", example=example)


def _buttons(context: Context, shown: str = "") -> tuple[Button, ...]:
    groups = (group for group in GROUPS if group != shown and any(True for _ in _entries(context, group)))
    return tuple(Button(context.text(f"buttons.help_{group}"), f"help:{group}") for group in groups)
