"""``python -m bot chat``: scripted and by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import fill

from bot.commands.chat import chat
from bot.platforms.terminal.by_hand import read_typed
from bot.platforms.terminal.steps import Action, DeleteLast, Expect, Fill, MoveClock, Press, Say, ShareLocation
from storage import migrate
from storage.database import Database
from storage.files import FileStore

GOOD = "member: lily\nlily > /log\nlily << log\nlily fills company=Acme\nlily < Acme"


def test_a_dialogue_that_holds_is_silent_unless_it_is_to_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "good.dialogue"
    path.write_text(GOOD, "utf-8")
    silent = CliRunner().invoke(chat, ["--script", str(path)])
    assert (silent.exit_code, silent.output) == (0, "")
    shown = CliRunner().invoke(chat, ["--script", str(path), "--show"])
    assert shown.exit_code == 0
    assert "lily < Contact log · Acme" in shown.output


@pytest.mark.parametrize(("more", "told"), [("\nlily < nope", ":6: lily < nope\nexpected:"), ("\nlily", ":6: no line of a dialogue")])
def test_one_that_does_not_hold_ends_with_status_1_and_the_line(tmp_path: Path, more: str, told: str) -> None:
    path = tmp_path / "bad.dialogue"
    path.write_text(GOOD + more, "utf-8")
    result = CliRunner().invoke(chat, ["--script", str(path)])
    assert result.exit_code == 1
    assert f"{path}{told}" in result.output


def test_a_database_file_may_be_used_again_unless_real_people_wrote_in_it(tmp_path: Path) -> None:
    path = tmp_path / "good.dialogue"
    path.write_text(GOOD, "utf-8")
    url = f"sqlite:///{tmp_path / 'd.db'}"
    for _ in range(2):
        assert CliRunner().invoke(chat, ["--script", str(path), "--database", url]).exit_code == 0
    database = Database(f"sqlite:///{tmp_path / 'real.db'}", FileStore(tmp_path))
    migrate.upgrade(database)
    fill(database)
    refused = CliRunner().invoke(chat, ["--script", str(path), "--database", str(database.url)])
    assert refused.exit_code == 2
    assert "real people" in refused.output
    with database.read(everywhere=True) as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM member").scalar() == 4
    database.close()


def test_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    typed = "/log\nfills company=Acme\n[Undo]\nlily !< undone\n[Claim]\n/as tom\npurple\n/quit\n"
    result = CliRunner().invoke(chat, input=typed)
    assert result.exit_code == 0, result.output
    for told in ("form New: Contact log", "Undone", "! lily sees no [Claim]", "tom < I didn't write anything down", "! expected: no message so far"):
        assert told in result.output


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("called Jane at Acme", Say("lily", "called Jane at Acme")),
        ("at 3pm I met Jane", Say("lily", "at 3pm I met Jane")),
        ("file the report by Friday", Say("lily", "file the report by Friday")),
        ("fills the order", Say("lily", "fills the order")),
        ("tom says hi", Say("lily", "tom says hi")),
        ("tom > hi", Say("tom", "hi")),
        ("@onpace hi", Say("lily", "@onpace hi")),
        ("#east hi there", Say("lily", "hi there", "#east")),
        ("#east ^> yes", Say("lily", "yes", "#east", replies=True)),
        ("^> yes", Say("lily", "yes", replies=True)),
        ("[Undo]", Press("lily", "Undo")),
        ("deletes", DeleteLast("lily")),
        ("at 31.2,121.4", ShareLocation("lily", 31.2, 121.4)),
    ],
)
def test_what_is_typed_is_said_unless_it_is_a_step(typed: str, action: Action) -> None:
    assert read_typed(typed, "lily", {"lily", "tom"}) == action


def test_an_open_form_is_filled_and_expectations_can_be_typed() -> None:
    assert read_typed("fills a=b", "lily", {"lily"}, form_is_open=True) == Fill("lily", {"a": "b"})
    assert isinstance(read_typed("lily < x", "lily", {"lily"}), Expect)
    assert isinstance(read_typed("#east < x", "lily", {"lily"}), Expect)
    assert isinstance(read_typed("@ 2026-11-23T09:00", "lily", {"lily"}), MoveClock)
