"""Commands: the assistant is told to change something that exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, disposed, is_han_cue, named, object_of, opening, reason_after, spelled
from handlers.parsing.cues import Hit
from handlers.parsing.customer_commands import assign, claim, convert, release
from handlers.parsing.customers import member_of
from handlers.parsing.drafts import Draft
from handlers.parsing.edits import edit, leave
from handlers.parsing.message import Message, content_size
from handlers.parsing.pair_commands import pair
from handlers.parsing.records import Record
from handlers.parsing.requests import Request
from handlers.parsing.shapes import pattern, shape, word_list
from handlers.parsing.small_talk import is_house_news, is_only_thought, is_passed_on, is_spoken_of
from handlers.parsing.task_commands import complete, snooze
from handlers.parsing.verdicts import verdict_behind

LYING_THERE = shape("command_records.lying_there")


def command_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The command that begins with a clause."""
    clause = clauses[place]
    if clause.quoted or (clause.question and not clause.has("task.remind")) or opening(message, clause, "task.remind") is not None:
        return None
    if home is None and (verdict := verdict_behind(message, clauses, place)) is not None:
        said = {"verb": verdict.cue.partition(".")[2], "object": message.wording(clause.start, clause.end)}
        return Request([Record("command", said, (), (verdict.cue,), message.span(clauses[place : place + 2]))], 2)
    if not clause.has("command.", "veto.off"):
        return None
    thought = is_only_thought(message, clause)
    for verb, find in FINDERS:
        if not clause.has(*TOLD_BY[verb]) or (verb not in SAYS_HOW_IT_IS and (thought or is_spoken_of(message, clause))):
            continue
        if verb in NEWS and (is_passed_on(message, clause) or is_house_news(message, clause)):
            continue
        found = find(message, clauses, place, home)
        if found is not None:
            fields, length = found
            span = message.span(clauses[place : place + length])
            each = [{**fields, "object": one} for one in objects_of(message, clause)] if verb in OF_SEVERAL else []
            return Request([Record("command", {"verb": verb, **one}, (), (f"command.{verb}",), span) for one in each or [fields]], length)
    return None


SAYS_HOW_IT_IS = ("edit", "leave")
"""Verbs that may say how something is: "that amount is 5k"."""
NEWS = ("snooze", "cancel", "edit")
"""What another has changed already, when it is passed on."""
OF_SEVERAL = ("claim", "release", "assign", "tag")
"""What is told to be done with several customers is done with each."""
ROW = re.compile(rf"\ue000(?:(?:{pattern('command_records.joined')})\ue000)+")


def objects_of(message: Message, clause: Clause) -> list[str]:
    """The customers that a clause names in a row, if it does so: 把宏图和绿野都转给李娜."""
    row = ROW.search(message.mask.chars, clause.start, clause.end)
    return [spelled(one) for one in message.mask.within(*row.span(), ("company",))] if row is not None else []


TAKES_BACK = word_list("command_records.takes_back")
THING_BEFORE = shape("command_records.thing_before")
"""What was written down just now, before the word that takes it back."""
ALSO = {"undo": ("command.cancel",), "edit": ("command.sorry", "command.change"), "snooze": ("veto.off",), "cancel": ("command.no_reminder",)}
"""Cues by which a verb is told beside its own."""


def undo(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Undo that."""
    clause = clauses[place]
    thing = taken_back_behind(message, clause)
    if opening(message, clause, "command.undo") is None and not thing:
        return None
    if any(one.has("command.becomes_surely") and one.has("command.becomes") and one.of_kind("money", "date") for one in clauses[place : place + 3]):
        return None  # it says what is right: a correction
    if any(one.has("command.again") for one in clauses[place + 1 : place + 2]):
        return {}, 1  # 撤销刚才那条，重新记：…
    text, length = reason_after(message, clauses, place)
    return {**({"object": thing} if thing else {}), **({"text": text} if text else {})}, length


def taken_back_behind(message: Message, clause: Clause) -> str:
    """What was written down just now and is taken back by the word that closes a clause: 刚才那条签到撤销; not 刚才那个会取消了."""
    for hit in clause.cues("command.undo", "command.cancel"):
        said = THING_BEFORE.fullmatch(message.mask.chars, clause.start, hit.start)
        sure = said is not None and (said["one"] == "条" or message.mask.chars[hit.start] in TAKES_BACK)
        if said is not None and sure and content_size(said["thing"]) and not message.mask.chars[hit.end : clause.end].strip("掉了吧哈啊"):
            return message.wording(clause.start, hit.start)
    return ""


INTO_CUSTOMER = shape("command_records.into_customer", re.IGNORECASE)
"""What a lead is converted into, which goes without saying."""


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
            if length > 1 and any(judged(message, clauses[place + 1], one) for one in ("command.approve", "command.reject")):
                text, length = "", 1  # 出差的同意，礼盒那个驳回
            aside = [(one.start, one.end) for one in clause.cues("intent.filler") if one.start == clause.start]
            words = OWN_WORD.sub("", message.wording(clause.start, behind.start, aside))
            return {"object": words, **({"text": text} if text else {})}, length
        if hit is None or (noun and not clause.has("command.task_noun")):
            return None
        held = message.mask.at(hit.end - 1)  # 通过陶冉的折扣申请
        if held is None and any(one.start <= hit.end + 1 for one in clause.cues("approval.ask")):
            return None
        inside = next((one for one in clause.of_kind("company", "person") if hit.start <= one.place < hit.end), None)
        words = message.wording(held.place, clause.end) if held is not None else object_of(message, clause, hit, [])
        words = words or (named(message, clause, inside.said) if inside else "")
        if cue == "command.convert" and (into := INTO_CUSTOMER.search(words)) is not None:
            words = named(message, clause, words[: into.start()])
        if not content_size(words) or words.casefold().startswith(("i ", "you ", "你")):
            return None
        text, length = reason_after(message, clauses, place) if reason else ("", 1)
        return {"object": words, **({"text": text} if text else {})}, length

    return find


OWN_WORD = shape("command_records.own_word")
"""What stands between a request and the word by which somebody decides on it: 孙悦的报销申请我同意."""
THAT_REQUEST = shape("command_records.that_request")
"""A request that is pointed at: 礼盒那个, 打车那笔报销."""


def judged(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The word that closes a clause about a request: 马超的折扣申请不批 (but not 批了, which may only tell of it unless it is 我批了)."""
    if cue not in ("command.approve", "command.reject") or clause.has("words.say") or any(not member_of(one) for one in clause.of_kind("person")):
        return None
    chars = message.mask.chars
    hits = [hit for hit in clause.cues(cue) if is_han_cue(message, hit) and hit.end == clause.end]
    hits = [hit for hit in hits if chars[hit.end - 1] not in "了咗" or chars[hit.start - 1] == "我"]
    hits = [hit for hit in hits if chars[hit.start - 1] != "被"]
    asked = clause.cues("approval.ask", "approval.thing") if is_of_member(message, clause) else []
    beside = any(one is not clause and one.has("command.approve", "command.reject") for one in message.clauses)
    pointed = beside and not clause.of_kind("company")
    hits = [
        hit
        for hit in hits
        if any(one.end <= hit.start for one in asked) or (pointed and THAT_REQUEST.fullmatch(chars, clause.start, hit.start) is not None)
    ]
    return max(hits, key=lambda hit: hit.end - hit.start, default=None)


def is_of_member(message: Message, clause: Clause) -> bool:
    """Whether a clause is about a member's thing: it names one, or says 他的 of the one who was named before: 他的招待费打回去."""
    if any(member_of(one) for one in clause.of_kind("person")):
        return True
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler")]
    theirs = HIS.search(message.mask.chars, clause.start, clause.end)
    named = message.mask.within(0, clause.start, ("person",))
    return theirs is not None and bool(named) and bool(member_of(named[-1])) and not content_size(message.wording(clause.start, theirs.start(), lead))


def called_off(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The word that closes a clause about a task: 取样板册的任务取消吧; not 拜访取消了, which only tells of it."""
    ahead = message.first_ahead(clause)
    if cue != "command.cancel" or (ahead is not None and message.mask.chars[ahead.place + 1 : ahead.place + 2] != "的"):
        return None
    hits = [hit for hit in clause.cues(cue) if is_han_cue(message, hit) and clause.end - hit.end <= 1]
    return next((hit for hit in hits if message.mask.chars.endswith(("任务", "待办", "提醒", "日程"), clause.start, hit.start)), None)


def asked_to_approve(message: Message, clause: Clause) -> list[Hit]:
    """The word approve, said to a manager with what is wanted: a discount, an expense, a sum; not a request that lies there."""
    if not clause.has("command.approve"):
        return []
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler", "command.polite")]
    hits = [hit for hit in clause.cues("command.approve") if content_size(message.wording(clause.start, hit.start, lead)) == 0]
    if not hits:
        return []
    wanted = clause.has("approval.thing") or clause.of_kind("money") or "%" in message.mask.chars[clause.start : clause.end]
    lying = LYING_THERE.search(message.mask.chars[clause.start : clause.end])
    return hits if wanted and not lying and not any(member_of(one) for one in clause.of_kind("person")) else []


HIS = shape("command_records.his")


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
    if any(came.end <= hit.start for came in clause.cues("payment.came")) and message.mask.chars.startswith(("是", "为", "写"), hit.end):
        return None  # 蓝海打款七万备注是货款
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
    ("convert", simple("command.convert", reason=True)),
    ("convert", convert),
    ("snooze", snooze),
    ("complete", complete),
    ("reject", simple("command.reject", reason=True)),
    ("approve", simple("command.approve")),
    ("cancel", simple("command.no_reminder")),
    ("cancel", simple("command.cancel", noun=True)),
    ("comment", comment),
)
TOLD_BY = {verb: (f"command.{verb}", *ALSO.get(verb, ())) for verb, _ in FINDERS}
"""The cues by which each verb is told."""
