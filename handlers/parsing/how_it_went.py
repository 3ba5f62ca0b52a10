"""How a contact went: by good and bad words, by a face that was made, or by what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import names_in
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message
from handlers.parsing.numerals import goods_measures
from handlers.parsing.records import Record
from handlers.parsing.shapes import shape

WANTED = shape("how_it_went.wanted", packed=goods_measures("packed"))
"""So many of our goods are wanted, and none are to go back."""
IN_VAIN, NO, YES = shape("how_it_went.in_vain"), shape("how_it_went.no"), shape("how_it_went.yes")
RESERVE = shape("how_it_went.reserve")
"""So a clause begins that makes a reserve."""
SLIGHT = shape("how_it_went.slight")
SLIGHTLY = shape("how_it_went.slightly")
"""What makes a bad word slight, behind it or before."""


def outcome_of(message: Message, draft: Draft, step: Clause | None) -> str:
    """How it went: no answer, or the stronger of good and bad words, or else a face that was made."""
    clauses = [*told_before(draft), draft.head, *heard_of(draft), *[clause for clause in draft.clauses if clause is not step]]
    if any(clause.has("past.no_answer") or is_all(message, clause, IN_VAIN) for clause in clauses):
        return "no_answer"
    bad, good = (sum(is_all(message, clause, word) for clause in clauses) for word in (NO, YES))
    decided = False
    for clause in [*clauses, *([step] if step is not None else [])]:
        praise = [hit for hit in clause.cues("result.positive") if not negated(clause, hit.start)]
        said = [hit for hit in clause.cues("result.negative") if not any(goes_beyond(one, hit) for one in praise)]
        worst = [hit for hit in said if not of_others(clause, hit) and not (good > bad and is_small(message, clause, hit))]
        best = [hit for hit in praise if not any(other.start < hit.end and hit.start < other.end for other in said)]
        bad, good = bad + len(worst), good + len(best)
        told = max([*worst, *best], key=lambda hit: hit.start, default=None)
        if told is not None:
            decided = any(told.start < one.end and one.start < told.end for one in clause.cues("words.decided"))
    if bad == good and bad and decided:
        return "positive"  # 换供应商的事馆长点头了
    if bad:
        return "negative" if bad >= good else ""
    wanted = any(orders_goods(message, clause) for clause in clauses)
    return "positive" if good or wanted else face_made(message, clauses)


def goes_beyond(praise: Hit, blame: Hit) -> bool:
    """Whether good words hold a bad one and more: 没掉色."""
    return praise.start < blame.start and blame.end <= praise.end


def is_all(message: Message, clause: Clause, words: re.Pattern[str]) -> bool:
    """Whether a clause says no more than some words: "called Bob, voicemail", "Zeta (no)"."""
    return words.fullmatch(message.mask.chars, clause.start, clause.end) is not None


def orders_goods(message: Message, clause: Clause) -> bool:
    """Whether a customer wants so many of our goods: "want 40 cases"."""
    wanted = WANTED.search(message.mask.chars, clause.start, clause.end) is not None
    return wanted and not clause.has("veto.negated", "veto.hypothetical", "result.negative")


def face_made(message: Message, clauses: Sequence[Clause]) -> str:
    """How it went by the emoji in some clauses or right behind them."""
    faces = [hit for hit in message.hits if hit.cue in ("result.glad", "result.sad")]
    made = {hit.cue for hit in faces if any(one.start <= hit.start <= one.end + 1 for one in clauses)}
    return "" if len(made) != 1 else "positive" if made == {"result.glad"} else "negative"


def judged_by_deals(records: Sequence[Record]) -> list[Record]:
    """Records in which a contact that tells not how it went gets it from the deal or contract told with it."""
    return [replace(one, fields={**one.fields, "outcome": judged}) if (judged := what_came_of(one, records)) else one for one in records]


def what_came_of(contact: Record, records: Sequence[Record]) -> str:
    """How a contact went by what came of it: a contract or a deal that moved on, or one that was lost."""
    if contact.kind != "contact_log" or "outcome" in contact.fields:
        return ""
    company = contact.fields.get("company")
    same = [one for one in records if one.kind in ("contract", "deal") and one.fields.get("company", company) == company]
    if any(one.fields.get("stage") == "lost" for one in same):
        return "negative"
    return "positive" if any(one.kind == "contract" or "stage" in one.fields for one in same) else ""


def heard_of(draft: Draft) -> list[Clause]:
    """The clause that told of another customer what holds for this one as well, or of nobody yet: "same for Beta", 电话没打通 宏图 王总."""
    first = draft.inherited
    if first is None:
        return []
    both = draft.rules[:1] == ["contact.same"] or (draft.together and (first.start >= draft.head.end or first.rules[:1] == ["contact.told"]))
    silent = first.head.has("past.no_answer") and not first.head.of_kind("company", "person")
    return [first.head] if both or silent else []


def of_others(clause: Clause, hit: Hit) -> bool:
    """Whether a bad word is said of what the customer has now, and not of ours: 现在人工定损太慢, 嫌现在那家慢."""
    return any(one.end <= hit.start or one.start <= hit.start < hit.end < one.end for one in clause.cues("result.present"))


def is_small(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether a bad word is only a small reserve behind praise: 很满意，就是物流慢了点; not 就是没预算."""
    return RESERVE.match(message.mask.chars, clause.start, clause.end) is not None and (
        SLIGHT.match(message.mask.chars, hit.end, clause.end) is not None or SLIGHTLY.search(message.mask.chars, clause.start, hit.end) is not None
    )


def negated(clause: Clause, place: int) -> bool:
    """Whether a negation stands right before a place."""
    return any(hit.cue == "veto.negated" and 0 <= place - hit.end <= 1 for hit in clause.hits) or any(
        hit.cue == "target.me" and hit.end == place for hit in clause.hits
    )


def told_before(draft: Draft) -> list[Clause]:
    """The clauses that told how a customer stands before the act: 康瑞的离心机坏了，我联系了工程师."""
    before = [one for one in draft.before if one.has("result.")]
    return before if names_in(draft.before) else []
