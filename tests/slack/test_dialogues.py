"""Every dialogue is one conversation on any platform: played in Slack it is seen as in the terminal, and leaves the same records."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from copies import empty_database
from sqlalchemy import select

from bot.platforms.terminal.player import ExpectationError, play, start_of
from bot.platforms.terminal.script import read_script
from bot.platforms.terminal.stage import Stage
from handlers import charts
from scheduler.clock import SetClock
from storage import audit
from storage.database import Database
from tests.slack.stage import SlackStage

FOLDER = Path(__file__).parents[1] / "dialogues"
ELSEWHERE = ("platform", "tenant", "external_id")
"""Where a channel is."""
INVITED = "joining"
"""Nobody comes into Slack's workspace by our invitation: Slack vouches for its people (``test_people``)."""
DIALOGUES = sorted(path for path in FOLDER.glob("*/*.dialogue") if path.stem != INVITED)


@pytest.fixture(autouse=True)
def without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in memory has one connection: nothing else may use it meanwhile."""

    async def at_once(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return work(*given, **named)

    monkeypatch.setattr(asyncio, "to_thread", at_once)


@pytest.fixture(autouse=True)
def without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pictures look like is tested elsewhere; here it matters that they are there."""
    monkeypatch.setattr(charts, "draw", lambda _view, _progress: b"a picture")


def records(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All domain rows, times to the second: in Slack no two messages have the same."""
    with database.read(everywhere=True) as session:
        return {
            name: [
                {column.name: _to_the_second(getattr(row, column.name)) for column in model.__table__.columns if column.name not in ELSEWHERE}
                for row in session.scalars(select(model).order_by(model.id))
            ]
            for name, model in audit.tables().items()
        }


def _to_the_second(value: object) -> object:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_dialogue_in_slack(path: Path) -> None:
    script = read_script(path)
    with empty_database() as database, empty_database() as other:
        slack = SlackStage(database, SetClock(start_of(script)), script.workspace.language)
        try:
            asyncio.run(play(script, slack))
        except ExpectationError as error:
            pytest.fail(str(error), pytrace=False)
        assert slack.failures() == []
        terminal = Stage(other, SetClock(start_of(script)), script.workspace.language, lambda _who, _sign, _text: None)
        asyncio.run(play(script, terminal))
        assert records(database) == records(other)
