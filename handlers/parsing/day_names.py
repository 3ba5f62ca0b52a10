"""First names that are short for a day as well: "give Acme to tom" names a colleague, "call Acme tom" says tomorrow."""

from __future__ import annotations

import re

from handlers.parsing.name_words import name_words
from handlers.parsing.records import DateSpan
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text

CLOCK = shape("day_names.clock")
SUBJECT = shape("day_names.subject")
OBJECT = shape("day_names.object")
CALL = shape("day_names.call")
GIVEN = shape("day_names.given")
PUT_OFF = shape("day_names.put_off")
HANDED = shape("day_names.handed")
BEGINS = re.compile(r"(?:^|[.!?\n:;,-] ?)$")
AROUND = 80


def is_name(span: DateSpan, text: Text, known: bool) -> bool:
    """Whether a word for a day stands where only a person can; ``known`` is whether there is one of that name."""
    if text.folded[span.start : span.end] not in name_words("days_too"):
        return False
    before, after = text.folded[max(0, span.start - AROUND) : span.start], text.folded[span.end :]
    if CLOCK.match(after):
        return False
    if OBJECT.search(before) or (BEGINS.search(before) and SUBJECT.match(after)):
        return True
    if not known:
        return False
    return bool(CALL.search(before)) or (bool(GIVEN.search(before)) and bool(HANDED.search(before)) and not PUT_OFF.search(before))
