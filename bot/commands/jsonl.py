"""Answer JSON lines: one object a line in, one a line out, in the same order; shared by ``parse`` and ``dates``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click


class BadLineError(ValueError):
    """A line that cannot be answered; its text tells the sender why."""


@dataclass(frozen=True)
class Line:
    """What every line carries: the text, when it was sent (aware), and in which zone."""

    text: str
    now: datetime
    zone: ZoneInfo
    rest: Mapping[str, Any]
    """The whole object, for the keys of one command only."""

    def word(self, key: str, default: str = "") -> str:
        """An optional key that holds text; raises BadLineError where it holds something else."""
        value = self.rest.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise BadLineError(f"{key} must be text")
        return value


def answer_lines(answer: Callable[[Line], Mapping[str, Any]], lines: Iterable[str] | None = None, out: TextIO | None = None) -> None:
    """Answer each line of standard input; a bad one gets ``{"id": …, "error": …}`` and the exit status 1 at the end.

    ``answer`` gives the keys that stand beside ``id``; it may raise BadLineError.
    """
    source = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer) if lines is None else lines
    failed = False
    for raw in source:
        if not raw.strip():
            continue
        result = _answer(raw, answer)
        failed = failed or "error" in result
        click.echo(json.dumps(result, ensure_ascii=False).encode() if out is None else json.dumps(result, ensure_ascii=False), out)
    if failed:
        sys.exit(1)


def read_moment(text: str) -> datetime:
    """An ISO 8601 moment with an offset; raises BadLineError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadLineError(f"now is not an ISO 8601 time: {text}") from None
    if moment.tzinfo is None:
        raise BadLineError(f"now has no offset: {text}")
    return moment


def read_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises BadLineError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadLineError(f"unknown timezone: {name}") from None


def _answer(raw: str, answer: Callable[[Line], Mapping[str, Any]]) -> dict[str, Any]:
    identity: Any = None
    try:
        data = _read_object(raw)
        identity = data.get("id")
        return {"id": identity, **answer(_read_line(data))}
    except BadLineError as error:
        return {"id": identity, "error": str(error)}


def _read_object(raw: str) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadLineError("not a line of JSON") from None
    if not isinstance(data, dict):
        raise BadLineError("not a JSON object")
    return data


def _read_line(data: Mapping[str, Any]) -> Line:
    text, now, zone = (data.get(key) for key in ("text", "now", "timezone"))
    if not isinstance(text, str):
        raise BadLineError("no text")
    if not isinstance(now, str):
        raise BadLineError("no now")
    if not isinstance(zone, str):
        raise BadLineError("no timezone")
    return Line(text, read_moment(now), read_zone(zone), data)
