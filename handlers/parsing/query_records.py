"""Queries: the assistant is asked for what it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member, member_of
from handlers.parsing.drafts import Draft
from handlers.parsing.idle import asks_who
from handlers.parsing.looked_up import look_up
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.query_fields import NAMED_TEAM, THEIRS, name_of, period_of, scope_of, their_scope
from handlers.parsing.query_subjects import ABOUT, adds_to_asked, after_address, asked_together, is_bare, names_another, opens_anew, subject_of
from handlers.parsing.records import DateSpan, Record, Value
from handlers.parsing.requests import Request
from handlers.parsing.shapes import shape
from handlers.parsing.small_talk import is_announced, is_gossip, is_not_asked

LONGEST_ADDRESS = 8
AT_LAST = shape("query_records.at_last")
"""Who is asked may stand at the very end: PPT密码多少来着 @小方."""
BESIDE_HELP = 7
"""So much at most stands beside the words that ask for help."""
PAST = ("ranking", "reports", "check_ins", "leads")
ACHIEVED = shape("query_records.achieved")
"""What asks for targets by these asks what has been done: "her numbers vs target for Q2"."""
SHOWN_BEHIND = frozenset(ABOUT) - {"help", "knowledge", "untouched"}
SHOW_BEHIND = shape("query_records.show_behind")
"""What asks for it may stand behind: 团队排名给我看看."""


def query_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The query that a clause is."""
    clause = clauses[place]
    if (looked_up := look_up(message, clauses, place)) is not None:
        return looked_up
    if not clause.has("query.") or any(hit.start == clause.start for hit in clause.cues("task.todo")) or opens_deal(clause):
        return None
    if clause.has("lead.new") and any(one.of_kind("phone", "email") for one in clauses[place : place + 4] if one.sentence == clause.sentence):
        return None  # 李娜转给我一个线索：…138…
    about = about_of(message, clauses, place, home)
    if about is None:
        return None
    length = 1
    while place + length < len(clauses) and (
        is_tail(message, clauses[place + length], clause) or asks_the_same(message, clauses, place + length, about)
    ):
        length += 1
    own = list(clauses[place : place + length])
    fields: dict[str, Value] = {"about": "leads" if about == "untouched" else about}
    if about in ("customer", "knowledge"):
        name = name_of(message, own, about)
        if not name:
            return None
        fields["name"] = name
    scope = scope_of(message, own) or their_scope(message, own)
    if scope and about not in ("customer", "knowledge", "help"):
        fields["scope"] = scope
    achieved = about == "targets" and any(ACHIEVED.search(message.mask.chars, part.start, part.end) for part in own)
    done = about in PAST or achieved
    period = next((period_of(told) for part in own for one in part.of_kind("date") if (told := span_of(message, one, done=done))), None)
    if period and about not in ("customer", "untouched", "knowledge"):
        fields["period"] = period
    span = message.span(own)
    made = Record("query", fields, (), (f"query.{about}",), span)
    return Request([replace(made, fields={**fields, "about": one}) for one in asked_together(message, clause, about)] or [made], length)


def opens_deal(clause: Clause) -> bool:
    """Whether the word for showing is a part of opening a deal: "open a deal for 54k"."""
    opened = clause.cues("deal.open")
    return any(one.start <= hit.start and hit.end < one.end for hit in clause.cues("query.show") for one in opened)


def is_theirs(clause: Clause, show: Hit) -> bool:
    """Whether the customer is who wants to see something: 他要看检测报告."""
    they = [hit.end for hit in clause.cues("words.whom") if hit.start == clause.start]
    return any(they[0] <= want.start and want.end <= show.start for want in clause.cues("lead.want")) if they else False


def span_of(message: Message, entity: Entity, *, done: bool) -> DateSpan | None:
    """The time that is asked about; of what has been done, an open one ("April") is the last."""
    if entity.date is None or not done or entity.date.first.day <= message.today:
        return entity.date
    return message.past_dates.get(entity.start) or entity.date


def is_tail(message: Message, clause: Clause, first: Clause) -> bool:
    """Whether a clause only narrows the query before it ("…, whole team")."""
    if clause.sentence != first.sentence and not (
        clause.sentence == first.sentence + 1 and clause.has("query.knowledge") and first.has("query.knowledge", "query.what")
    ):
        return False
    anew = opens_anew(clause) or (clause.has("query.what") and not clause.question)
    if anew and subject_of(clause) not in (None, "knowledge", subject_of(first)):
        return False  # 还有我这个月的目标完成率 asks for something else, and 今个月我排第几
    return bool(clause.has("target.team", "target.company", "query.knowledge") or clause.of_kind("date")) and not clause.has(
        "query.show", "task.remind", "task.todo", "task.urge", "past.call", "past.visit"
    )


def about_of(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> str | None:
    """What a clause asks for; None where it is no query."""
    clause = clauses[place]
    if clause.quoted or told_to_member(clauses, place) or (clause.has("veto.hypothetical", "task.remind") and not clause.has("query.show")):
        return None
    if WHO_DID.match(message.mask.chars, clause.start, clause.end) or is_not_asked(message, clause):
        return None  # 谁把日报模板改了
    start = after_address(clause)
    if any(hit.start <= start + 1 and not message.mask.chars[hit.start : hit.end].isascii() for hit in clause.cues("words.say")):
        return None  # 说要看看差多少: somebody else asks
    looks = [hit for hit in clause.cues("query.show") if hit.start - start <= 2 and not (begins_deed(message, clause, hit) or is_theirs(clause, hit))]
    shows = bool(looks) and not sent_to_me(message, clause)
    whats = [hit for hit in clause.cues("query.what") if not states(message, start, hit)]
    asks = (clause.question and not leads_up(clauses, place)) or any(
        hit.start - start <= 2 or (home is None and not message.mask.chars[hit.start : hit.end].isascii()) for hit in whats
    )
    shown = clause.cues("query.show")
    if any(not any(show.start <= hit.start and hit.end <= show.end for show in shown) for hit in clause.cues("veto.colleague")):
        return "help" if asks_for_help(message, clauses, place) else None
    behind = SHOW_BEHIND.search(message.mask.chars, clause.start, clause.end) is not None
    if is_card(message, clause, start, shows=shows or behind, asks=asks):
        visits = is_of_member(clause) and clause.has("target.visits", "query.check_ins")
        return "check_ins" if visits else None if is_of_member(clause) and is_gossip(message, clause) else "customer"
    if asks_for_help(message, clauses, place):
        return "help"
    found = "approvals" if asks and MINE_APPROVED.match(message.mask.chars, start, clause.end) else subject_of(clause)
    shows = shows or (found in SHOWN_BEHIND and behind)
    of_us = any(is_member(one) for one in clause.of_kind("person")) or "谁" in message.mask.chars[clause.start : clause.end]
    if found == "knowledge" and (of_us or is_announced(message, clause) or AT_LAST.search(message.mask.chars)):
        return None
    if found == "tasks" and asks and not shows and DUE.search(message.mask.chars, clause.start, clause.end) and not is_of_member(clause):
        return "customer" if any(one.known for one in clause.of_kind("company")) else None
    if found is not None and (shows or (asks and (found != "knowledge" or clause.has("query.what")))):
        return found
    if found is not None and home is None and (is_title(message, clauses, place, found) or adds_to_asked(message, clauses, place, found)):
        return found
    if found is not None and len(clauses) == 1 and any(hit.start == clause.start and hit.end == clause.end for hit in clause.cues("query.word")):
        return found
    if found == "untouched" and clause.has("query.leads", "query.pool") and home is None:
        return "untouched"
    return "customer" if shows and clause.of_kind("company", "person") and is_bare(message, clause, "card") else None


def begins_deed(message: Message, clause: Clause, hit: Hit) -> bool:
    """Whether a word for showing only begins something that is done: "check in with Acme next week", or is a part of what was: 去看了宏图."""
    if any(one.start == hit.start and one.end > hit.end for one in clause.cues("task.verb", "checkin.arrived")):
        return True
    within = any(one.start <= hit.start and hit.end < one.end for one in clause.cues("past."))
    return (within or message.mask.chars.startswith(("了", "过", "完"), hit.end)) and message.text.language == "zh" and not clause.question


SAID_OF = shape("query_records.said_of")
"""With these something is told of a deal: "deal is 40k"."""
MINE_APPROVED = shape("query_records.mine_approved")
"""A question after something of the sender's that waits for leave: "has my Memphis trip been approved yet"."""
STATING = ("has", "have", "is", "are", "was", "did")


def states(message: Message, start: int, hit: Hit) -> bool:
    """Whether a verb that may ask stands behind a name without a question mark: "Acme has gone quiet"."""
    return hit.start > start and message.mask.chars[hit.start : hit.end] in STATING and message.mask.at(start) is not None


def leads_up(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause only leads up to the question that the next clause of the sentence begins: "the template is old, who keeps it?"."""
    clause = clauses[place]
    behind = [one for one in clauses[place + 1 :] if one.sentence == clause.sentence]
    asks = any(hit.start == clause.start for hit in clause.cues("query.what", "query.show", "veto.asking"))
    return not asks and any(hit.start == one.start for one in behind for hit in one.cues("veto.asking"))


def sent_to_me(message: Message, clause: Clause) -> bool:
    """Whether a clause tells what was sent to the sender, and asks for nothing: 图纸发我邮箱了."""
    return any(message.mask.chars.startswith(("发我", "给我"), hit.start) for hit in clause.cues("query.show")) and message.mask.chars.endswith(
        "了", clause.start, clause.end
    )


def asks_the_same(message: Message, clauses: Sequence[Clause], place: int, about: str) -> bool:
    """Whether the next clause asks for the same once more: 本月任务多少，我完成几成了; "who closed most? ranking pls"."""
    clause = clauses[place]
    again = about in ("ranking", "help") and clause.sentence == clauses[place - 1].sentence + 1 and is_bare(message, clause, about)
    if about not in ("targets", "ranking", "tasks", "help", "customer") or clause.has("query.show"):
        return False
    if clause.sentence != clauses[place - 1].sentence and not again:
        return False
    return clause.has("query.") and not clause.of_kind("company", "person", "date") and about_of(message, clauses, place, None) == about


def told_to_member(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is said to one of us, named right before it or first in it: "Rohit, please share the price list"."""
    if asks_member(clauses[place]):
        return True
    before = clauses[place - 1] if place and clauses[place - 1].sentence == clauses[place].sentence else None
    if before is None or before.end - before.start > LONGEST_ADDRESS or before.of_kind("company", "date", "money") or before.has("query.show"):
        return False  # 孙悦本月目标50万，看下排名
    return any(is_member(one) for one in before.of_kind("person"))


def asks_member(clause: Clause) -> bool:
    """Whether one of us is called by name and asked about a customer: "Priya what's the story with Acme"."""
    names = clause.of_kind("company", "person")
    called = len(names) > 1 and names[0].place == clause.start and is_member(names[0]) and not all(is_member(one) for one in names)
    return called and any(hit.start == clause.start + len("X ") for hit in clause.cues("veto.asking", "query.what"))


def is_card(message: Message, clause: Clause, start: int, *, shows: bool, asks: bool) -> bool:
    """Whether a clause asks for what is known of a customer; "Update on Acme: …" tells it instead."""
    card = [] if message.mask.chars[clause.end : clause.end + 1] == ":" else clause.cues("query.card")
    whose = (
        clause.of_kind("company", "person")
        or (asks and named_before(message, clause))
        or THEIRS.search(message.mask.chars[clause.start : clause.end])
    )
    if not shows and clause.has("veto.joking"):
        return False  # "what happened with Acme in the end lol"
    if card and clause.of_kind("phone", "email"):
        return False  # "Jane's number is 07700 900123"
    if card and message.mask.chars.endswith("了", clause.start, clause.end) and any(hit.start >= card[0].end for hit in clause.cues("past.")):
        return False  # 资料昨天给蓝海寄过去了
    if card and any(hit.end == clause.end and hit.start > card[0].end for hit in clause.cues("command.sorry")):
        return False  # "Jane's number is wrong"
    return bool(card) and bool(whose) and (shows or asks or card[0].start - start <= 2)


WHO_DID = shape("query_records.who_did")
"""Who did something to a thing: asked of colleagues."""


def named_before(message: Message, clause: Clause) -> list[Entity]:
    """The customers that the clauses before one name in its sentence, where that is Chinese: 宏图是谁在跟，聊到哪一步了."""
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.start < clause.start]
    if message.text.language != "zh" or any(one.has("past.") and not asks_who(message, one) for one in before):
        return []
    found = [one for part in before for one in part.of_kind("company", "person") if one.known and not is_member(one)]
    return found if len(found) == 1 else []


DUE = shape("query_records.due")


def is_of_member(clause: Clause) -> bool:
    """Whether a clause names members and nobody else."""
    names = clause.of_kind("company", "person")
    return bool(names) and all(is_member(one) for one in names)


def asks_for_help(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause asks how the assistant works; not what else has 功能: 客户问提醒功能怎么收费."""
    clause = clauses[place]
    told = message.mask.chars.endswith(("了", "啦"), clause.start, clause.end)
    if not clause.has("query.help") or not (clause.question or (len(clauses) <= 2 and not told)) or clause.of_kind("company", "person", "date"):
        return False
    ranges = [(hit.start, hit.end) for hit in clause.cues("query.help", "query.show", "query.what", "command.polite", "intent.filler")]
    return message.text.language != "zh" or content_size(message.wording(clause.start, clause.end, ranges)) <= BESIDE_HELP


def is_title(message: Message, clauses: Sequence[Clause], place: int, found: str) -> bool:
    """Whether a clause is only the name of what is asked for, and says whose: "my tasks", "leaderboard", 李娜今天的日报."""
    clause = clauses[place]
    if found == "knowledge" or not is_bare(message, clause, found) or not stands_alone(message, clauses, place):
        return False
    of_member = found in ("reports", "tasks", "check_ins", "targets", "pipeline") and any(member_of(one) for one in clause.of_kind("person"))
    narrowed = (
        found == "pipeline"
        and bool(clause.of_kind("date", "money"))
        and not clause.of_kind("company", "person")
        and not SAID_OF.search(message.mask.chars, clause.start, clause.end)
    )
    return found in ("ranking", "approvals") or narrowed or clause.has("target.me", "target.team", "query.show") or of_member


def stands_alone(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is a sentence of its own, but for whose or of when what it names is: "forecast for May, west team"."""
    clause = clauses[place]
    behind = [other for other in clauses[place + 1 :] if other.sentence == clause.sentence]
    if message.text.language == "zh":
        return all(names_another(message, one, subject_of(one)) for one in behind)
    narrows = [one for one in behind if is_bare(message, one, "pipeline") or NAMED_TEAM.fullmatch(message.mask.words(one.start, one.end))]
    return all(is_tail(message, one, clause) and one in narrows and not one.entities for one in behind)
