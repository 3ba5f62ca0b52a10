"""What a lead wants."""

from __future__ import annotations

import re

from handlers.parsing.clauses import Clause
from handlers.parsing.follow_ups import bare_range
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.numerals import goods_measures
from handlers.parsing.shapes import pattern, shape
from handlers.parsing.text import CJK

FEWEST_WANTED = 2
"""So many words at least stand between what is wanted and where: "wants a till at …"."""
SHORT_WANT = 3
"""Words of wanting that say no more than this want what stands before them: 30台老梯要改造."""
MEASURE = shape("lead_needs.measure")
"""So much of something, which is a need by itself: "25 kw"."""
MEASURED = rf"(?:\d[\d.,]*|[一二两三四五六七八九十百千几]{{1,4}})(?:{goods_measures()})"
QUANTITY = re.compile(rf"{pattern('lead_needs.quantity')}|{MEASURED}")
"""How much of it is wanted: "hybrid seed, 200 packets"."""
SO_MUCH = re.compile(rf"[{CJK}a-z][{CJK}a-z\d-]{{1,15}}?{MEASURED}")
"""What is wanted, and how much of it: 硬质合金铣刀5000支."""
ONLY_SO_MANY = shape("lead_needs.only_so_many", measured=MEASURED)
"""Only how much of what stands before it: 增氧控制柜要12套."""
NEAR_FIELD = 2
"""So near behind a word for a phone or a sum stands that, and what stands before it is something else: 想租冰屏预算大概八万电话是159…"""
LEADING = 4
"""So much at most stands beside the words for a lead where they say no more: 留了个大姐的电话."""
NO_NEED = shape("lead_needs.no_need")
"""What is missing, a department, or a name says nothing of what somebody wants."""
WISH = shape("lead_needs.wish")
"""What somebody new wants, right behind the name: 介绍了个开民宿的钟姐想包年养护."""
AT_PLACE = shape("lead_needs.at_place")
"""What is opened or has a building stands somewhere: "opening a shop at Tampines"."""
LABEL = shape("lead_needs.label")
"""Before a colon these only say that a need follows."""
WORKING = shape("lead_needs.working")
"""Who works somewhere as something wants nothing by that."""


def is_where_wanted(message: Message, one: Entity) -> bool:
    """Whether a new name of one word only says where something is wanted: "wants a modular kitchen for a flat at Whitefield"."""
    if one.kind != "company" or one.known or " " in one.said or not message.mask.chars.endswith((" at ", " in ", " near "), 0, one.place):
        return False
    clause = next((each for each in message.clauses if each.start <= one.place < each.end), None)
    wants = [] if clause is None else [hit for hit in clause.cues("lead.want") if hit.end < one.place]
    if AT_PLACE.search(message.mask.chars, 0, one.place):
        return True
    return bool(wants) and message.mask.chars[wants[0].end : one.place].count(" ") > FEWEST_WANTED


def need_of(message: Message, clauses: list[Clause], sourced: list[tuple[int, int]], title: str) -> str:
    """What the lead wants: behind a word of wanting, else what no other field has taken."""
    parts: list[str] = []
    for place, clause in enumerate(clauses):
        wants = [hit for hit in clause.cues("lead.want") if not any(low <= hit.start < high for low, high in sourced)]
        wants = [hit for hit in wants if not any(one.end == hit.start for one in clause.cues("veto.negated"))]
        if wants:
            want = cleaned_need(message, clause, wants[0].start, sourced)
            short = (content_size(want) <= SHORT_WANT or ONLY_SO_MANY.fullmatch(want)) and not clause.has("lead.new", "lead.met")
            short = short and not LABEL.fullmatch(want)
            want = "" if LABEL.fullmatch(want) else want
            parts.append(want if not short else cleaned_need(message, clause, bare_range(message, clause)[0], sourced))
            following = clauses[place + 1 : place + 2]
            if (
                following
                and following[0].sentence == clause.sentence
                and any(goods.fullmatch(message.mask.chars, following[0].start, following[0].end) for goods in (QUANTITY, SO_MUCH))
            ):
                parts.append(cleaned_need(message, following[0], following[0].start, sourced))
            if wants[-1].end >= clause.end and place + 1 < len(clauses) and not clauses[place + 1].has("lead.want"):
                parts.append(cleaned_need(message, clauses[place + 1], clauses[place + 1].start, sourced))
    if not any(parts):
        for place, clause in enumerate(clauses):
            reached = place > 0 and bool(clauses[place - 1].of_kind("phone", "email")) and not clause.entities
            words = cleaned_need(message, clause, topic_of(message, clause), sourced)
            words = tidy(without_title(words, title)) if title else words
            title_words = words.casefold() == title.casefold()
            if clause.has("lead.new") and clause.of_kind("company", "person") and not message.mask.chars[clause.start : clause.end].isascii():
                if (wish := WISH.search(message.mask.chars, clause.start, clause.end)) is not None:
                    parts.append(cleaned_need(message, clause, wish.start("wish"), sourced))
                continue
            if (
                (content_size(words) >= (5 if clause.of_kind("person", "phone") else 2 if reached else 3) or MEASURE.fullmatch(words))
                and not title_words
                and not leads_in(message, clause, sourced)
                and not (title and title in words and WORKING.match(words))
                and not re.fullmatch(r"[\d\W]+", words)
                and not NO_NEED.match(words)
                and not (clause.has("past.no_answer", "past.call", "past.contact") and not clause.entities)
                and not (message.is_done(clause) and not clause.has("lead."))
            ):
                parts.append(words)
    return tidy(", ".join(part for part in dict.fromkeys(parts) if content_size(part) > 1))


def topic_of(message: Message, clause: Clause) -> int:
    """Where a clause begins to say what it is about: behind "rang about", else behind the words that lead into it."""
    acts = [hit for hit in clause.cues("past.") if message.mask.chars[hit.start : hit.end].isascii()]
    about = [hit.end for hit in clause.cues("words.about") if acts and acts[0].end <= hit.start and hit.end - hit.start > len("for")]
    return about[0] if about else bare_range(message, clause)[0]


def without_title(words: str, title: str) -> str:
    """Words without the job of the one who wants it."""
    if not title.isascii():
        return words.replace(title, "")
    return shape("lead_needs.title_beside", re.IGNORECASE, title=re.escape(title)).sub("", words)


def leads_in(message: Message, clause: Clause, sourced: list[tuple[int, int]]) -> bool:
    """Whether a clause only says that there is a lead, and from where."""
    cues = ("lead.new", "lead.met", "lead.several", "lead.kin", "lead.got", "lead.thing", "source.", "intent.filler")
    ranges = [(hit.start, hit.end) for hit in clause.cues(*cues)]
    taken = [*ranges, *sourced, *((one.place, one.place + 1) for one in clause.entities)]
    return bool(ranges) and content_size(message.wording(clause.start, clause.end, taken)) <= LEADING


def cleaned_need(message: Message, clause: Clause, start: int, sourced: list[tuple[int, int]]) -> str:
    """A clause from a place on, without what has become other fields."""
    taken = [one for one in clause.entities if one.kind in ("phone", "email", "money", "company", "person") and not is_where_wanted(message, one)]
    ranges = [(one.place, one.place + 1) for one in taken]
    fields = [
        hit for hit in clause.cues("form.phone", "form.amount") if hit.start >= start and any(0 <= at - hit.end <= NEAR_FIELD for at, _ in ranges)
    ]
    end = min([clause.end, *(hit.start for hit in fields)]) if message.text.language == "zh" else clause.end
    return message.wording(start, end, [*ranges, *sourced])
