"""Questions to the knowledge base that say where to look: 知识库里查下滤芯多久换一次, or only behind: 滤芯多久换一次，知识库里查查."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Record
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape

"""Looking something up, once or at leisure, and not as done (查了)."""
LOOKED_UP = shape("looked_up.looked_up")
"""No more than where to look."""
LOOK_UP_FIRST = shape("looked_up.look_up_first")
"""Where to look, before what is asked for."""


def look_up(message: Message, clauses: Sequence[Clause], place: int) -> Request | None:
    """The query of a clause that begins with where to look, or that stands right before or behind one that says no more than that."""
    clause, behind = clauses[place], next(iter(clauses[place + 1 : place + 2]), None)
    if clause.quoted:
        return None
    first = LOOK_UP_FIRST.match(message.mask.chars, clause.start, clause.end)
    if first is not None and content_size(asked := message.wording(first.end(), clause.end)):
        return knowledge(message, asked, [clause])
    if behind is None or behind.sentence - clause.sentence > 1:
        return None
    for where, question in ((clause, behind), (behind, clause)):
        if LOOKED_UP.fullmatch(message.mask.chars, where.start, where.end) and asks(question):
            lead = [(hit.start, hit.end) for hit in question.cues("intent.filler", "query.show") if hit.start == question.start]
            if content_size(asked := message.wording(question.start, question.end, lead)):
                return knowledge(message, asked, [clause, behind])
    return None


def asks(clause: Clause) -> bool:
    """Whether a clause asks something, and no colleague."""
    asked = clause.question or clause.has("query.what", "veto.question", "veto.hypothetical", "query.knowledge")
    return asked and not any(is_member(one) for one in clause.of_kind("person"))


def knowledge(message: Message, asked: str, own: Sequence[Clause]) -> Request:
    """The query for what is asked."""
    return Request([Record("query", {"about": "knowledge", "name": asked}, (), ("query.knowledge",), message.span(own))], len(own))
