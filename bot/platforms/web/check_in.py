"""The check-in page: whoever holds its link says where they are, once, and the receipt is in their chat.

It is open to the network. The link is all that it trusts: signed, good for half an hour, bound to one member's chat (``handlers.place_links``).
Looking changes nothing; what is sent goes to the inbox under an id that follows from the link, so that a second press is known.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, replace

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import forms
from bot.platforms.web import wording
from bot.platforms.web.answers import STATIC, Problem, language_of, page
from bot.platforms.web.chat import WebChat
from bot.platforms.web.files import keep_files
from bot.platforms.web.intake import reading, word
from bot.platforms.web.visits import chat_of
from handlers.messages import Location, Message, MessageKind
from handlers.place_links import GIVEN, PATH, Errand, PlaceLinks, is_over, message_id
from storage.models import InboxItem

MOST_DEGREES = {"latitude": 90.0, "longitude": 180.0}
NOTE_LIMIT = 500


@dataclass(frozen=True)
class Visit:
    """One request for the page: the message that it is to bring, so far empty, and the language of whoever sends it."""

    message: Message
    language: str
    is_sent: bool


def routes() -> list[BaseRoute]:
    """The page and what it is made of."""
    return [
        Mount(f"{PATH}/static", StaticFiles(directory=STATIC)),
        Route(f"{PATH}/{{token}}", show),
        Route(f"{PATH}/{{token}}", take, methods=["POST"]),
    ]


def show(request: Request) -> Response:
    """The page, or that it has been sent, or that the link is over."""
    try:
        visit = _find(request)
    except Problem as problem:
        return _over(request, problem)
    return _page(visit.language, "sent" if visit.is_sent else "open")


async def take(request: Request) -> Response:
    """A position, a picture or a note is sent."""
    try:
        visit = await asyncio.to_thread(_find, request)
    except Problem as problem:
        return _over(request, problem)
    there = RedirectResponse(request.path_params["token"], 303)
    if visit.is_sent:
        return there
    chat, note = chat_of(request), ""
    try:
        async with reading(request) as form:
            location, note = _location(word(form, "latitude"), word(form, "longitude")), word(form, "note").strip()
            if location is None and not note:
                raise Problem(422, "check_in.missing")
            if len(note) > NOTE_LIMIT:
                raise Problem(422, "check_in.note_too_long", limit=NOTE_LIMIT)
            files = await keep_files(chat.database.files, form)
    except Problem as problem:
        text = wording.say(visit.language, problem.key, **problem.values)
        return _page(visit.language, "open", status=problem.status, error=text, note=note)
    await chat.receive(replace(visit.message, location=location, text=note, files=files))
    return there


def _find(request: Request) -> Visit:
    """What the link is for; raises Problem where it is none of ours, its time has passed, or its member has left."""
    chat, token = chat_of(request), request.path_params["token"]
    links = chat.database.given.get(GIVEN)
    errand = links.read(token) if isinstance(links, PlaceLinks) else None
    if errand is None:
        raise Problem(404, "check_in.no_link")
    message = _message(chat, errand, token)
    try:
        language = forms.language_of(chat.database, message)
    except forms.RefusedError:
        raise Problem(404, "check_in.no_link") from None
    is_sent = _is_sent(chat, message)
    if is_over(errand, chat.clock.now()) and not is_sent:
        raise Problem(410, "check_in.over", language=language)
    return Visit(message, language, is_sent)


def _message(chat: WebChat, errand: Errand, token: str) -> Message:
    return Message(
        platform=errand.platform,
        tenant=errand.tenant,
        account=errand.account,
        chat=errand.chat,
        external_id=message_id(token),
        sent_at=chat.clock.now(),
        kind=MessageKind.PRESS,
        action=f"place:{errand.check_in_id}",
        reply_to=errand.asked,
        can_share_place=False,
    )


def _is_sent(chat: WebChat, message: Message) -> bool:
    kept = select(InboxItem.id).where(
        InboxItem.platform == message.platform, InboxItem.tenant == message.tenant, InboxItem.external_id == message.external_id
    )
    with chat.database.read(everywhere=True) as session:
        return session.scalar(kept) is not None


def _location(latitude: str, longitude: str) -> Location | None:
    """The position that the phone gave; None where it gave none; raises Problem for one that is nowhere."""
    if not (latitude or longitude):
        return None
    try:
        degrees = {"latitude": float(latitude), "longitude": float(longitude)}
    except ValueError:
        raise Problem(422, "check_in.bad_position") from None
    if any(math.isnan(value) or abs(value) > MOST_DEGREES[name] for name, value in degrees.items()):
        raise Problem(422, "check_in.bad_position")
    return Location(**degrees)


def _over(request: Request, problem: Problem) -> Response:
    language = problem.language or language_of(request, chat_of(request).settings.language)
    return _page(language, "over", status=problem.status, error=wording.say(language, problem.key, **problem.values))


def _page(language: str, state: str, *, status: int = 200, error: str = "", note: str = "") -> Response:
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return page("check_in.html", language, status=status, headers=headers, state=state, error=error, note=note, note_limit=NOTE_LIMIT)
