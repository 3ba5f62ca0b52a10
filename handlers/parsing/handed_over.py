"""Things of a sale that were left with a customer or given to one: samples, price lists, contracts."""

from __future__ import annotations

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import is_member
from handlers.parsing.message import Message
from handlers.parsing.shapes import shape

LEFT_WITH = shape("handed_over.left_with")
"""They were brought to where the customer is: "took the samples round to Acme"."""
GIVEN_TO = shape("handed_over.given_to")
"""Where they were given is not said: "handed Jane the new price list", 把新报价递给王总了."""
WHICH = shape("handed_over.which_goods")


def given_to(message: Message, clause: Clause) -> tuple[int, int] | None:
    """Where a clause tells that a customer was given something by the sender, up to what it was."""
    given = GIVEN_TO.search(message.mask.chars, clause.start, clause.end)
    if given is None or any(is_member(one) for one in message.mask.within(clause.start, given.end(), ("person",))):
        return None
    what = WHICH.search(message.mask.chars, *given.span())
    return (given.start(), what.start()) if what is not None else given.span()
