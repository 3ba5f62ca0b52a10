"""The web chat's site: its addresses, and what stands in front of them."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot import inbox
from bot.inbox import describe
from bot.platforms.web import check_in, dialogs, files, incoming, location, pages, welcome
from bot.platforms.web.answers import STATIC, Problem, problem_response
from bot.platforms.web.chat import WebChat
from bot.platforms.web.security import BodyLimit, NoTraces, SameOrigin, SecureHeaders, hosts
from bot.platforms.web.visits import chat_of
from scheduler import outbox, schedules

REFUSALS = {404: "errors.not_found", 405: "errors.not_found"}


def create_site(chat: WebChat) -> Starlette:
    """The site: the check-in page and what platforms take by HTTP is open to the network, everything else is the web chat."""
    site = Starlette(
        routes=[*check_in.routes(), *chat.open_routes, _pages_of(chat)],
        middleware=[Middleware(SecureHeaders), Middleware(NoTraces), Middleware(BodyLimit)],
        exception_handlers={Problem: problem_response, HTTPException: _tell_http},
    )
    site.state.chat = chat
    return site


def _pages_of(chat: WebChat) -> Mount:
    """The web chat alone, which only this machine's own pages may use."""
    member, room = "/as/{member:int}", "/as/{member:int}/chats/{room}"
    return Mount(
        "/",
        routes=[
            Route("/", pages.home),
            Route("/welcome", welcome.show_welcome),
            Route("/welcome", welcome.start, methods=["POST"]),
            Route(member, pages.show_chats),
            Route(f"{member}/news", pages.show_chats_news),
            Route(f"{member}/sample", welcome.add_sample, methods=["POST"]),
            Route(room, pages.show_chat),
            Route(f"{room}/news", pages.show_news),
            Route(f"{room}/messages", incoming.say, methods=["POST"]),
            Route(f"{room}/delete", incoming.delete, methods=["POST"]),
            Route(f"{room}/press", incoming.press, methods=["POST"]),
            Route(f"{room}/form", dialogs.open_dialog),
            Route(f"{room}/form", dialogs.submit, methods=["POST"]),
            Route(f"{room}/location", location.open_location),
            Route(f"{room}/location", location.share_location, methods=["POST"]),
            Route("/live", pages.live),
            Route("/files/{sha256}/{name}", files.give_file),
            Route("/health", health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts(chat.settings), www_redirect=False), Middleware(SameOrigin)],
    )


def health(request: Request) -> Response:
    """For whoever watches over the process: whether the database answers, and since when the oldest thing due has been waiting."""
    chat = chat_of(request)
    try:
        with chat.database.read(everywhere=True) as session:
            waiting = [moment for look in (inbox, outbox, schedules) if (moment := look.next_due(session)) and moment <= chat.clock.now()]
    except SQLAlchemyError as error:
        return JSONResponse({"ok": False, "database": describe(error), "oldest_due": None}, 503)
    return JSONResponse({"ok": True, "database": "ok", "oldest_due": min(waiting).isoformat() if waiting else None})


def _tell_http(request: Request, error: Exception) -> Response:
    """What Starlette refuses, in our words."""
    assert isinstance(error, HTTPException)
    return problem_response(request, Problem(error.status_code, REFUSALS.get(error.status_code, "errors.bad_request")))
