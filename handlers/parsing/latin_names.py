"""New names in Latin script: capitalised runs of words, told to be a company or a person by their words and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from handlers.parsing.cues import cue_words, phrases_of
from handlers.parsing.latin_kinds import (
    SENTENCE_START,
    company_words,
    contexts,
    is_introduced,
    is_last_name,
    is_person_words,
    kind_of,
    stands_for_person,
)
from handlers.parsing.name_words import name_words
from handlers.parsing.numerals import table
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text

WORD = shape("latin_names.word", re.ASCII)
CAPITAL = shape("latin_names.capital")
INNER = frozenset(("of", "the", "and", "to", "de", "la", "del", "van", "von", "bin", "al", "&"))
NOUNS = ("source", "target", "checkin", "form", "slash")
"""Groups of cues that are things and places, which names begin with as well: Wing Fat, Summit Outdoor."""
LONGEST_RUN = 6
MOST_INNER = 2
DIRECTIONS = ("north", "south", "east", "west", "central")
"""With these a company's name may end: "at Quay West"."""
JOINED = shape("latin_names.joined")
"""What an apostrophe joins to a word."""
LISTED = re.compile(r"\s?(?:[,|/;(\n]|$)")
"""Behind a name at the beginning, as the fields of a lead are told one by one: "The Copper Kettle, Imogen Hale, …"."""


@dataclass(frozen=True)
class NewName:
    """A name that the workspace does not know: ``company`` or ``person``, and its place."""

    kind: str
    start: int
    end: int


@cache
def channels() -> frozenset[tuple[str, str]]:
    """The channels that leads come by."""
    return frozenset(phrases_of("source", "noun"))


@cache
def ordinary() -> frozenset[str]:
    """Words that are capitalised at the beginning of a sentence only."""
    currencies = {word.strip(".$") for word in table("currency") if word.isascii()}
    return (cue_words(NOUNS) - name_words("given") - name_words("family")) | name_words("no_names") | currencies


def lower(word: re.Match[str]) -> str:
    """A word to compare with: in lower case, without what an apostrophe has joined to it."""
    said = word.group().lower()
    return said.partition("'")[0] if "'" in said and JOINED.search(said) else said


def find_latin_names(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """The capitalised runs outside the places that are taken."""
    words = [hit for hit in WORD.finditer(text.clean) if not any(start < hit.end() and hit.start() < end for start, end in taken)]
    place = 0
    while place < len(words):
        run = run_at(text.clean, words, place)
        if not run:
            place += 1
            continue
        name = judged(text, run)
        if name is not None:
            yield name
        place += len(run)


def run_at(clean: str, words: Sequence[re.Match[str]], place: int) -> list[re.Match[str]]:
    """The capitalised words from a place on that stand together."""
    if not CAPITAL.match(words[place].group()):
        return []
    run = [words[place]]
    follow = place + 1
    while follow < min(place + LONGEST_RUN, len(words)):
        word, gap = words[follow], clean[run[-1].end() : words[follow].start()]
        if gap not in (" ", " & ", " + ", "&", ". ") or (gap == ". " and run[-1].group().lower() not in name_words("honorifics", "with_full_stop")):
            break
        if (is_job_in_letters(word.group()) and not run[-1].group().isupper()) or heads_sum(clean, word):
            break
        inner = [] if CAPITAL.match(word.group()) else inner_words(clean, words, follow, run)
        if not inner and not CAPITAL.match(word.group()):
            break
        run += inner or [word]
        follow += len(inner) or 1
    while run and run[-1].group().lower() in INNER:
        run.pop()
    return run


def is_job_in_letters(word: str) -> bool:
    """Whether a word is a job by its initials: behind a firm it says whom one met there, "Bluebird Hotels GM Alan Pike"."""
    return word.isupper() and 1 < len(word) <= 3 and word.lower() in name_words("title_heads")


def heads_sum(clean: str, word: re.Match[str]) -> bool:
    """Whether a word is a currency before its number: "Sharma Traders Rs 45,000"."""
    return word.group().lower() in table("currency") and clean[word.end() :].lstrip(". ")[:1].isdigit()


def is_inner(word: str) -> bool:
    """Whether a small word may stand inside a name."""
    return word in INNER or word in name_words("particles")


def inner_words(clean: str, words: Sequence[re.Match[str]], place: int, run: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The small words inside a name, which a capitalised one must follow: "Bank of the West", "Anneke van der Berg"."""
    end = place
    while end < len(words) and is_inner(words[end].group().lower()) and end - place < MOST_INNER:
        if end > place and clean[words[end - 1].end() : words[end].start()] != " ":
            return []
        end += 1
    inner = list(words[place:end])
    if not inner or end >= len(words) or not CAPITAL.match(words[end].group()) or clean[inner[-1].end() : words[end].start()] != " ":
        return []
    if words[end].group().lower() in ordinary():
        return []
    of_person = all(word.group().lower() in name_words("particles") for word in inner)
    before = [word.group().lower().rstrip(".") for word in run]
    return inner if of_person or not (before[0] in name_words("honorifics") or is_person_words(before)) else []


def judged(text: Text, run: list[re.Match[str]]) -> NewName | None:
    """What a run of capitalised words names; None where it is no name."""
    before = text.folded[max(0, run[0].start() - 30) : run[0].start()]
    honorific = before.endswith(" ") and before.split(" ")[-2].rstrip(".") in name_words("honorifics")  # "mdm Soh"
    while run and run[0].group().lower().rstrip(".") in name_words("honorifics"):
        run, honorific = run[1:], True
    run = behind_title(run)
    while run and run[0].group().lower().rstrip(".") in name_words("honorifics"):
        run, honorific = run[1:], True
    starts_sentence = bool(SENTENCE_START.search(before))
    while run and lower(run[0]) in ordinary() and (starts_sentence or len(run) == 1 or lower(run[0]) in name_words("no_names")):
        if keeps_first(text, run, starts_sentence):
            break
        run = run[1:]
    at_firm = len(run) > 1 and lower(run[-1]) in DIRECTIONS and bool(contexts()["before_company"].search(before))
    kept = at_firm or (len(run) == 1 and lower(run[0]) in name_words("words_too") and keeps_first(text, run, starts_sentence))
    while (
        run
        and not kept
        and lower(run[-1]) in name_words("no_names")
        and lower(run[-1]) not in company_words()
        and not (len(run) > 1 and is_last_name(lower(run[-1])) and lower(run[0]) in name_words("given"))
    ):
        run = run[:-1]
    if (
        len(run) == 1
        and (starts_sentence or len(run[0].group()) < 5)
        and lower(run[0]) in name_words("title_heads")
        and not is_persons(lower(run[0]))
    ):
        return None
    if len(run) == 1 and "-" in run[0].group() and all(part in cue_words() for part in lower(run[0]).split("-")):
        return None
    if not run or (len(run) == 1 and lower(run[0]) in cue_words() and not is_persons(lower(run[0]))):
        return None
    while len(run) > 1 and run[0].group().isupper() and len(run[0].group()) <= 3 and is_person_words([lower(word) for word in run[1:]]):
        run = run[1:]
    start, end = run[0].start(), run[-1].end() - (2 if has_somebody(text, run[-1]) else 0)
    words = [word.group().lower() for word in run]
    if len(run) > 1 and all(word.group().isupper() for word in run) and ("source.noun", " ".join(words)) in channels():
        return None  # IG DM
    kind = kind_of(words, text, start, end, before, honorific)
    if kind is None or (len(run) == 1 and words[0] in name_words("words_too") and not stands_for_person(text, start, end, honorific)):
        return None
    return NewName(kind, start, end)


def has_somebody(text: Text, last: re.Match[str]) -> bool:
    """Whether the last word of a run says whose somebody is, and no name that ends so: "LiteMart's owner", but "Wendy's"."""
    follow = WORD.match(text.folded, last.end() + 1)
    return last.group().endswith("'s") and follow is not None and follow.group() in name_words("title_heads")


def is_persons(word: str) -> bool:
    """Whether a word is a first or last name."""
    return word in name_words("given") or word in name_words("family")


def behind_title(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words of a name without the job before it: "GM Mr Rao", "VP Ops of Ironwood Freight"."""
    titles = name_words("title_heads", "title_modifiers")
    words = [word.group().lower() for word in run]
    of = words.index("of") if "of" in words else 0
    if 0 < of < len(run) - 1 and set(words[:of]) <= titles:
        return run[of + 1 :]
    while len(run) > 1 and run[0].group().lower() in name_words("title_heads") and run[0].group().lower() not in name_words("given"):
        run = run[1:]
    return run


def begins_pair(text: Text, run: list[re.Match[str]], starts_sentence: bool) -> bool:
    """Whether an ordinary word makes a name with the one behind it: "visited Second Cup", "Bank of Ireland paid 5k"."""
    if len(run) == 3 and lower(run[1]) == "of":
        return True
    second = lower(run[1]) if len(run) == 2 else ""
    named = bool(second) and second not in cue_words() and second not in name_words("no_names") and not is_persons(second)
    told = not starts_sentence or text.clean.startswith(",", run[-1].end()) or contexts()["acting"].match(text.folded, run[-1].end()) is not None
    return named and told


def keeps_first(text: Text, run: list[re.Match[str]], starts_sentence: bool) -> bool:
    """Whether an ordinary word at the beginning is a part of the name: "Next Level Gyms", "June from Acme"."""
    first, last = lower(run[0]), lower(run[-1])
    if first in name_words("words_too"):
        if len(run) == 2 and (
            is_introduced(text, run[1].end()) or contexts()["named"].search(text.folded[max(0, run[0].start() - 30) : run[0].start()])
        ):
            return True
        return (len(run) > 1 and is_person_words([first, last])) or (
            len(run) == 1 and bool(contexts()["of_company"].match(text.folded, run[0].end()))
        )
    if run[0].group() == "The" and len(run) > 2 and (not starts_sentence or LISTED.match(text.clean, run[-1].end())):
        return True
    leads = first in name_words("leading") and first != "the"
    if leads and len(run) > 1 and lower(run[1]) not in cue_words() and lower(run[1]) not in ordinary():
        return True
    if first in name_words("begins_pairs") and begins_pair(text, run, starts_sentence):
        return True
    within = () if starts_sentence else ("begins_names_within",)
    if len(run) > 2 and first in name_words("begins_names", *within):
        return True
    counted = len(run) > 2 and (first == "old" or first in table("words"))  # "Two Forks Cattle", "Old Mill Pottery"
    part_of_names = first in name_words("never_alone") and (counted or first not in name_words("no_names"))
    return len(run) > 1 and (not starts_sentence or part_of_names) and last in company_words()
