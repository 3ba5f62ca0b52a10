"""The forms in which a known name may be said: without its legal suffix, shortened, by first name, by surname and title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.parsing.name_words import CONNECTORS, FAMILIAR, all_trades, is_han, name_words, nicknames, title_length, without_legal, words
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.sounds import sounds, spellings

WHOLE, SHORT, NICKNAME, SURNAME = 4, 3, 2, 1
"""How strongly a form stands for its name: all of it, a part of it, another form of the first name, the surname alone."""


@dataclass(frozen=True)
class Form:
    """One way of saying a name. ``surname`` forms are said with a title or with 老 or 小 only."""

    words: tuple[str, ...]
    strength: int
    surname: bool = False


def company_forms(name: str) -> Iterator[Form]:
    """A company's forms: whole, without legal suffix, its beginnings, without region, its acronym."""
    whole = words(name)
    short = without_legal(whole)
    yield Form(whole, WHOLE)
    yield Form(short, WHOLE)
    if "'" in name:
        yield from company_forms(name.replace("'", ""))
    if any(is_han(word) for word in short):
        yield from han_company_forms(short)
        if whole[len(short) :] == GROUP and len(short) >= UNKNOWN_TRADE:
            yield Form(whole[HEAD:], SURNAME)  # 港务集团 of 北仑港务集团
        for parts in spelt_parts(short):
            yield from (Form(spelt, SHORT) for spelt in spellings(parts))
        return
    if "&" in name and len(short) > 1:
        place = len(words(name.partition("&")[0]))
        yield Form((*short[:place], "and", *short[place:]), WHOLE)
    if len(short) > 2 and short[0] in name_words("leading"):
        yield Form(short[1:], SHORT)
    for length in range(len(short) - 1, 0, -1):
        start = short[:length]
        if start[-1] in CONNECTORS or (length == 1 and (len(start[0]) < 3 or start[0] in name_words("never_alone"))):
            continue
        yield Form(start, SHORT)
    if len(short) > 2 and len(short[-1]) >= LAST_WORD and short[0] not in name_words("never_alone") | CONNECTORS:
        yield Form((short[0], short[-1]), SHORT)  # "Kemah Grill" of Kemah Boardwalk Grill
    if len(short) > 2:
        yield Form(("".join(word[0] for word in short if word not in CONNECTORS),), SURNAME)


LAST_WORD = 4
"""So long at least is the last word of a company that may be said right behind its first."""
UNKNOWN_TRADE = 4
"""A name of so many characters without a known trade may be said by its first two."""
GROUP = word_list("name_forms.group")
LEVEL = shape("name_forms.level")
"""Whose something public is, no part of its own name: 省国土测绘院, 江门市第一医院."""
HEAD = 2
"""So many characters at the beginning of a name may be left out."""


def is_trades(words: str) -> bool:
    """Whether words are trades and nothing else: 口腔诊所."""
    return not words or any(words.startswith(trade) and is_trades(words[len(trade) :]) for trade in all_trades())


def han_company_forms(short: tuple[str, ...]) -> Iterator[Form]:
    """The forms of a Chinese company name: its own part with and without the region and the trade."""
    name = "".join(short)
    region = next((region for region in name_words("regions") if name.startswith(region)), "")
    if (level := LEVEL.match(name, len(region))) is not None and (region or len(name) > UNKNOWN_TRADE):
        region += level.group()
    bare = name[len(region) :]
    trades = [trade for trade in all_trades() if bare.endswith(trade) and len(bare) - len(trade) >= 2]
    own = bare[: -len(max(trades, key=len))] if trades else bare
    inner = [trade for trade in all_trades() if len(trade) > 1 and own.endswith(trade) and len(own) - len(trade) >= 2]
    core = own[: -len(max(inner, key=len))] if trades and inner else own  # 奇点教育科技
    forms = {bare: SHORT, own: SHORT, region + own: SHORT} if len(own) >= 2 else {bare: SHORT}
    for trade in all_trades():
        if len(trade) > 1 and not trades and bare.find(trade, 2) > 1:
            forms[bare[: bare.find(trade, 2) + len(trade)]] = SHORT
    for length in range(len(own) + 1, len(bare)):
        forms[bare[:length]] = SHORT
    forms.setdefault(core, SHORT)
    if (not trades and len(bare) >= UNKNOWN_TRADE) or len(own) >= UNKNOWN_TRADE:
        forms.setdefault(bare[:2], SURNAME)  # whatever its trade is called
    if not trades and len(bare) > UNKNOWN_TRADE:
        forms.setdefault(bare[:3], SHORT)  # 速安达 of 速安达城配
    if len(bare) > UNKNOWN_TRADE and not is_trades(bare[HEAD:]):
        forms.setdefault(bare[HEAD:], SURNAME)  # 少年宫 of 天府少年宫
    if bare.endswith("银行") and len(bare) > UNKNOWN_TRADE:
        forms.setdefault(bare[-4:-2] + "行", SHORT)  # 农商行
    for form, strength in forms.items():
        if len(form) >= 2 and form not in name_words("regions") and form not in name_words("never_alone"):
            yield Form(words(form), strength)


def spelt_parts(short: tuple[str, ...]) -> list[tuple[str, str]]:
    """The parts by which a Chinese company is typed in pinyin: its own name without the region, with and without its trade."""
    name = "".join(short)
    region = next((name[:length] for length in (4, 3, 2) if name[:length] in name_words("regions") and len(name) - length >= 2), "")
    bare = name[len(region) :]
    found = [(bare, "")]
    while found[-1][0] and (cut := next((length for length in range(2, len(found[-1][0])) if found[-1][0][length:] in all_trades()), 0)):
        own = found[-1][0][:cut]
        found = [(own, bare[cut:]), *found[:-1], (own, "")]
    return found


def familiar_forms(whole: tuple[str, ...]) -> Iterator[Form]:
    """A name with another form of its first name, alone and with the rest."""
    for other in sorted(nicknames().get(whole[0], ())):
        yield Form((other,), NICKNAME)
        if len(whole) > 1:
            yield Form((other, *whole[1:]), WHOLE)


def given_behind(whole: tuple[str, ...]) -> Iterator[Form]:
    """The given name behind a Chinese family name written in Latin letters: Weiming of Goh Weiming."""
    if len(whole) > 1 and whole[0] in name_words("family_first") and whole[-1] not in name_words("family"):
        yield Form(whole[1:], SHORT)


def contact_forms(name: str) -> Iterator[Form]:
    """A contact's forms: whole, first name, last name, Chinese surname."""
    whole = words(name)
    yield Form(whole, WHOLE)
    if whole and is_han(whole[0]):
        yield from han_person_forms(whole)
        return
    whole = tuple(word for word in whole if word not in name_words("honorifics", "vocations")) or whole
    if len(whole) > 1:
        yield Form(whole, WHOLE)
        yield Form(whole[:1], SHORT)
        yield Form(whole[-1:], SURNAME)
        yield from familiar_forms(whole)
        yield from given_behind(whole)
    if len(whole) > 2:
        yield Form(whole[1:], SHORT)
        yield Form(whole[:2], SHORT)


def member_forms(name: str) -> Iterator[Form]:
    """A member's forms: whole, first name, Chinese surname."""
    whole = words(name)
    yield Form(whole, WHOLE)
    if whole and is_han(whole[0]):
        yield from han_person_forms(whole)
    elif len(whole) > 1:
        yield Form(whole[:1], SHORT)
        yield from familiar_forms(whole)
        yield from given_behind(whole)
        if len(whole) > 2:
            yield Form(whole[:2], SHORT)


def han_person_forms(whole: tuple[str, ...]) -> Iterator[Form]:
    """A Chinese person's given name, and the surname that is said with a title; 小陈 has none that 小姐 could be said of."""
    if whole[0] in FAMILIAR and len(whole) == len("小陈"):
        return
    surname = 2 if len(whole) > 2 and "".join(whole[:2]) in name_words("surnames") else 1
    if len(whole) - surname == 2 and title_length(whole, surname) == 0:
        yield Form(whole[surname:], SHORT)
    if surname == 2 and len(whole) > 2:
        yield Form(whole[:2], SHORT)  # 欧阳, said alone
    if len(whole) > surname:
        yield from (Form(spelt, SHORT) for spelt in spellings(("".join(whole[:surname]), "".join(whole[surname:]))))
        yield from (Form(spelt, SHORT) for spelt in spellings(("".join(whole[surname:]), "")) if len(whole) - surname == 2)
        yield from (Form(("".join(spelt),), SURNAME, surname=True) for spelt in sounds("".join(whole[:surname])))
    yield Form(("".join(whole[:surname]),), SURNAME, surname=True)
