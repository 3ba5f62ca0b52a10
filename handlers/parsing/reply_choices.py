"""Replies that choose: another way of contact, stage, outcome, currency or day than what was written down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.parsing.cues import find_cues
from handlers.parsing.message import content_size
from handlers.parsing.numerals import table
from handlers.parsing.records import Value
from handlers.parsing.text import fold

CHOICES = {
    "contact_log": (("method", ("past.", "base.")), ("outcome", ("past.no_answer",))),
    "deal": (("stage", ("deal.",)),),
}
METHODS = ("call", "visit", "meeting", "video", "email", "message")
STAGES = ("qualified", "proposal", "negotiation", "lost")
AROUND = re.compile(
    r"\b(?:a|an|the|it|was|is|by|now|already|in|at|to|stage|on|over|via)\b"
    "|已经|已|现在|刚|当面|是|了|的|啦|通过|用|在|到|阶段|聊|谈|说|那次|这次"
)
"""What may stand around a choice without saying more."""
TOLD = re.compile(
    "(?:签|到|付|打|聊|见|去|拜访|谈|通|约|发生|收)(?:的|了|咗)?(?:账|帐|款|合同|电话|面|微信)?的?"
    r"|预计|大概|应该|左右|成交|签约|\b(?:signed|paid|met|called|it was|on)\b"
)
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


def currency_of(folded: str) -> str:
    """The currency that a text names and nothing else; empty where it does not."""
    word = AROUND.sub("", folded).strip(" ,，.。!！")
    code = str(table("currency").get(word, "")) if not word.isdigit() else ""
    return code if len(code) == 3 and code.isalpha() else ""


def only_told(rest: str) -> bool:
    """Whether what stands around a value says no more than that it is one."""
    return not re.sub(r"[\W_]+", "", TOLD.sub("", fold(rest)))
