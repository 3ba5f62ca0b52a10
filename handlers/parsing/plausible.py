"""Whether what looks like a known name is one where it stands: not in 'May I', nor as the beginning of another name."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from functools import cache

from handlers.parsing.alternatives import alternatives
from handlers.parsing.casing import is_word
from handlers.parsing.cues import cue_words
from handlers.parsing.han_shapes import shop_behind
from handlers.parsing.latin_kinds import SENTENCE_START, company_words, is_person_words, stands_for_person
from handlers.parsing.latin_names import CAPITAL, ordinary
from handlers.parsing.name_forms import SHORT, SURNAME, WHOLE
from handlers.parsing.name_words import is_han, is_within, name_words
from handlers.parsing.names import Mention
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.text import HAN, Text, fold

BEFORE_HAN_NAME = shape("plausible.before_han_name")
AFTER_HAN_NAME = shape("plausible.after_han_name")
HAN_SUBJECT = shape("plausible.han_subject")
"""Behind a name that opens its clause: 高兴微信回复说."""
PLACE_BEFORE = shape("plausible.place_before")
WORD_BEFORE = shape("plausible.word_before")
NEXT_WORD = shape("plausible.next_word")
OF_THING = shape("plausible.of_thing")
"""What sort of a thing of the company's it is, before the thing."""
ASKED = word_list("plausible.asked")
ASKING = shape("plausible.asking")
"""Behind a first name that is a word too: "Lily pls send …"."""

FAMILIAR = shape("plausible.familiar")


def plausible(mention: Mention, text: Text) -> bool:
    """Whether what looks like a known name is one here: not "May I", 高明啊, nor the beginning of another name."""
    folded = text.folded[mention.start : mention.end]
    if is_han(folded):
        if FAMILIAR.fullmatch(folded) and shop_behind().match(text.folded, mention.end):
            return False  # 老李杂货
        if has_other_surname(text, mention):
            return False
        doubtful = folded in doubtful_han() or mention.strength == SURNAME
        return not doubtful or bool(
            (
                BEFORE_HAN_NAME.search(text.folded[max(0, mention.start - 3) : mention.start])
                and not re.match("[啊啦皑]", text.folded[mention.end : mention.end + 1])
            )
            or AFTER_HAN_NAME.match(text.folded, mention.end)
            or (mention.candidates[0].kind == "contact" and long_title().match(text.folded, mention.end))
            or (mention.candidates[0].kind == "company" and surname_and_title().match(text.folded, mention.end))
            or (HAN_SUBJECT.match(text.folded, mention.end) and not HAN.match(text.folded[max(0, mention.start - 1) : mention.start]))
        )
    said, single = text.clean[mention.start : mention.end], " " not in folded
    if mention.strength == WHOLE and not single:
        return True
    capital = bool(CAPITAL.match(said)) or said.isdigit()
    if capital and single and HAN.match(text.clean, mention.end) and not said.isdigit() and len(said) > 2:
        return True  # in a Chinese sentence a word with a capital is a name
    start_of_sentence = bool(SENTENCE_START.search(text.clean[max(0, mention.start - 12) : mention.start]))
    member = any(one.kind == "member" for one in mention.candidates)
    if single and capital and (text.folded.startswith(ASKED, mention.end) or (member and text.folded.startswith(" to ", mention.end))):
        return True
    if (
        single
        and member
        and text.original.islower()
        and text.folded.startswith(ASKED, mention.end)
        and not ASKING.search(text.folded[: mention.start])
    ):
        return True
    if single and folded in name_words("words_too"):
        return (capital or text.original.islower()) and (stands_for_person(text, mention.start, mention.end) or (capital and not start_of_sentence))
    if mention.strength == SURNAME and single and (not capital or (said.isupper() and len(said) < 3) or behind_first_name(text, mention)):
        return beside_honorific(text, mention)
    if single and not capital and folded in cue_words():
        return False
    a_company = capital and any(one.kind == "company" for one in mention.candidates)
    if a_company and single and mention.strength == WHOLE:
        return not goes_on_as_company(text, mention)
    if a_company and single and mention.strength == SHORT and PLACE_BEFORE.search(text.folded[max(0, mention.start - 8) : mention.start]):
        return False
    return not (a_company and is_part_of_other_name(text, mention))


def has_other_surname(text: Text, mention: Mention) -> bool:
    """Whether a surname stands before somebody's given name that is not theirs: 李建国 is not the known 王建国."""
    before = text.folded[mention.start - 1 : mention.start] if mention.start else ""
    if (
        not before
        or not any(before in letters for letters in name_words("common_surnames"))
        or any(one.kind == "company" for one in mention.candidates)
    ):
        return False
    given = text.folded[mention.start : mention.end]
    return all(fold(one.name)[1:] == given and fold(one.name)[0] != before for one in mention.candidates)


@cache
def surname_and_title() -> re.Pattern[str]:
    """How somebody of a company is called right behind its short name: 海慈尚主任."""
    return re.compile(f"(?:{'|'.join(name_words('surnames'))})(?:{'|'.join(sorted(filter(is_han, name_words('titles')), key=len, reverse=True))})")


@cache
def long_title() -> re.Pattern[str]:
    """A title that stands right behind somebody's name: 安静院长."""
    return re.compile(alternatives(word for word in name_words("titles") if is_han(word) and len(word) > 1))


def goes_on_further(text: Text, mention: Mention) -> bool:
    """Whether a trade stands behind one more word with a capital: "Tamarack Self Storage" is not Tamarack Ski Resort."""
    after = NEXT_WORD.match(text.clean, mention.end)
    if after is None or not CAPITAL.match(after[1]) or after[1].isupper() or OF_THING.match(text.clean, after.start(1)):
        return False
    further = NEXT_WORD.match(text.clean, after.end(1))
    return further is not None and bool(CAPITAL.match(further[1])) and further[1].lower() in name_words("company") and further[1] in text.original


def goes_on_as_company(text: Text, mention: Mention) -> bool:
    """Whether a whole name of one word is the beginning of a longer one: "Acme Robotics" is not "Acme"."""
    if goes_on_further(text, mention):
        return True
    after = NEXT_WORD.match(text.clean, mention.end)
    word = after[1].lower() if after and CAPITAL.match(after[1]) and not OF_THING.match(text.clean, after.start(1)) else ""
    return bool(word) and word not in ordinary() and (word in name_words("company") or word not in cue_words()) and not is_person_words([word])


def behind_first_name(text: Text, mention: Mention) -> bool:
    """Whether a surname stands behind another first name or before a firm: "Tony Dunn" is not Wes Dunn, nor is "Dunn Roofing"."""
    before, after = WORD_BEFORE.search(text.clean[: mention.start][-24:]), NEXT_WORD.match(text.clean, mention.end)
    if after is not None and CAPITAL.match(after[1]) and not is_usual_behind(after[1].lower()):
        return True
    if before is None or not CAPITAL.match(before[1]):
        return False
    word = before[1].lower()
    return word not in name_words("honorifics") and (word not in ordinary() or word in name_words("given"))


def is_usual_behind(word: str) -> bool:
    """Whether a word with a capital behind a name tells of no other name."""
    return word in ordinary() or word in name_words("honorifics_after")


def namesake(mention: Mention, text: Text, cased: Text, begun: Set[int]) -> int:
    """Where the name of somebody else ends who shares a first name with whom we know ("Jane Smith" is not Jane Miller); 0 where it is no other."""
    if mention.strength == WHOLE or any(one.kind == "company" for one in mention.candidates) or text.language != "en":
        return 0
    after = NEXT_WORD.match(cased.clean, mention.end)
    if after is None or after.start(1) in begun or after[1].isupper() or not CAPITAL.match(after[1]):
        return 0
    word = after[1].lower().removesuffix("'s")
    usual = word in cue_words() or word in ordinary() or word in company_words() or word in name_words("honorifics_after")
    typed = bool(CAPITAL.match(text.clean, after.start(1)))
    surname = (word in name_words("family") and (typed or word not in cue_words())) or (typed and not usual)
    return after.start(1) + len(word) if surname else 0


def is_surname(mention: Mention, text: Text, cased: Text, begun: Set[int]) -> bool:
    """Whether a family firm's short name ends the name of somebody else: "Lorna Pickering" need not be of Pickering & Co."""
    word = cased.folded[mention.start : mention.end]
    families = [one for one in mention.candidates if one.kind == "company" and re.match(rf"{re.escape(word)} & ", fold(one.name))]
    before = GIVEN_BEFORE.search(text.clean, max(0, mention.start - 16), mention.start)
    if not families or before is None or before.start() in begun or not CAPITAL.match(text.clean, mention.start):
        return False
    return before[1].lower() in name_words("given") and NEXT_CAPITAL.match(text.clean, mention.end) is None


GIVEN_BEFORE = re.compile(r"([A-Z][a-z]{1,14}) $")
NEXT_CAPITAL = re.compile(r" (?:&|[A-Z])")
LONGEST_TRADE = 5


@cache
def other_trade() -> re.Pattern[str]:
    """A trade that stands right behind a short name, and no thing or part of the company (华腾物流部)."""
    trades = sorted((word for word in name_words("company") - name_words("common_trades") if is_han(word) and len(word) > 1), key=len, reverse=True)
    behind = "|".join(sorted(name_words("not_a_trade_before"), key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(trades)})(?!{behind}|[了过完])")


def goes_on_in_han(mention: Mention, text: Text) -> bool:
    """Whether a short form goes on with another trade than its company's: 华腾物流 is not 华腾科技."""
    if mention.strength > SHORT or not is_han(text.folded[mention.start]) or any(one.kind != "company" for one in mention.candidates):
        return False
    trade = other_trade().match(text.folded, mention.end)
    return trade is not None and not any(trade.group() in fold(one.name) for one in mention.candidates)


def with_its_trade(mention: Mention, text: Text) -> Mention:
    """A short form with its trade behind it: 西子旅行社 of 西子国际旅行社, 天成律所 of 天成律师事务所."""
    if mention.strength > SHORT or not is_han(text.folded[mention.start]) or any(one.kind != "company" for one in mention.candidates):
        return mention
    for more in range(LONGEST_TRADE, 0, -1):
        said = text.folded[mention.start : mention.end + more]
        fitting = [one for one in mention.candidates if is_within(said, fold(one.name))]
        if fitting and len(said) == mention.end - mention.start + more and said.endswith(all_trade_words()):
            return replace(mention, end=mention.end + more, candidates=tuple(fitting))
    return mention


@cache
def all_trade_words() -> tuple[str, ...]:
    """The trades of more than one character."""
    return tuple(word for word in name_words("company", "trades_too") if len(word) > 1)


def beside_honorific(text: Text, mention: Mention) -> bool:
    """Whether a surname stands with Mr or ji."""
    before = re.search(r"([a-z]+)\.?\s$", text.folded[: mention.start][-8:])
    after = re.match(r"\s([a-z]+)", text.folded[mention.end :][:12])
    return bool((before and before[1] in name_words("honorifics")) or (after and after[1] in name_words("honorifics_after")))


def is_part_of_other_name(text: Text, mention: Mention) -> bool:
    """Whether a short form stands inside another capitalised name: "Delta" in "Delta Airlines", "Summit" in "the AWS Summit"."""
    if " " in text.folded[mention.start : mention.end] and not (
        (follow := NEXT_WORD.match(text.clean, mention.end)) and follow[1].lower() in name_words("company", "company_in_capitals")
    ):
        return False
    after, before = NEXT_WORD.match(text.clean, mention.end), WORD_BEFORE.search(text.clean[: mention.start])
    if goes_on_further(text, mention):
        return True
    for hit in (after, before):
        if hit and CAPITAL.match(hit[1]) and not is_usual_behind(hit[1].lower()) and not is_person_words([hit[1].lower()]):
            if hit is after and OF_THING.match(text.clean, hit.start(1)):
                continue  # "the Halverson MRO agreement"
            if hit is before and SENTENCE_START.search(text.clean[: hit.start()]) and is_word(hit[1].lower()):
                continue
            return True
    return False


@cache
def doubtful_han() -> frozenset[str]:
    """Chinese names that are words too."""
    return name_words("words_too")
