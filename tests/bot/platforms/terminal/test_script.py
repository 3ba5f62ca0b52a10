"""Every form of line is read, and a line that is none is refused with its number."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from bot.platforms.terminal.script import ScriptError, parse_line, parse_script, read_script
from bot.platforms.terminal.steps import (
    Action,
    AddChannel,
    AddMember,
    AddTeam,
    DeleteLast,
    EditLast,
    Expect,
    Fill,
    MoveClock,
    Press,
    Say,
    SendFile,
    ShareLocation,
    WorkspaceSetUp,
)
from storage.models import Role

HERE = Path("x.dialogue")


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ('workspace: name="Acme Sales" language=zh', WorkspaceSetUp(name="Acme Sales", language="zh")),
        ("workspace:", WorkspaceSetUp()),
        ("team: East parent=Sales", AddTeam("East", parent="Sales")),
        ('team: "East Coast"', AddTeam("East Coast")),
        ("team: 华东 一组", AddTeam("华东 一组")),
        ('member: lily name="Lily Chen" role=manager team="East Coast"', AddMember("lily", "Lily Chen", Role.MANAGER, "East Coast")),
        ("member: 李丽 language=en timezone=Europe/Berlin", AddMember("李丽", "李丽", timezone="Europe/Berlin", language="en")),
        ("channel: #east team=East", AddChannel("#east", "East")),
        ('channel: #"east coast"', AddChannel("#east coast")),
        ("@ 2026-11-23T09:00+08:00", MoveClock(datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8))))),
        ("@2026-11-23 09:00Z", MoveClock(datetime(2026, 11, 23, 9, tzinfo=UTC))),
        ("@ 17:30", MoveClock(time(17, 30))),
        ("lily > called Jane > twice < late [Undo]", Say("lily", "called Jane > twice < late [Undo]")),
        ('"王 芳" > 你好', Say("王 芳", "你好")),
        ("李丽>你好", Say("李丽", "你好")),
        ("lily #east > hi", Say("lily", "hi", "#east")),
        ('lily #"east coast" > hi', Say("lily", "hi", "#east coast")),
        ("lily ^> no, 60k", Say("lily", "no, 60k", replies=True)),
        ("lily #east ^> no", Say("lily", "no", "#east", replies=True)),
        ("lily >\ncompany: Acme\nhow: call", Say("lily", "company: Acme\nhow: call")),
        ("lily edits > called Joe", EditLast("lily", "called Joe")),
        ("lily deletes", DeleteLast("lily")),
        ("lily [Done 1]", Press("lily", "Done 1")),
        ("lily #east [领取]", Press("lily", "领取", "#east")),
        ('lily fills company=Acme; person="Jane \\"J; D\\" Doe"', Fill("lily", {"company": "Acme", "person": 'Jane "J; D" Doe'})),
        ('lily fills What=say "hi" to Tom; Next step due=Fri 3pm;', Fill("lily", {"What": 'say "hi" to Tom', "Next step due": "Fri 3pm"})),
        ("lily fills done=one\ntwo;\nplan=x=y\nblockers=", Fill("lily", {"done": "one\ntwo", "plan": "x=y", "blockers": ""})),
        ("lily fills 公司=宏图；联系人=王总", Fill("lily", {"公司": "宏图", "联系人": "王总"})),
        ("lily fills", Fill("lily", {})),
        ("lily at 31.2304,121.4737 > at the door", ShareLocation("lily", 31.2304, 121.4737, "at the door")),
        ("lily at -200, 0", ShareLocation("lily", -200, 0)),
        ("lily photo cards/a b.jpg > his card", SendFile("lily", Path("cards/a b.jpg"), "his card")),
        ('lily file "x > y.xlsx"', SendFile("lily", Path("x > y.xlsx"))),
        ("lily < acme.*\\[Undo\\]", Expect("lily", "<", pattern("acme.*\\[Undo\\]"))),
        ("lily << a < b", Expect("lily", "<<", pattern("a < b"))),
        ("lily !< x", Expect("lily", "!<", pattern("x"))),
        ("lily < nothing", Expect("lily", "nothing", pattern("nothing"))),
        ("#east < nothing is free", Expect("#east", "<", pattern("nothing is free"))),
        ("form < Amount", Expect("form", "<", pattern("Amount"))),
    ],
)
def test_every_form_of_line(line: str, action: Action) -> None:
    assert parse_line(line) == action


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("workspace: language=en\nlily", r"x.dialogue:2: no line of a dialogue: 'lily'"),
        ("lily > hi\nworkspace: name=X", "2: the workspace is set up first"),
        ("workspace: timezone=Mars/Base", "1: timezone: takes an IANA time zone"),
        ("workspace: color=red", "1: color: is not known here"),
        ("team:", "1: team: needs a name"),
        ("team: East parent=Sales\nteam: Sales", "1: there is no team 'Sales' above"),
        ("member: lily role=boss", "1: role: .*'rep', 'manager' or 'admin'"),
        ("member: lily Lily Chen", "'lily Lily Chen'.*no blank"),
        ("member: form", "'form'"),
        ("member: lily team=West", "no team 'West'"),
        ("\n\n@ tomorrow", "3: 'tomorrow' is not a time such as"),
        ("lily #east > hi", "1: there is no channel '#east'"),
        ("#east < hi", "1: there is no channel '#east'"),
        ("lilly < hi", "1: there is nobody called 'lilly'"),
        ("lily > hi\nlily < (", "2: not a regular expression"),
        ("lily fills Acme", "1: 'Acme' is not field=value"),
        ("lily at home > hi", "1: no line of a dialogue"),
        ("  and more", "1: goes on with the line before"),
        ("lily > hi\n more", "2: begins with one blank"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(text: str, complaint: str) -> None:
    with pytest.raises(ScriptError, match=complaint):
        parse_script(text, HERE)


def test_comments_and_blank_lines_are_left_out_and_indented_ones_go_on() -> None:
    script = parse_script("# a\n#\n#----\n\nlily > one\r\n  two\r\n\n    three\nlily < x\n", HERE)
    assert [(step.number, step.action) for step in script.steps] == [
        (5, Say("lily", "one\ntwo\n  three")),
        (9, Expect("lily", "<", pattern("x"))),
    ]


def test_teams_are_there_before_whoever_is_in_them() -> None:
    script = parse_script("member: lily team=East\nteam: East", HERE)
    assert [type(step.action) for step in script.steps] == [AddTeam, AddMember]


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="No such file"):
        read_script(tmp_path / "none.dialogue")
    (tmp_path / "latin.dialogue").write_bytes(b"lily > caf\xe9")
    with pytest.raises(ScriptError, match="not UTF-8"):
        read_script(tmp_path / "latin.dialogue")
