"""A masked message taken apart into sentences and clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from handlers.parsing.clause_starts import by_place, joins
from handlers.parsing.cues import SLOTS, Hit
from handlers.parsing.mask import Entity, Mask
from handlers.parsing.run_on import run_on
from handlers.parsing.shapes import pattern, shape
from handlers.parsing.text import HAN
from handlers.parsing.unmarked import things_counted, told_again

STRONG = re.compile(
    r"[\n。！？；;!?…①-⑳]+|(?<!\.)\.(?=\s|$|[\u3400-\u9fff\ue000-\ue006])|\.{2,}|(?:(?<=[\s:：,，；;。])|^)\(?\d{1,2}(?:[)）、](?!\d)\s?|\.\s?(?=[\u3400-\u9fff\ue000-\ue006]))|(?:(?<=[\s:;,.])|^)[a-h]\)\s|^\s{0,3}\d{1,2}\.\s+(?=[a-z@#])",
    re.MULTILINE,
)
EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u3030\u20e3"
WEAK = re.compile(
    rf"(?=[\s,，:|、)({EMOJI}])(?:(?<!\d)[,，]\s?|[,，](?!\d)\s?|\s-+\s|\s?[{EMOJI}]+\s?|:(?!\d|//)\s?|\s?\|\s?|\s/\s|、(?=\ue000|\ue001|{pattern('clauses.goes_on')})|(?<=[\ue004\ue005])、|(?<!\([\ue002\ue003])\)\s?|\s?\((?![\ue002\ue003]\))|(?<=\S)\s+(?=\S))"
)
"""Weak marks; what none of them begins with is told first, for most characters are no marks."""
SAYS = re.compile(r"[^\W_]|[\ue000-\ue006#@%$+]")
"""What a clause must hold to be one."""
PIN = "📍"
"""At the beginning of a sentence it is no separator but says where somebody is."""
ABBREVIATION = shape("clauses.abbreviation")
QUOTED = re.compile(r'"[^"\n]{3,600}"|「[^」\n]{3,600}」|『[^』\n]{3,600}』')
OPENING = 4
"""So near its beginning a word opens a clause: "and what's …"."""
TOLD = ("past.", "contract.signed", "payment.came", "checkin.arrived", "lead.new")
SET = (
    "task.verb",
    "task.todo",
    "task.urge",
    "command.complete",
    "command.tag",
    "command.assign",
    "command.snooze",
    "command.cancel",
    "command.claim",
)
ASKING_END = shape("clauses.asking_end")
"""The particles that make a question of a Chinese clause, with or without its mark."""
THEY_ASK = shape("clauses.they_ask")
"""A customer asks, which is told: 王总短信问发票开了没."""
LIST_MARK = shape("clauses.list_mark")


@dataclass
class Clause:
    """A stretch of the mask between two separators, with the cues and entities in it."""

    start: int
    end: int
    sentence: int
    hits: list[Hit]
    entities: list[Entity]
    question: bool = False
    quoted: bool = False
    run_on: bool = False
    """Whether it begins with no mark before it."""
    by_cue: dict[str, list[Hit]] = field(default_factory=dict, init=False, repr=False)
    """The cues by their name, and by their group with a dot ("past.")."""

    def __post_init__(self) -> None:
        for hit in self.hits:
            self.by_cue.setdefault(hit.cue, []).append(hit)
            self.by_cue.setdefault(hit.cue[: hit.cue.index(".") + 1], []).append(hit)

    def cues(self, *names: str) -> list[Hit]:
        """Its cues of these names, or of these groups where a name ends with a dot, in order of place."""
        if len(names) == 1:
            return self.by_cue.get(names[0], [])
        found = [hits for name in names if (hits := self.by_cue.get(name))]
        if len(found) > 1:
            return sorted(chain.from_iterable(found), key=by_place)
        return found[0] if found else []

    def has(self, *names: str) -> bool:
        """Whether it has such a cue."""
        return not self.by_cue.keys().isdisjoint(names)

    def asks_assistant(self) -> bool:
        """Whether it opens with a question about what the assistant keeps."""
        opens = any(hit.start - self.start <= OPENING for hit in self.cues("query.what"))
        return opens and len({name for name in self.by_cue if name.startswith("query.")} - {"query.", "query.what", "query.show"}) > 0

    def of_kind(self, *kinds: str) -> list[Entity]:
        """Its entities of these kinds."""
        return [one for one in self.entities if one.kind in kinds] if self.entities else []


def split(mask: Mask, hits: Sequence[Hit]) -> list[Clause]:
    """The clauses of a message, in order, none of them empty."""
    clauses: list[Clause] = []
    quotes = [hit.span() for hit in QUOTED.finditer(mask.chars)]
    for number, (start, end, question) in enumerate(sentences(mask.chars)):
        first = len(clauses)
        marks = [hit.span() for hit in WEAK.finditer(mask.chars, start, end)]
        unmarked = run_on(mask, hits, start, end) if is_unmarked(mask, marks) else []
        joined = [one for one in joins(mask.chars, hits, start, end) if not any(mask.chars[place:one] in ("i ", "we ") for place in unmarked)]
        for low, high in pieces(mask, start, end, marks, [*joined, *unmarked, *told_again(mask, start, end)]):
            nearby = hits[bisect_left(hits, low, key=by_place) : bisect_left(hits, high, key=by_place)]
            inner = [hit for hit in nearby if low <= hit.start and (hit.end <= high or low < end_of_words(mask.chars, hit) <= high)]
            asked = question and ":" not in mask.chars[high:end]  # what stands before a colon introduces the question
            asked = asked or bool(ASKING_END.search(mask.chars, max(low, high - 6), high) and not THEY_ASK.search(mask.chars, low, high))
            clause = Clause(low, high, number, inner, mask.within(low, high), asked)
            clause.run_on = low in unmarked
            clause.quoted = any(opening <= low and high <= closing for opening, closing in quotes)
            clauses.append(clause)
        if question:
            told_before_asking(clauses[first:])
    return clauses


def is_unmarked(mask: Mask, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence is English and nothing but spaces stands between its words."""
    return mask.text.language == "en" and all(mask.chars[low:high].isspace() for low, high in marks)


def told_before_asking(clauses: Sequence[Clause]) -> None:
    """What stands before a question to the assistant in one sentence is told or set, and not asked: "met Jane at Acme, what's next on my list?"."""
    asking = next((place for place, one in enumerate(clauses) if one.asks_assistant()), 0)
    if asking and (clauses[0].has(*TOLD) or any(hit.start == clauses[0].start for hit in clauses[0].cues(*SET))):
        for clause in clauses[:asking]:
            clause.question = False


def end_of_words(chars: str, hit: Hit) -> int:
    """Where a phrase ends but for the colon or dash that it ends with."""
    end = hit.end
    while end > hit.start and chars[end - 1] in ":： -":
        end -= 1
    return end


def sentences(chars: str) -> list[tuple[int, int, bool]]:
    """The places of the sentences, and whether each ends as a question."""
    found: list[tuple[int, int, bool]] = []
    start = 0
    for mark in sorted([*STRONG.finditer(chars), *things_counted(chars)], key=lambda one: one.start()):
        if mark.start() < start or (mark.group() == "." and ABBREVIATION.search(chars[max(0, mark.start() - 8) : mark.start()])):
            continue
        if chars[start : mark.start()].strip():
            found.append((start, mark.start(), bool(set("?？") & set(mark.group()))))
        start = mark.end()
    if chars[start:].strip():
        found.append((start, len(chars), False))
    return found


def parts_at_space(mask: Mask, start: int, end: int) -> bool:
    """Whether a space parts clauses: it does in Chinese, between characters, or between one and a Latin word."""
    before, after = mask.text.clean[mask.starts[start] - 1], mask.text.clean[mask.starts[end]]
    if (before.isascii() and after.isascii()) or mask.chars[max(0, start - 2) : start] == "@\ue001":
        return False
    han = bool(HAN.match(before)) + bool(HAN.match(after))
    return han == 2 or (han == 1 and mask.text.language == "zh" and not after.isdigit())


def pieces(mask: Mask, start: int, end: int, weak: Sequence[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """The clauses of one sentence, between its weak marks and at further places."""
    chars = mask.chars
    marks = [(low, high) for low, high in weak if not chars[low:high].isspace() or parts_at_space(mask, low, high)]
    marks += [(cut, cut) for cut in cuts]
    found: list[tuple[int, int]] = []
    low = start
    for first, last in [*sorted(marks), (end, end)]:
        if (
            first < low
            or (first == last < end and chars[low:first].strip() == SLOTS["date"])
            or (chars[first:last].strip() == PIN and first == start)
        ):
            continue
        piece = (low + len(chars[low:first]) - len(chars[low:first].lstrip()), low + len(chars[low:first].rstrip()))
        if piece[1] > piece[0] and SAYS.search(chars, *piece):
            found.append(piece)
        low = last
    return found
