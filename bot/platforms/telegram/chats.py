"""What happens to the chats themselves: the bot is blocked or removed, let in again, a group becomes a supergroup."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.platforms.telegram.ids import address
from bot.platforms.telegram.incoming import PLATFORM
from handlers import whereabouts
from scheduler.alerts import tell_admins
from storage.database import Database, inside

if TYPE_CHECKING:
    from bot.platforms.telegram.platform import TelegramPlatform

log = logging.getLogger(__name__)

OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def note_changes(platform: TelegramPlatform, update: telegram.Update) -> None:
    """Note down what an update tells of a chat itself."""
    changed, sent = update.my_chat_member, update.message
    if changed is not None:
        is_in = changed.new_chat_member.status not in OUT
        reason = "blocked" if changed.chat.type == ChatType.PRIVATE else "kicked"
        await asyncio.to_thread(_note_reach, platform, address(changed.chat.id), "" if is_in else reason)
    elif sent is not None and sent.migrate_to_chat_id is not None:
        old, new = address(sent.chat.id), address(sent.migrate_to_chat_id)
        await asyncio.to_thread(move, platform.database, platform.me.tenant, old, new, platform.clock.now())


def _note_reach(platform: TelegramPlatform, chat: str, reason: str) -> None:
    """Note down that a chat can be written to again, or why it can't, and tell the admins of that."""
    now = platform.clock.now()
    with platform.database.write(now, everywhere=True) as session:
        for known in whereabouts.note_reach(session, PLATFORM, platform.me.tenant, chat, reachable=not reason):
            if reason:
                with inside(session, known.workspace_id):
                    tell_admins(session, known.workspace_id, reason, now, about=known.key, who=known.name, platform=PLATFORM.title())


def move(database: Database, tenant: str, old: str, new: str, now: datetime) -> None:
    """Have everything that belongs to a chat follow it to its new number."""
    with database.write(now, everywhere=True) as session:
        whereabouts.move_chat(session, PLATFORM, tenant, old, new)
