"""Whether a new name in Latin letters is a company's or a person's, by its words and by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from handlers.parsing.alternatives import alternatives
from handlers.parsing.casing import dictionary
from handlers.parsing.name_words import job_shape, name_words
from handlers.parsing.shapes import shape
from handlers.parsing.text import Text

SENTENCE_START = re.compile(r"(?:^|[.!?。！？\n;:]|\s[-*•]|\d\))\s*[\"'(]*$")
AT_FIRM = shape("latin_kinds.at_firm")
NEXT_NAME = shape("latin_kinds.next_name")
BEFORE_NAME = shape("latin_kinds.before_name")
ASKED_FOR = shape("latin_kinds.asked_for")
"""Between these and a phone stands a person: "contact Bassem +971 50 555 0134"."""
PHONE = re.compile(r"[\s,:-]{1,3}(?:[+(]{0,2}\d[\d\s()-]{7,})")
WITH_PERSON = shape("latin_kinds.with_person")
PERSON_ACTS = shape("latin_kinds.person_acts")
"""Before and behind a name in Chinese: only somebody is met (见了Grace) or says something (Ivy说)."""


@cache
def contexts() -> dict[str, re.Pattern[str]]:
    """What may stand before and behind a name of each kind, by the words of ``names.toml``."""

    def words(key: str) -> str:
        return alternatives(word.replace("_", " ") for word in name_words(key))

    shapes = {
        "before_company": rf"(?:\b(?:{words('before_company_words')})|@)\s+(?:the\s+)?$",
        "of_company": rf"\s*(?:,\s*)?(?:\([^)]{{2,40}}\)\s*)?(?:\b(?:{words('of_company')})\b|@)\s",
        "acted_on": rf"(?:(?<![a-z])(?:{words('acted_on')})|[,:;/&|-]|^|\n)\s*(?:the\s+)?$",
        "acting": rf"\s*(?:[,:;(|/-]|$)|'s\b|\s(?:{words('acting')})\b",
        "before_person": rf"(?<![a-z])(?:{words('before_person')})\s+$|[@(]\s*$|,\s+$",
        "after_person": rf"\s+(?:{words('behind_person')})\b|\s*@|,\s|\s*\(|'s\b",
        "not_company": rf"\b(?:{words('before_place')})\s+$",
        "out_of": rf"\b(?:{words('before_town')})\s+$",
        "acting_surely": rf"\s(?:{words('acting_surely')})\b",
        "acted_on_surely": rf"(?<![a-z])(?:{words('acted_on_surely')})\s+$",
        "in_area": rf"\b(?:{words('before_area')})\s+$",
        "after_job": rf"(?:{job_shape()}|{alternatives(word for word in name_words('titles') if len(word) > 1)})[ :：]?$",
        "event": rf"(?:{words('event_ends')})$",
        "before_event": rf"\s(?:(?:{words('event_kinds')})\s)?(?:{words('event_ends')}|{words('event_parts')})\b",
        "named": rf"\b(?:{words('people')})\s(?:called|named|by\sthe\sname\sof|-|,)\s$",
        "in_department": rf"\s(?:in|over\sin|from)\s(?:the\s|their\s)?(?:{words('departments')})\b",
        "before_title": (
            rf"\s?[,(|/-]\s?(?:the\s|an?\s|their\s)?(?:(?:{words('title_modifiers')})\s){{0,3}}(?:{words('title_heads')})"
            r"(?=\s?(?:[,.;)|/-]|$|(?:at|of|from|for|with|in)\b|@))"
        ),
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}


def is_last_name(word: str) -> bool:
    """Whether a word may end a person's name: a last name, or a word that is a name too."""
    return word in name_words("words_too") or word in name_words("family")


def is_introduced(text: Text, end: int) -> bool:
    """Whether what stands behind a name says what somebody's job is, or whose they are: ", office manager", "of Acme", ", Sterling Uniforms"."""
    return bool(
        contexts()["before_title"].match(text.folded, end) or contexts()["of_company"].match(text.folded, end) or NEXT_NAME.match(text.clean, end)
    )


def works_at(words: list[str], text: Text, end: int) -> bool:
    """Whether behind a name that may be a person's stand a job and where it is done: "Brooke Stone, office manager at Sunset Dental"."""
    job = contexts()["before_title"].match(text.folded, end) if len(words) == 2 and is_last_name(words[1]) else None
    return job is not None and words[0] not in company_words() and AT_FIRM.match(text.clean, job.end()) is not None


def is_person_by_context(words: list[str], text: Text, end: int, before: str) -> bool:
    """Whether what stands around a name tells a person: "a lady called Faith Monroe", "Owen Pryce, estates manager"."""
    if len(words) == 2 and words[0] in name_words("words_too") and is_introduced(text, end):
        return True
    reached = PHONE.match(text.clean, end) and ASKED_FOR.search(before)
    if len(words) < 3 and (reached or contexts()["in_department"].match(text.folded, end)):
        return True
    return len(words) < 4 and bool(contexts()["before_title"].match(text.folded, end) or contexts()["named"].search(before))


def is_no_name(words: Sequence[str], said: str, folded: str, end: int) -> bool:
    """Whether capitalised words are an event's or a thing's: the AWS Summit, T&Cs."""
    thing = said.casefold() in name_words("things_with_and")
    ends_so = contexts()["event"].search(words[-1])
    event = ends_so is not None and (not ends_so.start() or words[-1] not in dictionary() | company_words())  # Falcon is none
    return bool(thing or event or contexts()["before_event"].match(folded, end))


def is_customer_in_capitals(text: Text, end: int, before: str) -> bool:
    """Whether initials are a customer's for what it does or what was done with it: "IKEA paid", "visited DHL"."""
    return bool(contexts()["acting_surely"].match(text.folded, end) or contexts()["acted_on_surely"].search(before))


def kind_of(words: list[str], text: Text, start: int, end: int, before: str, honorific: bool) -> str | None:
    """Company or person, by the words themselves and then by what stands around them."""
    said = text.clean[start:end]
    surely = contexts()["before_company"].search(before) or (len(said) > 2 and is_customer_in_capitals(text, end, before))
    initials = said.isupper() and len(said) <= 5 and "&" not in said and not surely
    if len(words) == 1 and (initials or len(said) < 2 or re.search(r"\d", said)):
        return "company" if re.match(r"\d+-[A-Z]", said) else None
    if is_no_name(words, said, text.folded, end):
        return None
    called = (
        honorific
        or (len(words) < 3 and contexts()["after_job"].search(before) is not None)
        or (len(words) > 1 and words[0] in name_words("vocations") and is_person_words(words[1:]))
        or works_at(words, text, end)
    )
    lone = len(words) == 1 and text.language == "zh" and not called and not is_person_words(words)
    if lone and not BEFORE_NAME.search(before):
        return None
    if called or text.folded[end:].lstrip(" ").split(" ", 1)[0].rstrip(".,;:!?") in name_words("honorifics_after"):
        return "person"
    if not is_company_words(words) and (contexts()["out_of"].search(before) or ("&" in said and contexts()["in_area"].search(before))):
        return None
    if is_company_words(words) or "&" in said or len(words) > 4:
        return "company"
    if is_person_words(words) or is_person_by_context(words, text, end, before) or set(words[1:-1]) & name_words("particles"):
        return "person"
    if contexts()["not_company"].search(before) and not contexts()["before_company"].search(before):
        return None
    if contexts()["before_company"].search(before) and (text.folded.startswith(",", end) or not contexts()["of_company"].match(text.folded, end)):
        return "company"
    if contexts()["of_company"].match(text.folded, end):
        return "person"
    bracketed = before.endswith(" (") and text.clean.startswith(")", end) and words[0] not in dictionary()  # "Kit Marsh (Oakbeam)"
    acting = bracketed or contexts()["acting"].match(text.folded, end)
    if len(words) == 1 and text.language == "en" and not contexts()["acted_on"].search(before) and not acting:
        return None
    thing = text.folded[end:].lstrip(" ").split(" ", 1)[0] in name_words("of_customers")
    if len(words) == 1 and not acting and not thing and SENTENCE_START.search(before) and words[0] in dictionary():
        return None  # "Fire drill went well"
    return "company"


@cache
def company_words() -> frozenset[str]:
    """The words that tell a company at the end of a name with capitals."""
    return name_words("company", "company_in_capitals")


def is_company_words(words: Sequence[str]) -> bool:
    """Whether the words alone tell a company; "Oliver Crane" is a person all the same."""
    named = len(words) == 2 and words[0] in name_words("given")
    return any(word in name_words("legal") or (word in company_words() and not (named and word in name_words("family"))) for word in words[1:])


def is_person_words(words: Sequence[str]) -> bool:
    """Whether the words alone tell a person: a known first name, or a last one behind one or two others."""
    words = [word for place, word in enumerate(words) if not place or word not in name_words("particles")]
    if len(words) == 2 and words[0] in name_words("words_too", "begins_pairs") and words[1] in dictionary() and not is_last_name(words[1]):
        return words[1] in name_words("given")  # "Green Leaf"
    if not words or len(words) > 3 or "of" in words or any(word in company_words() and word not in name_words("family") for word in words[1:]):
        return False
    return words[0] in name_words("given") or (len(words) > 1 and (words[-1] in name_words("family") or words[0] in name_words("family")))


def stands_for_person(text: Text, start: int, end: int, honorific: bool = False) -> bool:
    """Whether a name that is a word too (May, Will, Mark) stands where only a person can."""
    before, after = text.folded[max(0, start - 24) : start], text.folded[end : end + 24]
    met = text.language == "zh" and (WITH_PERSON.search(before) or PERSON_ACTS.match(after))
    return honorific or bool(met) or bool(contexts()["before_person"].search(before)) or bool(contexts()["after_person"].match(after))
