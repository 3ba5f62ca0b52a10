"""The commands that Telegram offers while people type: by chat and role, in each language, made from what is registered.

Telegram takes Latin letters only. The Chinese words (``/签到``) work where they are typed; the menu has the English ones, explained in Chinese.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

from sqlalchemy import select
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden

from bot.platforms.telegram.ids import is_private
from bot.platforms.telegram.incoming import PLATFORM
from handlers import locales
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS
from handlers.settings import LEAST_ROLE, RANKS
from storage.database import Database
from storage.models import Account, Member, Role

MOST_COMMANDS = 100
NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_LIMIT = 256
DEFAULT_LANGUAGE = "en"
MOST_CHATS = 100
"""For so many managers and admins the menu of their own chat is set at a start."""


async def set_menus(bot: Bot, database: Database, tenant: str) -> None:
    """Tell Telegram what can be asked for. Raises TelegramError."""
    scopes: list[tuple[BotCommandScope, Role, bool]] = [
        (BotCommandScopeAllPrivateChats(), Role.REP, False),
        (BotCommandScopeAllGroupChats(), Role.REP, True),
        (BotCommandScopeAllChatAdministrators(), Role.ADMIN, True),
    ]
    for scope, role, is_group in scopes:
        for language in locales.LANGUAGES:
            await _set(bot, scope, language, role, is_group=is_group, for_all=language == DEFAULT_LANGUAGE)
    for address, role, language in await asyncio.to_thread(_leaders, database, tenant):
        try:
            await _set(bot, BotCommandScopeChat(int(address)), language, role, is_group=False, for_all=True)
        except (BadRequest, Forbidden):
            continue  # they have not started the bot, or have blocked it


async def _set(bot: Bot, scope: BotCommandScope, language: str, role: Role, *, is_group: bool, for_all: bool) -> None:
    """One menu; ``for_all``: it is also that of whoever has another language than ours."""
    menu = commands_for(language, role, is_group=is_group)
    await bot.set_my_commands(menu, scope=scope, language_code=None if for_all else language)


def commands_for(language: str, role: Role, *, is_group: bool) -> list[BotCommand]:
    """The commands of a menu: what writes, what asks, what does; settings where they can be used."""
    registries = (WRITERS, QUERIES, VERBS, SLASHES) if not is_group or role is Role.ADMIN else (WRITERS, QUERIES, VERBS)
    names = dict.fromkeys(name for registry in registries for name in registry if _may(role, name))
    entries = locales.load(language, "commands")
    found = [BotCommand(word, _described(entries[name]["help"])) for name in names if (word := _word(name))]
    return found[:MOST_COMMANDS]


def _may(role: Role, name: str) -> bool:
    return RANKS.index(role) >= RANKS.index(LEAST_ROLE.get(name, Role.REP))


def _word(name: str) -> str | None:
    """A command's first slash word that Telegram takes."""
    return next(_words(name), None)


def _words(name: str) -> Iterator[str]:
    for language in (DEFAULT_LANGUAGE, *locales.LANGUAGES):
        yield from (word for word in locales.load(language, "commands")[name].get("slash", ()) if NAME.fullmatch(word))


def _described(help_text: str) -> str:
    return help_text if len(help_text) <= DESCRIPTION_LIMIT else f"{help_text[: DESCRIPTION_LIMIT - 1]}…"


def _leaders(database: Database, tenant: str) -> list[tuple[str, Role, str]]:
    """The private chats of managers and admins, with their role and language."""
    ours = select(Account).join(Member, Account.member_id == Member.id).where(Account.platform == PLATFORM, Account.tenant == tenant)
    leading = ours.where(Member.active, Member.role != Role.REP, Account.reachable)
    latest = leading.order_by(Account.last_used_at.desc(), Account.id).limit(MOST_CHATS)
    with database.read(everywhere=True) as session:
        return [
            (account.address, account.member.role, account.member.language or DEFAULT_LANGUAGE)
            for account in session.scalars(latest)
            if is_private(account.address) and account.address.isdecimal()
        ]
