"""The way of a message through the handlers: who said it, what it means, what was written down, what is answered.

One call handles one message in the transaction that it is given: domain rows, audit rows and answers are committed together or not at all. A person's
mistake (``UserError``) takes back what the message has written so far and is answered with what to do; any other error is the caller's to retry.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from handlers import features
from handlers.amending import amend_by_message, find_answer, latest_receipt, offer_undo, respond_about
from handlers.cards import respond_to_cards
from handlers.commands import HEARS, PRESSES
from handlers.context import Context
from handlers.conversation import respond_to_text
from handlers.errors import NotFoundError, UserError
from handlers.filling import forget
from handlers.messages import Message, MessageKind, Reply
from handlers.outcome import Outcome
from handlers.outgoing import answer
from handlers.sharing import respond_to_shared
from handlers.strangers import meet
from handlers.submitting import submit
from storage import audit
from storage.database import enter
from storage.models import Account, Channel, Member, OutboxItem, Workspace

features.load()

WHO = (
    select(Account, Workspace)
    .join(Workspace, Workspace.id == Account.workspace_id)
    .where(Account.platform == bindparam("platform"), Account.tenant == bindparam("tenant"), Account.external_id == bindparam("account"))
    .options(joinedload(Account.member).joinedload(Member.team))
)
"""An account with its member, team and workspace. Made once: it is asked for every message."""


def handle(session: Session, message: Message, *, inbox_item_id: int | None = None, language: str = "en") -> None:
    """Do what a message asks for and put the answers into the outbox; ``language`` is that of strangers."""
    context = find_context(session, message, inbox_item_id)
    if context is None:
        meet(session, message, language)
        return
    audit.write_as(session, context.member.id, inbox_item_id)
    try:
        with audit.attempt(session):
            outcome = _respond(context, message)
    except UserError as error:
        outcome = Outcome(Reply(context.text(error.key, **error.values)), look_up=True)
        if not _is_spoken_to(context, message):
            return
    _send(context, message, outcome)


def find_context(session: Session, message: Message, inbox_item_id: int | None = None) -> Context | None:
    """Who said it and where; None for an account that belongs to nobody, or to somebody who has left."""
    found = session.execute(WHO, {"platform": message.platform, "tenant": message.tenant, "account": message.account}).first()
    if found is None or not found[0].member.active:
        return None
    account, workspace = found
    enter(session, workspace.id)
    account.last_used_at = message.sent_at
    if message.private:
        account.address, account.reachable = message.chat, True
    return Context(
        session=session,
        workspace=workspace,
        member=account.member,
        now=message.sent_at,
        message=message,
        channel=None if message.private else _channel(session, message),
        inbox_item_id=inbox_item_id,
        about=find_item(session, message, message.target if message.kind in (MessageKind.PRESS, MessageKind.SUBMIT) else message.reply_to),
    )


def _channel(session: Session, message: Message) -> Channel | None:
    where = select(Channel).where(Channel.platform == message.platform, Channel.tenant == message.tenant, Channel.external_id == message.chat)
    found = session.scalars(where).first()
    if found is not None and not found.reachable:
        found.reachable = True
    return found


def find_item(session: Session, message: Message, external_id: str | None) -> OutboxItem | None:
    """Our message that goes by that id in the chat of this one: the newest that took its place."""
    if external_id is None:
        return None
    ours = select(OutboxItem).where(OutboxItem.chat == message.chat_key, OutboxItem.external_id == external_id)
    return session.scalars(ours.order_by(OutboxItem.id.desc()).limit(1)).first()


def _is_spoken_to(context: Context, message: Message) -> bool:
    """Whether the message is meant for the assistant at all."""
    captures = context.channel is not None and context.channel.capture
    answers_us = context.about is not None or message.kind in (MessageKind.PRESS, MessageKind.SUBMIT)
    return message.private or message.mentioned or answers_us or captures or message.text.startswith("/")


def _respond(context: Context, message: Message) -> Outcome:
    match message.kind:
        case MessageKind.PRESS:
            return _press(context, message.action)
        case MessageKind.SUBMIT:
            outcome = submit(context, message.action, message.values)
            forget(context, message.action)
            return outcome
        case MessageKind.EDIT if _is_spoken_to(context, message) or latest_receipt(context, message):
            return amend_by_message(context, message)
        case MessageKind.DELETE:
            return offer_undo(context, message)
    if not _is_spoken_to(context, message):
        return Outcome(None)
    if message.cards:
        return respond_to_cards(context, message)
    if message.location is not None or message.files:
        return respond_to_shared(context, message)
    if context.about is not None and context.about.kind in HEARS:
        return HEARS[context.about.kind](context, message.text.strip())
    if context.about is not None and context.about.subject:
        return respond_about(context, message, context.about)
    return respond_to_text(context, message)


def _press(context: Context, action: str) -> Outcome:
    verb, *arguments = action.split(":")
    if verb not in PRESSES:
        raise NotFoundError("errors.button_gone")
    return PRESSES[verb](context, arguments)


def _send(context: Context, message: Message, outcome: Outcome) -> None:
    """Queue the answer. What was pressed or edited away is replaced by it, unless the message pressed on is a list that stays of use."""
    if outcome.reply is None:
        return
    session = context.session
    used = context.about if message.kind in (MessageKind.PRESS, MessageKind.SUBMIT) else None
    if message.kind is MessageKind.EDIT:
        used = find_answer(context, message)
    replaced = outcome.replaces or (used if used is not None and not outcome.look_up and used.kind != "list" else None)
    answer(
        session,
        message,
        outcome.reply,
        now=context.now,
        workspace_id=context.workspace.id,
        subject=outcome.rows,
        change_id=audit.change_id(session),
        replaces=replaced,
        only_for=context.member if outcome.look_up and not message.private else None,
        reply_to=outcome.answers or (message.target if message.kind is MessageKind.EDIT else None),
        kind="list" if outcome.look_up else "reply",
        language=context.language,
    )
    for item, reply in outcome.also:
        answer(session, message, reply, now=context.now, workspace_id=context.workspace.id, replaces=item, language=context.language)
