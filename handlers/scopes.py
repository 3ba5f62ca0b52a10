"""Whose records a question is about: one's own, the team's, the company's, or those of a team or member by name; never more than one may see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from handlers.access import members_of, visible_member_ids
from handlers.context import Context
from handlers.errors import NotAllowedError
from handlers.members import find_member
from storage.models import Role, Team

Owner = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


@dataclass(frozen=True)
class Scope:
    """The members whose records are meant; None means everybody's. ``name`` says whose they are, empty for one's own."""

    member_ids: frozenset[int] | None
    name: str = ""

    def owns(self, owner: Owner) -> ColumnElement[bool]:
        """The condition for a table whose rows are owned."""
        return true() if self.member_ids is None else owner.in_(self.member_ids)


def find_scope(context: Context, said: str | None) -> Scope:
    """What ``me`` (or nothing), ``team``, ``company`` or a name means here; raises NotAllowedError or NotFoundError."""
    if said in (None, "", "me"):
        return Scope(frozenset({context.member.id}))
    assert said is not None
    visible = visible_member_ids(context)
    if said in ("team", "company"):
        team = context.member.team if said == "team" and visible is None else None
        wanted = {member.id for member in members_of(context.session, team.id)} if team else visible
        return Scope(None, context.text("scopes.company")) if wanted is None else Scope(frozenset(wanted), context.text(f"scopes.{said}"))
    named = context.session.scalars(select(Team).where(Team.name == said)).first()
    ids = {member.id for member in members_of(context.session, named.id)} if named else {find_member(context, said).id}
    allowed = ids if visible is None else ids & visible
    if ids and not allowed:
        raise NotAllowedError("errors.not_yours_to_see", name=said)
    return Scope(frozenset(allowed), said)


def usual_scope(context: Context, said: str | None) -> Scope:
    """The same, but who manages others means them where nobody is named."""
    return find_scope(context, said or ("me" if context.member.role is Role.REP else "team"))
