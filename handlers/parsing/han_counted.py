"""Customers in a row behind a head that counts them: 展会加了仨：川味坊蒲总、天元家电小吴、顺口溜零食."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.han_bounds import boundary, is_free, is_kind, plausible_person
from handlers.parsing.han_names import is_plain
from handlers.parsing.han_shapes import either, letters
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_words import job_shape, name_ends
from handlers.parsing.shapes import shape
from handlers.parsing.text import CJK, Text

HEAD = shape("han_counted.head")
"""How many were met, before a colon."""
LONGEST_ROW = 160
"""So many characters behind the head are looked through."""
PARTS = re.compile(r"[^、;；,，\n。]+")
SHORTEST = 3
"""Two characters may be anybody's or anything's name."""


@cache
def item() -> re.Pattern[str]:
    """The beginning of an item: a company, perhaps who it is there, and a phone, a bracket or nothing more."""
    surname = either("surnames")
    who = rf"(?:{job_shape()})?(?:(?:{surname})(?:{either('titles')})|[老小阿][{CJK}]|[{CJK}][姐哥总工])"
    begin = rf"(?:{pattern_of_and()})?(?P<name>[{CJK}]{{{SHORTEST},7}}?)"
    return re.compile(rf" ?{begin}(?:[ 的]?{who})?(?=[ :：]?[+\d]\d{{2}}| ?[(（]|$)")


def pattern_of_and() -> str:
    """The words that come to another item."""
    return shape("han_counted.further").pattern


def find_counted(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """The companies that only their place in such a row shows to be some."""
    for head in HEAD.finditer(text.folded):
        for part in PARTS.finditer(text.folded, head.end(), head.end() + LONGEST_ROW):
            hit = item().match(text.folded, part.start(), part.end())
            if hit is not None and is_free(taken, *hit.span("name")) and is_firm(hit["name"]):
                yield NewName("company", *hit.span("name"))


def is_firm(said: str) -> bool:
    """Whether a word may be a company's name: no ordinary one, no person's, no kind of company."""
    person = len(said) == SHORTEST and said[0] in letters("common_surnames") and plausible_person(said)
    plain = is_plain(said) and not said.endswith(name_ends("trades_too"))
    ordinary = plain or is_kind(said) or said.endswith(name_ends("jobs")) or not boundary().isdisjoint(set(said) - set("家们"))
    return not person and not ordinary and not set(said) & set("的做卖开是")
