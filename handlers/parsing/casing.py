"""Capitals for what was typed without any: which words of an English message in lower case may be names.

People who type with one thumb, or dictate, write no capitals; the finder of new names lives on them. Here they are put back where a word is a first
name, is none that the dictionary has, or stands at the end of a company's name. What the words then are is still the finder's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.locales import FOLDER, load
from handlers.parsing.alternatives import alternatives
from handlers.parsing.cues import cue_words
from handlers.parsing.name_words import name_words
from handlers.parsing.numerals import table
from handlers.parsing.shapes import shape
from handlers.parsing.text import LANGUAGES

TYPED = re.compile(r"[a-z][a-z0-9]*(?:['&.-][a-z0-9]+)*|[&@]", re.ASCII)
CAPITALISED = re.compile(r"(?<![A-Za-z\d.])[A-Z][a-z]+")
SENTENCE_END = re.compile(r"(?:^|[.!?\n:;)\"]|\s[-*•])\s*$")
DOUBLED = shape("casing.doubled")
SHORTEST = 3
LONGEST_RUN = 4
FAMILY = frozenset(("sons", "son", "daughters", "daughter", "brothers", "bros", "sisters", "co"))
OBJECTS = frozenset(("it", "them", "him", "her", "this", "that", "these", "those", "up", "out"))
"""Before one of these a word is a verb: "will price it up"."""
FEW, STRANGE = 9, 0.4
"""More unknown words than a few, and than this share of all, are another language's and no names."""


@cache
def dictionary() -> frozenset[str]:
    """The words of ``words.txt`` in all languages that have one."""
    found: set[str] = set()
    for language in LANGUAGES:
        path = FOLDER / language / "words.txt"
        if path.exists():
            lines = path.read_text("utf-8").splitlines()
            found.update(word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(found)


@cache
def inflections() -> tuple[tuple[str, str], ...]:
    """The endings of a word, and what its base has in their place."""
    pairs = (entry.partition("=") for entry in sorted(name_words("inflections")))
    return tuple((ending, base) for ending, _, base in pairs)


def bases(word: str) -> Iterator[str]:
    """The words that this one may be an inflection of."""
    for ending, base in inflections():
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word[: len(word) - len(ending)] + base
    if doubled := DOUBLED.fullmatch(word):
        yield doubled[1] + doubled[2]


@cache
def date_words() -> frozenset[str]:
    """The Latin words of dates."""
    return frozenset(word for language in LANGUAGES for word in re.findall(r"[a-z]{2,}", repr(load(language, "dates")).lower()))


@cache
def trade_words() -> frozenset[str]:
    """What the reader's own phrases and lists are made of, and the abbreviations of chat."""
    lists = ("chat", "no_names", "title_heads", "title_modifiers", "event_ends")
    return cue_words().union(date_words(), table("currency"), *map(name_words, lists))


@lru_cache(20_000)
def is_word(word: str) -> bool:
    """Whether a word is one of the language's, by the dictionary and our own lists."""
    plain = word.partition("'")[0]
    known = dictionary()
    return any(one in known or one in trade_words() for one in (plain, *bases(plain))) or plain in name_words("company")


@cache
def usual_words() -> tuple[str, ...]:
    """What a slip of the thumb most likely was meant to be: the words of our own phrases."""
    return tuple(word for word in sorted(cue_words()) if len(word) > SHORTEST and word.isascii())


@lru_cache(20_000)
def is_slip(word: str) -> bool:
    """Whether an unknown word is a usual one with a letter wrong: "recieved", "custmer"."""
    if len(word) < SHORTEST + 1:
        return word in ("teh", "adn", "hte", "nad")
    near = process.extractOne(word, usual_words(), scorer=OSA.distance, score_cutoff=1)
    return near is not None and near[0][0] == word[0]


def is_in_lower_case(clean: str) -> bool:
    """Whether somebody typed without capitals: none but those that a phone sets by itself, of sentences, first names and days, and abbreviations'."""
    return all(
        SENTENCE_END.search(clean[max(0, hit.start() - 6) : hit.start()])
        or hit.group().lower() in name_words("given")
        or hit.group().lower() in date_words()
        for hit in CAPITALISED.finditer(clean)
    )


def with_capitals(clean: str, folded: str) -> str:
    """The text, of the same length, with capitals where names may be; as it is where it has its own."""
    words = list(TYPED.finditer(folded))
    if not is_in_lower_case(clean):
        houses = (place for hit in house().finditer(clean) for place in (hit.start("kind"), clean.rindex(" ", hit.start("kind"), hit.end()) + 1))
        return raised(clean, [*(word.start() for word in words if is_first_name(word.group())), *houses])
    if sum(not is_word(word.group()) for word in words) > max(FEW, len(words) * STRANGE):
        return clean
    starts: set[int] = set()
    for place in range(len(words)):
        if begins_name(words, place, starts):
            starts.add(place)
    for place in range(len(words)):
        if words[place].group() in company_ends() and not is_label(words, place):
            starts.update(company_run(words, place, folded, starts))
    return raised(clean, (words[place].start() for place in starts))


@cache
def house() -> re.Pattern[str]:
    """What sort of house a name with capitals is of, said in small letters behind it: "St Brigid's nursing home"."""
    kinds = alternatives(kind.replace("_", " ") for kind in name_words("houses"))
    return re.compile(rf"[A-Z][\w'’]+ (?P<kind>{kinds})(?![a-z])")


def is_label(words: Sequence[re.Match[str]], place: int) -> bool:
    """Whether "company" says that its name follows: "person name ganesh company vel engineering"."""
    after = neighbour(words, place + 1, words[place])
    return words[place].group() == "company" and bool(after) and (after == "is" or not is_word(after))


def raised(clean: str, places: Iterable[int]) -> str:
    """The text with capitals at some places."""
    letters = list(clean)
    for place in places:
        letters[place] = letters[place].upper()
    return "".join(letters)


def is_first_name(word: str) -> bool:
    """Whether a word is a first name and nothing else, so that it is one in lower case too: "coffee with sarah from Bluepeak"."""
    return word in name_words("given") and word not in name_words("words_too") and word not in name_words("somebody_too") and not is_word(word)


def begins_name(words: Sequence[re.Match[str]], place: int, starts: set[int]) -> bool:
    """Whether a word is a name's by itself or by its neighbours: "jane", "mr koh", "art doyle", "brightline"; ``starts`` are those before it."""
    word = words[place].group()
    if is_behind_person(words, place, starts):
        return True
    if place - 1 not in starts and word not in name_words("given", "honorifics", "family") and is_word(word):
        return False
    before, after = neighbour(words, place - 1, words[place]), neighbour(words, place + 1, words[place])
    follows_name = place - 1 in starts and bool(before)
    if word in name_words("given"):
        if word not in name_words("words_too"):
            return True
        if before in name_words("determiners") or (word in name_words("somebody_too") and after in ("from", "at", "in", "on")):
            return False
        if after in name_words("family") and neighbour(words, place + 2, words[place + 1]) in OBJECTS and is_word(after):
            return False  # "will price it up"
        return after in name_words("family") or (bool(after) and not is_word(after)) or after in ("from", "at", "@")
    if word in name_words("honorifics"):
        return bool(after) and (not is_word(after) or after in name_words("family", "given"))
    if word in name_words("family") and (follows_name or before in name_words("honorifics")):
        return True
    if (
        follows_name
        and not is_word(word)
        and (words[place - 1].group() in name_words("given") and place > 1 and words[place - 2].group() in ("called", "named"))
    ):
        return True
    if follows_name and is_last_word(words, place):
        return True
    if not word.replace("-", "").isalpha() or len(word) < (SHORTEST if before in name_words("anchors") else SHORTEST + 1):
        return False
    if before in name_words("determiners") and after not in name_words("of_customers"):
        return False
    return not is_word(word) and not is_slip(word)


def is_behind_person(words: Sequence[re.Match[str]], place: int, starts: set[int]) -> bool:
    """Whether an ordinary word, of none of our own phrases, is where somebody with a name comes from: "tom from kestrel"."""
    word, before = words[place].group(), neighbour(words, place - 1, words[place])
    named = before in ("from", "at", "@") and place - 2 in starts and bool(neighbour(words, place - 2, words[place - 1]))
    return named and word.isalpha() and len(word) > SHORTEST and word not in trade_words() and not is_slip(word)


def is_last_word(words: Sequence[re.Match[str]], place: int) -> bool:
    """Whether an ordinary word may end the name before it: "oliver crane, ops director", "at pinecrest marina"."""
    word = words[place].group()
    after = neighbour(words, place + 1, words[place])
    usual = word in trade_words() or word in ends() or word in name_words("determiners")
    return word.isalpha() and not usual and (not after or after in ("from", "at", "@", "of"))


def neighbour(words: Sequence[re.Match[str]], place: int, beside: re.Match[str]) -> str:
    """The word at a place, where nothing but a space lies between it and the one beside it; else nothing."""
    if not 0 <= place < len(words):
        return ""
    gap = beside.start() - words[place].end() if place < len(words) and words[place].end() <= beside.start() else words[place].start() - beside.end()
    return words[place].group() if gap <= 1 else ""


def company_run(words: Sequence[re.Match[str]], last: int, folded: str, starts: set[int]) -> list[int]:
    """The words of a company's name that ends at a word such as "logistics"; none where it is a thing: "the dental chair"."""
    behind = neighbour(words, last + 1, words[last])
    if behind in name_words("together") and words[last].group() in name_words("had_together"):
        return []
    if behind and last + 1 not in starts and is_word(behind) and not any(behind in known for known in (cue_words(), company_ends(), ends())):
        return []
    run = [last]
    while len(run) < LONGEST_RUN:
        before = neighbour(words, run[0] - 1, words[run[0]])
        if before == "&" and run[0] >= 2:
            run[:0] = [run[0] - 2, run[0] - 1]
            continue
        if before in FAMILY and run[0] > 2 and neighbour(words, run[0] - 2, words[run[0] - 1]) == "and":
            run[:0] = [run[0] - 3, run[0] - 1]  # "ruiz and sons irrigation"
            continue
        if not before or before in ends() or before in name_words("determiners"):
            break
        is_cue = before in trade_words() and before not in name_words("never_alone", "company")
        if run[0] - 1 not in starts and is_cue and neighbour(words, run[0] - 2, words[run[0] - 1]) not in name_words("anchors"):
            break
        run.insert(0, run[0] - 1)
    if len(run) < 2 or (before := neighbour(words, run[0] - 1, words[run[0]])) in name_words("determiners"):
        return []
    if starts.intersection(run):
        return run
    start = words[run[0]].start()
    is_anchored = before in name_words("anchors") or not start or folded[:start].rstrip(" ")[-1:] in ",:;-@\n("
    return run if is_anchored else []


@cache
def company_ends() -> frozenset[str]:
    """Words at the end of companies' names."""
    return name_words("company", "legal")


@cache
def ends() -> frozenset[str]:
    """Words that stand before and behind names, and never in them."""
    return name_words("anchors", "before_person", "behind_person", "acting")
