"""Drafts: commands that still lack something. They belong to the member, survive a restart, and are asked about once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from handlers.commands import CONFIRM, WRITERS, Input, Question, Writer, presses
from handlers.context import Context
from handlers.errors import InputError, NotAllowedError, NotFoundError
from handlers.inputs import read_input
from handlers.messages import Button, Reply
from handlers.names import names_customer
from handlers.outcome import Outcome
from handlers.parsing.customers import parted
from handlers.parsing.dates import find_dates
from handlers.parsing.money import find_money
from handlers.parsing.records import Choice
from handlers.reading import surroundings
from handlers.small_words import may_be_a_name, means
from handlers.writing import needs_consent, together, write_new
from storage.models import Customer, Draft, InboxItem
from storage.types import UtcDateTime

KEPT_FOR = timedelta(days=7)
MOST_CHOICES = 5
NAME_KINDS = ("customer", "person")


WAITING = (
    select(Draft)
    .where(Draft.member_id == bindparam("member"), Draft.waits, Draft.created_at > bindparam("since", type_=UtcDateTime))
    .order_by(Draft.id.desc())
    .limit(1)
)
"""Made once: every text asks for it."""


def open_draft(context: Context) -> Draft | None:
    """The question that a plain text of the member's would answer."""
    return context.session.scalars(WAITING, {"member": context.member.id, "since": context.now - KEPT_FOR}).first()


def pass_over(context: Context) -> None:
    """The member has gone on with something else: open questions keep their buttons, but a plain text no longer answers them."""
    context.session.execute(update(Draft).where(Draft.member_id == context.member.id, Draft.waits).values(waits=False))


def forget(context: Context, inbox_item_id: int) -> None:
    """Let go what a message left open: it now says something else."""
    context.session.execute(delete(Draft).where(Draft.inbox_item_id == inbox_item_id))


def run(context: Context, writer: Writer, command: Any, doubts: tuple[Choice, ...] = ()) -> Outcome:  # noqa: ANN401 - any command
    """Write a command down, or ask for what is in the way: a choice between names, a missing field, a doubt of the command's own, consent."""
    doubts = tuple(doubt for doubt in doubts if doubt.field in writer.inputs)
    question = _doubt(context, doubts) or _missing(context, writer, command) or writer.ask(context, command) or _consent(context, command)
    return _ask(context, writer, command, question, doubts) if question else write_new(context, writer, command)


def _doubt(context: Context, doubts: tuple[Choice, ...]) -> Question | None:
    if not doubts:
        return None
    candidates = tuple((candidate, candidate) for candidate in doubts[0].candidates[:MOST_CHOICES])
    return Question(doubts[0].field, context.text("questions.which", said=doubts[0].said), candidates)


def _missing(context: Context, writer: Writer, command: object) -> Question | None:
    field = writer.missing(command)
    if field is None:
        return None
    asked = writer.inputs[field]
    text = context.text(f"questions.{asked.question or field}", what=context.text(f"kinds.{writer.name}"))
    return Question(field, text, tuple((value, context.label(f"choices.{field}", value)) for value in asked.choices))


def _consent(context: Context, command: Any) -> Question | None:  # noqa: ANN401 - any command
    owner = needs_consent(context, command)
    return Question(CONFIRM, context.text("questions.confirm", owner=owner.name, company=command.company)) if owner else None


def answer(context: Context, draft: Draft, text: str) -> Outcome:
    """Fill in what was asked for and go on; raises InputError where the text is no answer to it."""
    writer, command, doubts = _restored(draft)
    if draft.asking == CONFIRM and not means(text, "confirm"):
        raise InputError(CONFIRM, "drafts.use_the_buttons")
    values = {} if draft.asking == CONFIRM else _values(context, writer, draft, text)
    for field, value in values.items():
        setattr(command, field, value)
    context.session.delete(draft)
    there = replace(context, inbox_item_id=draft.inbox_item_id)
    if draft.asking == CONFIRM:
        outcome = write_new(there, writer, command)
    else:
        outcome = run(there, writer, command, tuple(doubt for doubt in doubts if doubt.field != draft.asking))
    settled = outcome if outcome.is_question else _then_ask_on(there, draft, outcome)
    return replace(settled, answers=_first_message(context, draft))


def _first_message(context: Context, draft: Draft) -> str | None:
    """The message that a draft goes back to, where it was written in this chat: editing or deleting it concerns what came of it."""
    kept = context.session.get(InboxItem, draft.inbox_item_id) if draft.inbox_item_id else None
    here = context.message.chat_key if context.message else None
    return kept.external_id if kept is not None and kept.chat == here else None


def _values(context: Context, writer: Writer, draft: Draft, text: str) -> dict[str, Any]:
    """What a typed or pressed answer gives: one of the choices by its number or a part of its name, or what the field takes."""
    fitting = [choice for choice in draft.choices if text.strip().casefold() in choice.casefold()]
    numbered = dict(enumerate(draft.choices, 1)).get(int(text)) if text.isdecimal() and len(text) < 3 else None
    chosen = numbered or (text if text in draft.choices else fitting[0] if len(fitting) == 1 else None)
    asked = writer.inputs.get(draft.asking)
    if asked is None:
        if chosen is None:
            raise InputError(draft.asking, "drafts.use_the_buttons")
        return {draft.asking: chosen}
    if chosen is None and asked.kind in NAME_KINDS and not _names_somebody(context, text):
        raise InputError(draft.asking, "drafts.name_wanted")
    if chosen and draft.asking == "person" and "company" in writer.inputs:
        name, company = parted(chosen)
        if company and names_customer(context, company):
            return read_input(context, "person", asked, name) | read_input(context, "company", writer.inputs["company"], company)
    return read_input(context, draft.asking, asked, chosen or text)


def _names_somebody(context: Context, text: str) -> bool:
    """Whether somebody who was asked for a name has typed one: a known one, or what looks like one and tells nothing else."""
    if names_customer(context, text):
        return True
    around = surroundings(context)
    tells_more = find_money(text, around.currency) or find_dates(text, around.now, around.zone, around.region)
    return may_be_a_name(text) and not tells_more


def _then_ask_on(context: Context, draft: Draft, outcome: Outcome) -> Outcome:
    """Once a question is settled, ask the next one that the same message has left open."""
    left = select(Draft).where(Draft.member_id == context.member.id, Draft.inbox_item_id == draft.inbox_item_id, Draft.id != draft.id)
    following = context.session.scalars(left.order_by(Draft.id).limit(1)).first() if draft.inbox_item_id else None
    if following is None:
        return outcome
    context.session.delete(following)
    context.session.flush()
    writer, command, doubts = _restored(following)
    return together(context, [outcome, run(context, writer, command, doubts)])


def _restored(draft: Draft) -> tuple[Writer, Any, tuple[Choice, ...]]:
    writer = WRITERS[draft.command]
    doubts = tuple(Choice(field, said, tuple(candidates)) for field, said, candidates in draft.doubts)
    return writer, writer.adapter.validate_python(draft.values), doubts


@presses("draft")
def choose(context: Context, arguments: list[str]) -> Outcome:
    """A choice was pressed: ``draft:<id>:<number>``, or ``draft:<id>:yes`` and ``draft:<id>:cancel``."""
    draft = context.session.get(Draft, int(arguments[0]))
    if draft is None:
        raise NotFoundError("drafts.gone")
    if draft.member_id != context.member.id:
        raise NotAllowedError("drafts.not_yours")
    picked = arguments[1]
    if picked == "cancel":
        return cancel(context, draft)
    if picked == "yes":
        return answer(context, draft, picked)
    return answer(context, draft, draft.choices[int(picked)])


def cancel(context: Context, draft: Draft) -> Outcome:
    """Let a draft go."""
    context.session.delete(draft)
    return _then_ask_on(context, draft, Outcome(Reply(context.text("drafts.cancelled"))))


def _ask(context: Context, writer: Writer, command: object, question: Question, doubts: tuple[Choice, ...]) -> Outcome:
    choices = question.choices or _recent(context, writer.inputs.get(question.field))
    waiting = open_draft(context)
    is_ahead = waiting is not None and context.inbox_item_id is not None and waiting.inbox_item_id == context.inbox_item_id
    if not is_ahead:
        pass_over(context)
    draft = Draft(
        member_id=context.member.id,
        command=writer.name,
        values=writer.adapter.dump_python(command, mode="json"),
        asking=question.field,
        choices=[value for value, _ in choices],
        doubts=[[doubt.field, doubt.said, list(doubt.candidates)] for doubt in doubts],
        waits=not is_ahead,
        inbox_item_id=context.inbox_item_id,
        created_at=context.now,
    )
    context.session.add(draft)
    context.session.flush()
    buttons = [Button(label, f"draft:{draft.id}:{number}") for number, (_, label) in enumerate(choices)]
    if question.field == CONFIRM:
        buttons.append(Button(context.text("buttons.confirm"), f"draft:{draft.id}:yes", style="primary"))
    buttons.append(Button(context.text("buttons.cancel"), f"draft:{draft.id}:cancel"))
    return Outcome(Reply(question.text, buttons=tuple(buttons)), is_question=True)


def _recent(context: Context, asked: Input | None) -> tuple[tuple[str, str], ...]:
    """The member's customers that were last in touch, or are the newest, where a customer is asked for."""
    if asked is None or asked.kind != "customer":
        return ()
    heard_of = func.coalesce(Customer.last_contacted_at, Customer.created_at)
    mine = select(Customer.name).where(Customer.owner_id == context.member.id).order_by(heard_of.desc(), Customer.id.desc())
    names = context.session.scalars(mine.limit(MOST_CHOICES - 2))
    return tuple((name, name) for name in names)
