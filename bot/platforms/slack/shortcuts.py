"""Shortcuts: "Log to Onpace" on a message opens the form that the message fills in; "Add update" can be used anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot import forms
from bot.platforms.slack.asking import Body, is_member, is_with_us, language_for, message_from
from bot.platforms.slack.blocks import action_rows, plain, section
from bot.platforms.slack.commands import form_buttons, plain_text
from bot.platforms.slack.forms import open_form, show
from bot.platforms.slack.incoming import unescape_signs
from bot.platforms.slack.installs import INSTALLED, Installed
from bot.platforms.slack.modals import TEXT_LIMIT, TITLE_LIMIT, VALUE_LIMIT, Origin, View
from bot.platforms.slack.wording import say
from handlers.messages import MessageKind

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

LOG_MESSAGE, ADD_UPDATE = "log_message", "add_update"
"""The ``callback_id`` of each, as in ``manifest.yaml``."""
UPDATE = "update"
"""The ``callback_id`` of the view in which an update is written."""


def listen(app: AsyncApp, platform: SlackPlatform) -> None:
    """Register both, and what is written in the view."""

    async def on_message(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await log_message(platform, context[INSTALLED], body)
        await ack()

    async def on_update(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await add_update(platform, context[INSTALLED], body)
        await ack()

    async def on_written(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await take_update(platform, context[INSTALLED], body)
        await ack()

    app.message_shortcut(LOG_MESSAGE)(on_message)
    app.global_shortcut(ADD_UPDATE)(on_update)
    app.view(UPDATE)(on_written)


async def log_message(platform: SlackPlatform, installed: Installed, body: Body) -> None:
    """Open the form that a message fills in. What comes of it is told in the message's thread."""
    said, channel = body["message"], body["channel"]["id"]
    private = await is_with_us(platform, installed, body, channel)
    thread = said.get("thread_ts") or (None if private else said["ts"])
    origin = Origin(channel, private, thread=thread, respond=body.get("response_url"))
    asked = message_from(platform, installed, body, origin, "log")
    text = await plain_text(platform, installed, asked, said.get("text") or "")
    await open_form(platform, installed, body, origin, "", forms.form_from_text, text)


async def add_update(platform: SlackPlatform, installed: Installed, body: Body) -> None:
    """Open the view in which an update is written; its answer comes in the private chat."""
    if not await is_member(platform, installed, body):
        return
    origin = Origin("", private=False)
    language = await language_for(platform, message_from(platform, installed, body, origin, "update"))
    await show(platform, installed, body, update_view(language), language)


def update_view(language: str) -> View:
    """A text to write, or a form to choose."""
    example = plain(say(language, "update.example"), VALUE_LIMIT)
    written = {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": TEXT_LIMIT, "placeholder": example}
    return {
        "type": "modal",
        "callback_id": UPDATE,
        "title": plain(say(language, "update.title"), TITLE_LIMIT),
        "submit": plain(say(language, "update.send"), TITLE_LIMIT),
        "close": plain(say(language, "form.close"), TITLE_LIMIT),
        "blocks": [
            {"type": "input", "block_id": UPDATE, "label": plain(say(language, "update.label"), VALUE_LIMIT), "element": written},
            section(say(language, "update.or_form")),
            *action_rows(form_buttons(language), "forms"),
        ],
    }


async def take_update(platform: SlackPlatform, installed: Installed, body: Body) -> None:
    """Keep what was written as if it had been said in private."""
    view = body["view"]
    text = unescape_signs(view["state"]["values"][UPDATE]["value"].get("value") or "")
    origin = Origin(await platform.people.private_chat(installed, body["user"]["id"]), private=True)
    if await is_member(platform, installed, body):
        await platform.receive(message_from(platform, installed, body, origin, f"update.{view['id']}", kind=MessageKind.TEXT, text=text.strip()))
