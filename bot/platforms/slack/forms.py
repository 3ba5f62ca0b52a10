"""Forms: a press opens one at once, a submission is checked and kept before Slack is answered."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot import forms
from bot.forms import RefusedError
from bot.platforms.slack.asking import Body, is_member, language_for, message_from, origin_of, refusal_view
from bot.platforms.slack.blocks import OPEN, WHOLE
from bot.platforms.slack.errors import name_of
from bot.platforms.slack.installs import INSTALLED, Installed
from bot.platforms.slack.modals import FORM, Origin, View, filled, form_view, wrong
from bot.platforms.slack.whole import whole_view
from bot.platforms.slack.wording import say
from handlers.messages import Form, Message, MessageKind
from storage.database import Database

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)


def listen(app: AsyncApp, platform: SlackPlatform) -> None:
    """Register what opens and takes forms."""

    async def on_open(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        installed = context[INSTALLED]
        origin = await origin_of(platform, installed, body)
        await open_form(platform, installed, body, origin, body["actions"][0]["value"])
        await ack()

    async def on_whole(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        installed = context[INSTALLED]
        origin = await origin_of(platform, installed, body)
        asked = message_from(platform, installed, body, origin, "whole", action=body["actions"][0]["value"])
        language = await language_for(platform, asked)
        if await is_member(platform, installed, body):
            view = await asyncio.to_thread(whole_view, platform.database, asked, language)
        else:
            view = refusal_view(platform, RefusedError(), language)
        await show(platform, installed, body, view, language)
        await ack()

    async def on_submit(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(**await submit(platform, context[INSTALLED], body))

    app.action(re.compile(rf"^{OPEN}\."))(on_open)
    app.action(WHOLE)(on_whole)
    app.view(FORM)(on_submit)


async def open_form(
    platform: SlackPlatform,
    installed: Installed,
    body: Body,
    origin: Origin,
    action: str,
    look: Callable[[Database, Message], Form] = forms.open_form,
    text: str = "",
) -> None:
    """Open a form for whoever asks; where that can't be done, say why."""
    asked = message_from(platform, installed, body, origin, "open", action=action, text=text)
    member = await is_member(platform, installed, body)
    language = await language_for(platform, asked)
    try:
        if not member:
            raise RefusedError
        view = form_view(await asyncio.to_thread(look, platform.database, asked), origin, language)
    except RefusedError as refused:
        view = refusal_view(platform, refused, language)
    await show(platform, installed, body, view, language)


async def show(platform: SlackPlatform, installed: Installed, body: Body, view: View, language: str) -> None:
    """Open a view; what was asked for from a modal takes that one's place. Where it came too late, say so."""
    client, asked_from = platform.client(installed), body.get("view") or {}
    try:
        if asked_from.get("type") == "modal":
            await client.views_update(view_id=asked_from["id"], view=view)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        log.warning("a form could not be opened: %s", name_of(error))
        if respond := body.get("response_url"):
            platform.in_background(platform.responses.tell(respond, say(language, "form.late")))


async def submit(platform: SlackPlatform, installed: Installed, body: Body) -> dict[str, Any]:
    """Take a form, or answer with what is wrong with it. What it raises has Slack say that it went wrong; the form stays open."""
    sent = filled(body["view"])
    what = f"submit.{body['view']['id']}"
    message = message_from(platform, installed, body, sent.origin, what, kind=MessageKind.SUBMIT, action=sent.action, values=sent.values)
    member = await is_member(platform, installed, body)
    try:
        if not member:
            raise RefusedError
        unfit = await asyncio.to_thread(forms.check_form, platform.database, message)
    except RefusedError as refused:
        return {"response_action": "update", "view": refusal_view(platform, refused, await language_for(platform, message))}
    if unfit is not None:
        return wrong(unfit, sent, await language_for(platform, message))
    platform.responses.keep(message.external_id, sent.origin.respond)
    await platform.receive(message)
    return {}
