"""New names in Chinese: people by surname and title or by what introduces them, companies by their trade or their place in the sentence.

The words are those of ``names.toml``; the shapes that they stand in are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.cues import phrases_of
from handlers.parsing.han_bounds import (
    SHORTEST_FULL,
    after_verb,
    boundary,
    bounds_of_names,
    channels,
    holds_bound,
    is_channel,
    is_free,
    is_generic,
    is_kind,
    kept_whole,
    plausible_person,
)
from handlers.parsing.han_shapes import letters, patterns
from handlers.parsing.han_trades import DEALING, HOMES, find_by_trade
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_words import name_ends, name_words
from handlers.parsing.shapes import shape
from handlers.parsing.text import HAN, Text

CALLED_COMPANY = shape("han_names.called_company")
DEPARTMENT = shape("han_names.department")
"""安全科的冷科长: a part of a company, and none."""
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
    "account",
)
NEEDED = {
    "ah": re.compile("阿"),
    "phoned_title": re.compile(r"\d{3}"),
    "phoned": re.compile(r"\d"),
    "nicknamed": re.compile("[老小阿姐哥总工叔姨嫂]"),
}
"""What a text must hold to hold a shape, where that is quicker looked for than the shape."""
PLACED = (
    "came_from", "their_order", "visited", "visiting", "went", "called_on", "paid", "signed_with", "won", "won_over", "passed", "got_through",
    "deal_headed", "arrived",
)  # fmt: skip
BY_PLACE = (
    "named", "new_owned", "of_shop", "called", "opened_new", "is", "possessor", "employer", "met_full", "met_job", "of_region", "further",
)  # fmt: skip
COUNTED = shape("han_names.counted")


def find_placed(text: Text, taken: Sequence[tuple[int, int]], shape: str) -> Iterator[NewName]:
    """The short names of one shape: a person where it looks like one, else a company; never an ordinary word."""
    for hit in patterns()[shape].finditer(text.folded):
        said = hit["name"]
        if is_plain(said) or patterns()["trade"].fullmatch(said) or holds_bound(said, boundary()) or not is_free(taken, *hit.span("name")):
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
        if surely and not plain and not holds_bound(said, boundary() - set("家个位")) and is_free(taken, *hit.span("name")):
            yield NewName("company", hit.start("name"), before_person(text.folded, *hit.span("name")))


def before_person(folded: str, start: int, end: int) -> int:
    """Where a company's name ends before a full name without a gap: 海天包装|林晓东."""
    trade = patterns()["trade"].search(folded, start, end)
    return trade.end() if trade is not None and patterns()["glued"].match(folded, trade.end()) else end


def find_working(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """People and the companies that they are said to work for."""
    for hit in patterns()["working"].finditer(text.folded):
        said = hit["name"]
        if is_plain(said) or holds_bound(said, boundary() - set("家")) or not plausible_person(hit["person"]):
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
    own = kept_whole().sub("", said)
    return (
        said[0] in letters("no_company_starts")
        or COUNTED.match(said) is not None
        or any(word in own for word in name_words("no_company"))
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


@cache
def words_before_title() -> frozenset[str]:
    """The trades and places whose last character is no surname."""
    return name_words("company", "trades_too") | frozenset(channels())


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
            and (is_told_as_name(hit) or not holds_bound(said[:-1] if said.endswith(HOMES) else said, bounds))
            and is_free(taken, start, end)
        ):
            familiar = (
                shape == "called"
                and said[0] in name_words("familiar")
                and len(said) <= 4
                and not said.endswith((*name_ends("company"), *name_ends("trades_too")))
            )
            yield NewName("person" if familiar else "company", start, end)


def is_told_as_name(hit: re.Match[str]) -> bool:
    """Whether what stands before a name says that it is one, so that it may be any words: 店名茶里有光."""
    return "名" in hit.string[hit.start() : hit.start("name")]


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
