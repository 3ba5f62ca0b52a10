"""``python -m bot dates``: the dates contract, and the account for a person."""

import json
from typing import Any

from click.testing import CliRunner

from bot.__main__ import main

LINE = {"id": "a", "text": "Call back next Tue 3pm", "now": "2026-11-23T10:00:00-05:00", "timezone": "America/New_York", "region": "US"}


def answers(*lines: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    result = CliRunner().invoke(main, ["dates", "--jsonl"], input="".join(json.dumps(line) + "\n" for line in lines))
    return [json.loads(line) for line in result.stdout.splitlines()], result.exit_code


def test_a_line_is_answered_as_the_contract_says() -> None:
    found, status = answers(LINE, {**LINE, "id": "b", "text": "nothing here"}, {**LINE, "id": "c", "text": "next week or 周五"})
    assert found == [
        {"id": "a", "dates": [{"text": "next Tue 3pm", "start": 10, "end": 22, "from": "2026-12-01T15:00", "to": "2026-12-01T15:00"}]},
        {"id": "b", "dates": []},
        {
            "id": "c",
            "dates": [
                {"text": "next week", "start": 0, "end": 9, "from": "2026-11-30", "to": "2026-12-06"},
                {"text": "周五", "start": 13, "end": 15, "from": "2026-11-27", "to": "2026-11-27"},
            ],
        },
    ]
    assert status == 0


def test_an_open_date_leans_as_the_line_says() -> None:
    friday = {**LINE, "text": "Friday"}
    found, _ = answers(friday, {**friday, "prefer": "future"}, {**friday, "prefer": "past"})
    assert [answer["dates"][0]["from"] for answer in found] == ["2026-11-27", "2026-11-27", "2026-11-20"]


def test_a_bad_line_gets_its_error_and_the_others_their_answers() -> None:
    found, status = answers({**LINE, "prefer": "never"}, {**LINE, "region": 3}, {**LINE, "now": "2026-11-23T10:00:00"}, LINE)
    assert [answer.get("error") for answer in found] == [
        "prefer must be one of future, past",
        "region must be text",
        "now has no offset: 2026-11-23T10:00:00",
        None,
    ]
    assert status == 1


def account(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["dates", *arguments, "--now", "2026-11-23T10:00:00+08:00", "--timezone", "Asia/Shanghai"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_person_is_told_each_date_its_meaning_and_the_rule() -> None:
    assert account("quote by Friday 5pm, review next week", "--region", "SG").splitlines() == [
        "Friday 5pm: before Fri 2026-11-27 17:00  [weekday + digits + day and time]",
        "next week: Mon 2026-11-30 to Sun 2026-12-06  [unit of time]",
    ]
    assert account("on 3/12", "--region", "GB").startswith("3/12: Thu 2026-12-03  ")
    assert account("on 3/12", "--region", "US").startswith("3/12: Fri 2027-03-12  ")
    assert account("Friday", "--prefer", "past").startswith("Friday: Fri 2026-11-20  ")


def test_a_person_is_told_that_there_is_no_such_day_or_no_date() -> None:
    assert account("sign on 31 February") == "31 February: there is no such day\n"
    assert account("good morning") == "no dates\n"


def test_what_is_asked_wrongly_is_told() -> None:
    for arguments, error in (
        (["dates"], "give a text, or --jsonl"),
        (["dates", "x", "--timezone", "Mars"], "unknown timezone: Mars"),
        (["dates", "x", "--now", "2026-11-23"], "now has no offset: 2026-11-23"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2
        assert error in result.stderr
