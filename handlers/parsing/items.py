"""Items of lists: whether a clause goes on with another customer, and which customers have been told."""

from __future__ import annotations

import re

from handlers.parsing.clauses import LIST_MARK, Clause
from handlers.parsing.customers import customer_of, is_member, names_in
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message

INLINE_MARK = re.compile(r"(?:^|[\s:,;.])\(?[1-9][.)] ?$")
COUNTED = re.compile(r"[两三四五六七八九十几\d]+[家张个位条]")
"""收了三张名片: several follow."""


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
    companies = [customer_of(draft.names or names_in([*draft.before, draft.head])).company for draft in drafts]
    return companies if all(companies) else []


def is_nameless(draft: Draft) -> bool:
    """Whether nobody is named where a contact is told: 今天见了三个客户."""
    return draft.kind == "contact" and not names_in([*draft.before, draft.head])


def starts_item(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a clause is the next item of a list: a marked line, or a customer in its turn behind a head that names none."""
    if home.kind not in ("contact", "lead") or clause.question or home.together:
        return False
    mask = message.mask
    line_start = mask.text.clean.rfind("\n", 0, mask.starts[clause.start]) + 1
    mark = LIST_MARK.match(mask.text.clean[line_start:])
    marked = mark is not None and mask.starts[clause.start] - line_start <= mark.end() + 1
    marked = marked or bool(INLINE_MARK.search(mask.chars[max(0, clause.start - 5) : clause.start]))
    if marked and (home.kind == "lead" or clause.of_kind("company")):
        return True
    first = clause.of_kind("company", "person")
    if home.kind == "lead":
        return bool(first) and lists_leads(message, clause, home)
    if not first or first[0].kind != "company" or is_member(first[0]):
        return False
    in_turn = bool(re.match(r"(?:then|next|also|and|after that|然后|接着|又|还有|再|later|afterwards)?[ ,，]*\ue000", mask.chars[clause.start :]))
    head = home.inherited or home
    return (
        in_turn
        and another_customer(clause, home)
        and (
            not names_in([head.head, *head.before])
            or message.mask.chars.startswith(("then", "next", "然后", "接着", "又"), clause.start)
            or home.inherited is not None
        )
    ) or (in_turn and not names_in([*head.before, head.head]) and not head.clauses and home is head)


def lists_leads(message: Message, clause: Clause, home: Draft) -> bool:
    """Whether a lead's clause goes on to the next of several (三张名片：甲 吴老师、乙 郑校长)."""
    before = message.mask.chars[clause.start - 1 : clause.start] if clause.start else ""
    head = home.inherited or home
    counted = bool(COUNTED.search(message.mask.chars, head.head.start, head.head.end))
    opens = clause.sentence != home.head.sentence and clause.of_kind("company", "person")[0].place - clause.start <= 1
    return (before == "、" or (counted and opens)) and another_customer(clause, home)
