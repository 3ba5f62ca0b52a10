"""``dates``: show which dates the reader finds in a text, to a person or (``--jsonl``) to a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.jsonl import BadLineError, Line, answer_lines, read_moment, read_zone
from handlers.parsing.dates import find_dates, find_impossible_dates
from handlers.parsing.records import DateSpan, Moment
from scheduler.clock import SystemClock

PREFERENCES = ("future", "past")


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Answer JSON lines from standard input: id, text, now, timezone, region, prefer.")
@click.option("--now", help="When it was written, ISO 8601 with offset.  [default: now]")
@click.option("--timezone", default="UTC", show_default=True, help="The writer's IANA zone.")
@click.option("--region", default="US", show_default=True, help="Tells the order of 3/12 and the country of the holidays.")
@click.option("--prefer", type=click.Choice(PREFERENCES), default="future", show_default=True, help='Which way an open date such as "Friday" leans.')
def dates(text: str | None, jsonl: bool, now: str | None, timezone: str, region: str, prefer: str) -> None:
    """Show which dates TEXT names, and what they mean."""
    if jsonl:
        answer_lines(answer)
        return
    if text is None:
        raise click.UsageError("give a text, or --jsonl")
    try:
        zone = read_zone(timezone)
        moment = read_moment(now) if now else SystemClock().now()
    except BadLineError as error:
        raise click.UsageError(str(error)) from None
    found = find_dates(text, moment, zone, region, prefer)
    impossible = find_impossible_dates(text, moment, zone, region)
    for line in account(found, impossible):
        click.echo(line)


def answer(line: Line) -> Mapping[str, Any]:
    """The ``dates`` of one line, by the dates contract."""
    prefer = line.word("prefer", "future")
    if prefer not in PREFERENCES:
        raise BadLineError(f"prefer must be one of {', '.join(PREFERENCES)}")
    spans = find_dates(line.text, line.now, line.zone, line.word("region"), prefer)
    return {
        "dates": [
            {"text": span.text, "start": span.start, "end": span.end, "from": span.first.isoformat(), "to": span.last.isoformat()} for span in spans
        ]
    }


def account(found: list[DateSpan], impossible: list[str]) -> list[str]:
    """What was found, for a person: a line each."""
    lines = [f"{span.text}: {_told(span)}  [{span.rule}]" for span in found]
    lines += [f"{phrase}: there is no such day" for phrase in impossible]
    return lines or ["no dates"]


def _told(span: DateSpan) -> str:
    direction = f"{span.direction} " if span.direction else ""
    if span.first == span.last:
        return direction + _readable(span.first)
    return f"{direction}{_readable(span.first)} to {_readable(span.last)}"


def _readable(moment: Moment) -> str:
    return f"{moment.day:%a} {moment.isoformat().replace('T', ' ')}"
