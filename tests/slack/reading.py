"""What people see in Slack, read back from blocks and views: messages as replies, modals as forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from bot.platforms.slack.modals import DAY, FORM, TIME, unquoted
from handlers.messages import Button, Field, Form, Image, Option, Reply

FACT = re.compile(r"\*(.+)\*\n(.*)", re.DOTALL)
HEADING = re.compile(r"\*([^\n]+)\*(?=\n|$)")
KINDS = {"static_select": "choice", "external_select": "name", "number_input": "number", "email_text_input": "email", "datepicker": "date"}


def reply_in(blocks: list[dict[str, Any]]) -> Reply:
    """A message as it reads."""
    texts: list[str] = []
    facts: list[tuple[str, str]] = []
    buttons: list[Button] = []
    image = None
    for block in blocks:
        match block["type"]:
            case "section":
                texts += [HEADING.sub(r"\1", unescape(block["text"]["text"]), count=1)] if "text" in block else []
                facts += [found.groups() for field in block.get("fields", ()) if (found := FACT.fullmatch(unescape(field["text"])))]  # type: ignore[misc]
            case "actions":
                buttons += [_button(element) for element in block["elements"]]
            case "image":
                image = Image("", unescape(block["alt_text"]))
    said = "\n".join(texts).replace("“/onpace ", "“/")  # the same command, as it is typed in Slack
    return Reply(said, tuple(facts), tuple(buttons), image)


def _button(element: dict[str, Any]) -> Button:
    label = unescape(element["text"]["text"])
    return Button(label, element.get("value", ""), element["action_id"].startswith("open"), url=element.get("url", ""))


def form_in(view: dict[str, Any], errors: dict[str, str]) -> Form | None:
    """A modal as a form, with what a submission was answered with; None for one that only tells something."""
    if view.get("callback_id") != FORM:
        return None
    fields: dict[str, Field] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            field = _field(block, unescape(errors.get(block["block_id"], "")))
            half = fields.get(field.name)
            fields[field.name] = field if half is None else Field(**vars(half) | {"value": "T".join(filter(None, (half.value, field.value)))})
    told = "".join(unescape(block["text"]["text"]).removeprefix("⚠️ ") for block in view["blocks"] if block["type"] == "section")
    label = {name: unescape(view[name]["text"]) for name in ("title", "submit", "close")}
    return Form(label["title"], "", tuple(fields.values()), label["submit"], label["close"], told)


def _field(block: dict[str, Any], error: str) -> Field:
    element, name, label = block["element"], block["block_id"], unescape(block["label"]["text"])
    if name.endswith((DAY, TIME)):
        name, label = name.removesuffix(DAY).removesuffix(TIME), re.sub(r"[:（].*", "", label)
    options = tuple(Option(unquoted(one["value"]), unescape(one["text"]["text"])) for one in element.get("options", ()))
    kind = "moment" if name != block["block_id"] else KINDS.get(element["type"], "text")
    return Field(name, label, kind, value_of(element), required=not block["optional"], options=options, error=error)


def value_of(element: dict[str, Any]) -> str:
    """What stands in an input when it is opened."""
    if "initial_option" in element:
        return unquoted(element["initial_option"]["value"])
    value: str = element.get("initial_value") or element.get("initial_date") or element.get("initial_time") or ""
    return value
