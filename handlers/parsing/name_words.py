"""The words that names are made of: tokens, legal suffixes, titles, jobs, trades, and a name as one key to compare it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from handlers.locales import load
from handlers.parsing.alternatives import alternatives
from handlers.parsing.text import CJK, LANGUAGES, fold

TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


class Token(NamedTuple):
    """A Latin word or number, or a Chinese character, and its place in the folded text."""

    word: str
    start: int
    end: int


@cache
def name_words(*keys: str) -> frozenset[str]:
    """All languages' words under some keys of ``names.toml``, folded."""
    found: set[str] = set()
    for entry in (load(language, "names").get(key, ()) for language in LANGUAGES for key in keys):
        found.update(entry.split() if isinstance(entry, str) else entry)
    return frozenset(fold(word) for word in found)


@cache
def name_ends(key: str) -> tuple[str, ...]:
    """The same words for ``str.endswith``."""
    return tuple(name_words(key))


@cache
def legal_suffixes() -> tuple[tuple[str, ...], ...]:
    """Legal suffixes as words, the longest first."""
    return tuple(sorted({words(suffix) for suffix in name_words("legal")}, key=len, reverse=True))


@cache
def titles() -> dict[str, tuple[str, ...]]:
    """Chinese titles by their first character, the longest first."""
    by_start: dict[str, list[str]] = {}
    for title in name_words("titles"):
        by_start.setdefault(title[0], []).append(title)
    return {start: tuple(sorted(found, key=len, reverse=True)) for start, found in by_start.items()}


@cache
def job_shape() -> str:
    """A pattern of Chinese jobs: whole ones, or what somebody is in charge of and a rank (工程经理, 后勤处主任)."""

    def either(key: str) -> str:
        return alternatives(name_words(key))

    return rf"(?:{either('job_fields')})(?:部门|部|处|科|组|室|中心|课)?(?:{either('job_ranks')})|{either('jobs')}"


FAMILIAR = name_words("familiar")
CONNECTORS = frozenset(("of", "and", "the", "for", "de", "to"))


def is_han(word: str) -> bool:
    """Whether it begins with a Chinese character."""
    return "\u3400" <= word[:1] <= "\u9fff"


def tokens(folded: str) -> list[Token]:
    """The tokens of a folded text."""
    return [Token(plain(found.group()), found.start(), found.end()) for found in TOKEN.finditer(folded)]


def plain(word: str) -> str:
    """A word without accents."""
    return word if word.isascii() or is_han(word) else "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def words(name: str) -> tuple[str, ...]:
    """A name as the words by which it is compared."""
    return tuple(token.word for token in tokens(fold(name)))


def without_legal(name: tuple[str, ...]) -> tuple[str, ...]:
    """A company's words without its legal suffixes (``Pte Ltd``, 有限公司)."""
    cut = True
    while cut:
        cut = False
        for suffix in legal_suffixes():
            if len(name) > len(suffix) and name[-len(suffix) :] == suffix:
                name, cut = name[: -len(suffix)], True
    return name


def name_key(name: str) -> str:
    """A name as one string for fuzzy comparison: no case, spaces, punctuation or legal suffix."""
    return "".join(without_legal(words(name)))


def title_length(following: Sequence[str], start: int) -> int:
    """How many tokens from ``start`` on are a title (总, 经理); 0 where they are none."""
    if start >= len(following):
        return 0
    rest = "".join(following[start : start + 4])
    if rest[:1] in name_words("short_titles") and (not is_han(rest[1:2] or " ") or rest[1] in name_words("after_short_title")):
        return 1
    if rest[:1] in name_words("rank_titles") and rest[:2] not in name_words("title_lookalikes"):
        return max(1, next((len(title) for title in titles().get(rest[:1], ()) if rest.startswith(title)), 0))
    return next((len(title) for title in titles().get(rest[:1], ()) if rest.startswith(title)), 0)


@cache
def all_trades() -> frozenset[str]:
    """What a known company's name may end with."""
    return name_words("company", "trades_too")


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """The other forms of a first name: Bev for Beverley."""
    found: dict[str, set[str]] = {}
    for entry in name_words("nicknames"):
        short, _, full = entry.partition("=")
        for one in full.split(","):
            found.setdefault(one, set()).add(short)
            found.setdefault(short, set()).add(one)
    return {one: frozenset(others) for one, others in found.items()}


def same_word(said: str, known: str) -> bool:
    """Whether a word is that of a name, written out or abbreviated (bros, intl)."""
    return said == known or known in abbreviations().get(said, ())


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """What the abbreviated words of company names may stand for."""
    return {short: tuple(words.split(",")) for short, words in (entry.split("=", 1) for entry in name_words("abbreviations"))}


def joined(folded: str, text: Sequence[Token], first: int, end: int) -> bool:
    """Whether the tokens stand so close together that they may be one name."""
    return all(
        text[i + 1].start - text[i].end <= 3
        and not set(folded[text[i].end : text[i + 1].start]) - set(" -&'./·,")
        and ", " not in folded[text[i].end : text[i + 1].start]
        for i in range(first, end - 1)
    )


def is_within(said: str, name: str) -> bool:
    """Whether the characters of a short name stand in a longer one in this order: 前海幼儿园 in 前海国际幼儿园."""
    rest = iter(name)
    return all(char in rest for char in said)
