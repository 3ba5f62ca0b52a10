"""Where the Bot API is: Telegram's own, or one of your own (``TELEGRAM_API_URL``)."""

from __future__ import annotations


def api_base(url: str) -> str:
    """The address that the token follows: ``https://api.telegram.org/bot``, however much of it was given."""
    return f"{url.rstrip('/').removesuffix('/bot')}/bot"


def file_base(url: str) -> str:
    """The same for files: ``https://api.telegram.org/file/bot``."""
    return f"{url.rstrip('/').removesuffix('/bot')}/file/bot"
