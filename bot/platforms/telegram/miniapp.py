"""A form as a page inside Telegram, for forms that are too long to be asked question by question: the same fields, checked and kept the same way.

The page is open to the network and shows nothing by itself: the app hands it who opened it, signed (``init_data.py``), and only a form that this very
account is being asked the questions of is shown or taken.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import forms
from bot.platforms.telegram.incoming import PLATFORM
from bot.platforms.telegram.init_data import account_of
from bot.platforms.telegram.keyboards import FORM_PATH
from bot.platforms.telegram.words import say
from bot.platforms.web.answers import STATIC, language_of, page
from bot.platforms.web.dialogs import drawn_field, values_sent
from bot.platforms.web.intake import reading, word
from handlers.messages import Form, Message, MessageKind

if TYPE_CHECKING:
    from bot.platforms.telegram.platform import TelegramPlatform

SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors https://web.telegram.org",
    )
)
"""As for all pages, but Telegram's web app may frame this one."""


class FormPages:
    """The pages of one bot's forms."""

    def __init__(self, platform: TelegramPlatform) -> None:
        self.platform = platform
        self.routes: tuple[BaseRoute, ...] = (
            Mount(f"{FORM_PATH}/static", StaticFiles(directory=STATIC)),
            Route(f"{FORM_PATH}/{{filling:int}}", self.show),
            Route(f"{FORM_PATH}/{{filling:int}}", self.take, methods=["POST"]),
        )

    async def show(self, request: Request) -> Response:
        """The page, without anything on it yet."""
        return page("form_page.html", language_of(request), headers={"Content-Security-Policy": SECURITY})

    async def take(self, request: Request) -> Response:
        """Its fields, for whom they are; or what was filled in, shown again with what is wrong with it, or taken."""
        async with reading(request) as sent:
            return await self._answer(request, sent)

    async def _answer(self, request: Request, sent: FormData) -> Response:
        settings, now = self.platform.settings, self.platform.clock.now()
        account = account_of(word(sent, "who"), settings.telegram_bot_token.get_secret_value(), now)
        if account is None or not self.platform.is_connected:
            return _told(language_of(request), "form_over", 403)
        filling_id = request.path_params["filling"]
        asked = Message(PLATFORM, self.platform.me.tenant, account, account, f"form-{filling_id}", now, kind=MessageKind.SUBMIT)
        database = self.platform.database
        try:
            language = await asyncio.to_thread(forms.language_of, database, asked)
            form, target = await asyncio.to_thread(forms.form_being_filled, database, asked, filling_id)
            if not word(sent, "filled"):
                return _fields(language, form)
            message = replace(asked, action=form.action, target=target, values=values_sent(sent))
            unfit = await asyncio.to_thread(forms.check_form, database, message)
        except forms.RefusedError:
            return _told(language_of(request), "form_over", 409)
        if unfit is not None:
            return _fields(language, unfit, 422)
        await self.platform.receive(message)
        return _told(language, "form_sent", 200)


def _fields(language: str, form: Form, status: int = 200) -> Response:
    return page("form_fields.html", language, status=status, form=form, drawn=[drawn_field(field) for field in form.fields])


def _told(language: str, key: str, status: int) -> Response:
    headers = {"X-Done": "yes"} if key == "form_sent" else {}
    return page("form_told.html", language, status=status, headers=headers, text=say(language, key))
