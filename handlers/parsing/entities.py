"""The entities of a message: addresses, known and new names, dates, sums of money; none of them overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache, partial

from handlers.parsing.alternatives import alternatives
from handlers.parsing.carried import with_carried_days
from handlers.parsing.casing import with_capitals
from handlers.parsing.dates import find_dates
from handlers.parsing.day_names import is_name
from handlers.parsing.han_belonging import find_belonging
from handlers.parsing.han_counted import find_counted
from handlers.parsing.han_names import find_han_names
from handlers.parsing.han_shapes import letters
from handlers.parsing.latin_names import NewName, find_latin_names
from handlers.parsing.mask import Entity
from handlers.parsing.money import find_money_in
from handlers.parsing.name_words import is_han, name_words
from handlers.parsing.names import Candidate, KnownNames, Mention
from handlers.parsing.phones import find_emails, find_links, find_phones
from handlers.parsing.plausible import NEXT_WORD, beside_honorific, goes_on_in_han, is_surname, namesake, plausible, with_its_trade
from handlers.parsing.records import DateSpan, Surroundings
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.sounds import sounds
from handlers.parsing.text import Text, fold

HONORIFIC = re.compile(r"(?<![a-z])([a-z]+)\.? $")


def find_entities(text: Text, surroundings: Surroundings) -> list[Entity]:
    """Everything in a message that is one thing, in order."""
    found: list[Entity] = []
    for address in (*find_links(text.clean), *find_emails(text.clean), *find_phones(text.clean, surroundings.region)):
        add(found, Entity(address.kind, address.start, address.end, text.clean[address.start : address.end], value=address.value))
    dates = [one for one in dates_of(text, surroundings, "future") if not names_thing(one, text)]
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
            and not is_surname(mention, text, cased, begun)
            and not any(longer(span, mention) for span in dates)
        ):
            other = namesake(mention, text, cased, begun)
            add(
                found,
                new_entity("person", mention.start, other, cased, names)
                if other
                else known_entity(without_sender(mention, text, surroundings.sender), text),
            )
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
    customers = {one.end for one in found if one.kind == "company"}
    for name in find_han_names(text, [(one.start, one.end) for one in found]):
        place = text.folded, name.start, name.end
        if name.kind == "company" and (is_branch(*place, customers) or is_goods_ordered(*place, found)):
            continue  # 惠家乐|城南店, 激光头那单
        add(found, new_entity(name.kind, name.start, name.end, text, names))
    for name in names_beside(text, found):
        add(found, new_entity(name.kind, name.start, name.end, text, names))
    companies = [one for one in found if one.kind == "company"]
    phones = [one for one in found if one.kind == "phone"]
    return [as_told(one, text.folded, companies, phones) for one in sorted(found, key=lambda entity: entity.start)]


OF = word_list("entities.of")
WHOSE = word_list("entities.whose")
COMMAS = (",", ", ", "，")
"""Between a new company and somebody called by surname and title these make it theirs: 旁边新开的康宁诊所，王大夫也来问."""
NEWLY_MET = shape("entities.newly_met")


def names_beside(text: Text, found: Sequence[Entity]) -> Iterator[NewName]:
    """The new names that only what was found shows to be some, and those behind them: ``found`` may grow meanwhile."""
    yield from find_counted(text, [(one.start, one.end) for one in found])
    yield from find_belonging(text, [one.end for one in found if one.kind == "company"])


def as_told(person: Entity, folded: str, companies: Sequence[Entity], phones: Sequence[Entity]) -> Entity:
    """A person as new where a part of a known name is said to be of another company: "Jane from Zeta Foods" is neither Acme's Jane Miller nor ours.

    Right behind a company without 的 stands a member too: 宏图小李在跟.
    """
    if person.kind != "person" or not person.candidates or any(one.name == person.said for one in person.candidates):
        return person
    if all(one.kind == "member" for one in person.candidates) and is_introduced(person, folded, phones):
        return replace(person, candidates=())
    joints = WHOSE if any(one.kind == "member" for one in person.candidates) else (*WHOSE, "")
    han = is_han(person.said[0])
    for one in companies:
        behind = han and one.end <= person.start and folded[one.end : person.start] in joints
        behind = behind or (not one.known and is_titled(person) and folded[one.end : person.start] in COMMAS)
        if behind or folded[person.end : one.start] in OF:
            theirs = {name.name for name in one.candidates}
            return person if any(name.company in theirs for name in person.candidates) else replace(person, candidates=())
    return person


def is_titled(person: Entity) -> bool:
    """Whether somebody is called by surname and title: 王大夫."""
    return is_han(person.said[0]) and person.said[1:] in name_words("titles")


def is_introduced(person: Entity, folded: str, phones: Sequence[Entity]) -> bool:
    """Whether somebody called by surname and title is told with a phone, or as who deals in what: 做冷链的孙总 is none of us called 孙."""
    if not is_titled(person):
        return False
    reached = any(one.start >= person.end and not folded[person.end : one.start].strip(" ,，:：(（") for one in phones)
    return reached or NEWLY_MET.search(folded, 0, person.start) is not None


def is_branch(folded: str, start: int, end: int, customers: Set[int]) -> bool:
    """Whether what looks like a new company is only a part of the customer that ends before it."""
    begins = start in customers or (start - 1 in customers and folded[start - 1] in "的人")  # 好邻|人民路店
    return begins and folded.endswith(branch_words(), start, end)


def is_goods_ordered(folded: str, start: int, end: int, found: Sequence[Entity]) -> bool:
    """Whether what stands before 那单 is what was ordered: by its last character, or as a known customer was named before it."""
    if not folded.startswith(orders(), end):
        return False
    return folded[end - 1] in letters("goods_ends") or any(one.known and one.kind in ("company", "person") and one.end <= start for one in found)


@cache
def orders() -> tuple[str, ...]:
    """What an order is called behind whose it is: 那单, 这个项目."""
    return tuple(name_words("their_order"))


@cache
def branch_words() -> tuple[str, ...]:
    """What the parts of a company end with: 店, 校区."""
    return tuple(name_words("branches"))


def told_as_sum(text: Text, start: int, end: int) -> bool:
    """Whether a bare number is said to be from somebody, or to be theirs and in: "4,200 from Acme", "Acme's 4,200 is in"."""
    return text.folded.startswith(" from ", end) or (text.folded.startswith(ARRIVED, end) and text.folded.endswith("'s ", 0, start))


ARRIVED = word_list("entities.arrived")
NO_NAMES = KnownNames()
NUMBER_OF = shape("entities.number_of")
"""Before a number these say that it is no sum: "PO 88213 from Acme"."""
MERIDIEM = shape("entities.meridiem", re.IGNORECASE)
GLUED = shape("entities.glued")
"""记一下周五 is not next Friday: the 下 belongs to the verb."""
EVERY = shape("entities.every", re.IGNORECASE)
"""What comes again every Monday is next due on the first of them."""


def dates_of(text: Text, surroundings: Surroundings, prefer: str) -> list[DateSpan]:
    """The dates in a message; open ones lean to the ``future`` or the ``past``."""
    begins = {hit.end(): hit.start() for hit in EVERY.finditer(text.clean)}
    once = EVERY.sub(lambda hit: " " * len(hit.group()), text.clean) if begins else text.clean
    found = find_dates(
        GLUED.sub("一 ", once),
        surroundings.now,
        surroundings.zone,
        surroundings.region,
        prefer,
        surroundings.country or surroundings.region,
    )
    found = [replace(one, text=one.text[:-1], end=one.end - 1) if one.text.endswith(".") and not MERIDIEM.search(one.text) else one for one in found]
    found = [replace(one, start=low, text=text.clean[low : one.end]) if (low := begins.get(one.start)) is not None else one for one in found]
    return with_carried_days(text.clean, found, surroundings.local_now.date(), prefer)


def names_thing(span: DateSpan, text: Text) -> bool:
    """Whether a feast only says which thing is meant: "met Jane with Diwali sweets"."""
    thing = NEXT_WORD.match(text.clean, span.end)
    return span.rule == "holiday" and not span.direction and thing is not None and thing[1].lower() in name_words("feast_things")


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


def without_sender(mention: Mention, text: Text, sender: str) -> Mention:
    """A mention by surname and title without the sender, who speaks of somebody else: 李经理, said by 李娜."""
    said = text.folded[mention.start : mention.end]
    if not is_han(said[0]) or said[1:] not in name_words("titles"):
        return mention
    return replace(mention, candidates=tuple(one for one in mention.candidates if one.kind != "member" or one.name != sender))


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
    start, end = honored(text, mention.start, mention.end, people) if as_person else (mention.start, mention.end)
    return Entity("person" if as_person else "company", start, end, said, tuple(people if as_person else companies))


@cache
def titled() -> re.Pattern[str]:
    """A title of two characters or more right behind somebody's full Chinese name: 赵敏|采购经理."""
    titles = (word for word in name_words("titles") if len(word) > 1 and word not in name_words("title_verbs"))
    return shape("entities.titled", fields=alternatives(name_words("job_fields")), titles=alternatives(titles))


def honored(text: Text, start: int, end: int, people: Sequence[Candidate]) -> tuple[int, int]:
    """A name's place with the title that stands before or behind it: "Dr Yeo", "Kirit bhai", 赵敏经理."""
    before, after = HONORIFIC.search(text.folded[max(0, start - 8) : start]), NEXT_WORD.match(text.clean, end)
    if any(fold(one.name) == text.folded[start:end] for one in people) and (title := titled().match(text.folded, end)) is not None:
        return start, title.end()
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
