"""A record in the making: the clauses that tell it, and the fields that all kinds get in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.parsing.clauses import Clause
from handlers.parsing.customers import Customer
from handlers.parsing.mask import Entity
from handlers.parsing.message import Message
from handlers.parsing.money import MoneySpan
from handlers.parsing.records import Choice, Record, Value
from handlers.parsing.shapes import shape

NARRATIVE = ("contact", "lead", "check_in")
"""Kinds that go on in the clauses behind them: summary, need, note, next step."""


@dataclass
class Draft:
    """One thing that is being told: its kind, the cue that began it, and the clauses that belong to it."""

    kind: str
    head: Clause
    start: int
    end: int
    """The place of the cue in the mask."""
    rules: list[str] = field(default_factory=list)
    before: list[Clause] = field(default_factory=list)
    """Clauses of the same sentence that lead up to it."""
    clauses: list[Clause] = field(default_factory=list)
    """The clauses that follow and go on about it."""
    method: str = ""
    stage: str = ""
    customer: Customer = field(default_factory=Customer)
    names: list[Entity] = field(default_factory=list)
    """The names of its customer, where the head names several customers in a row."""
    inherited: Draft | None = None
    """The head of a list of which this is an item."""
    told: list[Clause] = field(default_factory=list)
    """The clauses of the contact told right before it, in which a deal's sum may stand."""
    together: bool = False
    """Whether the act that the head tells was one with all the customers of the list."""

    def all_clauses(self) -> list[Clause]:
        """Every clause that tells it, in the order of the text."""
        return [*self.before, self.head, *self.clauses]


DIFFERENCE = shape("drafts.difference")
"""Before a sum these say that it is only a difference: 他们比我们便宜4万."""
CAME_TO = shape("drafts.came_to")
"""A sum that has moved, with what it has come to at its end: 价从63万磨到58万."""


def moved_to(message: Message, clause: Clause) -> MoneySpan | None:
    """What a sum in a clause has come to."""
    hit = CAME_TO.search(message.mask.chars, clause.start, clause.end)
    last = message.mask.at(hit.end() - 1) if hit is not None else None
    return last.value if last is not None and isinstance(last.value, MoneySpan) else None


NUMBER_OF = shape("drafts.number_of")
"""Behind these stands a paper's number, and no sum: "invoice 2214 paid"."""


def money_in(message: Message, clauses: Iterable[Clause], *, bare: bool = False) -> MoneySpan | None:
    """The first sum in some clauses; ``bare`` takes a number that does not say that it is one where there is no other."""
    clauses, numbers = list(clauses), bare_sums(message) if bare else []
    for clause in clauses:
        if (now := moved_to(message, clause)) is not None:
            return now
        for entity in clause.of_kind("money"):
            if isinstance(entity.value, MoneySpan) and not DIFFERENCE.search(message.mask.chars, max(0, entity.place - 6), entity.place):
                return entity.value
        said = next((one for one in numbers if "," in one.text and is_inside(message, one, clause)), None)
        if said is not None:
            return said  # "NEFT recd 1,36,500. balance 40k by 25th"
    inside = [one for one in numbers if any(is_inside(message, one, clause) for clause in clauses)]
    return next((one for one in inside if "," in one.text or "." in one.text), inside[-1] if inside else None)


def bare_sums(message: Message) -> list[MoneySpan]:
    """The numbers of a message that may be sums, though nothing says that they are."""
    from handlers.parsing.money import find_money_in

    spans = [one for one in find_money_in(message.text, message.surroundings.currency, bare=True) if one.bare]
    return [
        one
        for one in spans
        if not any(entity.start <= one.start < entity.end for entity in message.mask.entities)
        and not NUMBER_OF.search(message.text.folded, max(0, one.start - 12), one.start)
    ]


def is_inside(message: Message, number: MoneySpan, clause: Clause) -> bool:
    """Whether a number stands in a clause."""
    return message.mask.starts[clause.start] <= number.start < message.mask.starts[clause.end]


def put_money(fields: dict[str, Value], span: MoneySpan | None) -> None:
    """Enter a sum and its currency."""
    if span is not None:
        amount = span.amount
        fields["amount"] = amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize()
        fields["currency"] = span.currency


def record(message: Message, draft: Draft, fields: dict[str, Value], choices: tuple[Choice, ...] = ()) -> Record:
    """The finished record, without the fields that are empty."""
    span = message.span(draft.all_clauses())
    return Record(
        draft.kind, {key: value for key, value in fields.items() if value not in ("", None)}, choices, tuple(dict.fromkeys(draft.rules)), span
    )
