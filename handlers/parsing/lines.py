"""Messages of several lines, each of which is a note of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.parsing.records import Record
from handlers.parsing.text import Text

LINE = re.compile(r"[^\n]*[^\W_][^\n]*")
MOST_LINES = 12
OF_A_CUSTOMER = frozenset({"contact_log", "lead", "check_in", "deal", "contract", "payment", "task"})
"""What must name its customer to stand alone: "send the quote by Friday" goes on with the line before."""
ABOUT_ANOTHER = frozenset({"edit", "undo", "comment", "tag"})
"""Commands that may mean the line before."""


def read_apart(text: Text, read_line: Callable[[Text], Sequence[Record]]) -> list[Record] | None:
    """The records of a message line by line; None where a line does not stand alone, or tells more of the customer before it."""
    places = [hit.span() for hit in LINE.finditer(text.clean)] if "\n" in text.clean else []
    if not 1 < len(places) <= MOST_LINES:
        return None
    lines = [text.part(*place) for place in places]
    found: list[Record] = []
    before: set[str] = set()
    for line in lines:
        records = read_line(line)
        named = [whom(one) for one in records]
        if not records or not all(stands_alone(one) for one in records) or before & set(named) - {""}:
            return None
        before = set(named)
        found += records
    return found


def whom(record: Record) -> str:
    """The customer of a record."""
    return str(record.fields.get("company") or record.fields.get("person") or "")


def stands_alone(record: Record) -> bool:
    """Whether a record of one line needs no other to be understood."""
    if record.kind in OF_A_CUSTOMER:
        return bool(whom(record))
    return record.fields.get("verb") not in ABOUT_ANOTHER and (record.kind != "command" or len(record.fields) > 1)
