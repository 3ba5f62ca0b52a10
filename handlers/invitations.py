"""Invitations: a code lets one person in, once, within a week. Who has none gets a polite sentence and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import joining, texts
from handlers.access import teams_below
from handlers.commands import slash
from handlers.context import Context
from handlers.errors import NotAllowedError, UserError
from handlers.hours import hours_of
from handlers.messages import Button, Message, Profile, Reply
from handlers.outcome import Outcome
from handlers.outgoing import push
from handlers.profiles import known_language, known_zone, name_for
from handlers.settings import check_role, find_team, role_named
from handlers.texts import joined
from handlers.workspaces import add_account, add_member
from storage.database import enter
from storage.models import Account, Invitation, Member, Role, Team, Workspace

VALID_FOR = timedelta(days=7)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Those that are not mistaken for each other."""
LENGTH = 16
"""79 bits: neither guessed within a week nor found again from the hash."""


@dataclass(frozen=True)
class Met:
    """What somebody who was a stranger is answered, in which language, and the workspace that they are in now, if any."""

    reply: Reply
    language: str
    workspace_id: int | None = None


def make_code(length: int = LENGTH) -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def hashed(code: str) -> str:
    """What is kept of a code; in whatever case and with whatever dashes it is typed."""
    return hashlib.sha256("".join(letter for letter in code.upper() if letter.isalnum()).encode()).hexdigest()


def find_code(session: Session, code: str, now: datetime, *, links: bool = False) -> Invitation | None:
    """The invitation (or link of accounts) that a code stands for, locked; None for one that is wrong, used or expired."""
    is_one = Invitation.member_id.is_not(None) if links else Invitation.member_id.is_(None)
    fitting = select(Invitation).where(Invitation.code_hash == hashed(code), is_one, Invitation.used_at.is_(None), Invitation.expires_at > now)
    return session.scalars(fitting.with_for_update()).first()


def use(invitation: Invitation, member: Member, now: datetime) -> None:
    """It has let somebody in, and lets nobody else in."""
    invitation.used_at, invitation.used_by_id = now, member.id


def invite(session: Session, role: Role, team: Team | None, now: datetime, made_by: Member | None = None) -> str:
    """Make an invitation and return its code."""
    code = make_code()
    ids = {"team_id": team.id if team else None, "made_by_id": made_by.id if made_by else None}
    session.add(Invitation(code_hash=hashed(code), role=role, created_at=now, expires_at=now + VALID_FOR, **ids))
    session.flush()
    return code


def links(session: Session, workspace_id: int, code: str) -> list[str]:
    """The links that bring a code, of each platform that has such."""
    entrances = joining.entrances_to(session, workspace_id)
    return [entrance.invite_link.replace("{code}", code) for entrance in entrances if entrance.invite_link]


def check_private(context: Context) -> None:
    """Codes are nobody else's to see."""
    if context.message is not None and not context.message.private:
        raise UserError("joining.in_private")


@slash("invite")
def invite_somebody(context: Context, said: str) -> Outcome:
    """``/invite``, ``/invite manager East``: a code for one person; a manager's is for a rep of their own teams."""
    check_role(context, "invite")
    check_private(context)
    role, team = _read(context, said)
    if context.member.role is not Role.ADMIN:
        team = _check_within(context, role, team)
    code = invite(context.session, role, team, context.now, context.member)
    told = joined(context.label("choices.role", role), team.name if team else None)
    until = context.spell(context.local(context.now + VALID_FOR))
    found = links(context.session, context.workspace.id, code)
    by_code = context.text("joining.or_by_code" if found else "joining.by_code", code=code)
    return Outcome(Reply("\n".join([context.text("joining.invitation", told=told, until=until), *found, by_code])), look_up=True)


def _read(context: Context, said: str) -> tuple[Role, Team | None]:
    """The role among the words, a rep's where there is none; the others name the team."""
    words = said.replace(",", " ").replace("，", " ").split()
    roles = [role for word in words if (role := role_named(word))]
    name = " ".join(word for word in words if not role_named(word))
    team = find_team(context, name) if name else None
    if name and team is None:
        raise UserError("settings.no_such_team", name=name)
    return roles[0] if roles else Role.REP, team


def _check_within(context: Context, role: Role, team: Team | None) -> Team:
    """The team that a manager invites into: their own unless they name one; raises NotAllowedError beyond that."""
    own = context.member.team
    if role is not Role.REP or own is None or (team is not None and team.id not in teams_below(context.session, own.id)):
        raise NotAllowedError("joining.managers_invite_reps")
    return team or own


@slash("join")
def greet(context: Context, _said: str) -> Outcome:
    """``/start`` from somebody who is in already."""
    text = context.text("welcome", name=context.member.name)
    return Outcome(Reply(text, buttons=(Button(context.text("buttons.help"), "help"),)))


def join(session: Session, message: Message, code: str, language: str) -> Met:
    """A stranger comes with a code: they are in, or are told that it is not good."""
    invitation = find_code(session, code, message.sent_at)
    account = _account_of(session, message)
    is_for_them = invitation is not None and account is not None and account.workspace_id != invitation.workspace_id
    if invitation is None or is_for_them or not joining.is_open_to(session, message.platform, message.tenant, invitation.workspace_id):
        return Met(Reply(texts.say(language, "joining.bad_code")), language)
    workspace = session.get_one(Workspace, invitation.workspace_id)
    enter(session, workspace.id)
    member = _let_in(session, message, invitation, account, language)
    use(invitation, member, message.sent_at)
    session.flush()
    _tell_host(session, workspace, invitation, member, message.sent_at)
    spoken = member.language or workspace.language
    text = texts.say(spoken, "welcome", name=member.name)
    return Met(Reply(text, buttons=(Button(texts.say(spoken, "buttons.help"), "help"),)), spoken, workspace.id)


def _account_of(session: Session, message: Message) -> Account | None:
    """The account of somebody who was here before."""
    whose = select(Account).where(Account.platform == message.platform, Account.tenant == message.tenant, Account.external_id == message.account)
    return session.scalars(whose).first()


def _let_in(session: Session, message: Message, invitation: Invitation, account: Account | None, language: str) -> Member:
    """A new member, or one who had left and is back with the role that they are invited to."""
    if account is not None:
        member = account.member
        member.active, member.role, member.team = True, invitation.role, invitation.team
        account.address, account.reachable, account.last_used_at = message.chat, True, message.sent_at
        return member
    profile = message.sender or Profile("")
    member = add_member(
        session,
        name_for(session, profile, texts.say(language, "joining.nameless")),
        message.sent_at,
        role=invitation.role,
        team=invitation.team,
        language=known_language(profile.language),
        timezone=known_zone(profile.timezone),
    )
    add_account(session, member, message.platform, message.tenant, message.account, message.sent_at, message.chat)
    return member


def _tell_host(session: Session, workspace: Workspace, invitation: Invitation, member: Member, now: datetime) -> None:
    """Whoever made an invitation hears who has come by it."""
    host = invitation.made_by
    if host is None or not host.active:
        return
    language = host.language or workspace.language
    told = joined(texts.label(language, "choices.role", member.role), member.team.name if member.team else None)
    text = texts.say(language, "joining.has_joined", name=member.name, told=told)
    push(session, host, Reply(text), kind="told", now=now, due_at=hours_of(workspace, host).after_quiet(now))
