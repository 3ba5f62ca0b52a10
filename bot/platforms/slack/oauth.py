"""Installing the app in further workspaces: Bolt's OAuth flow over our database. Whoever installs it is an admin."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.inbox import describe
from bot.platforms.slack.scopes import SCOPES

if TYPE_CHECKING:
    from bot.platforms.slack.installs import InstallationStore
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"


class _States(AsyncOAuthStateStore):
    """Bolt's states on our database, in threads."""

    def __init__(self, store: InstallationStore) -> None:
        self.store = store

    async def async_issue(self, *_args: object, **_more: object) -> str:
        await asyncio.to_thread(self.store.create_tables)
        return await asyncio.to_thread(self.store.states.issue)

    async def async_consume(self, state: str) -> bool:
        await asyncio.to_thread(self.store.create_tables)
        return await asyncio.to_thread(self.store.states.consume, state)


class _Installs(AsyncInstallationStore):
    """Keeps what was installed, in threads; ``Installations`` finds it."""

    def __init__(self, platform: SlackPlatform, store: InstallationStore) -> None:
        self.platform = platform
        self.store = store

    async def async_save(self, installation: Installation) -> None:
        await asyncio.to_thread(self.store.save, installation)
        self.platform.installations.forget(installation.team_id or "")


def create_flow(platform: SlackPlatform, store: InstallationStore) -> AsyncOAuthFlow:
    """The flow of the settings' app. Slack's page to agree on is beside its API, wherever that is."""
    settings = platform.settings
    flow = AsyncOAuthFlow(
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=SCOPES,
            user_scopes=[],
            redirect_uri=settings.public_url.rstrip("/") + REDIRECT,
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT,
            authorization_url=urljoin(settings.slack_api_url, "../oauth/v2/authorize"),
            installation_store=_Installs(platform, store),
            state_store=_States(store),
            state_expiration_seconds=store.states.expiration_seconds,
            logger=platform.library_log,
        ),
        logger=platform.library_log,
    )
    usual = flow.default_callback_options

    async def installed(args: AsyncSuccessArgs) -> BoltResponse:
        await _let_installer_in(platform, args.installation)
        return await usual.success(args)

    async def failed(args: AsyncFailureArgs) -> BoltResponse:
        log.warning("an installation failed: %s", args.reason)
        return await usual.failure(args)

    flow.settings.callback_options = AsyncCallbackOptions(installed, failed)
    flow.success_handler, flow.failure_handler = installed, failed
    return flow


async def _let_installer_in(platform: SlackPlatform, installation: Installation) -> None:
    """An installation stands even where Slack does not tell who made it; whoever writes first is the admin then."""
    if not installation.team_id:
        return
    try:
        found = await platform.installations.find(platform.client(), installation.team_id, installation.enterprise_id)
        if found is not None:
            await platform.people.let_installer_in(found, installation.user_id)
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("the installer was not let in: %s", describe(error))
