"""Which slash commands Slack has: ``/onpace`` for everything, short ones for the main jobs.

They follow from what is registered in ``handlers`` and from the words in ``locales``; a test holds ``manifest.yaml`` against this list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.platforms.slack.wording import say
from handlers import features, locales
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS
from handlers.slashes import slash_commands

ALL = "/onpace"
MAIN = (
    "lead",
    "contact_log",
    "check_in",
    "task",
    "tasks",
    "deal",
    "customer",
    "pool",
    "claim",
    "daily_report",
    "target",
    "targets",
    "ranking",
    "knowledge",
)
"""The commands that have a slash command of their own, by the names under which features register them; one that none has registered is left out."""
HELP_WORD = "/help"
QUOTED_COMMAND = re.compile(r"(?<=“)/\w+")
MANIFEST_LANGUAGE = "en"
"""Slack has one list of slash commands for all languages; the words of the others follow ``/onpace``."""


@dataclass(frozen=True)
class SlashCommand:
    """One that Slack is to offer."""

    command: str
    description: str
    usage_hint: str


@cache
def slash_list() -> tuple[SlashCommand, ...]:
    """All of them, ``/onpace`` first."""
    features.load()
    words = locales.load(MANIFEST_LANGUAGE, "commands")
    short = [(name, words[name]) for name in MAIN if any(name in registry for registry in (WRITERS, QUERIES, VERBS, SLASHES))]
    return (
        SlashCommand(ALL, say(MANIFEST_LANGUAGE, "slash.all"), say(MANIFEST_LANGUAGE, "slash.all_hint")),
        *(SlashCommand(f"/{entry['slash'][0]}", entry["help"], entry["example"]) for _, entry in short),
    )


def text_of(command: str, typed: str) -> str:
    """What a slash command says, as the assistant reads it (``/lead Ann``); ``/onpace`` may carry a sentence, or any command without its slash."""
    typed = typed.strip()
    if command != ALL:
        return f"{command} {typed}".strip()
    word, _, rest = typed.partition(" ")
    if word.removeprefix("/").casefold() in slash_commands():
        return f"/{word.removeprefix('/')} {rest}".strip()
    return typed or HELP_WORD


def typed_here(text: str) -> str:
    """A text of ours in which the quoted commands are those that can be typed here: “/team East” is “/onpace team East”."""
    known = {listed.command for listed in slash_list()}

    def spelt(found: re.Match[str]) -> str:
        command, word = found[0], found[0].removeprefix("/")
        return f"{ALL} {word}" if command not in known and word.casefold() in slash_commands() else command

    return QUOTED_COMMAND.sub(spelt, text)
