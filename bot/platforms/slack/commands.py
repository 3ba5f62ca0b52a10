"""Slash commands: ``/onpace`` for everything, short ones for the main jobs.

Which there are follows from what is registered in ``handlers`` and from the words in ``locales``; a test holds ``manifest.yaml`` against this list.
"""

from __future__ import annotations

from dataclasses import dataclass

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
MANIFEST_LANGUAGE = "en"
"""Slack has one list of slash commands for all languages; the words of the others follow ``/onpace``."""


@dataclass(frozen=True)
class SlashCommand:
    """One that Slack is to offer."""

    command: str
    description: str
    usage_hint: str


def slash_list() -> list[SlashCommand]:
    """All of them, ``/onpace`` first."""
    features.load()
    words = locales.load(MANIFEST_LANGUAGE, "commands")
    short = [(name, words[name]) for name in MAIN if any(name in registry for registry in (WRITERS, QUERIES, VERBS, SLASHES))]
    return [
        SlashCommand(ALL, say(MANIFEST_LANGUAGE, "slash.all"), say(MANIFEST_LANGUAGE, "slash.all_hint")),
        *(SlashCommand(f"/{entry['slash'][0]}", entry["help"], entry["example"]) for _, entry in short),
    ]


def text_of(command: str, typed: str) -> str:
    """What a slash command says, as the assistant reads it (``/lead Ann``); ``/onpace`` may carry a sentence, or any command without its slash."""
    typed = typed.strip()
    if command != ALL:
        return f"{command} {typed}".strip()
    word, _, rest = typed.partition(" ")
    if word.removeprefix("/").casefold() in slash_commands():
        return f"/{word.removeprefix('/')} {rest}".strip()
    return typed or HELP_WORD
