"""Commands: the assistant is told to change something that exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.cues import Hit
from handlers.parsing.drafts import Draft, is_member, member_of
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message, content_size
from handlers.parsing.records import Moment, Record, Value
from handlers.parsing.requests import Request

Ranges = list[tuple[int, int]]


def command_request(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The command that begins with a clause."""
    clause = clauses[place]
    if clause.quoted or (clause.question and not clause.has("task.remind")) or opening(message, clause, "task.remind") is not None:
        return None
    if not clause.has("command."):
        return None
    for verb, find in FINDERS:
        if not clause.has(f"command.{verb}", *ALSO.get(verb, ())):
            continue
        found = find(message, clauses, place, home)
        if found is not None:
            fields, length = found
            span = (message.text.place(message.mask.starts[clause.start]), message.text.place(message.mask.starts[clauses[place + length - 1].end]))
            return Request([Record("command", {"verb": verb, **fields}, (), (f"command.{verb}",), span)], length)
    return None


LONGEST_LEAD = 30
"""So many characters at most may stand before what a clause opens with."""
ALSO = {"edit": ("command.sorry",)}
"""Cues by which a verb is told beside its own."""
Found = tuple[dict[str, Value], int] | None


def opening(message: Message, clause: Clause, cue: str) -> Hit | None:
    """The cue that a clause opens with, but for fillers and 把…."""
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler", "command.polite", "command.dispose")]
    hits = [hit for hit in clause.cues(cue) if hit.start - clause.start <= LONGEST_LEAD and content_size(message.wording(clause.start, hit.start, lead)) == 0]
    return max(hits, key=lambda hit: hit.end, default=None)


def disposed(message: Message, clause: Clause, cue: str) -> Hit | None:
    """A cue behind 把 and its object (把宏图转给小李)."""
    if opening(message, clause, "command.dispose") is None:
        return None
    return next(iter(clause.cues(cue)), None)


def object_of(message: Message, clause: Clause, hit: Hit, without: Ranges, *, end: int | None = None) -> str:
    """What a command is about: the clause's words but for the verb, dates and people to whom."""
    ranges = [
        (hit.start, hit.end),
        *without,
        *(
            (one.start, one.end)
            for one in clause.cues("intent.filler", "command.polite", "command.dispose")
            if one.start <= clause.start + 4 or one.end <= hit.start
        ),
    ]
    words = message.wording(clause.start, clause.end if end is None else end, ranges)
    words = re.sub(r"\s*(?:for me|to me|please|pls|thanks|thx|now|吧|一下|啦|哈|了|给我|掉)$", "", words, flags=re.IGNORECASE)
    return named(message, clause, words)


def named(message: Message, clause: Clause, words: str) -> str:
    """The known spelling where the words are a known name and no more."""
    for one in clause.of_kind("company", "person"):
        if one.said.casefold() == words.casefold() and len(one.candidates) == 1:
            return one.candidates[0].name
    return words


def reason_after(message: Message, clauses: Sequence[Clause], place: int) -> tuple[str, int]:
    """The reason told in the next clause of the sentence, and the number of clauses."""
    if place + 1 < len(clauses):
        clause = clauses[place + 1]
        if clause.sentence == clauses[place].sentence and not any(
            hit.cue.split(".")[0] in ("command", "past", "task", "query")
            and hit.start <= clause.start + 2
            and hit.cue not in ("command.task_noun", "command.edit", "command.sorry", "query.what")
            for hit in clause.hits
        ):
            return message.wording(clause.start, clause.end), 2
    return "", 1


def undo(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Undo that."""
    clause = clauses[place]
    if opening(message, clause, "command.undo") is None:
        return None
    text, length = reason_after(message, clauses, place)
    return {"text": text} if text else {}, length


def simple(cue: str, *, reason: bool = False, noun: bool = False) -> Callable[[Message, Sequence[Clause], int, Draft | None], Found]:
    """A finder for a verb that stands at the beginning with its object behind it, or behind 把 and its object."""

    def find(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
        clause = clauses[place]
        hit = opening(message, clause, cue) or disposed(message, clause, cue)
        if home is not None and cue in ("command.approve", "command.reject"):
            return None
        if cue == "command.approve" and asked_to_approve(message, clause):
            return None
        if hit is None or any(one.start <= hit.end + 1 for one in clause.cues("approval.ask")) or (noun and not clause.has("command.task_noun")):
            return None
        words = object_of(message, clause, hit, [])
        if not content_size(words) or words.casefold().startswith(("i ", "you ", "你")):
            return None
        text, length = reason_after(message, clauses, place) if reason else ("", 1)
        return {"object": words, **({"text": text} if text else {})}, length

    return find


def asked_to_approve(message: Message, clause: Clause) -> list[Hit]:
    """The word approve, said to a manager with what is wanted: a discount, an expense, a sum; not a request that lies there."""
    lead = [(hit.start, hit.end) for hit in clause.cues("intent.filler", "command.polite")]
    hits = [hit for hit in clause.cues("command.approve") if content_size(message.wording(clause.start, hit.start, lead)) == 0]
    wanted = clause.has("approval.thing") or clause.of_kind("money") or "%" in message.mask.chars[clause.start : clause.end]
    lying = re.search(r"\b(?:request|claim|one|ones|requests|claims)\b|申请|那个|这个", message.mask.chars[clause.start : clause.end])
    return hits if wanted and not lying and not any(member_of(one) for one in clause.of_kind("person")) else []


def claim(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Claim a lead or customer from the pool."""
    clause = clauses[place]
    hit = (
        opening(message, clause, "command.claim")
        or disposed(message, clause, "command.claim")
        or next((one for one in clause.cues("command.claim") if one.end >= clause.end - 1 and clause.of_kind("company")), None)
    )
    if hit is None or (clause.has("command.assign") and any(is_member(one) for one in clause.of_kind("person"))):
        return None
    names = clause.of_kind("company", "person")
    words = object_of(message, clause, hit, [(other.start, other.end) for other in clause.cues("command.claim") if other is not hit])
    if not names and not clause.has("query.leads", "query.pool"):
        return None
    if not names and not content_size(words):
        return None
    if names and (len(names) == 1 or not content_size(words)):
        words = names[0].candidates[0].name if len(names[0].candidates) == 1 else names[0].said
    return {"object": words}, 1


def release(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Give a lead or customer back to the pool."""
    clause = clauses[place]
    hit = opening(message, clause, "command.release") or next((one for one in clause.cues("command.release")), None)
    names = clause.of_kind("company", "person")
    if (
        hit is None
        or not names
        or (
            not clause.has("query.pool") and opening(message, clause, "command.release") is None and message.mask.chars[hit.start : hit.end].isascii()
        )
    ):
        return None
    text, length = reason_after(message, clauses, place)
    name = names[0].candidates[0].name if len(names[0].candidates) == 1 else names[0].said
    return {"object": name, **({"text": text} if text else {})}, length


def assign(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Give a lead, a customer or a task to a member."""
    clause = clauses[place]
    hit = opening(message, clause, "command.assign") or next(
        (one for one in clause.cues("command.assign") if not message.mask.chars[one.start : one.end].isascii()), None
    )
    members = [one for one in clause.of_kind("person") if member_of(one)]
    if hit is None or not members:
        return None
    target = members[-1]
    others = [one for one in clause.of_kind("company", "person") if one is not target]
    last = max(hit.end, target.place + 1)
    first = min(hit.start, target.place)
    words = (
        object_of(message, Clause(clause.start, max(first, clause.start), clause.sentence, clause.hits, clause.entities), hit, [])
        if not others
        else (others[0].candidates[0].name if len(others[0].candidates) == 1 else others[0].said)
    )
    if not others and not content_size(words):
        words = message.wording(hit.end, target.place).removesuffix(" to").removesuffix("给").strip()
    text, length = reason_after(message, clauses, place)
    if not text and content_size(message.wording(last, clause.end)) > 4:
        text = message.wording(last, clause.end)
    name = member_of(target)
    fields: dict[str, Value] = {"object": words, "to": name or target.said}
    if text:
        fields["text"] = text
    return {key: value for key, value in fields.items() if value}, length


def snooze(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Put a task off to another day."""
    clause = clauses[place]
    if clause.has("deal.negotiation", "deal.proposal", "deal.qualified", "deal.lost", "past.call", "past.visit", "past.meeting"):
        return None
    dates = [one for one in clause.of_kind("date") if one.date is not None and one.date.last.day >= message.today]
    opens = opening(message, clause, "command.snooze")
    hits = [hit for hit in clause.cues("command.snooze") if any(0 <= one.place - hit.end <= 2 for one in dates) or hit is opens]
    han = [hit for hit in hits if not message.mask.chars[hit.start : hit.end].isascii()]
    if not hits or not dates or not (opens is not None or han):
        return None
    hit = hits[0]
    if han and not (clause.has("command.task_noun", "command.dispose") or opens is not None or clause.of_kind("company")):
        return None
    due = dates[-1]
    words = object_of(message, clause, hit, [message.date_range(one) for one in dates] + [(one.start, one.end) for one in hits])
    fields: dict[str, Value] = {"due": due.date.last} if due.date else {}
    if content_size(words):
        fields["object"] = re.sub(r"\s+(?:to|until|till|by|back|out)$", "", words)
    return fields, 1


def complete(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Tick a task off."""
    clause = clauses[place]
    if clause.has("report.head") or clause.of_kind("money"):
        return None
    hits = clause.cues("command.complete")
    opens = opening(message, clause, "command.complete")
    chars = message.mask.chars
    marks = re.match(r"(?:and |also |pls |please |can you )*(?:mark|tick|set|close|call)\s", chars[clause.start : clause.end])
    ends = next((hit for hit in hits if hit.end >= clause.end - 2 and hit.start > clause.start), None)
    named_task = clause.has("command.task_noun") or clause.has("command.dispose")
    if marks and ends:
        return {"object": object_of(message, clause, ends, [(clause.start, clause.start + marks.end())])}, 1
    if (
        opens is not None
        and opens.end - opens.start > 4
        and (chars[opens.start : opens.end].isascii() or named_task)
        and not chars[opens.start : opens.end].startswith("done")
        and content_size(message.wording(opens.end, clause.end))
    ):
        if clause.has("command.task_noun") or not chars[opens.start : opens.end].isascii():
            return {"object": object_of(message, clause, opens, [])}, 1
    if ends and named_task and not clause.has("past.call", "past.visit", "past.meeting"):
        words = object_of(message, clause, ends, [(hit.start, hit.end) for hit in hits])
        return ({"object": words}, 1) if content_size(words) else None
    return None


def split_at(message: Message, clause: Clause, verb: str, into: str) -> tuple[str, str] | None:
    """What stands between a verb and a word, and what stands behind the word ("tag X as Y")."""
    hit = opening(message, clause, verb) or disposed(message, clause, verb)
    chars = message.mask.chars
    if hit is None and chars[clause.start] in "给为":
        hit = next((one for one in clause.cues(verb) if not chars[one.start : one.end].isascii()), None)
    if hit is None:
        return None
    if chars[hit.start : hit.end].isascii():
        mark = re.search(into, chars[hit.end : clause.end])
        if not mark:
            return None
        return message.wording(hit.end, hit.end + mark.start()), message.wording(hit.end + mark.end(), clause.end)
    lead = [(one.start, one.end) for one in clause.cues("command.dispose", "intent.filler") if one.end <= hit.start]
    return message.wording(clause.start, hit.start, lead), message.wording(hit.end, clause.end)


def pair(cue: str, into: str) -> Callable[[Message, Sequence[Clause], int, Draft | None], Found]:
    """A finder for a verb with an object and a text: tag, merge."""

    def find(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
        clause = clauses[place]
        parts = split_at(message, clause, cue, into)
        names = clause.of_kind("company", "person")
        if cue == "command.merge" and parts is not None and not content_size(parts[1]) and len(names) == 2:
            parts = (message.wording(clause.start, names[0].place + 1, [(hit.start, hit.end) for hit in clause.cues("command.dispose")]), names[1].said)
        if parts is None or not content_size(parts[0]) or not content_size(parts[1]):
            return None
        return {"object": named(message, clause, re.sub(r"^[给为]|[上为成]$", "", parts[0])), "text": named(message, clause, re.sub(r"的?(?:标签|tag)$", "", parts[1]))}, 1

    return find


def comment(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Write a remark on a record: "comment on Acme: call before ten"."""
    clause = clauses[place]
    hit = opening(message, clause, "command.comment") or next(
        (
            one
            for one in clause.cues("command.comment")
            if not message.mask.chars[one.start : one.end].isascii() and clause.of_kind("company", "person")
        ),
        None,
    )
    if hit is None or home is not None:
        return None
    following = [one for one in clauses[place + 1 :]]
    names = clause.of_kind("company", "person")
    if not following and not names:
        return None
    rest = message.wording(hit.end, clause.end, [(one.place, one.place + 1) for one in names[:1]])
    text = message.wording(following[0].start, following[-1].end) if following else rest
    words = names[0].candidates[0].name if names and len(names[0].candidates) == 1 else names[0].said if names else rest
    return {"object": words, "text": text}, 1 + len(following)


def leave(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """I am on leave."""
    clause = clauses[place]
    hits = clause.cues("command.leave")
    if not hits or home is not None or clause.has("approval.ask", "veto.hypothetical"):
        return None
    hit = hits[0]
    others = [one for one in clause.of_kind("company", "person") if one.place < hit.start and member_of(one) != message.surroundings.sender]
    dates = [one for one in clause.of_kind("date") if one.date is not None and one.date.last.day >= message.today]
    if others or (clause.has("words.their") and clause.cues("words.their")[0].start < hit.start) or not dates:
        return None
    fields: dict[str, Value] = {}
    first, last = dates[0].date, dates[-1].date
    if first is not None and last is not None:
        fields["at"], fields["due"] = Moment(first.first.day), Moment(last.last.day)
        fields = {"at": first.first if first.first.time else Moment(first.first.day), "due": last.last if last.last.time else Moment(last.last.day)}
    text, length = reason_after(message, clauses, place)
    if text and not any(one.cue.split(".")[0] in ("past", "task", "lead") for one in clauses[place + 1].hits):
        fields["text"] = text
    else:
        length = 1
    return fields, length


BECOMES = re.compile(
    r"应该是|应该系|应为|改成|改为|换成|更新为|不是|而是|是|系|\bshould (?:be|say|read|have been)\b|\bis actually\b|\bis\b|\bto\b|\bwas\b|\bi meant\b|\bmeant\b|\bmake it\b|\bit'?s\b|\bnot\b"
)
VERBS_OF_CHANGE = re.compile(r"(?:please |pls |can you |also )*(?:change|update|correct|edit|rename|amend|fix|set|make)\b(?: the)?|把|将")


def edit(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Found:
    """Correct what was written down: "sorry, the demo is Tuesday not Thursday"."""
    clause = clauses[place]
    chars = message.mask.chars
    sorry = opening(message, clause, "command.sorry")
    changing = VERBS_OF_CHANGE.match(chars, clause.start, clause.end)
    if home is not None or (sorry is None and changing is None) or clause.has("deal.negotiation", "deal.proposal", "deal.lost", "deal.qualified"):
        return None
    last = next((one for one in reversed(clauses) if one.sentence <= clause.sentence + 1), clause)
    own = [one for one in clauses[place:] if one.start <= last.start]
    start = sorry.end if sorry is not None else changing.end() if changing else clause.start
    end = own[-1].end
    mark = BECOMES.search(chars, start, end)
    strong = re.search(r"改成|改为|换成|应该是|应为|更新为|写错|记错|打错|\bshould be\b|\bnot\b|不是|\bi meant\b", chars[clause.start : end])
    if (
        mark is None
        or (changing is not None and sorry is None and not re.search(r"\bto\b|改成|改为|换成|更新为", chars[start:end]))
        or (sorry is not None and not strong)
    ):
        return None
    if changing is not None and sorry is None:
        mark = re.search(r"\bto\b|改成|改为|换成|更新为", chars[start:end])
        cut = (start + mark.start(), start + mark.end()) if mark else (start, start)
    else:
        cut = mark.span()
    target = re.sub(r"^(?:我|刚才|把|the\s)+|(?:写错了?|记错了?|打错了?|错了)$", "", message.wording(start, cut[0])).strip(" ,，")
    text = re.sub(r"[,，]?\s*(?:pls|please|can you)?\s*(?:fix|correct|update|change)?(?: it)?\s*$", "", message.wording(cut[1], end))
    fields: dict[str, Value] = {}
    if content_size(target):
        fields["object"] = target
    if text:
        fields["text"] = text
    date = next((one.date for one in message.mask.within(cut[1], end, ("date",)) if one.date), None)
    if date is not None and date.last.day >= message.today:
        fields["due"] = date.last
    return (fields, len(own)) if fields else None


FINDERS: tuple[tuple[str, Callable[[Message, Sequence[Clause], int, Draft | None], Found]], ...] = (
    ("undo", undo),
    ("edit", edit),
    ("leave", leave),
    ("merge", pair("command.merge", r"\s(?:into|with|to|and)\s")),
    ("tag", pair("command.tag", r"\s(?:as(?: an?)?|with)\s|:\s?")),
    ("release", release),
    ("assign", assign),
    ("claim", claim),
    ("convert", simple("command.convert")),
    ("snooze", snooze),
    ("complete", complete),
    ("reject", simple("command.reject", reason=True)),
    ("approve", simple("command.approve")),
    ("cancel", simple("command.cancel", noun=True)),
    ("comment", comment),
)


def entity_name(entity: Entity) -> str:
    """The known spelling of a name, or what was said."""
    return entity.candidates[0].name if len(entity.candidates) == 1 else entity.said
