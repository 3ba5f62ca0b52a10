"""What is looked at: the list of chats, one chat, and what changes in them by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy.orm import Session
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.platforms.web.answers import language_of, page
from bot.platforms.web.bubbles import Drawing, Face, face_of
from bot.platforms.web.commands import choices
from bot.platforms.web.files import MB, TYPES
from bot.platforms.web.listing import faces_of, list_chats
from bot.platforms.web.people import Viewer, find_viewer, first_workspace, members_of
from bot.platforms.web.rooms import PRIVATE, Room
from bot.platforms.web.visits import Visit, chat_of, viewing, visiting
from handlers import locales
from storage.database import enter
from storage.files import SIZE_LIMIT
from storage.models import Member
from storage.queries.transcript import Said, mark_read, transcript

COOKIE = "member"
COOKIE_AGE_S = 365 * 24 * 3600
SHOWN = 60
MOST_SHOWN = 3000
EXAMPLES = ("contact_log", "task", "deal")
"""The commands whose examples a newcomer is shown."""


def home(request: Request) -> Response:
    """Where everybody comes in: the first visit, whoever one was last, or the choice of it."""
    chat = chat_of(request)
    chat.add_accounts()
    with chat.database.read(everywhere=True) as session:
        workspace = first_workspace(session)
        if workspace is None:
            return RedirectResponse("/welcome", 303)
        known = request.cookies.get(COOKIE, "")
        if known.isdecimal() and find_viewer(session, int(known)):
            return RedirectResponse(first_page(int(known)), 303)
        enter(session, workspace.id)
        members = members_of(session)
        if len(members) == 1:
            return RedirectResponse(first_page(members[0].id), 303)
        return page("who.html", language_of(request, workspace.language), people=_people(members), me=None)


def first_page(member_id: int) -> str:
    """Where a member begins."""
    return f"/as/{member_id}/chats/{PRIVATE}"


def show_chats(request: Request) -> Response:
    """The list of chats: all that a phone shows of this page."""
    with viewing(request) as (session, viewer):
        response = page("chats.html", viewer.language, **_frame(request, session, viewer))
        return _remember(response, viewer)


def show_chats_news(request: Request) -> Response:
    """The list by itself, where no chat is open."""
    with viewing(request) as (session, viewer):
        return page("list.html", viewer.language, **_frame(request, session, viewer))


def show_chat(request: Request) -> Response:
    """One chat, and on a wide screen the list beside it."""
    with visiting(request) as visit:
        values = _chat(request, visit)
        composer: dict[str, Any] = {"commands": choices(visit.viewer.language), "accept": ",".join(TYPES), "limit": SIZE_LIMIT // MB}
        return _remember(page("chat.html", visit.viewer.language, **composer, **values), visit.viewer)


def show_news(request: Request) -> Response:
    """What changes on a chat's page by itself: its transcript and the list."""
    with visiting(request) as visit:
        return page("news.html", visit.viewer.language, **_chat(request, visit))


async def live(request: Request) -> Response:
    """A stream that says when there is news."""
    listeners = chat_of(request).listeners

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for _ in listeners.news():
            yield ServerSentEvent(event="news", data="")

    return EventSourceResponse(events())


def _frame(request: Request, session: Session, viewer: Viewer, room: Room | None = None) -> dict[str, Any]:
    """What all pages of a member show: who they are, whom else they may be, and their chats."""
    chats = list_chats(session, viewer, chat_of(request).clock.now())
    members = members_of(session)
    return {
        "viewer": viewer,
        "me": face_of(viewer.member.name, viewer.member.id),
        "base": f"/as/{viewer.member.id}",
        "people": _people(members),
        "is_alone": len(members) == 1,
        "chats": chats,
        "open": next((each for each in chats if room is not None and each.room.slug == room.slug), None),
    }


def _chat(request: Request, visit: Visit) -> dict[str, Any]:
    """A chat's bubbles, as many as the page asks for, and what a newcomer may try. Whoever looks at it has read it."""
    count = _count(request.query_params.get("show", ""))
    found = transcript(visit.session, visit.room.key, visit.viewer.member.id, count)
    frame = _frame(request, visit.session, visit.viewer, visit.room)
    if frame["open"].unread and found.entries:
        chat = chat_of(request)
        with chat.database.write(visit.now, visit.viewer.workspace.id) as session:
            mark_read(session, visit.room.key, visit.viewer.member.id, found.entries[-1].at)
    is_new = visit.room.is_private and not any(isinstance(entry, Said) for entry in found.entries)
    known = locales.load(visit.viewer.language, "commands")
    return {
        **frame,
        "here": visit.address,
        "room": visit.room,
        "bubbles": Drawing(found, visit.viewer, visit.room, faces_of(visit.session), visit.now).bubbles(),
        "shown": count,
        "earlier": count + SHOWN if found.has_earlier else 0,
        "examples": [known[name]["example"] for name in EXAMPLES] if is_new else [],
    }


def _count(wanted: str) -> int:
    return min(int(wanted), MOST_SHOWN) if wanted.isdecimal() and int(wanted) else SHOWN


def _people(members: Sequence[Member]) -> list[tuple[Member, Face]]:
    return [(member, face_of(member.name, member.id)) for member in members]


def _remember(response: Response, viewer: Viewer) -> Response:
    response.set_cookie(COOKIE, str(viewer.member.id), max_age=COOKIE_AGE_S, httponly=True, samesite="lax")
    return response
