"""A dialogue is played in order on its own clock, and what was seen is held against what was expected."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.platforms.terminal.fresh import fresh_database
from bot.platforms.terminal.player import ExpectationError, play, start_of
from bot.platforms.terminal.script import parse_script
from bot.platforms.terminal.stage import Stage
from bot.platforms.terminal.transcript import Transcript
from handlers.messages import Button, Image, Message, Reply
from handlers.outgoing import answer, push
from scheduler.clock import SetClock
from storage.models import Member

SET_UP = """\
workspace: name=Acme timezone=Asia/Shanghai
team: East
member: lily name="Lily Chen" team=East
member: tom team=East
channel: #east team=East
@ 2026-11-23T09:00+08:00
"""


def run(text: str, folder: Path = Path()) -> list[str]:
    """Play a dialogue after the usual set-up; return the transcript."""
    script = parse_script(SET_UP + text, folder / "x.dialogue")
    lines: list[str] = []
    with fresh_database("sqlite://") as database:
        clock = SetClock(start_of(script))
        stage = Stage(database, clock, "en", Transcript(clock, ZoneInfo("Asia/Shanghai"), lines.append))
        asyncio.run(play(script, stage))
    return lines


def refused(text: str) -> str:
    with pytest.raises(ExpectationError) as error:
        run(text)
    return str(error.value)


def test_a_failed_expectation_tells_the_line_what_was_expected_and_what_came() -> None:
    told = refused("lily > /log\nlily < New: Contact log\n  \\[Fill in\nlily fills company=Acme\nlily < Beta")
    assert told == "x.dialogue:11: lily < Beta\nexpected: a next message that matches\ncame: Contact log · Acme\n      [Undo]\n      [Edit]"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("lily < .", "a message that matches\ncame: nothing"),
        ("lily [Undo]", "lily sees no [Undo], but no button at all"),
        ("lily ^> hi", "lily has seen no message to reply to there"),
        ("lily edits > hi", "lily has written nothing"),
        ("lily fills company=Acme", "lily has no open form"),
        ("form < .", "no form is open"),
        ("lily photo none.jpg", "none.jpg: No such file"),
        ("@ 2026-11-23T08:59+08:00", "only moves forward"),
        ("lily > /log\nlily fills colour=red", "the form has no field 'colour', but Company"),
        ("lily > /log\nlily < nothing", "expected: nothing more"),
        ("lily > /log\nlily < .\nlily !< contact", "no message so far that matches"),
    ],
)
def test_what_cannot_be_done_or_does_not_hold_is_told(line: str, told: str) -> None:
    assert told in refused(line)


def test_messages_are_matched_in_their_order() -> None:
    two = "lily > /log\nlily > /task\n"
    run(two + "lily < contact log\nlily < task\nlily < nothing")
    run(two + "lily << task\nlily < nothing")
    assert "a next message" in refused(two + "lily < task")
    assert "came: nothing" in refused(two + "lily << task\nlily << contact log")


def test_a_message_that_is_replaced_is_gone_with_its_buttons_and_its_update_is_new() -> None:
    pressed = "lily > /log\nlily < log\nlily fills company=Acme\nlily < Acme(.|\\n)*\\[Undo\\]\nlily [Undo]\n"
    run(pressed + "lily < undone\nlily < nothing")
    assert "sees no [Edit]" in refused(pressed + "lily [Edit]")
    run(pressed.replace("lily < Acme(.|\\n)*\\[Undo\\]\n", "") + "lily < undone\nlily < nothing")


def test_a_form_shows_its_errors_and_stays_open_until_it_is_right() -> None:
    run(
        """\
lily > /log
form < ^New: Contact log\\nCompany:
lily fills How=visit; Summary=went well
form < Company: .*Please fill this in
form < How: Visit\\n
tom < nothing
lily fills Company="Acme; Sons"
form < nothing
lily << Visit · Acme; Sons: went well
lily [Edit]
form < Edit: Contact log\\nCompany: Acme; Sons
lily [Cancel]
form < nothing
"""
    )


def test_what_is_for_one_member_in_a_group_is_seen_by_that_member_only() -> None:
    run("lily #east > /tasks\n#east < nothing\nlily < No open tasks\ntom < nothing")


def test_in_a_group_the_assistant_is_named_in_two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr("handlers.assistant.handle", lambda _session, message, **_: heard.append((message.text, message.mentioned)))
    run("lily #east > ask @Onpace for it\nlily #east > @跟进你好\nlily #east > mail a@onpacer.com, @tom\nlily > @onpace in private")
    assert heard == [("ask for it", True), ("你好", True), ("mail a@onpacer.com, @tom", False), ("@onpace in private", False)]


def test_pushes_go_out_each_at_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def remind(session: object, message: Message, **_: object) -> None:
        from handlers.assistant import find_context

        context = find_context(session, message)  # type: ignore[arg-type]  # the real session
        assert context is not None
        for minutes in (90, 30):
            due = context.now + timedelta(minutes=minutes)
            push(context.session, context.member, Reply(f"after {minutes}"), kind="told", now=context.now, due_at=due)

    monkeypatch.setattr("handlers.assistant.handle", remind)
    shown = run("lily > remind me\nlily < nothing\n@ 2026-11-23T10:00\nlily < after 30\nlily < nothing\n@ 12:00\nlily < after 90")
    assert [line.strip() for line in shown[2:]] == ["Mon 2026-11-23 09:30", "lily < after 30", "Mon 2026-11-23 10:30", "lily < after 90"]


def test_a_time_alone_is_the_next_one_in_the_zone_of_the_workspace() -> None:
    shown = run("@ 12:00\nlily > hi\n@ 08:30\nlily > hi")
    assert shown[0].strip() == "Mon 2026-11-23 12:00"
    assert "Tue 2026-11-24 08:30" in shown[-3]


def test_a_message_is_seen_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Reply("text", facts=(("Owner", "Lily"),), buttons=(Button("Go", "go"), Button("Stop", "stop")), image=Image("0" * 64, "bars"))
    monkeypatch.setattr("handlers.assistant.handle", lambda session, message, **_: answer(session, message, whole, now=message.sent_at))
    run("lily > hi\nlily < ^text\\nOwner: Lily\\n\\[Go\\]\\n\\[Stop\\]\\n\\[image: bars\\]$")


def test_a_button_that_is_a_link_shows_where_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    linked = Reply("here", buttons=(Button("Open", "", url="https://onpace.example/x"),))
    monkeypatch.setattr("handlers.assistant.handle", lambda session, message, **_: answer(session, message, linked, now=message.sent_at))
    run("lily > hi\nlily < here\nlily [Open]\nlily < ^https://onpace.example/x$")


def test_a_file_is_named_relative_to_the_dialogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Message] = []
    monkeypatch.setattr("handlers.assistant.handle", lambda _session, message, **_: heard.append(message))
    (tmp_path / "card.jpg").write_bytes(b"jpg")
    run("lily photo card.jpg > his card\nlily at 31.2,200.5 > here", tmp_path)
    [photo, here] = heard
    assert (photo.text, photo.files[0].name, photo.files[0].media_type) == ("his card", "card.jpg", "image/jpeg")
    assert here.location is not None
    assert (here.location.longitude, here.text) == (200.5, "here")


def test_a_failure_of_ours_is_told_beside_what_did_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: object, _message: Message, **_: object) -> None:
        raise KeyError

    monkeypatch.setattr("handlers.assistant.handle", fail)
    assert "the assistant failed: KeyError at test_stage.py" in refused("lily > hi\nlily < .")


def test_a_member_may_join_later_and_a_stranger_is_none() -> None:
    run("bob > hi\nbob < don't know you\nmember: bob\nbob > my tasks\nbob !< know you.*know you")


def test_who_is_in_which_group() -> None:
    from bot.platforms.terminal.workspace import People  # here, for it is only asked about

    script = parse_script(
        "team: Sales\nteam: East parent=Sales\nteam: West parent=Sales\nmember: lily team=East\nmember: ada\n"
        "channel: #sales team=Sales\nchannel: #east team=East\nchannel: #west team=West\nchannel: #all",
        Path("x"),
    )
    with fresh_database("sqlite://") as database:
        people = People(database)
        for action in (script.workspace, *(step.action for step in script.steps)):
            people.set_up(action, start_of(script))
        assert people.channels_of("lily") == ["#sales", "#east", "#all"]
        assert people.channels_of("ada") == ["#sales", "#east", "#west", "#all"]
        with database.read(people.workspace_id) as session:
            assert {member.name for member in session.query(Member)} == {"lily", "ada"}
