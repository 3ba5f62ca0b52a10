"""A message made ready for reading: odd characters put right, and a folded copy of the same length to compare with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from handlers.locales import FOLDER, load
from handlers.parsing.marks import without_marks
from handlers.parsing.misheard import as_meant

LANGUAGES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/cues.toml")))
"""The languages that the reader knows: the folders with a ``cues.toml``."""
CJK = "\u3400-\u9fff"
HAN = re.compile(f"[{CJK}]")
LATIN = re.compile("[A-Za-z']+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
"""Characters nobody sees: zero-width ones, direction marks, variation selectors."""
FEWEST_ITEMS = 2
NUMBERED = re.compile(r"(?:^|\s)(?=([1-9])[.)]\s+[A-Za-z@])")
"""Before an item of a list that stands in one line: "1. call Jane 2. quote Acme"."""
BESIDE_LATIN = re.compile(f"(?<=[{CJK}]) (?=[A-Za-z])|(?<=[A-Za-z]) (?=[{CJK}])")
"""A space between a Chinese character and a Latin word."""
UNSPACED = re.compile(f"[{CJK}](?: [{CJK}]|[A-Za-z])|[A-Za-z][{CJK}]")
"""What shows that spaces are not only set around Latin words."""
FEWEST_SPACED = 3
ENGLISH = re.compile(r"(?<![A-Za-z])(?:at|with|from|for|to|the|and|by|of|in|he|she|they|we|i)(?![A-Za-z])", re.IGNORECASE)
"""Words that only an English sentence has, in which Chinese names stand: "called 王总 at 宏图科技"."""
CUTS = ("\n", "。", ". ", "！", "! ", "；", ";", "，", ",", " ")
"""Where a long text is best cut, the best first."""
PRIVATE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff]")
"""Control characters, and the private-use ones that stand for entities in the reader's own masks."""
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？"}
STYLED = {code: plain for code in range(0x1D400, 0x1D800) if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1}
"""Letters and digits that only look bold or slanted: 𝗔𝗰𝗺𝗲."""
STRAIGHT: dict[int, int | str | None] = {
    **FULL_WIDTH,
    **STYLED,
    **dict(zip(map(ord, "\u3000\u00a0\u2009‘’ʼ`“”„–—‐‑−"), "   ''''\"\"\"-----", strict=True)),
}


@cache
def simplifying() -> dict[int, str]:
    """The table for ``str.translate`` that turns traditional characters into simplified ones."""
    table: dict[int, str] = {}
    for language in LANGUAGES:
        if (FOLDER / language / "characters.toml").exists():
            data = load(language, "characters")
            table.update(zip(map(ord, data["traditional"]), data["simplified"], strict=True))
    return table


def fold(text: str) -> str:
    """The text in lower case and simplified characters, of the same length: what words are compared in."""
    lower = text.lower().replace("：", ":")
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(simplifying()) if HAN.search(lower) else lower


def in_lines(text: str) -> str:
    """The text, of the same length, with each item of a numbered list on a line of its own."""
    if "2" not in text:
        return text
    marks = list(NUMBERED.finditer(text))
    numbers = [int(hit[1]) for hit in marks]
    if len(marks) < FEWEST_ITEMS or numbers != list(range(1, len(marks) + 1)):
        return text
    chars = list(text)
    for hit in marks:
        if hit.group():
            chars[hit.start()] = "\n"
    return "".join(chars)


@cache
def spaced_verb() -> re.Pattern[str]:
    """A Latin verb with a space before the Chinese character that makes a past of it, and perhaps one before the verb."""
    aspects = "".join(load(name, "characters")["aspects"] for name in LANGUAGES if (FOLDER / name / "characters.toml").exists())
    return re.compile(f"(?:(?<=[{CJK}])(?P<before> ))?[A-Za-z]{{2,12}}(?P<behind> )(?=[{aspects}])")


def loose_spaces(text: str) -> frozenset[int]:
    """The spaces around a Latin verb (call 咗), and around Latin words among Chinese where somebody sets them: 今日 call Amy 傾 renewal."""
    if not HAN.search(text):
        return frozenset()
    verbs = [hit.start(group) for hit in spaced_verb().finditer(text) for group in ("before", "behind") if hit[group]]
    found = [hit.start() for hit in BESIDE_LATIN.finditer(text)]
    everywhere = len(found) >= FEWEST_SPACED and not UNSPACED.search(text) and not ENGLISH.search(text)
    return frozenset([*verbs, *found] if everywhere else verbs)


@dataclass(frozen=True)
class Text:
    """A message: as it came, cleaned, and folded; ``folded`` and ``clean`` have the same offsets."""

    original: str
    clean: str
    folded: str
    places: tuple[int, ...] | None
    """For each character of ``clean``, and its end, the place in ``original``; None where they are the same."""
    swaps: tuple[tuple[int, int, str], ...] = ()
    """Where a word stands in the place of one that was typed otherwise, and what was typed."""

    @classmethod
    def of(cls, original: str) -> Text:
        """Clean a message."""
        straight = in_lines(PRIVATE.sub(" ", without_marks(original).translate(STRAIGHT)))
        straight = as_meant(straight) if HAN.search(straight) else straight
        loose = loose_spaces(straight)
        if not UNSEEN.search(straight) and not loose:
            return cls(original, straight, fold(straight), None)
        kept = [place for place, char in enumerate(straight) if not UNSEEN.match(char) and place not in loose]
        clean = "".join(straight[place] for place in kept)
        return cls(original, clean, fold(clean), (*kept, len(straight)))

    def head(self, length: int) -> Text:
        """At most so many characters of its beginning, cut at the end of a line, a sentence or a word where there is one."""
        if len(self.clean) <= length:
            return self
        cuts = (self.clean.rfind(mark, length // 2, length) + 1 for mark in CUTS)
        end = next((cut for cut in cuts if cut), length)
        return Text(self.original, self.clean[:end], self.folded[:end], self.places)

    def part(self, start: int, end: int) -> Text:
        """A stretch of it; its places are still those of the whole message."""
        places = self.places or tuple(range(len(self.clean) + 1))
        return Text(self.original, self.clean[start:end], self.folded[start:end], places[start : end + 1])

    def with_word(self, start: int, end: int, word: str) -> Text:
        """The same with a word put in another's place; where that lies in the original, and what was typed, stays known."""
        places = self.places or tuple(range(len(self.clean) + 1))
        inner = tuple(min(places[start] + step, places[end]) for step in range(len(word)))
        clean, folded = (whole[:start] + word + whole[end:] for whole in (self.clean, self.folded))
        moved = start + len(word) - end
        later = [(first + moved, last + moved, typed) for first, last, typed in self.swaps if first >= end]
        swaps = (*(one for one in self.swaps if one[1] <= start), (start, start + len(word), self.clean[start:end]), *later)
        return Text(self.original, clean, folded, (*places[:start], *inner, *places[end:]), swaps)

    def words(self, start: int, end: int) -> str:
        """The words between two places as they were typed."""
        parts, place = [], start
        for first, last, typed in self.swaps:
            if start <= first and last <= end:
                parts += [self.clean[place:first], typed]
                place = last
        return "".join([*parts, self.clean[place:end]])

    def place(self, offset: int) -> int:
        """Where an offset into the cleaned text lies in the original one."""
        return offset if self.places is None else self.places[offset]

    @cached_property
    def language(self) -> str:
        """The language that most of it is in, by its script; a Chinese character weighs as much as an English word."""
        han = len(HAN.findall(self.clean))
        latin = len(LATIN.findall(self.clean))
        return "zh" if han > latin else "en"
