"""Do what the records of a message ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers import drafts
from handlers.commands import QUERIES, VERBS, WRITERS, Instruction, Query
from handlers.context import Context
from handlers.errors import UserError
from handlers.messages import Reply
from handlers.outcome import Outcome
from handlers.parsing.records import Record
from handlers.reading import command_of
from handlers.writing import together
from storage import audit


def carry_out(context: Context, records: Sequence[Record]) -> Outcome:
    """Do all that a message asks for, and answer once: one receipt, at most one question, and what could not be done beside what was."""
    if len(records) == 1:
        return _carry_out_one(context, records[0])
    done: list[Outcome] = []
    refused: list[UserError] = []
    for record in records:
        try:
            with audit.attempt(context.session):
                done.append(_carry_out_one(context, record))
        except UserError as error:
            refused.append(error)
    if not done:
        raise refused[0]
    questions = [outcome for outcome in done if outcome.is_question]
    answered = [outcome for outcome in done if not outcome.is_question]
    refusals = [Outcome(Reply(context.text(error.key, **error.values))) for error in refused]
    return together(context, [*answered, *refusals, *questions[:1]])


def _carry_out_one(context: Context, record: Record) -> Outcome:
    if record.kind not in (*WRITERS, "query", "command"):
        raise UserError("errors.not_yet", what=context.text(f"kinds.{record.kind}"))
    match command_of(record):
        case Query() as query:
            return ask(context, query)
        case Instruction() as instruction:
            return do(context, instruction)
        case writer, command:
            return drafts.run(context, writer, command, record.choices)


def ask(context: Context, query: Query) -> Outcome:
    """Answer a question; raises UserError for what cannot be asked yet."""
    if query.about not in QUERIES:
        raise UserError("errors.not_yet", what=context.text(f"about.{query.about}"))
    return replace(QUERIES[query.about](context, query), look_up=True)


def do(context: Context, instruction: Instruction) -> Outcome:
    """Carry an instruction out; raises UserError for what cannot be done yet."""
    if instruction.verb not in VERBS:
        raise UserError("errors.not_yet", what=context.text(f"verbs.{instruction.verb}"))
    return VERBS[instruction.verb](context, instruction)
