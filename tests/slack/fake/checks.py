"""What Slack takes of messages and views, and what it refuses (https://docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack.fake.world import SlackError

MOST_BLOCKS, MOST_VIEW_BLOCKS = 50, 100
ALL_BLOCKS_TEXT, MESSAGE_TEXT = 13_200, 4_000
MARKUP = re.compile(r"<(?:[@#!][^<>|]+(?:\|[^<>]*)?|(?:https?://|mailto:|tel:)[^<>|]+(?:\|[^<>]*)?)>")
ENTITY = re.compile(r"&(?:amp|lt|gt);")
TEXT_LIMITS = {"section": 3000, "header": 150}
IN_MESSAGES = {"section", "actions", "context", "divider", "header", "image", "rich_text", "markdown", "context_actions", "table", "file", "video"}
IN_VIEWS = {"section", "actions", "context", "divider", "header", "image", "input", "rich_text"}


def check_message(call: dict[str, Any]) -> None:
    """Refuse a message as chat.postMessage and its like do."""
    text, blocks = call.get("text") or "", call.get("blocks")
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > MESSAGE_TEXT:
        raise SlackError("msg_too_long", f"text of {len(text)} characters")
    check_marked(text)
    if len(blocks) > MOST_BLOCKS:
        raise SlackError("invalid_blocks", f"{len(blocks)} blocks")
    check_blocks(blocks, IN_MESSAGES)
    total = sum(len(one["text"]) for one in _text_objects(blocks))
    if total > ALL_BLOCKS_TEXT:
        raise SlackError("msg_blocks_too_long", f"{total} characters")


def check_view(view: dict[str, Any], kind: str) -> None:
    """Refuse a view as views.open, views.update and views.publish do."""
    if view.get("type") != kind:
        raise SlackError("invalid_arguments", f"type {view.get('type')}, not {kind}")
    known = {"type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close", "notify_on_close", "external_id"}
    if set(view) - known - {"submit_disabled"}:
        raise SlackError("invalid_arguments", f"unknown: {set(view) - known}")
    for name in ("title", "submit", "close"):
        if name in view:
            _check(view[name].get("type") == "plain_text" and 1 <= len(view[name]["text"]) <= 24, f"{name}: {view[name]}")
    if kind == "modal":
        _check("title" in view, "a modal needs a title")
        if any(block["type"] == "input" for block in view["blocks"]):
            _check("submit" in view, "inputs need a submit button")
    _check(len(view.get("private_metadata", "")) <= 3000, "private_metadata")
    _check(len(view.get("callback_id", "")) <= 255, "callback_id")
    _check(len(view["blocks"]) <= MOST_VIEW_BLOCKS, f"{len(view['blocks'])} blocks")
    check_blocks(view["blocks"], IN_VIEWS)


def check_blocks(blocks: list[dict[str, Any]], allowed: set[str]) -> None:
    """Refuse blocks, by the library's own models and what these let through."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    _check(len(ids) == len(set(ids)), "block_id twice")
    for block in blocks:
        _check(block.get("type") in allowed, f"type {block.get('type')}")
        _check(len(block.get("block_id", "")) <= 255, "block_id too long")
        parsed = Block.parse(block)
        _check(parsed is not None, f"unknown block {block}")
        assert parsed is not None
        try:
            parsed.validate_json()
        except SlackObjectFormationError as error:
            raise SlackError("invalid_blocks", f"{error} in {json.dumps(block)[:300]}") from None
        _check_block(block)


def _check_block(block: dict[str, Any]) -> None:
    if block["type"] in TEXT_LIMITS and "text" in block:
        _check(1 <= len(block["text"]["text"]) <= TEXT_LIMITS[block["type"]], f"{block['type']} of {len(block['text']['text'])}")
    _check(len(block.get("fields", ())) <= 10, "fields")
    _check(all(1 <= len(one["text"]) <= 2000 for one in block.get("fields", ())), "field too long or empty")
    if block["type"] == "section":
        _check("text" in block or bool(block.get("fields")), "an empty section")
    if block["type"] == "context":
        _check(1 <= len(block["elements"]) <= 10, "context elements")
    if block["type"] == "image":
        _check(1 <= len(block["alt_text"]) <= 2000, "alt_text")
        _check(("image_url" in block) != ("slack_file" in block), "image_url or slack_file")
    for element in _elements(block):
        _check_element(element)
    if block["type"] == "actions":
        actions = [element["action_id"] for element in block["elements"] if "action_id" in element]
        _check(1 <= len(block["elements"]) <= 25, "elements")
        _check(len(actions) == len(set(actions)), "action_id twice in a block")
    for one in _text_objects([block]):
        _check(one.get("type") in ("plain_text", "mrkdwn"), f"text object {one}")
        _check(bool(one["text"]), "an empty text")
        if one["type"] == "mrkdwn":
            check_marked(one["text"])


def _check_element(element: dict[str, Any]) -> None:
    _check(len(element.get("action_id", "")) <= 255, "action_id")
    if element["type"] == "button":
        _check(1 <= len(element["text"]["text"]) <= 75, f"button of {len(element['text']['text'])} characters")
        _check(len(element.get("value", "")) <= 2000 and len(element.get("url", "")) <= 3000, "value or url of a button")
        _check(element.get("style", "primary") in ("primary", "danger"), "style")
    for option in element.get("options", ()):
        check_option(option)
    _check(len(element.get("options", ())) <= 100, "options")
    for option in filter(None, [element.get("initial_option")]):
        check_option(option)
        _check("options" not in element or option in element["options"], "initial_option is none of the options")
    placeholder = element.get("placeholder", {"text": "-"})["text"]
    _check(1 <= len(placeholder) <= 150, "placeholder")


def check_option(option: dict[str, Any]) -> None:
    """Refuse an option of a select."""
    _check(1 <= len(option["text"]["text"]) <= 75 and 1 <= len(option["value"]) <= 150, f"option {option}")


def check_marked(text: str) -> None:
    """Refuse what people wrote and nobody escaped: a lone ``&``, ``<`` or ``>`` (Slack would take it, and perhaps for a mention)."""
    rest = ENTITY.sub("", MARKUP.sub("", text))
    if re.search(r"[&<]", rest) or ">" in re.sub(r"(?m)^>{1,3}", "", rest):
        raise SlackError("invalid_arguments", f"unescaped: {rest[:80]}")


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    found = [block.get("accessory"), block.get("element") if block["type"] == "input" else None]
    return [*filter(None, found), *(block.get("elements", ()) if block["type"] == "actions" else ())]


def _text_objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
            yield value
        for inner in value.values():
            yield from _text_objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _text_objects(inner)


def _check(is_good: bool, what: str) -> None:
    if not is_good:
        raise SlackError("invalid_blocks", what)
