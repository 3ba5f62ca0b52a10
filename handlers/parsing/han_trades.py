"""New Chinese companies by their trade: the characters before it, back to a verb or a mark, are their own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.alternatives import alternatives
from handlers.parsing.han_bounds import (
    FLOOR,
    LONGEST_OWN,
    MARKS,
    after_verb,
    back_to_bound,
    end_of_company,
    is_channel,
    is_free,
    is_generic,
    is_kind,
    plausible_person,
)
from handlers.parsing.han_shapes import letters, patterns
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_words import name_ends, name_words
from handlers.parsing.numerals import goods_measures
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.text import CJK, Text

MEASURED = shape("han_trades.measured", measures=goods_measures())
HOMES = word_list("han_trades.homes")
"""So a company's name may end, though 家 mostly ends what stands before one."""
GOODS = shape("han_trades.goods", measures=goods_measures())
"""So much of some goods, and no company's own name."""
PLACES = frozenset("厂店行院社馆校所司团场站铺坊局")
"""What so ends is somebody's place of business, and no goods: 聊起鑫旺五金厂."""
BOUGHT = shape("han_trades.bought", measures=goods_measures())
"""So much of some goods that somebody wants: 要装八台排烟机."""
COMES_TO = shape("han_trades.comes_to")
"""Somebody comes to a place: no company's own name."""
UNWANTED = shape("han_trades.unwanted")
"""What is not done with some goods: 今年不换设备了."""
HE = shape("han_trades.he")
"""Behind a trade it is the customer, who speaks of what the trade sells: 栈板租赁他想先试."""
DEALING = "做搞卖"
"""What begins so before 的 and somebody tells what they deal in: 卖瓷砖的老田."""
ASKED_AFTER = shape("han_trades.asked_after")
"""Behind what somebody asks for: 问五轴机床交期."""
ASK = "问"
TRADING = frozenset(f"{DEALING}开")
"""Between these and 的 stands what somebody trades in."""


def find_by_trade(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """Companies by their trade: the characters before it, back to a verb or a mark, are their own name."""
    folded = text.folded
    for hit in patterns()["trade"].finditer(folded):
        start, end = hit.start(), end_of_company(hit) + 2 * folded.startswith("酒店用品", hit.end() - 2)
        floor = max([0, hit.start() - LONGEST_OWN, *(high for _, high in taken if high <= hit.start())])
        start = back_to_bound(folded, start, floor)
        start -= 2 if with_he(folded, start) else 0
        start -= own_begins_before(folded, start)
        start += folded.startswith(("那边", "这边", "对面", "说起", "问起"), start - 1)
        if (floor_said := FLOOR.match(folded, start, hit.start())) is not None:
            start = floor_said.end()  # 12楼恒达律所
        start = after_verb(folded, start, hit.start())
        own = folded[start : hit.start()] or (folded[start:end] if folded[start:end] in name_words("institutions") else "")
        named = len(own) >= 2 and not is_generic(own) and is_free(taken, start, end)
        if named and not (says_what(own) or are_goods(folded, start, end) or is_somebodys_trade(folded, start, end)):
            yield NewName("company", start, end)
            if (who := who_of_firm(folded, end)) is not None and is_free(taken, *who):
                yield NewName("person", *who)


def who_of_firm(folded: str, end: int) -> tuple[int, int] | None:
    """Where somebody of a company is named right behind it: by title, by full name or as people call them."""
    if (titled := patterns()["of_firm"].match(folded, end + folded.startswith("的", end))) is not None:
        return titled.span("name")
    if (full := patterns()["of_firm_full"].match(folded, end)) is not None:
        group = "name" if full["name"] else "named"
        return full.span(group) if plausible_person(full[group]) else None
    called = patterns()["of_firm_called"].match(folded, end)
    return called.span("name") if called is not None else None


def says_what(own: str) -> bool:
    """Whether what stands before a trade is no company's own name, but a town, how much of something, or what is done with it."""
    looks = (MEASURED.search, BOUGHT.match, UNWANTED.fullmatch, GOODS.fullmatch, COMES_TO.search)
    placed = patterns()["opened"].match(own) is not None or patterns()["before"].fullmatch(own) is not None
    listed = own in name_words("regions", "trades_too", "common_trades") or any(word in own for word in name_words("no_own_name"))
    return own.isascii() or own[:1] in letters("pronouns") or own.endswith("不") or listed or placed or any(look(own) for look in looks)


@cache
def kind_of_goods() -> re.Pattern[str]:
    """What kinds of goods begin with: 厨房设备, 吊车租赁."""
    return re.compile(rf"(?:{alternatives(name_words('kinds_of_goods'))})+[{CJK}]{{2,3}}")


def are_goods(folded: str, start: int, end: int) -> bool:
    """Whether a word before a place shows what is there to be goods, a topic or a channel: 了解环保设备."""
    before = folded.endswith(name_ends("before_goods"), 0, start) or folded[start - 1 : start + 1] in name_words("before_goods")
    topic = folded.endswith(name_ends("topics"), 0, start) and folded[end - 1] not in PLACES
    asked = folded[start - 1 : start] == ASK and folded[end - 1] not in PLACES and ASKED_AFTER.match(folded, end) is not None
    kind = folded[end - 1] not in PLACES and kind_of_goods().fullmatch(folded, start, end) is not None and not folded.startswith("中心", end - 2)
    return before or asked or kind or topic or is_channel(folded[start:end]) or folded.startswith("了解", start - 1)


def is_somebodys_trade(folded: str, start: int, end: int) -> bool:
    """Whether somebody deals in what a place names: 做净水设备的老板, 开网店的小乔, 栈板租赁他想先试."""
    deals = folded[start - 1 : start] in TRADING and folded.startswith("的", end)
    return deals or (folded[start] in TRADING and is_kind(folded[start + 1 : end])) or HE.match(folded, end) is not None


def with_he(folded: str, start: int) -> bool:
    """Whether the 和 before a place belongs to a company's name that begins a clause: 鑫和门窗."""
    begins = start == 2 or (start > 2 and folded[start - 3] in MARKS | set("了到在给的有是"))
    return begins and folded[start - 1] == "和" and folded[start - 2] in letters("before_he")


def own_begins_before(folded: str, start: int) -> int:
    """How many characters before a place begin a company's own name, though they mostly end what stands before: 向阳|牙材, 万家|冻品."""
    if start > 2 and folded[start - 2 : start] in HOMES and folded[start - 3] in "家叫是":
        return 2
    begins = start == 1 or (start > 1 and folded[start - 2] in MARKS)
    return int(begins and folded[start - 1 : start + 1] in name_words("words_too"))
