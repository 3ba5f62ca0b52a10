"""The app is removed from a workspace, or its tokens are: they are forgotten, and the admins told on a way that still works."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.platforms.slack.incoming import PLATFORM
from scheduler import alerts
from storage.database import inside
from storage.models import Account

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform


async def note_removal(platform: SlackPlatform, event: Mapping[str, Any], team_id: str, enterprise_id: str | None) -> None:
    """What ``app_uninstalled`` and ``tokens_revoked`` tell of; people's own tokens are none that we have."""
    if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return
    await asyncio.to_thread(platform.installations.remove, team_id, enterprise_id)
    await asyncio.to_thread(_tell_admins, platform, team_id)


def _tell_admins(platform: SlackPlatform, team_id: str) -> None:
    now = platform.clock.now()
    with platform.database.write(now, everywhere=True) as session:
        workspace_id = session.scalar(select(Account.workspace_id).where(Account.platform == PLATFORM, Account.tenant == team_id).limit(1))
        if workspace_id is None:
            return
        place = (PLATFORM, team_id)
        with inside(session, workspace_id):
            alerts.tell_admins(session, workspace_id, alerts.REVOKED, now, about=":".join(place), avoid=place, who=team_id, platform=PLATFORM.title())
