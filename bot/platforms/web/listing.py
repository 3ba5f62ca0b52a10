"""The list of a member's chats, as a messenger shows it: faces, last words, what was not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.platforms.web import wording
from bot.platforms.web.bubbles import Face, face_of, snippet
from bot.platforms.web.people import PLATFORM, Viewer
from bot.platforms.web.rooms import Room, rooms_of
from storage.models import Account, Member
from storage.queries.transcript import Said, Told, transcript, unread


@dataclass(frozen=True)
class Listed:
    """A chat in the list."""

    room: Room
    title: str
    subtitle: str
    face: Face
    last: str
    at: str
    unread: int


def faces_of(session: Session) -> Mapping[str, Face]:
    """The members' faces by their accounts here."""
    accounts = session.execute(select(Account.external_id, Member.name, Member.id).join(Account.member).where(Account.platform == PLATFORM))
    return {account: face_of(name, member_id) for account, name, member_id in accounts}


def list_chats(session: Session, viewer: Viewer, now: datetime) -> list[Listed]:
    """All of a member's chats, the assistant first."""
    faces = faces_of(session)
    return [_listed(session, viewer, room, faces, now) for room in rooms_of(session, viewer)]


def _listed(session: Session, viewer: Viewer, room: Room, faces: Mapping[str, Face], now: datetime) -> Listed:
    newest = next(iter(transcript(session, room.key, viewer.member.id, 1).entries), None)
    title = f"#{room.channel.name}" if room.channel else wording.say(viewer.language, "name")
    return Listed(
        room=room,
        title=title,
        subtitle=_subtitle(viewer.language, room),
        face=face_of(room.channel.name, room.channel.id) if room.channel else face_of(title, 0),
        last=_last_words(newest, viewer, faces) if newest else "",
        at=wording.short_moment(viewer.language, newest.at, now, viewer.zone) if newest else "",
        unread=unread(session, room.key, viewer.member.id, viewer.account),
    )


def _subtitle(language: str, room: Room) -> str:
    if room.channel is None:
        return wording.say(language, "chats.assistant")
    if room.channel.team is None:
        return wording.say(language, "chats.everybody", count=room.people)
    return wording.say(language, "chats.team", team=room.channel.team.name, count=room.people)


def _last_words(entry: Said | Told, viewer: Viewer, faces: Mapping[str, Face]) -> str:
    """The last thing said and, where people wrote it, by whom."""
    words = snippet(entry, viewer.language)
    account = entry.item.payload["account"] if isinstance(entry, Said) else ""
    if account == viewer.account:
        return wording.say(viewer.language, "chats.you", text=words)
    return f"{faces[account].name}: {words}" if account in faces else words
