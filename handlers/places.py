"""A check-in that begins with nothing: ask the phone where it is, or the member which customer it is at."""

from __future__ import annotations

from dataclasses import replace

from handlers import drafts
from handlers.check_ins import CheckInAt
from handlers.commands import WRITERS, presses
from handlers.context import Context
from handlers.messages import Button, Reply
from handlers.outcome import Outcome

PLACE = "place"
"""The action of a button that a platform shows as a request for the phone's position, where it can; it never comes back as a press."""


@presses("here")
def ask_where(context: Context, _arguments: list[str]) -> Outcome:
    """Ask for the position or a name: what comes next, a place or a text, is the answer."""
    asked = drafts.run(context, WRITERS["check_in"], CheckInAt())
    if asked.reply is None:
        return asked
    place = Button(context.text("buttons.place"), PLACE)
    return replace(asked, reply=Reply(context.text("check_ins.where"), buttons=(place, *asked.reply.buttons)))
