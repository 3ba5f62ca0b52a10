"""A text that stands by itself: a slash command, an answer to a question, or something to read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from handlers import drafts
from handlers.carrying_out import ask, carry_out
from handlers.commands import HEARS, WRITERS, Query
from handlers.context import Context
from handlers.errors import InputError
from handlers.filling import answer_in_words
from handlers.gestures import told_at_place
from handlers.keeping import offer_to_keep
from handlers.messages import Button, Message, Reply
from handlers.names import names_customer
from handlers.outcome import Outcome
from handlers.parsing.records import Reading, Record
from handlers.reading import check_length, check_problems, read_message
from handlers.slashes import respond_to_slash
from handlers.small_words import means, tells_something
from handlers.undo import offer_undo_of_last
from storage.models import Draft, OutboxItem

FREE_KINDS = ("text", "long")
LAST_SAID = select(OutboxItem).where(OutboxItem.chat == bindparam("chat")).order_by(OutboxItem.id.desc()).limit(1)
BARE_VERBS = ("complete", "snooze")
"""Instructions that are given in a word (``commands.toml``)."""


def respond_to_text(context: Context, message: Message) -> Outcome:
    """Answer a text that is meant for the assistant."""
    text = message.text.strip()
    check_length(text)
    if text.startswith("/"):
        return respond_to_slash(context, text)
    if filled_in := answer_in_words(context, text):
        return filled_in
    draft = drafts.open_draft(context)
    reading = read_message(context, text)
    if draft is not None and (answered := _answer_draft(context, draft, text, reading)):
        return answered
    check_problems(reading)
    if told := told_at_place(context, message, reading.records):
        return told
    records = reading.records or bare_instruction(text)
    if not records:
        return _not_understood(context, message)
    if context.about is None and message.private and any(_names_nothing(record) for record in records):
        last = _last_said(context, message)
        context.about = last if last is not None and len(last.subject) == 1 else None
    outcome = carry_out(context, records)
    if draft is not None and outcome.rows and not outcome.look_up and not outcome.is_question:
        drafts.pass_over(context)
    return outcome


def _answer_draft(context: Context, draft: Draft, text: str, reading: Reading) -> Outcome | None:
    """What the text comes to as an answer to an open question; None where it says something of its own."""
    if means(text, "cancel"):
        return drafts.cancel(context, draft)
    asked = WRITERS[draft.command].inputs.get(draft.asking)
    is_free = asked is not None and asked.kind in FREE_KINDS and not any(record.kind in ("query", "command") for record in reading.records)
    if reading.records and not is_free:
        return None
    try:
        return drafts.answer(context, draft, text)
    except InputError:
        if not (context.message and context.message.private) or (tells_something(text) and asked is not None and asked.kind in drafts.NAME_KINDS):
            return None  # they have gone on, and the question keeps its buttons
        raise


def _not_understood(context: Context, message: Message) -> Outcome:
    """Silence in a group that is only listened to; elsewhere a word on what can be said."""
    if not (message.private or message.mentioned):
        return Outcome(None)
    if message.private and (last := _last_said(context, message)) and last.kind in HEARS:
        context.about = last  # a push that waits for words is answered whether or not people use Reply
        return HEARS[last.kind](context, message.text.strip())
    if means(message.text, "cancel") and (offer := offer_undo_of_last(context)):
        return offer
    if names_customer(context, message.text):
        return ask(context, Query("customer", name=message.text.strip()))
    if means(message.text, "politeness"):
        return Outcome(Reply(context.text("politely")))
    is_greeting = not message.text.strip() or means(message.text, "greeting")
    said = context.text("welcome", name=context.member.name) if is_greeting else context.text("not_understood")
    help_button = Button(context.text("buttons.help"), "help")
    return (None if is_greeting else offer_to_keep(context, message.text.strip())) or Outcome(Reply(said, buttons=(help_button,)))


def bare_instruction(text: str) -> tuple[Record, ...]:
    """An instruction of a word or two, about what was just spoken of."""
    return tuple(Record("command", {"verb": verb}) for verb in BARE_VERBS if means(text, verb))


def _names_nothing(record: Record) -> bool:
    """A harmless instruction that leaves open what it is about: it means what was just spoken of."""
    return record.kind == "command" and record.fields.get("verb") in BARE_VERBS and "object" not in record.fields


def _last_said(context: Context, message: Message) -> OutboxItem | None:
    """What we said last in the chat."""
    return context.session.scalars(LAST_SAID, {"chat": message.chat_key}).first()
