"""Approvals: leave asked for an exception, and the managers' word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select

from handlers.access import managers_of, visible_member_ids
from handlers.commands import Instruction, Query, answers, asked, does, presses, writes
from handlers.comments import add_comment
from handlers.context import Context
from handlers.customers import get_or_add_party
from handlers.errors import NotAllowedError, NotFoundError, UserError
from handlers.finding import best, likeness
from handlers.lists import more_button, page
from handlers.members import tell
from handlers.messages import Button, Reply
from handlers.outcome import Outcome
from handlers.receipts import main_rows, receipt
from handlers.texts import joined
from storage.models import Approval, ApprovalStatus, Member, Role

BUTTONS = 3


@dataclass
class RequestApproval:
    """Leave is asked for an exception."""

    action: str | None = asked("text", required=True, question="approval")
    company: str | None = asked("customer")
    amount: Decimal | None = asked("money")
    currency: str | None = None


def read(_context: Context, approval: Approval) -> RequestApproval:
    """The command that would write this request."""
    return RequestApproval(approval.action, approval.party.name if approval.party else None, approval.amount, approval.currency)


def line(context: Context, approval: Approval) -> str:
    """``Approval · client dinner · Vertex · $600 · waiting for Max Manager``."""
    return joined(context.text("kinds.approval"), summary(context, approval), _state(context, approval))


def summary(context: Context, approval: Approval) -> str:
    """``client dinner · Vertex · $600``, and whose it is."""
    who = None if approval.member_id == context.member.id else approval.member.name
    party = approval.party.name if approval.party and approval.party.name.casefold() not in approval.action.casefold() else None
    return joined(approval.action, party, context.money(approval.amount, approval.currency), who)


def _state(context: Context, approval: Approval) -> str:
    if approval.status is ApprovalStatus.WAITING:
        managers = managers_of(context.session, approval.member)
        return context.text("approvals.waiting", names=", ".join(manager.name for manager in managers[:3]))
    decider = context.session.get(Member, approval.decided_by_id) if approval.decided_by_id else None
    return context.text(f"approvals.{approval.status.value}_by", name=decider.name if decider else "")


def decision_buttons(context: Context, approval: Approval) -> tuple[Button, ...]:
    """Yes and no, for those who may say it."""
    if approval.status is not ApprovalStatus.WAITING or not _may_decide(context, approval):
        return ()
    return (
        Button(context.text("buttons.approve"), f"approve:{approval.id}", style="primary"),
        Button(context.text("buttons.reject"), f"reject:{approval.id}", style="danger"),
    )


def _may_decide(context: Context, approval: Approval) -> bool:
    """A manager or admin who sees the requester's records; never the requester."""
    ids = visible_member_ids(context)
    return context.member.role is not Role.REP and approval.member_id != context.member.id and (ids is None or approval.member_id in ids)


@writes("approval", command=RequestApproval, row=Approval, read=read, line=line)
def request_approval(context: Context, command: RequestApproval, approval: Approval) -> None:
    """Write down a request and tell the managers; one that has been decided stays as it was decided."""
    if approval.id and approval.status is not ApprovalStatus.WAITING:
        raise UserError("approvals.decided_already", state=_state(context, approval))
    is_new = not approval.id
    before = None if is_new else read(context, approval)
    approval.member_id = approval.member_id or context.member.id
    approval.action = command.action or ""
    approval.party = get_or_add_party(context, command.company)
    approval.amount = command.amount
    approval.currency = (command.currency or context.workspace.currency) if command.amount is not None else None
    approval.status = ApprovalStatus.WAITING
    context.session.add(approval)
    context.session.flush()
    managers = managers_of(context.session, approval.member)
    if is_new and not managers:
        raise UserError("approvals.nobody")
    if before != read(context, approval):
        for manager in managers:
            tell(context, manager, "approvals.asked" if is_new else "approvals.changed", approval, decision_buttons)


@answers("approvals")
def list_approvals(context: Context, query: Query) -> Outcome:
    """What waits for the member's word, and the member's own requests that wait."""
    wanted = select(Approval).where(Approval.status == ApprovalStatus.WAITING, or_(Approval.member_id == context.member.id, *decidable(context)))
    shown = page(context, query, wanted.order_by(Approval.id))
    if not shown.total:
        return Outcome(Reply(context.text("approvals.none")))
    lines = [f"{number}. {summary_of(context, approval)}" for number, approval in shown.numbered]
    theirs = [(number, approval) for number, approval in shown.numbered if _may_decide(context, approval)][:BUTTONS]
    verbs = [(verb, context.text(f"buttons.{verb}")) for verb in ("approve", "reject")]
    buttons = [Button(f"{label} {number}", f"{verb}:{approval.id}") for number, approval in theirs for verb, label in verbs]
    heading = context.text("approvals.heading", count=shown.total)
    return Outcome(Reply("\n".join([heading, *lines]), buttons=(*buttons, *more_button(context, query, shown))), shown.rows)


def summary_of(context: Context, approval: Approval) -> str:
    """``client dinner · Vertex · $600 · Tom Reid · Tue 24 Nov 10:00``."""
    return joined(summary(context, approval), context.spell(context.local(approval.created_at)))


def decidable(context: Context) -> Sequence[ColumnElement[bool]]:
    """The condition for requests that are the member's to decide; none for reps."""
    if context.member.role is Role.REP:
        return ()
    ids = visible_member_ids(context)
    return (Approval.member_id != context.member.id,) if ids is None else (Approval.member_id.in_(ids - {context.member.id}),)


@presses("approve")
def press_approve(context: Context, arguments: list[str]) -> Outcome:
    """Yes, by its button."""
    return _decide(context, _find(context, arguments), ApprovalStatus.APPROVED)


@presses("reject")
def press_reject(context: Context, arguments: list[str]) -> Outcome:
    """No, by its button."""
    return _decide(context, _find(context, arguments), ApprovalStatus.REJECTED)


@does("approve")
def approve(context: Context, instruction: Instruction) -> Outcome:
    """Yes, by a sentence."""
    return _decide_said(context, instruction, ApprovalStatus.APPROVED)


@does("reject")
def reject(context: Context, instruction: Instruction) -> Outcome:
    """No, by a sentence, with the reason where one is told."""
    return _decide_said(context, instruction, ApprovalStatus.REJECTED)


def _find(context: Context, arguments: list[str]) -> Approval:
    approval = context.session.get(Approval, int(arguments[0]))
    if approval is None:
        raise NotFoundError("errors.record_gone")
    return approval


def _decide_said(context: Context, instruction: Instruction, status: ApprovalStatus) -> Outcome:
    """Decide the request that is meant: the answered message's, the one that fits the words, or the only one; else ask by buttons."""
    found = _meant(context, instruction.object)
    if not found:
        raise NotFoundError("approvals.none_fits" if instruction.object else "approvals.none", said=instruction.object or "")
    if len(found) == 1:
        return _decide(context, found[0], status, instruction.text)
    verb = "approve" if status is ApprovalStatus.APPROVED else "reject"
    buttons = tuple(Button(summary(context, approval), f"{verb}:{approval.id}") for approval in found[:BUTTONS])
    return Outcome(Reply(context.text(f"approvals.{verb}_which"), buttons=buttons))


def _meant(context: Context, said: str | None) -> list[Approval]:
    about = main_rows(context.session, context.about) if context.about else []
    told = [row for row in about if isinstance(row, Approval)]
    if len(told) == 1:
        return told
    waiting = select(Approval).where(Approval.status == ApprovalStatus.WAITING, *(decidable(context) or (Approval.member_id == context.member.id,)))
    found = told or list(context.session.scalars(waiting.order_by(Approval.id)))
    return best(found, lambda approval: likeness(said, f"{summary(context, approval)} {approval.member.name}")) if said else found


def _decide(context: Context, approval: Approval, status: ApprovalStatus, reason: str | None = None) -> Outcome:
    """The first word counts: the row is locked, then looked at. Who asked is told."""
    context.session.refresh(approval, with_for_update=True)
    if approval.member_id == context.member.id:
        raise NotAllowedError("approvals.own")
    if not _may_decide(context, approval):
        raise NotAllowedError("approvals.not_yours")
    if approval.status is not ApprovalStatus.WAITING:
        raise UserError("approvals.decided_already", state=_state(context, approval))
    approval.status, approval.decided_by_id, approval.decided_at = status, context.member.id, context.now
    if reason:
        add_comment(context, approval, reason)
    context.session.flush()
    tell(context, approval.member, f"approvals.told_{status.value}", approval, reason=f" {reason}" if reason else "")
    outcome = Outcome(receipt(context, [approval], heading=context.text(f"approvals.{status.value}")), [approval])
    assert outcome.reply is not None
    return replace(outcome, reply=replace(outcome.reply, buttons=tuple(one for one in outcome.reply.buttons if not one.opens_form)))
