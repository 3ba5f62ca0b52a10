"""Somebody who is no member: a code lets them in, anything else gets one polite sentence."""

from __future__ import annotations

from sqlalchemy.orm import Session

from handlers import texts
from handlers.invitations import Met, join
from handlers.linking import link_stranger
from handlers.messages import Message, MessageKind, Reply
from handlers.outgoing import answer
from handlers.profiles import known_language
from handlers.slashes import slash_commands

CODES = {"join": join, "link": link_stranger}
"""The commands that a stranger may use, and what they do with the code behind them."""


def meet(session: Session, message: Message, language: str) -> None:
    """Answer somebody who is no member, in private or where they speak to the assistant; ``language`` is theirs if their platform knows none."""
    if not (message.private or message.mentioned):
        return
    language = known_language(message.sender.language if message.sender else None) or language
    met = Met(Reply(texts.say(language, "stranger")), language)
    word, _, code = message.text.strip().partition(" ")
    command = slash_commands().get(word[1:].casefold()) if word.startswith("/") else None
    if command in CODES and code.strip() and message.private and message.kind is MessageKind.TEXT:
        met = CODES[command](session, message, code.strip(), language)
    answer(session, message, met.reply, now=message.sent_at, workspace_id=met.workspace_id, language=met.language)
