"""Commands with an object and a text: a tag for a customer, one customer merged into another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.command_parts import Found, disposed, named, opening, reason_after
from handlers.parsing.drafts import Draft
from handlers.parsing.merging import merged_behind, staying
from handlers.parsing.message import Message, content_size
from handlers.parsing.shapes import shape

JOINING = shape("pair_commands.joining")
AROUND_OBJECT = shape("pair_commands.around_object")
TAG_BEHIND = shape("pair_commands.tag_behind")
AS_ONE = shape("pair_commands.as_one")
"""What two are merged into where none of them is named: 合并成一个客户."""
LONGEST_TAG = 12
NO_TAG = shape("pair_commands.no_tag")
"""What was done, or how many labels there are, is no tag."""
SHORTEST_VERB = 2
"""A word no longer than that (标签) may only name the thing."""
PUT_TAG = shape("pair_commands.put_tag")
"""A tag named before the word for it: 打个重点客户的标签."""


def split_at(message: Message, clause: Clause, verb: str, into: str) -> tuple[str, str] | None:
    """What stands between a verb and a word, and what stands behind the word ("tag X as Y")."""
    hit = opening(message, clause, verb) or disposed(message, clause, verb)
    chars = message.mask.chars
    if hit is None and verb == "command.tag" and message.mask.at(clause.start) is not None and NO_TAG.search(chars, clause.start, clause.end) is None:
        hit = next((one for one in clause.cues(verb) if one.start == clause.start + 1 and one.end - one.start > SHORTEST_VERB), None)
    if hit is None and chars[clause.start] in "给为":
        hit = next((one for one in clause.cues(verb) if not chars[one.start : one.end].isascii()), None)
    if hit is None:
        return None
    if chars[hit.start : hit.end].isascii():
        mark = re.search(into, chars[hit.end : clause.end])
        if not mark:
            return None
        return message.wording(hit.end, hit.end + mark.start()), message.wording(hit.end + mark.end(), clause.end)
    if verb == "command.tag" and (put := PUT_TAG.search(chars, clause.start, hit.end)) is not None and put.end() == hit.end:
        return message.wording(clause.start, put.start()), message.wording(*put.span("tag"))
    listed = JOINING.search(chars[hit.end : clause.end]) if hit.start <= clause.start + 2 and verb == "command.merge" else None
    if listed:
        return message.wording(hit.end, hit.end + listed.start()), message.wording(hit.end + listed.end(), clause.end)
    lead = [(one.start, one.end) for one in clause.cues("command.dispose", "intent.filler") if one.end <= hit.start]
    return message.wording(clause.start, hit.start, lead), message.wording(hit.end, clause.end)


def tag_follows(message: Message, clauses: Sequence[Clause], place: int, words: str) -> bool:
    """Whether a message ends with the tag for whom a clause says to put one on: 给宏图打个标签 重点客户; not 给宏图贴标签，下午贴完."""
    names = [one.said for one in clauses[place].of_kind("company", "person")]
    last = clauses[place + 1 :]
    if [AROUND_OBJECT.sub("", words)] != names or len(last) != 1 or last[0].sentence != clauses[place].sentence:
        return False
    short = content_size(message.wording(last[0].start, last[0].end)) <= LONGEST_TAG
    return short and not last[0].entities and not last[0].question and NO_TAG.search(message.mask.chars, last[0].start, last[0].end) is None


def pair(cue: str, into: str) -> Callable[[Message, Sequence[Clause], int, Draft | None], Found]:
    """A finder for a verb with an object and a text: tag, merge."""

    def find(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
        clause = clauses[place]
        parts = split_at(message, clause, cue, into)
        names = clause.of_kind("company", "person")
        length = 1
        if cue == "command.merge" and parts is not None and (not content_size(parts[1]) or AS_ONE.match(parts[1])) and len(names) == 2:
            kept = staying(message, clauses, place)
            goes, stays = names[::-1] if kept is not None and kept.said == names[0].said else names
            parts, length = (goes.said, stays.said), 1 if kept is None else 2
        if cue == "command.merge" and parts is None:
            return merged_behind(message, clauses, place)
        colon = message.mask.chars[clause.end : clause.end + 1] == ":"
        if parts is not None and not content_size(parts[1]) and (colon or tag_follows(message, clauses, place, parts[0])):
            text, length = reason_after(message, clauses, place)
            parts = parts[0], text
        if parts is None or not content_size(parts[0]) or not content_size(parts[1]):
            return None
        return {
            "object": named(message, clause, AROUND_OBJECT.sub("", parts[0])),
            "text": named(message, clause, TAG_BEHIND.sub("", parts[1])),
        }, length

    return find
