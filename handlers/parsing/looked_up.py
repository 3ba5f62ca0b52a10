"""Questions to the knowledge base that say where to look: 知识库里查下滤芯多久换一次, or only behind: 滤芯多久换一次，知识库里查查."""

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
WHERE = f"(?:帮我|帮忙|麻烦|请|给我|你)*(?:{LOOK}{STORE}|{STORE}(?:帮我|给我)?{LOOK})"
LOOKED_UP = re.compile(f"{WHERE}(?:有没有|有没|有吗)?[吗吧呢哈]?")
"""No more than where to look."""
LOOK_UP_FIRST = re.compile(f"{WHERE}(?![了过])[的:： ]?")
"""Where to look, before what is asked for."""


def look_up(message: Message, clauses: Sequence[Clause], place: int) -> Request | None:
    """The query for what a clause asks, where it begins with where to look or the next one says no more than that."""
    clause, behind = clauses[place], clauses[place + 1 : place + 2]
    first = LOOK_UP_FIRST.match(message.mask.chars, clause.start, clause.end)
    if first is not None and not clause.quoted and content_size(asked := message.wording(first.end(), clause.end)):
        return Request([Record("query", {"about": "knowledge", "name": asked}, (), ("query.knowledge",), message.span([clause]))], 1)
    if (
        LOOKED_UP.fullmatch(message.mask.chars, clause.start, clause.end)
        and behind
        and behind[0].sentence - clause.sentence <= 1
        and not clause.quoted
    ):
        asked = message.wording(behind[0].start, behind[0].end)
        asks = behind[0].question or behind[0].has("query.what", "veto.question", "veto.hypothetical", "query.knowledge")
        if asks and content_size(asked) and not any(is_member(one) for one in behind[0].of_kind("person")):
            return Request([Record("query", {"about": "knowledge", "name": asked}, (), ("query.knowledge",), message.span([clause, *behind]))], 2)
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
