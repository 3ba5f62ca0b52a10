"""Commands about whose a customer is: claim, release, assign."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, disposed, object_of, opening, reason_after, spelled
from handlers.parsing.customers import customer_of, is_member, member_of, names_in
from handlers.parsing.drafts import Draft
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Value
from handlers.parsing.shapes import shape, word_list

CLOSING = shape("customer_commands.closing")
"""What may stand behind a word of claiming: 天天印务我也认领了吧."""
OUTRIGHT = word_list("customer_commands.outright")
"""What stands behind these and nothing else is a name, though nobody knows it: 认领湖州天天鲜."""
PRONOUN = shape("customer_commands.pronoun")
"""The member told before: 把优途转给他."""
THEM = shape("customer_commands.them")
"""The customer told of in the sentence before: "they're closing down. release them to the pool"."""
IT = shape("customer_commands.it")
"""The lead told before: "claim it for me"."""
TO = shape("customer_commands.to")
LONGEST_NAME = 12
UNNAMED = frozenset(("客户", "线索", "商机", "客户资源", "这个客户", "这条线索", "任务", "名单"))
"""Behind these and a colon stands which one."""


def claim(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Claim a lead or customer from the pool."""
    clause = clauses[place]
    hit = (
        opening(message, clause, "command.claim")
        or disposed(message, clause, "command.claim")
        or next(
            (one for one in clause.cues("command.claim") if CLOSING.fullmatch(message.mask.chars, one.end, clause.end) and clause.of_kind("company")),
            None,
        )
    )
    if hit is None or clause.has("deal.lost") or (clause.has("command.assign") and any(is_member(one) for one in clause.of_kind("person"))):
        return None
    names = clause.of_kind("company", "person")
    words = object_of(message, clause, hit, [(other.start, other.end) for other in clause.cues("command.claim") if other is not hit])
    if not names and home is not None and home.kind == "lead" and IT.fullmatch(words):
        return {"object": customer_of([one for one in names_in(home.all_clauses()) if not is_member(one)]).company or words}, 1
    outright = len(clauses) == 1 and message.mask.chars[hit.start : hit.end] in OUTRIGHT and 2 <= content_size(words) <= LONGEST_NAME
    if not names and not outright and not clause.has("query.leads", "query.pool"):
        return None
    if not names and not content_size(words):
        return None
    if names and (len(names) == 1 or not content_size(words)):
        words = spelled(names[0])
    return {"object": words}, 1


READY = shape("customer_commands.ready")
"""What may stand between a lead and the word that closes its clause: 宏图的线索可以转成客户吧."""


def convert(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Make a customer of a lead that stands before the word for it: 宏图的线索转成客户吧 (转成客户了 only tells of it)."""
    clause = clauses[place]
    name = next(iter(clause.of_kind("company", "person")), None)
    if name is None or name.place != clause.start or is_member(name) or home is not None:
        return None
    for hit in clause.cues("command.convert"):
        before = READY.fullmatch(message.mask.chars, name.place + 1, hit.start) is not None
        if before and message.mask.chars[hit.end : clause.end] in ("", "吧", "啦", "一下", "一下吧", "哈"):
            text, length = reason_after(message, clauses, place)
            return {"object": spelled(name), **({"text": text} if text else {})}, length
    return None


def release(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Give a lead or customer back to the pool."""
    clause = clauses[place]
    hit = opening(message, clause, "command.release") or next((one for one in clause.cues("command.release")), None)
    names = clause.of_kind("company", "person") or [one for one in told_before(clauses, place) if one.known and not is_member(one)][-1:]
    if not names and home is not None and home.kind == "contact" and THEM.fullmatch(message.mask.chars, clause.start, clause.end):
        told = [one for one in names_in(home.all_clauses()) if not is_member(one)]
        return ({"object": customer_of(told).company or spelled(told[0])}, 1) if told else None
    if (
        hit is None
        or not names
        or (
            not clause.has("query.pool") and opening(message, clause, "command.release") is None and message.mask.chars[hit.start : hit.end].isascii()
        )
    ):
        return None
    follow = clauses[place + 1] if place + 1 < len(clauses) and clauses[place + 1].sentence == clause.sentence else None
    handed = follow is not None and follow.has("command.assign") and any(is_member(one) for one in follow.of_kind("person"))
    if handed and follow is not None and not follow.of_kind("company"):
        return None  # 我不跟了，转给小陈
    if follow is not None and follow.has("command.release") and not follow.entities:
        return {"object": spelled(names[0])}, 2  # 我不跟了，放回公海
    text, length = reason_after(message, clauses, place)
    name = spelled(names[0])
    return {"object": name, **({"text": text} if text else {})}, length


def told_before(clauses: Sequence[Clause], place: int) -> list[Entity]:
    """The names in the clauses of the same sentence that stand before one: 喜乐那边一直没动静，放回公海吧."""
    return [one for clause in clauses[:place] if clause.sentence == clauses[place].sentence for one in clause.of_kind("company", "person")]


def assign(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Give a lead, a customer or a task to a member."""
    clause = clauses[place]
    hit = opening(message, clause, "command.assign") or next(
        (one for one in clause.cues("command.assign") if not message.mask.chars[one.start : one.end].isascii()), None
    )
    members = [one for one in clause.of_kind("person") if member_of(one)]
    if hit is not None and not members and PRONOUN.match(message.mask.chars, hit.end, clause.end):
        members = [one for one in message.mask.within(0, clause.start, ("person",)) if member_of(one)]
    if hit is None or not members or message.mask.chars.startswith(("我", "俺", "咱"), hit.end):
        return None  # 李娜转给我一个线索
    receiver = message.mask.at(hit.end) if hit.end < clause.end else None
    if receiver is not None and receiver.kind == "person" and not is_member(receiver) and members[-1].place < hit.start:
        return None  # 小曼把合同交给李倩了
    target = members[-1]
    others = [one for one in clause.of_kind("company", "person") if one is not target]
    told = [] if others else [one for one in told_before(clauses, place) if one.known and not is_member(one)]
    at = hit.end if target.place < clause.start else target.place  # 转给他
    last = max(hit.end, at + 1)
    first = min(hit.start, at)
    words = (
        object_of(message, Clause(clause.start, max(first, clause.start), clause.sentence, clause.hits, clause.entities), hit, [])
        if not others
        else spelled(others[0])
    )
    if not others and not content_size(words):
        words = customer_of(told).company or TO.sub("", message.wording(hit.end, at))
    text, length = reason_after(message, clauses, place)
    if words in UNNAMED and text and message.mask.chars[clause.end : clause.end + 1] == ":":
        words, text = text, ""  # 客户转给小李：蓝海物流
    if not text and content_size(message.wording(last, clause.end)) > 4:
        text = message.wording(last, clause.end)
    name = member_of(target)
    fields: dict[str, Value] = {"object": words, "to": name or target.said}
    if text:
        fields["text"] = text
    return {key: value for key, value in fields.items() if value}, length
