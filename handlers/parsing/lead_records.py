"""Leads: the fields of somebody new are told piece by piece, in any order."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.parsing.came_in import came_in
from handlers.parsing.channel_sources import sets_task
from handlers.parsing.clauses import Clause
from handlers.parsing.customers import Customer, customer_of, is_member, put_customer
from handlers.parsing.drafts import Draft, money_in, put_money, record
from handlers.parsing.follow_ups import follow_up_of
from handlers.parsing.latin_kinds import company_words
from handlers.parsing.lead_needs import is_where_wanted, need_of
from handlers.parsing.lead_sources import person_source, source_of
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.records import Record, Value
from handlers.parsing.shapes import shape
from handlers.parsing.somebody import unknown_lead
from handlers.parsing.text import CJK
from handlers.parsing.titles import job_pattern, title_of
from handlers.parsing.unnamed_leads import is_want_enough

HAS_LEFT = shape("lead_records.has_left")
"""Who has left the company is not the one to talk to: "Jane has left Acme, new contact is Paul"."""


def lead_record(message: Message, draft: Draft) -> Record | None:
    """A lead; None where nothing names it."""
    head = draft.inherited
    clauses = draft.all_clauses()
    source, sourced = source_of(message, clauses)
    if not source and head is not None:
        source, sourced = source_of(message, source_clauses(message, draft, head))
    if not source and draft.rules[:1] == ["lead.theirs"]:
        source = message.wording(draft.start, draft.end)
    sourced += [told for clause in clauses if (told := person_source(message, clause) or came_in(message, clause))]
    names = [
        one
        for clause in clauses
        for one in clause.of_kind("company", "person")
        if not (is_member(one) or is_sender(one, draft) or HAS_LEFT.match(message.mask.chars, one.place))
        and not any(low <= one.place < high for low, high in sourced)
    ]
    if (fair := fair_above(message, names)) is not None:
        source, names = source or fair.said, names[1:]
    draft.customer = customer_of([as_new(one, names) for one in told_apart(message, names)]) if names else Customer()
    gone = [one for clause in clauses for one in clause.of_kind("person") if HAS_LEFT.match(message.mask.chars, one.place)]
    if not draft.customer.company and gone:
        draft.customer.company = customer_of(gone[:1]).company
    if not draft.customer.company and not draft.customer.choices:
        draft.customer.company = bare_name(message, clauses if draft.rules[:1] in (["slash"], ["lead.unsaid"], ["lead.list"]) else clauses[1:])
    step = next((clause for clause in clauses if is_next(message, clause, draft)), None)
    fields: dict[str, Value] = {}
    put_customer(fields, draft.customer)
    fields["title"] = title_of(message, clauses, draft.customer, sourced)
    for kind in ("phone", "email"):
        found = next((one for clause in clauses for one in clause.of_kind(kind)), None)
        if found is not None:
            fields[kind] = str(found.value)
    fields["source"] = source
    telling = [one for one in clauses if one.start >= draft.head.start or one.has("lead.want")] if draft.rules[:1] == ["lead.shown"] else clauses
    telling = clauses[1:] if draft.rules[:1] == ["lead.passed_on"] else telling
    need = need_of(message, [clause for clause in telling if clause is not step], sourced, str(fields["title"]))
    fields["need"] = need if need != draft.customer.company else ""
    put_money(fields, money_in(message, [clause for clause in clauses if clause is not step]))
    follow_up = follow_up_of(message, step)
    if follow_up is not None:
        fields["follow_up"] = follow_up
    reached = draft.customer or fields.get("phone") or fields.get("email")
    if not reached and not (need and unknown_lead(message)) and not (fields["need"] and is_want_enough(message, draft)):
        return None
    return record(message, draft, fields, draft.customer.choices)


def fair_above(message: Message, names: list[Entity]) -> Entity | None:
    """The name that is all of the first line, where an email is of a firm named below it: "Imtex Bangalore", above a card."""
    first = names[0] if names and names[0].kind == "company" and not names[0].known else None
    if first is None or message.mask.chars[: first.place].strip() or not message.mask.chars.startswith("\n", first.place + 1):
        return None
    domains = [str(one.value).partition("@")[2].partition(".")[0].casefold() for one in message.mask.entities if one.kind == "email"]
    below = [re.sub(r"[\W_]", "", one.said.casefold()) for one in names[1:] if one.kind == "company"]
    return first if any(firm.startswith(domain) for firm in below for domain in domains) else None


def source_clauses(message: Message, draft: Draft, head: Draft) -> list[Clause]:
    """The clauses of the lead before, in a list or not, that may tell where this one came from too: in no list, those before its own name."""
    clauses = head.all_clauses()
    if draft.rules[:1] == ["lead.list"]:
        return clauses
    first = next((place for place, one in enumerate(clauses) if names_outside_source(message, one)), len(clauses))
    return clauses[:first]


def names_outside_source(message: Message, clause: Clause) -> bool:
    """Whether a clause names somebody, and not only where a lead came from: "two off the floor at FABTECH"."""
    _, sourced = source_of(message, [clause])
    return any(not any(low <= one.place < high for low, high in sourced) for one in clause.of_kind("company", "person"))


def is_sender(one: Entity, draft: Draft) -> bool:
    """Whether a known name is of who sent the lead: "Jane put me on to her neighbour Luke"."""
    return one.known and draft.rules[:1] in (["lead.got_thing"], ["lead.theirs"]) and one.place <= draft.start


BARE_NAME = re.compile(rf"[{CJK}]{{3,8}}")
CLAIMED = shape("lead_records.claimed")
"""What somebody says to be from: 说是平度绿源大棚的."""
JOB_BEHIND = shape("lead_records.job_behind")
COMES = shape("lead_records.comes")
"""They are to come to us: 周三过来试机."""
NO_NAME = shape("lead_records.no_name")
"""A count or who somebody is: 两千亩地, 都是学生, 邳州人."""


def bare_name(message: Message, clauses: list[Clause]) -> str:
    """A clause that is a short Chinese name and no more: the company, where nothing else is."""
    reached = next((place for place, clause in enumerate(clauses) if clause.of_kind("phone", "email")), len(clauses))
    for clause in clauses[: reached + 2]:
        words = message.mask.words(clause.start, clause.end)
        telling = clause.has("lead.", "intent.own", "source.noun", "result.", "past.", "task.verb", "query.", "veto.")
        if clause.entities:
            continue
        if (claimed := CLAIMED.fullmatch(words)) is not None and not job_pattern().search(words):
            return claimed["name"]
        words = JOB_BEHIND.sub("", words)
        if BARE_NAME.fullmatch(words) and not NO_NAME.match(words) and not telling and not job_pattern().search(words):
            return words
    return ""


def as_new(one: Entity, names: list[Entity]) -> Entity:
    """A person known by surname and title only is somebody new in a lead, unless the company is named too."""
    titled = one.kind == "person" and one.known and bool(TITLED.fullmatch(one.said))
    if titled and not {candidate.company for candidate in one.candidates} & {
        candidate.name for other in names if other.kind == "company" for candidate in other.candidates
    }:
        return replace(one, candidates=())
    return one


def told_apart(message: Message, names: list[Entity]) -> list[Entity]:
    """The names of a lead; of two new ones that might be companies, that without a company's word is the person: "Faizal, Straits Cold Storage"."""
    names = without_go_between(message, with_mister(message, with_family(names)))
    if not any(one.kind == "person" for one in names):
        names = [replace(one, kind="person") if is_reached(message, one) else one for one in names]
    if any(one.kind == "person" for one in names):
        names = [one for one in names if not is_loose(message, one) and not is_where_wanted(message, one)]
        firms = [one for one in names if one.kind == "company"]
        first = firms[0] if len(firms) > 1 else None
        place = first is not None and not first.known and " " not in first.said and any(is_firm(one) for one in firms[1:])
        return [one for one in names if one is not first] if place else names  # "new party at Moga: Virk Beej Bhandar"
    if len(names) == 1 and is_somebody(message, names[0]):
        return [replace(names[0], kind="person")]
    if len(names) != 2 or any(one.kind != "company" or one.known for one in names):
        return names
    sure = [
        bool(company_words() & set(one.said.lower().split()[1:])) or bool(OF_FIRM.search(message.mask.chars[max(0, one.place - 24) : one.place]))
        for one in names
    ]
    first, second = names
    called = [CALLED.search(message.mask.chars, 0, one.place) is not None and " " not in one.said and one.said.isascii() for one in names]
    if called in ([True, False], [False, True]):  # 叫Coco，公司是三木设计
        return [replace(one, kind="person") if is_called else one for one, is_called in zip(names, called, strict=True)]
    if sure == [True, False] and " " not in second.said and message.mask.chars[first.place + 1 : second.place].strip() == ",":
        return [first]  # "Sam's Deli, Harrogate": where it is
    return [replace(one, kind="person") if any(sure) and not own and one.said.count(" ") < 2 else one for one, own in zip(names, sure, strict=True)]


SENDER_AT = shape("lead_records.sender_at")
"""Who sent a lead, and where they are: "referral from Gus at Peak Rentals"."""


def without_go_between(message: Message, names: list[Entity]) -> list[Entity]:
    """The names without whose friend somebody named later is (王总的同学，叫郑凯), and the firm of who sent a lead of another one's."""
    kin = {hit.start for hit in message.hits if hit.cue == "lead.kin_theirs"}
    between = [one for one in names if one.kind == "person" and one.place in kin]
    later = any(one.kind == "person" and one.place > between[0].place and one not in between for one in names) if between else False
    names = [one for one in names if one not in between] if later else names
    renewed = [hit.start for hit in message.hits if hit.cue == "lead.new" and any(one.kind == "person" and one.place >= hit.end for one in names)]
    if renewed:  # "Jane's leaving Acme, new contact is Tom Ridley"
        names = [one for one in names if not (one.kind == "person" and one.known and one.place < renewed[0])]
    senders = [SENDER_AT.match(message.mask.chars, hit.start) for hit in message.hits if hit.cue == "source.person"]
    firms = {told.end() - 1 for told in senders if told is not None}
    own = any(one.kind == "company" and one.place not in firms for one in names)
    return [one for one in names if one.place not in firms] if own else names


def with_family(names: list[Entity]) -> list[Entity]:
    """New names of which one shares its last word with a longer one: "Skip Lawler, Lawler Towing" is a person and the family's company."""
    for one in names:
        words = one.said.casefold().split()
        others = [other for other in names if other is not one and words[-1] in other.said.casefold().split()[:-1]]
        if len(words) == 2 and others and not one.known and not others[0].known:
            kinds = {id(one): "person", id(others[0]): "company"}
            return [replace(each, kind=kinds.get(id(each), each.kind)) for each in names]
    return names


CALLED = shape("lead_records.called")
"""Right before a Latin name it says that somebody is called so."""
MISTER = shape("lead_records.mister")


def with_mister(message: Message, names: list[Entity]) -> list[Entity]:
    """New names of which the second has Mr or Mrs, and the first of two words has not: "Hill Top, head teacher Mr Brown" names a firm first."""
    called = [one.kind == "person" and bool(MISTER.search(message.mask.chars, max(0, one.place - 8), one.place)) for one in names]
    if len(names) != 2 or called != [False, True] or any(one.known for one in names) or names[0].said.count(" ") != 1:
        return names
    between = message.mask.chars[names[0].place + 1 : names[1].place].strip()
    return [replace(names[0], kind="company"), names[1]] if between[:1] in tuple(",-:(/") else names


def is_firm(one: Entity) -> bool:
    """Whether a name has a company's word."""
    return bool(company_words() & set(one.said.lower().split()[1:]))


PRONOUN = shape("lead_records.pronoun")


def is_somebody(message: Message, one: Entity) -> bool:
    """Whether a new name of two words, none of them a company's, is spoken of as he or she: "Lake Bergstrom wants 7kW for his cabin"."""
    words = one.said.lower().split()
    if one.known or len(words) != 2 or company_words() & set(words) or "&" in one.said:
        return False
    return bool(PRONOUN.search(message.mask.chars, one.place)) and not OF_FIRM.search(message.mask.chars[max(0, one.place - 24) : one.place])


REACHED = shape("lead_records.reached")


def is_reached(message: Message, one: Entity) -> bool:
    """Whether a new name of two words, none of them a company's, has its phone right behind it: then it is a person's."""
    words = one.said.split()
    if one.known or one.kind != "company" or len(words) != 2 or company_words() & {word.lower() for word in words}:
        return False
    if any(spelt_in(str(other.value), words[0]) for other in message.mask.entities if other.kind == "email"):
        return True
    return bool(REACHED.match(message.mask.chars, one.place + 1)) and not OF_FIRM.search(message.mask.chars[max(0, one.place - 24) : one.place])


def spelt_in(email: str, word: str) -> bool:
    """Whether an email is of whom a word names: lotte@… is Lotte's."""
    return len(word) > 2 and email.partition("@")[0].lower().startswith(word.lower())


def is_loose(message: Message, one: Entity) -> bool:
    """Whether a single new word stands where no customer's name does: "Pravin Mistry 90330 12121 residential 5kw Vadodara"."""
    if one.known or one.kind != "company" or " " in one.said or not one.said.isascii() or company_words() & {one.said.lower()}:
        return False
    before = message.mask.chars[max(0, one.place - 24) : one.place]
    beside = before.rstrip(" ")[-1:] in tuple(",:;@-(|/\n\ue001")
    return bool(before.strip()) and not before.endswith("the ") and not OF_FIRM.search(before) and not beside


OF_FIRM = shape("lead_records.of_firm")
"""What stands before the name of a company and not of a person."""
TITLED = re.compile(rf"[{CJK}]{{2,5}}")


def is_next(message: Message, clause: Clause, draft: Draft) -> bool:
    """Whether a clause tells what will be done about the lead."""
    if clause is draft.head and clause.has("lead.new", "lead.several", "lead.met"):
        return False
    if "给我" in message.mask.chars[clause.start : clause.end] or message.mask.chars[clause.end - 1] == "的":
        return False
    dated = bool(message.deadlines(clause))  # 约了月底去看现场, 周六去店里看看
    agreed = dated and (not message.is_done(clause) or any(hit.start == clause.start for hit in clause.cues("intent.own")))
    if (clause.has("past.") or message.is_done(clause)) and message.text.language == "zh" and not message.is_ahead(clause) and not agreed:
        return False
    told = any(hit.start == clause.start for hit in clause.cues("task.told"))
    verbs = told or clause.has("intent.own") or sets_task(clause) or any(hit.cue.startswith("base.") for hit in clause.hits)
    if message.deadlines(clause) and (verbs or COMES.search(message.mask.chars, clause.start, clause.end)):
        return True
    own = clause.cues("intent.own")
    if not own or own[0].start - clause.start > 6 or clause.of_kind("phone", "email", "money"):
        return False
    return not any(hit.start <= own[0].start for hit in clause.cues("lead.want"))
