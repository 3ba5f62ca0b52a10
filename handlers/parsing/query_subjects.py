"""What a clause asks the assistant for, and what it asks for beside that."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape

RANKED_BY = ("target.visits", "target.calls", "target.payment", "target.sales", "target.customers", "target.margin", "target.outlets")
"""What a ranking may be made by: "leaderboard for visits"."""
ABOUT = ("help", "ranking", "approvals", "check_ins", "reports", "pool", "untouched", "tasks", "pipeline", "targets", "leads", "knowledge")
"""What may be asked for, the surest first."""
JOINABLE_NAMES = ("ranking", "approvals", "check_ins", "reports", "pool", "tasks", "pipeline", "targets", "leads")
JOINABLE = frozenset(f"query.{about}" for about in JOINABLE_NAMES)
AND = shape("query_subjects.and")
"""What joins two things that are asked for: my tasks and the leaderboard."""


def subject_of(clause: Clause) -> str | None:
    """What a clause may ask for, the surest first; 任务完成了多少 asks for targets, though the word for tasks is in it."""
    found = [about for about in ABOUT[1:] if clause.has(f"query.{about}")]
    for other in ("targets", "pipeline"):
        if found[:1] == ["tasks"] and other in found:
            inner, outer = clause.cues("query.tasks"), clause.cues(f"query.{other}")
            if all(any(one.start <= hit.start and hit.end < one.end for one in outer) for hit in inner):
                return other  # "due to close"
    if found[:1] == ["pool"] and "untouched" in found and clause.of_kind("date"):
        return "untouched"  # 两周没人跟的线索 are not nobody's
    if found[:1] == ["check_ins"] and "knowledge" in found and not clause.of_kind("person"):
        return "knowledge"  # 合同模板在哪里
    return found[0] if found else None


def is_bare(message: Message, clause: Clause, about: str) -> bool:
    """Whether a clause holds nothing but the name of what is asked for, a time and whose it is."""
    cues: tuple[str, ...] = (
        f"query.{about}",
        "query.show",
        "query.what",
        "query.card",
        "target.me",
        "target.team",
        "target.company",
        "intent.filler",
        "command.polite",
        "words.dangling",
        "words.article",
        "words.date_before",
    )
    cues += RANKED_BY if about == "ranking" else ()
    ranges = [(hit.start, hit.end) for hit in clause.cues(*cues)] + [(one.place, one.place + 1) for one in clause.entities]
    return content_size(message.wording(clause.start, clause.end, ranges)) == 0


def after_address(clause: Clause) -> int:
    """Where a clause begins behind please, can you, 帮我."""
    start = clause.start
    for hit in sorted(clause.cues("intent.filler", "command.polite"), key=lambda one: (one.start, -one.end)):
        if start <= hit.start <= start + 1:
            start = hit.end
    return start


def opens_anew(clause: Clause) -> bool:
    """Whether a word that comes to another thing opens a clause: 还有, 另外."""
    return any(hit.start == clause.start for hit in clause.cues("intent.filler"))


def names_another(message: Message, clause: Clause, about: str | None) -> bool:
    """Whether a clause comes to another thing to see, and says no more: 还有昨天的日报."""
    return about in JOINABLE_NAMES and opens_anew(clause) and is_bare(message, clause, str(about))


def adds_to_asked(message: Message, clauses: Sequence[Clause], place: int, about: str) -> bool:
    """Whether a clause names another thing to see behind one that asked for something: 看一下我的审批，还有昨天的日报."""
    before = [one for one in clauses[:place] if one.sentence == clauses[place].sentence][-1:]
    return any(subject_of(one) for one in before) and names_another(message, clauses[place], about)


def asked_together(message: Message, clause: Clause, about: str) -> tuple[str, ...]:
    """The two things that a clause asks for where a word joins them, in their order: 我的任务和公海."""
    if clause.of_kind("company"):
        return ()
    listed = sorted((hit for hit in clause.hits if hit.cue in JOINABLE), key=lambda hit: (hit.start, -hit.end))
    for place, hit in enumerate(listed):
        for other in listed[place + 1 :]:
            pair = hit.cue[6:], other.cue[6:]
            if about in pair and pair[0] != pair[1] and hit.end < other.start and AND.fullmatch(message.mask.chars, hit.end, other.start):
                return pair
    return ()
