"""What a query is about, whose, and of when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import customer_of, is_member, member_of
from handlers.parsing.message import Message
from handlers.parsing.records import DateSpan
from handlers.parsing.shapes import shape

NAMED_TEAM = shape("query_fields.named_team")
THEIRS = shape("query_fields.theirs")
AROUND_NAME = shape("query_fields.around_name", re.IGNORECASE)
ARTICLE = shape("query_fields.article", re.IGNORECASE)
TEAM = shape("query_fields.team")
NO_TEAM = shape("query_fields.no_team")


def name_of(message: Message, own: Sequence[Clause], about: str) -> str:
    """The customer or the subject that is asked about."""
    if about == "customer":
        names = [one for clause in own for one in clause.of_kind("company", "person")]
        before = [] if names else message.mask.within(0, own[0].start, ("company", "person"))
        names = names or ([one for one in before if not is_member(one)] or before)[-1:]
        customer = customer_of(names)
        member = next((member_of(one) for one in names if one.kind == "person"), None)
        person = customer.person if any(one.kind == "person" for one in names) and not any(one.kind == "company" for one in names) else ""
        return person or customer.company or customer.person or member or (names[0].said if names else "")
    first = own[0]
    ranges = [(hit.start, hit.end) for clause in own for hit in clause.cues("query.show", "intent.filler", "command.polite", "query.store")]
    ranges += [
        (hit.start, hit.end) for hit in first.cues("query.what") if message.mask.chars[hit.start : hit.end].isascii() and hit.start - first.start <= 2
    ]
    words = message.wording(first.start, first.end, ranges)
    words = AROUND_NAME.sub("", words)
    return ARTICLE.sub("", words)


def undated(message: Message, clause: Clause) -> str:
    """A clause's words without its dates, which name no team: "Sep team target"."""
    words = message.mask.words(clause.start, clause.end)
    for one in clause.of_kind("date"):
        words = words.replace(one.said, "", 1)
    return words


def scope_of(message: Message, own: Sequence[Clause]) -> str:
    """Whose figures are asked for."""
    for clause in own:
        for one in clause.of_kind("person"):
            name = member_of(one)
            if name is not None and name != message.surroundings.sender:
                return name
    for clause in own:
        if team := team_of(message, clause):
            return team
        if clause.has("target.team"):
            said = {message.mask.chars[hit.start : hit.end] for hit in clause.cues("target.team")}
            if said - {"us"}:
                return "team"
        if clause.has("target.company"):
            return "company"
    return ""


def team_of(message: Message, clause: Clause) -> str:
    """The team that a clause names."""
    named = NAMED_TEAM.search(undated(message, clause))
    if named and named[1].lower() not in ("the", "whole", "our", "my", "how"):
        return named[1]
    days = [(one.place, one.place + 1) for one in clause.of_kind("date")]
    shown = [(hit.start, hit.end) for hit in clause.cues("query.show") if not message.mask.chars[hit.start : hit.end].isascii()]
    han = TEAM.search(message.wording(clause.start, clause.end, [*days, *shown]))
    return han[1] if han and not NO_TEAM.search(han[1]) else ""


def their_scope(message: Message, own: Sequence[Clause]) -> str:
    """The member told before, or else the team, where the query says his, her, 她."""
    if not THEIRS.search(message.mask.chars[own[0].start : own[-1].end]):
        return ""
    before = [name for one in message.mask.within(0, own[0].start, ("person",)) if (name := member_of(one))]
    if before:
        return before[-1]
    told = [clause for clause in message.clauses if clause.end <= own[0].start]
    return next((name for clause in reversed(told) if (name := team_of(message, clause))), "")


def period_of(span: DateSpan) -> str | None:
    """A stretch of time as a period: a year, a quarter, a month, a week or a day; None where it is none of them."""
    first, last = span.first.day, span.last.day
    days = (last - first).days + 1
    if days == 1:
        return first.isoformat()
    if days == 7:
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if first.day == 1 and is_month_end(last):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == 12 and first.month == 1:
            return f"{first.year}"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        if months == 1:
            return f"{first.year}-{first.month:02d}"
    return None


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return date.fromordinal(day.toordinal() + 1).day == 1
