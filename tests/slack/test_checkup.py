"""What the doctor says of Slack: whether it is served, and whether Slack takes the tokens."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bot.commands.doctor import doctor as command
from bot.doctor import examine
from bot.findings import Finding, Mark
from scheduler.clock import SystemClock
from tests.slack.fake import APP_TOKEN, TOKEN, FakeSlack


@pytest.fixture(autouse=True)
def own_settings(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)


def found(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Finding]:
    for name, value in given.items():
        monkeypatch.setenv(name.upper(), value)
    return {finding.check: finding for finding in examine(SystemClock().now()) if finding.check.startswith("slack")}


def test_without_tokens_it_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch)["slack"] == Finding("slack", Mark.OK, "not served: no token")


def test_good_tokens(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    told = found(monkeypatch, slack_bot_token=TOKEN, slack_app_token=APP_TOKEN)
    assert [(one.mark, one.text) for one in told.values()] == [
        (Mark.OK, "served: SLACK_BOT_TOKEN is that of “onpace” in “Acme”"),
        (Mark.OK, "over Socket Mode: Slack takes SLACK_APP_TOKEN"),
    ]


def test_tokens_that_slack_refuses_are_named_and_never_shown(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.expected_refusals = ["auth.test: invalid_auth", "apps.connections.open: invalid_auth"] * 2
    told = found(monkeypatch, slack_bot_token="xoxb-very-secret", slack_app_token="xapp-very-secret")
    assert told["slack"] == Finding("slack", Mark.WRONG, "Slack does not take SLACK_BOT_TOKEN: invalid_auth", "docs/slack.md says where it is")
    assert told["slack events"].text == "Slack does not take SLACK_APP_TOKEN: invalid_auth"
    ran = CliRunner().invoke(command, [], catch_exceptions=False)
    assert ran.exit_code == 1
    assert "very-secret" not in ran.output


def test_an_app_that_lacks_a_scope(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.world.scopes.remove("files:read")
    told = found(monkeypatch, slack_bot_token=TOKEN, slack_app_token=APP_TOKEN)["slack"]
    assert (told.mark, told.text) == (Mark.WRONG, "the app may not do all that it needs: it lacks files:read")


def test_events_by_http_and_further_workspaces(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    public = {"slack_signing_secret": "s", "public_url": "https://onpace.example/", "slack_client_id": "1.2", "slack_client_secret": "c"}
    told = found(monkeypatch, **public)
    assert told["slack workspaces"].text == "further ones install it at https://onpace.example/slack/install"
    assert told["slack events"].text == "by HTTP: Slack has to reach https://onpace.example/slack/events"
    assert "slack" not in told


@pytest.mark.parametrize(
    ("given", "mark", "named"),
    [
        ({"slack_app_token": APP_TOKEN}, Mark.WARNING, "SLACK_BOT_TOKEN"),
        ({"slack_bot_token": TOKEN}, Mark.WRONG, "SLACK_APP_TOKEN"),
        ({"slack_bot_token": TOKEN, "slack_app_token": APP_TOKEN, "slack_client_id": "1.2"}, Mark.WRONG, "PUBLIC_URL"),
        ({"slack_bot_token": TOKEN, "slack_app_token": APP_TOKEN, "slack_api_url": "http://127.0.0.1:1/api/"}, Mark.WRONG, "can't be reached"),
    ],
)
def test_what_is_missing_or_out_of_reach(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], mark: Mark, named: str) -> None:
    told = found(monkeypatch, **given)["slack"]
    assert told.mark is mark
    assert named in told.text
    assert told.advice
