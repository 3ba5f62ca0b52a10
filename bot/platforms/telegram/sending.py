"""Send a message of ours: make its calls, and get over what need not keep it from its reader."""

from __future__ import annotations

from html import escape

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.platforms.platform import Outgoing
from bot.platforms.telegram.ids import parse_address
from storage.files import FileStore


async def send_reply(bot: Bot, outgoing: Outgoing, files: FileStore, username: str) -> str:
    """Send a message, or put it in the place of another one; return the id under which people press and answer it. Raises TelegramError."""
    del files, username
    chat_id, topic = parse_address(outgoing.address)
    reply = outgoing.reply
    text = "\n".join([reply.text, *(f"{label}: {value}" for label, value in reply.facts)])
    rows = [[InlineKeyboardButton(button.label, callback_data=button.action)] for button in reply.buttons]
    sent = await bot.send_message(
        chat_id, escape(text, quote=False), "HTML", message_thread_id=topic, reply_markup=InlineKeyboardMarkup(rows) if rows else None
    )
    return str(sent.message_id)
