"""Where clauses begin inside a sentence though no mark stands there: behind then or 然后, at who speaks, in lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter

from handlers.parsing.cues import SLOTS, Hit
from handlers.parsing.shapes import shape, word_list
from handlers.parsing.unmarked import steps_behind, things_in_turn

LEADS_TO_REMINDING = shape("clause_starts.leads_to_reminding")
"""Before 提醒我 these belong to it: 提前半小时提醒我."""
DATED_AND = shape("clause_starts.dated_and")
"""Between two things to do, each with its day: "print badges by Thursday and ship the kit by Friday"."""
PAID_AND = shape("clause_starts.paid_and")
"""A sum without its currency that was paid as well: "asked for the catalogue and paid 35,000"."""
BEHIND_REACH = shape("clause_starts.behind_reach")
"""Right behind a phone or an email the next step begins, with no mark between: 他电话138…回头给他发目录."""


by_place = attrgetter("start")


def joins(chars: str, hits: Sequence[Hit], start: int, end: int) -> list[int]:
    """The places inside a sentence at which a word begins a new clause (then, also, and he, 然后)."""
    inside = hits[bisect_left(hits, start, key=by_place) : bisect_left(hits, end, key=by_place)]
    dates = [place for place in range(start, end) if chars[place] == SLOTS["date"]] if "and " in chars[start:end] else []
    dated = [
        hit.start - len("and ")
        for hit in inside
        if hit.cue == "task.verb" and DATED_AND.search(chars, max(start, hit.start - 6), hit.start) and dates[-1:] > [hit.start]
    ]
    dated += [hit.start() for pattern in (PAID_AND, BEHIND_REACH) for hit in pattern.finditer(chars, start, end)]
    dated += in_list(chars, inside, start, end)
    leading = [hit for hit in inside if hit.cue in ("task.remind", "split.before")]
    dated += [place for place in (*steps_behind(chars, inside), *things_in_turn(chars)) if start < place < end]
    fronted = {one.end + 1 for one in hits if one.cue in FRONTED and one.start <= start + 1}
    within = inner_places(leading)
    told = inner_places(one for one in inside if one.cue.startswith("past."))
    return dated + [
        before_day(chars, hit)
        for hit in inside
        if hit.cue == "split.before"
        and hit.start > start
        and not names_its_speaker(chars, hit)
        and not is_one_of_two_verbs(chars, hit)
        and not leads_into(chars, inside, hit)
        and hit.start not in fronted
        and hit.start not in within
        and not (hit.end - hit.start == 1 and hit.start in told)
        and not (
            LEADS_TO_REMINDING.search(chars, max(0, hit.start - 4), hit.start)
            and any(one.start == hit.start for one in leading if one.cue == "task.remind")
        )
    ]


def inner_places(hits: Iterable[Hit]) -> set[int]:
    """The places inside some phrases, behind their first character."""
    return {place for hit in hits for place in range(hit.start + 1, hit.end)}


LIST_HEADS = ("task.todo", "task.day_things")
LISTED = re.compile("、 ?")


def before_day(chars: str, hit: Hit) -> int:
    """Where a clause begins with a word: a reminder with the day right before it, 另外|周日提醒我."""
    return hit.start - (hit.cue == "split.before" and chars.startswith("提醒", hit.start) and chars[hit.start - 1] == SLOTS["date"])


def in_list(chars: str, hits: Sequence[Hit], start: int, end: int) -> list[int]:
    """The places behind 、 at which the next thing to do begins, in a list behind a head: 待办：寄样给宏图、催蓝海回签."""
    head = (
        next((hit.end for hit in hits if hit.cue in LIST_HEADS and ":" in chars[hit.end - 1 : hit.end + 1]), None)
        if "、" in chars[start:end]
        else None
    )
    if head is None:
        return []
    opens = {hit.start for hit in hits if hit.cue == "task.verb"}
    marks = [hit.end() for hit in LISTED.finditer(chars, head, end)]
    return [place for place in marks if place in opens or chars[place : place + 1] == SLOTS["date"]]


SPEAKER = shape("clause_starts.speaker")
"""Who says what stands behind: 绿洲餐饮说, 宏图那边说."""


def names_its_speaker(chars: str, hit: Hit) -> bool:
    """Whether a word of saying stands right behind the name of who said it."""
    said = chars[hit.start : hit.end]
    short = (len(said) <= 2 and said[0] not in "他她佢") or said.startswith("那边")
    return short and not said.isascii() and bool(SPEAKER.search(chars, max(0, hit.start - 4), hit.start))


SUBJECT = re.compile(r"(?:^|[\s,，。;；:!！?？、)])(?P<said>[\u3400-\u9fff]{1,8})$")
"""The few characters between a mark and a place."""
WHO = 4
SPEAKING = word_list("clause_starts.speaking")
AFTER_SUBJECT = word_list("clause_starts.after_subject")
FRONTED = ("payment.thing", "contract.thing")
"""What stands before the one who will give it: "payment he will give on the 25th"."""
RUN_ON = re.compile("[\u3400-\u9fff]{4}$")
"""So much is said before a day that begins something else with no mark between: 预算批了明天下午我给他送合同."""


def leads_into(chars: str, hits: Sequence[Hit], hit: Hit) -> bool:
    """Whether the few characters before a word belong to it: who speaks (店长说), or what is then done with it (理赔单我周日前做好)."""
    if chars[hit.start] == SLOTS["date"]:
        return RUN_ON.search(chars, max(0, hit.start - 4), hit.start) is None  # 王总明天我把合同送过去
    before = SUBJECT.search(chars, max(0, hit.start - 9), hit.start)
    if before is None:
        return False
    start, said = before.start("said"), before["said"]
    if chars.startswith(SPEAKING, hit.start):
        return 1 < len(said) <= WHO and not set(said) & set("了过完的")
    told = any(start <= one.start < hit.start and one.cue.startswith(("past.", "result.", "words.say", "veto.", "words.their")) for one in hits)
    return chars.startswith(AFTER_SUBJECT, hit.start) and len(said) > 1 and not told and not set(said) & set("了过完")


KEEPER = shape("clause_starts.keeper")
"""A shop, right before its owner: 便利店老板."""


def is_one_of_two_verbs(chars: str, hit: Hit) -> bool:
    """Whether a word of saying is what somebody goes to do (去讲方案, 来说说), or 我 who is asked (她约我明天见)."""
    if chars[hit.start] in "客老采财领" and chars[hit.start - 1] in "个位名家有新老大的是":
        return True  # 有个客户想订
    if chars[hit.start] == "老" and KEEPER.search(chars, max(0, hit.start - 3), hit.start):
        return True  # 便利店老板说
    if chars[hit.start] in "旁隔对附边楼斜同" and chars[hit.start - 1] in "到见现是在的":
        return True  # 看到隔壁新开了家店
    if chars[hit.start] == "我" and chars[hit.start - 1] in "约叫让请找催帮陪给跟和问":
        return True
    return hit.end - hit.start == 1 and chars[hit.start] in "讲说" and chars[hit.start - 1] in "去来要再听会能想先给好多少难小"
