"""Commands about tasks: to put one off, to tick one off."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, is_han_cue, object_of, opening
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member, names_customer
from handlers.parsing.dates import find_dates
from handlers.parsing.drafts import Draft
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.moved import moved
from handlers.parsing.records import Value
from handlers.parsing.shapes import shape, word_list

PLEASE = shape("task_commands.please")
TICKING = word_list("task_commands.ticking")
"""What is said of tasks only, so that no word for one is needed."""
MINE = shape("task_commands.mine")
"""What stands behind an English verb that puts something off: "move my call with Jane to Thursday"."""
TASKS = word_list("task_commands.tasks")
RENEWED = word_list("task_commands.renewed")
THEIR_DOING = shape("task_commands.their_doing")
BY = shape("task_commands.by")
MARKS = shape("task_commands.marks")
LEADS_TO_DAY = shape("task_commands.leads_to_day")


def snooze(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Put a task off to another day."""
    clause = clauses[place]
    reminds = any(one.sentence == clause.sentence and one.has("task.remind") for one in clauses[place + 1 : place + 2])
    if home is None and not reminds and (told := moved(message, clause)) is not None:
        return told, 1
    if clause.of_kind("money") and clause.has("deal.close"):
        return None
    if clause.has("deal.open", "deal.negotiation", "deal.proposal", "deal.qualified", "deal.lost", "deal.topic"):
        return None
    opens = opening(message, clause, "command.snooze")
    if (
        clause.has("past.call", "past.visit", "past.meeting")
        and opening(message, clause, "command.dispose") is None
        and not (names_task(message, clause) or (opens is not None and MINE.match(message.mask.chars, opens.end, clause.end)))
    ):
        return None
    dates = [one for one in clause.of_kind("date") if one.date is not None and one.date.last.day >= message.today]
    dates = [one for one in dates if not message.mask.chars.startswith("'s ", one.place + 1)]
    if opens is not None and not dates and message.mask.chars.startswith(" \ue002's ", opens.end) and clause.has("base.", "command.task_noun"):
        named = names_customer(clause)
        return ({"object": object_of(message, clause, opens, [])}, 1) if named else None  # "postpone Friday's call with Jane by a week"
    if opens is not None and message.mask.chars[opens.start : opens.start + 2] in RENEWED and not clause.of_kind("company", "person"):
        return None  # 他没空，改约周四 is told of a customer
    hits = [hit for hit in clause.cues("command.snooze") if any(0 <= one.place - hit.end <= 2 for one in dates) or hit is opens]
    han = [hit for hit in hits if not message.mask.chars[hit.start : hit.end].isascii()]
    if not dates and not clause.has("past.") and (later := put_off_by(message, clause)) is not None:
        return later
    if not hits or not dates or not (opens is not None or han) or takes_away(message, hits[0], dates[-1]):
        return None
    hit = hits[0]
    if han and not (clause.has("command.task_noun", "command.dispose") or opens is not None or clause.of_kind("company")):
        return None
    if is_of_customer(message, clause, hit, home):
        return None
    due = dates[-1]
    words = object_of(message, clause, hit, [message.date_range(one) for one in dates] + [(one.start, one.end) for one in hits])
    fields: dict[str, Value] = {"due": due.date.last} if due.date else {}
    if content_size(words):
        fields["object"] = LEADS_TO_DAY.sub("", words)
    return fields, 1


def is_of_customer(message: Message, clause: Clause, hit: Hit, home: Draft | None) -> bool:
    """Whether what is put off is the customer's to do, or what was just told: 鼎盛的验收推迟到下周五, 蓝海要延期付款，拖到1月底."""
    if clause.has("command.task_noun", "command.dispose"):
        return False
    told = home is not None and hit.start == clause.start and not message.mask.chars[hit.start].isascii()
    return told or THEIR_DOING.search(message.mask.chars, clause.start, hit.start) is not None


AWAY = ("put", "push", "move", "shift", "bump", "kick", "slide")
BY_WHEN = shape("task_commands.by_when")


def takes_away(message: Message, hit: Hit, due: Entity) -> bool:
    """Whether an English verb of putting off is said of a thing, and by when: "move the van round by Friday"."""
    said = message.mask.chars[hit.start : hit.end]
    return said in AWAY and BY_WHEN.search(message.mask.chars, hit.end, due.place) is not None


def names_task(message: Message, clause: Clause) -> bool:
    """Whether what is put off is said to be a task, and so is not told as done: 回访宏图的任务推到周五."""
    chars = message.mask.chars
    return any(chars.endswith(TASKS, clause.start, hit.start) for hit in clause.cues("command.snooze"))


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
    told = any(hit.start == clause.start and not message.mask.chars[hit.start].isascii() for hit in clause.cues("task.for_member"))
    if clause.has("report.head") or clause.of_kind("money") or pays(clause) or told_ahead(message, clause) or told:
        return None  # 让小谭把退货单办完
    hits = clause.cues("command.complete")
    opens = opening(message, clause, "command.complete")
    chars = message.mask.chars
    marks = MARKS.match(chars[clause.start : clause.end])
    last = clause.start + len(PLEASE.sub("", chars[clause.start : clause.end]))
    ends = next((hit for hit in hits if hit.end >= last - 2 and hit.start > clause.start), None)
    if ends is not None and any(hit.start < ends.start < hit.end for hit in clause.cues("deal.lost")):
        return None  # 这个商机关了吧
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
    called = ends is not None and chars.endswith(TASKS, clause.start, ends.start)
    if ends and named_task and (called or not clause.has("past.call", "past.visit", "past.meeting", "past.video", "past.email", "past.message")):
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
