"""Job titles told beside a name, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.clauses import ABBREVIATION, Clause
from handlers.parsing.customers import Customer
from handlers.parsing.message import Message, content_size
from handlers.parsing.name_words import job_shape, name_words
from handlers.parsing.shapes import shape

TITLE_WORD = re.compile(r"[a-z&][a-z&.-]*")


def english_titles(chars: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Job titles in English between two places: modifiers and a head ("IT director", "VP ops"), or "head of procurement"."""
    words = [(hit.group().rstrip("."), hit.start(), hit.end()) for hit in TITLE_WORD.finditer(chars, low, high)]
    heads, modifiers = name_words("title_heads"), name_words("title_modifiers")
    for place, (word, _, end) in enumerate(words):
        behind = word in name_words("title_heads_behind") and place > 0 and words[place - 1][0] in modifiers
        if word not in heads and not behind:
            continue
        first = last = place
        while first > 0 and place - first < 3 and words[first - 1][0] in modifiers and words[first][1] - words[first - 1][2] == 1:
            first -= 1
        if (
            last + 2 < len(words)
            and words[last + 1][0] in name_words("title_of")
            and words[last + 2][0] in modifiers
            and words[last + 1][1] == end + 1
        ):
            last += 2
        while last + 1 < len(words) and words[last + 1][0] in modifiers and words[last + 1][1] - words[last][2] == 1 and last - place < 2:
            last += 1  # VP ops
        yield words[first][1], words[last][2]


def latin_before(chars: str, place: int) -> int:
    """Where a Chinese job begins with the Latin word before it: IT主管."""
    while place > 0 and chars[place - 1].isascii() and chars[place - 1].isalpha():
        place -= 1
    return place


@cache
def job_pattern() -> re.Pattern[str]:
    """A Chinese job told beside a name."""
    return re.compile(job_shape())


def title_of(message: Message, clauses: list[Clause], customer: Customer, sourced: Sequence[tuple[int, int]] = ()) -> str:
    """The job of the person, where it is told beside the name."""
    person = customer.person_at
    if person is None:
        return ""
    chars = message.mask.chars
    low = max(clauses[0].start, full_stop(chars, person.place) + 1, chars.rfind("\n", 0, person.place) + 1)
    aside = [(first, last) for first, last in sourced if "\ue001" not in chars[first:last]]
    high = min(max(clause.end for clause in clauses), person.place + 48 + sum(last - first for first, last in aside))
    low = max(low, person.place - 40)
    found = [*english_titles(chars, low, high), *((latin_before(chars, hit.start()), hit.end()) for hit in job_pattern().finditer(chars, low, high))]
    found = [
        (start, end)
        for start, end in found
        if not (chars[start:end] == "采购" and (chars[start - 1] in "想要需求来去" or chars[end : end + 1].isdigit()))
        and any(clause.start <= start < clause.end for clause in clauses)
        and not COUNTED.search(chars, max(0, start - 3), start)
        and not any(first <= start < last for first, last in sourced)  # 对方馆长推荐
    ]
    around: list[tuple[int, int, int, int]] = []
    for start, end in found:
        gap = chars[end : person.place] if end <= person.place else without(chars, person.place + 1, start, aside)
        if content_size(gap) <= 6 and len(gap) <= 16:
            around.append((len(gap), start - end, start, end))
    if not around:
        return ""
    start, end = min(around)[2:]
    return message.wording(whole_title(chars, start), end)


def full_stop(chars: str, place: int) -> int:
    """Where the last sentence before a place ended; the dot of a short form ends none: "prop. Mr Rao"."""
    dot = chars.rfind(".", 0, place)
    while dot > 0 and ABBREVIATION.search(chars[max(0, dot - 8) : dot]):
        dot = chars.rfind(".", 0, dot)
    return dot


def without(chars: str, low: int, high: int, ranges: Sequence[tuple[int, int]]) -> str:
    """What stands between two places but for some ranges: "Jane at the NEC show, owner of Acme" tells the job right behind the name."""
    return "".join(char for place, char in enumerate(chars[low:high], low) if not any(first <= place < last for first, last in ranges))


COUNTED = shape("titles.counted")
"""So many people are none of them: 认识了两位老板."""
WHOLE_TITLE = shape("titles.whole_title")


def whole_title(chars: str, start: int) -> int:
    """Where a job begins, with the words between it and the comma before it: ", estates manager"."""
    more = WHOLE_TITLE.search(chars[max(0, start - 32) : start])
    return start - len(more[1]) if more else start
