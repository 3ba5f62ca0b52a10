"""The chats that a member has here: the assistant in private, and the channels of their teams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.platforms.web.people import PLATFORM, Viewer
from handlers.access import members_of, teams_below
from handlers.messages import chat_key
from storage.models import Channel, Member, Role

PRIVATE = "assistant"
"""The private chat's name in addresses of pages; a channel goes by its id."""


@dataclass(frozen=True)
class Room:
    """One chat as a member has it."""

    slug: str
    address: str
    key: str
    channel: Channel | None = None
    people: int = 1

    @property
    def is_private(self) -> bool:
        """Whether it is with the assistant alone."""
        return self.channel is None


def rooms_of(session: Session, viewer: Viewer) -> list[Room]:
    """All of a member's chats, the private one first."""
    private = Room(PRIVATE, viewer.address, chat_key(PLATFORM, viewer.tenant, viewer.address))
    return [private, *_channels_of(session, viewer)]


def find_room(session: Session, viewer: Viewer, slug: str) -> Room | None:
    """The chat of that name, if the member is in it."""
    return next((room for room in rooms_of(session, viewer) if room.slug == slug), None)


def _channels_of(session: Session, viewer: Viewer) -> Iterator[Room]:
    """A channel is for its team and the teams below, for the managers above, and for admins; one without a team is for everybody."""
    member = viewer.member
    managed = teams_below(session, member.team_id) if member.role is Role.MANAGER and member.team_id else set()
    channels = select(Channel).where(Channel.platform == PLATFORM, Channel.tenant == viewer.tenant)
    for channel in session.scalars(channels.order_by(Channel.name, Channel.id)):
        belongs = channel.team_id is None or member.team_id in teams_below(session, channel.team_id)
        if belongs or channel.team_id in managed or member.role is Role.ADMIN:
            key = chat_key(PLATFORM, viewer.tenant, channel.external_id)
            yield Room(str(channel.id), channel.external_id, key, channel, _count(session, channel))


def _count(session: Session, channel: Channel) -> int:
    if channel.team_id is None:
        return session.scalars(select(func.count()).select_from(Member).where(Member.active)).one()
    return len(members_of(session, channel.team_id))
