"""Pictures and documents that people attach: kept with the record, fetched from Slack's host only."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from webchat import unset_settings

from bot.platforms.slack.platform import SlackPlatform
from scheduler.clock import SystemClock
from storage.database import Database
from storage.files import SIZE_LIMIT
from storage.models import Attachment, CheckIn, ContactLog, InboxItem
from tests.slack.apps import running
from tests.slack.fake import BOT, FakeSlack
from tests.slack.test_robust import greet

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_picture_is_kept_with_what_its_caption_tells(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    with running(slack, sqlite, mode) as assistant:
        slack.write("U0LILY", "called Jane at Acme, all is well", files=[slack.attach("shop front.png", PNG)])
        slack.wait_for("U0LILY", "Acme")
        [kept] = assistant.rows(Attachment)
        assert (kept.name, kept.media_type, kept.sha256) == ("shop front.png", "image/png", hashlib.sha256(PNG).hexdigest())
        assert sqlite.files.get(kept.sha256) == PNG
        assert len([*assistant.rows(ContactLog), *assistant.rows(CheckIn)]) == 1


def test_what_may_not_be_fetched_is_not_and_its_sender_is_told(slack: FakeSlack, sqlite: Database) -> None:
    bad = [
        slack.attach("elsewhere.png", PNG, url_private="https://files.slack.com.evil.test/x", url_private_download=""),
        slack.attach("plain.png", PNG, url_private="http://files.slack.com/x", url_private_download=""),
        slack.attach("led away.png", PNG, elsewhere=f"{slack.world.address}/files/F1/secret.png"),
        slack.attach("huge.png", PNG, size=SIZE_LIMIT + 1),
        slack.attach("gone.png", PNG, mode="tombstone"),
    ]
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0LILY")
        slack.write("U0LILY", "called Jane at Acme, all is well", files=bad)
        slack.wait_for("U0LILY", "Acme")
        told = slack.wait_for("U0LILY", "could not keep")
        assert all(file["name"] in told.text for file in bad)
        assert assistant.rows(Attachment) == []
        assert len(slack.web.asked_of_files) == 1, "only the one that led away was asked for, and not followed"
        slack.write("U0LILY", "", files=[bad[3]])
        slack.wait(lambda: sum("huge.png" in shown.text for shown in slack.told("U0LILY")) == 2)
        assert len(assistant.rows(InboxItem)) == 2, "a message of nothing but that says nothing"


def test_a_file_that_takes_long_is_there_when_slack_tells_of_it_again(slack: FakeSlack, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.slack.files.PATIENCE_S", 0.2)
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0LILY")
        result = slack.write("U0LILY", "called Jane at Acme, all is well", files=[slack.attach("slow.png", PNG, takes_s=0.5)])
        assert result.is_acked
        assert result.attempts > 1
        slack.wait_for("U0LILY", "Acme")
        assert len(assistant.rows(Attachment)) == 1
        assert len(slack.web.asked_of_files) == 1, "it is fetched once"
        slack.write("U0LILY", "called Bob at Blue Dot, all is well", files=[slack.attach("never.png", PNG, takes_s=2)])
        slack.wait_for("U0LILY", "Blue Dot")
        slack.wait_for("U0LILY", "never.png")
        assert len(assistant.rows(ContactLog)) == 2, "in the end the text counts"


def test_a_picture_by_its_name_only_is_kept_as_something_to_save(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0LILY", f"<@{BOT}> called Jane at Acme, all is well", "C0EAST", files=[slack.attach("a/b\n.png", b"<script>")])
        slack.wait_for("C0EAST", "Acme")
        [kept] = assistant.rows(Attachment)
        assert (kept.name, kept.media_type) == ("a_b .png", "application/octet-stream")


@pytest.mark.parametrize(
    ("api", "url", "allowed"),
    [
        ("https://slack.com/api/", "https://files.slack.com/files-pri/T1-F1/a.png", True),
        ("https://slack.com/api/", "http://files.slack.com/files-pri/T1-F1/a.png", False),
        ("https://slack.com/api/", "https://files.slack.com:8443/a.png", False),
        ("https://slack.com/api/", "https://files.slack.com@evil.test/a.png", False),
        ("https://slack.com/api/", "https://me@files.slack.com/a.png", False),
        ("https://slack.com/api/", "https://slack.com/a.png", False),
        ("https://slack.com/api/", "https://files.slack.com.evil.test/a.png", False),
        ("https://slack.com/api/", "file:///etc/passwd", False),
        ("https://slack.com/api/", "https://[", False),
        ("https://slack.com/api/", "", False),
        ("http://127.0.0.1:9/api/", "http://127.0.0.1:9/files/a.png", True),
        ("http://127.0.0.1:9/api/", "http://127.0.0.1:10/files/a.png", False),
        ("http://127.0.0.1:9/api/", "https://files.slack.com/a.png", True),
    ],
)
def test_where_our_token_may_go(sqlite: Database, api: str, url: str, allowed: bool) -> None:
    async def never(_message: Any) -> bool:
        raise AssertionError

    settings = unset_settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1", slack_api_url=api)
    assert SlackPlatform(settings, sqlite, SystemClock(), never).files.is_allowed(url) is allowed
