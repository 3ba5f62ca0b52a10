"""The entities of a message: addresses, known and new names, dates, sums of money; none of them overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache, partial

from handlers.parsing.carried import with_carried_days
from handlers.parsing.casing import dictionary, is_word, with_capitals
from handlers.parsing.cues import cue_words
from handlers.parsing.dates import find_dates
from handlers.parsing.day_names import is_name
from handlers.parsing.han_belonging import find_belonging
from handlers.parsing.han_names import find_han_names
from handlers.parsing.latin_names import CAPITAL, SENTENCE_START, company_words, find_latin_names, is_person_words, ordinary, stands_for_person
from handlers.parsing.mask import Entity
from handlers.parsing.money import find_money_in
from handlers.parsing.name_forms import SHORT, SURNAME, WHOLE, is_han, is_within, name_words
from handlers.parsing.names import Candidate, KnownNames, Mention
from handlers.parsing.phones import find_emails, find_links, find_phones
from handlers.parsing.records import DateSpan, Surroundings
from handlers.parsing.sounds import sounds
from handlers.parsing.text import HAN, Text, fold

BEFORE_HAN_NAME = re.compile(r"(?:[和跟与同给找见问约的是叫让请下了、:(到在去]|拜访|联系|认领)$")
AFTER_HAN_NAME = re.compile(r"上[次回周]|最近|今[天早]|昨[天晚儿]|那[边家个]|这[边家个]|[也都又还说要问讲找打那总姐(,，在她他]|表示|的|\ue001|$")
HONORIFIC = re.compile(r"(?<![a-z])([a-z]+)\.? $")
HAN_SUBJECT = re.compile(
    "微信|电话|回复|回了|来电|来信|发[来了]|答应|同意|觉得|反馈|那边|这边|让我|叫我|请我|嫌"
    r"|\d|招标|投标|采购|年度|[一二三]期|商机|报价|方案|预算|验收|改造"
    "|项目|那单|这单|单子|合同|订单|尾款|首付|货款|回款|签|付了|打款|把|续|拿|定了|选|没|不|未|和|与"
)
"""Behind a name that opens its clause: 高兴微信回复说."""
NEXT_WORD = re.compile(r"[ ]([A-Za-z][\w'&-]*)")
PLACE_BEFORE = re.compile(r"(?<![a-z])(?:in|near|around) $")
WORD_BEFORE = re.compile(r"([A-Za-z][\w'&-]*)[ ]$")


def find_entities(text: Text, surroundings: Surroundings) -> list[Entity]:
    """Everything in a message that is one thing, in order."""
    found: list[Entity] = []
    for address in (*find_links(text.clean), *find_emails(text.clean), *find_phones(text.clean, surroundings.region)):
        add(found, Entity(address.kind, address.start, address.end, text.clean[address.start : address.end], value=address.value))
    dates = dates_of(text, surroundings, "future")
    names = surroundings.names or NO_NAMES
    mentions = names.mentions(text.folded)
    called = {one.start for one in dates if is_name(one, text, any(mention.start == one.start for mention in mentions))}
    dates = [one for one in dates if one.start not in called]
    days = [(one.start, one.end) for one in dates if text.folded[one.start : one.end] in name_words("days_too")]
    cased = replace(text, clean=with_capitals(text.clean, text.folded))
    begun = {one.start for one in mentions} | {one.start for one in dates}
    for mention in map(partial(with_its_trade, text=text), mentions):
        if (
            (mention.start, mention.end) not in days
            and (mention.start in called or plausible(mention, cased))
            and not goes_on_in_han(mention, text)
            and not any(longer(span, mention) for span in dates)
        ):
            other = namesake(mention, text, cased, begun)
            add(found, new_entity("person", mention.start, other, cased, names) if other else known_entity(mention, text))
    for heard in heard_names(found, text, names):
        add(found, heard)
    for name in find_latin_names(cased, [*((one.start, one.end) for one in found), *days]):
        is_day = name.kind == "company" and any((span.start, span.end) == (name.start, name.end) for span in dates)  # Labor Day
        if not is_day and not any(span.start < name.end and name.start < span.end and not inside(span, name.start, name.end) for span in dates):
            add(found, new_entity(name.kind, name.start, name.end, cased, names))
    for span in dates:
        add(found, Entity("date", span.start, span.end, span.text, date=span))
    for sum_ in find_money_in(text, surroundings.currency, bare=" from " in text.folded or "'s " in text.folded):
        if sum_.bare and (not told_as_sum(text, sum_.start, sum_.end) or NUMBER_OF.search(text.folded, 0, sum_.start)):
            continue
        add(found, Entity("money", sum_.start, sum_.end, sum_.text, value=sum_))
    for name in find_han_names(text, [(one.start, one.end) for one in found]):
        add(found, new_entity(name.kind, name.start, name.end, text, names))
    for name in find_belonging(text, [one.end for one in found if one.kind == "company"]):
        add(found, new_entity(name.kind, name.start, name.end, text, names))
    return sorted(found, key=lambda entity: entity.start)


def told_as_sum(text: Text, start: int, end: int) -> bool:
    """Whether a bare number is said to be from somebody, or to be theirs and in: "4,200 from Acme", "Acme's 4,200 is in"."""
    return text.folded.startswith(" from ", end) or (text.folded.startswith(ARRIVED, end) and text.folded.endswith("'s ", 0, start))


ARRIVED = (
    " is in",
    " has landed",
    " landed",
    " came in",
    " has cleared",
    " cleared",
    " has arrived",
    " has come in",
    " came through",
    " just landed",
)
NO_NAMES = KnownNames()
NUMBER_OF = re.compile(r"(?:\b(?:po|p\.o\.|order|invoice|inv|quote|quotation|no|nos|number|ref|ticket|case|job)|#)[ .:#]{0,3}$")
"""Before a number these say that it is no sum: "PO 88213 from Acme"."""
MERIDIEM = re.compile(r"[ap]\.m\.$", re.IGNORECASE)
GLUED = re.compile("(?<=[记看查问聊说等做写改发试想催理算])一下(?=[周星礼月个])")
"""记一下周五 is not next Friday: the 下 belongs to the verb."""
EVERY = re.compile(
    r"(?<![a-z])(?:every|each) (?=(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)",
    re.IGNORECASE,
)
"""What comes again every Monday is next due on the first of them."""


def dates_of(text: Text, surroundings: Surroundings, prefer: str) -> list[DateSpan]:
    """The dates in a message; open ones lean to the ``future`` or the ``past``."""
    found = find_dates(
        GLUED.sub("一 ", EVERY.sub(lambda hit: " " * len(hit.group()), text.clean)),
        surroundings.now,
        surroundings.zone,
        surroundings.region,
        prefer,
        surroundings.country or surroundings.region,
    )
    found = [replace(one, text=one.text[:-1], end=one.end - 1) if one.text.endswith(".") and not MERIDIEM.search(one.text) else one for one in found]
    begins = {hit.end(): hit.start() for hit in EVERY.finditer(text.clean)}
    found = [replace(one, start=low, text=text.clean[low : one.end]) if (low := begins.get(one.start)) is not None else one for one in found]
    return with_carried_days(text.clean, found, surroundings.local_now.date(), prefer)


def add(found: list[Entity], entity: Entity) -> None:
    """Keep an entity unless a surer one stands there."""
    if not any(one.start < entity.end and entity.start < one.end for one in found):
        found.append(entity)


def longer(span: DateSpan, mention: Mention) -> bool:
    """Whether a date holds a known name and more: "May 5"."""
    return span.start <= mention.start and mention.end <= span.end and span.end - span.start > mention.end - mention.start


def inside(span: DateSpan, start: int, end: int) -> bool:
    """Whether a date is only a part of a name: "Monday Coffee Roasters"."""
    return start <= span.start and span.end <= end


def known_entity(mention: Mention, text: Text) -> Entity:
    """A known name as an entity."""
    said = text.clean[mention.start : mention.end]
    companies = [one for one in mention.candidates if one.kind == "company"]
    people = [
        one
        for one in mention.candidates
        if one.kind == "contact" or (one.kind == "member" and may_be_colleague(text.folded[mention.start : mention.end]))
    ]
    as_person = bool(people) and (not companies or text.folded[mention.start : mention.end] in name_words("given") or beside_honorific(text, mention))
    as_person = as_person or not companies
    start, end = honored(text, mention.start, mention.end) if as_person else (mention.start, mention.end)
    return Entity("person" if as_person else "company", start, end, said, tuple(people if as_person else companies))


def honored(text: Text, start: int, end: int) -> tuple[int, int]:
    """A name's place with the title that stands before or behind it: "Dr Yeo", "Kirit bhai"."""
    before, after = HONORIFIC.search(text.folded[max(0, start - 8) : start]), NEXT_WORD.match(text.clean, end)
    if before is not None and before[1] in name_words("honorifics") and before[1] != "sir":
        start -= len(before.group())
    return start, after.end() if after is not None and after[1].lower() in name_words("honorifics_after") else end


def may_be_colleague(folded: str) -> bool:
    """Whether a name is said as one says it of a colleague: 李小姐 is none."""
    title = folded[1:]
    return not is_han(folded) or title not in name_words("titles") or title in name_words("colleagues")


def new_entity(kind: str, start: int, end: int, text: Text, names: KnownNames) -> Entity:
    """A name that is not in the index as it stands: perhaps a misspelt known one."""
    said = text.clean[start:end]
    match = names.find_fuzzy(said, "company" if kind == "company" else "contact")
    found = match.candidates or (names.companies_like(text.folded[start:end]) if kind == "company" and is_han(said) else ())
    found = found or sounding_like(text.folded[start:end], kind, names)
    if not found and kind == "person" and is_han(said) and (company := sounding_like(text.folded[start:end], "company", names)):
        return Entity("company", start, end, said, company)
    return Entity(kind, start, end, said, found)


def sounding_like(folded: str, kind: str, names: KnownNames) -> tuple[Candidate, ...]:
    """The one known name that sounds like a Chinese one: 弘图 for 宏图. Of people many do, unless all three characters are told."""
    if not is_han(folded) or len(folded) < (2 if kind == "company" else 3):
        return ()
    kinds = ("company",) if kind == "company" else ("contact", "member")
    found = {one for syllables in sounds(folded) for _, one in names.forms.get(syllables, ()) if one.kind in kinds}
    return tuple(found) if len(found) == 1 else ()


def heard_names(found: Sequence[Entity], text: Text, names: KnownNames) -> Iterator[Entity]:
    """Known Chinese names that are written with characters of the same sound: people by all of their name, companies before one of them."""
    people = [one for one in found if one.kind == "person" and is_han(one.said)]
    for start in [place for place, char in enumerate(text.folded[:-2]) if is_han(char) and char in names.surnames]:
        if known := sounding_like(text.folded[start : start + 3], "person", names):
            people.append(Entity("person", start, start + 3, text.clean[start : start + 3], known))
            yield people[-1]
    for person in people:
        if (company := sounding_before(person, text, names)) is not None:
            yield company


def sounding_before(person: Entity, text: Text, names: KnownNames) -> Entity | None:
    """A company right before one of its people that sounds like it: 弘图王总."""
    theirs = {one.company for one in person.candidates if one.kind == "contact"}
    for length in (4, 3, 2):
        start = person.start - length
        said = text.folded[start : person.start] if start >= 0 else ""
        found = sounding_like(said, "company", names) if said else ()
        if found and found[0].name in theirs:
            return Entity("company", start, person.start, text.clean[start : person.start], found)
    return None


ASKED = (" pls ", " please ", " plz ", " kindly ")
"""Behind a first name that is a word too: "Lily pls send …"."""


def plausible(mention: Mention, text: Text) -> bool:
    """Whether what looks like a known name is one here: not "May I", 高明啊, nor the beginning of another name."""
    folded = text.folded[mention.start : mention.end]
    if is_han(folded):
        doubtful = folded in doubtful_han() or mention.strength == SURNAME
        return not doubtful or bool(
            (
                BEFORE_HAN_NAME.search(text.folded[max(0, mention.start - 3) : mention.start])
                and not re.match("[啊啦皑]", text.folded[mention.end : mention.end + 1])
            )
            or AFTER_HAN_NAME.match(text.folded, mention.end)
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


@cache
def surname_and_title() -> re.Pattern[str]:
    """How somebody of a company is called right behind its short name: 海慈尚主任."""
    return re.compile(f"(?:{'|'.join(name_words('surnames'))})(?:{'|'.join(sorted(filter(is_han, name_words('titles')), key=len, reverse=True))})")


def goes_on_as_company(text: Text, mention: Mention) -> bool:
    """Whether a whole name of one word is the beginning of a longer one: "Acme Robotics" is not "Acme"."""
    after = NEXT_WORD.match(text.clean, mention.end)
    word = after[1].lower() if after and CAPITAL.match(after[1]) else ""
    return bool(word) and word not in ordinary() and (word in name_words("company") or word not in cue_words()) and not is_person_words([word])


def behind_first_name(text: Text, mention: Mention) -> bool:
    """Whether a surname stands behind another first name or before a firm: "Tony Dunn" is not Wes Dunn, nor is "Dunn Roofing"."""
    before, after = WORD_BEFORE.search(text.clean[: mention.start][-24:]), NEXT_WORD.match(text.clean, mention.end)
    if after is not None and CAPITAL.match(after[1]) and after[1].lower() not in ordinary() | name_words("honorifics_after"):
        return True
    usual = (ordinary() - name_words("given")) | name_words("honorifics")
    return before is not None and bool(CAPITAL.match(before[1])) and before[1].lower() not in usual


def namesake(mention: Mention, text: Text, cased: Text, begun: Set[int]) -> int:
    """Where the name of somebody else ends who shares a first name with whom we know ("Jane Smith" is not Jane Miller); 0 where it is no other."""
    if mention.strength == WHOLE or any(one.kind == "company" for one in mention.candidates) or text.language != "en":
        return 0
    after = NEXT_WORD.match(cased.clean, mention.end)
    if after is None or after.start(1) in begun or after[1].isupper() or not CAPITAL.match(after[1]):
        return 0
    word = after[1].lower().removesuffix("'s")
    usual = word in cue_words() or word in dictionary() or word in ordinary() or word in company_words() or word in name_words("honorifics_after")
    typed = bool(CAPITAL.match(text.clean, after.start(1)))
    surname = (word in name_words("family") and (typed or word not in cue_words())) or (typed and not usual)
    return after.start(1) + len(word) if surname else 0


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
    return tuple(word for word in name_words("company") | name_words("trades_too") if len(word) > 1)


def beside_honorific(text: Text, mention: Mention) -> bool:
    """Whether a surname stands with Mr or ji."""
    before = re.search(r"([a-z]+)\.?\s$", text.folded[: mention.start][-8:])
    after = re.match(r"\s([a-z]+)", text.folded[mention.end :][:12])
    return bool((before and before[1] in name_words("honorifics")) or (after and after[1] in name_words("honorifics_after")))


def is_part_of_other_name(text: Text, mention: Mention) -> bool:
    """Whether a short form stands inside another capitalised name: "Delta" in "Delta Airlines", "Summit" in "the AWS Summit"."""
    if " " in text.folded[mention.start : mention.end] and not (
        (follow := NEXT_WORD.match(text.clean, mention.end)) and follow[1].lower() in name_words("company") | name_words("company_in_capitals")
    ):
        return False
    after, before = NEXT_WORD.match(text.clean, mention.end), WORD_BEFORE.search(text.clean[: mention.start])
    for hit in (after, before):
        if (
            hit
            and CAPITAL.match(hit[1])
            and hit[1].lower() not in ordinary() | name_words("honorifics_after")
            and not is_person_words([hit[1].lower()])
        ):
            if hit is before and SENTENCE_START.search(text.clean[: hit.start()]) and is_word(hit[1].lower()):
                continue
            return True
    return False


@cache
def doubtful_han() -> frozenset[str]:
    """Chinese names that are words too."""
    return name_words("words_too")
