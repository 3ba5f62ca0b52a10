"""A message that was too long for Slack, whole, in a modal."""

from __future__ import annotations

from sqlalchemy import select

from bot.platforms.slack.modals import View, notice_view
from bot.platforms.slack.wording import say
from handlers.messages import REPLY, Message, Reply
from storage.database import Database
from storage.models import Account, OutboxItem


def whole_view(database: Database, message: Message, language: str) -> View:
    """The message that ``message.action`` names by its outbox id, for somebody who may see it."""
    return notice_view(say(language, "whole.title"), find_whole(database, message) or Reply(say(language, "whole.gone")), language)


def find_whole(database: Database, message: Message) -> Reply | None:
    """It, where it was said in this chat and to whoever asks; None for any other."""
    if not message.action.isdecimal():
        return None
    with database.read(everywhere=True) as session:
        item = session.get(OutboxItem, int(message.action))
        whose = select(Account.member_id).where(
            Account.platform == message.platform, Account.tenant == message.tenant, Account.external_id == message.account
        )
        if item is None or item.chat != message.chat_key or item.member_id not in (None, session.scalar(whose)):
            return None
        return REPLY.validate_python(item.payload)
