"""What goes wrong with what people ask for.

    UserError                a person's mistake or a refusal: told to them in one sentence, and nothing is written
    ├── InputError           one field can't be taken as it is
    ├── NotAllowedError      it is not theirs to see or change
    └── NotFoundError        nothing fits what they named

Anything else is our mistake: the message is retried, then dead-lettered.
"""

from __future__ import annotations


class UserError(Exception):
    """A person's mistake: ``key`` names the sentence in ``texts.toml`` that says what to do, ``values`` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class InputError(UserError):
    """A field can't be taken as it is."""

    def __init__(self, field: str, key: str, **values: object) -> None:
        super().__init__(key, **values)
        self.field = field


class NotAllowedError(UserError):
    """It is not theirs to see or change."""


class NotFoundError(UserError):
    """Nothing fits what they named."""
