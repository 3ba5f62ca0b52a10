"""The patterns and word lists of all languages by which words around the cues are told apart, from ``shapes.toml``.

An entry is a regular expression over a mask, a list of words, or a table of two patterns a row. In a pattern ``{company}``, ``{person}``, ``{date}``
and so on stand for entities, ``{han}`` for the Chinese characters inside brackets, and ``{name}`` for another pattern of the same section or one that
the code gives. Line breaks are left out, with what is indented behind them. A name has the form ``section.entry``: the section is the module that
uses it, which tells what it is for.
"""

from __future__ import annotations

import re

from handlers.locales import load
from handlers.parsing.cues import SLOTS
from handlers.parsing.text import CJK, LANGUAGES

PIECE = re.compile(r"\{([a-z][a-z_]*)\}")
FOLDED = re.compile(r"\n\s*")
EVERYWHERE = {**SLOTS, "han": CJK}
Entry = str | list[str] | list[list[str]]


def entries(name: str) -> list[tuple[str, Entry]]:
    """What each language that has an entry of that name says there; raises KeyError where none does."""
    section, key = name.split(".")
    tables = ((language, load(language, "shapes").get(section, {})) for language in LANGUAGES)
    found = [(language, table[key]) for language, table in tables if key in table]
    if not found:
        raise KeyError(name)
    return found


def written(language: str, section: str, pattern: str, given: dict[str, str]) -> str:
    """A pattern with its pieces put in."""
    table = load(language, "shapes")[section]

    def piece(hit: re.Match[str]) -> str:
        name = hit[1]
        return EVERYWHERE.get(name) or given.get(name) or f"(?:{written(language, section, table[name], given)})"

    return PIECE.sub(piece, FOLDED.sub("", pattern))


def forms(name: str, given: dict[str, str]) -> list[str]:
    """The pattern of that name in each language, with the pieces that the code gives."""
    section = name.split(".", maxsplit=1)[0]
    return [written(language, section, entry, given) for language, entry in entries(name) if isinstance(entry, str)]


def pattern(name: str, **given: str) -> str:
    """The patterns of that name in all languages as one."""
    found = forms(name, given)
    return found[0] if len(found) == 1 else "|".join(f"(?:{form})" for form in found)


def each(name: str, **given: str) -> list[re.Pattern[str]]:
    """The patterns of that name one by one, ready to look for: where several languages name the same groups."""
    return [re.compile(form) for form in forms(name, given)]


def shape(name: str, flags: int = 0, **given: str) -> re.Pattern[str]:
    """The same, ready to look for."""
    return re.compile(pattern(name, **given), flags)


def word_list(name: str) -> tuple[str, ...]:
    """The words of all languages under that name, as they stand in a mask."""
    return tuple(PIECE.sub(lambda hit: EVERYWHERE[hit[1]], word) for _, entry in entries(name) for word in entry if isinstance(word, str))


def pairs(name: str) -> list[tuple[str, str]]:
    """The rows of the tables of all languages under that name, with their pieces put in."""
    section = name.split(".", maxsplit=1)[0]
    rows = [(language, *row) for language, entry in entries(name) for row in entry if not isinstance(row, str)]
    return [(written(language, section, first, {}), written(language, section, second, {})) for language, first, second in rows]
