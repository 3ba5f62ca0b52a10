"""A text that stands by itself: a slash command, an answer to a question, or something to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import select

from handlers import drafts, locales
from handlers.commands import HEARS, QUERIES, SLASHES, VERBS, WRITERS, Instruction, Query, Writer
from handlers.context import Context
from handlers.errors import InputError, UserError
from handlers.messages import Button, Message, Reply
from handlers.parsing.records import Reading, Record
from handlers.reading import command_of, read_message
from handlers.receipts import receipt
from handlers.writing import Outcome
from storage.models import Audited, Draft, OutboxItem

TEXT_LIMIT = 4000
FREE_KINDS = ("text", "long")


@cache
def slash_commands() -> dict[str, str]:
    """Each slash word of every language and the command (a writer, a query or a verb) that it stands for."""
    found: dict[str, str] = {}
    for language in locales.LANGUAGES:
        for name, entry in locales.load(language, "commands").items():
            found |= dict.fromkeys(entry.get("slash", ()), name)
    return found


def respond_to_text(context: Context, message: Message) -> Outcome:
    """Answer a text that is meant for the assistant."""
    text = message.text.strip()
    if len(text) > TEXT_LIMIT:
        raise UserError("errors.text_too_long", limit=TEXT_LIMIT, length=len(text))
    if text.startswith("/"):
        word, _, rest = text[1:].partition(" ")
        name = slash_commands().get(word.casefold())
        if name is None:
            raise UserError("errors.no_such_command", command=f"/{word}")
        if name in SLASHES:
            return SLASHES[name](context, rest.strip())
        if not rest.strip():
            return _bare_command(context, name)
    draft = drafts.open_draft(context)
    reading = read_message(context, text)
    if draft is not None and (answered := _answer_draft(context, draft, text, reading)):
        return answered
    if reading.problems and not reading.records:
        raise UserError(f"errors.{reading.problems[0].kind}", said=reading.problems[0].text)
    if not reading.records:
        return _not_understood(context, message)
    return carry_out(context, reading.records)


def _bare_command(context: Context, name: str) -> Outcome:
    """A slash command with nothing behind it: a form for what writes, the answer for what asks."""
    if name in WRITERS:
        title = context.text("forms.new", what=context.text(f"kinds.{name}"))
        return Outcome(Reply(title, buttons=(Button(context.text("buttons.fill_in"), f"new:{name}", opens_form=True, style="primary"),)))
    if name in QUERIES:
        return replace(QUERIES[name](context, Query(name)), look_up=True)
    return VERBS[name](context, Instruction(name))


def _answer_draft(context: Context, draft: Draft, text: str, reading: Reading) -> Outcome | None:
    """What the text comes to as an answer to an open question; None where it says something of its own."""
    if text.casefold() in locales.load(context.language, "commands")["cancel"]["words"]:
        return drafts.cancel(context, draft)
    asked = WRITERS[draft.command].inputs.get(draft.asking)
    free = asked is not None and asked.kind in FREE_KINDS and not any(record.kind in ("query", "command") for record in reading.records)
    if reading.records and not free:
        return None
    try:
        return drafts.answer(context, draft, text)
    except InputError:
        if context.session.get(Draft, draft.id) is None or not context.message or not context.message.private:
            return None
        raise


def _not_understood(context: Context, message: Message) -> Outcome:
    """Silence in a group that is only listened to; elsewhere a word on what can be said."""
    if not (message.private or message.mentioned):
        return Outcome(None)
    if message.private and (push := _push_before(context, message)):
        context.about = push
        return HEARS[push.kind](context, message.text.strip())
    return Outcome(Reply(context.text("not_understood"), buttons=(Button(context.text("buttons.help"), "help"),)))


def _push_before(context: Context, message: Message) -> OutboxItem | None:
    """The push that waits for words, where it is the last thing that was said in the chat: it is answered whether or not people use Reply."""
    last = select(OutboxItem).where(OutboxItem.chat == message.chat_key).order_by(OutboxItem.id.desc()).limit(1)
    item = context.session.scalars(last).first()
    return item if item is not None and item.kind in HEARS else None


def carry_out(context: Context, records: Sequence[Record]) -> Outcome:
    """Do all that the records of one message ask for; what was written down is told in one receipt, at most one question is asked."""
    rows: list[Audited] = []
    others: list[Outcome] = []
    question: Outcome | None = None
    for record in records:
        if record.kind not in (*WRITERS, "query", "command"):
            raise UserError("errors.not_yet", what=context.text(f"kinds.{record.kind}"))
        command = command_of(record)
        match command:
            case Query():
                others.append(_ask(context, command))
            case Instruction():
                others.append(_do(context, command))
            case (Writer() as writer, fields):
                outcome = drafts.run(context, writer, fields, record.choices)
                if outcome.rows:
                    rows += outcome.rows
                else:
                    question = question or outcome
    return _together(context, rows, [*others, *([question] if question else [])])


def _ask(context: Context, query: Query) -> Outcome:
    if query.about not in QUERIES:
        raise UserError("errors.not_yet", what=context.text(f"about.{query.about}"))
    return replace(QUERIES[query.about](context, query), look_up=True)


def _do(context: Context, instruction: Instruction) -> Outcome:
    if instruction.verb not in VERBS:
        raise UserError("errors.not_yet", what=context.text(f"verbs.{instruction.verb}"))
    return VERBS[instruction.verb](context, instruction)


def _together(context: Context, rows: list[Audited], others: list[Outcome]) -> Outcome:
    """One answer to a message that asked for several things."""
    if not others:
        return Outcome(receipt(context, rows), rows)
    if not rows and len(others) == 1:
        return others[0]
    parts = [*([receipt(context, rows)] if rows else []), *(other.reply for other in others if other.reply)]
    buttons = tuple(dict.fromkeys(button for part in parts for button in part.buttons))
    facts = tuple(fact for part in parts for fact in part.facts)
    about = [*rows, *(row for other in others for row in other.rows)]
    return Outcome(Reply("\n".join(part.text for part in parts), facts, buttons), about, look_up=not rows and all(other.look_up for other in others))
