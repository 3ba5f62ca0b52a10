"""Cue phrases of all languages in one trie, found in one pass over a text.

A phrase in ``cues.toml`` may hold ``[optional]`` parts, ``(one|or another)`` and the slots ``{company} {person} {date} {money} {phone} {email}``.
Case, apostrophes and traditional characters make no difference; a hyphen counts as a space. ``cue`` names have the form ``group.name``.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import islice, product
from operator import itemgetter
from string import ascii_letters, digits
from typing import NamedTuple

from marisa_trie import Trie

from handlers.locales import load
from handlers.parsing.alternatives import alternatives
from handlers.parsing.text import LANGUAGES, fold

SLOTS = {
    "company": "\ue000",
    "person": "\ue001",
    "date": "\ue002",
    "money": "\ue003",
    "phone": "\ue004",
    "email": "\ue005",
    "link": "\ue006",
}
"""The character that stands for an entity of each kind in a mask, and for its slot in a phrase."""
PIECE = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)|([^\[\]()]+)")
MOST_FORMS = 3100
"""A phrase that stands for more is too wide to be meant; a test holds all of them to it."""
LOOKED_FOR_ELSEWHERE = ("correction", "frame", "slash", "slip")
"""Groups that are no cues: patterns are made of them, for the ends of a message, for slips and corrections, and for what stands behind a slash."""
LONGEST = 80
"""No phrase is longer; a test holds them to it."""
GAP = " -\t\n"
START = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9]|[^A-Za-z0-9{re.escape(GAP)}']")
"""Where a phrase may begin: not inside a Latin word."""
LATIN = frozenset(ascii_letters + digits)
"""The characters that a Latin word may end with."""
GOES_ON = re.compile("[A-Za-z0-9]|'[lvrdmt]")
"""Where a Latin word does not end: "she" in "she'll"."""
SPACES = str.maketrans(dict.fromkeys(GAP, " "))
DROPPED = re.compile(r"'|[ \t\n-][ \t-]")
Cues = tuple[str, ...]
SHELVES = 4
"""The phrases stand in so many tries: building one takes five times the memory that its phrases do."""


class Hit(NamedTuple):
    """A cue phrase in a mask: its name and its place."""

    cue: str
    start: int
    end: int


def expand(phrase: str) -> Iterator[str]:
    """The plain phrases that a phrase with optional parts and alternatives stands for."""
    choices: list[Sequence[str]] = []
    for optional, either, literal in PIECE.findall(phrase):
        choices.append((*optional.split("|"), "") if optional else either.split("|") if either else (literal,))
    forms = islice(product(*choices), MOST_FORMS)
    for form in forms:
        yield " ".join("".join(form).split())


def normal(phrases: str) -> str:
    """Phrases as they are compared, with the characters of their slots."""
    for slot, char in SLOTS.items():
        phrases = phrases.replace("{" + slot + "}", char)
    return fold(phrases).replace("-", " ").replace("：", ":")


@cache
def dated_words(language: str) -> re.Pattern[str]:
    """The words of a language's phrases that any other date may stand for."""
    words = "|".join(re.escape(word.strip()) for word in load(language, "cues")["dates"]["words"].split(";"))
    return re.compile(rf"(?<![a-z])(?:{words})(?:'s|s)?(?![a-z])")


def phrases_of(group: str, name: str = "") -> Iterator[tuple[str, str]]:
    """The phrases of a group of cues in all languages, or of one cue of it, each with the cue's name."""
    for language in LANGUAGES:
        for key, block in load(language, "cues").get(group, {}).items():
            if name in ("", key):
                for phrase in re.split(r"[;\n]", normal(block)):
                    dated = dated_words(language).sub(SLOTS["date"], phrase)
                    variants = (phrase,) if dated == phrase or dated.strip(" :") == SLOTS["date"] else (phrase, dated)
                    yield from ((f"{group}.{key}", form) for variant in variants for form in expand(variant) if form)


def either(group: str, name: str) -> str:
    """The phrases of a cue as a pattern, the longest first; one that fits nothing where there are none."""
    return alternatives(phrase for _, phrase in phrases_of(group, name)) or "(?!)"


def groups() -> Iterator[str]:
    """The names of the groups of cues."""
    return iter(dict.fromkeys(group for language in LANGUAGES for group in load(language, "cues")))


class Shelf(NamedTuple):
    """A part of the phrases: a trie that numbers them, and the cues of each number."""

    trie: Trie
    cues: Sequence[Cues]


class Phrases(NamedTuple):
    """All phrases, on shelves by their first characters, and the two characters that each begins with (or is)."""

    shelves: Sequence[Shelf]
    starts: frozenset[str]


def shelf_of(text: str) -> int:
    """The shelf of the phrases that begin as a text does."""
    return ord(text[0]) % SHELVES


@cache
def phrasebook() -> Phrases:
    """The phrases of all groups of cues: some two hundred thousand, shelved as bytes first, for a trie takes much memory while it is built."""
    written = [bytearray() for _ in range(SHELVES)]
    told = [array("H") for _ in range(SHELVES)]
    names: dict[str, int] = {}
    starts: set[str] = set()
    for cue, phrase in all_phrases():
        starts.add(phrase[:2])
        shelf = shelf_of(phrase)
        written[shelf] += phrase.encode() + b"\n"
        told[shelf].append(names.setdefault(cue, len(names)))
    rows: dict[Cues, Cues] = {}
    shelves = [filled(written.pop(0), told.pop(0), list(names), rows) for _ in range(SHELVES)]
    return Phrases(shelves, frozenset(starts))


def filled(written: bytearray, told: Sequence[int], names: Sequence[str], rows: dict[Cues, Cues]) -> Shelf:
    """A shelf of the phrases written on lines, with the number of each one's cue; phrases with the same cues share a row."""
    trie = Trie(line[:-1].decode() for line in BytesIO(written))
    cues: list[Cues] = [()] * len(trie)
    for line, name in zip(BytesIO(written), told, strict=True):
        number, cue = trie[line[:-1].decode()], names[name]
        if cue not in cues[number]:
            row = (*cues[number], cue)
            cues[number] = rows.setdefault(row, row)
    return Shelf(trie, cues)


def all_phrases() -> Iterator[tuple[str, str]]:
    """The phrases of all groups that are looked for in messages, each with its cue."""
    return (pair for group in groups() if group not in LOOKED_FOR_ELSEWHERE for pair in phrases_of(group))


@cache
def cue_words(without: tuple[str, ...] = ()) -> frozenset[str]:
    """The Latin words that occur in cue phrases, but for those of some groups: a capital does not make a name of them.

    Those of look-alikes (the group ``no``) are left out: they are of all walks of life, and many a customer is called like them.
    """
    tables = [load(language, "cues") for language in LANGUAGES]
    blocks = (block for table in tables for group, names in table.items() if group not in (*without, "no") for block in names.values())
    return frozenset(word for block in blocks for word in re.findall(r"[a-z]{2,}", block))


def find_cues(masked: str) -> list[Hit]:
    """The cue phrases in a mask, in order of place; of one cue's overlapping phrases the first and longest."""
    found: list[Hit] = []
    shelves, starts = phrasebook()
    ends: dict[str, int] = {}
    texts = [spaced(masked)]
    if "'" in masked:
        texts.append(spaced(masked, apostrophes=True))
    for place in START.finditer(masked):
        start, first = place.start(), place.group()
        ending: list[tuple[int, Cues]] = []
        for text, places, begins in texts:
            begin = begins[start]
            if text[begin : begin + 2] not in starts and first not in starts:
                continue
            trie, cues = shelves[shelf_of(first)]
            for phrase, number in trie.iter_prefixes_with_ids(text[begin : begin + LONGEST]):
                end = places[begin + len(phrase) - 1] + 1
                if phrase[-1] not in LATIN or GOES_ON.match(masked, end) is None:
                    ending.append((end, cues[number]))
        if not ending:
            continue
        if len(texts) > 1:
            ending.sort(key=itemgetter(0))
        longest = {cue: end for end, row in ending for cue in row}
        for cue, end in longest.items():
            if ends.get(cue, 0) <= start:
                ends[cue] = end
                found.append(Hit(cue, start, end))
    return found


def spaced(masked: str, *, apostrophes: bool = False) -> tuple[str, Sequence[int], Sequence[int]]:
    """A mask with one space for each gap and with its apostrophes or without; where each character stood, and where each has come to."""
    if DROPPED.search(masked) is None:
        return masked.translate(SPACES), range(len(masked)), range(len(masked))
    chars: list[str] = []
    places: list[int] = []
    begins: list[int] = []
    for place, char in enumerate(masked):
        begins.append(len(chars))
        if (char != "'" or apostrophes) and not (char in " -\t" and place and masked[place - 1] in GAP):
            chars.append(char)
            places.append(place)
    return "".join(chars).translate(SPACES), places, begins
