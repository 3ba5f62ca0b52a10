"""What a message asks the assistant to do or to tell: tasks, commands, queries, targets, approvals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from handlers.parsing.clauses import Clause
from handlers.parsing.drafts import Draft
from handlers.parsing.message import Message
from handlers.parsing.records import Record


@dataclass
class Request:
    """Finished records, and the number of clauses that they took."""

    records: list[Record]
    length: int = 1


Finder = Callable[[Message, Sequence[Clause], int, Draft | None], Request | None]


@cache
def finders() -> tuple[Finder, ...]:
    """What looks for a request of each kind, in this order."""
    from handlers.parsing.approval_records import approval_request
    from handlers.parsing.command_records import command_request
    from handlers.parsing.query_records import query_request
    from handlers.parsing.target_records import target_request
    from handlers.parsing.task_records import task_request

    return target_request, command_request, query_request, approval_request, task_request


def request_of(message: Message, clauses: Sequence[Clause], place: int, home: Draft | None) -> Request | None:
    """The request that begins with a clause; None where it is none."""
    for find in finders():
        request = find(message, clauses, place, home)
        if request is not None:
            return request
    return None
