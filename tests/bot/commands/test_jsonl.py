"""JSON lines: order, echoed ids, and what a bad line gets."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.commands.jsonl import BadLineError, Line, answer_lines

GOOD = {"id": "a", "text": "hello", "now": "2026-11-23T10:00:00+08:00", "timezone": "Asia/Shanghai"}


def shout(line: Line) -> Mapping[str, Any]:
    if line.word("mood") == "bad":
        raise BadLineError("bad mood")
    return {"loud": line.text.upper(), "hour": line.now.astimezone(line.zone).hour}


def run(*lines: object) -> tuple[list[dict[str, Any]], int]:
    out, status = io.StringIO(), 0
    try:
        answer_lines(shout, [one if isinstance(one, str) else json.dumps(one) for one in lines], out)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_good_lines_are_answered_in_order() -> None:
    answers, status = run(GOOD, "  \n", {**GOOD, "id": 7, "text": "你好"})
    assert answers == [{"id": "a", "loud": "HELLO", "hour": 10}, {"id": 7, "loud": "你好", "hour": 10}]
    assert status == 0


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("{", "not a line of JSON"),
        ("[" * 100_000, "not a line of JSON"),
        ("[1]", "not a JSON object"),
        ({**GOOD, "text": None}, "no text"),
        ({**GOOD, "now": None}, "no now"),
        ({**GOOD, "now": "yesterday"}, "now is not an ISO 8601 time: yesterday"),
        ({**GOOD, "now": "2026-11-23T10:00:00"}, "now has no offset: 2026-11-23T10:00:00"),
        ({**GOOD, "timezone": None}, "no timezone"),
        ({**GOOD, "timezone": "Mars/Olympus"}, "unknown timezone: Mars/Olympus"),
        ({**GOOD, "timezone": "../etc/passwd"}, "unknown timezone: ../etc/passwd"),
        ({**GOOD, "timezone": ""}, "unknown timezone: "),
        ({**GOOD, "mood": 3}, "mood must be text"),
        ({**GOOD, "mood": "bad"}, "bad mood"),
    ],
)
def test_a_bad_line_is_told_why_and_the_others_are_answered(bad: object, error: str) -> None:
    answers, status = run(bad, GOOD)
    assert answers[0]["error"] == error
    assert answers[0]["id"] == (bad.get("id") if isinstance(bad, dict) else None)
    assert answers[1]["loud"] == "HELLO"
    assert status == 1
