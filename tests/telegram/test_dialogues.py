"""Every dialogue of the suite holds in Telegram too, and leaves the same records behind."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from copies import empty_database
from office import columns_of
from sqlalchemy import select
from telegram_stage import TelegramStage

from bot.platforms.terminal.player import ExpectationError, play, start_of
from bot.platforms.terminal.script import read_script
from bot.platforms.terminal.stage import Stage
from bot.platforms.terminal.steps import Script
from scheduler.clock import SetClock
from storage import audit

FOLDER = Path(__file__).parents[1] / "dialogues"
DIALOGUES = sorted(FOLDER.glob("*/*.dialogue"))
ITS_OWN = {"channel": {"platform", "tenant", "external_id"}, "attachment": {"name", "media_type"}}
"""What differs by platform: how a group is called, and that Telegram's pictures are JPEGs without a name."""
Records = dict[str, list[dict[str, Any]]]


def records_after(script: Script, *, on_telegram: bool) -> Records:
    """Play a dialogue and look at what it left in the tables of what people tell."""
    with empty_database() as database:
        clock, language = SetClock(start_of(script)), script.workspace.language
        stage = TelegramStage(database, clock, language) if on_telegram else Stage(database, clock, language, lambda _who, _sign, _text: None)
        try:
            asyncio.run(play(script, stage))
        except ExpectationError as error:
            pytest.fail(str(error), pytrace=False)
        assert stage.failures() == []
        with database.read(everywhere=True) as session:
            found = {name: session.scalars(select(model).order_by(model.id)).all() for name, model in audit.tables().items()}
            return {name: [_comparable(name, columns_of(row)) for row in rows] for name, rows in found.items()}


def _comparable(table: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in ITS_OWN.get(table, ())}


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_dialogue_leaves_the_same_records(path: Path) -> None:
    script = read_script(path)
    assert records_after(script, on_telegram=True) == records_after(script, on_telegram=False)
