"""How people of a platform that vouches for them come in: a tenant there is a workspace here, an account a member.

Where a platform lets anybody write to the assistant, people come in by invitation instead (``handlers.invitations``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from handlers import texts
from handlers.messages import Profile
from handlers.profiles import known_language, known_zone, name_for, update_from
from handlers.settings import RANKS
from handlers.workspaces import Defaults, add_account, add_member, add_workspace
from storage.database import enter
from storage.models import Account, Entrance, Member, Role, Workspace

USUAL = Defaults(language="en", timezone="UTC", country="US", region="US", currency="USD")


def let_in(
    session: Session,
    platform: str,
    tenant: str,
    account: str,
    address: str,
    profile: Profile,
    now: datetime,
    *,
    role: Role | None = None,
    defaults: Defaults = USUAL,
    is_ours: bool = True,
) -> Member:
    """Find or make the member that an account is, in the workspace of its tenant; ``address`` is their private chat.

    The session must work everywhere, and is narrowed to the workspace. ``role`` is the least that the member gets; without one the first of a
    workspace becomes its admin. ``defaults`` are those of a workspace that has to be made. ``is_ours``: whoever runs this server named the
    tenant, so that it may be the only workspace there is; any other one gets a workspace of its own.
    """
    known = _account(session, platform, tenant, account)
    if known is None:
        entrance = _lock_entrance(session, platform, tenant, now)
        known = _account(session, platform, tenant, account)  # somebody else may have let them in meanwhile
        if known is None:
            _enter_workspace(session, entrance, profile, now, defaults, is_ours=is_ours)
            return _add(session, entrance, account, address, profile, now, role, defaults.language)
    enter(session, known.workspace_id)
    known.address = address
    member = known.member
    update_from(session, member, profile)
    if role is not None and RANKS.index(role) > RANKS.index(member.role):
        member.role = role
    session.flush()
    return member


def set_active(session: Session, platform: str, tenant: str, account: str, active: bool, now: datetime) -> None:
    """Note that an account has been closed, or opened again, by whoever runs the platform: the member gets nothing while it is closed.

    They have left the company, so no other account of theirs gets anything either. A member whom an admin has sent off here stays off.
    """
    known = _account(session, platform, tenant, account)
    if known is None:
        return
    enter(session, known.workspace_id)
    known.reachable = active
    if "active" not in known.member.set_by_hand:
        known.member.active = active
    session.flush()


def note_entrance(session: Session, platform: str, tenant: str, invite_link: str | None, now: datetime) -> None:
    """Note down how a link that brings an invitation looks on a platform, ``{code}`` in its place; None where it has none."""
    entrance = _lock_entrance(session, platform, tenant, now)
    if entrance.invite_link != invite_link:
        entrance.invite_link = invite_link
    session.flush()


def entrance_of(session: Session, platform: str, tenant: str) -> Entrance | None:
    """What is known of a tenant."""
    return session.scalars(select(Entrance).where(Entrance.platform == platform, Entrance.tenant == tenant)).first()


def _account(session: Session, platform: str, tenant: str, account: str) -> Account | None:
    found = select(Account).where(Account.platform == platform, Account.tenant == tenant, Account.external_id == account)
    return session.scalars(found).first()


def _lock_entrance(session: Session, platform: str, tenant: str, now: datetime) -> Entrance:
    """The tenant's row, made if need be; others that come in by it wait until this transaction has ended."""
    there = select(Entrance).where(Entrance.platform == platform, Entrance.tenant == tenant).with_for_update()
    found = session.scalars(there).first()
    if found is None:
        try:
            with session.begin_nested():
                session.add(Entrance(platform=platform, tenant=tenant, created_at=now))
        except IntegrityError:
            pass  # another process was quicker
        found = session.scalars(there).one()
    return found


def _add(
    session: Session, entrance: Entrance, account: str, address: str, profile: Profile, now: datetime, role: Role | None, language: str
) -> Member:
    is_first = session.scalar(select(Member.id).where(Member.role == Role.ADMIN).limit(1)) is None
    member = add_member(
        session,
        name_for(session, profile, texts.say(language, "joining.nameless")),
        now,
        role=role or (Role.ADMIN if is_first else Role.REP),
        language=known_language(profile.language),
        timezone=known_zone(profile.timezone),
    )
    add_account(session, member, entrance.platform, entrance.tenant, account, now, address)
    return member


def _enter_workspace(session: Session, entrance: Entrance, profile: Profile, now: datetime, defaults: Defaults, *, is_ours: bool) -> None:
    """Narrow the session to the tenant's workspace.

    A new one of ours takes the only one there is, unless that is another tenant's; any other gets one of its own.
    """
    if entrance.workspace_id is None:
        ids = session.scalars(select(Workspace.id).limit(2)).all()
        of_another = select(Entrance.id).where(Entrance.platform == entrance.platform, Entrance.workspace_id.is_not(None))
        if is_ours and len(ids) == 1 and session.scalar(of_another.limit(1)) is None:
            entrance.workspace_id = ids[0]
        else:
            entrance.workspace_id = _add_workspace(session, profile, now, defaults).id
    session.flush()
    enter(session, entrance.workspace_id)


def _add_workspace(session: Session, profile: Profile, now: datetime, defaults: Defaults) -> Workspace:
    """A workspace of the usual kind, named after whoever came first."""
    name = texts.say(defaults.language, "joining.workspace", name=" ".join(profile.name.split()) or texts.say(defaults.language, "joining.nameless"))
    return add_workspace(session, name, defaults, now)


def is_open_to(session: Session, platform: str, tenant: str, workspace_id: int) -> bool:
    """Whether members of a workspace may come in by a tenant."""
    entrance = entrance_of(session, platform, tenant)
    return entrance is None or entrance.workspace_id in (None, workspace_id)


def entrances_to(session: Session, workspace_id: int) -> list[Entrance]:
    """The tenants by which members of a workspace may come in, in the order in which they came to be known."""
    where = or_(Entrance.workspace_id.is_(None), Entrance.workspace_id == workspace_id)
    return list(session.scalars(select(Entrance).where(where).order_by(Entrance.id)))
