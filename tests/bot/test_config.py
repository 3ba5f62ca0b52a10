"""A wrong setting is named in one line, and a secret is shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, check_host, load_settings

WRONG = {
    "DATABASE_URL": ("mysql://root:hunter2@db/x", "takes sqlite:///path or postgresql"),
    "PORT": ("eighty", "valid integer"),
    "TIMEZONE": ("Shanghai", "IANA time zone"),
    "LANGUAGE": ("fr", "one of en, zh"),
    "COUNTRY": ("China", "two letters"),
    "REGION": ("XX", "two letters"),
    "CURRENCY": ("RMB", "ISO 4217"),
    "WEB_CHAT_OPEN_TO_NETWORK": ("yes", "anybody-who-reaches-it-may-act-as-anybody"),
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(("name", "value", "takes"), [(name, *rest) for name, rest in WRONG.items()], ids=list(WRONG))
def test_a_wrong_value_stops_with_one_line_that_names_the_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str, takes: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert takes in line
    assert "\n" not in line
    assert "hunter2" not in line


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nLANGUAGE=zh\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "9001")
    settings = load_settings()
    assert (settings.port, settings.language) == (9001, "zh")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEZONE", "")
    assert load_settings().timezone == "UTC"


def test_secrets_show_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://me:hunter2@db/onpace")
    settings = load_settings()
    assert settings.telegram_bot_token.get_secret_value() == "hunter2"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hunter2" not in shown


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.com"])
def test_the_web_chat_stays_on_this_machine_unless_told_in_so_many_words(host: str) -> None:
    with pytest.raises(SettingsError, match=r"^HOST: "):
        check_host(load_settings(host=host))
    check_host(load_settings(host=host, web_chat_open_to_network="anybody-who-reaches-it-may-act-as-anybody"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_is_fine(host: str) -> None:
    check_host(load_settings(host=host))
