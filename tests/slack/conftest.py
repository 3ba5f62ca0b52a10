"""A fake Slack with a few people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.fake import BOT, FakeSlack


@pytest.fixture
def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    """Ada came first, then Lily and Tom; they share #east with the assistant."""
    monkeypatch.chdir(tmp_path)  # the key of the tokens is kept below it
    with FakeSlack() as fake:
        for user, name in (("U0ADA", "Ada Admin"), ("U0LILY", "Lily Chen"), ("U0TOM", "Tom Reid")):
            fake.world.add_user(user, name)
        fake.world.add_channel("C0EAST", "east", "U0ADA", "U0LILY", "U0TOM", BOT)
        yield fake
    assert fake.web.refused == fake.expected_refusals
