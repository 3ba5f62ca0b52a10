"""Buttons as Telegram's keyboards, and deep links."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.messages import Message


@dataclass(frozen=True)
class PressAnswer:
    """How a press is answered: with a link to open, and whether it goes to the inbox."""

    url: str = ""
    to_inbox: bool = True


def press_answer(message: Message, username: str) -> PressAnswer:
    """How a press is answered."""
    del message, username
    return PressAnswer()


def presentable(message: Message) -> Message:
    """A text as the assistant is to take it."""
    return message
