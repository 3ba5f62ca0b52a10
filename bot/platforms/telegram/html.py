"""Texts as Telegram's HTML: everything that people wrote is escaped, and what is too long for one message is parted at sensible places.

Lengths are counted as Telegram counts them: UTF-16 code units of what is left once the tags are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
EMPTY = "…"
"""Stands for a text without anything to be seen, which Telegram refuses."""
BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；…])"), re.compile(r"(?<=[，、])|\s+"))
"""Where a text may be parted, the best places first: between paragraphs, lines, sentences, words."""
LEAST_FILLED = 0.5
"""A part is at least so full before a worse place is taken for it."""
INSEPARABLE = re.compile(r"[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\u0300-\u036f\u20d0-\u20ff]")
"""Signs that belong to the letter before them."""


@dataclass(frozen=True)
class Marked:
    """A plain text, and which parts of it (from, to) are bold."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()


def escape(text: str) -> str:
    """A text between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """Its length as Telegram counts it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def marked(text: str, facts: tuple[tuple[str, str], ...]) -> Marked:
    """A text with its facts below it, a line each; one of several lines begins on a line of its own."""
    parts, bold, length = [text], [], len(text)
    for label, value in facts:
        line = f"{label}\n{value}" if "\n" in value else f"{label}: {value}"
        parts.append(line)
        bold.append((length + 1, length + 1 + len(label)))
        length += 1 + len(line)
    whole = "\n".join(parts)
    return Marked(whole, tuple(bold)) if whole.strip() else Marked(EMPTY)


def html(whole: Marked, start: int = 0, end: int | None = None) -> str:
    """A part of a text as HTML."""
    end = len(whole.text) if end is None else end
    pieces, at = [], start
    inside = ((max(first, start), min(last, end)) for first, last in whole.bold)
    for first, last in inside:
        if first < last:
            pieces += [escape(whole.text[at:first]), "<b>", escape(whole.text[first:last]), "</b>"]
            at = last
    return "".join([*pieces, escape(whole.text[at:end])])


def parts_of(whole: Marked, limit: int = TEXT_LIMIT) -> Iterator[str]:
    """A text as the HTML of as many messages as it takes; the spaces at which it was parted are left out."""
    for start, end in spans(whole.text, limit):
        yield html(whole, start, end)


def spans(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where to part a text so that no part is longer than the limit."""
    start = 0
    while units(text[start:]) > limit:
        most = _fitting(text, start, limit)
        end, following = _break(text, start, most)
        if text[start:end].strip():
            yield start, end
        start = following
    if text[start:].strip() or start == 0:
        yield start, len(text)


def _fitting(text: str, start: int, limit: int) -> int:
    """The last place up to which the text fits."""
    length = 0
    for at in range(start, len(text)):
        length += 2 if text[at] > "\uffff" else 1
        if length > limit:
            return at
    return len(text)


def _break(text: str, start: int, most: int) -> tuple[int, int]:
    """Where the part that begins at ``start`` ends, and where the next one begins."""
    least = start + int((most - start) * LEAST_FILLED)
    for places in BREAKS:
        found = [place for place in places.finditer(text, least, most + 1) if least < place.end() and place.start() <= most]
        if found:
            return found[-1].start(), found[-1].end()
    at = most
    while at > start + 1 and (INSEPARABLE.match(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    at = at if at > start + 1 else most
    return at, at
