"""Where the Bot API is: Telegram's own, or one of your own (``TELEGRAM_API_URL``)."""

from __future__ import annotations

import re

from bot.config import Settings, SettingsError

TOKEN = re.compile(r"[\w:.-]+", re.ASCII)


def check(settings: Settings) -> None:
    """Refuse what can be neither a token nor an address; raises SettingsError."""
    if not TOKEN.fullmatch(settings.telegram_bot_token.get_secret_value()):
        raise SettingsError("TELEGRAM_BOT_TOKEN: takes what @BotFather gave you, such as 123456:ABC-DEF")
    if not settings.telegram_api_url.startswith(("https://", "http://")):
        raise SettingsError("TELEGRAM_API_URL: takes an address such as https://api.telegram.org")


def api_base(url: str) -> str:
    """The address that the token follows: ``https://api.telegram.org/bot``, however much of it was given."""
    return f"{url.rstrip('/').removesuffix('/bot')}/bot"


def file_base(url: str) -> str:
    """The same for files: ``https://api.telegram.org/file/bot``."""
    return f"{url.rstrip('/').removesuffix('/bot')}/file/bot"
