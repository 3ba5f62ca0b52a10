"""A message that puts the last record right and says nothing else: "make that Friday", "nah, 12,800", 说错了 18万, 是周五不是周四."""

from __future__ import annotations

import re
from functools import cache

from handlers.parsing.cues import Hit, either, phrases_of
from handlers.parsing.message import Message
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import each, shape

GAP = r"[ ,.:;!~*，。：！、…-]{0,4}"
WORD_END = r"(?![a-z0-9'])"
VALUE = r"(?:\ue000(?:的?\ue001)?|[\ue001-\ue005]|\d[\d,.]{2,11}k?(?![\d\ue000-\ue006]))"
SOFTLY_FOR = frozenset({"money", "phone", "email", "number"})
"""What a mere "no" puts right; "no, Friday" may answer a colleague."""
SURELY_FOR = SOFTLY_FOR | {"date"}
"""What a word for a slip puts right by itself; a name needs more, for "oops, Jane" calls somebody."""
LONGEST = 80
STAGES = tuple(f"deal.{stage}" for stage in ("qualified", "proposal", "negotiation"))
REACHES = each("corrections.reach")
MOVES = shape("corrections.moves")
"""What stands around a stage, with a line break for the stage."""


@cache
def whole_correction() -> re.Pattern[str]:
    """A correction from end to end: words for a slip, words for what it becomes, the value, and perhaps the wrong one."""

    def words(name: str) -> str:
        return f"(?:{either('correction', name)}){WORD_END}{GAP}"

    old = f"(?P<denied>{GAP}(?:{either('correction', 'not')}){WORD_END}{GAP}(?:{VALUE}|[a-z0-9,.]{{1,20}}))?"
    named = f"(?P<label>{either('correction', 'label')}){WORD_END}{GAP}"
    opens = f"(?P<star>\\*)?(?:(?P<sure>{words('sure')})|(?P<soft>{words('soft')})|(?:the )?{named}){{0,4}}"
    return re.compile(
        f"{opens}(?P<into>{words('into')})?(?:{words('is')}){{0,2}}(?P<new>{VALUE}){old}{GAP}(?P<late>{words('late')})?(?:{words('tail')})?"
    )


def correction_of(message: Message) -> Record | None:
    """The edit that a whole message is; None where it is anything else."""
    chars = message.mask.chars
    stage = stage_told(message) if len(chars) <= LONGEST else None
    if stage is not None:
        fields: dict[str, Value] = {"verb": "edit", "text": message.mask.words(stage.start, stage.end)}
        return Record("command", fields, (), ("command.edit",), message.span(message.clauses))
    if len(chars) <= LONGEST and (reach := reach_told(message)) is not None:
        return reach
    hit = whole_correction().fullmatch(chars) if len(chars) <= LONGEST else None
    if hit is None:
        return None
    new = message.mask.at(hit.start("new"))
    kind = new.kind if new is not None else "number"
    says_so = hit["into"] or hit["denied"]
    if not (says_so or (hit["sure"] and kind in SURELY_FOR) or ((hit["star"] or hit["late"] or hit["soft"]) and kind in SOFTLY_FOR)):
        return None
    fields = {"verb": "edit", "text": message.wording(hit.start("new"), hit.end("denied") if hit["denied"] else hit.end("new"))}
    if hit["label"]:
        fields["object"] = hit["label"]
    if new is not None and new.date is not None and new.date.last.day >= message.today:
        fields["due"] = new.date.last
    return Record("command", fields, (), ("command.edit",), message.span(message.clauses))


def stage_told(message: Message) -> Hit | None:
    """The stage to which a whole message moves what was told last: "move it to negotiation", 推进到报价."""
    if message.mask.entities:
        return None
    chars = message.mask.chars.strip(" .!！。")
    stages = [hit for hit in message.hits if hit.cue in STAGES]
    whole = next((hit for hit in stages if hit.end - hit.start == len(chars) and not chars.isascii()), None)
    return whole or next((hit for hit in stages if MOVES.fullmatch(f"{chars[: hit.start]}\n{chars[hit.end :]}")), None)


def reach_told(message: Message) -> Record | None:
    """How somebody known is to be reached from now on, where a message says no more: "Jane's mobile is 9123 4567", 王总电话换了，新号139…."""
    for pattern in REACHES:
        hit = pattern.fullmatch(message.mask.chars.strip(" .!！。"))
        person = message.mask.at(hit.start("who")) if hit is not None else None
        if hit is not None and person is not None and any(one.kind == "contact" for one in person.candidates):
            told = {"verb": "edit", "object": message.wording(*hit.span("what")), "text": message.wording(*hit.span("new"))}
            return Record("command", dict(told), (), ("command.edit",), message.span(message.clauses))
    return None


@cache
def field_words() -> frozenset[str]:
    """The words that name a field of a record and no record: amount, 电话."""
    return frozenset(phrase for _, phrase in phrases_of("correction", "label"))
