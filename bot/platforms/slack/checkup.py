"""Whether Slack takes the tokens in the settings, for ``doctor``. Nothing is changed, and no token is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.config import LOOPBACK, Settings, SettingsError
from bot.findings import Finding, Mark
from bot.platforms.slack.errors import name_of
from bot.platforms.slack.http import EVENTS
from bot.platforms.slack.listeners import library_log
from bot.platforms.slack.oauth import INSTALL
from bot.platforms.slack.platform import check
from bot.platforms.slack.scopes import SCOPES

ANSWER_S = 10
GUIDE = "docs/slack.md says where it is"


def check_up(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """What is set for Slack, and whether Slack takes it."""
    if not settings.slack_bot_token and not settings.slack_client_id:
        yield Finding("slack", Mark.WARNING, "not served: neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID is set", "docs/slack.md leads to them")
        return
    try:
        check(settings)
    except SettingsError as error:
        yield Finding("slack", Mark.WRONG, str(error), "set it in .env")
        return
    public = settings.public_url.rstrip("/")
    if settings.slack_bot_token:
        yield _try_bot_token(settings)
    if settings.slack_client_id:
        yield Finding("slack workspaces", Mark.OK, f"further ones install it at {public}{INSTALL}")
    if settings.slack_app_token:
        yield _try_app_token(settings)
    else:
        yield Finding("slack events", Mark.OK, f"by HTTP: Slack has to reach {public or 'https://…'}{EVENTS}")


def _try_bot_token(settings: Settings) -> Finding:
    told = _ask(settings, "slack", "SLACK_BOT_TOKEN", "auth.test")
    if isinstance(told, Finding):
        return told
    granted = next((value for name, value in told.headers.items() if name.lower() == "x-oauth-scopes"), None)
    lacking = sorted(set(SCOPES) - set(granted.replace(" ", "").split(","))) if granted else []
    if lacking:
        advice = "in the app's settings: App Manifest, paste bot/platforms/slack/manifest.yaml, then reinstall the app"
        return Finding("slack", Mark.WRONG, f"the app may not do all that it needs: it lacks {', '.join(lacking)}", advice)
    return Finding("slack", Mark.OK, f"served: SLACK_BOT_TOKEN is that of “{told['user']}” in “{told['team']}”")


def _try_app_token(settings: Settings) -> Finding:
    told = _ask(settings, "slack events", "SLACK_APP_TOKEN", "apps.connections.open")
    return told if isinstance(told, Finding) else Finding("slack events", Mark.OK, "over Socket Mode: Slack takes SLACK_APP_TOKEN")


def _ask(settings: Settings, check_name: str, setting: str, method: str) -> SlackResponse | Finding:
    """Slack's answer to a method, asked with the token of a setting; what is wrong where there is none."""
    token: SecretStr = getattr(settings, setting.lower())
    client = WebClient(token.get_secret_value(), settings.slack_api_url, timeout=ANSWER_S, retry_handlers=[], logger=library_log)
    if urlsplit(settings.slack_api_url).hostname in LOOPBACK:
        client.proxy = None  # as in ``SlackPlatform.client``
    try:
        return client.api_call(method)
    except SlackApiError as error:
        return Finding(check_name, Mark.WRONG, f"Slack does not take {setting}: {name_of(error) or 'no word why'}", GUIDE)
    except (OSError, ValueError) as error:
        text = f"Slack can't be reached at {settings.slack_api_url} ({type(error).__name__})"
        return Finding(check_name, Mark.WRONG, text, "is the network up, does a firewall or proxy stand in the way?")
