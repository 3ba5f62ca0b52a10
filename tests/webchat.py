"""The web chat for tests: its site without a socket, over the small workspace, on a clock that stands still until it is moved."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from conftest import NOW, Ids, fill
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.config import Settings
from bot.delivery import Delivery
from bot.inbox import Inbox
from bot.platforms.web.chat import WebChat
from bot.platforms.web.site import create_site
from handlers.messages import Message, Reply
from handlers.outgoing import push
from handlers.workspaces import add_channel
from scheduler.clock import SetClock
from storage.database import Database
from storage.models import Channel, InboxItem, Member, Team

HOME = "http://127.0.0.1:8080"
FRAGMENT = {"HX-Request": "true"}


def unset_settings(**given: str) -> Settings:
    """The default settings but for these, whatever a ``.env`` here says."""
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]  # pydantic-settings takes it


@dataclass
class Site:
    """A site and what stands behind it."""

    database: Database
    settings: Settings = field(default_factory=lambda: unset_settings(timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"))

    def __post_init__(self) -> None:
        self.clock = SetClock(NOW)
        self.inbox = Inbox(self.database, "en")
        self.chat = WebChat(self.settings, self.database, self.clock, self._receive)
        self.client = TestClient(create_site(self.chat), base_url=HOME, follow_redirects=False)

    async def _receive(self, message: Message) -> bool:
        return self.inbox.receive(message, self.clock.now())

    def settle(self) -> None:
        """Handle and send all that waits; a second goes by."""
        self.inbox.work(self.clock.now())
        asyncio.run(Delivery(self.database, {self.chat.name: self.chat}, self.clock).send_all())
        self.clock.set(self.clock.now() + timedelta(seconds=1))

    def get(self, address: str, **more: Any) -> Response:  # noqa: ANN401
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, str] | None = None, **more: Any) -> Response:  # noqa: ANN401
        """Send a form as the page does."""
        return self.client.post(address, data=data or {}, headers=FRAGMENT | more.pop("headers", {}), **more)

    def say(self, member: int, text: str, room: str = "assistant", **more: str) -> str:
        """A member writes; what the chat shows them afterwards."""
        response = self.post(f"/as/{member}/chats/{room}/messages", {"text": text, **more})
        assert response.status_code == 204, response.text
        self.settle()
        return self.see(member, room)

    def see(self, member: int, room: str = "assistant") -> str:
        """What the chat shows a member now, as text."""
        response = self.get(f"/as/{member}/chats/{room}/news")
        assert response.status_code == 200
        return as_text(response.text)

    def came_in(self) -> list[dict[str, Any]]:
        """All that is in the inbox."""
        with self.database.read(everywhere=True) as session:
            return [item.payload | {"state": item.state.value} for item in session.scalars(select(InboxItem).order_by(InboxItem.id))]

    def came_in_ids(self) -> list[str]:
        """The ids under which it is there."""
        with self.database.read(everywhere=True) as session:
            return list(session.scalars(select(InboxItem.external_id).order_by(InboxItem.id)))

    def told(self, member: int, reply: Reply) -> None:
        """Something is pushed to a member."""
        with self.database.write(self.clock.now(), everywhere=True) as session:
            push(session, session.get_one(Member, member), reply, kind="test", now=self.clock.now())
        self.settle()

    def told_in(self, channel: int, reply: Reply) -> None:
        """Something is pushed to a channel."""
        with self.database.write(self.clock.now(), everywhere=True) as session:
            push(session, session.get_one(Channel, channel), reply, kind="test", now=self.clock.now())
        self.settle()


def as_text(html: str) -> str:
    """A page's words, a line each."""
    html = re.sub(r"<(svg|script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    lines = (unescape(part).strip() for part in re.sub(r"<[^>]*>", "\n", html).split("\n"))
    return "\n".join(line for line in lines if line)


def action_of(html: str, label: str) -> dict[str, str]:
    """What pressing the last button of that label sends."""
    forms = re.findall(r'<form class="buttons".*?</form>', html, flags=re.DOTALL)
    for form in reversed(forms):
        found = re.search(rf'name="action" value="([^"]*)"[^>]*>{re.escape(label)}<', form)
        if found:
            target = re.search(r'name="target" value="([^"]*)"', form)
            assert target
            return {"target": unescape(target[1]), "action": unescape(found[1])}
    raise AssertionError(f"no button {label!r}")


@pytest.fixture
def empty_site(sqlite: Database) -> Site:
    """A site that nobody has visited."""
    return Site(sqlite)


@dataclass(frozen=True)
class People(Ids):
    """The small workspace on the web, with its team's channel."""

    channel: int = 0


@pytest.fixture
def site(sqlite: Database) -> Site:
    """A site with the small workspace behind it."""
    return Site(sqlite)


@pytest.fixture
def people(site: Site) -> People:
    """Its members, each with an account, and the channel #east."""
    return settle_in(site)


def settle_in(site: Site) -> People:
    """Fill a site with the small workspace."""
    ids = fill(site.database)
    with site.database.write(NOW, ids.workspace) as session:
        channel = add_channel(session, "east", "web", str(ids.workspace), "#east", NOW, session.get_one(Team, ids.team))
        channel_id = channel.id
    site.chat.add_accounts()
    return People(**vars(ids), channel=channel_id)


def picture() -> bytes:
    """The smallest PNG."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
