"""Idle talk: what is private, said to everybody, or asked among colleagues, though it has the words of a record."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member, member_of
from handlers.parsing.event import Event
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape, word_list

WHO = shape("idle.who")
LOOKS_INTO = shape("idle.looks_into")
"""Before 谁 these make no question of it: 问下谁管采购."""
ASKS = shape("idle.asks")
TOLD = shape("idle.told")
ASKS_FOR = shape("idle.asks_for")
SUMMED_UP = shape("idle.summed_up")
WENT_WRONG = shape("idle.went_wrong")
"""What a colleague is told of: 你手机响了, 你把打印机弄坏了吧."""
HABIT = shape("idle.habit")
"""Before an act these make a habit of it: 两家老板老一起打球."""
RATE = shape("idle.rate")
"""Right before a payment these tell what comes in again and again: 拼多多一年回款一千亿."""
RUMOUR = shape("idle.rumour")
"""Behind what was told these doubt it: 听说他们老板跑路了，真的假的."""
IS_TOLD_OF = shape("idle.is_told_of")
"""打卡了一家店 is told of, and 打卡了 is a check-in."""
PUBLIC = shape("idle.public")
"""Words of games and of the markets: of those who are no customers they tell what everybody knows."""
FORTUNE = shape("idle.fortune")
SMALL_UNITS = word_list("idle.small_units")
"""Currencies in which a billion is not much."""
HEADLINE = shape("idle.headline")
"""Before an event these say that it was read or heard somewhere: "saw on the news that …"."""
SARCASM = shape("idle.sarcasm")
"""Behind an event these say that it never was: "… and pigs will fly"."""
MISTAKEN = shape("idle.mistaken")
"""What was done by mistake was not meant: "parked at Acme by mistake"."""
UNREAL = shape("idle.unreal")
"""Before an event these make a dream of it: "had a dream that Jane called"."""


def customers_in(clauses: Sequence[Clause]) -> list[Entity]:
    """The companies and the known people of customers that some clauses name."""
    names = [one for clause in clauses for one in clause.of_kind("company", "person") if not is_member(one)]
    return [one for one in names if one.kind == "company" or one.known]


def asks_who(message: Message, clause: Clause) -> bool:
    """Whether a Chinese clause asks who does or did something: 昨天谁拜访了蓝海, 明天谁去宏图."""
    chars = message.mask.chars
    who = WHO.search(chars, clause.start, clause.end)
    return who is not None and LOOKS_INTO.search(chars, clause.start, who.start()) is None


def asks_something(message: Message, start: int, end: int) -> bool:
    """Whether Chinese words ask something, and nobody is told to ask it."""
    chars = message.mask.chars
    asked = ASKS.search(chars, start, end)
    return asked is not None and not TOLD.search(chars, start, end) and not ASKS_FOR.search(chars, start, asked.start())


def invites(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether the next clause asks who comes along, so that this one is an invitation: 晚上去鼎盛吃烤鱼，谁一起."""
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    return follow is not None and follow.sentence == clauses[place].sentence and asks_who(message, follow)


def is_errand(clause: Clause) -> bool:
    """Whether a colleague is told something private, with no customer and nothing of a sale: 让小李早点休息."""
    return clause.has("idle.errand") and not customers_in([clause]) and not clause.has("words.sales", "words.customer")


def tells_everybody(message: Message, clause: Clause) -> bool:
    """Whether a bare word for reminding is said to everybody: 提醒各位，下午停水."""
    bare = [hit for hit in clause.cues("task.remind") if hit.start == clause.start and message.mask.chars.startswith("提醒", hit.start)]
    return any(hit.start <= one.start <= hit.end + 1 for hit in bare for one in clause.cues("idle.news"))


def headed_for_all(message: Message, clauses: Sequence[Clause], place: int) -> bool:
    """Whether nothing but an address to everybody stands before a clause: 温馨提示：下班记得关灯."""
    before = clauses[place - 1] if place else None
    if before is None or before.sentence != clauses[place].sentence or not before.has("idle.news"):
        return False
    return not content_size(message.wording(before.start, before.end, [(hit.start, hit.end) for hit in before.cues("idle.news")]))


def told_back(message: Message, clause: Clause, behind: int) -> bool:
    """Whether a member who is called by name is told of something, asked, or cheered, and set nothing: @陈浩 你刚才那条写错了."""
    if message.deadlines(clause) or message.text.language != "zh":
        return False
    if asks_something(message, behind, clause.end) or WENT_WRONG.match(message.mask.chars[behind : clause.end].strip()):
        return True
    if clause.has("veto.cheering", "command.wrong") and not clause.has("task.urge"):
        return True
    opening = next((hit.end for hit in clause.cues("veto.direct") if hit.start - behind <= 1), behind)
    gone = any(one.place - opening <= 1 and message.past_dates.get(one.start) for one in clause.of_kind("date"))
    now = any(hit.start - opening <= 1 for hit in clause.cues("words.now"))
    return gone or now


def is_idle(message: Message, clause: Clause, event: Event) -> bool:
    """Whether what looks like an event is one's own affair, a pastime or a habit, or only cheered, doubted, or why something is asked for."""
    own = is_own_money(message, event) or is_pastime(message, clause, event) or is_habit(message, clause, event)
    return (
        own
        or is_summed_up(message, clause, event)
        or is_public(message, clause, event)
        or is_unreal(message, clause, event)
        or is_cheered(message, clause, event)
        or is_why_asked(message, clause, event)
        or is_doubted(message, clause)
    )


def is_doubted(message: Message, clause: Clause) -> bool:
    """Whether nothing follows but the question whether it is true: 蓝海老板跑路了，真的假的."""
    behind = [one for one in message.clauses if one.start >= clause.end]
    return len(behind) == 1 and RUMOUR.fullmatch(message.mask.chars, behind[0].start, behind[0].end) is not None


def is_habit(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a pastime or a meal is told of as a habit, or a payment as what comes in again and again: 王总经常跟我打球."""
    if event.kind == "payment":
        return any(hit.end() == event.start for hit in RATE.finditer(message.mask.chars, clause.start, event.start))
    said = message.mask.chars[event.start : event.end]
    before = HABIT.search(message.mask.chars, clause.start, event.start)
    return event.detail == "meeting" and before is not None and not set(said) & set("了过完咗到") and not clause.of_kind("date")


def is_why_asked(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a want only says why everybody was asked for something, and names nobody of a sale: 谁有多的口罩，孩子学校要用."""
    before = next((one for one in reversed(message.clauses) if one.end <= clause.start), None)
    if not event.kind.startswith("lead") or before is None or before.sentence != clause.sentence or clause.of_kind("company", "person", "phone"):
        return False
    return any(hit.start == before.start for hit in before.cues("veto.asking"))


def is_own_money(message: Message, event: Event) -> bool:
    """Whether money that came is one's own, and no customer is named: 工资到账了，一万二."""
    return event.kind in ("payment", "contract") and any(one.has("idle.money") for one in message.clauses) and not customers_in(message.clauses)


def is_summed_up(message: Message, clause: Clause, event: Event) -> bool:
    """Whether days' work is only summed up, and nobody is named: 这周跑了6家客户，签了1单，回款15万."""
    if event.kind not in ("contact", "contract", "payment") or any(one.kind in ("company", "person") for one in message.mask.entities):
        return False
    own = [one for one in message.clauses if one.sentence == clause.sentence]
    return SUMMED_UP.search(message.mask.chars, own[0].start, own[-1].end) is not None


def is_pastime(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a clause tells of an outing of one's own, or of what was seen in the news, on the way or in a game."""
    if event.kind == "check_in" and not any(one.known for one in customers_in([clause])):
        said = message.mask.chars[event.start : event.end]
        outing = said.endswith("打卡") and (IS_TOLD_OF.match(message.mask.chars, event.end, clause.end) or days_before(message, clause, event))
        beside = any(one.has("idle.leisure") for one in message.clauses if one.sentence == clause.sentence)
        return bool(outing) or beside or "网红" in message.mask.words(clause.start, clause.end)
    if is_dreamt(message, clause):
        return True
    return event.kind in ("contact", "contract", "payment", "check_in") and clause.has("idle.aside")


def is_dreamt(message: Message, clause: Clause) -> bool:
    """Whether a clause tells a dream, or goes on with one that its sentence began; where it begins with a day it is another thing."""
    if clause.has("idle.dream"):
        return True
    days = [*(one.place for one in clause.of_kind("date")), *(hit.start for hit in clause.cues("words.now"))]
    return all(place - clause.start > 1 for place in days) and any(
        one.has("idle.dream") for one in message.clauses if one.sentence == clause.sentence and one.start < clause.start
    )


def is_public(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a game, the markets or the news are told of: "Mumbai won the toss and still lost it", "saw on the news that Acme signed"."""
    own = [one for one in message.clauses if one.sentence == clause.sentence]
    if event.kind != "check_in" and HEADLINE.match(message.mask.chars, own[0].start, event.start):
        return True
    if event.kind not in ("contract", "deal", "payment") or any(one.known for one in customers_in(own)):
        return False
    return PUBLIC.search(message.mask.chars, own[0].start, own[-1].end) is not None or is_fortune(message, clause)


def is_fortune(message: Message, clause: Clause) -> bool:
    """Whether a clause names a sum that only the news tell of, in no currency of small units."""
    sums = [one.said.lower() for one in clause.of_kind("money") if FORTUNE.search(one.said.lower())]
    small = message.surroundings.currency.lower() in SMALL_UNITS
    return bool(sums) and not small and not any(unit in said for said in sums for unit in SMALL_UNITS)


def is_unreal(message: Message, clause: Clause, event: Event) -> bool:
    """Whether an event was only dreamt of, or not meant, or is told so that nobody believes it: "Acme signed and pigs will fly"."""
    own = [one for one in message.clauses if one.sentence == clause.sentence]
    dreamt = UNREAL.search(message.mask.chars, own[0].start, event.start)
    mistaken = event.detail != "meeting" and MISTAKEN.match(message.mask.chars, event.end, clause.end)
    return bool(dreamt or mistaken) or SARCASM.search(message.mask.chars, event.end, own[-1].end) is not None


def days_before(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a day before an arrival is not today."""
    days = [message.past_dates.get(one.start) or one.date for one in clause.of_kind("date") if one.place < event.start]
    return any(day is not None and not day.first.day <= message.today <= day.last.day for day in days)


def is_cheered(message: Message, clause: Clause, event: Event) -> bool:
    """Whether a colleague's success is only cheered: 张敏签了鼎盛，牛."""
    first = next(iter(clause.of_kind("person")), None)
    if event.kind not in ("contract", "payment", "deal") or first is None or first.place != clause.start or not is_member(first):
        return False
    follow = next((one for one in message.clauses if one.start >= clause.end), None)
    cheers = follow is not None and any(hit.start - follow.start <= 1 for hit in follow.cues("veto.cheering", "idle.cheers"))
    return cheers and member_of(first) != message.surroundings.sender


def is_status(message: Message, clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether a clause says no more than what a customer has not done yet: 宏图还没付款. Nobody was asked."""
    ranges = [(hit.start, hit.end) for hit in clause.cues("idle.status")]
    ranges += [(one.place, one.place + 1) for one in clause.entities]
    if len(ranges) == len(clause.entities) or content_size(message.wording(clause.start, clause.end, ranges)) > len("这边"):
        return False
    return not any(one.sentence == clause.sentence and one.has("words.say", "past.", "result.", "words.their", "intent.theirs") for one in following)
