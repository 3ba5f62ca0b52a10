"""One request of one visitor: who they are and which chat they are in, by the address of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request

from bot.platforms.web.answers import Problem
from bot.platforms.web.chat import WebChat
from bot.platforms.web.people import Viewer, find_viewer
from bot.platforms.web.rooms import Room, find_room
from handlers.messages import Message


@dataclass(frozen=True)
class Visit:
    """A visitor in a chat, in a session for looking."""

    session: Session
    viewer: Viewer
    room: Room
    now: datetime

    @property
    def address(self) -> str:
        """Where the chat's pages begin."""
        return f"/as/{self.viewer.member.id}/chats/{self.room.slug}"

    def message(self, external_id: str, **content: object) -> Message:
        """What the visitor says or does here."""
        return Message(
            platform="web",
            tenant=self.viewer.tenant,
            account=self.viewer.account,
            chat=self.room.address,
            external_id=f"{self.viewer.account}.{external_id}",
            sent_at=self.now,
            private=self.room.is_private,
            **content,  # type: ignore[arg-type]  # the fields of a message, by name
        )


def chat_of(request: Request) -> WebChat:
    """The web chat that serves the request."""
    chat = request.app.state.chat
    assert isinstance(chat, WebChat)
    return chat


@contextmanager
def viewing(request: Request) -> Iterator[tuple[Session, Viewer]]:
    """Whom the address names; raises Problem where there is nobody like that."""
    chat = chat_of(request)
    with chat.database.read(everywhere=True) as session:
        viewer = find_viewer(session, request.path_params["member"])
        if viewer is None:  # or one who came just now
            session.rollback()
            chat.add_accounts()
            viewer = find_viewer(session, request.path_params["member"])
        if viewer is None:
            raise Problem(404, "errors.no_such_member")
        yield session, viewer


@contextmanager
def visiting(request: Request) -> Iterator[Visit]:
    """The same, in the chat that the address names; raises Problem where they are not in it."""
    with viewing(request) as (session, viewer):
        room = find_room(session, viewer, request.path_params["room"])
        if room is None:
            raise Problem(404, "errors.no_such_chat", language=viewer.language)
        yield Visit(session, viewer, room, chat_of(request).clock.now())
