"""Characters taken for others of the same sound, by an input method or a dictation: 做天 for 昨天, 明天在去 for 明天再去."""

from __future__ import annotations

import re
from functools import cache

from handlers.locales import load


@cache
def slips() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words that do not exist so as a pattern, and what each of them is."""
    data = load("zh", "misheard")
    pairs = dict(entry.split("=") for entry in data["words"].split())
    return re.compile(f"(?:{'|'.join(pairs)})(?!{'|'.join(data['not_before'].split())})"), pairs


@cache
def done_so() -> re.Pattern[str]:
    """左 where it is written for 咗, behind a verb."""
    data = load("zh", "misheard")
    return re.compile(f"(?<=[{data['before_done']}])左(?![{data['not_behind_left']}])")


@cache
def again() -> re.Pattern[str]:
    """在 where it stands for 再: between a time to come and what is to be done."""
    data = load("zh", "misheard")
    before, after = ("|".join(data[key].split()) for key in ("before_again", "after_again"))
    return re.compile(rf"({before})在(?={after})")


def as_meant(text: str) -> str:
    """The text, of the same length, with the words that were meant."""
    pattern, meant = slips()
    text = pattern.sub(lambda hit: meant[hit.group()], text)
    return again().sub(r"\1再", text) if "在" in text else text


def told_as_done(masked: str) -> str:
    """A masked text, of the same length, with 咗 for the 左 of who types Cantonese by its sound: 到左 (a name that begins so is masked already)."""
    return done_so().sub("咗", masked) if "左" in masked else masked
