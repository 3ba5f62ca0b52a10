"""People named by the company they belong to: 宏图的张伟, 永盛五金的段雨."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from handlers.parsing.han_bounds import plausible_person
from handlers.parsing.han_shapes import either, letters, patterns
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_words import name_words
from handlers.parsing.text import CJK, Text


@cache
def belonging() -> re.Pattern[str]:
    """A full name behind 的, or a given one called by 小, with its end: a mark, or a word that goes on about somebody."""
    surname = either("surnames")
    full = rf"(?:{surname})[{CJK}]{{2}}(?=[^{CJK}]|$)|(?:{surname})[{CJK}]{{1,2}}?(?=[^{CJK}]|[{letters('speaks')}]|$)"
    nickname = rf"[小阿][{letters('nicknames')}](?=[^{CJK}]|[{letters('speaks')}]|$)"
    return re.compile(rf"[的嘅](?P<name>{full}|{nickname})")


def find_belonging(text: Text, company_ends: Iterable[int]) -> Iterator[NewName]:
    """The people right behind companies that end at these places, behind 的 or without a gap: 海天包装林晓东138…."""
    for end in company_ends:
        hit = belonging().match(text.folded, end) or patterns()["glued"].match(text.folded, end)
        if (
            hit is not None
            and plausible_person(hit["name"])
            and hit["name"] not in name_words("words_too")
            and hit["name"][-1] not in letters("speaks")
        ):
            yield NewName("person", *hit.span("name"))
