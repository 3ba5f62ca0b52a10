"""Items of lists: whether a clause goes on with another customer, and which customers have been told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.parsing.clauses import LIST_MARK, Clause
from handlers.parsing.customers import customer_of, is_member, names_in
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message, content_size
from handlers.parsing.name_words import name_words
from handlers.parsing.shapes import pattern, shape, word_list

INLINE_MARK = re.compile(r"(?:^|[\s:,;.])\(?[1-9][.)] ?$|[①-⑳] ?$")
COUNTED = shape("items.counted")
"""收了三张名片, three new leads: several follow."""
TOWN_FIRM = (4, 8)
"""So many characters have a town and the short name of a firm in it."""
FLOOR = pattern("items.floor")
OPENING = re.compile(rf"(?:{pattern('items.lead_in')}|{FLOOR})*(?=[\ue000\ue001])")
TURNS = word_list("items.turns")
IN_TURN = shape("items.in_turn")
"""How a clause begins that comes to the next customer."""


def another_customer(clause: Clause, last: Draft) -> bool:
    """Whether a clause names a customer that the last draft does not know."""
    told = {one.said.casefold() for one in names_in(last.all_clauses())}
    told |= {candidate.company for one in names_in(last.all_clauses()) for candidate in one.candidates}
    told |= {candidate.name for one in names_in(last.all_clauses()) for candidate in one.candidates}
    told.discard("")
    fresh = [
        one
        for one in clause.of_kind("company", "person")
        if one.said.casefold() not in told
        and not is_member(one)
        and not {candidate.name for candidate in one.candidates} & told
        and not {c.company for c in one.candidates} & told
    ]
    if not told:
        return False
    return any(one.kind == "company" for one in fresh) or any(one.known for one in fresh)


def customers_told(home: Draft) -> list[str]:
    """The customers of a contact and of the one that it is an item of; ``[""]`` where it names none yet."""
    if is_nameless(home):
        return [""]
    drafts = [home] if home.inherited is None else [home] if is_nameless(home.inherited) else [home.inherited, home]
    companies = [company_of(draft) for draft in drafts]
    return companies if all(companies) else []


def is_nameless(draft: Draft) -> bool:
    """Whether nobody is named where a contact is told: 今天见了三个客户."""
    return draft.kind == "contact" and not names_in([*draft.before, draft.head])


def company_of(draft: Draft) -> str:
    """The company that a draft's first clauses name."""
    return customer_of(draft.names or names_in([*draft.before, draft.head])).company


def told_before(message: Message, drafts: Sequence[Draft], clause: Clause) -> Draft | None:
    """The contact told before with the customer that a clause opens with: "met Acme and Beta. Acme wants a quote"."""
    opening = OPENING.match(message.mask.chars, clause.start, clause.end)
    name = message.mask.at(opening.end()) if opening else None
    company = customer_of([name]).company if name is not None and not is_member(name) else ""
    return next((draft for draft in drafts if company and draft.kind == "contact" and company_of(draft) == company), None)


def is_marked(message: Message, clause: Clause) -> bool:
    """Whether a clause stands behind a number or a dash, as the items of a list do."""
    mask = message.mask
    line_start = mask.text.clean.rfind("\n", 0, mask.starts[clause.start]) + 1
    mark = LIST_MARK.match(mask.text.clean[line_start:])
    marked = mark is not None and mask.starts[clause.start] - line_start <= mark.end() + 1
    return marked or bool(INLINE_MARK.search(mask.chars[max(0, clause.start - 5) : clause.start]))


def starts_item(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a clause is the next item of a list: a marked line, or a customer in its turn behind a head that names none."""
    if home.kind not in ("contact", "lead") or clause.question or home.together:
        return False
    mask = message.mask
    if is_marked(message, clause) and (home.kind == "lead" or clause.of_kind("company")):
        return True
    first = clause.of_kind("company", "person")
    if home.kind == "lead":
        return not is_marked(message, home.head) and (lists_leads(message, clause, home) if first else names_next(message, clause, home))
    in_turn = bool(IN_TURN.match(mask.chars, clause.start))
    if not first or (first[0].kind != "company" and not in_turn) or is_member(first[0]):
        return False
    if heads_next(message, clause, home) or judged_next(message, clause, home):
        return True
    head = home.inherited or home
    return (
        in_turn
        and another_customer(clause, home)
        and (
            not names_in([head.head, *head.before])
            or message.mask.chars.startswith(TURNS, clause.start)
            or home.inherited is not None
            or (clause.run_on and clause.has("result.", "past.no_answer", "words.say", "lead.want"))
        )
    ) or (in_turn and not names_in([*head.before, head.head]) and not head.clauses and home is head)


def is_counted(message: Message, home: Draft) -> bool:
    """Whether a list begins with how many it tells of: 收了三张名片."""
    head = (home.inherited or home).head
    return COUNTED.search(message.mask.chars, head.start, head.end) is not None


def is_headed(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a sentence stands in a list behind a head with a colon that names no customer: 沙龙换的名片：甲 吴老师；乙 郑校长."""
    head = (home.inherited or home).head
    headed = message.mask.chars.startswith(":", head.end) and head.has("lead.thing", "lead.new") and not names_in([head])
    return headed and clause.sentence != home.head.sentence and bool(clause.of_kind("company"))


def names_next(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a new sentence behind a count begins with a firm that only its town shows to be one: 加了俩：…；郑州麦香园，老板叫史强."""
    if clause.entities or clause.sentence == home.head.sentence or not is_counted(message, home):
        return False
    begins = not any(one.sentence == clause.sentence and one.start < clause.start for one in message.clauses)
    told = any(one.of_kind("person", "phone") for one in message.clauses if one.sentence == clause.sentence)
    words = message.mask.words(clause.start, clause.end)
    return begins and told and TOWN_FIRM[0] <= len(words) <= TOWN_FIRM[1] and words[:2] in name_words("regions")


def heads_next(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a customer heads what is told next, as another one headed the sentence before: "Acme: stopped in, no luck. Zeta: want a trial"."""
    opens = next((one for one in message.clauses if one.sentence == (home.inherited or home).head.sentence), home.head)
    headed = is_heading(message, opens) or (bool(clause.of_kind("company")) and clause.of_kind("company")[0].known)
    if clause.sentence == home.head.sentence or not (headed and is_heading(message, clause)):
        return False
    told = [one for one in message.clauses if one.sentence == clause.sentence and one.start > clause.start]
    tells = bool(told) and not told[0].question and told[0].has("result.", "past.no_answer", "lead.want", "intent.theirs", "words.say")
    return tells and another_customer(clause, home)


def judged_next(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a customer in its turn has how it went in brackets behind it, as the one before: "visited Acme (keen), Zeta (no show)"."""
    bare = IN_TURN.fullmatch(message.mask.chars, clause.start, clause.end) is not None and another_customer(clause, home)
    bare = bare and clause.sentence == home.head.sentence
    return bare and all(message.mask.chars[one.end :].lstrip(" ").startswith("(") for one in (clause, home.head))


def heads_apart(message: Message, clause: Clause, drafts: Sequence[Draft], home: Draft | None) -> bool:
    """Whether a known customer of whom nothing was told heads a sentence behind another's contact: what is to be done there is no step of it."""
    opens = next(one for one in message.clauses if one.sentence == clause.sentence)
    known = any(one.known for one in opens.of_kind("company"))
    if home is None or not known or clause.sentence == home.head.sentence or not is_heading(message, opens):
        return False
    return another_customer(opens, home) and told_before(message, drafts, opens) is None


def is_heading(message: Message, clause: Clause) -> bool:
    """Whether a clause is no more than a company with a colon or a dash behind it."""
    names = clause.of_kind("company")
    return len(names) == 1 and clause.end - clause.start == 1 and message.mask.chars[clause.end :].lstrip(" ")[:1] in (":", "-")


def lists_leads(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a lead's clause goes on to the next of several (三张名片：甲 吴老师、乙 郑校长; three leads: Tim at Brightwater, Ann at Oakfield)."""
    before = message.mask.chars[clause.start - 1 : clause.start] if clause.start else ""
    counted = is_counted(message, home) or is_headed(message, clause, home)
    opening = OPENING.match(message.mask.chars, clause.start, clause.end)
    first = clause.of_kind("company", "person")[0]
    opens = first.place - clause.start <= 1 if opening is None else True
    fresh = [
        one for one in clause.of_kind("company", "person") if not one.known and one.said not in {told.said for told in names_in(home.all_clauses())}
    ]
    told = names_in(home.all_clauses())
    own = names_in([home.head, *home.clauses])
    if own and first.kind == "company" and clause.sentence == home.head.sentence and all(one.kind == "person" for one in own):
        return False  # whose company it is: "Willa Grant, Grant Orchards"
    if (
        counted
        and own
        and clause.entities == [first]
        and first.kind == "person"
        and message.mask.chars.startswith((" (\ue000", "(\ue000"), clause.end)
    ):
        return True  # "three leads: Ann Marsh (Oakbeam), Sal Duarte (Pronto Print)"
    alike = bool({one.kind for one in told} & {one.kind for one in clause.of_kind("company", "person")})
    reached = bool(clause.of_kind("phone", "email")) and bool(fresh) and alike
    if not (before == "、" or (counted and opens)) or not (another_customer(clause, home) or reached):
        return False
    if first.kind == "company" and " " not in first.said and clause.entities == [first] and any(" " in one.said for one in told):
        return False  # "Sam's Deli, Harrogate": where it is
    return before == "、" or clause.sentence != home.head.sentence or alike


def heads_row(message: Message, clause: Clause, following: Sequence[Clause]) -> bool:
    """Whether a clause is only the customer of whom the rest of its line tells: "Beta - visited, want samples"."""
    names = clause.of_kind("company", "person")
    alone = (
        bool(names)
        and names == clause.entities
        and not content_size(message.wording(clause.start, clause.end, [(one.place, one.place + 1) for one in names]))
    )
    opens = not any(one.sentence == clause.sentence and one.start < clause.start for one in message.clauses)
    acts = (
        bool(following)
        and following[0].sentence == clause.sentence
        and any(one.start <= following[0].start + 5 for one in following[0].cues("past."))
    )
    return alone and opens and acts and not following[0].of_kind("company") and not any(is_member(one) for one in names)


def is_next_sum(message: Message, clause: Clause, last: Draft) -> bool:
    """Whether a clause is no more than another customer and a sum, behind a payment or a contract of one with its own: 宏图到账8万，鼎盛5万."""
    if last.kind not in ("payment", "contract") or [one.kind for one in clause.entities] != ["company", "money"] or clause.question:
        return False
    told = last.all_clauses()
    beside = [(hit.start, hit.end) for hit in clause.cues("intent.filler")] + [(one.place, one.place + 1) for one in clause.entities]
    bare = not content_size(message.wording(clause.start, clause.end, beside))
    return bare and any(one.of_kind("money") for one in told) and another_customer(clause, last)
