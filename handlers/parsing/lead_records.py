"""Leads: the fields of somebody new are told piece by piece, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import Customer, customer_of, is_member, put_customer
from handlers.parsing.drafts import Draft, money_in, put_money, record
from handlers.parsing.follow_ups import bare_range, follow_up_of
from handlers.parsing.latin_names import company_words
from handlers.parsing.lead_sources import person_source, source_of
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.name_forms import name_words
from handlers.parsing.records import Record, Value
from handlers.parsing.text import CJK


def lead_record(message: Message, draft: Draft) -> Record | None:
    """A lead; None where nothing names it."""
    head = draft.inherited
    clauses = draft.all_clauses()
    source, sourced = source_of(message, [*(head.all_clauses() if head else []), *clauses])
    sourced += [told for clause in clauses if (told := person_source(message, clause))]
    names = [
        one
        for clause in clauses
        for one in clause.of_kind("company", "person")
        if not is_member(one) and not any(low <= one.place < high for low, high in sourced)
    ]
    draft.customer = customer_of([as_new(one, names) for one in told_apart(message, names)]) if names else Customer()
    if not draft.customer.company and not draft.customer.choices:
        draft.customer.company = bare_name(message, clauses if draft.rules[:1] == ["slash"] else clauses[1:])
    step = next((clause for clause in clauses if is_next(message, clause, draft)), None)
    fields: dict[str, Value] = {}
    put_customer(fields, draft.customer)
    fields["title"] = title_of(message, clauses, draft.customer)
    for kind in ("phone", "email"):
        found = next((one for clause in clauses for one in clause.of_kind(kind)), None)
        if found is not None:
            fields[kind] = str(found.value)
    fields["source"] = source
    need = need_of(message, [clause for clause in clauses if clause is not step], sourced, str(fields["title"]))
    fields["need"] = need if need != draft.customer.company else ""
    put_money(fields, money_in(message, [clause for clause in clauses if clause is not step]))
    follow_up = follow_up_of(message, step)
    if follow_up is not None:
        fields["follow_up"] = follow_up
    if not (draft.customer or fields.get("phone") or fields.get("email")):
        return None
    return record(message, draft, fields, draft.customer.choices)


BARE_NAME = re.compile(rf"[{CJK}]{{3,8}}")


def bare_name(message: Message, clauses: list[Clause]) -> str:
    """A clause that is a short Chinese name and no more: the company, where nothing else is."""
    for clause in clauses:
        words = message.mask.words(clause.start, clause.end)
        telling = clause.has("lead.", "intent.own", "source.noun", "result.", "past.", "task.verb", "query.", "veto.")
        if BARE_NAME.fullmatch(words) and not clause.entities and not telling and not job_pattern().search(words):
            return words
    return ""


def as_new(one: Entity, names: list[Entity]) -> Entity:
    """A person known by surname and title only is somebody new in a lead, unless the company is named too."""
    titled = one.kind == "person" and one.known and bool(TITLED.fullmatch(one.said))
    if titled and not {candidate.company for candidate in one.candidates} & {
        candidate.name for other in names if other.kind == "company" for candidate in other.candidates
    }:
        return replace(one, candidates=())
    return one


def told_apart(message: Message, names: list[Entity]) -> list[Entity]:
    """The names of a lead; of two new ones that might be companies, that without a company's word is the person: "Faizal, Straits Cold Storage"."""
    names = [replace(one, kind="person") if is_reached(message, one) else one for one in names]
    if any(one.kind == "person" for one in names):
        return [one for one in names if not is_loose(message, one)]
    if len(names) != 2 or any(one.kind != "company" or one.known for one in names):
        return names
    sure = [
        bool(company_words() & set(one.said.lower().split()[1:])) or bool(OF_FIRM.search(message.mask.chars[max(0, one.place - 24) : one.place]))
        for one in names
    ]
    first, second = names
    if sure == [True, False] and " " not in second.said and message.mask.chars[first.place + 1 : second.place].strip() == ",":
        return [first]  # "Sam's Deli, Harrogate": where it is
    return [replace(one, kind="person") if any(sure) and not own and one.said.count(" ") < 2 else one for one, own in zip(names, sure, strict=True)]


MEASURE = re.compile(r"\d[\d.,]* ?[A-Za-z]{1,12}")
"""So much of something, which is a need by itself: "25 kw"."""
REACHED = re.compile(r"[ ,:-]{1,3}(?:(?:mob|mobile|ph|phone|cell|tel|no|num|number|m|contact)\.?[ :-]{0,3})?[\ue004]")


def is_reached(message: Message, one: Entity) -> bool:
    """Whether a new name of two words, none of them a company's, has its phone right behind it: then it is a person's."""
    words = one.said.split()
    if one.known or one.kind != "company" or len(words) != 2 or company_words() & {word.lower() for word in words}:
        return False
    return bool(REACHED.match(message.mask.chars, one.place + 1)) and not OF_FIRM.search(message.mask.chars[max(0, one.place - 24) : one.place])


def is_loose(message: Message, one: Entity) -> bool:
    """Whether a single new word stands where no customer's name does: "Pravin Mistry 90330 12121 residential 5kw Vadodara"."""
    if one.known or one.kind != "company" or " " in one.said or not one.said.isascii() or company_words() & {one.said.lower()}:
        return False
    before = message.mask.chars[max(0, one.place - 24) : one.place]
    return (
        bool(before.strip()) and not before.endswith("the ") and not OF_FIRM.search(before) and before.rstrip(" ")[-1:] not in tuple(",:;@-(\n\ue001")
    )


OF_FIRM = re.compile(r"(?:\b(?:at|from|of|called|named|runs?|owns?|running|own|owner of|trading as|t/a)|@) (?:the |a )?$")
"""What stands before the name of a company and not of a person."""
NO_NEED = re.compile(rf"没有?(?:留|要到|给|说)|电话(?:没|暂)|暂(?:无|时没)|[{CJK}]{{2,4}}[部科处室组]$|[{CJK}]{{2,10}}[厂店司]$")
"""What is missing, a department, or a name says nothing of what somebody wants."""
TITLED = re.compile(rf"[{CJK}]{{2,5}}")


def is_next(message: Message, clause: Clause, draft: Draft) -> bool:
    """Whether a clause tells what will be done about the lead."""
    if clause is draft.head and clause.has("lead.new"):
        return False
    if "给我" in message.mask.chars[clause.start : clause.end]:
        return False
    if (clause.has("past.") or message.is_done(clause)) and message.text.language == "zh" and not message.is_ahead(clause):
        return False
    verbs = clause.has("intent.own", "task.verb") or any(hit.cue.startswith("base.") for hit in clause.hits)
    if message.deadlines(clause) and verbs:
        return True
    own = clause.cues("intent.own")
    return bool(own) and own[0].start - clause.start <= 6 and not clause.has("lead.want") and not clause.of_kind("phone", "email", "money")


TITLE_WORD = re.compile(r"[a-z&][a-z&.-]*")


def english_titles(chars: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Job titles in English between two places: modifiers and a head ("IT director"), or "head of procurement"."""
    words = [(hit.group().rstrip("."), hit.start(), hit.end()) for hit in TITLE_WORD.finditer(chars, low, high)]
    heads, modifiers = name_words("title_heads"), name_words("title_modifiers")
    for place, (word, _, end) in enumerate(words):
        if word not in heads:
            continue
        first = last = place
        while first > 0 and place - first < 3 and words[first - 1][0] in modifiers and words[first][1] - words[first - 1][2] == 1:
            first -= 1
        if (
            last + 2 < len(words)
            and words[last + 1][0] in name_words("title_of")
            and words[last + 2][0] in modifiers
            and words[last + 1][1] == end + 1
        ):
            last += 2
        yield words[first][1], words[last][2]


def latin_before(chars: str, place: int) -> int:
    """Where a Chinese job begins with the Latin word before it: IT主管."""
    while place > 0 and chars[place - 1].isascii() and chars[place - 1].isalpha():
        place -= 1
    return place


@cache
def job_pattern() -> re.Pattern[str]:
    """A Chinese job told beside a name."""
    return re.compile("|".join(sorted(name_words("jobs"), key=len, reverse=True)))


def title_of(message: Message, clauses: list[Clause], customer: Customer) -> str:
    """The job of the person, where it is told beside the name."""
    person = customer.person_at
    if person is None:
        return ""
    chars = message.mask.chars
    low = max([clauses[0].start, *(hit + 1 for hit in (chars.rfind(".", 0, person.place), chars.rfind("\n", 0, person.place)) if hit < person.place)])
    high = min(max(clause.end for clause in clauses), person.place + 48)
    low = max(low, person.place - 40)
    found = [*english_titles(chars, low, high), *((latin_before(chars, hit.start()), hit.end()) for hit in job_pattern().finditer(chars, low, high))]
    found = [
        (start, end)
        for start, end in found
        if not (chars[start:end] == "采购" and (chars[start - 1] in "想要需求来去" or chars[end : end + 1].isdigit()))
    ]
    around: list[tuple[int, int, int, int]] = []
    for start, end in found:
        gap = chars[end : person.place] if end <= person.place else chars[person.place + 1 : start]
        if content_size(gap) <= 6 and len(gap) <= 16:
            around.append((len(gap), start - end, start, end))
    return message.wording(*min(around)[2:]) if around else ""


def need_of(message: Message, clauses: list[Clause], sourced: list[tuple[int, int]], title: str) -> str:
    """What the lead wants: behind a word of wanting, else what no other field has taken."""
    parts: list[str] = []
    for place, clause in enumerate(clauses):
        wants = [hit for hit in clause.cues("lead.want") if not any(low <= hit.start < high for low, high in sourced)]
        wants = [hit for hit in wants if not any(one.end == hit.start for one in clause.cues("veto.negated"))]
        if wants:
            parts.append(cleaned_need(message, clause, wants[0].start, sourced))
            if wants[-1].end == clause.end and place + 1 < len(clauses) and not clauses[place + 1].has("lead.want"):
                parts.append(cleaned_need(message, clauses[place + 1], clauses[place + 1].start, sourced))
    if not any(parts):
        for clause in clauses:
            words = cleaned_need(message, clause, bare_range(message, clause)[0], sourced)
            words = (
                tidy(re.sub(rf"(?:the |our |their |new )*\b{re.escape(title)}\b(?: (?:over )?(?:at|of|for))?", "", words, flags=re.IGNORECASE))
                if title
                else words
            )
            title_words = words.casefold() == title.casefold()
            if clause.has("lead.new") and clause.of_kind("company", "person") and not message.mask.chars[clause.start : clause.end].isascii():
                continue
            if (
                (content_size(words) >= (5 if clause.of_kind("person", "phone") else 3) or MEASURE.fullmatch(words))
                and not title_words
                and not leads_in(message, clause)
                and not re.fullmatch(r"[\d\W]+", words)
                and not NO_NEED.match(words)
                and not (clause.has("past.no_answer", "past.call", "past.contact") and not clause.entities)
                and not (message.is_done(clause) and not clause.has("lead."))
            ):
                parts.append(words)
    return tidy(", ".join(part for part in parts if content_size(part) > 1))


def leads_in(message: Message, clause: Clause) -> bool:
    """Whether a clause only says that there is a lead."""
    ranges = [(hit.start, hit.end) for hit in clause.cues("lead.new", "lead.met", "lead.kin", "source.", "intent.filler")]
    return (
        bool(ranges)
        and content_size(message.wording(clause.start, clause.end, [*ranges, *((one.place, one.place + 1) for one in clause.entities)])) < 4
    )


def cleaned_need(message: Message, clause: Clause, start: int, sourced: list[tuple[int, int]]) -> str:
    """A clause from a place on, without what has become other fields."""
    ranges = [(one.place, one.place + 1) for one in clause.entities if one.kind in ("phone", "email", "money", "company", "person")]
    return message.wording(start, clause.end, [*ranges, *sourced])
