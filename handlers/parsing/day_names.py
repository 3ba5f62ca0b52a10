"""First names that are short for a day as well: "give Acme to tom" names a colleague, "call Acme tom" says tomorrow."""

from __future__ import annotations

import re

from handlers.parsing.name_forms import name_words
from handlers.parsing.records import DateSpan
from handlers.parsing.text import Text

CLOCK = re.compile(r"[ ,]*(?:\d|at\b|@ ?\d|[ap]m\b|morning|afternoon|evening|night|noon|lunch|first thing|eod|early|latest|by\b)")
SUBJECT = re.compile(
    r" (?:pls|please|plz|to|can|could|will|should|must|needs?|has|is|was|and i|said|says|called|rang|emailed|texted|wants|asked|from)\b|'ll\b"
)
OBJECT = re.compile(
    r"(?<![a-z])(?:ask|tell|told|asked|did|does|has|with|w/|met|called|rang|phoned|emailed|texted|messaged|visited|saw|spoke to|spoke with|talked to"
    r"|get|let|have|assign|thanks|cheers|hi|hey|from|named|is|and) $|@$"
)
CALL = re.compile(r"(?:^|[,.;:\n] ?|(?<![a-z])(?:to|and|please|pls) )(?:call|ring|phone|email|text|message|meet|see|ping|chase|remind) $")
GIVEN = re.compile(r"(?<![a-z])(?:to|over to|for|by) $")
PUT_OFF = re.compile(r"(?<![a-z])(?:mov|push|put|postpon|defer|reschedul|shift|delay|snooz|bump|slip|bring|brought|chang|extend|due|from|today)")
HANDED = re.compile(r"(?<![a-z])(?:giv|gave|assign|hand|pass|transfer|speak|talk|spoke|said|sent|send|task|todo|thanks)")
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
