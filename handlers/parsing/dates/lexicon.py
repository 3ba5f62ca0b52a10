"""The words of dates in all languages, from ``dates.toml`` of each: one look-up for a text in any mixture of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from handlers.locales import FOLDER, load
from handlers.parsing.numerals import HAN_DIGITS
from handlers.parsing.text import CJK

Kinds = dict[str, Any]
"""What a token may be: the value it has in each of its categories."""
HAN_NUMERALS = f"{HAN_DIGITS}十百千"
WORD = re.compile(rf"[{CJK}]+|[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)?|\d+")


@dataclass(frozen=True)
class Entry:
    """A word or phrase: what follows its first word, and the tokens that it stands for (several for "tonight")."""

    rest: tuple[str, ...]
    tokens: tuple[Kinds, ...]


@dataclass(frozen=True)
class Guard:
    """Surroundings in which a word of some category is none: "3号" before "楼"."""

    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    folded: bool = False
    """Whether they are told in simplified characters, which traditional ones are turned into first."""


@dataclass
class Lexicon:
    """All words, by their first word (scripts with spaces) or first character (Chinese), the longest first."""

    spaced: dict[str, list[Entry]] = field(default_factory=dict)
    joined: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    glued: dict[str, list[tuple[str, tuple[Kinds, ...]]]] = field(default_factory=dict)
    """Those that begin with a digit ("2moro"), by it."""
    guards: dict[str, list[Guard]] = field(default_factory=dict)

    @cached_property
    def idle(self) -> re.Pattern[str]:
        """Chinese characters that begin no word and no numeral."""
        return re.compile(rf"(?:(?![{''.join(self.joined)}{HAN_NUMERALS}])[{CJK}])+")

    def add(self, phrase: str, tokens: tuple[Kinds, ...]) -> None:
        """Take a phrase in; one that is there already gets further categories."""
        words = tuple(WORD.findall(phrase.lower()))
        if phrase[0].isdigit():
            glued = self.glued.setdefault(phrase[0], [])
            meant = next((kinds for text, kinds in glued if text == phrase.lower()), None)
            if meant is None:
                glued.append((phrase.lower(), tokens))
            else:
                meant[0].update(tokens[0])
            return
        if re.match(f"[{CJK}]", phrase):
            entries = self.joined.setdefault(phrase[0], [])
            known = next((entry for text, entry in entries if text == phrase), None)
            if known is None:
                entries.append((phrase, Entry((), tokens)))
        else:
            same = self.spaced.setdefault(words[0], [])
            known = next((entry for entry in same if entry.rest == words[1:]), None)
            if known is None:
                same.append(Entry(words[1:], tokens))
        if known is not None:
            known.tokens[0].update(tokens[0])

    def find(self, phrase: str) -> Kinds:
        """The categories of one word that stands for itself; raises KeyError."""
        if re.match(f"[{CJK}]", phrase):
            return next(entry.tokens[0] for text, entry in self.joined[phrase[0]] if text == phrase)
        words = tuple(WORD.findall(phrase))
        return next(entry.tokens[0] for entry in self.spaced[words[0]] if entry.rest == words[1:])


@cache
def lexicon() -> Lexicon:
    """The words of all languages that have a ``dates.toml``."""
    words = Lexicon()
    tables = [load(path.parent.name, "dates") for path in sorted(FOLDER.glob("*/dates.toml"))]
    for data in tables:
        for category, phrase, value in _entries(data["words"]):
            words.add(phrase, ({category: value},))
        for category, guard in data.get("guards", {}).items():
            after, before = (re.compile(guard[key]) if key in guard else None for key in ("after", "before"))
            folded = re.search(f"[{CJK}]", "".join(guard.values())) is not None
            words.guards.setdefault(category, []).append(Guard(after, before, folded))
    for data in tables:
        for phrase, meaning in data.get("means", {}).items():
            for one in _split(phrase):
                words.add(one, tuple(dict(words.find(word)) for word in _split(meaning)))
    for entries in words.spaced.values():
        entries.sort(key=lambda entry: -len(entry.rest))
    for pairs in words.joined.values():
        pairs.sort(key=lambda pair: -len(pair[0]))
    for phrases in words.glued.values():
        phrases.sort(key=lambda pair: -len(pair[0]))
    return words


def _entries(tables: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for category, table in tables.items():
        for value, phrases in ({"": table} if isinstance(table, str) else table).items():
            for phrase in _split(phrases):
                for one in category.split("|"):
                    yield one, phrase, int(value) if value.lstrip("-").isdigit() else value


def _split(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]
