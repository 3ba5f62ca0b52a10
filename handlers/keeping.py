"""What the reader could not tell is not lost: a tap says what it is, and it is written down as that."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from handlers.commands import presses
from handlers.context import Context
from handlers.errors import NotFoundError
from handlers.messages import MESSAGE, Button, Reply
from handlers.outcome import Outcome
from handlers.slashes import respond_as
from handlers.small_words import is_question
from storage.models import InboxItem

KINDS = ("contact_log", "task")
LEAST_WORDS = 3
LEAST_HAN = 6


def offer_to_keep(context: Context, text: str) -> Outcome | None:
    """Ask what a text is that may well be an update; None for a word or two, and for questions."""
    letters = "".join(letter for letter in text if letter.isalpha())
    is_long_enough = len(text.split()) >= LEAST_WORDS or (not letters.isascii() and len(letters) >= LEAST_HAN)
    if is_question(text) or not is_long_enough:
        return None
    buttons = [Button(context.text(f"kinds.{kind}"), f"keep:{kind}") for kind in KINDS]
    return Outcome(Reply(context.text("keeping.what_is_it"), buttons=(*buttons, Button(context.text("buttons.help"), "help"))))


@presses("keep")
def keep(context: Context, arguments: list[str]) -> Outcome:
    """Write the text that the pressed message asked about down as what its button says."""
    kept = _asked_about(context)
    said = MESSAGE.validate_python(kept.payload) if kept else None
    if kept is None or said is None or said.account != (context.message and context.message.account) or arguments[0] not in KINDS:
        raise NotFoundError("errors.button_gone")
    return replace(respond_as(replace(context, inbox_item_id=kept.id), arguments[0], said.text.strip()), answers=said.external_id)


def _asked_about(context: Context) -> InboxItem | None:
    """What the pressed message answers."""
    if context.about is None or context.about.reply_to is None:
        return None
    kept = select(InboxItem).where(
        InboxItem.platform == context.about.platform, InboxItem.tenant == context.about.tenant, InboxItem.external_id == context.about.reply_to
    )
    return context.session.scalars(kept).first()
