"""How chats and messages of Telegram are named in the queues. Ours go by their number, which is unique within the chat."""

from __future__ import annotations


def message_key(chat_id: int, message_id: int) -> str:
    """A message of a person's, by its chat and number: ``-100123:45``."""
    return f"{chat_id}:{message_id}"


def update_key(update_id: int) -> str:
    """What is no message by itself, such as a press, by the update that told of it."""
    return f"u{update_id}"


def address(chat_id: int, topic: int | None = None) -> str:
    """A chat, or one topic of a forum: ``-100123`` or ``-100123/45``."""
    return str(chat_id) if topic is None else f"{chat_id}/{topic}"


def parse_address(text: str) -> tuple[int, int | None]:
    """Chat and topic of an address."""
    chat, _, topic = text.partition("/")
    return int(chat), int(topic) if topic else None


def is_private(text: str) -> bool:
    """Whether an address is a person's own chat: groups have negative ids."""
    return not text.startswith("-")
