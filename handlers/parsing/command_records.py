"""Commands: the assistant is told to change something that exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, disposed, is_han_cue, named, object_of, opening, reason_after, spelled
from handlers.parsing.cues import Hit
from handlers.parsing.customer_commands import assign, claim, release
from handlers.parsing.customers import is_member, member_of
from handlers.parsing.dates import find_dates
from handlers.parsing.drafts import Draft
from handlers.parsing.edits import edit, leave
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.moved import moved
from handlers.parsing.records import Record, Value
from handlers.parsing.requests import Request


def command_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The command that begins with a clause."""
    clause = clauses[place]
    if clause.quoted or (clause.question and not clause.has("task.remind")) or opening(message, clause, "task.remind") is not None:
        return None
    if not clause.has("command.", "veto.off"):
        return None
    for verb, find in FINDERS:
        if not clause.has(f"command.{verb}", *ALSO.get(verb, ())):
            continue
        found = find(message, clauses, place, home)
        if found is not None:
            fields, length = found
            span = message.span(clauses[place : place + length])
            each = [{**fields, "object": one} for one in objects_of(message, clause)] if verb in OF_SEVERAL else []
            return Request([Record("command", {"verb": verb, **one}, (), (f"command.{verb}",), span) for one in each or [fields]], length)
    return None


OF_SEVERAL = ("claim", "release", "assign", "tag")
"""What is told to be done with several customers is done with each."""
ROW = re.compile("\ue000(?:(?:[和跟与及、]|还有|以及)\ue000)+")


def objects_of(message: Message, clause: Clause) -> list[str]:
    """The customers that a clause names in a row, if it does so: 把宏图和绿野都转给李娜."""
    row = ROW.search(message.mask.chars, clause.start, clause.end)
    return [spelled(one) for one in message.mask.within(*row.span(), ("company",))] if row is not None else []


ALSO = {"edit": ("command.sorry", "command.change"), "snooze": ("veto.off",)}
"""Cues by which a verb is told beside its own."""


def undo(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Undo that."""
    clause = clauses[place]
    if opening(message, clause, "command.undo") is None:
        return None
    if any(one.has("command.becomes_surely") and one.has("command.becomes") and one.of_kind("money", "date") for one in clauses[place : place + 3]):
        return None  # it says what is right: a correction
    if any(one.has("command.again") for one in clauses[place + 1 : place + 2]):
        return {}, 1  # 撤销刚才那条，重新记：…
    text, length = reason_after(message, clauses, place)
    return {"text": text} if text else {}, length


def simple(cue: str, *, reason: bool = False, noun: bool = False) -> Callable[[Message, Sequence[Clause], int, Draft | None], Found]:
    """A finder for a verb that stands at the beginning with its object behind it, or behind 把 and its object."""

    def find(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
        clause = clauses[place]
        hit = opening(message, clause, cue) or disposed(message, clause, cue)
        if home is not None and cue in ("command.approve", "command.reject"):
            return None
        if cue == "command.approve" and asked_to_approve(message, clause):
            return None
        behind = (judged(message, clause, cue) or called_off(message, clause, cue)) if hit is None else None
        if behind is not None:
            text, length = reason_after(message, clauses, place)
            return {"object": message.wording(clause.start, behind.start), **({"text": text} if text else {})}, length
        if hit is None or (noun and not clause.has("command.task_noun")):
            return None
        held = message.mask.at(hit.end - 1)  # 通过陶冉的折扣申请
        if held is None and any(one.start <= hit.end + 1 for one in clause.cues("approval.ask")):
            return None
        inside = next((one for one in clause.of_kind("company", "person") if hit.start <= one.place < hit.end), None)
        words = message.wording(held.place, clause.end) if held is not None else object_of(message, clause, hit, [])
        words = words or (named(message, clause, inside.said) if inside else "")
        if not content_size(words) or words.casefold().startswith(("i ", "you ", "你")):
            return None
        text, length = reason_after(message, clauses, place) if reason else ("", 1)
        return {"object": words, **({"text": text} if text else {})}, length

    return find


def judged(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The word that closes a clause about a member's request: 马超的折扣申请不批 (but not 批了, which may only tell of it)."""
    if cue not in ("command.approve", "command.reject") or not any(member_of(one) for one in clause.of_kind("person")):
        return None
    hits = [hit for hit in clause.cues(cue) if is_han_cue(message, hit) and hit.end == clause.end and message.mask.chars[hit.end - 1] not in "了咗"]
    return max(
        (hit for hit in hits if any(one.end <= hit.start for one in clause.cues("approval.ask"))), key=lambda hit: hit.end - hit.start, default=None
    )


def called_off(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The word that closes a clause about a task: 取样板册的任务取消吧; not 拜访取消了, which only tells of it."""
    ahead = message.first_ahead(clause)
    if cue != "command.cancel" or (ahead is not None and message.mask.chars[ahead.place + 1 : ahead.place + 2] != "的"):
        return None
    hits = [hit for hit in clause.cues(cue) if is_han_cue(message, hit) and clause.end - hit.end <= 1]
    return next((hit for hit in hits if message.mask.chars.endswith(("任务", "待办", "提醒", "日程"), clause.start, hit.start)), None)


def asked_to_approve(message: Message, clause: Clause) -> list[Hit]:
    """The word approve, said to a manager with what is wanted: a discount, an expense, a sum; not a request that lies there."""
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler", "command.polite")]
    hits = [hit for hit in clause.cues("command.approve") if content_size(message.wording(clause.start, hit.start, lead)) == 0]
    wanted = clause.has("approval.thing") or clause.of_kind("money") or "%" in message.mask.chars[clause.start : clause.end]
    lying = re.search(r"\b(?:request|claim|one|ones|requests|claims)\b|申请|那个|这个", message.mask.chars[clause.start : clause.end])
    return hits if wanted and not lying and not any(member_of(one) for one in clause.of_kind("person")) else []


def snooze(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Put a task off to another day."""
    clause = clauses[place]
    if home is None and (told := moved(message, clause)) is not None:
        return told, 1
    if clause.of_kind("money") and clause.has("deal.close"):
        return None
    if clause.has("deal.open", "deal.negotiation", "deal.proposal", "deal.qualified", "deal.lost", "deal.topic"):
        return None
    if clause.has("past.call", "past.visit", "past.meeting") and opening(message, clause, "command.dispose") is None:
        return None
    dates = [one for one in clause.of_kind("date") if one.date is not None and one.date.last.day >= message.today]
    opens = opening(message, clause, "command.snooze")
    if opens is not None and message.mask.chars[opens.start : opens.start + 2] in RENEWED and not clause.of_kind("company", "person"):
        return None  # 他没空，改约周四 is told of a customer
    hits = [hit for hit in clause.cues("command.snooze") if any(0 <= one.place - hit.end <= 2 for one in dates) or hit is opens]
    han = [hit for hit in hits if not message.mask.chars[hit.start : hit.end].isascii()]
    if not dates and not clause.has("past.") and (later := put_off_by(message, clause)) is not None:
        return later
    if not hits or not dates or not (opens is not None or han):
        return None
    hit = hits[0]
    if han and not (clause.has("command.task_noun", "command.dispose") or opens is not None or clause.of_kind("company")):
        return None
    due = dates[-1]
    words = object_of(message, clause, hit, [message.date_range(one) for one in dates] + [(one.start, one.end) for one in hits])
    fields: dict[str, Value] = {"due": due.date.last} if due.date else {}
    if content_size(words):
        fields["object"] = re.sub(r"\s+(?:to|until|till|by|back|out)$", "", words)
    return fields, 1


TICKING = ("tick", "check off", "cross off", "strike off", "mark off", "mark as done", "mark done", "mark complete")
"""What is said of tasks only, so that no word for one is needed."""


RENEWED = ("改成", "改为", "换到", "换成", "调成", "改约", "调整", "调到", "往后")
BY = re.compile(r"(?:[一二两三四五六七八九十半]|\d{1,2})个?(?:天|周|星期|礼拜|小时|钟头|月)$")


def put_off_by(message: Message, clause: Clause) -> Found:
    """A task put off by so long, from today on: 给詹园长送绘本的提醒延后两天."""
    for hit in clause.cues("command.snooze"):
        length = BY.match(message.mask.chars, hit.end, clause.end)
        spans = find_dates(f"{length.group()}后", message.surroundings.now, message.surroundings.zone) if length else []
        if spans and (clause.has("command.task_noun", "command.dispose") or hit.start == clause.start):
            words = object_of(message, Clause(clause.start, hit.start, clause.sentence, clause.hits, clause.entities), hit, [])
            return {"due": spans[0].last, **({"object": words} if content_size(words) else {})}, 1
    return None


def complete(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Tick a task off."""
    clause = clauses[place]
    if clause.has("report.head") or clause.of_kind("money") or pays(clause) or told_ahead(message, clause):
        return None
    hits = clause.cues("command.complete")
    opens = opening(message, clause, "command.complete")
    chars = message.mask.chars
    marks = re.match(
        r"(?:and |also |pls |please |can you )*(?:mark|tick|set|close|call(?= (?:it|that|this|the)\b))\s", chars[clause.start : clause.end]
    )
    ends = next((hit for hit in hits if hit.end >= clause.end - 2 and hit.start > clause.start), None)
    named_task = clause.has("command.task_noun") or clause.has("command.dispose")
    if marks and ends:
        return {"object": object_of(message, clause, ends, [(clause.start, clause.start + marks.end())])}, 1
    if (
        opens is not None
        and opens.end - opens.start > 4
        and (chars[opens.start : opens.end].isascii() or named_task)
        and (chars[opens.start : opens.end].startswith("done with") or not chars[opens.start : opens.end].startswith("done"))
        and content_size(message.wording(opens.end, clause.end))
        and (
            clause.has("command.task_noun")
            or is_han_cue(message, opens)
            or (chars.startswith(TICKING, opens.start) and clause.of_kind("company", "person"))
        )
    ):
        return {"object": object_of(message, clause, opens, [])}, 1
    if ends and named_task and not clause.has("past.call", "past.visit", "past.meeting", "past.video", "past.email", "past.message"):
        words = object_of(message, clause, ends, [(hit.start, hit.end) for hit in hits])
        return ({"object": words}, 1) if content_size(words) else None
    return None


def told_ahead(message: Message, clause: Clause) -> bool:
    """Whether a day to come says that something is still to be done: 巫志强下周一把保证金交了, 月底前把展位费交了."""
    first = next(iter(clause.of_kind("person")), None)
    limited = any(one.date is not None and one.date.direction == "before" for one in message.deadlines(clause))
    return (first is not None and first.place == clause.start and is_member(first) and message.is_ahead(clause)) or (
        limited and not clause.has("command.task_noun") and message.text.language == "zh"
    )


def pays(clause: Clause) -> bool:
    """Whether a clause tells that a customer paid, though it says 把…结了 as one says it of a task: 欧雅把尾款结了."""
    paid = [one.end for one in clause.cues("payment.arrived")]
    named = any(one.place == clause.start and not is_member(one) for one in clause.of_kind("company", "person"))
    return named and not clause.has("command.task_noun") and any(one.end <= end for end in paid for one in clause.cues("payment.thing"))


AS_ONE = re.compile("(?:一|同一)(?:个|家|条)")
"""What two are merged into where none of them is named: 合并成一个客户."""
PUT_TAG = re.compile("[打加贴标上挂](?:上|了)?(?:一?个)?(?P<tag>(?![个上了])[^,，。打加贴挂]{2,12}?)的?标签$")
"""A tag named before the word for it: 打个重点客户的标签."""
STAYS = re.compile("(?:就|都|统一)?(?:用|以|按|保留|留下?|留着)(?:后面)?(?P<name>\ue000)")
"""Which of two stays: 用锦澜的."""


def staying(message: Message, clauses: Sequence[Clause], place: int) -> Entity | None:
    """The customer that the next clause says to keep of two that are merged."""
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    hit = STAYS.match(message.mask.chars, follow.start, follow.end) if follow is not None and follow.sentence == clauses[place].sentence else None
    return message.mask.at(hit.start("name")) if hit is not None else None


def split_at(message: Message, clause: Clause, verb: str, into: str) -> tuple[str, str] | None:
    """What stands between a verb and a word, and what stands behind the word ("tag X as Y")."""
    hit = opening(message, clause, verb) or disposed(message, clause, verb)
    chars = message.mask.chars
    if hit is None and chars[clause.start] in "给为":
        hit = next((one for one in clause.cues(verb) if not chars[one.start : one.end].isascii()), None)
    if hit is None:
        return None
    if chars[hit.start : hit.end].isascii():
        mark = re.search(into, chars[hit.end : clause.end])
        if not mark:
            return None
        return message.wording(hit.end, hit.end + mark.start()), message.wording(hit.end + mark.end(), clause.end)
    if verb == "command.tag" and (put := PUT_TAG.search(chars, clause.start, hit.end)) is not None and put.end() == hit.end:
        return message.wording(clause.start, put.start()), message.wording(*put.span("tag"))
    listed = re.search("[和与跟到进]", chars[hit.end : clause.end]) if hit.start <= clause.start + 2 and verb == "command.merge" else None
    if listed:
        return message.wording(hit.end, hit.end + listed.start()), message.wording(hit.end + listed.end(), clause.end)
    lead = [(one.start, one.end) for one in clause.cues("command.dispose", "intent.filler") if one.end <= hit.start]
    return message.wording(clause.start, hit.start, lead), message.wording(hit.end, clause.end)


def pair(cue: str, into: str) -> Callable[[Message, Sequence[Clause], int, Draft | None], Found]:
    """A finder for a verb with an object and a text: tag, merge."""

    def find(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
        clause = clauses[place]
        parts = split_at(message, clause, cue, into)
        names = clause.of_kind("company", "person")
        length = 1
        if cue == "command.merge" and parts is not None and (not content_size(parts[1]) or AS_ONE.match(parts[1])) and len(names) == 2:
            kept = staying(message, clauses, place)
            goes, stays = names[::-1] if kept is not None and kept.said == names[0].said else names
            parts, length = (goes.said, stays.said), 1 if kept is None else 2
        if parts is not None and not content_size(parts[1]) and message.mask.chars[clause.end : clause.end + 1] == ":":
            text, length = reason_after(message, clauses, place)
            parts = parts[0], text
        if parts is None or not content_size(parts[0]) or not content_size(parts[1]):
            return None
        return {
            "object": named(message, clause, re.sub(r"^[给为把将]|[上为成]$", "", parts[0])),
            "text": named(message, clause, re.sub(r"的?(?:标签|tag)$", "", parts[1])),
        }, length

    return find


def comment(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Write a remark on a record: "comment on Acme: call before ten"."""
    clause = clauses[place]
    hit = opening(message, clause, "command.comment") or next(
        (
            one
            for one in clause.cues("command.comment")
            if not message.mask.chars[one.start : one.end].isascii() and clause.of_kind("company", "person")
        ),
        None,
    )
    if hit is None or home is not None or clause.has("lead.new"):
        return None
    following = list(clauses[place + 1 :])
    names = clause.of_kind("company", "person")
    if not following and not names:
        return None
    rest = message.wording(hit.end, clause.end, [(one.place, one.place + 1) for one in names[:1]])
    text = message.wording(following[0].start, following[-1].end) if following else rest
    words = spelled(names[0]) if names else rest
    first = following[0].of_kind("company", "person")[:1] if following else []
    if not content_size(words) and first and first[0].place == following[0].start:
        words, text = spelled(first[0]), message.wording(first[0].place + 1, following[-1].end)  # 备注：蓝鲸 发票要专票
    return {"object": words, "text": text}, 1 + len(following)


FINDERS: tuple[tuple[str, Callable[[Message, Sequence[Clause], int, Draft | None], Found]], ...] = (
    ("undo", undo),
    ("edit", edit),
    ("leave", leave),
    ("merge", pair("command.merge", r"\s(?:into|with|to|and)\s")),
    ("tag", pair("command.tag", r"\s(?:as(?: an?)?|with)\s|:\s?")),
    ("release", release),
    ("assign", assign),
    ("claim", claim),
    ("convert", simple("command.convert")),
    ("snooze", snooze),
    ("complete", complete),
    ("reject", simple("command.reject", reason=True)),
    ("approve", simple("command.approve")),
    ("cancel", simple("command.cancel", noun=True)),
    ("comment", comment),
)
