"""Where the Bot API is, Telegram's own or one of your own (``TELEGRAM_API_URL``), and where it reaches us by webhook."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.config import Settings, SettingsError

TOKEN = re.compile(r"[\w:.-]+", re.ASCII)
PATH = "/telegram/webhook"
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def check(settings: Settings) -> None:
    """Refuse what can be no token, no address or no secret; raises SettingsError."""
    if not TOKEN.fullmatch(settings.telegram_bot_token.get_secret_value()):
        raise SettingsError("TELEGRAM_BOT_TOKEN: takes what @BotFather gave you, such as 123456:ABC-DEF")
    if not settings.telegram_api_url.startswith(("https://", "http://")):
        raise SettingsError("TELEGRAM_API_URL: takes an address such as https://api.telegram.org")
    if secret := settings.telegram_webhook_secret.get_secret_value():
        if not SECRET.fullmatch(secret):
            raise SettingsError("TELEGRAM_WEBHOOK_SECRET: takes 16 to 256 of A-Z, a-z, 0-9, _ and -")
        if urlsplit(settings.public_url).scheme not in ("http", "https"):
            raise SettingsError("PUBLIC_URL: with TELEGRAM_WEBHOOK_SECRET it takes the https address at which Telegram reaches this server")


def webhook_address(settings: Settings) -> str:
    """Where Telegram is to post its updates."""
    return settings.public_url.rstrip("/") + PATH


def api_base(url: str) -> str:
    """The address that the token follows: ``https://api.telegram.org/bot``, however much of it was given."""
    return f"{url.rstrip('/').removesuffix('/bot')}/bot"


def file_base(url: str) -> str:
    """The same for files: ``https://api.telegram.org/file/bot``."""
    return f"{url.rstrip('/').removesuffix('/bot')}/file/bot"
