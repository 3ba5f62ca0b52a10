"""Whose a task is: the member named before it, behind a word, or in his turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import member_of, names_customer
from handlers.parsing.drafts import Draft
from handlers.parsing.idle import asks_who, headed_for_all, invites, is_errand, told_back
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.task_shapes import SENDER, imperative, is_bare_head, starts
from handlers.parsing.text import HAN

QUOTED = re.compile(' ?["“]')
"""What a colleague has said follows a name in quotation marks: Ken: "Acme are basically signed"."""
DUE = shape("task_owners.due")
PLANNED = shape("task_owners.planned")
"""What a colleague is going to do is a task only where it is told with a contact."""


def owner_of(message: Message, own: Sequence[Clause], home: Draft | None = None) -> Entity | None:
    """The member whom a task is set, named alone before it or behind a word."""
    return (
        named_alone(message, own, 0)
        or plans_for(message, own[0], home)
        or next((at for clause in own if (at := owner_at(message, clause)) is not None), None)
    )


def due_behind(message: Message, clause: Clause) -> bool:
    """Whether the next clause of the sentence says by when: "Rory to proof the contract, due Friday"."""
    behind = next((one for one in message.clauses if one.start >= clause.end), None)
    return (
        behind is not None
        and behind.sentence == clause.sentence
        and bool(DUE.match(message.mask.chars, behind.start))
        and bool(message.deadlines(behind))
    )


BESIDE_ME = word_list("task_owners.beside_me")
"""Behind these a member is who went along."""


def owner_at(message: Message, clause: Clause) -> Entity | None:
    """The member whom a clause sets a task: "task for Daniel", "@Luis book …", 让孙悦…."""
    for hit in clause.cues("task.for_member"):
        person = next((one for one in clause.of_kind("person") if hit.start <= one.place < hit.end), None)
        if person is None or member_of(person) is None:
            continue
        said = message.mask.chars[hit.start : hit.end]
        if hit.end >= clause.end and said.startswith(("pls", "please", "cheers")) and imperative(message, clause):
            return person
        if not starts(message, clause, hit.start):
            continue
        if message.mask.chars.endswith(BESIDE_ME, 0, hit.start):
            continue  # 带小赵去鼎盛认了认门
        if said[0] in "@＠" and (asked_back(message, clause) or told_back(message, clause, hit.end)):
            continue
        if is_errand(clause) or (said.endswith(":") and QUOTED.match(message.mask.chars, hit.end)):
            continue
        if said[0] == "\ue001" and HAN.search(said) and not told_to(message, clause, hit):
            continue
        if PLANNED.search(said) and not any(one.cue.startswith("past.") and one.end <= hit.start for one in message.hits):
            continue
        of_sale = ("task.verb", "command.dispose") if clause.has("words.sales") or clause.of_kind("company") else ("task.verb",)
        verb = any(other.cue in of_sale and 0 <= other.start - hit.end <= 6 for other in clause.hits)
        told = said[0] in "帮给替为" and content_size(message.wording(hit.end, clause.end)) == 0  # 帮阿力记个：
        by_when = message.deadlines(clause) or (said.endswith(" to") and due_behind(message, clause))
        if told or verb or by_when or "task" in said or "todo" in said or said.endswith(":"):
            return person
    return None


def asked_back(message: Message, clause: Clause) -> bool:
    """Whether a member is asked what has become of something, and told no day: @小余 合同你放哪个文件夹了, …导出来没."""
    words = message.mask.chars[clause.start : clause.end].rstrip("?？ ")
    return (words.endswith(("没", "没有", "吗", "未")) or (clause.has("query.what") and words.endswith("了"))) and not message.deadlines(clause)


def plans_for(message: Message, clause: Clause, home: Draft | None = None) -> Entity | None:
    """The member who stands first before a day and 把 with something of a sale: 殷悦周五前把对账单整理好.

    Behind a contact what a member is to do by a day needs no 把.
    """
    first = next(iter(clause.of_kind("person")), None)
    if (
        first is None
        or first.place != clause.start
        or member_of(first) is None
        or clause.question
        or (message.is_done(clause) and not message.is_ahead(clause))
    ):
        return None
    days = [one for one in message.deadlines(clause) if one.place == first.place + 1 and one.date is not None]
    limited = [one for one in days if one.date is not None and one.date.direction == "before"]
    if clause.has("command.dispose") and (limited or (days and clause.has("words.sales") and not clause.has("words.whom"))):
        return first
    told = home is not None and home.kind == "contact" and message.text.language == "zh" and clause.has("task.verb", "base.")
    return first if told and days and not clause.has("veto.", "command.leave") and member_of(first) != message.surroundings.sender else None


def told_to(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether a member named first is told to do something by a day: 陶冉你周五去红星取合同, and is not asked or told of."""
    asked = clause.question or clause.has("query.what", "veto.question", "veto.unmarked", "past.") or message.is_done(clause)
    return not asked and bool(message.deadlines(clause)) and clause.has("task.verb", "base.") and len(clause.of_kind("person")) <= 2


def named_alone(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The member whose name alone stands before something to do: "Leo - chase Evergreen by Friday"."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    people = clause.of_kind("person")
    if follow is None or follow.sentence != clause.sentence or len(people) != 1 or member_of(people[0]) is None or clause.end - clause.start > 2:
        return None
    verb = any(starts(message, follow, hit.start) for hit in follow.cues("task.verb", "task.told"))
    about = message.deadlines(follow) or names_customer(follow)
    return people[0] if verb and about and not follow.question and not follow.has("veto.colleague") else None


def is_among_us(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is said to everybody; in Chinese also whether it only asks around, invites, or tells a colleague something private."""
    if message.text.language != "zh":
        return headed_for_all(message, clauses, place) and not names_customer(clauses[place])
    named = named_alone(message, clauses, place) is not None and is_errand(clauses[place + 1])
    aside = clauses[place].has("idle.aside") or headed_for_all(message, clauses, place)
    return asks_who(message, clauses[place]) or invites(message, clauses, place) or named or aside


def is_anothers(message: Message, clause: Clause, first: Clause) -> bool:
    """Whether a clause sets another one something behind what a member is set: 叫冯晓整理资质，我自己明天核清单."""
    owner, other = owner_at(message, first), owner_at(message, clause)
    if owner is None or is_bare_head(message, first) or clause.sentence != first.sentence:
        return False
    if other is not None and message.text.language == "en" and member_of(other) != member_of(owner):
        return True
    if not message.deadlines(clause):
        return False
    if other is not None:
        return True
    if clause.run_on and SENDER.match(message.mask.chars, clause.start, clause.end) and imperative(message, clause):
        return True
    mine = any(hit.start == clause.start for hit in clause.cues("target.me")) and not message.mask.chars[clause.start].isascii()
    theirs = any(one.place == clause.start and member_of(one) for one in clause.of_kind("person"))
    return (mine or theirs) and clause.has("task.verb", "base.") and not clause.has("task.remind", "past.") and not message.is_done(clause)


def member_in_turn(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The member whom a clause names first, behind one that sets another member something: …，阿力后天去收样."""
    first = next(iter(clauses[place].of_kind("person")), None)
    return first if first is not None and first.place == clauses[place].start and member_of(first) else None
