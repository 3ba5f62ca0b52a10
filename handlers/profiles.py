"""What a platform knows of its people: name, zone and language. It fills in what they have not set by hand."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import locales, texts
from handlers.customers import NAME_LIMIT
from handlers.messages import Profile, cleaned
from handlers.parsing.name_words import name_key
from storage.models import Member


def keep_by_hand(member: Member, field: str) -> None:
    """Somebody has set a column of a member by hand: from now on it stays as it is."""
    if field not in member.set_by_hand:
        member.set_by_hand = [*member.set_by_hand, field]


def let_go_by_hand(member: Member, field: str) -> None:
    """The platform may set the column again."""
    member.set_by_hand = [kept for kept in member.set_by_hand if kept != field]


def update_from(session: Session, member: Member, profile: Profile) -> None:
    """Bring a member to what their platform says, but for what was set by hand and what it does not know."""
    told = {"language": known_language(profile.language), "timezone": known_zone(profile.timezone)}
    if _clean(profile.name) not in ("", member.name):
        told["name"] = name_for(session, profile, texts.say("en", "joining.nameless"), besides=member)
    for field, value in told.items():
        if value is not None and value != getattr(member, field) and field not in member.set_by_hand:
            setattr(member, field, value)


def name_for(session: Session, profile: Profile | None, otherwise: str, besides: Member | None = None) -> str:
    """The name that a member goes by: the platform's, with a number where somebody else has it, since members are found by their names."""
    name = _clean(profile.name if profile else "") or otherwise
    taken = set(session.scalars(select(Member.name).where(Member.id != (besides.id if besides else 0))))
    number, numbered = 1, name
    while numbered in taken:
        number += 1
        numbered = f"{name} {number}"
    return numbered


def known_language(tag: str | None) -> str | None:
    """The language that we speak among those that a platform's tag (``zh-CN``, ``en_GB``) stands for."""
    language = (tag or "").replace("_", "-").split("-")[0].casefold()
    return language if language in locales.LANGUAGES else None


def known_zone(zone: str | None) -> str | None:
    """An IANA zone; None for what is none."""
    return zone if zone in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _clean(name: str) -> str:
    """A name on one line and not too long; empty where it has neither letters nor digits."""
    name = " ".join(cleaned(name).split())[:NAME_LIMIT].strip()
    return name if name_key(name) else ""
