"""What a contract, a payment or a lost deal says of the contact that is told with it: with whom it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.parsing.records import Record


def told_together(records: Sequence[Record]) -> list[Record]:
    """The records; a contact that names nobody was with who signed, paid there, or turned us down: "just left Acme - Jane signed"."""
    return [with_whom(one, records) if one.kind == "contact_log" and "person" not in one.fields else one for one in records]


def with_whom(contact: Record, records: Sequence[Record]) -> Record:
    """A contact with the person whom a contract, a payment or a lost deal of the same customer names."""
    in_person = contact.fields.get("method") in ("visit", "meeting")
    for other in records:
        settled = other.kind == "contract" or (other.kind == "payment" and in_person) or other.fields.get("stage") == "lost"
        same = settled and "company" in other.fields and contact.fields.get("company") == other.fields["company"]
        if same and "person" in other.fields:
            return replace(contact, fields={**contact.fields, "person": other.fields["person"]})
    return contact
