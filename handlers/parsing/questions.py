"""What is said among colleagues: questions without a question mark, what one of us says, what leave is asked for."""

from __future__ import annotations

import re

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.customers import is_member, member_of
from handlers.parsing.event import Event
from handlers.parsing.idle import asks_who
from handlers.parsing.message import Message
from handlers.parsing.name_words import name_words
from handlers.parsing.shapes import shape, word_list

ALONE = shape("questions.alone")
"""What may stand between a colleague and what the colleague did; "Ravi and I" did it together."""
TREAT = shape("questions.treat")
"""Food and drink with somebody."""
QUOTATION = re.compile('["“][^"“”]{3,60}["”]')
AND_SO = shape("questions.and_so")
"""What may stand between somebody of the family and what was done."""
PLANNED = shape("questions.planned")
"""What may stand between a colleague and what the colleague is going to do in Chinese."""
IT_WAS = shape("questions.it_was")
WHO = shape("questions.who")
"""What stands around a colleague who is said to be the one: "no it was Ken who visited Acme"."""
PLEASE = shape("questions.please")
SAYING = word_list("questions.saying")
OPENER = shape("questions.opener")
"""What is called out before a question: "eh did we ever collect that cheque"."""
BESIDE = word_list("questions.beside")
GOING_ON = shape("questions.going_on")
"""What is going on, though it ends like a question: 在门口排队呢."""


def moves_deal(message: Message, clause: Clause) -> bool:
    """Whether the assistant is asked, without a question mark, to move a deal: "can you move them to proposal at 52k"."""
    polite = [hit for hit in clause.cues("command.polite") if hit.start == clause.start]
    moves = [hit.start for hit in clause.cues("deal.move")]
    staged = clause.has("deal.qualified", "deal.proposal", "deal.negotiation", "deal.lost")
    return staged and any(PLEASE.fullmatch(message.mask.chars, hit.end, move) for hit in polite for move in moves if move > hit.end)


def asks_around(message: Message, clause: Clause) -> bool:
    """Whether a clause is a question to somebody, though it has no question mark, or begins to tell what one of us says (马超说)."""
    chars = message.mask.chars
    aside = ")" in chars[max(0, clause.start - 2) : clause.start]  # "Jane (Acme) is looking for …" asks nothing
    called = OPENER.match(chars, clause.start, clause.end)
    starts = (clause.start, called.end() if called else clause.start)
    opens = any(hit.start in starts for hit in clause.cues("veto.asking"))
    if (opens and not aside and not moves_deal(message, clause)) or is_said_beside_question(message, clause):
        return True
    if message.text.language == "zh" and any(is_member(one) and chars[one.place + 1 : one.place + 2] in SAYING for one in clause.of_kind("person")):
        return True
    if message.text.language == "zh" and asks_who(message, clause):
        return True
    asked = [hit for hit in clause.cues("veto.unmarked") if hit.end == clause.end or hit.end - hit.start > 2]
    asked = [hit for hit in asked if GOING_ON.search(chars, clause.start, hit.end) is None]
    return bool(asked) and "问" not in chars[clause.start : asked[0].start]


def is_said_beside_question(message: Message, clause: Clause) -> bool:
    """Whether a clause only says when or why something is asked: "who's covering Acme while Sam's on leave"."""
    before = next((one for one in reversed(message.clauses) if one.end <= clause.start), None)
    beside = before is not None and before.sentence == clause.sentence and message.mask.chars.startswith(BESIDE, clause.start)
    return beside and before is not None and any(hit.start == before.start for hit in before.cues("veto.asking"))


def is_among_us(message: Message, clause: Clause, event: Event) -> bool:
    """Whether one of us paid, or is whom the sender ate with: "Amy paid me for lunch", "lunch with Ken at Greggs"."""
    names = clause.of_kind("company", "person")
    people = [one for one in names if one.kind == "person"]
    if not people or not all(is_member(one) for one in people) or message.text.language != "en":
        return False
    if event.kind == "payment":
        return names == people and people[0].place == clause.start
    return event.kind == "contact" and TREAT.match(message.mask.chars, event.start) is not None


def is_quoted(message: Message, clause: Clause, event: Event) -> bool:
    """Whether an event stands between quotation marks of its clause that hold no more than it: "'Acme signed' is what I want to hear"."""
    return any(hit.start() < event.start and event.end <= hit.end() for hit in QUOTATION.finditer(message.mask.chars, clause.start, clause.end))


def is_private(message: Message, clause: Clause, event: Event) -> bool:
    """Whether somebody of the sender's family did it, or it is told of other days: "our two went to Acme", "once sold Jane a horse"."""
    chars = message.mask.chars
    family = any(hit.end <= event.start and AND_SO.fullmatch(chars, hit.end, event.start) for hit in clause.cues("words.family"))
    before = [one for one in message.clauses if one.sentence == clause.sentence and one.start <= clause.start]
    if is_quoted(message, clause, event) or is_among_us(message, clause, event):
        return True
    return family or chars.endswith((" once ", "once had "), clause.start, event.start) or any(one.has("veto.of_old") for one in before)


def asked_for(message: Message, clause: Clause) -> bool:
    """Whether the next clauses ask for leave to do what a clause tells (请马丽吃饭，请批), with nothing said between."""
    for one in message.clauses:
        if one.start >= clause.end and one.sentence == clause.sentence:
            if one.has("approval.ask"):
                return True
            if one.has("words.say"):
                return False
    return False


def done_by_colleague(message: Message, clause: Clause, event: Event) -> bool:
    """Whether one of us, and not the sender, is who did it: "Ravi spoke to Acme"."""
    first = next(iter(clause.of_kind("person")), None)
    if first is None or not is_member(first) or first.place >= event.start or member_of(first) == message.surroundings.sender:
        return False
    lead, between = message.mask.chars[clause.start : first.place], message.mask.chars[first.place + 1 : event.start]
    if IT_WAS.fullmatch(lead) and WHO.fullmatch(between):
        return True
    if lead.strip():
        return False
    if message.text.language == "zh" and PLANNED.fullmatch(between) and not message.is_done(clause) and event.rule != "past.no_answer":
        return True  # 孙悦周五去蓝海送样品
    return bool(ALONE.fullmatch(between)) and message.mask.chars[event.start : event.end].isascii()


def said_by_stranger(message: Message, hit: Hit) -> bool:
    """Whether somebody nobody knows only said something, and nothing of a sale: 小王说打印机坏了, 刘哥说晚上聚餐."""
    entity = next((one for one in message.mask.entities if hit.start <= one.place < hit.end), None)
    if hit.cue != "past.contact" or entity is None or entity.kind != "person" or entity.known or message.text.language != "zh":
        return False
    if any(one.kind == "company" for one in message.mask.entities):
        return False
    familiar = len(entity.said) == 2 and entity.said[0] in name_words("familiar")
    return familiar or not any(one.cue.startswith("result.") or one.cue in ("words.sales", "deal.close") for one in message.hits)


def told_by_member(message: Message, hit: Hit) -> bool:
    """Whether what looks like a customer's word is one of us speaking ("Ken said")."""
    entity = next((one for one in message.mask.entities if hit.start <= one.place < hit.end), None)
    return hit.cue == "past.contact" and entity is not None and entity.kind == "person" and is_member(entity)
