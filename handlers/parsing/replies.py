"""Short texts read in a context: an answer to a question, a change to a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from handlers.parsing.cues import Hit, find_cues, phrases_of
from handlers.parsing.entities import dates_of
from handlers.parsing.forms import FIELDS, put_choice
from handlers.parsing.message import tidy
from handlers.parsing.money import find_money
from handlers.parsing.names import KnownNames, Match
from handlers.parsing.phones import find_emails, find_phones
from handlers.parsing.records import Moment, Surroundings, Value
from handlers.parsing.reply_choices import choices_in, only_told
from handlers.parsing.shapes import pattern, shape
from handlers.parsing.text import Text, fold

DEADLINES = {"task": "due", "deal": "close", "contract": "at", "payment": "at", "lead": "next_due", "contact_log": "next_due", "check_in": "next_due"}
"""The field that a bare date changes, by the record's kind; a past one changes ``at`` where a contact has it."""
MOMENTS = frozenset({"due", "at", "close", "next_due"})
NAMES = ("company", "person", "owner", "to")
NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d+)?(?![\w,.]?\d)")
LINK = re.compile(rf"\s*{pattern('replies.wrong')}[,，]?\s*(?:{pattern('replies.becomes')})\s*")
"""Between the name of a field and its new value."""
TYPED = frozenset({"amount", "phone", "email", *MOMENTS})
"""What needs no word between its name and its value: 预算80万."""
BARE = shape("replies.bare")
TRAIL = shape("replies.trail")
"""What may stand behind a name: 给李娜做, 鼎盛的."""
NOT_BUT = re.compile(rf"[,，]?\s*(?:{pattern('replies.not_but')})\s*(?P<wrong>[^,，。;；]{{1,60}})")
BESIDE_DAY = shape("replies.beside_day")


def read_value(text: str, field: str, surroundings: Surroundings) -> Value | tuple[Decimal, str] | None:
    """What a text says as the value of one field; None where it says none. ``amount`` gives an amount and its currency."""
    if field in MOMENTS:
        return read_moment(text, field, surroundings)
    if field == "amount":
        return read_amount(text, surroundings)
    if field == "phone":
        return next((one.value for one in find_phones(text, surroundings.region)), None)
    if field == "email":
        return next((one.value for one in find_emails(text)), None)
    said = answer_in(text)
    if field in NAMES:
        match = find_name(said, field, surroundings.names or KnownNames())
        return match.name or (None if match.several or field in ("owner", "to") else said or None)
    if field in ("method", "stage"):
        chosen: dict[str, Value] = {}
        put_choice(chosen, field, said)
        return chosen.get(field)
    return said or None


def read_moment(text: str, field: str, surroundings: Surroundings) -> Moment | None:
    """The first date in a text: the last moment of a deadline, the first of something past."""
    spans = dates_of(Text.of(text), surroundings, "past" if field == "at" else "future")
    if not spans:
        return None
    return spans[0].first if field == "at" else spans[0].last


def read_amount(text: str, surroundings: Surroundings) -> tuple[Decimal, str] | None:
    """The first sum in a text; a number alone is one as well."""
    found = find_money(text, surroundings.currency)
    if found:
        return found[0].amount, found[0].currency
    number = NUMBER.search(text)
    return (Decimal(number.group().replace(",", "")), surroundings.currency) if number else None


def find_name(said: str, field: str, names: KnownNames) -> Match:
    """Whom a name means that is said for a field."""
    if field == "company":
        return names.find_company(said)
    return names.find_contact(said) if field == "person" else names.find_member(said)


@cache
def answer_lead() -> re.Pattern[str]:
    """What an answer may begin with before the answer itself: "it's", "for", 是."""
    words = sorted((phrase for _, phrase in phrases_of("reply", "lead")), key=len, reverse=True)
    return re.compile(
        "^(?:(?:" + "|".join(re.escape(word) + (r"\b" if word.isascii() and word[-1].isalnum() else "") for word in words) + r")[\s,，:：]*)+"
    )


def answer_in(text: str) -> str:
    """An answer without the words that lead into it."""
    clean = Text.of(text).clean.strip()
    lead = answer_lead().match(fold(clean))
    return tidy(clean[lead.end() :] if lead and lead.end() < len(clean) else clean)


def read_changes(text: str, kind: str, surroundings: Surroundings) -> Mapping[str, Value]:
    """The fields of a record of this kind that a reply changes, with their new values; none where it is a remark.

    A new date of a contact's, lead's or check-in's next step comes as ``next_due``; a new ``amount`` with its ``currency``.
    """
    allowed = {*FIELDS.get(kind, ()), DEADLINES.get(kind, "due")}
    labelled = dict(labelled_changes(text, allowed, kind, surroundings))
    if labelled:
        return labelled
    clean = Text.of(text).clean
    wrong = NOT_BUT.search(fold(clean))
    kept = clean[: wrong.start()] + clean[wrong.end() :] if wrong else clean
    changing = bool(wrong) or any(hit.cue in ("command.sorry", "reply.change") for hit in find_cues(fold(clean)))
    found = dict(values_in(kept, allowed, kind, surroundings))
    return found if changing or is_only(kept, found, surroundings) else {}


def labelled_changes(text: str, allowed: set[str], kind: str, surroundings: Surroundings) -> Iterator[tuple[str, Value]]:
    """Changes that name their field: "company is Beta", 金额改成15万."""
    clean = Text.of(text).clean
    folded = fold(clean)
    for hit in label_hits(folded):
        field = hit.cue.removeprefix("form.")
        field = DEADLINES.get(kind, "due") if field in ("due", "close", "at", "follow_up") and field not in allowed else field
        field = "owner" if kind == "task" and field == "person" and folded[hit.start : hit.end] in ("负责人", "owner") else field
        link = LINK.match(folded, hit.end) or (BARE.match(folded, hit.end) if field in TYPED and not folded[: hit.start].strip() else None)
        if not link or field not in allowed:
            continue
        value = read_value(NOT_BUT.sub("", clean[link.end() :]), field, surroundings)
        if value is not None and field == "follow_up":
            yield from step_changes(str(value), surroundings)
            return
        if value is not None:
            yield from spread(field, value)
            return


def step_changes(text: str, surroundings: Surroundings) -> Iterator[tuple[str, Value]]:
    """A new next step: what is to be done, its day, or both."""
    spans = dates_of(Text.of(text), surroundings, "future")
    action = tidy(text.replace(spans[0].text, "", 1)) if spans else tidy(text)
    if spans:
        yield "next_due", spans[0].last
    if action:
        yield "next_step", action


def label_hits(folded: str) -> list[Hit]:
    """The labels of fields in a text, the longest first where several stand in one place."""
    return sorted((hit for hit in find_cues(folded) if hit.cue.startswith("form.")), key=lambda hit: (hit.start, -hit.end))


def spread(field: str, value: Value | tuple[Decimal, str]) -> Iterator[tuple[str, Value]]:
    """A field and its value; a sum with its currency."""
    if isinstance(value, tuple):
        yield "amount", value[0]
        yield "currency", value[1]
    else:
        yield field, value


def values_in(text: str, allowed: set[str], kind: str, surroundings: Surroundings) -> Iterator[tuple[str, Value]]:
    """What a text holds that can be a value of one of the fields."""
    for field in ("phone", "email"):
        value = read_value(text, field, surroundings) if field in allowed else None
        if value is not None:
            yield from spread(field, value)
            return
    money = find_money(text, surroundings.currency) or (
        find_money(text, surroundings.currency, bare=True) if kind in ("deal", "contract", "payment") else []
    )
    if money and "amount" in allowed:
        yield from spread("amount", (money[0].amount, money[0].currency))
    dates = dates_of(Text.of(text), surroundings, "future")
    if dates:
        field = DEADLINES.get(kind, "due")
        past = dates_of(Text.of(text), surroundings, "past")[0].first
        ahead = dates[0].last.day >= surroundings.local_now.date()
        if "at" in allowed and (field == "at" or not ahead):
            yield "at", past
        else:
            yield field, dates[0].last
    if not money and not dates:
        chosen = list(choices_in(answer_in(text), kind, allowed))
        yield from chosen or names_in_text(text, allowed, surroundings)


def names_in_text(text: str, allowed: set[str], surroundings: Surroundings) -> Iterator[tuple[str, Value]]:
    """The known name that a text is, but for the words that lead into it."""
    names = surroundings.names or KnownNames()
    said = TRAIL.sub("", answer_in(text))
    for field in ("company", "person", "owner"):
        match = find_name(said, field, names) if field in allowed and said else Match()
        if match.name is not None and not match.fuzzy:
            yield field, match.name
            return


def is_only(text: str, found: Mapping[str, Value], surroundings: Surroundings) -> bool:
    """Whether a text is a value and no more: "Friday 3pm", "15万"."""
    rest = answer_in(text)
    parts = [rest[one.start : one.end] for one in dates_of(Text.of(rest), surroundings, "future")]
    parts += [rest[one.start : one.end] for one in find_money(rest, surroundings.currency) or find_money(rest, surroundings.currency, bare=True)]
    parts += [rest[one.start : one.end] for one in find_phones(rest, surroundings.region)]
    for part in parts:
        rest = rest.replace(part, " ")
    for name in (found.get("company"), found.get("person"), found.get("owner"), found.get("email")):
        if name is not None:
            return True
    if found.keys() & {"method", "stage", "outcome"} or found.keys() == {"currency"}:
        return True
    return bool(found) and only_told(BESIDE_DAY.sub("", rest))
