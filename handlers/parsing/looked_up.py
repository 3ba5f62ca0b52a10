"""A question to the knowledge base that says only behind it where to look: 滤芯多久换一次，知识库里查查."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Record
from handlers.parsing.requests import Request

LOOK = "(?:查|搜|看|找|翻)(?:一?下|一查|查|搜|看|找|翻)?"
"""Looking something up, once or at leisure, and not as done (查了)."""
STORE = "(?:在|从|去|到)?(?:知识库|资料库)(?:里[面头]?|中|上)?"
LOOKED_UP = re.compile(f"(?:帮我|帮忙|麻烦|请|给我|你)*(?:{LOOK}{STORE}|{STORE}(?:帮我|给我)?{LOOK})(?:有没有|有没|有吗)?[吗吧呢哈]?")
"""No more than where to look."""


def look_up(message: Message, clauses: Sequence[Clause], place: int) -> Request | None:
    """The query for what a clause asks, where the next one says no more than to look into the knowledge base for it."""
    clause, behind = clauses[place], clauses[place + 1 : place + 2]
    asks = clause.question or clause.has("query.what", "veto.question", "veto.hypothetical")
    if not behind or not asks or clause.quoted or any(is_member(one) for one in clause.of_kind("person")):
        return None
    if LOOKED_UP.fullmatch(message.mask.chars, behind[0].start, behind[0].end) is None or behind[0].sentence - clause.sentence > 1:
        return None
    name = message.wording(
        clause.start, clause.end, [(hit.start, hit.end) for hit in clause.cues("intent.filler", "query.show") if hit.start == clause.start]
    )
    if not content_size(name):
        return None
    return Request([Record("query", {"about": "knowledge", "name": name}, (), ("query.knowledge",), message.span([clause, *behind]))], 2)
