"""Where the app is installed: one workspace by its bot token from the settings, or many through OAuth, their tokens encrypted in the database."""

from __future__ import annotations

import asyncio
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.config import Settings
from bot.platforms.slack.errors import REVOKED, name_of
from bot.secret_key import secret_key
from storage import migrate
from storage.database import Database

INSTALLED = "installed"
"""Where the context of a listener has the ``Installed`` that it is about."""
STATE_S = 600
"""How long an installation that was begun may take."""
SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")


class Encrypted(TypeDecorator[str]):
    """A text that is kept encrypted. One that another key has encrypted is as good as none."""

    impl = Text
    cache_ok = True

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self.key = key

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt it."""
        return None if value is None else self._fernet.encrypt(value.encode()).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - whatever the driver gives
        """Decrypt it."""
        try:
            return None if value is None else self._fernet.decrypt(value).decode()
        except InvalidToken:
            return None

    @property
    def _fernet(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self.key))


class InstallationStore(SQLAlchemyInstallationStore):
    """Bolt's store of installations on our database, its tokens encrypted."""

    def __init__(self, client_id: str, engine: Engine, key: bytes) -> None:
        super().__init__(client_id, engine)
        self.states = SQLAlchemyOAuthStateStore(STATE_S, engine)
        self._making, self._are_made = threading.Lock(), False
        for table in (self.bots, self.installations):
            for name in SECRETS:
                if name in table.c:
                    table.c[name].type = Encrypted(key)

    def create_tables(self) -> None:
        """Make the tables that are not there yet: Bolt's, and so not among our migrations. Once, whoever needs them first."""
        with self._making:
            if self._are_made:
                return
            with self.engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrate.LOCK})
                for metadata in (self.metadata, self.states.metadata):
                    metadata.create_all(connection)
            self._are_made = True

    def find_by_team(self, team_id: str) -> Bot | None:
        """The newest installation in a workspace, by the workspace's id alone."""
        columns = self.bots.c
        newest = self.bots.select().where(columns.client_id == self.client_id, columns.team_id == team_id)
        with self.engine.connect() as connection:
            row = connection.execute(newest.order_by(columns.installed_at.desc(), columns.id.desc()).limit(1)).mappings().first()
        return self.build_bot_entity(row) if row is not None and row["bot_token"] else None


def open_store(settings: Settings, database: Database) -> InstallationStore:
    """The store of the settings' app; its tables are made where there are none."""
    engine = database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    return InstallationStore(settings.slack_client_id, engine, secret_key(settings, "slack tokens"))


@dataclass(frozen=True)
class Installed:
    """The app in one workspace."""

    team_id: str
    token: str
    bot_user_id: str
    bot_id: str
    enterprise_id: str | None = None
    is_ours: bool = False
    """Whether it is that of the token in the settings. Anybody may have made another one, in a workspace of theirs."""


class Installations:
    """Finds the installation of a workspace, and remembers it."""

    def __init__(self, settings: Settings, store: InstallationStore | None) -> None:
        self.token = settings.slack_bot_token.get_secret_value()
        self.store = store
        self._single: Installed | None = None
        self._found: dict[str, Installed] = {}

    async def find(self, client: AsyncWebClient, team_id: str, enterprise_id: str | None = None) -> Installed | None:
        """The installation that serves a workspace; None where there is none (any more). Raises what the client raises when Slack can't be asked.

        Where the settings name a single workspace, what names none is from there.
        """
        if self.token:
            single = await self.find_single(client)
            if single is not None and team_id in ("", single.team_id):
                return single
        if self.store is None:
            return None
        if team_id not in self._found:
            bot = await asyncio.to_thread(self._find_bot, self.store, team_id, enterprise_id)
            if bot is None:
                return None
            self._found[team_id] = Installed(team_id, bot.bot_token, bot.bot_user_id, bot.bot_id, bot.enterprise_id)
        return self._found[team_id]

    async def find_single(self, client: AsyncWebClient) -> Installed | None:
        """The workspace of the token in the settings; None where Slack does not take the token."""
        if self._single is None:
            try:
                told = await client.auth_test(token=self.token)
            except SlackApiError as error:
                if name_of(error) in REVOKED:
                    return None
                raise
            self._single = Installed(told["team_id"], self.token, told["user_id"], told.get("bot_id") or "", told.get("enterprise_id"), is_ours=True)
        return self._single

    def forget(self, team_id: str) -> None:
        """Ask anew when it is needed next."""
        self._found.pop(team_id, None)
        if self._single is not None and self._single.team_id == team_id:
            self._single = None

    def remove(self, team_id: str, enterprise_id: str | None) -> None:
        """The app was removed: nothing of its tokens is kept."""
        self.forget(team_id)
        if self.store is not None:
            self.store.create_tables()
            for team in (team_id, None) if enterprise_id else (team_id,):
                self.store.delete_bot(enterprise_id=enterprise_id, team_id=team)
                self.store.delete_installation(enterprise_id=enterprise_id, team_id=team)

    @staticmethod
    def _find_bot(store: InstallationStore, team_id: str, enterprise_id: str | None) -> Bot | None:
        """That of the workspace, else that of its organisation, which is then noted down under the workspace: messages out know only that."""
        store.create_tables()
        bot = store.find_by_team(team_id)
        if bot is None and enterprise_id:
            bot = store.find_bot(enterprise_id=enterprise_id, team_id=None, is_enterprise_install=True)
            if bot is not None:
                bot.team_id = team_id
                store.save_bot(bot)
        return bot
