"""Replies that choose: another way of contact, stage, outcome, currency or day than what was written down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.parsing.cues import find_cues
from handlers.parsing.message import content_size
from handlers.parsing.numerals import table
from handlers.parsing.records import Value
from handlers.parsing.shapes import shape
from handlers.parsing.text import fold

CHOICES = {
    "contact_log": (("method", ("past.", "base.")), ("outcome", ("past.no_answer",))),
    "deal": (("stage", ("deal.",)),),
}
METHODS = ("call", "visit", "meeting", "video", "email", "message")
STAGES = ("qualified", "proposal", "negotiation", "lost")
AROUND = shape("reply_choices.around")
"""What may stand around a choice without saying more."""
TOLD = shape("reply_choices.told")
"""What may stand around a day without saying more: 上周五签的."""


def choices_in(text: str, kind: str, allowed: set[str]) -> Iterator[tuple[str, Value]]:
    """The choice that a text is, and no more: 是拜访, "it was a visit", 已经到报价阶段了, 没接, 是美元."""
    folded = fold(text)
    for field, groups in CHOICES.get(kind, ()):
        for hit in sorted(find_cues(folded), key=lambda one: one.start - one.end):
            chosen = hit.cue.partition(".")[2]
            known = {"method": METHODS, "outcome": ("no_answer",), "stage": STAGES}[field]
            if hit.cue.startswith(groups) and chosen in known and (field in allowed or field == "outcome"):
                left = AROUND.sub("", folded[: hit.start] + " " + folded[hit.end :])
                if content_size(left) == 0:
                    yield field, chosen
                    return
    if "amount" in allowed and (code := currency_of(folded)):
        yield "currency", code


def names_stage(text: str) -> bool:
    """Whether a text is the stage of a deal, and no more: "to negotiation", 推进到谈判."""
    return any(field == "stage" for field, _ in choices_in(text, "deal", {"stage"}))


def currency_of(folded: str) -> str:
    """The currency that a text names and nothing else; empty where it does not."""
    word = AROUND.sub("", folded).strip(" ,，.。!！")
    code = str(table("currency").get(word, "")) if not word.isdigit() else ""
    return code if len(code) == 3 and code.isalpha() else ""


def only_told(rest: str) -> bool:
    """Whether what stands around a value says no more than that it is one."""
    return not re.sub(r"[\W_]+", "", TOLD.sub("", fold(rest)))
