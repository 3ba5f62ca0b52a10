"""What Telegram's refusals mean for the outbox. Neither the token nor what people wrote is in what is noted down: only the refusal's kind.

blocked   the person blocked the bot, or never started it      gone    the chat or the person is not there any more
kicked    the bot was removed from the group                   closed  the topic is closed, or writing is not allowed
"""

from __future__ import annotations

from datetime import timedelta

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.platforms.telegram.request import BrokenError, NotSentError
from scheduler.outbox import Failed

REFUSALS = {
    "bot was blocked by the user": "blocked",
    "can't initiate conversation": "blocked",
    "can't send messages to bots": "gone",
    "user is deactivated": "gone",
    "bot was kicked": "kicked",
    "bot is not a member": "kicked",
    "group chat was deactivated": "gone",
    "chat not found": "gone",
    "user not found": "gone",
    "peer_id_invalid": "gone",
    "topic_closed": "closed",
    "topic_deleted": "closed",
    "message thread not found": "closed",
    "not enough rights": "closed",
    "have no rights": "closed",
    "chat_write_forbidden": "closed",
    "chat_restricted": "closed",
}
"""What a refusal for good has in it, in small letters, and what that comes to."""
BAD_REQUEST = Failed("bad request")
"""There is something about the message that Telegram does not take."""
TOKEN_WAIT = timedelta(minutes=1)
CONNECTION_WAIT = timedelta(seconds=5)


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram says to wait."""
    length = error.retry_after
    return length if isinstance(length, timedelta) else timedelta(seconds=length)


def kind_of(error: TelegramError) -> str:
    """A refusal in Telegram's words, up to where they may quote ours."""
    return f"{type(error).__name__}: {error.message.partition(':')[0][:80]}"


def failed(error: TelegramError) -> Failed:
    """What the outbox is to make of an error."""
    match error:
        case RetryAfter():
            return Failed("too many requests", retry_after=wait_of(error))
        case InvalidToken():
            return Failed("the token is not valid", retry_after=TOKEN_WAIT, whole_platform=True)
        case Forbidden() | BadRequest():
            return _refused(error)
        case NotSentError():
            return Failed("no connection", retry_after=CONNECTION_WAIT, whole_platform=True)
        case TimedOut():
            return Failed("no answer in time", perhaps_sent=True)
        case BrokenError():
            return Failed("the connection broke", perhaps_sent=True)
        case NetworkError():
            return Failed("the server failed")
    return Failed("an answer that can't be read", perhaps_sent=True)


def _refused(error: TelegramError) -> Failed:
    said = error.message.lower()
    found = next(((words, reason) for words, reason in REFUSALS.items() if words in said), None)
    if found is not None:
        return Failed(found[0], for_good=True, reason=found[1])
    if isinstance(error, Forbidden):
        return Failed("forbidden", for_good=True, reason="gone")
    return BAD_REQUEST
