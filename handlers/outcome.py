"""What handling a message came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.messages import Reply
from storage.models import Audited, OutboxItem


@dataclass
class Outcome:
    """What handling came to: what to say, and the records that it is about."""

    reply: Reply | None
    rows: Sequence[Audited] = field(default_factory=tuple)
    look_up: bool = False
    """It shows what is known: in a group only the asker gets to see it."""
    answers: str | None = None
    """The external id of an earlier message of this chat that it goes back to, where that is not the one being handled."""
    is_question: bool = False
    """Something has to be answered before anything is written down."""
    is_receipt: bool = False
    """The reply is the plain receipt of new records; it can be made one with those of others."""
    also: Sequence[tuple[OutboxItem, Reply]] = ()
    """Earlier messages of ours in this chat, and what they say from then on."""
    replaces: OutboxItem | None = None
    """The message of ours that this one takes the place of, where that is not the one being pressed."""
