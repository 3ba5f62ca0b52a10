"""Commands that correct a record, and leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.parsing.amends import han_swap
from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, opening, reason_after
from handlers.parsing.cues import Hit
from handlers.parsing.customers import member_of
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message, content_size
from handlers.parsing.numerals import read_han
from handlers.parsing.records import Moment, Value
from handlers.parsing.shapes import shape, word_list

REASON = shape("edits.reason", re.IGNORECASE)
"""Why somebody is away, told behind the days."""
HAN_REASON = shape("edits.han_reason")
"""The same in Chinese, but for an outing: 请半天假去体检."""
VALUE = r"[\ue000-\ue003]|\d[\d,.]*"
SWAPPED = shape("edits.swapped", value=VALUE)
"""A new value and the old one with nothing before them: "96k not 69k on Brazos"."""
OUTRIGHT = word_list("edits.outright")
"""These say for certain that something was wrong."""
WRONG_FIELD = shape("edits.wrong_field")
"""What is wrong with a record, told by the name of its field: "the Acme amount should be 41k"."""
DENIED = word_list("edits.denied")
"""These say so where a sum or a day stands behind: 不对，优达回款是6.8万."""
COLLEAGUE = re.compile("@?(?P<name>\ue001)[ ,，:：]{0,2}")
ONLY_NAME = re.compile("@?(?P<name>\ue001)")
YOURS = shape("edits.yours")
"""What is said to be somebody else's; not 你记错了, which the assistant may have done."""
LABEL = 4
"""So much may name the field before its new value: 尾号改成7716."""
ADDRESSED = shape("edits.addressed")
"""Before the days away it says whom they are told, and not why."""
LEAST_REASON = 3
HAN_COUNT = "(?P<han>[半一二两三四五六七八九十])(?:(?:个工作)?天|日)"
WEEK = timedelta(days=7)
LASTING = shape("edits.lasting", han_count=HAN_COUNT)
"""How long somebody is away: 下周一请假三天. Beside another day 三日 is no day of the month."""
LAST_ONE = shape("edits.last_one")
APPLYING = ("apply", "request")
"""Who applies for leave says no more than that he will be away."""
SOFTENED = shape("edits.softened")
"""Behind a new value these words are no part of it: 改成13800138000了."""


def leave(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """I am on leave."""
    clause = clauses[place]
    hits = clause.cues("command.leave")
    if not hits or home is not None or clause.has("veto.hypothetical"):
        return None
    hit = hits[0]
    asking = [message.mask.chars[one.start : one.end] for one in clause.cues("approval.ask")]
    if any(not said.startswith(APPLYING) or "approv" in said for said in asking):
        return None
    others = [one for one in clause.of_kind("company", "person") if one.place < hit.start and member_of(one) != message.surroundings.sender]
    dates = [one for one in clause.of_kind("date") if one.date is not None and one.date.last.day >= message.today]
    if others or (clause.has("words.their") and clause.cues("words.their")[0].start < hit.start) or not dates:
        return None
    fields: dict[str, Value] = {}
    days = [one for one in dates if not LASTING.fullmatch(one.said)] or dates
    first, last = days[0].date, days[-1].date
    lasting = LASTING.search(message.mask.words(clause.start, clause.end).replace(days[0].said, " "))
    if first is not None and lasting is not None and len(days) == 1:
        more = max(1, int(read_han(lasting["han"] or lasting["digits"]) or 1)) - 1
        fields = {"at": Moment(first.first.day), "due": Moment(first.first.day + timedelta(days=more))}
    elif first is not None and last is not None:
        end = last.last if last.last.time else Moment(last.last.day)
        if end.day < first.first.day and last.rule == "weekday":
            end = replace(end, day=end.day + WEEK)  # next Thu and Fri
        fields = {"at": first.first if first.first.time else Moment(first.first.day), "due": end}
    text, length = reason_after(message, clauses, place)
    behind = message.wording(max(hits[-1].end, dates[-1].place + 1), clause.end)
    if (reason := REASON.match(behind) or HAN_REASON.fullmatch(behind)) is not None:
        fields["text"] = reason[1]
        return fields, 1
    says_more = content_size(message.wording(max(hit.end, dates[-1].place + 1), clause.end)) >= LEAST_REASON  # 请假去爬山
    named = bool(text) and bool(clauses[place + 1].entities)
    if place and not says_more and (named or not text) and (told := reason_before(message, clauses[place - 1], clause)):
        return {**fields, "text": told}, 1
    if text and not is_another_thing(message, clauses[place + 1]):
        fields["text"] = text
    else:
        length = 1
    return fields, length


def reason_before(message: Message, before: Clause, clause: Clause) -> str:
    """Why somebody is away, told right before the days: 家里老人住院，6号到8号我请假."""
    aside = (
        before.sentence != clause.sentence
        or before.entities
        or before.has("veto.", "past.", "words.say")
        or ADDRESSED.search(message.mask.words(before.start, before.end))
    )
    words = "" if aside or before.question or message.text.language != "zh" else message.wording(before.start, before.end)
    return words if content_size(words) >= LEAST_REASON else ""


def is_another_thing(message: Message, clause: Clause) -> bool:
    """Whether a clause behind the days away tells something else, and not why."""
    told = clause.has("past.", "lead.") and bool(clause.of_kind("company", "person"))
    return told or clause.has("task.remind", "task.todo", "task.for_member") or bool(message.deadlines(clause))


def edit(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Correct what was written down: "sorry, the demo is Tuesday not Thursday"."""
    clause = clauses[place]
    wrong = next((hit for hit in clause.cues("command.sorry") if hit.end == clause.end and LAST_ONE.match(message.mask.chars, clause.start)), None)
    wrong = wrong or called_wrong(message, clauses, place)
    sorry = opening(message, clause, "command.sorry") or wrong or wrong_field(message, clause)
    sorry = None if asks_for_change(message, clause) else sorry
    change = opening(message, clause, "command.change") or labelled(message, clause)
    if change is not None and any(one.start == change.start and one.end > change.end for one in clause.cues("task.verb")):
        change = None  # "set up a survey" sets nothing
    if home is not None and change is not None and sorry is None and any(hit.start <= change.end + 1 for hit in clause.cues("deal.open")):
        home = None  # 商机金额改成46万 is told to the assistant, whatever was told before
    nothing = (sorry is None and change is None) or tells_colleague(message, clauses, place) or asks_who(message, clause)
    if home is not None or nothing or clause.has("deal.negotiation", "deal.proposal", "deal.lost", "deal.qualified"):
        return None
    own = [one for one in clauses[place:] if one.sentence <= clause.sentence + 1]
    start, end = (sorry or change or Hit("", clause.start, clause.start)).end, own[-1].end
    hits = [hit for one in own for hit in one.hits if hit.start >= clause.start]
    swapped = SWAPPED.match(message.mask.chars[start:end].strip(" ,-")) if sorry is not None else None
    if swapped is not None:
        return swap(message, message.mask.chars.index(swapped.group(), start), swapped), len(own)
    mark = becomes(hits, start, changing=sorry is None)
    if mark is None and sorry is not None:
        said = message.mask.chars[sorry.start : sorry.end].strip(":")
        at = next((hit for hit in sorted(hits, key=lambda one: one.start) if hit.cue == "command.becomes" and hit.start >= start), None)
        value = message.mask.at(at.end) if at is not None else None
        mark = at if said in OUTRIGHT or (said in DENIED and value is not None and value.kind in ("money", "date", "phone", "email")) else None
    right = changed_into(message, clauses[place + 1]) if mark is None and wrong is not None and place + 1 < len(clauses) else None
    mark = mark or right or value_behind(message, clauses, place)
    if mark is None:
        return None
    noise = [(hit.start, hit.end) for hit in hits if hit.cue in ("command.wrong", "intent.filler", "command.dispose")]
    tail = next((hit.start for hit in hits if hit.cue == "command.pls_fix" and hit.end >= end - 1), end)
    tail = min([tail, *(one.start for one in own[1:] if one.has("words.fact") and one.start > mark.end)])  # 改成丁丽华，以前那个老董离职了
    if message.mask.at(mark.end) is not None and message.mask.chars.startswith(("不是", "而不是"), mark.end + 1):
        tail = mark.end + 1  # 金额是3万8不是8万3
    target, text = message.wording(start, mark.start, noise), message.wording(mark.end, tail)
    fields: dict[str, Value] = {}
    if wrong is not None:
        target = message.wording(clause.start, wrong.start, noise) + ("" if right else target)
    if content_size(target):
        fields["object"] = target
    if (both := han_swap().match(message.mask.chars, mark.start)) is not None:  # 不是15万是18万
        text, mark = message.wording(*both.span("other")), mark._replace(end=both.start("other"))
    if text:
        fields["text"] = SOFTENED.sub("", text)
    date = next((one.date for one in message.mask.within(mark.end, end, ("date",)) if one.date), None)
    if date is not None and date.last.day >= message.today:
        fields["due"] = date.last
    return (fields, len(own)) if fields else None


def asks_for_change(message: Message, clause: Clause) -> bool:
    """Whether a clause only asks politely for a change, and says not that something was wrong: "pls change Jane's mobile to …"."""
    sorry, change = opening(message, clause, "command.sorry"), opening(message, clause, "command.change")
    return sorry is not None and change is not None and sorry.start < change.start < sorry.end and clause.has("command.into")


def asks_who(message: Message, clause: Clause) -> bool:
    """Whether a clause asks around into what something was changed: 谁知道联系人换成谁了."""
    into = [hit.end for hit in clause.cues("command.into")] if clause.has("veto.colleague") else []
    return any(message.mask.chars.startswith(("谁", "哪", "什么"), place) for place in into)


def tells_colleague(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause tells a colleague what is wrong with something of theirs: @小李 你方案的日期写错了."""
    clause, before = clauses[place], clauses[place - 1] if place else None
    to = COLLEAGUE.match(message.mask.chars, clause.start, clause.end)
    called = to is not None and to["name"] and member_of(message.mask.within(to.start("name"), to.end("name"))[0])
    if before is not None and before.sentence == clause.sentence and (first := ONLY_NAME.fullmatch(message.mask.chars, before.start, before.end)):
        called = called or member_of(message.mask.within(first.start("name"), first.end("name"))[0])
    yours = YOURS.match(message.mask.chars, to.end() if to is not None else clause.start, clause.end)
    at = to is not None and message.mask.chars[clause.start] == "@"
    return bool(yours and (called or clause.start == 0)) or bool(called and at)


def wrong_field(message: Message, clause: Clause) -> Hit | None:
    """The beginning of a clause that says what a field should be."""
    known = any(one.known for one in clause.of_kind("company", "person"))
    told = known and not clause.question and WRONG_FIELD.search(message.mask.chars[clause.start : clause.end])
    return Hit("command.sorry", clause.start, clause.start) if told else None


def called_wrong(message: Message, clauses: Sequence[Clause], place: int) -> Hit | None:
    """The words that close a clause and call what it names wrong, where the next clause says what is right: 红星的拜访记录搞错了，应该是昨天."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    if follow is None or follow.sentence != clause.sentence:
        return None
    right = any(hit.start == follow.start for hit in follow.cues("command.becomes_surely"))
    right = right or any(hit.start == follow.start and is_value(follow, hit.end) for hit in follow.cues("command.becomes"))
    right = right or changed_into(message, follow) is not None
    if not right and not any(hit.start - follow.start <= LABEL for hit in follow.cues("command.into")):
        return None
    return next((hit for hit in clause.cues("command.sorry") if hit.end == clause.end and hit.start > clause.start), None)


def changed_into(message: Message, clause: Clause) -> Hit | None:
    """The word behind which the new value stands, in a clause that has something changed: "change it to 07700 900123"."""
    change = opening(message, clause, "command.change")
    return None if change is None else next((hit for hit in clause.cues("command.into") if hit.start >= change.end), None)


def value_behind(message: Message, clauses: Sequence[Clause], place: int) -> Hit | None:
    """The words that ask for a change, where the next clause is what it becomes: 把鼎盛的电话改一下，13800001111."""
    clause, follow = clauses[place], clauses[place + 1] if place + 1 < len(clauses) else None
    value = message.mask.at(follow.start) if follow is not None and follow.sentence == clause.sentence else None
    fixes = [hit for hit in clause.cues("command.pls_fix") if hit.end == clause.end]
    return fixes[0] if fixes and value is not None and value.kind in ("phone", "email", "money", "date") else None


def is_value(clause: Clause, place: int) -> bool:
    """Whether a sum or a day stands at a place."""
    return any(one.place == place for one in clause.of_kind("money", "date"))


def swap(message: Message, start: int, hit: re.Match[str]) -> dict[str, Value]:
    """The fields of an edit that names the new value and the old one."""
    fields: dict[str, Value] = {}
    if hit["about"]:
        fields["object"] = message.wording(start + hit.start("about"), start + hit.end("about"))
    fields["text"] = message.wording(start + hit.start("new"), start + hit.end("old"))
    date = message.mask.at(start + hit.start("new"))
    if date is not None and date.date is not None and date.date.last.day >= message.today:
        fields["due"] = date.date.last
    return fields


def labelled(message: Message, clause: Clause) -> Hit | None:
    """Where a clause begins that names a field and then its new value: 蜀道商机金额改成135万."""
    into = next(iter(clause.cues("command.into")), None)
    if into is None or clause.has("task.todo", "task.remind", "past.", "target.head"):
        return None
    label = any(hit.cue.startswith("form.") and hit.end == into.start and hit.cue not in ("form.stage", "form.action") for hit in clause.hits)
    return Hit("command.change", clause.start, clause.start) if label and content_size(message.wording(into.end, clause.end)) else None


def becomes(hits: Sequence[Hit], start: int, *, changing: bool) -> Hit | None:
    """The word behind which the new value stands; None where nothing says for certain that something was wrong."""
    sure = [hit for hit in hits if hit.cue == "command.becomes_surely"]
    if changing:
        into = next((hit for hit in hits if hit.cue == "command.into" and hit.start >= start), None)
        said = any(hit.cue == "command.pls_fix" for hit in hits)  # 把金额改一下，应该是12万
        return into or next((hit for hit in sure if said and hit.start >= start), None)
    if not sure:
        return None
    return next(
        (hit for hit in sorted(hits, key=lambda one: one.start) if hit.cue in ("command.becomes", "command.becomes_surely") and hit.start >= start),
        None,
    )
