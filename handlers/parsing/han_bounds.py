"""Where a Chinese name may begin and end, and what is no name of one company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from handlers.parsing.alternatives import alternatives
from handlers.parsing.cues import phrases_of
from handlers.parsing.han_shapes import letters, patterns
from handlers.parsing.name_words import name_ends, name_words
from handlers.parsing.shapes import shape

LONGEST_OWN = 10
"""So many characters at most stand before the trade in a company's name."""
FLOOR = shape("han_bounds.floor")
MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩,，。、；;:：!！?？()（）\"'\n\t 【】|")


@cache
def boundary() -> frozenset[str]:
    """The characters that stand before names and never in short ones."""
    return frozenset(letters("boundary"))


@cache
def bounds_of_names() -> frozenset[str]:
    """The same, and marks."""
    return MARKS | boundary()


@cache
def kept_whole() -> re.Pattern[str]:
    """The words in which these characters end no name: 成都, 理想."""
    return re.compile(alternatives(name_words("kept_whole")))


def holds_bound(said: str, bounds: frozenset[str]) -> bool:
    """Whether a name would hold one of the characters that names end at, other than inside a word."""
    return not bounds.isdisjoint(kept_whole().sub("", said))


def back_to_bound(folded: str, start: int, floor: int) -> int:
    """Where the run of characters before a place begins that a name may be made of."""
    bounds, inside = bounds_of_names(), {at for hit in kept_whole().finditer(folded, floor) for at in range(*hit.span())}
    while start > floor and folded[start - 1].isalnum() and (start - 1 in inside or folded[start - 1] not in bounds):
        start -= 1
    return start


def is_free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether nothing else stands there."""
    return not any(low < end and start < high for low, high in taken)


def is_generic(words: str) -> bool:
    """Whether words name a kind of company and not one: 一家, 第三方."""
    return patterns()["generic"].fullmatch(words) is not None


def is_kind(said: str) -> bool:
    """Whether words name a kind of company and not one, with its trade or without: 第三方, 月子会所."""
    return is_generic(said) or any(said[place:] in name_words("company") and is_generic(said[:place]) for place in range(1, len(said)))


def end_of_company(hit: re.Match[str]) -> int:
    """Where a company's name ends: behind a word that ends one, though another trade follows (大同医院|信息室)."""
    end = patterns()["terminal"].search(hit.group())
    return hit.end() if end is None or patterns()["legal"].match(hit.group()[end.end() :]) else hit.start() + end.end()


@cache
def channels() -> tuple[str, ...]:
    """The channels that leads come by (阿里国际站): they are no companies."""
    return tuple(phrase for _, phrase in phrases_of("source", "noun") if not phrase.isascii())


@cache
def beginnings_of_channels() -> frozenset[str]:
    """All that a channel may begin with."""
    return frozenset(channel[:end] for channel in channels() for end in range(1, len(channel) + 1))


def is_channel(name: str) -> bool:
    """Whether a name is a channel or the beginning of one."""
    return name in beginnings_of_channels() or name.startswith(channels())


def after_verb(folded: str, start: int, limit: int) -> int:
    """Where a name begins behind the verbs and times that stand before it without a gap."""
    hit = patterns()["before"].match(folded, start, limit)
    return hit.end() if hit and limit - hit.end() >= 2 else start


@cache
def no_people() -> frozenset[str]:
    """The words, regions and channels that are nobody's name."""
    return name_words("no_people", "regions") | frozenset(channels())


SHORTEST_FULL = 2


def plausible_person(name: str) -> bool:
    """Whether a surname and what follows may be a person, and not a word (高兴, 方便) or a trade."""
    if len(name) > SHORTEST_FULL and name[:2] in name_words("no_person_starts"):
        return False
    return name not in no_people() and not name.endswith(name_ends("no_person_ends"))
