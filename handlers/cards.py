"""Contact cards shared from a phone's address book: each becomes a contact of a known customer, or a lead."""

from __future__ import annotations

from handlers import drafts
from handlers.clients import ReachContact
from handlers.commands import WRITERS, Input
from handlers.context import Context
from handlers.customers import find_party
from handlers.errors import InputError, UserError
from handlers.inputs import read_input
from handlers.leads import AddLead
from handlers.messages import Card, Message, Reply
from handlers.outcome import Outcome
from handlers.parties import party_of
from handlers.receipts import main_rows
from handlers.writing import together
from storage import audit
from storage.models import Customer

MOST_CARDS = 20


def respond_to_cards(context: Context, message: Message) -> Outcome:
    """Write each card down; at most one question is asked, and what can't be written is told beside what was."""
    customer = _spoken_of(context)
    done = []
    for card in message.cards[:MOST_CARDS]:
        try:
            with audit.attempt(context.session):
                done.append(_write(context, card, customer))
        except UserError as error:
            done.append(Outcome(Reply(context.text(error.key, **error.values))))
    questions = [outcome for outcome in done if outcome.is_question]
    return together(context, [*(outcome for outcome in done if not outcome.is_question), *questions[:1]])


def _spoken_of(context: Context) -> Customer | None:
    """The customer whose receipt or card is answered with a contact card."""
    rows = main_rows(context.session, context.about) if context.about else []
    party = party_of(rows[0]) if rows else None
    return party if isinstance(party, Customer) else None


def _write(context: Context, card: Card, customer: Customer | None) -> Outcome:
    company = card.company or (customer.name if customer else "")
    known = find_party(context.session, company) if company else None
    name, title, phone, email = card.name or None, card.title or None, _phone(context, card.phone), card.email.lower() or None
    if isinstance(known, Customer) and name:
        return drafts.run(context, WRITERS["contact"], ReachContact(known.name, name, title, phone, email))
    return drafts.run(context, WRITERS["lead"], AddLead(company=company or None, person=name, title=title, phone=phone, email=email))


def _phone(context: Context, said: str) -> str | None:
    """A number as it is kept. Address books write them with their country and leave the plus away, or as they are dialled there."""
    if not said:
        return None
    for wording in (said, f"+{said}"):
        try:
            value = read_input(context, "phone", Input("phone"), wording)["phone"]
        except InputError:
            continue
        return str(value)
    return said
