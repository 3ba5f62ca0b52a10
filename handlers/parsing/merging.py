"""Two customers that are one: which of them stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, spelled
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message

STAYS = re.compile("(?:就|都|统一|把|以)?(?:用|以|按|保留|留下?|留着|留返)(?:后面)?(?P<name>\ue000)")
"""Which of two stays: 用锦澜的."""
STAYS_BY_PLACE = re.compile(
    "(?:就|都|统一)?(?:用|以|按|保留|留下?|留着|留返)(?:(?P<first>前面?|第一|上面)|(?:后面?|第二|下面))(?:的?那?(?:一?个|家|条|边)|的)"
)
"""The same by its place: 留后面那个."""
BOTH = re.compile(
    "(?:帮我|麻烦|请|把|将)*(?P<one>\ue000)(?:[和跟与同、]|还有|以及)(?P<other>\ue000)(?:其实|好像|应该|就|这两[家个条]|两[家个条])*(?P<verb>.{0,10})"
)
"""Two customers, and what is said of them: 蓝海和蓝海贸易其实是一家."""
AS_ONE = re.compile("(?:是|系)(?:同)?一(?:家|个)(?:客户|公司)?|重复了?|重了|同一家")
MERGE = re.compile(
    "(?:麻烦|帮我|请|就|可以|把(?:他们|它们|两个|这俩))*(?:给)?(?:合并|合一下|合埋|并(?:到|成)一起)(?:一下|掉|了|起来|成一[个家条])*[吧啦哈]?"
)
"""The word that has them made one."""


def staying(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The customer that the next clause says to keep of two that are merged."""
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.sentence != clauses[place].sentence:
        return None
    hit = STAYS.match(message.mask.chars, follow.start, follow.end)
    if hit is not None:
        return message.mask.at(hit.start("name"))
    by_place = STAYS_BY_PLACE.match(message.mask.chars, follow.start, follow.end)
    names = message.mask.within(0, follow.start, ("company",))[-2:]
    return (names[0] if by_place["first"] else names[1]) if by_place is not None and len(names) == 2 else None


def merged_behind(message: Message, clauses: Sequence[Clause], place: int) -> Found:
    """Two customers that are named before the word for merging, which may be the next clause: 蓝海和蓝海贸易是一家，合并了吧，留蓝海."""
    clause, chars = clauses[place], message.mask.chars
    both = BOTH.fullmatch(chars, clause.start, clause.end)
    if both is None:
        return None
    one, other = message.mask.at(both.start("one")), message.mask.at(both.start("other"))
    last = place
    if MERGE.fullmatch(both["verb"]) is None:
        follow = clauses[place + 1] if place + 1 < len(clauses) else None
        if AS_ONE.fullmatch(both["verb"]) is None or follow is None or MERGE.fullmatch(chars, follow.start, follow.end) is None:
            return None
        last = place + 1
    if one is None or other is None or spelled(one) == spelled(other):
        return None
    kept = staying(message, clauses, last)
    goes, stays = (other, one) if kept is not None and kept.said == one.said else (one, other)
    return {"object": spelled(goes), "text": spelled(stays)}, last - place + (1 if kept is None else 2)
