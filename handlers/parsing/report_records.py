"""Daily reports: what was done, what is planned, what is in the way."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from handlers.parsing.clauses import EMOJI, Clause
from handlers.parsing.cues import Hit, phrases_of
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import shape, word_list

SECTIONS = ("blockers", "plan", "done")
COLON = re.compile(r"\s?(?:[:：]|-\s)")
SIGN = re.compile(rf"(?:^|\n)\s?([{EMOJI}])\s?$")
"""A sign alone at the beginning of a line."""
TROUBLE = word_list("report_records.trouble")
LEADS_TO_TROUBLE = shape("report_records.leads_to_trouble")
I_DID = shape("report_records.i_did")
"""How somebody begins to tell the day: "today I covered …", "today covered …"."""
COUNTED = shape("report_records.counted")
"""The same in Chinese, by how many: 今天拜访了四家客户."""
ASIDE = word_list("report_records.aside")
"""With these a report comes to something else."""


def end_of_day_head(message: Message) -> int:
    """Where a report begins behind "EOD:", which is a time of day in other places; 0 where none does."""
    first = next(iter(message.mask.entities), None)
    if first is None or first.kind != "date" or first.place or first.said.lower() not in {phrase for _, phrase in phrases_of("report", "day_end")}:
        return 0
    mark = re.match(r"\s*(?::|-)\s*", message.mask.chars[1:])
    to_do = mark is not None and any(hit.cue == "task.verb" and hit.start == 1 + mark.end() for hit in message.hits)  # EOD: send the quote
    return 1 + mark.end() if mark and not to_do else 0


def report_of(message: Message) -> Record | None:
    """The daily report that the whole message is; None where it is none."""
    clauses = message.clauses
    if not clauses or any(clause.question and clause.has("query.reports") for clause in clauses[:1]):
        return None
    heads = [place for place, clause in enumerate(clauses[:2]) if clause.has("report.head") and starts_with_head(message, clause)]
    headed = bool(heads)
    if heads == [1] and any(COLON.search(message.mask.chars, hit.start, hit.end + 2) for hit in clauses[1].cues("report.head")):
        clauses = clauses[1:]  # 今天就这样，日报：…
    day_end = 0 if headed else end_of_day_head(message)
    headed = headed or day_end > 0
    untitled = not headed and told_in_one_breath(message, clauses)
    headed = headed or untitled
    marks = [(clause, section, end) for clause in clauses if (found := section_at(message, clause, headed)) for section, end in [found]]
    if headed:
        marks = sorted([*marks, *signed_marks(message, clauses, {clause.start for clause, _, _ in marks})], key=lambda mark: mark[0].start)
    told = {section for _, section, _ in marks}
    if headed and (untitled or told <= {"done"}):
        spoken = [mark for mark in spoken_marks(message, clauses) if mark[1] not in told]
        marks = sorted([*marks, *spoken], key=lambda mark: mark[0].start)
    marks = with_trouble(message, clauses, marks) if headed else marks
    labelled = {section for clause, section, end in marks if COLON.match(message.mask.chars, end)}
    marks = [mark for mark in marks if mark[1] != "blockers" or "blockers" not in labelled or COLON.match(message.mask.chars, mark[2])]
    if headed and not marks and any(clause.has("command.undo") for clause in clauses):
        return None
    if not headed and not ("done" in labelled and len(labelled) >= 2) and len(labelled & {"done", "plan"}) != 2:
        return None
    if not headed:  # by its labels it is a report: "done: … tomorrow: … blocked on pricing"
        later = [one for one in clauses if one.start > marks[0][0].start and "blockers" not in told]
        marks += [(one, *found) for one in later if (found := section_at(message, one, True)) and found[0] == "blockers"][:1]
        marks.sort(key=lambda mark: mark[0].start)
    if headed and len(clauses) == 1 and content_size(message.wording(clauses[0].start, clauses[0].end)) <= 8:
        return None
    fields: dict[str, Value] = {}
    bounds = [*marks, (Clause(len(message.mask.chars), len(message.mask.chars), 0, [], []), "", 0)]
    first = bounds[0][0].start
    head_end = max((hit.end for clause in clauses[:2] for hit in clause.cues("report.head")), default=day_end)
    if headed and first > head_end and (lead := section_words(message, head_end, first)) and content_size(lead) >= 4:
        fields["done"] = lead
    for (_, section, end), (following, _, _) in pairwise(bounds):
        words = section_words(message, end, following.start)
        if words:
            fields[section] = f"{fields[section]}, {words}" if section in fields else words
    if not fields:
        return None
    ordered: dict[str, Value] = {section: fields[section] for section in ("done", "plan", "blockers") if section in fields}
    return Record("daily_report", ordered, (), ("daily_report.head" if headed else "daily_report.labels",), (0, len(message.text.original)))


@cache
def signs() -> dict[str, str]:
    """The section that each sign at the beginning of a line stands for: ✅ done, ➡ planned, ⛔ in the way."""
    return {sign: section for section in SECTIONS for _, sign in phrases_of("report", f"{section}_sign")}


def signed_marks(message: Message, clauses: list[Clause], marked: set[int]) -> list[tuple[Clause, str, int]]:
    """Where a section of a report begins with a sign and without a word of its own."""
    found = []
    for clause in clauses:
        opening = SIGN.search(message.mask.chars, max(0, clause.start - 4), clause.start)
        section = signs().get(opening[1]) if opening and clause.start not in marked else None
        if opening is not None and section is not None:
            found.append((replace(clause, start=opening.start(1)), section, clause.start))
    return found


def spoken_marks(message: Message, clauses: list[Clause]) -> list[tuple[Clause, str, int]]:
    """Where a report told in one breath, without a mark, comes to what is planned (明天…) and to what is in the way (问题就是…)."""
    found = []
    for clause in clauses:
        ahead = message.first_ahead(clause)
        if ahead is not None and ahead.place > clause.start:
            found.append((Clause(ahead.place, clause.end, clause.sentence, [], []), "plan", ahead.place + 1))
        after = ahead.place if ahead is not None else clause.start
        trouble = [hit for hit in clause.cues("report.blockers") if hit.start > after and message.mask.chars.startswith(TROUBLE, hit.start)]
        for hit in trouble[:1]:
            leads = LEADS_TO_TROUBLE.search(message.mask.chars, max(after, hit.start - 8), hit.start)
            start = leads.start() if leads else hit.start
            found.append((Clause(start, clause.end, clause.sentence, [], []), "blockers", hit.end))
    return found


def with_trouble(message: Message, clauses: list[Clause], marks: list[tuple[Clause, str, int]]) -> list[tuple[Clause, str, int]]:
    """The marks of a report; what closes it behind the plan and went wrong is in the way, though not called so: 另外磨豆机坏了."""
    if not marks or marks[-1][1] != "plan" or "blockers" in {section for _, section, _ in marks} or message.text.language != "zh":
        return marks
    behind = [one for one in clauses if one.start > marks[-1][0].start]
    aside = [one for one in behind if message.mask.chars.startswith(ASIDE, one.start)]
    aside += [one for one in behind[-1:] if stands_apart(message, one)]
    bad = [one for one in aside if went_wrong(one) and not message.deadlines(one)]
    return [*marks, (bad[0], "blockers", bad[0].start)] if bad else marks


def stands_apart(message: Message, clause: Clause) -> bool:
    """Whether a clause goes on from no other, by a mark that is none of a sentence's own, nor speaks of somebody named before it."""
    mark = message.mask.chars[clause.start - 1 : clause.start]
    opens = any(hit.start == clause.start for hit in clause.cues("words.whom", "task.verb", "intent.own", "intent.duty"))
    return mark not in (",", "，", "、", ":", "") and not opens


def went_wrong(clause: Clause) -> bool:
    """Whether a clause tells what went wrong; behind that it may say that it must be mended: 刹车有异响得修."""
    wrong = clause.cues("result.negative", "report.trouble")
    return bool(wrong) and all(hit.start > wrong[0].start for hit in clause.cues("intent.duty"))


def told_in_one_breath(message: Message, clauses: list[Clause]) -> bool:
    """Whether a message without a title tells the day, what is planned and what is in the way: "today I … tomorrow I … and the only issue is …"."""
    opening = next((hit for shape in (I_DID, COUNTED) if (hit := shape.match(message.mask.chars, clauses[0].start, clauses[0].end))), None)
    date = message.mask.at(clauses[0].start)
    if opening is None or date is None or date.date is None or date.date.first.day != message.today:
        return False
    ahead = next((day for clause in clauses if (day := message.first_ahead(clause)) is not None), None)
    trouble = [hit for clause in clauses for hit in clause.cues("report.blockers") if is_trouble(message, hit)]
    return ahead is not None and any(hit.start > ahead.place for hit in trouble)


def is_trouble(message: Message, hit: Hit) -> bool:
    """Whether a word for trouble opens what is in the way: "the only issue is …", "issue - …"."""
    return message.mask.chars.startswith(TROUBLE, hit.start) or COLON.match(message.mask.chars, hit.end) is not None


def starts_with_head(message: Message, clause: Clause) -> bool:
    """Whether a report's title opens the clause."""
    hit = clause.cues("report.head")[0]
    if any(hit.start <= one.place < hit.end and one.date is not None and one.date.first.day > message.today for one in clause.of_kind("date")):
        return False  # 明天的活
    return content_size(message.wording(clause.start, hit.start, [(one.start, one.end) for one in clause.cues("intent.filler")])) <= 2


def section_at(message: Message, clause: Clause, headed: bool) -> tuple[str, int] | None:
    """The section that begins with a clause, and where its words begin."""
    chars = message.mask.chars
    start = clause.start
    while start < clause.end and chars[start] in "-*•[【 ":
        start += 1
    date = message.mask.at(start)
    if date is not None and date.kind == "date" and date.date is not None:
        day = (date.date if heads_plan(message, clause, date) else message.past_dates.get(date.start) or date.date).first.day
        end = start + 1
        labels = [hit.end for hit in clause.cues("report.plan", "report.done") if hit.start in (start, end, end + 1) and hit.end > end]
        extra = next((one for one in labels if COLON.match(chars, one)), None)
        if day > message.today and (headed or COLON.match(chars, end) or extra):
            return "plan", extra or (end if COLON.match(chars, end) else start)
        if day == message.today and (headed or COLON.match(chars, end) or extra):
            return "done", extra or max([end, *(hit.end for hit in clause.cues("report.head") if hit.start == start)])
    for section in SECTIONS if clause.has("report.") else ():
        for hit in sorted(clause.cues(f"report.{section}"), key=lambda one: -one.end):
            if hit.start - start > 1:
                continue
            if COLON.match(chars, hit.end) or (hit.end >= clause.end and message_colon(message, clause)):
                return section, hit.end
            if headed and any(bare.start == hit.start and bare.end == hit.end for bare in clause.cues("report.bare")):
                return section, hit.end
            if (section == "blockers" and (headed or chars[hit.start : hit.end].startswith("no "))) or (
                section == "plan" and headed and not chars[hit.start : hit.end].isascii()
            ):
                return section, hit.start
    return None


def heads_plan(message: Message, clause: Clause, day: Entity) -> bool:
    """Whether an open weekday, the only one that heads anything, stands behind what was done: "… van serviced. Monday - Hull run"."""
    heads = [one for one in message.mask.entities if one.date and one.date.rule == "weekday" and COLON.match(message.mask.chars, one.place + 1)]
    return heads == [day] and any(one.end < clause.start and not one.has("report.head") for one in message.clauses)


def message_colon(message: Message, clause: Clause) -> bool:
    """Whether a colon stands right behind a clause."""
    return bool(COLON.match(message.mask.chars, clause.end))


def section_words(message: Message, start: int, end: int) -> str:
    """A section's words."""
    words = message.wording(start, end)
    return tidy(re.sub(rf"^[\s:：\-】\]】]+|[\s【\[\-]*(?:(?<=\s)[{EMOJI}]\s*)?$", "", words))
