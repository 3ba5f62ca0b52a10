"""Next steps that are told in several clauses: with a day of their own each, what is done first, and the day behind."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.drafts import Draft
from handlers.parsing.follow_ups import OURS, THEY_HAVE, Next, leads_on
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape

APART = 2
WANTED = shape("joined_steps.wanted")
"""What they would have is no step of ours: "he wants delivery before the 1st"."""


def with_others(message: Message, best: Next | None, steps: list[Next]) -> Next | None:
    """A step of ours, joined with those of ours with a day of their own right before and behind it: 周三送样品，周五给报价."""
    if best is None or best.score < OURS or SO_WE.match(message.mask.chars, best.clause.start):
        return best
    row = [best.clause]
    own = [step.clause for step in steps if step.score > OURS or (step.score == OURS and opens_with_act(message, step.clause))]
    dated = [one for one in own if message.deadlines(one) and one.sentence == best.clause.sentence]
    for clause in reversed([one for one in dated if one.end <= best.clause.start]):
        row = [clause, *row] if row[0].start - clause.end <= APART else row
    for clause in [one for one in dated if one.start >= best.clause.end]:
        row = [*row, clause] if clause.start - row[-1].end <= APART else row
    if len(row) == 1 or not message.deadlines(best.clause):
        return best
    return joined(row, best.score, several=True)


def joined(row: list[Clause], score: int, *, several: bool = False) -> Next:
    """The clauses of a row as one step."""
    hits, entities = [hit for one in row for hit in one.hits], [entity for one in row for entity in one.entities]
    return Next(Clause(row[0].start, row[-1].end, row[0].sentence, hits, entities), score, several=several)


SO_WE = shape("joined_steps.so_we")
"""What we do stands behind these, and why before them: "must deliver before 8am so I need to check with ops by Friday"."""


def opens_with_act(message: Message, clause: Clause) -> bool:
    """Whether a clause begins with what is to be done, or its day and that; not 招标参数下周出."""
    if message.text.language != "zh":
        return WANTED.match(message.mask.chars, clause.start, clause.end) is None
    first = {clause.start, *(one.place + 1 for one in clause.of_kind("date") if one.place <= clause.start + 1)}
    hits = clause.cues("task.verb", "base.", "intent.own")
    return any(hit.start in first for hit in [*hits, *(one for one in clause.cues("words.dangling") if leads_on(message, one))])


HANDS_OVER = shape("joined_steps.hands_over")
"""Such a step says no more than by when: 要我们补文件，下周二以前给."""
FIRST = shape("joined_steps.first")
"""What may stand before the first of two things to do."""


def with_first_part(message: Message, draft: Draft, best: Next | None) -> Next | None:
    """A step that begins with *then*, joined with what is done before it: "I check with HQ, then tell him by Thu"."""
    if best is None or not message.mask.chars.startswith("then ", best.clause.start):
        return best
    before = next((one for one in draft.clauses if one.sentence == best.clause.sentence and 0 <= best.clause.start - one.end <= APART), None)
    lead = FIRST.match(message.mask.chars, before.start, before.end) if before is not None else None
    if before is None or lead is None or message.deadlines(before):
        return best
    if not any(hit.start == lead.end() for hit in before.cues("task.verb", "task.told", "base.")):
        return best
    return joined([before, best.clause], best.score)


def with_its_day(message: Message, best: Next | None, steps: list[Next]) -> Next | None:
    """A step that is only a day, joined with what is to be done, told right before it: 要我们重新报，最晚周五."""
    if best is None:
        return best
    days = [message.date_range(one) for one in best.clause.of_kind("date")]
    theirs = THEY_HAVE.match(message.mask.chars, best.clause.start, best.clause.end) is not None
    said = message.wording(best.clause.start, best.clause.end, days)
    if content_size(said) and not theirs and not HANDS_OVER.fullmatch(said):
        return best
    before = next(
        (one.clause for one in steps if one.clause.end <= best.clause.start <= one.clause.end + 2 and not message.deadlines(one.clause)), None
    )
    if before is None:
        return best
    return joined([before, best.clause], best.score)
