"""Every dialogue under ``tests/dialogues/<language>/`` holds, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.platforms.terminal.fresh import fresh_database
from bot.platforms.terminal.player import ExpectationError, play, start_of
from bot.platforms.terminal.script import read_script
from bot.platforms.terminal.stage import Stage
from handlers.locales import LANGUAGES
from scheduler.clock import SetClock

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES = sorted(FOLDER.glob("*/*.dialogue"))


def run(path: Path, url: str) -> None:
    """Play a dialogue; what did not hold fails the test, with its line, and so does any failure of ours on the way."""
    script = read_script(path)
    with fresh_database(url) as database:
        stage = Stage(database, SetClock(start_of(script)), script.workspace.language, lambda _who, _sign, _text: None)
        try:
            asyncio.run(play(script, stage))
        except ExpectationError as error:
            pytest.fail(str(error), pytrace=False)
        assert stage.failures() == []


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_on_sqlite(path: Path) -> None:
    run(path, "sqlite://")


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_on_postgresql(path: Path, postgresql_server: str) -> None:
    run(path, postgresql_server)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_dialogues(language: str) -> None:
    assert len([path for path in DIALOGUES if path.parent.name == language]) >= 10
