"""Who may see and change what: a rep own and pool records, a manager the team's and those of the teams below, an admin all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from handlers.context import Context
from storage.models import Member, Role, Team


def teams_below(session: Session, team_id: int) -> set[int]:
    """A team and all teams under it."""
    children: dict[int | None, list[int]] = {}
    for child, parent in session.execute(select(Team.id, Team.parent_id)):
        children.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = [team_id]
    while waiting:
        team = waiting.pop()
        if team not in found:
            found.add(team)
            waiting += children.get(team, [])
    return found


def members_of(session: Session, team_id: int) -> Sequence[Member]:
    """The active members of a team and of those below, by name."""
    query = select(Member).where(Member.team_id.in_(teams_below(session, team_id)), Member.active).order_by(Member.name)
    return session.scalars(query).all()


def visible_member_ids(context: Context) -> set[int] | None:
    """The members, those who have left included, whose records the asker may see; None means everybody's."""
    member = context.member
    if member.role is Role.ADMIN:
        return None
    if member.role is Role.MANAGER and member.team_id is not None:
        theirs = select(Member.id).where(Member.team_id.in_(teams_below(context.session, member.team_id)))
        return set(context.session.scalars(theirs)) | {member.id}
    return {member.id}


def visible(context: Context, owner: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """The condition that a query over an owned table needs: what the asker may see, the pool's rows (no owner) included."""
    ids = visible_member_ids(context)
    return true() if ids is None else or_(owner.in_(ids), owner.is_(None))


def may_change(context: Context, owner_id: int | None) -> bool:
    """Whether a record of that owner is the asker's to change; the pool's are everybody's."""
    ids = visible_member_ids(context)
    return owner_id is None or ids is None or owner_id in ids


def managers_of(session: Session, member: Member) -> Sequence[Member]:
    """The managers a member answers to: those of the nearest team, going up, that has any (but never the member); else the admins."""
    team = member.team
    while team is not None:
        query = select(Member).where(Member.team_id == team.id, Member.role == Role.MANAGER, Member.active, Member.id != member.id)
        if found := session.scalars(query.order_by(Member.id)).all():
            return found
        team = session.get(Team, team.parent_id) if team.parent_id else None
    return session.scalars(select(Member).where(Member.role == Role.ADMIN, Member.active, Member.id != member.id).order_by(Member.id)).all()
