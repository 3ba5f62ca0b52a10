"""A text cut into tokens: words of dates, numbers and shapes of digits, punctuation, and everything else."""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.parsing.dates.days import Now
from handlers.parsing.dates.digits import read_digits
from handlers.parsing.dates.lexicon import HAN_NUMERALS, Entry, Guard, Kinds, Lexicon, lexicon
from handlers.parsing.numerals import HAN_DIGITS, read_han
from handlers.parsing.text import CJK, HAN, Text

MOST = 400
"""Words and numbers of dates beyond these are not read: it is no message, and reading must not take long whatever the text."""
SPACED_WORD = re.compile(rf"[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)?\.?")
DIGIT_STARTS = frozenset("0123456789#№+$€£¥￥₹'")
"""What a shape of digits may begin with, beside letters."""
DIGIT_FOLLOWS = frozenset("0123456789@:$€£¥￥")
"""What follows the letters that a shape of digits begins with: Q3, US$, https://, a@b."""
PUNCTUATION_RUN = re.compile(r"([^\w\s]|\n)\1{2,}")
HAN_NUMERAL = re.compile(f"[{HAN_NUMERALS}]+")
APPROXIMATE = re.compile(f"[{HAN_DIGITS}]{{2}}")
ASIDE = re.compile(r" - (?![\d\s])")
"""A dash between two things told: "Fri 8.30 - Jane needs her quote"."""
MARKS = {",": "comma", "，": "comma", "-": "dash", "~": "dash", "/": "slash", "@": "at", "&": "and", "+": "plus"}
MARKS |= dict.fromkeys("()（）[]", "bracket") | dict.fromkeys(".;:!?。；：！？\n…", "stop")


class Token(NamedTuple):
    """A piece of the text, what it may be, and by which rules."""

    start: int
    end: int
    kinds: Kinds
    rules: tuple[str, ...] = ()


def tokens(text: Text, now: Now) -> list[Token]:
    """The tokens of a text, between one of kind ``start`` and one of kind ``end``; spaces are none."""
    words = lexicon()
    found = [Token(0, 0, {"start": ""})]
    place, size, told = 0, len(text.clean), 0
    while place < size and told < MOST:
        char = text.clean[place]
        if char in " \t\r":
            place += 1
            continue
        run = None if char.isalnum() else PUNCTUATION_RUN.match(text.clean, place)
        read = [_mark(place, run.end(), char)] if run else _read(text, place, words, now)
        place = read[-1].end
        tells = [value for token in read for value in token.kinds.values() if value != ""] != []
        if not tells and read[0].kinds == found[-1].kinds:
            found[-1] = Token(found[-1].start, place, read[0].kinds)  # words that tell nothing are one, however many
            continue
        found += read
        told += tells
    found.append(Token(size, size, {"end": ""}))
    return found


def _read(text: Text, place: int, words: Lexicon, now: Now) -> list[Token]:
    """The token or tokens that begin at a place."""
    char = text.clean[place]
    if "\u3400" <= char <= "\u9fff":
        return _read_han(text, place, words)
    for phrase, meant in words.glued.get(char, ()):
        end = place + len(phrase)
        if text.folded.startswith(phrase, place) and not _goes_on(text.folded, end):
            allowed = [_guarded(one, text, place, end, words) for one in meant]
            if all(allowed):
                return [Token(place, end, one) for one in allowed]
    word = SPACED_WORD.match(text.clean, place)
    if char in DIGIT_STARTS if word is None else text.clean[word.end() : word.end() + 1] in DIGIT_FOLLOWS:
        shape = read_digits(text.clean, place, now)
        if shape is not None:
            end, kinds = shape
            return [Token(place, end, _guarded(kinds, text, place, end, words) or {"opaque": ""}, ("digits",))]
    if word is None:
        adds = char == "+" and text.clean.startswith(" ", place + 1)  # "table + 3 yr service", but "+3 days"
        if char == "-" and ASIDE.match(text.clean, place - 1):
            return [Token(place, place + 1, {"dash": "", "aside": ""})]
        return [_mark(place, place + 1, "" if adds else char)]
    return _read_word(text, place, word, words)


def _goes_on(text: str, end: int) -> bool:
    """Whether a word that ends here would be cut off: 2moro is none in 2morow, yet 1刻 is one in 1刻见."""
    return text[end : end + 1].isalnum() and not (HAN.match(text[end]) and HAN.match(text[end - 1]))


def _mark(start: int, end: int, char: str) -> Token:
    """A punctuation mark, or a run of it."""
    return Token(start, end, {"comma": "", "pause": ""} if char == "、" else {MARKS.get(char, "other"): ""})


def _read_word(text: Text, place: int, word: re.Match[str], words: Lexicon) -> list[Token]:
    """A word of a script with spaces, or the longest phrase that begins with it."""
    end = word.end() - word.group().endswith(".")
    folded = text.folded[place:end]
    stem = folded.removesuffix("'s")
    for name, stop in ((folded, end), (stem, place + len(stem))):
        for entry in words.spaced.get(name, ()):
            last = _follows(text, stop, entry)
            if last is None:
                continue
            kinds = [_guarded(kinds, text, place, last, words) for kinds in entry.tokens]
            if all(kinds):
                return [Token(place, last + _abbreviated(text, place, last), one) for one in kinds]
        if stem == folded:
            break
    return [Token(place, end, {"name" if text.clean[place].isupper() else "word": ""})]


def _abbreviated(text: Text, place: int, end: int) -> bool:
    """Whether the point behind a word belongs to it: "Tues. 3pm", "p.m."; not at the end of the text."""
    return text.clean[end : end + 1] == "." and end - place < 5 and end + 1 < len(text.clean)


def _follows(text: Text, place: int, entry: Entry) -> int | None:
    """Where a phrase ends whose first word ends at ``place``; None where the text goes on otherwise."""
    joints = " -/'." if text.folded[place - 2 : place - 1] in ("", " ") else " -/'"  # "p.m.", yet not "end. Of"
    for rest in entry.rest:
        while place < len(text.folded) and text.folded[place] in joints:
            place += 1
        if not text.folded.startswith(rest, place):
            return None
        place += len(rest)
        if text.folded[place : place + 1].isalpha():
            return None
    return place


def _read_han(text: Text, place: int, words: Lexicon) -> list[Token]:
    """The longest Chinese word or numeral; of characters that begin none, all that stand together."""
    if (idle := words.idle.match(text.folded, place)) is not None:
        return [Token(place, idle.end(), {"han": ""})]
    numeral = HAN_NUMERAL.match(text.folded, place)
    entry = None
    for phrase, candidate in words.joined.get(text.folded[place], ()):
        if numeral is not None and place + len(phrase) < numeral.end():
            break
        if text.folded.startswith(phrase, place):
            end = place + len(phrase)
            kinds = [_guarded(one, text, place, end, words) for one in candidate.tokens]
            if all(kinds):
                entry = kinds
                break
    if entry is not None and (numeral is None or end > numeral.end()):
        return [Token(place, end, one) for one in entry]
    if numeral is None:
        return [Token(place, place + 1, {"han": ""})]
    numbers = _guarded(_numeral(numeral.group()) | (entry[0] if entry else {}), text, place, numeral.end(), words)
    return [Token(place, numeral.end(), numbers or {"opaque": ""})]


def _numeral(digits: str) -> Kinds:
    if APPROXIMATE.fullmatch(digits):
        first, second = read_han(digits[0]), read_han(digits[1])
        if first and second and (second == first + 1 or digits == "三五"):
            return {"two_numbers": (int(first), int(second))}
    value = read_han(digits)
    if value is None or value != int(value):
        return {"opaque": ""}
    kinds: Kinds = {"number": int(value)}
    if len(digits) == 4 and 1900 <= value < 2100:
        kinds["year"] = int(value)
    if len(digits) == 2 and digits[0] in "零〇":
        kinds["padded"] = int(value)
    if digits == "两":
        kinds["pair"] = 2
    return kinds


def _guarded(kinds: Kinds, text: Text, start: int, end: int, words: Lexicon) -> Kinds:
    """The kinds that the surroundings allow."""
    if words.guards.keys().isdisjoint(kinds):
        return kinds
    return {
        kind: value
        for kind, value in kinds.items()
        if not any(_forbids(guard, text.folded if guard.folded else text.clean, start, end) for guard in words.guards.get(kind, ()))
    }


def _forbids(guard: Guard, text: str, start: int, end: int) -> bool:
    """Whether what is around a word makes it none."""
    after = guard.after is not None and guard.after.match(text, end) is not None
    return after or (guard.before is not None and guard.before.search(text[max(0, start - 12) : start]) is not None)
