"""Slash commands: a form or an answer when they stand alone; what stands behind one is read as what that command takes."""

from __future__ import annotations

from functools import cache

from handlers import drafts, locales
from handlers.carrying_out import ask, carry_out, do
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS, Instruction, Query, Writer
from handlers.context import Context
from handlers.errors import UserError
from handlers.filling import answer_in_words
from handlers.forms import open_form
from handlers.inputs import read_input
from handlers.keyed import keyed_values, submit_keyed
from handlers.messages import Button, Reply
from handlers.names import known_names
from handlers.outcome import Outcome
from handlers.parsing.records import Record
from handlers.reading import check_problems, read_message
from handlers.small_words import may_be_a_name, means

NAME_WORDS = 3
"""A text of so few words behind a slash command is taken for a name, even a new one."""


@cache
def slash_commands() -> dict[str, str]:
    """Each slash word of every language and the command (a writer, a query or a verb) that it stands for."""
    found: dict[str, str] = {}
    for language in locales.LANGUAGES:
        for name, entry in locales.load(language, "commands").items():
            found |= dict.fromkeys(entry.get("slash", ()), name)
    return found


def form_of(text: str) -> str | None:
    """The action of the form that a bare slash command opens; None where the text is something else."""
    text = text.strip()
    name = slash_commands().get(text[1:].casefold()) if text.startswith("/") else None
    return f"new:{name}" if name in WRITERS else None


def respond_to_slash(context: Context, text: str) -> Outcome:
    """Answer a text that begins with a slash."""
    word, *rest = text[1:].split(maxsplit=1) or [""]
    name = slash_commands().get(word.casefold())
    if name is None:
        raise UserError("errors.no_such_command", command=f"/{word}")
    said = rest[0] if rest else ""
    if not said and means(word, "cancel") and (dropped := answer_in_words(context, word)):
        return dropped
    if not said and means(word, "cancel") and (draft := drafts.open_draft(context)):
        return drafts.cancel(context, draft)
    if not said and name == "cancel" and context.about is None:  # typed once more, to be sure: no task is meant by it
        raise UserError("drafts.nothing_open")
    if name in SLASHES:
        return SLASHES[name](context, said)
    if not said:
        return _bare(context, name)
    return respond_as(context, name, said, word)


def respond_as(context: Context, name: str, said: str, word: str = "") -> Outcome:
    """Take what was said as what a command is about; ``word`` is the command's slash word, its first one where none was used."""
    word = word or locales.load(context.language, "commands")[name]["slash"][0]
    if name in WRITERS and (keyed := keyed_values(open_form(context, f"new:{name}"), said)):
        return submit_keyed(context, name, keyed)
    for wording in (f"/{word} {said}", said, f"{word} {said}"):
        reading = read_message(context, wording)
        check_problems(reading)
        if any(_is_meant(record, name) for record in reading.records):
            return carry_out(context, reading.records)
    return _as_it_stands(context, name, said)


def _bare(context: Context, name: str) -> Outcome:
    """A form for what writes, the answer for what asks."""
    if name in WRITERS:
        if (instead := WRITERS[name].bare(context)) is not None:
            return instead
        title = context.text("forms.new", what=context.text(f"kinds.{name}"))
        return Outcome(Reply(title, buttons=(Button(context.text("buttons.fill_in"), f"new:{name}", opens_form=True, style="primary"),)))
    return ask(context, Query(name)) if name in QUERIES else do(context, Instruction(name))


def _is_meant(record: Record, name: str) -> bool:
    return name in (record.kind, record.fields.get("about"), record.fields.get("verb"))


def _as_it_stands(context: Context, name: str, said: str) -> Outcome:
    """What the reader can't tell more about: it is the name or the text that the command is about."""
    if name in WRITERS:
        writer = WRITERS[name]
        field = _field_for(writer, said, is_known=known_names(context.session, context.workspace).find_company(said).name is not None)
        return drafts.run(context, writer, writer.command(**read_input(context, field, writer.inputs[field], said)))
    if name in QUERIES:
        return ask(context, Query(name, name=said) if name == "customer" else Query(name, scope=said))
    assert name in VERBS
    return do(context, Instruction(name, object=said))


def _field_for(writer: Writer, said: str, *, is_known: bool) -> str:
    """The field that a plain text goes into: one that must be filled in, the customer for what is or may be its name, else a text."""
    by_kind = {asked.kind: name for name, asked in reversed(list(writer.inputs.items()))}
    required = next((name for name, asked in writer.inputs.items() if asked.required and asked.kind in ("text", "long")), None)
    is_name = is_known or (may_be_a_name(said) and len(said.split()) <= NAME_WORDS)
    return required or (by_kind.get("customer") if is_name else None) or by_kind.get("long") or by_kind.get("text") or next(iter(writer.inputs))
