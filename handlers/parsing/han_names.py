"""New names in Chinese: people by surname and title or by what introduces them, companies by their trade or their place in the sentence.

The words are those of ``names.toml``; the shapes that they stand in are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.cues import phrases_of
from handlers.parsing.han_shapes import letters, patterns
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_forms import name_ends, name_words
from handlers.parsing.numerals import goods_measures
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.text import HAN, Text

LONGEST_OWN = 10
"""So many characters at most stand before the trade in a company's name."""
CALLED_COMPANY = shape("han_names.called_company")
DEPARTMENT = shape("han_names.department")
"""安全科的冷科长: a part of a company, and none."""
FLOOR = shape("han_names.floor")
MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩,，。、；;:：!！?？()（）\"'\n\t 【】|")
PEOPLE = (
    "full_titled",
    "titled",
    "short",
    "ranked",
    "phoned_title",
    "introduced",
    "recommended",
    "kin",
    "ah",
    "nicknamed",
    "phoned",
    "of_department",
    "surnamed",
    "familiar",
    "familiar_sure",
    "speaking",
    "dealt_with",
)
NEEDED = {
    "ah": re.compile("阿"),
    "phoned_title": re.compile(r"\d{3}"),
    "phoned": re.compile(r"\d"),
    "nicknamed": re.compile("[老小阿姐哥总工叔姨嫂]"),
}
"""What a text must hold to hold a shape, where that is quicker looked for than the shape."""
PLACED = ("came_from", "their_order", "visited", "went", "called_on", "paid", "won", "won_over", "passed", "got_through", "deal_headed", "arrived")
BY_PLACE = (
    "named", "new_owned", "of_shop", "called", "opened_new", "is", "possessor", "employer", "met_full", "met_job", "of_region", "further",
)  # fmt: skip
COUNTED = shape("han_names.counted")


@cache
def boundary() -> frozenset[str]:
    """The characters that stand before names and never in short ones."""
    return frozenset(letters("boundary"))


@cache
def bounds_of_names() -> frozenset[str]:
    """The same, and marks."""
    return MARKS | boundary()


def find_placed(text: Text, taken: Sequence[tuple[int, int]], shape: str) -> Iterator[NewName]:
    """The short names of one shape: a person where it looks like one, else a company; never an ordinary word."""
    for hit in patterns()[shape].finditer(text.folded):
        said = hit["name"]
        if is_plain(said) or patterns()["trade"].fullmatch(said) or not boundary().isdisjoint(said) or not is_free(taken, *hit.span("name")):
            continue
        person = said[0] in letters("common_surnames") and len(said) <= 3 and shape != "arrived" and plausible_person(said)
        yield NewName("person" if person else "company", *hit.span("name"))


def find_rows(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """The customers that begin the lines of a list, before a person or a phone: 1. 麦田里 王芳 138…."""
    listed = any(word in text.folded for word in name_words("row_heads"))
    for hit in patterns()["row"].finditer(text.folded):
        said, person = hit["name"], hit["person"]
        like_person = said[0] in name_words("surnames") and len(said) <= 3 and plausible_person(said)
        surely = (person and hit["phone"]) or (person and listed and hit["mark"]) or (hit["phone"] and not like_person)
        plain = is_plain(said) or said in labels() or said.endswith(name_ends("jobs")) or is_channel(said)
        if surely and not plain and boundary().isdisjoint(set(said) - set("家个位")) and is_free(taken, *hit.span("name")):
            yield NewName("company", hit.start("name"), before_person(text.folded, *hit.span("name")))


def before_person(folded: str, start: int, end: int) -> int:
    """Where a company's name ends before a full name without a gap: 海天包装|林晓东."""
    trade = patterns()["trade"].search(folded, start, end)
    return trade.end() if trade is not None and patterns()["glued"].match(folded, trade.end()) else end


def find_working(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """People and the companies that they are said to work for."""
    for hit in patterns()["working"].finditer(text.folded):
        said = hit["name"]
        if is_plain(said) or not boundary().isdisjoint(set(said) - set("家")) or not plausible_person(hit["person"]):
            continue
        for kind, group in (("person", "person"), ("company", "name")):
            if is_free(taken, *hit.span(group)):
                yield NewName(kind, *hit.span(group))


@cache
def labels() -> frozenset[str]:
    """The words that stand before a name or a phone and are none: 联系人, 新线索."""
    return frozenset(phrase for group in ("form", "lead", "source", "intent", "words") for _, phrase in phrases_of(group))


def is_plain(said: str) -> bool:
    """Whether what might be a short name is an ordinary word, a number of something or a region."""
    return (
        said[0] in letters("no_company_starts")
        or COUNTED.match(said) is not None
        or any(word in said for word in name_words("no_company"))
        or said in name_words("regions")
        or is_generic(said)
    )


def find_han_names(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """The new Chinese names outside the places that are taken; they may overlap, the surest come first."""
    if not HAN.search(text.folded):
        return
    yield from find_rows(text, taken)
    yield from find_working(text, taken)
    for name in PEOPLE:
        yield from find_people(text, taken, name)
    yield from find_by_trade(text, taken)
    for name in BY_PLACE:
        yield from find_by_place(text, taken, name)
    for name in PLACED:
        yield from find_placed(text, taken, name)
    yield from (one for one in find_people(text, taken, "alone") if text.folded[one.start : one.end] not in name_words("words_too"))


def find_people(text: Text, taken: Sequence[tuple[int, int]], shape: str) -> Iterator[NewName]:
    """The people of one shape."""
    if shape in NEEDED and not NEEDED[shape].search(text.folded):
        return
    for hit in patterns()[shape].finditer(text.folded):
        inside = text.folded[hit.start("name") - 1 : hit.start("name") + 1] == "公司"
        inside = inside or (shape == "introduced" and is_called_company(text.folded, hit.start("name")))
        if shape == "full_titled" and hit["name"] in name_words("words_too"):
            continue  # 陈列主管
        called = shape == "introduced" and hit.group()[: hit.start("name") - hit.start()].endswith("叫") and hit["name"] in name_words("words_too")
        if is_free(taken, *hit.span("name")) and (called or plausible_person(hit["name"])) and not inside and not is_lookalike(text.folded, hit):
            yield NewName("person", *hit.span("name"))


def is_called_company(folded: str, place: int) -> bool:
    """Whether 叫 before a place gives the name of a company or shop that was just spoken of: 一家连锁烘焙，叫麦田里."""
    return bool(CALLED_COMPANY.search(folded, max(0, place - 16), place))


def is_lookalike(folded: str, hit: re.Match[str]) -> bool:
    """Whether the title is the beginning of a word (泳池工程), or the surname the end of one (工程|经理)."""
    start, end = hit.span("name")
    if any(field.endswith(folded[start]) and folded.startswith(field, start + 1 - len(field)) for field in name_words("job_fields")):
        return True
    if any(folded[max(0, start + 1 - length) : start + 1] in words_before_title() for length in (2, 3)):
        return True  # 二手车|老板娘, 健身房|老板
    return any(folded.startswith(word, end - 1) for word in name_words("title_lookalikes"))


def is_free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether nothing else stands there."""
    return not any(low < end and start < high for low, high in taken)


@cache
def words_before_title() -> frozenset[str]:
    """The trades and places whose last character is no surname."""
    return name_words("company", "trades_too") | frozenset(channels())


@cache
def no_people() -> frozenset[str]:
    """The words, regions and channels that are nobody's name."""
    return name_words("no_people", "regions") | frozenset(channels())


SHORTEST_FULL = 2


def plausible_person(name: str) -> bool:
    """Whether a surname and what follows may be a person, and not a word (高兴, 方便) or a trade."""
    if len(name) > SHORTEST_FULL and name[:2] in name_words("no_person_starts"):
        return False
    return name not in no_people() and not name.endswith(name_ends("no_person_ends"))


MEASURED = shape("han_names.measured", measures=goods_measures())
HOMES = word_list("han_names.homes")
"""So a company's name may end, though 家 mostly ends what stands before one."""
GOODS = shape("han_names.goods", measures=goods_measures())
"""So much of some goods, and no company's own name."""


PLACES = frozenset("厂店行院社馆校所司团场站铺坊局")
"""What so ends is somebody's place of business, and no goods: 聊起鑫旺五金厂."""
BOUGHT = shape("han_names.bought", measures=goods_measures())
"""So much of some goods that somebody wants: 要装八台排烟机."""
COMES_TO = shape("han_names.comes_to")
"""Somebody comes to a place: no company's own name."""
UNWANTED = shape("han_names.unwanted")
"""What is not done with some goods: 今年不换设备了."""
HE = shape("han_names.he")
"""Behind a trade it is the customer, who speaks of what the trade sells: 栈板租赁他想先试."""
DEALING = "做搞卖"
"""What begins so before 的 and somebody tells what they deal in: 卖瓷砖的老田."""
TRADING = frozenset(f"{DEALING}开")
"""Between these and 的 stands what somebody trades in."""


def find_by_trade(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """Companies by their trade: the characters before it, back to a verb or a mark, are their own name."""
    folded, bounds = text.folded, bounds_of_names()
    for hit in patterns()["trade"].finditer(folded):
        start, end = hit.start(), end_of_company(hit) + 2 * folded.startswith("酒店用品", hit.end() - 2)
        floor = max([0, hit.start() - LONGEST_OWN, *(high for _, high in taken if high <= hit.start())])
        while start > floor and folded[start - 1].isalnum() and folded[start - 1] not in bounds and not "\ue000" <= folded[start - 1] <= "\uf8ff":
            start -= 1
        start -= 2 if with_he(folded, start) else 0
        start -= own_begins_before(folded, start)
        start += folded.startswith(("那边", "这边", "对面", "说起", "问起"), start - 1)
        if (floor_said := FLOOR.match(folded, start, hit.start())) is not None:
            start = floor_said.end()  # 12楼恒达律所
        start = after_verb(folded, start, hit.start())
        own = folded[start : hit.start()] or (folded[start:end] if folded[start:end] in name_words("institutions") else "")
        goods = folded.endswith(name_ends("before_goods"), 0, start) or folded[start - 1 : start + 1] in name_words("before_goods")
        goods = goods or (folded.endswith(name_ends("topics"), 0, start) and folded[end - 1] not in PLACES)
        known_place = goods or own[:1] in letters("pronouns") or own in name_words("regions") or own.isascii() or is_channel(folded[start:end])
        known_place = known_place or folded.startswith("了解", start - 1)
        known_place = known_place or (folded[start - 1 : start] in TRADING and folded.startswith("的", end))  # 做净水设备的老板
        known_place = known_place or (folded[start] in TRADING and is_kind(folded[start + 1 : end]))  # 开网店的小乔
        known_place = known_place or patterns()["opened"].match(own) is not None  # 在眉山开家具厂的
        known_place = known_place or MEASURED.search(own) is not None  # 租800块塑料
        known_place = known_place or BOUGHT.match(own) is not None or UNWANTED.fullmatch(own) is not None
        known_place = known_place or own in name_words("trades_too", "common_trades")  # 两个大棚的喷灌设备
        known_place = known_place or own.endswith("不") or GOODS.fullmatch(own) is not None  # 环不|环保, 发一份|试剂
        known_place = known_place or patterns()["before"].fullmatch(own) is not None  # 开加|工厂
        known_place = known_place or COMES_TO.search(own) is not None  # 带工程师来|公司
        known_place = known_place or any(word in own for word in name_words("no_own_name"))  # 财务开票|信息
        known_place = known_place or HE.match(folded, end) is not None
        if len(own) >= 2 and not known_place and not is_generic(own) and is_free(taken, start, end):
            yield NewName("company", start, end)
            if (who := patterns()["of_firm"].match(folded, end + folded.startswith("的", end))) is not None and is_free(taken, *who.span("name")):
                yield NewName("person", *who.span("name"))


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


def find_by_place(text: Text, taken: Sequence[tuple[int, int]], shape: str) -> Iterator[NewName]:
    """Companies by where they stand: 叫X, 公司是X, X的王总."""
    bounds = bounds_of_names()
    for hit in patterns()[shape].finditer(text.folded):
        start, end = hit.span("name")
        if shape == "met_full" and (not plausible_person(hit["who"]) or is_plain(hit["name"])):
            continue  # 介绍了公司的高管
        start = after_verb(text.folded, start, end)
        start = behind_address(text.folded, start, end) if shape == "possessor" else start
        end = before_department(text.folded, start, end)
        said = text.folded[start:end]
        person = (
            shape == "called"
            and not is_called_company(text.folded, start)
            and len(said) < 4
            and plausible_person(said)
            and said[0] in name_words("surnames")
        )
        if (
            len(said) >= 2
            and not person
            and not is_kind(said)
            and not DEPARTMENT.fullmatch(said)
            and not (shape == "possessor" and said[0] in DEALING)
            and not said.endswith(tuple(name_words("introduced_by")))
            and said not in name_words("job_fields")
            and said not in name_words("regions", "countries", "no_company")
            and not patterns()["trade"].fullmatch(said)
            and not set(said[:-1] if said.endswith(HOMES) else said) & bounds
            and is_free(taken, start, end)
        ):
            familiar = shape == "called" and said[0] in name_words("familiar") and len(said) <= 4
            yield NewName("person" if familiar else "company", start, end)


def behind_address(folded: str, start: int, limit: int) -> int:
    """Where a customer begins behind what was done with somebody of theirs: 微信问了|福满楼的老板娘."""
    ends = [hit.end() for hit in patterns()["addressed"].finditer(folded, start, limit) if limit - hit.end() >= SHORTEST_FULL]
    return max(ends, default=start)


def before_department(folded: str, start: int, end: int) -> int:
    """Where a company's name ends before a department of it: 金汇小贷|风控部 (but 阳光门诊部)."""
    if folded[end - 1] not in "科部处室组课" or folded.endswith(name_ends("company"), start, end):
        return end
    places = (end - 1 - len(field) for field in name_words("job_fields") if folded.endswith(field, start, end - 1))
    return min((place for place in places if place - start >= 2), default=end)


def is_generic(words: str) -> bool:
    """Whether words name a kind of company and not one: 一家, 第三方."""
    return patterns()["generic"].fullmatch(words) is not None


def is_kind(said: str) -> bool:
    """Whether words name a kind of company and not one, with its trade or without: 第三方, 月子会所."""
    return is_generic(said) or any(said[place:] in name_words("company") and is_generic(said[:place]) for place in range(1, len(said)))


def end_of_company(hit: re.Match[str]) -> int:
    """Where a company's name ends: behind a word that ends one, though another trade follows (大同医院|信息室)."""
    end = patterns()["terminal"].search(hit.group())
    return hit.end() if end is None or patterns()["legal"].match(hit.group()[end.end() :]) else hit.start() + end.end()


@cache
def channels() -> tuple[str, ...]:
    """The channels that leads come by (阿里国际站): they are no companies."""
    return tuple(phrase for _, phrase in phrases_of("source", "noun") if not phrase.isascii())


def is_channel(name: str) -> bool:
    """Whether a name is a channel or the beginning of one."""
    return any(channel.startswith(name) or name.startswith(channel) for channel in channels())


def after_verb(folded: str, start: int, limit: int) -> int:
    """Where a name begins behind the verbs and times that stand before it without a gap."""
    hit = patterns()["before"].match(folded, start, limit)
    return hit.end() if hit and limit - hit.end() >= 2 else start
