"""A reply as Slack's blocks: for now its words and buttons alone."""

from __future__ import annotations

from typing import Any

from bot.platforms.platform import Outgoing


def render(outgoing: Outgoing) -> dict[str, Any]:
    """A message's ``text`` and ``blocks``."""
    reply = outgoing.reply
    text = "\n".join([reply.text, *(f"{label}: {value}" for label, value in reply.facts)])
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[:2900] or "…"
    buttons = [
        {"type": "button", "action_id": f"press.{number}", "value": button.action, "text": {"type": "plain_text", "text": button.label[:70]}}
        for number, button in enumerate(reply.buttons[:25])
        if not button.url
    ]
    row = [{"type": "actions", "elements": buttons}] if buttons else []
    return {"text": escaped, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": escaped}}, *row]}
