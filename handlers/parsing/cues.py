"""Cue phrases of all languages in one trie, found in one pass over a text.

A phrase in ``cues.toml`` may hold ``[optional]`` parts, ``(one|or another)`` and the slots ``{company} {person} {date} {money} {phone} {email}``.
Case, apostrophes and traditional characters make no difference; a hyphen counts as a space. ``cue`` names have the form ``group.name``.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from handlers.locales import load
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
LOOKED_FOR_ELSEWHERE = ("frame", "slash", "slip")
"""Groups that are no cues: patterns are made of them, for the ends of a message, for slips, and for what stands behind a slash."""
Cues = tuple[str, ...]
Branches = dict[str, Any]
"""What a character leads to: further branches or, where only one phrase goes on (most do, and dictionaries are large), the rest of it and its cues.
The key "" holds the cues of the phrase that ends there.
"""


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
    forms = itertools.islice(itertools.product(*choices), MOST_FORMS)
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
    found = {phrase for _, phrase in phrases_of(group, name)}
    return "|".join(re.escape(phrase) for phrase in sorted(found, key=lambda phrase: (-len(phrase), phrase))) or "(?!)"


def groups() -> Iterator[str]:
    """The names of the groups of cues."""
    return iter(dict.fromkeys(group for language in LANGUAGES for group in load(language, "cues")))


@cache
def trie() -> Branches:
    """All phrases, branched by their characters."""
    root: Branches = {}
    names: dict[Cues, Cues] = {}
    for group in groups():
        for cue, phrase in phrases_of(group) if group not in LOOKED_FOR_ELSEWHERE else ():
            plant(root, phrase, cue, names)
    return root


def plant(root: Branches, phrase: str, cue: str, names: dict[Cues, Cues]) -> None:
    """Enter a phrase; ``names`` keeps each row of cues once."""
    node = root
    for depth, char in enumerate(phrase, 1):
        step = node.get(char)
        if step is None:
            rest = (sys.intern(phrase[depth:]), names.setdefault((cue,), (cue,)))
            node[char] = rest
            return
        if isinstance(step, tuple) and step[0] == phrase[depth:]:
            node[char] = (step[0], with_cue(step[1], cue, names))
            return
        branches = node[char] = further(node, char)
        node = branches
    node[""] = with_cue(node.get("", ()), cue, names)


def with_cue(row: Cues, cue: str, names: dict[Cues, Cues]) -> Cues:
    """A row of cues with one more, if it is not among them."""
    longer = row if cue in row else (*row, cue)
    return names.setdefault(longer, longer)


def further(node: Branches, char: str) -> Branches:
    """The branches behind a character."""
    step = node[char]
    if isinstance(step, dict):
        return step
    tail, names = step
    return {tail[0]: (tail[1:], names)} if tail else {"": names}


@cache
def cue_words(without: tuple[str, ...] = ()) -> frozenset[str]:
    """The Latin words that occur in cue phrases, but for those of some groups: a capital does not make a name of them."""
    tables = [load(language, "cues") for language in LANGUAGES]
    blocks = (block for table in tables for group, names in table.items() if group not in without for block in names.values())
    return frozenset(word for block in blocks for word in re.findall(r"[a-z]{2,}", block))


def is_latin(char: str) -> bool:
    """Whether a word goes on over this character."""
    return char.isascii() and char.isalnum()


def goes_on(masked: str, place: int) -> bool:
    """Whether the Latin word before a place does not end there: "she" in "she'll"."""
    return is_latin(masked[place]) or (masked[place] == "'" and masked[place + 1 : place + 2] in ("l", "v", "r", "d", "m", "t"))


def find_cues(masked: str) -> list[Hit]:
    """The cue phrases in a mask, in order of place; of one cue's overlapping phrases the first and longest."""
    found: list[Hit] = []
    root = trie()
    ends: dict[str, int] = {}
    previous = " "
    for start, char in enumerate(masked):
        if char in root and not (is_latin(previous) and is_latin(char)):
            longest: dict[str, int] = {}
            for cue, end in walk(root, masked, start):
                longest[cue] = end
            for cue, end in longest.items():
                if ends.get(cue, 0) <= start:
                    ends[cue] = end
                    found.append(Hit(cue, start, end))
        previous = char
    return found


def walk(node: Branches, masked: str, start: int, place: int = -1) -> Iterator[tuple[str, int]]:
    """The cues that begin at ``start``, with their ends, shorter ones first; ``place`` is how far the node has come."""
    place, size = max(start, place), len(masked)
    while place < size:
        char = masked[place]
        if char == "'":
            if "'" in node:
                yield from walk(further(node, "'"), masked, start, place + 1)
            place += 1
            continue
        if char in " -\t\n":
            while place + 1 < size and masked[place + 1] in " -\t":
                place += 1
            char = " "
        if char not in node:
            return
        node = further(node, char)
        place += 1
        if "" in node and not (is_latin(char) and place < size and goes_on(masked, place)):
            for cue in node[""]:
                yield cue, place
