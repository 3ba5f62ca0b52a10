"""Whether Telegram takes the token in the settings, for ``doctor``. Nothing is changed, and the token is not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.config import Settings, SettingsError
from bot.findings import Finding, Mark
from bot.platforms.telegram.endpoints import check, webhook_address
from bot.platforms.telegram.errors import kind_of
from bot.platforms.telegram.platform import make_bot
from bot.platforms.telegram.request import AiohttpRequest

LATELY = timedelta(hours=1)


def check_up(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What is set for Telegram, and whether Telegram takes it."""
    if not settings.telegram_bot_token:
        yield Finding("telegram", Mark.WARNING, "not served: TELEGRAM_BOT_TOKEN is not set", "docs/telegram.md leads to it")
        return
    try:
        check(settings)
        me, webhook = asyncio.run(_ask(settings))
    except SettingsError as error:
        yield Finding("telegram", Mark.WRONG, str(error), "change it in .env")
    except InvalidToken:
        yield Finding("telegram", Mark.WRONG, "Telegram does not know TELEGRAM_BOT_TOKEN", "@BotFather shows the right one")
    except TelegramError as error:
        text = f"Telegram can't be reached at {settings.telegram_api_url} ({kind_of(error)})"
        yield Finding("telegram", Mark.WRONG, text, "is the network up, does a firewall or proxy stand in the way?")
    else:
        hears = "everything" if me.can_read_all_group_messages else "commands, mentions and answers to it only (its privacy mode is on)"
        yield Finding("telegram", Mark.OK, f"served: TELEGRAM_BOT_TOKEN is that of @{me.username}; in groups it hears {hears}")
        yield _way_in(settings, webhook, now)


async def _ask(settings: Settings) -> tuple[User, WebhookInfo]:
    request = AiohttpRequest(settings.telegram_api_url)
    bot = make_bot(settings, request)
    try:
        return await bot.get_me(), await bot.get_webhook_info()
    finally:
        await request.shutdown()


def _way_in(settings: Settings, webhook: WebhookInfo, now: datetime) -> Finding:
    """How updates come, and whether they do."""
    waiting = f"{webhook.pending_update_count} wait"
    if not settings.telegram_webhook_secret:
        return Finding("telegram updates", Mark.OK, f"by polling; {waiting}")
    address = webhook_address(settings)
    if webhook.url != address:
        return Finding("telegram updates", Mark.WARNING, f"by webhook, which is not set to {address} yet; {waiting}", "the next start sets it")
    if webhook.last_error_date is not None and now - webhook.last_error_date < LATELY:
        text = f"Telegram could not post to {address} at {webhook.last_error_date:%H:%M} UTC: {webhook.last_error_message}"
        return Finding("telegram updates", Mark.WARNING, f"{text}; {waiting}", "does the proxy pass this path on, by https with a valid certificate?")
    return Finding("telegram updates", Mark.OK, f"by webhook at {address}; {waiting}")
