"""What a message means."""

from __future__ import annotations

from handlers.parsing.records import Reading, Surroundings
from handlers.parsing.text import Text


def read(text: str, surroundings: Surroundings) -> Reading:
    """The records that a message means, in the order in which it tells them."""
    message = Text.of(text)
    return Reading((), message.language)
