"""Comments: what somebody adds to a record."""

from __future__ import annotations

from handlers.commands import Instruction, does, writer_of
from handlers.context import Context
from handlers.errors import NotFoundError, UserError
from handlers.finding import find_recent
from handlers.forms import owner_of
from handlers.members import tell
from handlers.outcome import Outcome
from handlers.parties import check_may_change, find_parties, pronouns
from handlers.receipts import main_rows, receipt
from storage.models import Audited, Comment, Member


@does("comment")
def comment(context: Context, instruction: Instruction) -> Outcome:
    """Add a comment to what is meant: the answered message's record, a customer or lead by name, else a record of the last days."""
    text, said = (instruction.text or "").strip(), instruction.object
    if not text:
        raise UserError("comments.say_what")
    answered = main_rows(context.session, context.about) if context.about else []
    if answered and (said is None or said.casefold() in pronouns()):
        return commented(context, answered[0], text)
    parties = find_parties(context, said)
    if len(parties) > 1:
        raise UserError("comments.several_fit", names=", ".join(party.name for party in parties))
    if parties:
        check_may_change(context, parties[0])
        return commented(context, parties[0], text)
    rows = find_recent(context, said)
    if not rows:
        raise NotFoundError("comments.none_fits", said=said or "")
    return commented(context, rows[0], text)


def commented(context: Context, row: Audited, text: str) -> Outcome:
    """Add a comment and say so; the record's owner is told where somebody else wrote it."""
    add_comment(context, row, text)
    owner_id = owner_of(row)
    if owner_id not in (None, context.member.id) and (owner := context.session.get(Member, owner_id)) is not None and owner.active:
        tell(context, owner, "comments.by_other", row, text=text)
    writer = writer_of(row)
    about = writer.line(context, row).splitlines()[0] if writer else ""
    return Outcome(receipt(context, [], heading="\n".join([context.text("comments.added", text=text), about])), [row])


def add_comment(context: Context, row: Audited, text: str) -> Comment:
    """Write a comment down."""
    added = Comment(member_id=context.member.id, entity=row.__tablename__, entity_id=row.id, text=text, created_at=context.now)
    context.session.add(added)
    return added
