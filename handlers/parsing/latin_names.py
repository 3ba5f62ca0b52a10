"""New names in Latin script: capitalised runs of words, told to be a company or a person by their words and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from handlers.parsing.cues import cue_words
from handlers.parsing.name_forms import name_words
from handlers.parsing.numerals import table
from handlers.parsing.text import Text

WORD = re.compile(r"[A-Za-z\u00c0-\u024f0-9][\w\u00c0-\u024f]*(?:['&.-][A-Za-z\u00c0-\u024f0-9]+){0,4}", re.ASCII)
CAPITAL = re.compile(r"[A-Z\u00c0-\u00de]|\d+-[A-Z]")
INNER = frozenset(("of", "the", "and", "to", "de", "la", "del", "van", "von", "bin", "al", "&"))
BEFORE_COMPANY = re.compile(
    r"(?:\b(?:at|from|of|visited|reached|for|arrived|by|claim|release|(?:spoke|talk|talked|sent|went|over|quote|proposal|invoice|contract|samples?|out) to)|@)\s+(?:the\s+)?$"
)
AFTER_PERSON = re.compile(r"\s*(?:,\s*)?(?:\([^)]{2,40}\)\s*)?(?:\b(?:from|at|of|over at|with)\b|@)\s")
SENTENCE_START = re.compile(r"(?:^|[.!?。！？\n;:]|\s[-*•]|\d\))\s*[\"'(]*$")
ACTED_ON = re.compile(
    r"(?:\b(?:visited|called|rang|phoned|emailed|met|with|w/|and|to|lead|company|customer|client|lost|won|saw|chased|quoted|sent|claim|release|assign|tag|about|called|named|via|than)|[,:;/&-]|^|\n)\s*(?:the\s+)?$"
)
ACTING = re.compile(
    r"\s*(?:[,:;(-]|$)|'s\b|\s(?:called|rang|signed|paid|wants?|is|are|was|has|have|asked|confirmed|needs?|said|says|just|now|agreed|emailed|texted|replied|ordered|won|went)\b"
)
LONGEST_RUN = 6


@dataclass(frozen=True)
class NewName:
    """A name that the workspace does not know: ``company`` or ``person``, and its place."""

    kind: str
    start: int
    end: int


@cache
def ordinary() -> frozenset[str]:
    """Words that are capitalised at the beginning of a sentence only."""
    currencies = {word.strip(".$") for word in table("currency") if word.isascii()}
    return (cue_words() - name_words("given") - name_words("family")) | name_words("no_names") | currencies


def lower(word: re.Match[str]) -> str:
    """A word to compare with: in lower case, without what an apostrophe has joined to it."""
    return word.group().lower().partition("'")[0] if re.search(r"'(?:s|ll|ve|re|d|m|t)$", word.group()) else word.group().lower()


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
    for follow in range(place + 1, min(place + LONGEST_RUN, len(words))):
        word, gap = words[follow], clean[run[-1].end() : words[follow].start()]
        if gap not in (" ", " & ", "&", ". ") or (gap == ". " and run[-1].group().lower() not in name_words("honorifics")):
            break
        if CAPITAL.match(word.group()):
            run.append(word)
            continue
        if (
            word.group().lower() in INNER
            and follow + 1 < len(words)
            and CAPITAL.match(words[follow + 1].group())
            and clean[word.end() : words[follow + 1].start()] == " "
        ):
            if words[follow + 1].group().lower() in ordinary() or is_person_words([word.group().lower() for word in run]):
                break
            run.append(word)
            continue
        break
    while run and run[-1].group().lower() in INNER:
        run.pop()
    return run


def judged(text: Text, run: list[re.Match[str]]) -> NewName | None:
    """What a run of capitalised words names; None where it is no name."""
    before = text.folded[max(0, run[0].start() - 30) : run[0].start()]
    honorific = False
    while run and run[0].group().lower().rstrip(".") in name_words("honorifics"):
        run, honorific = run[1:], True
    starts_sentence = bool(SENTENCE_START.search(before))
    while run and lower(run[0]) in ordinary() and (starts_sentence or len(run) == 1 or lower(run[0]) in name_words("no_names")):
        if keeps_first(text, run, starts_sentence):
            break
        run = run[1:]
    while (
        run
        and lower(run[-1]) in name_words("no_names") - name_words("company")
        and not (len(run) > 1 and lower(run[-1]) in name_words("words_too") and lower(run[0]) in name_words("given"))
    ):
        run = run[:-1]
    if not run:
        return None
    while len(run) > 1 and run[0].group().isupper() and len(run[0].group()) <= 3 and is_person_words([lower(word) for word in run[1:]]):
        run = run[1:]
    start, end = run[0].start(), run[-1].end()
    words = [word.group().lower() for word in run]
    kind = kind_of(words, text, start, end, before, honorific)
    if kind is None or (len(run) == 1 and words[0] in name_words("words_too") and not stands_for_person(text, start, end, honorific)):
        return None
    return NewName(kind, start, end)


def keeps_first(text: Text, run: list[re.Match[str]], starts_sentence: bool) -> bool:
    """Whether an ordinary word at the beginning is a part of the name: "Next Level Gyms", "June from Acme"."""
    first, last = lower(run[0]), lower(run[-1])
    if first in name_words("words_too"):
        return (len(run) > 1 and is_person_words([first, last])) or (len(run) == 1 and bool(AFTER_PERSON.match(text.folded, run[0].end())))
    return len(run) > 1 and not starts_sentence and last in name_words("company")


def kind_of(words: list[str], text: Text, start: int, end: int, before: str, honorific: bool) -> str | None:
    """Company or person, by the words themselves and then by what stands around them."""
    said = text.clean[start:end]
    if len(words) == 1 and (re.search(r"\d", said) or (said.isupper() and len(said) <= 5 and not BEFORE_COMPANY.search(before)) or len(said) < 2):
        return "company" if re.match(r"\d+-[A-Z]", said) else None
    if re.search(r"(?:expo|fair|show|summit|conference|conf|exhibition|con)$", words[-1]):
        return None
    if (
        len(words) == 1
        and text.language == "zh"
        and not honorific
        and not is_person_words(words)
        and not re.search(r"(?:和|跟|与|同|给|拜访|客户|公司|:|：|@|call)\s?$", before)
    ):
        return None
    if honorific or text.folded[end:].lstrip(" ").split(" ", 1)[0].rstrip(".,;:!?") in name_words("honorifics_after"):
        return "person"
    if any(word in name_words("company") or word in name_words("legal") for word in words[1:]) or "&" in said or len(words) > 4:
        return "company"
    if is_person_words(words):
        return "person"
    if re.search(r"\b(?:in|to|near|around)\s+$", before) and not BEFORE_COMPANY.search(before):
        return None
    if BEFORE_COMPANY.search(before) and not AFTER_PERSON.match(text.folded, end):
        return "company"
    if AFTER_PERSON.match(text.folded, end):
        return "person"
    if len(words) == 1 and text.language == "en" and not ACTED_ON.search(before) and not ACTING.match(text.folded, end):
        return None
    return "company"


def is_person_words(words: Sequence[str]) -> bool:
    """Whether the words alone tell a person: a known first name, or a last one behind one or two others."""
    if not words or len(words) > 3 or any(word in name_words("company") and word not in name_words("family") for word in words[1:]):
        return False
    return words[0] in name_words("given") or (len(words) > 1 and (words[-1] in name_words("family") or words[0] in name_words("family")))


def stands_for_person(text: Text, start: int, end: int, honorific: bool = False) -> bool:
    """Whether a name that is a word too (May, Will, Mark) stands where only a person can."""
    before, after = text.folded[max(0, start - 24) : start], text.folded[end : end + 24]
    return (
        honorific
        or bool(
            re.search(
                r"\b(?:with|w/|w|to|from|met|called|rang|phoned|emailed|texted|messaged|visited|saw|ask|tell|by|for|and|phone w/|named|is)\s+$|[@(]\s*$|,\s+$",
                before,
            )
        )
        or bool(
            re.match(
                r"\s+(?:from|at|@|of|over at|said|says|called|rang|wants|asked|confirmed|replied|agreed|signed|paid|needs|told|just)\b|\s*@|,\s|\s*\(|'s\b",
                after,
            )
        )
    )
