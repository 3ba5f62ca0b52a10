"""The Bot API's methods and the types of their parameters, machine-readable: built from python-telegram-bot's own signatures."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import telegram

ITS_OWN = frozenset(
    {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "filename", "current_offset", "auto_pagination"}
)
"""Parameters of the library, not of the Bot API."""
TRANSLATED = frozenset({"allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview", "contact", "venue", "location"})
"""Conveniences that it turns into other parameters."""
KINDS = {
    r"\bint\b|TimePeriod|datetime": "integer",
    r"\bfloat\b": "number",
    r"\bbool\b": "boolean",
    r"\bstr\b": "string",
    r"FileInput": "file",
    r"Sequence|\blist\b|\btuple\b|CollectionT": "array",
}
OBJECT = re.compile(
    r"[A-Z]\w*(?:Markup|Parameters|Options|Permissions|Scope|Rights|Button|Query\w*|Entity|Prompt|ReactionType|Position|Content|Media\w*)\b|ReplyMarkup|JSONDict"
)


@dataclass(frozen=True)
class Parameter:
    """What a parameter may be on the wire."""

    kinds: frozenset[str]
    required: bool


class TableError(Exception):
    """A call that the Bot API has no place for; the message says why."""


@cache
def methods() -> dict[str, dict[str, Parameter]]:
    """All methods by their name on the wire, with their parameters."""
    return {_camel(name): _parameters(member) for name, member in vars(telegram.Bot).items() if _is_method(name, member)}


def check(method: str, given: Mapping[str, str], files: Mapping[str, bytes]) -> dict[str, Any]:
    """The parameters of a call as the types say that they are; raises TableError."""
    known = methods()[method]
    if unknown := [name for name in given if name not in known]:
        raise TableError(f"{method} has no parameter {unknown}")
    if missing := [name for name, parameter in known.items() if parameter.required and name not in given and name not in files]:
        raise TableError(f"{method} lacks {missing}")
    return {name: _decoded(method, name, known[name].kinds, value) for name, value in given.items()}


def _is_method(name: str, member: object) -> bool:
    return (
        inspect.iscoroutinefunction(inspect.unwrap(member)) and "_" in name and not name.startswith("_") and name != "do_api_request"
        if callable(member)
        else False
    )


def _parameters(member: Any) -> dict[str, Parameter]:  # noqa: ANN401
    found = inspect.signature(inspect.unwrap(member)).parameters
    return {
        name: Parameter(_kinds(str(parameter.annotation)), parameter.default is inspect.Parameter.empty)
        for name, parameter in found.items()
        if name not in ITS_OWN and name not in (TRANSLATED if parameter.default is not inspect.Parameter.empty and name in TRANSLATED else ())
    }


def _kinds(annotation: str) -> frozenset[str]:
    kinds = {kind for pattern, kind in KINDS.items() if re.search(pattern, annotation)}
    if "array" in kinds and not re.search(r"\|\s*str|str\s*\|", annotation):
        kinds -= {"string", "integer"}
    elif OBJECT.search(annotation) and "array" not in kinds:
        kinds.add("object")
    return frozenset(kinds or {"object"})


def _decoded(method: str, name: str, kinds: frozenset[str], value: str) -> Any:  # noqa: ANN401
    if "integer" in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value):
        return float(value)
    if "boolean" in kinds and value in ("true", "false"):
        return value == "true"
    if kinds & {"array", "object"} and value[:1] in ("[", "{"):
        found = json.loads(value)
        if ("array" in kinds and isinstance(found, list)) or ("object" in kinds and isinstance(found, dict)):
            return found
    if kinds & {"string", "file"}:
        return value
    raise TableError(f"{method}: {name} is {sorted(kinds)}, not {value[:40]!r}")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
