"""The first visit: a name is asked for, and whoever gives it is the admin of a new workspace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.newcomers import defaults_for
from bot.platforms.web import wording
from bot.platforms.web.answers import Problem, language_of, page
from bot.platforms.web.chat import WebChat
from bot.platforms.web.intake import reading, word
from bot.platforms.web.pages import first_page
from bot.platforms.web.people import first_workspace, let_in, members_of
from bot.platforms.web.visits import chat_of, viewing
from handlers import texts
from handlers.customers import NAME_LIMIT
from handlers.errors import UserError
from handlers.locales import LANGUAGES
from handlers.messages import cleaned
from handlers.welcome import welcome
from handlers.workspaces import add_member, add_workspace
from storage.database import enter
from storage.models import Member, Role, Workspace


@dataclass(frozen=True)
class Newcomer:
    """What the first visitor says of themselves."""

    name: str = ""
    language: str = ""
    timezone: str = ""
    with_sample: bool = True


def show_welcome(request: Request) -> Response:
    """The first page of an empty database; a browser's own language and zone are filled in."""
    chat = chat_of(request)
    with chat.database.read(everywhere=True) as session:
        if first_workspace(session) is not None:
            return RedirectResponse("/", 303)
    language = request.query_params.get("language", "")
    if language not in LANGUAGES:
        language = language_of(request, chat.settings.language)
    return _page(Newcomer(language=language, timezone=chat.settings.timezone), {})


async def start(request: Request) -> Response:
    """The visitor becomes the admin of a new workspace."""
    async with reading(request) as sent:
        newcomer = Newcomer(
            name=" ".join(cleaned(word(sent, "name")).split()),
            language=word(sent, "language") if word(sent, "language") in LANGUAGES else language_of(request),
            timezone=word(sent, "timezone").strip(),
            with_sample=word(sent, "sample") == "yes",
        )
    if errors := _errors(newcomer):
        return _page(newcomer, errors, status=422)
    member_id = await asyncio.to_thread(_found, chat_of(request), newcomer)
    return RedirectResponse(first_page(member_id), 303)


async def add_sample(request: Request) -> Response:
    """The sample team, for somebody who is alone."""
    chat = chat_of(request)
    back = await asyncio.to_thread(_add_sample, request, chat)
    chat.refresh()
    return RedirectResponse(back, 303)


def _errors(newcomer: Newcomer) -> dict[str, str]:
    errors = {}
    if not newcomer.name:
        errors["name"] = wording.say(newcomer.language, "welcome.name_missing")
    elif len(newcomer.name) > NAME_LIMIT:
        errors["name"] = wording.say(newcomer.language, "welcome.name_too_long", limit=NAME_LIMIT)
    if newcomer.timezone not in available_timezones():
        errors["timezone"] = wording.say(newcomer.language, "welcome.timezone_unknown")
    return errors


def _page(newcomer: Newcomer, errors: dict[str, str], status: int = 200) -> Response:
    zones = sorted(available_timezones())
    return page("welcome.html", newcomer.language, status=status, newcomer=newcomer, errors=errors, zones=zones, languages=wording.language_names())


def _found(chat: WebChat, newcomer: Newcomer) -> int:
    """Make the workspace; raises Problem where somebody was quicker."""
    now = chat.clock.now()
    with chat.database.write(now, everywhere=True) as session:
        if first_workspace(session) is not None:
            raise Problem(409, "errors.already_set_up", language=newcomer.language)
        name = wording.say(newcomer.language, "welcome.workspace", name=newcomer.name)
        workspace = _uninhabited(session) or add_workspace(session, name, defaults_for(chat.settings, newcomer.language, newcomer.timezone), now)
        member = add_member(session, newcomer.name, now, role=Role.ADMIN)
        let_in(session, member, now)
        welcome(session, workspace, member, now)
        if newcomer.with_sample:
            _load(session, workspace, chat)
        return member.id


def _uninhabited(session: Session) -> Workspace | None:
    """A workspace that has been made for an invitation and whose first member is this one."""
    found = session.scalars(select(Workspace).where(Workspace.id.not_in(select(Member.workspace_id))).limit(1)).first()
    if found is not None:
        enter(session, found.id)
    return found


def _add_sample(request: Request, chat: WebChat) -> str:
    with viewing(request) as (session, viewer):
        if len(members_of(session)) > 1:
            raise Problem(409, "errors.already_set_up", language=viewer.language)
        workspace_id, member_id = viewer.workspace.id, viewer.member.id
    with chat.database.write(chat.clock.now(), workspace_id) as session:
        _load(session, session.get_one(Workspace, workspace_id), chat)
    return first_page(member_id)


def _load(session: Session, workspace: Workspace, chat: WebChat) -> None:
    from bot.sample import load_sample  # the file is read when it is asked for

    try:
        load_sample(session, workspace, chat.clock.now())
    except UserError as error:
        raise Problem(409, text=texts.say(workspace.language, error.key, **error.values)) from error
