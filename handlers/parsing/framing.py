"""What stands around a message and is no part of it: "hi team, …", "ok so …", 汇报一下：…, … thanks, …谢谢."""

from __future__ import annotations

import re
from functools import cache

from handlers.parsing.cues import either, phrases_of
from handlers.parsing.text import Text

MARK = r"\s*[,，:：;；.。!！~～…、\-\n]+\s*"
"""What parts an opening from the message."""
BEHIND = r"[\s,，;；.。!！~～…、()（）\-\n]"
LETTERS = re.compile(r"[^\W_]")
LONGEST_CLOSING = 40
MOST_OPENINGS = 4
"""So many stand before a message at most: "hi all, ok so quick update: …"."""


@cache
def opening() -> re.Pattern[str]:
    """An opening at the beginning, of those that a mark must part from the message and those that a space may."""
    return re.compile(rf"\s*(?:(?:{either('frame', 'opening')})(?:{MARK}|\s+)|(?:{either('frame', 'heading')}){MARK})")


@cache
def closing() -> re.Pattern[str]:
    """A closing at the end, of those behind a mark or a space, and those that nothing need part from the message."""
    return re.compile(rf"(?:(?P<gap>{BEHIND}+)(?:{either('frame', 'closing')})|(?:{either('frame', 'closing_close')})){BEHIND}*$|\s*[~～]+\s*$")


@cache
def reported() -> frozenset[str]:
    """Words and characters right behind which thanks are told of: "called to say thanks", 王总说谢谢."""
    return frozenset(phrase for _, phrase in phrases_of("frame", "reported"))


def without_frame(text: Text) -> Text:
    """A message without its openings and closings; itself where nothing else would be left."""
    start, end = 0, len(text.folded)
    for _ in range(MOST_OPENINGS):
        hit = opening().match(text.folded, start)
        if hit is None or not LETTERS.search(text.folded, hit.end()):
            break
        start = hit.end()
    for _ in range(MOST_OPENINGS):
        hit = closing().search(text.folded, max(start, end - LONGEST_CLOSING), end)
        if hit is None or not LETTERS.search(text.folded, start, hit.start()):
            break
        before = text.folded[start : hit.start()]
        if not (hit["gap"] or "").strip() and (before.split()[-1] if hit["gap"] else before[-1]) in reported():
            break
        end = hit.start()
    return text if (start, end) == (0, len(text.folded)) else text.part(start, end)
