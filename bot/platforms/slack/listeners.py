"""What is listened to, through Bolt. Listeners run before Slack is answered: what was not kept is not acknowledged, and Slack sends it again."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbox import describe
from bot.platforms.slack import commands, forms, home, shortcuts, suggestions, uninstalling
from bot.platforms.slack.installs import INSTALLED
from bot.platforms.slack.texts import keep_press, keep_text

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)
library_log = logging.getLogger("bot.platforms.slack.library")
"""Bolt's and the client's own log, which would quote requests: what is of use to an admin we say ourselves."""
library_log.setLevel(logging.CRITICAL + 1)
library_log.propagate = False


class Feature(Protocol):
    """A module that listens to something."""

    def listen(self, app: AsyncApp, platform: SlackPlatform) -> None:
        """Register its listeners."""


FEATURES: tuple[Feature, ...] = (commands, forms, home, shortcuts, suggestions)
"""What else is listened to: modules with a ``listen``. Its listeners find the ``Installed`` that they are about in the context."""


class _Authorize(AsyncAuthorize):
    """Finds the installation that a payload is for; Bolt asks before every listener."""

    def __init__(self, platform: SlackPlatform) -> None:
        self.platform = platform

    async def __call__(
        self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_actor: str | None
    ) -> AuthorizeResult | None:
        """None where the app is not installed there."""
        found = await self.platform.installations.find(self.platform.client(), team_id or "", enterprise_id)
        if found is None:
            log.warning("something came from workspace %s, where the app is not installed or its token is refused", team_id)
            return None
        context[INSTALLED] = found
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=found.team_id, bot_user_id=found.bot_user_id, bot_id=found.bot_id, bot_token=found.token
        )


def create_app(platform: SlackPlatform) -> AsyncApp:
    """Bolt's app with all that we listen to. Signatures are checked before it (``http``), the socket needs none."""
    app = AsyncApp(
        name="onpace",
        logger=library_log,
        client=AsyncWebClient(base_url=platform.settings.slack_api_url, retry_handlers=[], logger=library_log),
        authorize=_Authorize(platform),  # type: ignore[arg-type]  # an AsyncAuthorize is taken as it is
        oauth_flow=platform.oauth_flow,
        request_verification_enabled=False,
        process_before_response=True,
        attaching_function_token_enabled=False,
    )
    app.error(_log_error)
    _listen(app, platform)
    for feature in FEATURES:
        feature.listen(app, platform)
    app.event(re.compile("."))(_ignore)
    app.action(re.compile("^link"))(_acknowledge)
    return app


async def _log_error(error: Exception) -> None:
    log.warning("an event was not kept, and not acknowledged: %s", describe(error))


async def _ignore() -> None:
    """What we are told of and have no use for."""


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


def _listen(app: AsyncApp, platform: SlackPlatform) -> None:
    async def on_text(request: AsyncBoltRequest, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await keep_text(platform, body, context[INSTALLED], _retry_of(request))

    async def on_user_change(body: dict[str, Any], context: AsyncBoltContext) -> None:
        await platform.people.changed(context[INSTALLED], body["event"]["user"])

    async def on_removal(body: dict[str, Any], context: AsyncBoltContext) -> None:
        await uninstalling.note_removal(platform, body["event"], context.team_id or "", context.enterprise_id)

    async def on_press(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await keep_press(platform, body, context[INSTALLED])
        await ack()

    app.action(re.compile("^press"))(on_press)
    app.event("message")(on_text)
    app.event("app_mention")(on_text)
    app.event("user_change")(on_user_change)
    app.event("app_uninstalled")(on_removal)
    app.event("tokens_revoked")(on_removal)


def _retry_of(request: AsyncBoltRequest) -> int:
    """How often Slack has told us already."""
    told = request.headers.get("x-slack-retry-num", ["0"])[0]
    return int(told) if told.isascii() and told.isdigit() else 0
