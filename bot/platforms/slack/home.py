"""App Home: a member's day, drawn anew when it is opened and after what they did was answered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.forms import RefusedError, look_at_day
from bot.platforms.platform import Outgoing
from bot.platforms.slack.asking import language_for, message_from
from bot.platforms.slack.blocks import SECTION_LIMIT, Block, action_rows, button_element, cut, escaped, plain, section
from bot.platforms.slack.commands import form_buttons
from bot.platforms.slack.installs import INSTALLED, Installed
from bot.platforms.slack.modals import MOST_VIEW_BLOCKS, Origin, View
from bot.platforms.slack.people import Standing
from bot.platforms.slack.wording import say
from handlers import texts
from handlers.messages import Message, MessageKind
from handlers.my_day import Line, Page, Section

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

HEADER_LIMIT = 150
MOST_LINE_BLOCKS = 2
MOST_KEPT = 5000

Person = tuple[str, str]
"""A tenant and an account."""


def home_view(page: Page, language: str) -> View:
    """The Home tab: what can be added, then section by section; what there is no room for is counted."""
    blocks: list[Block] = [{"type": "header", "text": plain(page.title, HEADER_LIMIT)}, *action_rows(form_buttons(language), "home")]
    for index, part in enumerate(page.sections):
        room = (MOST_VIEW_BLOCKS - len(blocks)) // (len(page.sections) - index)
        blocks += _section(part, index, room, language)
    return {"type": "home", "blocks": blocks[:MOST_VIEW_BLOCKS]}


def _section(part: Section, index: int, room: int, language: str) -> Iterator[Block]:
    """A section's heading and lines, in as many blocks as there is room for."""
    yield {"type": "divider"}
    yield section(f"*{escaped(part.title)}*")
    room -= 2
    if not part.lines:
        yield section(_said(part.empty))
    for number, line in enumerate(part.lines):
        left = len(part.lines) - number
        if room < MOST_LINE_BLOCKS + (left > 1):
            yield section(say(language, "home.more", count=left))
            return
        drawn = list(_line(line, f"home.{index}.{number}"))
        room -= len(drawn)
        yield from drawn


def _line(line: Line, name: str) -> Iterator[Block]:
    """A line; one button stands beside it, several below."""
    drawn = section(_said(line.text)) | {"block_id": name}
    if len(line.buttons) == 1:
        drawn["accessory"] = button_element(line.buttons[0])
    yield drawn
    if len(line.buttons) > 1:
        yield from list(action_rows(line.buttons, f"{name}.more"))[:1]


def _said(text: str) -> str:
    return cut(text, SECTION_LIMIT).strip() or "–"


def listen(app: AsyncApp, platform: SlackPlatform) -> None:
    """Draw it when it is opened."""

    async def on_opened(body: dict[str, Any], context: AsyncBoltContext) -> None:
        if body["event"].get("tab", "home") == "home":
            await platform.homes.opened(context[INSTALLED], body["event"]["user"])

    app.event("app_home_opened")(on_opened)


class Homes:
    """Who has looked at their Home since the process began; they are shown it anew after each answer that they get."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self._looked: OrderedDict[Person, None] = OrderedDict()
        self._said: OrderedDict[str, Person] = OrderedDict()
        """Whose each message is that was taken in lately, by its external id."""
        self._drawing: set[Person] = set()
        self._outdated: set[Person] = set()

    async def opened(self, installed: Installed, user: str) -> None:
        """Show somebody their Home."""
        person = (installed.team_id, user)
        self._looked[person] = None
        _trim(self._looked)
        await self._platform.people.standing(installed, user)
        self._draw(person)

    def acted(self, message: Message) -> None:
        """Somebody has done something: its answer will change their Home."""
        person = (message.tenant, message.account)
        if person in self._looked:
            named = message.target if message.kind is MessageKind.EDIT else None
            self._said[named or message.external_id] = person
            _trim(self._said)

    def answered(self, outgoing: Outgoing) -> None:
        """Something was said: it may have changed the Home of whoever it answers, and of whoever alone was told."""
        people = {self._said.get(outgoing.reply_to or ""), (outgoing.tenant, outgoing.only_for or "")}
        for person in people:
            if person is not None and person in self._looked:
                self._draw(person)

    def _draw(self, person: Person) -> None:
        """Draw one; while it is being drawn, what happens meanwhile is waited for and drawn once."""
        if person in self._drawing:
            self._outdated.add(person)
            return
        self._drawing.add(person)
        self._platform.in_background(self._keep_drawing(person))

    async def _keep_drawing(self, person: Person) -> None:
        try:
            self._outdated.add(person)
            while person in self._outdated:
                self._outdated.discard(person)
                await self._publish(*person)
        finally:
            self._drawing.discard(person)

    async def _publish(self, tenant: str, user: str) -> None:
        platform = self._platform
        installed = await platform.installations.find(platform.client(), tenant)
        if installed is None:
            return
        asked = message_from(platform, installed, {"user_id": user}, Origin("", private=False), "home")
        try:
            if await platform.people.standing(installed, user) is not Standing.MEMBER:
                raise RefusedError
            view = home_view(await asyncio.to_thread(look_at_day, platform.database, asked), await language_for(platform, asked))
        except RefusedError:
            view = {"type": "home", "blocks": [section(escaped(texts.say(platform.settings.language, "stranger")))]}
        await platform.client(installed).views_publish(user_id=user, view=view)


def _trim(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
