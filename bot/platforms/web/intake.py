"""How a request becomes a message: read, made with a look at the database, committed to the inbox, and only then answered."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.answers import taken
from bot.platforms.web.security import BODY_LIMIT
from bot.platforms.web.visits import Visit, chat_of, visiting
from handlers.messages import Message

CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[FormData]:
    """What a form of ours sent; a long text is taken, however long."""
    async with request.form(max_part_size=BODY_LIMIT) as form:
        yield form


def word(form: FormData, name: str) -> str:
    """A field's text; empty where there is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def new_id() -> str:
    """An id for something that is sent."""
    return uuid.uuid4().hex


def id_of(form: FormData) -> str:
    """The id that the page gave to what it sent, so that sending it twice is noticed."""
    given = word(form, "id")
    return given if CLIENT_ID.fullmatch(given) else new_id()


async def receive(request: Request, make: Callable[[Visit], Message | Response]) -> Response:
    """Make a message of what was sent and keep it; or answer at once, where it has to be changed first."""
    chat = chat_of(request)

    def made() -> tuple[Message | Response, str]:
        with visiting(request) as visit:
            return make(visit), visit.address

    message, back = await asyncio.to_thread(made)
    if isinstance(message, Response):
        return message
    await chat.receive(message)
    chat.refresh()
    return taken(request, back)
