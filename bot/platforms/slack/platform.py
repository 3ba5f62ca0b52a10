"""Slack as a platform: both ways in, the way out, and a clean end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from bot.config import LOOPBACK, Settings, SettingsError
from bot.inbox import describe
from bot.platforms.platform import Outgoing, Receive
from bot.platforms.slack import errors, http, listeners, oauth, sending
from bot.platforms.slack.files import Files
from bot.platforms.slack.home import Homes
from bot.platforms.slack.installs import Installations, Installed, open_store
from bot.platforms.slack.people import People
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.responses import Responses
from bot.platforms.slack.socket import Socket
from handlers.messages import Message
from scheduler.clock import Clock
from scheduler.outbox import Failed, Sent
from storage.database import Database

log = logging.getLogger(__name__)

ANSWER_S = 20
"""How long a call to Slack may take."""
MOST_CONNECTIONS = 50
FINISH_S = 6
"""How long what was begun may take to come to its end when the process stops."""
CHANNEL_REST = timedelta(seconds=1)
"""Slack takes about one message a second in a channel (https://docs.slack.dev/apis/web-api/rate-limits)."""


class SlackPlatform:
    """Slack, in one workspace or many."""

    name = "slack"
    repeats_safely = False
    per_second = None

    def __init__(self, settings: Settings, database: Database, clock: Clock, receive: Receive) -> None:
        check(settings)
        self.settings = settings
        self.database = database
        self.clock = clock
        self._receive = receive
        self.store = open_store(settings, database) if settings.slack_client_id else None
        self.installations = Installations(settings, self.store)
        self.people = People(self)
        self.files = Files(self)
        self.responses = Responses(self)
        self.pictures = Pictures(database.files)
        self.homes = Homes(self)
        self.library_log = listeners.library_log
        self.oauth_flow = oauth.create_flow(self, self.store) if self.store else None
        self.bolt = listeners.create_app(self)
        self.routes: Sequence[BaseRoute] = http.routes(self)
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = asyncio.Event()

    async def receive(self, message: Message) -> bool:
        """Keep what came in; when this returns, Slack may be answered. False for a second delivery."""
        self.homes.acted(message)
        return await self._receive(message)

    def rest_after(self, address: str) -> timedelta:
        """About one message a second in each chat."""
        return CHANNEL_REST

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections to Slack, shared by all that is asked of it."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit_per_host=MOST_CONNECTIONS)
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_S), connector=connector)
        return self._session

    def client(self, installed: Installed | None = None) -> AsyncWebClient:
        """A client that never repeats a call by itself: the outbox does, where that does no harm."""
        token = installed.token if installed else None
        client = AsyncWebClient(token, self.settings.slack_api_url, session=self.session, retry_handlers=[], logger=listeners.library_log)
        if urlsplit(self.settings.slack_api_url).hostname in LOOPBACK:
            client.proxy = None  # the client takes HTTP_PROXY for everything, whatever NO_PROXY says
        return client

    @property
    def is_stopping(self) -> bool:
        """Whether nothing more is taken in."""
        return self._stopping.is_set()

    async def send(self, outgoing: Outgoing) -> Sent | Failed:
        """Send a message, or replace one."""
        if self._stopping.is_set():
            return Failed("stopping", retry_after=timedelta(0))
        sent: Sent | Failed = await self.track(self._send(outgoing))
        if isinstance(sent, Sent):
            self.homes.answered(outgoing)
        return sent

    async def _send(self, outgoing: Outgoing) -> Sent | Failed:
        try:
            installed = await self.installations.find(self.client(), outgoing.tenant)
        except (aiohttp.ClientError, TimeoutError, SlackApiError) as error:
            return Failed(describe(error))
        if installed is None:
            return Failed("not installed", for_good=True, reason="revoked")
        result = await self._deliver(installed, outgoing)
        if isinstance(result, Failed) and result.reason == "revoked":
            self.installations.forget(outgoing.tenant)
            renewed = await self.installations.find(self.client(), outgoing.tenant)
            if renewed is not None and renewed.token != installed.token:
                return await self._deliver(renewed, outgoing)
        return result

    async def _deliver(self, installed: Installed, outgoing: Outgoing) -> Sent | Failed:
        try:
            client = self.client(installed)
            picture = await self.pictures.upload(client, installed.team_id, outgoing.reply.image)
            return Sent(await sending.deliver(client, self.responses, outgoing, picture))
        except SlackApiError as error:
            return errors.refusal(error)
        except (aiohttp.ClientError, TimeoutError) as error:
            return errors.trouble(error)

    async def _try_token(self) -> None:
        """Say at once what would show only when somebody writes."""
        if await self.installations.find_single(self.client()) is None:
            log.error("Slack does not take SLACK_BOT_TOKEN; docs/slack.md says where it is")

    def track(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin something that is finished before the process stops."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """The same for what nobody waits for: an error is logged."""

        async def logged() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - nobody else would hear of it
                log.warning("in the background: %s", describe(error))

        self.track(logged())

    async def run(self) -> None:
        """Serve until ``stop``."""
        self.bolt.client.session = self.session
        if self.store is not None:
            await asyncio.to_thread(self.store.create_tables)
        socket = Socket(self) if self.settings.slack_app_token.get_secret_value() else None
        if self.installations.token:
            self.in_background(self._try_token())
        opening = asyncio.create_task(socket.open()) if socket else None
        try:
            await self._stopping.wait()
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=FINISH_S)
            for task in [*self._under_way, *([opening] if opening else ())]:
                task.cancel()
            if socket is not None:
                await socket.close()
            await self.session.close()
            await asyncio.sleep(0)  # the connections are gone only after that

    def stop(self) -> None:
        """Take no more messages in; what was begun is finished."""
        self._stopping.set()


def check(settings: Settings) -> None:
    """Refuse settings with which nothing would come in; raises SettingsError."""
    if not settings.slack_app_token.get_secret_value() and not settings.slack_signing_secret.get_secret_value():
        msg = "SLACK_APP_TOKEN: Slack needs it (xapp-…, for Socket Mode), or SLACK_SIGNING_SECRET (for events by HTTP); see docs/slack.md"
        raise SettingsError(msg)
    if settings.slack_client_id and not settings.public_url:
        msg = "PUBLIC_URL: the installation of further workspaces (SLACK_CLIENT_ID) needs it, as https://…"
        raise SettingsError(msg)
    if settings.slack_client_id and not settings.slack_client_secret.get_secret_value():
        msg = "SLACK_CLIENT_SECRET: the installation of further workspaces (SLACK_CLIENT_ID) needs it"
        raise SettingsError(msg)
