"""The commands as the "/" menu lists them: whatever is registered and has a slash word in the member's language."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import locales
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS


@dataclass(frozen=True)
class Choice:
    """One line of the menu. ``form`` is the action of the form that it opens; an entry that takes words behind it is put into the composer."""

    word: str
    help: str
    form: str = ""
    takes_words: bool = False


def choices(language: str) -> list[Choice]:
    """All of them, what writes first."""
    entries = locales.load(language, "commands")
    named = {name: (entry["slash"][0], entry["help"]) for name, entry in entries.items() if entry.get("slash")}
    return [
        *(Choice(*named[name], form=f"new:{name}") for name in WRITERS if name in named),
        *(Choice(*named[name]) for name in QUERIES if name in named),
        *(Choice(*named[name], takes_words=True) for name in (*VERBS, *SLASHES) if name in named),
    ]
