"""Forms typed as a whole: a field and its value a line, ``Company: Acme``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers import drafts
from handlers.commands import WRITERS
from handlers.context import Context
from handlers.inputs import read_input
from handlers.messages import Form
from handlers.outcome import Outcome

KEYED = re.compile(r"\s*([^:：\n]{1,40}?)\s*[:：]\s*(.*)")


def keyed_values(form: Form, text: str) -> dict[str, str]:
    """What lines such as ``Company: Acme`` give, by field; a line without a field's name goes on with the one before. Empty for any other text."""
    names = {key.casefold(): field.name for field in form.fields for key in (field.name, field.label)}
    values: dict[str, str] = {}
    last = ""
    for line in text.strip().splitlines():
        found = KEYED.fullmatch(line)
        name = names.get(found[1].casefold()) if found else None
        if found and name:
            values[name], last = found[2].strip(), name
        elif last:
            values[last] = f"{values[last]}\n{line}".strip()
        else:
            return {}
    return values


def submit_keyed(context: Context, name: str, values: Mapping[str, str]) -> Outcome:
    """A form that was typed as a whole is written down at once; what is missing is asked for, and what can't be taken raises InputError."""
    writer = WRITERS[name]
    given = writer.command()
    for field, text in values.items():
        for part, value in read_input(context, field, writer.inputs[field], text).items():
            setattr(given, part, value)
    return drafts.run(context, writer, given)
