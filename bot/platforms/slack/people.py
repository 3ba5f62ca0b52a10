"""Who writes: the workspace's full members are let in, with name, zone and language as Slack knows them; guests, bots and outsiders are not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Select, select

from bot.platforms.slack.errors import name_of
from bot.platforms.slack.incoming import PLATFORM
from bot.platforms.slack.installs import Installed
from handlers import joining
from handlers.messages import Profile
from handlers.profiles import update_from
from handlers.workspaces import Defaults
from storage.models import Account, Role

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

User = Mapping[str, Any]

FRESH = timedelta(hours=12)
"""How long what Slack says of a member holds."""
SOON = timedelta(minutes=10)
"""How long it does of anybody else: a guest may be made a member."""
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class Standing(Enum):
    """What somebody is to us."""

    MEMBER = "member"
    STRANGER = "stranger"
    """A person who gets no data: a guest, somebody of another company."""
    BOT = "bot"


def standing_of(user: User, installed: Installed) -> Standing:
    """What somebody is by what Slack says of them."""
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return Standing.BOT
    organisation = user.get("enterprise_user") or {}
    is_ours = (
        user.get("team_id", installed.team_id) == installed.team_id
        or installed.team_id in (organisation.get("teams") or ())
        or (installed.enterprise_id is not None and organisation.get("enterprise_id") == installed.enterprise_id)
    )
    is_limited = any(user.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "deleted"))
    return Standing.MEMBER if is_ours and not is_limited else Standing.STRANGER


def profile_of(user: User) -> Profile:
    """The name, language and zone of somebody."""
    profile = user.get("profile") or {}
    name = next((name for name in (user.get("real_name"), profile.get("real_name"), profile.get("display_name"), user.get("name")) if name), "")
    return Profile(name, language=(user.get("locale") or "").partition("-")[0] or None, timezone=user.get("tz") or None)


class People:
    """The people of all workspaces, as far as they have turned up."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self._known: dict[tuple[str, str], tuple[Standing, datetime]] = {}
        self._names: dict[tuple[str, str], str] = {}

    async def standing(self, installed: Installed, user: str, chat: str | None = None) -> Standing:
        """What somebody is to us; a member who is new is let in. ``chat`` is where they were met. Raises what the client raises."""
        now, key = self._platform.clock.now(), (installed.team_id, user)
        standing, until = self._known.get(key, (None, now))
        if standing is not None and until > now:
            return standing
        if standing is Standing.MEMBER or await asyncio.to_thread(self._is_member, *key):
            self._note(key, Standing.MEMBER)
            self._platform.in_background(self._learn(installed, user, chat))
            return Standing.MEMBER
        return await self._learn(installed, user, chat)

    async def let_installer_in(self, installed: Installed, user: str) -> None:
        """Whoever has installed the app is an admin."""
        await self._learn(installed, user, None, Role.ADMIN)

    async def private_chat(self, installed: Installed, user: str) -> str:
        """The id of somebody's private chat with us. Raises what the client raises."""
        return await self._address(self._platform.client(installed), (installed.team_id, user))

    async def name_in(self, client: AsyncWebClient, tenant: str, channel: str) -> str:
        """A channel's name; empty where Slack does not tell."""
        key = (tenant, channel)
        if key not in self._names:
            try:
                self._names[key] = str((await client.conversations_info(channel=channel))["channel"].get("name") or "")
            except SlackApiError:
                return ""
        return self._names[key]

    async def changed(self, installed: Installed, user: User) -> None:
        """Somebody's profile was changed, or their account closed or opened. Slack tells it of everybody, and each time their status changes."""
        key = (installed.team_id, str(user["id"]))
        address = await asyncio.to_thread(self._known_address, *key)
        if address is None:
            self._known.pop(key, None)
            return
        standing = standing_of(user, installed)
        await asyncio.to_thread(self._keep_active, *key, standing is Standing.MEMBER)
        if standing is Standing.MEMBER:
            await asyncio.to_thread(self._let_in, installed, key[1], address, profile_of(user), None)
        self._note(key, standing)

    async def _learn(self, installed: Installed, user: str, chat: str | None, role: Role | None = None) -> Standing:
        """Ask Slack, and let a member in."""
        client, key = self._platform.client(installed), (installed.team_id, user)
        try:
            told: User = (await client.users_info(user=user, include_locale=True))["user"]
        except SlackApiError as error:
            if name_of(error) not in NOBODY:
                raise
            told = {"id": user, "is_stranger": True}
        standing = standing_of(told, installed)
        if standing is Standing.MEMBER:
            address = chat if chat and chat.startswith("D") else await self._address(client, key)
            await asyncio.to_thread(self._let_in, installed, user, address, profile_of(told), role)
        elif await asyncio.to_thread(self._known_address, *key):
            await asyncio.to_thread(self._keep_active, *key, False)
        self._note(key, standing)
        return standing

    async def _address(self, client: AsyncWebClient, key: tuple[str, str]) -> str:
        """Somebody's private chat with us."""
        known = await asyncio.to_thread(self._known_address, *key)
        return known or str((await client.conversations_open(users=key[1]))["channel"]["id"])

    def _note(self, key: tuple[str, str], standing: Standing) -> None:
        self._known[key] = (standing, self._platform.clock.now() + (FRESH if standing is Standing.MEMBER else SOON))

    def _let_in(self, installed: Installed, user: str, address: str, profile: Profile, role: Role | None) -> None:
        if role is None and self._says_nothing_new(installed.team_id, user, address, profile):
            return
        settings, now = self._platform.settings, self._platform.clock.now()
        defaults = Defaults(settings.language, settings.timezone, settings.country, settings.region, settings.currency)
        with self._platform.database.write(now, everywhere=True) as session:
            place, is_ours = (PLATFORM, installed.team_id, user, address), installed.is_ours
            joining.let_in(session, *place, profile, now, role=role, defaults=defaults, is_ours=is_ours)

    def _says_nothing_new(self, tenant: str, user: str, address: str, profile: Profile) -> bool:
        """Whether all of it is known: after a start everybody is asked about, and next to nobody has changed."""
        with self._platform.database.read(everywhere=True) as session:
            account = session.scalars(self._account(tenant, user)).first()
            if account is None or account.address != address:
                return False
            update_from(session, account.member, profile)
            return not session.is_modified(account.member)

    def _keep_active(self, tenant: str, user: str, active: bool) -> None:
        now = self._platform.clock.now()
        with self._platform.database.write(now, everywhere=True) as session:
            joining.set_active(session, PLATFORM, tenant, user, active, now)

    def _is_member(self, tenant: str, user: str) -> bool:
        return (self._find(tenant, user) or (None, False))[1]

    def _known_address(self, tenant: str, user: str) -> str | None:
        return (self._find(tenant, user) or (None, False))[0]

    def _find(self, tenant: str, user: str) -> tuple[str, bool] | None:
        """An account's private chat, and whether its member is active."""
        with self._platform.database.read(everywhere=True) as session:
            account = session.scalars(self._account(tenant, user)).first()
            return (account.address, account.member.active) if account else None

    @staticmethod
    def _account(tenant: str, user: str) -> Select[Account]:
        return select(Account).where(Account.platform == PLATFORM, Account.tenant == tenant, Account.external_id == user)
