"""What people say and press in a chat."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web import wording
from bot.platforms.web.answers import Problem
from bot.platforms.web.dialogs import form_page
from bot.platforms.web.files import keep_files
from bot.platforms.web.intake import id_of, new_id, reading, receive, word
from bot.platforms.web.visits import Visit, chat_of
from handlers import texts
from handlers.locales import LANGUAGES
from handlers.messages import REPLY, File, Message, MessageKind
from handlers.slashes import form_of
from storage.queries.transcript import find_text, find_told

ID_LIMIT = 120
NAMES = {name for language in LANGUAGES for name in wording.load(language)["mentions"]}
MENTION = re.compile("@(?:" + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)) + r")[,:，：]?\s*", re.IGNORECASE)


async def say(request: Request) -> Response:
    """A text, with files or without, or an edit of an earlier one. A bare slash command that writes is answered by its form."""
    async with reading(request) as form:
        action = form_of(word(form, "text"))
        if action and not word(form, "edit"):
            return await asyncio.to_thread(form_page, request, action)
        files = await keep_files(chat_of(request).database.files, form)
        return await receive(request, lambda visit: _text(visit, form, files))


async def delete(request: Request) -> Response:
    """A message of one's own is taken away."""
    async with reading(request) as form:
        target = word(form, "target")
    return await receive(request, lambda visit: visit.message(new_id(), kind=MessageKind.DELETE, target=_own(visit, target)))


async def press(request: Request) -> Response:
    """A button is pressed: one that stands on the message now, and no other."""
    async with reading(request) as form:
        target, action = word(form, "target"), word(form, "action")

    def pressed(visit: Visit) -> Message:
        item = find_told(visit.session, visit.room.key, visit.viewer.member.id, target)
        buttons = REPLY.validate_python(item.payload).buttons if item else ()
        if not any(button.action == action and not (button.opens_form or button.url) for button in buttons):
            raise Problem(409, text=texts.say(visit.viewer.language, "errors.button_gone"))
        return visit.message(new_id(), kind=MessageKind.PRESS, target=target, action=action)

    return await receive(request, pressed)


def _text(visit: Visit, form: FormData, files: tuple[File, ...]) -> Message:
    text = word(form, "text").replace("\r\n", "\n").strip()
    if not text and not files:
        raise Problem(422, "errors.empty", language=visit.viewer.language)
    mentioned = MENTION.search(text) is not None
    if mentioned:
        text = MENTION.sub("", text).strip()
    if edited := word(form, "edit"):
        return visit.message(id_of(form), kind=MessageKind.EDIT, target=_own(visit, edited), text=text, mentioned=mentioned)
    return visit.message(id_of(form), text=text, mentioned=mentioned, reply_to=word(form, "reply_to")[:ID_LIMIT] or None, files=files)


def _own(visit: Visit, external_id: str) -> str:
    """The id of a message that is the visitor's to change; raises Problem for any other."""
    item = find_text(visit.session, visit.room.key, external_id)
    if item is None or item.payload["account"] != visit.viewer.account:
        raise Problem(403, "errors.not_yours", language=visit.viewer.language)
    return external_id
