"""Contact logs: from drafts to records."""

from __future__ import annotations

import re

from handlers.parsing.clauses import Clause
from handlers.parsing.contact_events import asks_us
from handlers.parsing.cues import Hit
from handlers.parsing.customers import put_customer
from handlers.parsing.drafts import Draft, record
from handlers.parsing.event import is_wanted
from handlers.parsing.follow_ups import OURS, Next, bare_range, follow_up_of, next_score
from handlers.parsing.how_it_went import IN_VAIN, is_all, outcome_of, told_before
from handlers.parsing.joined_steps import with_first_part, with_its_day, with_others
from handlers.parsing.message import Message, content_size, tidy
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import shape
from handlers.parsing.unnamed import with_somebody

TELLING = "讨商核解讲汇梳"
"""The first characters of acts that say what was done: 讨论了布局."""
BY_PHONE = shape("contact_records.by_phone")
"""What of somebody who could not be reached says that it was tried by phone."""
IN_PERSON = shape("contact_records.in_person")
"""What of somebody who was not there says that the sender went to them."""
WAYS = ("past.call", "past.visit", "past.meeting", "past.video", "past.email", "past.message")
CONTENT = 3
"""So much (see ``content_size``) must be left of the first clause for it to count as a part of the summary."""
ONE_WORD = 2
THE = 5
"""So near behind *about* one word is enough, with an article between them: "called Jane about the racks"."""


def contact_record(message: Message, draft: Draft) -> Record | None:
    """A contact log; None where no customer is told, but for an act of one's own with somebody unnamed, who is asked for."""
    customer = draft.customer
    if not customer and not with_somebody(message, draft):
        return None
    step, contents = sort_clauses(message, draft)
    fields: dict[str, Value] = {}
    put_customer(fields, customer)
    method = method_of(message, draft)
    if method:
        fields["method"] = method
    outcome = outcome_of(message, draft, step.clause if step else None)
    if outcome:
        fields["outcome"] = outcome
    fields["summary"] = summary_of(message, draft, contents, rest_told(message, draft, step))
    told = draft if draft.inherited is None else draft.inherited
    at = message.when_happened([*told.before, told.head, *times_alone(message, told)], None if message.text.language == "en" else told.end)
    if at is not None:
        fields["at"] = at
    follow_up = follow_up_of(message, step.clause, (customer.company, customer.person), several=step.several) if step else None
    if follow_up is not None:
        fields["follow_up"] = follow_up
        draft.rules.append("follow_up")
    made = record(message, draft, fields, customer.choices)
    return Record("contact_log", made.fields, made.choices, made.rules, made.span)


def sort_clauses(message: Message, draft: Draft) -> tuple[Next | None, list[Clause]]:
    """The next step among a draft's clauses, and the rest, which is what was said."""
    clauses = draft.clauses if draft.inherited is None else [draft.head, *draft.clauses]
    steps = [Next(clause, score) for clause in clauses if (score := next_score(message, clause))]
    steps = steps or [Next(one, OURS) for one in draft.before if one.sentence == draft.head.sentence and is_step_before(message, one)]
    steps = steps or step_in_head(message, draft)
    best = max(steps, key=lambda step: (step.score, step.clause.start), default=None)
    best = with_others(message, with_first_part(message, draft, with_its_day(message, best, steps)), steps)
    contents = [clause for clause in draft.clauses if best is None or not best.clause.start <= clause.start < best.clause.end]
    return best, contents


def step_in_head(message: Message, draft: Draft) -> list[Next]:
    """What the first clause says beside the act and has its day, where it is no summary: 王总说下周打款, 王总让我下周二送样品."""
    head = draft.head
    short = rest_of_head(message, draft) is None
    if draft.inherited is not None or message.text.language != "zh" or not (short or asks_us(message, draft.start, draft.end)):
        return []
    hits, entities = [hit for hit in head.hits if hit.start >= draft.end], [one for one in head.entities if one.place >= draft.end]
    rest = Clause(draft.end, head.end, head.sentence, hits, entities)
    names = [(one.place, one.place + 1) for one in entities]
    told = bool(message.deadlines(rest)) and content_size(message.wording(rest.start, rest.end, names)) > 0
    return [Next(rest, score, in_head=True)] if told and (score := next_score(message, rest)) else []


def is_step_before(message: Message, clause: Clause) -> bool:
    """Whether a clause before the act tells what is to be done after it: 下周三再去一趟，今天见了王总."""
    days = [message.date_range(one) for one in clause.of_kind("date")]
    says = content_size(message.wording(clause.start, clause.end, days)) > 0
    return says and next_score(message, clause) >= OURS and bool(message.deadlines(clause)) and not clause.has("past.", "result.negative")


def method_of(message: Message, draft: Draft) -> str:
    """How the contact was made: a visit told with a meeting is a visit; a channel told later in the sentence counts."""
    if draft.rules[:1] == ["base.meeting"] and draft.head.has("past.no_answer"):
        return ""  # 没空见
    if asks_us(message, draft.start, draft.end):
        return next((hit.cue[5:] for hit in draft.head.cues(*WAYS) if hit.start < draft.end), "")
    methods = [draft.method] if draft.method else []
    if draft.rules[:1] == ["past.no_answer"] and draft.head.has("base.call"):
        methods.append("call")  # 电话占线，微信留言了
    for clause in draft.all_clauses():
        if clause.sentence == draft.head.sentence and (clause is draft.head or not message.is_ahead(clause)):
            methods += [hit.cue[5:] for hit in clause.cues(*WAYS) if not is_wanted(clause, hit)]
    if (instead := next((hit for clause in draft.all_clauses() for hit in clause.cues(*WAYS) if is_changed(message, hit)), None)) is not None:
        return instead.cue[5:]
    if not methods:
        silent = draft.head.cues("past.no_answer")
        meant = [hit for hit in draft.head.cues("base.") if not any(one.start < hit.start < one.end and one.end > hit.end for one in silent)]
        days = [one.place for one in message.deadlines(draft.head)]
        meant = [hit for hit in meant if not any(draft.end <= day < hit.start for day in days)]  # 跟王总说周五送样
        methods += [hit.cue[5:] for hit in meant if not message.mask.chars[hit.start : hit.end].isascii()][:1]
    if draft.inherited is not None and not methods:
        return method_of(message, draft.inherited)
    if "video" in methods or (methods[:1] == ["meeting"] and draft.head.has("base.video") and not message.mask.chars.isascii()):
        return "video"
    if "visit" in methods and came_to_us(message, draft):
        return "meeting"
    if methods[:1] in (["visit"], ["meeting"]) and ("visit" in methods or went_there(message, draft)):
        return "visit"
    return methods[0] if methods else method_in_vain(message, draft)


def method_in_vain(message: Message, draft: Draft) -> str:
    """How a contact was tried that nobody answered, by the words for that."""
    silences = [hit for clause in draft.all_clauses() for hit in clause.cues("past.no_answer")]
    if any(BY_PHONE.search(message.mask.chars, hit.start, hit.end) for hit in silences):
        return "call"
    return "visit" if any(IN_PERSON.search(message.mask.chars, hit.start, hit.end) for hit in silences) else ""


def is_changed(message: Message, hit: Hit) -> bool:
    """Whether a contact was made in another way than was planned: 本来要去宏图，改打电话了."""
    return message.mask.chars.startswith("改", hit.start) or message.mask.chars.endswith(("改成", "改为", "改用"), 0, hit.start)


def came_to_us(message: Message, draft: Draft) -> bool:
    """Whether it was the customer who dropped in: "Niamh from Liffey popped in"."""
    return any(
        hit.start < draft.end and draft.start < hit.end and message.mask.at(hit.start) is not None and hit.end >= draft.end
        for hit in draft.head.cues("past.meeting")
    )


def went_there(message: Message, draft: Draft) -> bool:
    """Whether the words before a meeting say that the sender went to the customer: 去蓝海项目部见了葛主任."""
    goes = [hit for hit in draft.head.cues("base.visit") if message.mask.chars.startswith("去\ue000", hit.start)]
    return any(hit.end <= draft.start for hit in goes)


def rest_told(message: Message, draft: Draft, step: Next | None) -> tuple[int, int] | None:
    """The rest of the first clause where it tells what was said, and not the next step."""
    if step is not None and (step.in_head or (step.clause is draft.head and draft.head.run_on and not draft.head.has("result."))):
        return None
    return rest_of_head(message, draft)


def summary_of(message: Message, draft: Draft, contents: list[Clause], rest: tuple[int, int] | None) -> str:
    """What was said, in the text's own words: the rest of the first clause and the clauses behind it."""
    parts = [rest] if rest is not None else []
    if not parts and not contents:
        contents = [one for one in draft.before if one.sentence == draft.head.sentence and not is_step_before(message, one)]
        contents = [one for one in contents if not one.has("words.calls", "words.visits")]
    own = {id(draft.customer.company_at), id(draft.customer.person_at)}
    for clause in [*told_before(draft), *contents]:
        left = message.wording(
            clause.start, clause.end, [(one.place, one.place + 1) for one in clause.entities if id(one) in own or one.kind in ("date", "phone")]
        )
        if content_size(left) >= 2 and not only_channel(message, clause) and not is_filler(message, clause) and not only_outcome(message, clause):
            parts.append(bare_range(message, clause))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and not re.search(r"[^\W_]", message.mask.chars[joined[-1][1] : start].translate(dict.fromkeys(range(57344, 57351)))):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tidy(", ".join(message.wording(start, end) for start, end in joined))


def times_alone(message: Message, draft: Draft) -> list[Clause]:
    """The clauses right behind an English act that say no more than who it was with and when: "Teams call w Anneka (Brightwater) at 11"."""
    found: list[Clause] = []
    for clause in draft.clauses if message.text.language == "en" else []:
        names = [(one.place, one.place + 1) for one in clause.entities]
        if clause.sentence != draft.head.sentence or content_size(message.wording(clause.start, clause.end, names)):
            break
        found.append(clause)
    return found


LEADING_ON = shape("contact_records.leading_on")


def is_filler(message: Message, clause: Clause) -> bool:
    """Whether a clause says nothing ("Unrelated", "anyway"), as what is left before *also* in "she also wants a quote"."""
    if LEADING_ON.fullmatch(message.mask.chars, clause.start, clause.end):
        return True
    return content_size(message.wording(clause.start, clause.end, [(hit.start, hit.end) for hit in clause.cues("intent.filler")])) == 0


def only_outcome(message: Message, clause: Clause) -> bool:
    """Whether a clause says no more than that nobody answered, which is the outcome already."""
    ranges = [(hit.start, hit.end) for hit in clause.cues("words.silence", "words.dangling")]
    ranges += [(one.place, one.place + 1) for one in clause.entities]
    silent = clause.has("words.silence") and content_size(message.wording(clause.start, clause.end, ranges)) == 0
    return silent or is_all(message, clause, IN_VAIN)


def only_channel(message: Message, clause: Clause) -> bool:
    """Whether a clause holds no more than a method (on WhatsApp) or a name, with the department that stands before it (见了行政部的龚主任)."""
    ranges = [
        (hit.start, hit.end) for hit in clause.hits if hit.cue.startswith("past.") and hit.cue not in ("past.say", "past.no_answer", "past.contact")
    ]
    names = [(one.place, one.place + 1) for one in clause.entities]
    names += [(hit.start, hit.end) for hit in clause.cues("words.their") if message.mask.at(hit.end - 1) is not None]
    return content_size(message.wording(clause.start, clause.end, [*ranges, *names])) < 2


def skippable(hit: Hit) -> bool:
    """Whether a phrase right behind an act of contact is no part of what was said."""
    return hit.cue in ("words.dangling", "words.say", "words.date_before", "words.date_after") or (
        hit.cue.startswith("past.") and hit.cue != "past.no_answer"
    )


def rest_of_head(message: Message, draft: Draft) -> tuple[int, int] | None:
    """What the first clause says beside the act, the names and the dates; None where that is nothing."""
    head = draft.head
    start = draft.end
    own = {id(draft.customer.company_at), id(draft.customer.person_at)}
    skipped = [one for one in head.of_kind("company", "person", "date") if one.kind == "date" or one.known or id(one) in own]
    for entity in skipped:
        if entity.place >= start and (entity.place - start <= 24 or entity.kind == "date"):
            between = message.mask.chars[start : entity.place]
            if content_size(between) <= (2 if entity.kind == "date" else 8):
                start = entity.place + 1
    while True:
        ends = [
            hit.end
            for hit in head.hits
            if hit.end > start
            and skippable(hit)
            and message.mask.chars[hit.start] not in TELLING
            and hit.start >= start
            and not any(one.start == hit.start and one.end > hit.end for one in head.cues("source.noun", "words.begun"))
            and not message.mask.chars[start : hit.start].strip(" ,")
        ]
        if not ends:
            break
        start = max(ends)
    while start < head.end and message.mask.chars[start] in " ,，'":
        start += 1
    taken = [(one.place, one.place + 1) for one in head.of_kind("date", "company", "person")]
    taken += [(hit.start, hit.end) for hit in head.cues("words.silence")]
    left = message.wording(start, head.end, taken) if start < head.end else ""
    talked = message.mask.chars[draft.start] in "聊谈" and draft.rules[:1] == ["past.contact"]
    topic = talked and any(hit.start == start < hit.end - 1 for hit in head.cues("words.sales"))  # 聊了续约
    enough = ONE_WORD if topic or message.near("words.about", start, THE) else CONTENT
    return (start, head.end) if content_size(left) >= enough else what_was_sent(message, draft) or before_channel(message, draft)


SENT_TO = shape("contact_records.sent_to")
SENT_BEFORE = shape("contact_records.sent_before")
SENDING = shape("contact_records.sending")
"""So acts of sending begin, before which stands what was sent: 把报价发宏图了."""


def what_was_sent(message: Message, draft: Draft) -> tuple[int, int] | None:
    """What stands between the act and whom it was for ("emailed the tender docs to Jane"), or before the act: 把报价发宏图了."""
    sends = SENDING.match(message.mask.chars, draft.start, draft.end) is not None
    before = SENT_BEFORE.search(message.mask.chars, draft.head.start, draft.start) if sends else None
    if before is not None:
        return before.span("what")
    sent = SENT_TO.match(message.mask.chars, draft.end, draft.head.end) if draft.method in ("email", "message") else None
    return sent.span("what") if sent is not None else None


CHANNEL = shape("contact_records.channel")


def before_channel(message: Message, draft: Draft) -> tuple[int, int] | None:
    """What is told before the way of contact: "Kavya approved the artwork on WhatsApp"."""
    first = next(iter(draft.head.of_kind("company", "person")), None)
    if first is None or first.place > draft.head.start or CHANNEL.match(message.mask.chars, draft.start) is None:
        return None
    start, end = first.place + 1, draft.start
    told = any(start <= hit.start < end for hit in draft.head.cues("result."))
    return (start, end) if told and content_size(message.wording(start, end)) > CONTENT else None
