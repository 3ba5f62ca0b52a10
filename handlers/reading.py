"""Read a message in its workspace: what the reader needs from the database, and its records as commands."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from handlers.commands import WRITERS, Instruction, Query, Writer
from handlers.context import Context
from handlers.errors import UserError
from handlers.names import known_names
from handlers.parsing.reader import read
from handlers.parsing.records import FollowUp, Reading, Record, Surroundings

C = TypeVar("C")
TEXT_LIMIT = 4000


def surroundings(context: Context) -> Surroundings:
    """What the reader may know beside the text."""
    workspace = context.workspace
    return Surroundings(
        now=context.now,
        zone=context.zone,
        region=workspace.region,
        currency=workspace.currency,
        sender=context.member.name,
        names=known_names(context.session, workspace),
        country=workspace.country,
    )


def read_message(context: Context, text: str) -> Reading:
    """What a text means to this member, now; raises UserError for one that is too long to be read."""
    check_length(text)
    return read(text, surroundings(context))


def check_length(text: str) -> None:
    """Raise UserError for a text that is longer than anybody writes into a phone."""
    if len(text) > TEXT_LIMIT:
        raise UserError("errors.text_too_long", limit=TEXT_LIMIT, length=len(text))


def check_problems(reading: Reading) -> None:
    """Raise UserError where a message tells something that can't be: better nothing is written down than a record without it."""
    if reading.problems:
        raise UserError(f"errors.{reading.problems[0].kind}", said=reading.problems[0].text)


def filled(command: type[C], record: Record) -> C:
    """A command with the fields that a record gives; a follow-up becomes the next step."""
    values: dict[str, Any] = dict(record.fields)
    follow_up = values.pop("follow_up", None)
    if isinstance(follow_up, FollowUp):
        values |= {"next_step": follow_up.action, "next_due": follow_up.due}
    if record.remind:
        values["remind"] = True
    names = {field.name for field in fields(command)}  # type: ignore[arg-type]  # commands are dataclasses
    return command(**{name: value for name, value in values.items() if name in names})


def command_of(record: Record) -> tuple[Writer, Any] | Query | Instruction:
    """What a record asks to be done; raises KeyError for a kind that no feature has registered."""
    if record.kind == "query":
        return filled(Query, record)
    if record.kind == "command":
        return filled(Instruction, record)
    return told_by(record)


def told_by(record: Record) -> tuple[Writer, Any]:
    """What a record of a writer's kind tells, as its command."""
    writer = WRITERS[record.kind]
    return writer, filled(writer.command, record)
