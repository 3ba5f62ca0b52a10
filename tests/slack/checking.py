"""Hold what goes to Slack against slack_sdk's models, and against the limits that those leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

UNESCAPED = ("<", ">")


def check_message(message: Mapping[str, Any]) -> None:
    """A message as ``chat.postMessage`` takes it."""
    assert 0 < len(message["text"]) <= 4000
    check_blocks(message["blocks"], 50)
    assert sum(map(len, texts_in(message["blocks"]))) <= 13_200


def check_view(view: Mapping[str, Any]) -> None:
    """A view as ``views.open`` and ``views.publish`` take it."""
    View(**view).validate_json()
    assert len(view.get("private_metadata", "")) <= 3000
    check_blocks(view["blocks"], 100)
    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    assert view["type"] != "modal" or not has_inputs or "submit" in view
    for name in ("title", "submit", "close"):
        assert len(view.get(name, {"text": ""})["text"]) <= 24


def check_blocks(blocks: Sequence[Mapping[str, Any]], most: int) -> None:
    """Blocks that Slack takes: valid each, ids that are theirs alone, texts escaped."""
    assert 0 < len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        parsed = Block.parse(dict(block))
        assert parsed is not None
        parsed.validate_json()
        assert parsed.to_dict().keys() == block.keys(), "the model knows no such key"
        actions = [element["action_id"] for element in block.get("elements", ()) if "action_id" in element]
        assert len(actions) == len(set(actions))
        for field in block.get("fields", ()):
            assert len(field["text"]) <= 2000
    for text in texts_in(blocks):
        assert text.strip()
        assert not any(letter in text for letter in UNESCAPED)
        assert "&" not in text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def texts_in(node: object) -> Iterator[str]:
    """Every text that people read in a payload."""
    if isinstance(node, Mapping):
        if node.get("type") in ("mrkdwn", "plain_text"):
            yield node["text"]
        if isinstance(node.get("alt_text"), str):
            yield node["alt_text"]
        for value in node.values():
            yield from texts_in(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from texts_in(value)
