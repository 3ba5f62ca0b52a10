"""Whom a target is for: the company, a team, or a member; found by name, and who may see and set it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.access import teams_below, visible_member_ids
from handlers.context import Context
from handlers.errors import NotAllowedError, NotFoundError
from handlers.names import known_names
from handlers.texts import say
from storage.models import Member, Role, Team


@dataclass(frozen=True)
class Aim:
    """Whom a target is for: the company where it is neither a team nor a member."""

    team: Team | None = None
    member: Member | None = None

    @property
    def ids(self) -> tuple[int | None, int | None]:
        """As a target's row has them: the team's and the member's."""
        return (self.team.id if self.team else None, self.member.id if self.member else None)

    def name(self, language: str) -> str:
        """What it is called."""
        named = self.member or self.team
        return named.name if named else say(language, "aims.company")

    def members(self, session: Session) -> Sequence[Member]:
        """All who work towards it, by name, those who have left since included: what they reached counts."""
        if self.member:
            return [self.member]
        everybody = select(Member).order_by(Member.name)
        return session.scalars(everybody.where(Member.team_id.in_(teams_below(session, self.team.id))) if self.team else everybody).all()

    def parts(self, session: Session) -> Sequence[Team]:
        """The teams right below it."""
        if self.member:
            return []
        return session.scalars(select(Team).where(Team.parent_id == (self.team.id if self.team else None)).order_by(Team.name)).all()


def usual_aim(member: Member) -> Aim:
    """Whom somebody means without saying so: a rep themselves, a manager their team, an admin everybody."""
    if member.role is Role.REP or (member.role is Role.MANAGER and member.team is None):
        return Aim(member=member)
    return Aim(team=member.team) if member.role is Role.MANAGER else Aim()


def find_aim(context: Context, said: str | None) -> Aim:
    """What ``me``, ``team``, ``company`` or a name means; raises NotFoundError."""
    member = context.member
    match said:
        case None | "":
            return usual_aim(member)
        case "me":
            return Aim(member=member)
        case "team":
            return Aim(team=member.team)
        case "company":
            return Aim()
    teams = context.session.scalars(select(Team)).all()
    exact = [team for team in teams if team.name.casefold() == said.casefold()]
    if named := exact or [team for team in teams if team.name.casefold() in said.casefold()]:
        return Aim(team=max(named, key=lambda team: len(team.name)))
    known = known_names(context.session, context.workspace).find_member(said).name
    found = context.session.scalars(select(Member).where(Member.name == known, Member.active)).first() if known else None
    if found is None:
        raise NotFoundError("aims.unknown", said=said)
    return Aim(member=found)


def check_may_see(context: Context, aim: Aim) -> None:
    """Reps see their own and their team's, as the team's channel does; managers what is below them; raises NotAllowedError."""
    if context.member.role is Role.ADMIN or (aim.team is not None and aim.team.id == context.member.team_id) or _is_below(context, aim):
        return
    raise NotAllowedError("errors.not_yours_to_see", name=aim.name(context.language))


def check_may_set(context: Context, aim: Aim) -> None:
    """Admins set any, managers their team's and those below it, reps their own; raises NotAllowedError."""
    if context.member.role is not Role.ADMIN and not _is_below(context, aim):
        raise NotAllowedError("aims.not_yours_to_set", name=aim.name(context.language))


def _is_below(context: Context, aim: Aim) -> bool:
    """Oneself, or what one manages."""
    member = context.member
    if aim.member is not None:
        visible = visible_member_ids(context)
        return visible is None or aim.member.id in visible
    if aim.team is None or member.role is not Role.MANAGER or member.team_id is None:
        return False
    return aim.team.id in teams_below(context.session, member.team_id)
