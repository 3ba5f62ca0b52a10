"""What a chat's own marks add to a text: bold and italics, struck-out words, code, links in angle brackets, escaped signs.

None of it is said. It is replaced by as many characters that nobody sees, so that every place in the text stays what it was.
"""

from __future__ import annotations

import re

HIDDEN = "\u200b"
MARKED = re.compile(r"[*_~`<&]")
"""Only a text with one of these may hold marks."""
EDGE = r"(?<![A-Za-z0-9{0}]){0}(?=[^\s{0}])"
"""A mark opens before a word and not inside one, nor in a sum: "2*3*4"."""
BOLD, ITALIC, CODE, STRUCK = (
    re.compile(EDGE.format(mark) + rf"([^{mark}\n]{{0,200}}[^\s{mark}]){mark}(?![A-Za-z0-9{mark}])") for mark in (r"\*", "_", "`", "~")
)
DOUBLE = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,200})\*\*|__(?=[^\s_])([^_\n]{1,200})__|```([^`]{1,600})```")
ANGLED = re.compile(r"<(?P<sign>[@#!]|mailto:|tel:|(?=https?://))(?P<what>[^<>|\n]{1,300})(?:\|(?P<label>[^<>\n]{1,200}))?>")
ESCAPED = re.compile(r"&(amp|lt|gt);")
SIGNS = {"amp": "&", "lt": "<", "gt": ">"}


def without_marks(text: str) -> str:
    """The text with what only dresses it hidden; struck-out words are taken back, and hidden with their marks."""
    if not MARKED.search(text):
        return text
    plain = ANGLED.sub(shown, text)
    plain = STRUCK.sub(lambda hit: HIDDEN * len(hit.group()), DOUBLE.sub(bare, plain))
    for mark in (BOLD, ITALIC, CODE):
        plain = mark.sub(bare, plain)
    return ESCAPED.sub(lambda hit: SIGNS[hit[1]] + HIDDEN * (len(hit.group()) - 1), plain)


def bare(hit: re.Match[str]) -> str:
    """What stands between two marks."""
    group = hit.lastindex or 0
    return hide(hit, hit.start(group), hit.end(group))


def shown(hit: re.Match[str]) -> str:
    """What of a link or mention its reader sees: the label, else the address; nothing of an id."""
    if hit["label"] is not None:
        return hide(hit, *hit.span("label"))
    return HIDDEN * len(hit.group()) if hit["sign"] in ("@", "#", "!") else hide(hit, *hit.span("what"))


def hide(hit: re.Match[str], start: int, end: int) -> str:
    """A match in which all but one stretch is hidden."""
    return HIDDEN * (start - hit.start()) + hit.string[start:end] + HIDDEN * (hit.end() - end)
