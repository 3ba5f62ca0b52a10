"""The menus of commands: by chat, role and language, within Telegram's limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from conftest import NOW, Ids
from telegram import BotCommand, BotCommandScope, BotCommandScopeChat
from telegram.error import BadRequest

from bot.platforms.telegram.menus import commands_for, set_menus
from handlers import features, locales
from handlers.slashes import slash_commands
from handlers.workspaces import add_account
from storage.database import Database
from storage.models import Member, Role

features.load()
ROLES = (Role.REP, Role.MANAGER, Role.ADMIN)


@dataclass
class MenuBot:
    """Notes the menus; a chat that is not there is refused."""

    absent: int = 0
    menus: dict[tuple[str, int | None, str | None], dict[str, str]] = field(default_factory=dict)

    async def set_my_commands(self, commands: list[BotCommand], scope: BotCommandScope, language_code: str | None) -> None:
        chat_id = int(scope.chat_id) if isinstance(scope, BotCommandScopeChat) else None
        if chat_id == self.absent:
            msg = "Chat not found"
            raise BadRequest(msg)
        self.menus[scope.type, chat_id, language_code] = {command.command: command.description for command in commands}


@pytest.mark.parametrize("language", locales.LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_group", [False, True])
def test_a_menu_keeps_to_telegram_s_limits_and_every_command_leads_somewhere(language: str, role: Role, *, is_group: bool) -> None:
    menu = commands_for(language, role, is_group=is_group)
    assert 10 < len(menu) <= 100
    assert len({command.command for command in menu}) == len(menu)
    for command in menu:
        assert command.command.isascii()
        assert command.command == command.command.lower()
        assert 1 <= len(command.command) <= 32
        assert 1 <= len(command.description) <= 256
        assert command.command in slash_commands()


def names(language: str, role: Role, *, is_group: bool = False) -> set[str]:
    return {command.command for command in commands_for(language, role, is_group=is_group)}


def test_roles_see_what_they_can_use() -> None:
    assert {"log", "checkin", "tasks", "help"} <= names("en", Role.REP)
    assert names("en", Role.REP) < names("en", Role.ADMIN)
    assert "team" not in names("en", Role.REP)
    assert "team" in names("en", Role.ADMIN, is_group=True)
    assert names("en", Role.REP, is_group=True) < names("en", Role.REP)


def test_chinese_menus_have_the_same_words_explained_in_chinese() -> None:
    english, chinese = commands_for("en", Role.REP, is_group=False), commands_for("zh", Role.REP, is_group=False)
    assert [command.command for command in english] == [command.command for command in chinese]
    assert all(not command.description.isascii() for command in chinese)


def test_menus_are_set_by_scope_and_language_and_for_those_who_lead(sqlite: Database, team: Ids) -> None:
    with sqlite.write(NOW, team.workspace) as session:
        for number, member_id in ((11, team.admin), (12, team.manager), (13, team.lily)):
            add_account(session, session.get_one(Member, member_id), "telegram", "1000", str(number), NOW)
    bot = MenuBot(absent=12)
    asyncio.run(set_menus(bot, sqlite, "1000"))  # type: ignore[arg-type]  # it has the one method that is called
    scopes = ("all_private_chats", "all_group_chats", "all_chat_administrators")
    assert set(bot.menus) == {*((scope, None, language) for scope in scopes for language in (None, "zh")), ("chat", 11, None)}
    assert "team" in bot.menus["chat", 11, None]
    assert "team" not in bot.menus["all_private_chats", None, None]
