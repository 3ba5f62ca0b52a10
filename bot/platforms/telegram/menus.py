"""The commands that Telegram offers while people type."""

from __future__ import annotations

from telegram import Bot


async def set_menus(bot: Bot) -> None:
    """Tell Telegram what can be asked for."""
    del bot
