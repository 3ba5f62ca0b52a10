"""One person with accounts in two chat apps: a code from one makes both one member, with everything that is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from handlers import joining, texts
from handlers.commands import presses, slash
from handlers.context import Context
from handlers.errors import UserError
from handlers.invitations import Met, check_private, find_code, hashed, make_code, use
from handlers.messages import Button, Message, Reply
from handlers.outcome import Outcome
from handlers.outgoing import push
from handlers.settings import RANKS
from handlers.texts import joined
from handlers.workspaces import add_account
from storage.database import enter
from storage.models import Account, Audited, AuditEntry, Base, Change, DailyReport, Invitation, Member, ReadMark, Workspace

VALID_FOR = timedelta(minutes=15)
LENGTH = 8
STAYS = frozenset(model.__tablename__ for model in (Account, AuditEntry, Change, Invitation, ReadMark))
"""Who did what stays as it was; accounts are moved one by one; what was read where is of that chat."""


@slash("link")
def link(context: Context, said: str) -> Outcome:
    """``/link`` gives a code; ``/link CODE`` in the other app makes this account the same member's as the one there."""
    check_private(context)
    if not said.strip():
        return Outcome(Reply(context.text("linking.code", code=_new_code(context), minutes=VALID_FOR // timedelta(minutes=1))), look_up=True)
    other = _member_of(context, said)
    told = joined(context.label("choices.role", _higher(context.member, other).role), other.team.name if other.team else None)
    text = context.text("linking.confirm", name=other.name, told=told, own=context.member.name)
    return Outcome(Reply(text, buttons=(Button(context.text("buttons.confirm"), f"link:{said.strip()}", style="primary"),)))


def _new_code(context: Context) -> str:
    code = make_code(LENGTH)
    member = context.member
    made = {"created_at": context.now, "expires_at": context.now + VALID_FOR, "member_id": member.id, "made_by_id": member.id}
    context.session.add(Invitation(code_hash=hashed(code), role=member.role, **made))
    return code


def _member_of(context: Context, code: str) -> Member:
    """Whom a code stands for, who must be somebody else and have come from another app; raises UserError."""
    invitation = find_code(context.session, code, context.now, links=True)
    if invitation is None or invitation.member is None or not invitation.member.active:
        raise UserError("joining.bad_code")
    message = context.message
    assert message is not None
    there = select(Account.id).where(
        Account.member_id == invitation.member_id, Account.platform == message.platform, Account.tenant == message.tenant
    )
    if invitation.member is context.member or context.session.scalar(there.limit(1)) is not None:
        raise UserError("linking.other_app")
    return invitation.member


@presses("link")
def press_link(context: Context, arguments: list[str]) -> Outcome:
    """Yes, that is one person: all that this member has goes to the other."""
    other = _member_of(context, arguments[0])
    invitation = find_code(context.session, arguments[0], context.now, links=True)
    assert invitation is not None
    use(invitation, other, context.now)
    _tell(context.session, context.workspace, other, context)
    _merge(context, other)
    language = other.language or context.workspace.language
    return Outcome(Reply(texts.say(language, "linking.done", name=other.name)))


def link_stranger(session: Session, message: Message, code: str, language: str) -> Met:
    """An account that is nobody's yet becomes a member's by their code, or its owner is told that it is not good."""
    invitation = find_code(session, code, message.sent_at, links=True)
    member = invitation.member if invitation is not None else None
    known = select(Account.id).where(Account.platform == message.platform, Account.tenant == message.tenant, Account.external_id == message.account)
    is_open = invitation is not None and joining.is_open_to(session, message.platform, message.tenant, invitation.workspace_id)
    if invitation is None or member is None or not member.active or not is_open or session.scalar(known) is not None:
        return Met(Reply(texts.say(language, "joining.bad_code")), language)
    enter(session, invitation.workspace_id)
    workspace = session.get_one(Workspace, invitation.workspace_id)
    use(invitation, member, message.sent_at)
    _tell(session, workspace, member, message)
    add_account(session, member, message.platform, message.tenant, message.account, message.sent_at, message.chat)
    spoken = member.language or workspace.language
    return Met(Reply(texts.say(spoken, "linking.done", name=member.name)), spoken, workspace.id)


def _tell(session: Session, workspace: Workspace, member: Member, at: Context | Message) -> None:
    """Say in the app that the code came from that it has been used, in case that was somebody else."""
    now = at.now if isinstance(at, Context) else at.sent_at
    push(session, member, Reply(texts.say(member.language or workspace.language, "linking.linked_here")), kind="told", now=now)


def _merge(context: Context, into: Member) -> None:
    """Give all that the member has to another, who is the same person; it is noted as the doing of the one who goes."""
    session, old = context.session, context.member
    session.flush()
    for model, attribute in _references():
        if issubclass(model, Audited):
            for row in session.scalars(select(model).where(attribute == old.id, *_without_clashes(model, into))).all():
                setattr(row, attribute.key, into.id)
        else:
            session.execute(update(model).where(attribute == old.id).values({attribute.key: into.id}))
    _move_accounts(context, into)
    into.role = _higher(old, into).role
    into.team_id = into.team_id or old.team_id
    old.active = False
    session.flush()
    session.expire_all()


def _references() -> Iterator[tuple[type[Base], InstrumentedAttribute[int]]]:
    """Each column that names a member, but for those that stay."""
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ in STAYS:
            continue
        for attribute in mapper.column_attrs:
            if any(key.column is Member.__table__.c.id for key in attribute.columns[0].foreign_keys):
                yield mapper.class_, getattr(mapper.class_, attribute.key)


def _without_clashes(model: type[Base], into: Member) -> tuple[ColumnElement[bool], ...]:
    """A day has one report a member: where both have written one, the other's stays with them."""
    if model is not DailyReport:
        return ()
    return (DailyReport.day.not_in(select(DailyReport.day).where(DailyReport.member_id == into.id)),)


def _move_accounts(context: Context, into: Member) -> None:
    """The account that this comes from, and all others but those in an app in which the other member has one."""
    theirs = context.session.scalars(select(Account).where(Account.member_id.in_([context.member.id, into.id]))).all()
    taken = {(account.platform, account.tenant) for account in theirs if account.member_id == into.id}
    for account in theirs:
        if (account.platform, account.tenant) not in taken:
            account.member_id = into.id


def _higher(one: Member, other: Member) -> Member:
    return max(one, other, key=lambda member: RANKS.index(member.role))
