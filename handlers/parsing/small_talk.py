"""What only looks like something to do or to change: a thing that is spoken of, and a notice for everybody."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import names_customer
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape, word_list

SPOKEN_OF = shape("small_talk.spoken_of")
"""A verb that is a noun here, as what follows tells of it: "book club is at Amy's", "undo send is the best"."""
NOTICE = shape("small_talk.notice")
"""How what everybody is to know begins: "friendly reminder that …"."""
ANNOUNCED = shape("small_talk.announced")
TO_ALL = word_list("small_talk.to_all")
"""Whose things everybody is reminded of."""
PASSED_ON = shape("small_talk.passed_on")
"""How a clause ends that only says whose word it is: 何总说了, 行政通知."""
SHORT = 8
ADVICE = shape("small_talk.advice")
WHERE_THEIRS = shape("small_talk.where_theirs")
"""Where something of a customer's or a feast is, and not who was where: 宏图的仓库在哪, 年会在哪办."""
NOT_ASKED = shape("small_talk.not_asked")
"""What may be asked for is only spoken of: 排名第一又怎样, 看了眼日报, 老板问我业绩怎么样."""
NO_ERRAND = shape("small_talk.no_errand")
"""What follows "don't forget" where nothing is to be done: "… it's dress down Friday"."""


def is_spoken_of(message: Message, clause: Clause) -> bool:
    """Whether the word that a clause opens with is the name of a thing that is spoken of: "merge conflicts are ruining my day"."""
    return SPOKEN_OF.match(message.mask.chars, clause.start, clause.end) is not None


def is_not_asked(message: Message, clause: Clause) -> bool:
    """Whether a clause only speaks of what the assistant may be asked for: as advice, as seen, as what others asked."""
    chars = message.mask.chars
    spoken_of = ADVICE.match(chars, clause.start, clause.end) or NOT_ASKED.search(chars, clause.start, clause.end)
    if spoken_of is None and not clause.has("query.knowledge", "query.card", "checkin.arrived"):
        spoken_of = WHERE_THEIRS.search(chars, clause.start, clause.end)
    return spoken_of is not None and message.text.language == "zh"


def is_passed_on(message: Message, clause: Clause) -> bool:
    """Whether what a Chinese clause says has been settled by the one named before it, and nothing of a customer's: 何总说了，例会挪到周四."""
    before = next((one for one in message.clauses if one.end <= clause.start and one.start == 0), None)
    if before is None or before.sentence != clause.sentence or before.end - before.start > SHORT or clause.has("command.dispose", "command.polite"):
        return False
    told = PASSED_ON.search(message.mask.chars, max(before.start, before.end - 3), before.end)
    return told is not None and told.end() == before.end and told.start() > before.start and not names_customer(before) and not names_customer(clause)


IN_HOUSE = shape("small_talk.in_house")
"""What a house holds for its own people."""


def is_house_news(message: Message, clause: Clause) -> bool:
    """Whether a Chinese clause tells everybody when something of the house's own is now, and asks for nothing: 明天培训改到下午3点."""
    if clause.has("command.dispose", "command.polite") or names_customer(clause):
        return False
    return any(IN_HOUSE.fullmatch(message.mask.chars, clause.start, hit.start) for hit in clause.cues("command.snooze"))


ONLY_IF = shape("small_talk.only_if")
"""Before a command these make it a thought: 他要是还不回，我真想扔回公海."""


def is_only_thought(message: Message, clause: Clause) -> bool:
    """Whether a condition or a mere wish stands before the end of a clause in its sentence."""
    start = next((one.start for one in message.clauses if one.sentence == clause.sentence), clause.start)
    return ONLY_IF.search(message.mask.chars, start, clause.end) is not None


def is_notice(message: Message, clause: Clause) -> bool:
    """Whether a reminder only tells everybody something: it names no day, or no customer where it is called friendly."""
    said = NOTICE.match(message.mask.chars, clause.start)
    if said is None:
        return False
    ours = any(message.mask.chars[hit.start : hit.end] in TO_ALL or hit.end == clause.end for hit in clause.cues("veto.everyone"))
    for_all = said["kind"] is not None or ours
    return not message.deadlines(clause) or (for_all and not names_customer(clause))


def is_no_errand(message: Message, clause: Clause, place: int) -> bool:
    """Whether what is not to be forgotten is only how things are, and with no customer."""
    return NO_ERRAND.match(message.mask.chars, place, clause.end) is not None and not names_customer(clause)


def is_announced(message: Message, clause: Clause) -> bool:
    """Whether a clause only says where something is to be found, and asks for nothing: "open enrollment FAQ is up on the intranet"."""
    return not clause.question and ANNOUNCED.search(message.mask.chars, clause.start, clause.end) is not None


def is_gossip(message: Message, clause: Clause) -> bool:
    """Whether more is asked about a colleague than the assistant may know: "what do we know about Tom's new girlfriend"."""
    people = clause.of_kind("person")
    rest = [(hit.start, hit.end) for hit in clause.cues("query.", "intent.filler", "command.polite")]
    rest += [(one.place, one.place + 1) for one in clause.of_kind("date")]
    return message.text.language == "en" and content_size(message.wording(people[-1].place + 1, clause.end, rest)) > 0
