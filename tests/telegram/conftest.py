"""What the tests of Telegram share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_telegram.office import Office
from fake_telegram.server import FakeTelegram

from storage.database import Database


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """The Bot API; at the end every call must have had a place in it."""
    with FakeTelegram() as found:
        yield found
    assert found.violations == []


@pytest.fixture
def idle(sqlite: Database, fake: FakeTelegram) -> Iterator[Office]:
    """The workspace on Telegram, not at work yet."""
    office = Office(sqlite, fake)
    yield office
    office.stop()


@pytest.fixture
def at_work(idle: Office) -> Office:
    """The workspace on Telegram, by polling."""
    return idle.start()
