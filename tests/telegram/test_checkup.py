"""What the doctor says of Telegram: whether it is served, whether Telegram takes the token, and how updates come."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_telegram.server import FakeTelegram

from bot.commands.doctor import doctor as command
from bot.doctor import examine
from bot.findings import Finding, Mark
from scheduler.clock import SystemClock

SECRET = "s" * 32
PUBLIC = "https://onpace.example"
NOW = SystemClock().now()


@pytest.fixture(autouse=True)
def own_settings(fake: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_API_URL", fake.url)


def found(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Finding]:
    for name, value in given.items():
        monkeypatch.setenv(name.upper(), value)
    return {finding.check: finding for finding in examine(NOW) if finding.check.startswith("telegram")}


def test_without_a_token_it_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch)["telegram"] == Finding("telegram", Mark.OK, "not served: no token")


def test_a_good_token(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    told = found(monkeypatch, telegram_bot_token=fake.token)
    assert (told["telegram"].mark, told["telegram updates"]) == (Mark.OK, Finding("telegram updates", Mark.OK, "by polling; 0 wait"))
    assert f"@{fake.me['username']}; in groups it hears commands" in told["telegram"].text
    assert "getUpdates" not in [call.method for call in fake.calls], "nothing is taken away from whoever polls"


def test_a_token_that_telegram_does_not_know_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    told = found(monkeypatch, telegram_bot_token="123456:very-secret")
    assert told["telegram"] == Finding("telegram", Mark.WRONG, "Telegram does not know TELEGRAM_BOT_TOKEN", "@BotFather shows the right one")
    ran = CliRunner().invoke(command, [], catch_exceptions=False)
    assert ran.exit_code == 1
    assert "very-secret" not in ran.output


def test_a_webhook(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"telegram_bot_token": fake.token, "telegram_webhook_secret": SECRET, "public_url": PUBLIC}
    told = found(monkeypatch, **given)["telegram updates"]
    assert (told.mark, told.text) == (Mark.WARNING, f"by webhook, which is not set to {PUBLIC}/telegram/webhook yet; 0 wait")
    fake.webhook = {"url": f"{PUBLIC}/telegram/webhook"}
    fake.webhook_error = {"last_error_date": int((NOW - timedelta(minutes=5)).timestamp()), "last_error_message": "Wrong response: 502 Bad Gateway"}
    told = found(monkeypatch, **given)["telegram updates"]
    assert told.mark is Mark.WARNING
    assert "502 Bad Gateway; 0 wait" in told.text
    fake.webhook_error["last_error_date"] -= 7200
    told = found(monkeypatch, **given)["telegram updates"]
    assert (told.mark, told.text) == (Mark.OK, f"by webhook at {PUBLIC}/telegram/webhook; 0 wait")


@pytest.mark.parametrize(
    ("given", "mark", "named"),
    [
        ({"telegram_webhook_secret": SECRET}, Mark.WARNING, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_bot_token": "no token"}, Mark.WRONG, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_bot_token": "1:a", "telegram_webhook_secret": "short"}, Mark.WRONG, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_bot_token": "1:a", "telegram_webhook_secret": SECRET}, Mark.WRONG, "PUBLIC_URL"),
        ({"telegram_bot_token": "1:a", "telegram_api_url": "http://127.0.0.1:1"}, Mark.WRONG, "can't be reached"),
    ],
)
def test_what_is_missing_or_out_of_reach(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], mark: Mark, named: str) -> None:
    told = found(monkeypatch, **given)["telegram"]
    assert told.mark is mark
    assert named in told.text
    assert told.advice
