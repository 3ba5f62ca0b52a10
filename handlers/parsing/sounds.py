"""How Chinese names sound: they are found when typed in pinyin (hongtu), and when a character of the same sound stands in them (弘图 for 宏图)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from handlers.locales import load

MOST_READINGS = 4
SHORTEST = 4
"""A name of fewer letters is not looked for in pinyin: it may be any word."""


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """The syllables that each common character may be read as."""
    found: dict[str, tuple[str, ...]] = {}
    for line in load("zh", "pinyin")["syllables"].split("\n"):
        syllable, _, chars = line.partition(" ")
        for char in chars:
            found[char] = (*found.get(char, ()), syllable)
    return found


def sounds(chars: str) -> Iterator[tuple[str, ...]]:
    """The ways in which some characters may be read, a syllable each; none where one of them is not Chinese, or rare."""
    known = readings()
    return islice(product(*(known.get(char, ()) for char in chars)), MOST_READINGS)


def sound_alike(one: str, other: str) -> bool:
    """Whether two names of one length differ only by characters that sound alike, by whatever accent: 宏途 and 宏图, but not 物业 and 物流."""
    known = readings()
    pairs = ((first, second) for first, second in zip(one, other, strict=True) if first != second)
    return all({plainly(word) for word in known.get(first, ())} & {plainly(word) for word in known.get(second, ())} for first, second in pairs)


def plainly(syllable: str) -> str:
    """A syllable without what accents do not tell apart: zh and z, n and l, ang and an."""
    return syllable.replace("h", "", 1).removesuffix("g").replace("n", "l", 1) if syllable[:1] in "zcsn" else syllable.removesuffix("g")


def spellings(parts: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """The words by which a name of two parts (宏图, 科技) is typed in pinyin: hongtu keji, hongtukeji, hong tu ke ji."""
    cut = len(parts[0])
    for syllables in sounds("".join(parts)):
        whole = "".join(syllables)
        if len(whole) < SHORTEST or is_word(whole):
            continue
        yield (whole,)
        yield syllables
        if parts[1]:
            yield "".join(syllables[:cut]), "".join(syllables[cut:])


def is_word(letters: str) -> bool:
    """Whether letters are an English word as well."""
    from handlers.parsing.casing import dictionary

    return letters in dictionary()
