"""Contacts with a customer whom nobody names, and who must be asked for: "called, they want samples", 刚打了个电话，对方要样品."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.parsing.clauses import Clause
from handlers.parsing.drafts import Draft
from handlers.parsing.event import METHODS, Event
from handlers.parsing.message import Message, content_size
from handlers.parsing.name_words import name_words
from handlers.parsing.shapes import shape, word_list

SOON = 8
"""So near the beginning of the message an act with somebody unnamed is told of, and not thought of."""
FEW = 2
"""So many clauses behind the act are looked through for what says that it was with a customer."""
AGAIN = word_list("unnamed.again")
BETWEEN = 2
IN_VAIN = shape("unnamed.in_vain")
UNHEARD = frozenset("接听通回见关")
"""What of a customer who is not named says that one tried: 客户没接, but not 客户放假."""
NO_CONTACT = ("veto.you", "veto.colleague", "veto.hypothetical", "veto.asking", "veto.joking")
SAYS_NOTHING = ("past.", "result.", "intent.filler", *(f"words.{name}" for name in ("now", "dangling", "customer", "whom", "sales", "article")))
"""What may stand beside an act that was done with a customer."""


def with_somebody(message: Message, draft: Draft) -> bool:
    """Whether somebody who is not named was called or met, and is a customer."""
    if draft.inherited is not None or draft.before or draft.rules[:1] == ["slash"]:
        return False
    told = message.text.language == "zh" and with_the_other_side(message, draft)
    return told or (is_bare_act(message, draft) and is_of_business(message, draft))


def with_the_other_side(message: Message, draft: Draft) -> bool:
    """Whether a Chinese message opens with an act and speaks of the other side: 对方要样品."""
    if draft.rules[:1] not in ([f"{tense}.{method}"] for tense in ("past", "base") for method in METHODS):
        return False
    near = [draft.head, *(one for one in draft.clauses[:1] if one.sentence == draft.head.sentence)]
    told = {message.mask.chars[hit.start : hit.end] for clause in near for hit in clause.cues("words.their")}
    words = message.mask.chars[draft.head.start : draft.head.end]
    kin = any(word in words for word in name_words("kin")) or any(one.of_kind("person", "company") for one in near)
    return bool(told & {"对方", "客户", "客户说", "对方说", "那边", "那边说", "人家"}) and not kin and draft.head.start <= SOON


def is_bare_act(message: Message, draft: Draft) -> bool:
    """Whether a message opens with an act and names nobody else with it: "called my mum", "left a voicemail for the plumber"."""
    head = draft.head
    if head.start > message.begins or head.of_kind("company", "person") or head.has(*NO_CONTACT):
        return False
    ranges = [(hit.start, hit.end) for hit in head.cues(*SAYS_NOTHING)]
    return not content_size(message.wording(head.start, head.end, [*ranges, *((one.place, one.place + 1) for one in head.of_kind("date"))]))


def is_of_business(message: Message, draft: Draft) -> bool:
    """Whether what is told with an act can only be a customer's: nobody answered, or they want, say or think something about a sale."""
    head = draft.head
    behind = [one for one in draft.clauses[:FEW] if not one.question and not is_thought(one)]
    aside = [one for one in behind if one.sentence == head.sentence]
    if head.has("past.no_answer") or any(one.has("past.no_answer") for one in aside):
        return True
    if message.text.language == "zh":
        return is_of_business_in_chinese(message, draft, behind)
    if head.has("words.sales"):
        return True
    surely = head.has("words.customer") or (head.has("words.now") and head.has("result.positive", "result.negative"))
    return any(tells_of_sale(message, one, surely=surely) for one in behind)


def is_of_business_in_chinese(message: Message, draft: Draft, behind: Sequence[Clause]) -> bool:
    """The same in Chinese, where the head says less of whom: 聊得不错 may be said of a friend, 聊得不错，下周再约 is not."""
    head = draft.head
    customer = head.has("words.customer")
    if customer and head.has("words.sales", "result.positive", "result.negative"):
        return True
    if draft.rules[:1] in (["past.meeting"], ["past.contact"]) and not customer:
        behind = [one for one in behind if one.has("words.sales", "words.customer") or (head.has("result.") and dated_step(message, one))]
    return any(tells_of_sale(message, one, surely=customer) or dated_step(message, one) for one in behind)


def dated_step(message: Message, clause: Clause) -> bool:
    """Whether a clause tells when one will be in touch again: 下周再约."""
    return clause.has("intent.own") and bool(message.deadlines(clause)) and clause.has("intent.later", "base.", "words.sales")


def is_thought(clause: Clause) -> bool:
    """Whether a clause speaks to a colleague, or of what is not so; "want to" is no such thing where they want it."""
    wants = [hit.start for hit in clause.cues("lead.want", "intent.theirs")]
    return clause.has("veto.you", "veto.joking") or any(hit.start not in wants for hit in clause.cues("veto.hypothetical"))


def tells_of_sale(message: Message, clause: Clause, *, surely: bool) -> bool:
    """Whether a clause tells how a customer takes an offer; ``surely`` where it is plain that one was spoken to."""
    theirs = [hit for hit in clause.cues("words.their", "intent.theirs", "lead.want", "words.say") if hit.start <= clause.start + 1]
    opens = bool(theirs) and not message.mask.chars.startswith("it ", clause.start)
    if surely and opens:
        return True
    results = [hit for hit in clause.cues("result.positive", "result.negative") if hit.start not in {one.start for one in clause.cues("words.fine")}]
    if results:
        return opens or any(hit.start <= clause.start + 5 for hit in results)
    return opens and clause.has("words.sales")


def silent_event(message: Message, clause: Clause, following: Sequence[Clause]) -> Event | None:
    """Nobody answered, and it will be tried again, though it is not said with whom: "no answer, will try again tomorrow"."""
    hit = next((hit for hit in clause.cues("past.no_answer") if hit.start == clause.start), None)
    follow = following[0] if following else None
    if clause.start > message.begins or clause.of_kind("company", "person") or clause.has(*NO_CONTACT):
        return None
    if (unheard := customer_unheard(message, clause)) is not None:
        return unheard
    if hit is None or follow is None or clause.entities or hit.end != clause.end:
        return None
    again = follow.has("intent.own") and any(word in message.mask.chars[follow.start : follow.end] for word in AGAIN)
    return Event("contact", hit.start, hit.end, hit.cue) if again and not follow.has(*NO_CONTACT) else None


def customer_unheard(message: Message, clause: Clause) -> Event | None:
    """A customer who is not named did not answer, in Chinese: 客户没接电话."""
    hit = next((one for one in clause.cues("past.no_answer") if set(message.mask.chars[one.start : one.end]) & UNHEARD), None)
    who = next((one for one in clause.cues("words.customer") if one.start <= clause.start + 2), None)
    between = message.mask.chars[who.end : hit.start] if hit is not None and who is not None and who.end <= hit.start else "都"
    if hit is None or who is None or len(between) > BETWEEN or "都" in between:
        return tried_in_vain(message, clause)
    return Event("contact", hit.start, hit.end, hit.cue)


def tried_in_vain(message: Message, clause: Clause) -> Event | None:
    """Somebody was called in vain, and nothing else is said: 没打通."""
    hit = next((one for one in clause.cues("past.no_answer") if IN_VAIN.search(message.mask.chars, one.start, one.end)), None)
    ranges = [(one.start, one.end) for one in clause.cues("past.no_answer", "words.now", "words.dangling", "intent.filler", "words.whom")]
    ranges += [(one.place, one.place + 1) for one in clause.of_kind("date")]
    return (
        Event("contact", hit.start, hit.end, hit.cue)
        if hit is not None and not content_size(message.wording(clause.start, clause.end, ranges))
        else None
    )


def said_with_customer(message: Message, clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether a clause names no more than a way of contact, and the next begins with the customer: 电话沟通，客户有意向."""
    if clause.start > message.begins or not following or following[0].sentence != clause.sentence:
        return False
    ranges = [(one.start, one.end) for one in clause.cues("base.", "words.now", "words.dangling", "intent.filler")]
    ranges += [(one.place, one.place + 1) for one in clause.of_kind("date")]
    opens = any(one.start == following[0].start for one in following[0].cues("words.customer"))
    return opens and not content_size(message.wording(clause.start, clause.end, ranges))
