"""A small team in Slack for tests that look at what goes to and fro: Lily and Tom are reps of East, Max manages it; they share #east."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from conftest import NOW
from sqlalchemy import select

from bot.platforms.slack.shortcuts import ADD_UPDATE, LOG_MESSAGE, UPDATE
from bot.platforms.terminal.steps import AddChannel, AddMember, AddTeam, WorkspaceSetUp
from scheduler.clock import SetClock
from storage.database import Database
from storage.models import InboxItem, Role
from tests.slack.fake import BOT, payloads
from tests.slack.fake.world import Shown
from tests.slack.stage import SlackStage

T = TypeVar("T")
R = TypeVar("R")


class Desk(SlackStage):
    """What its people do, one thing after the other; each returns what Slack was answered with."""

    def __init__(self, database: Database, language: str = "en") -> None:
        super().__init__(database, SetClock(NOW), language)
        for line in (
            WorkspaceSetUp("Acme Sales", language=language, timezone="Asia/Shanghai", country="CN", region="CN", currency="CNY"),
            AddTeam("East"),
            AddMember("lily", "Lily Chen", team="East"),
            AddMember("tom", "Tom Reid", team="East"),
            AddMember("max", "Max Meyer", role=Role.MANAGER, team="East"),
            AddChannel("#east", team="East"),
        ):
            self.slack_people.set_up(line, NOW)
        for who in ("lily", "tom", "max"):
            self._at(who, "#east")

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it, and let everything happen that follows at once; a second goes by."""

        async def whole() -> T:
            done = await work
            await self.settle()
            return done

        done = asyncio.run(whole())
        self.clock.set(self.clock.now() + timedelta(seconds=1))
        return done

    def tell(self, payload: dict[str, Any]) -> dict[str, Any]:
        return self.do(self.inside.tell(payload))

    def user(self, who: str) -> str:
        return self.slack_people.id_of(who)

    def write(self, who: str, text: str, channel: str = "") -> None:
        self.do(self.say(who, text, channel or None))

    def slash(self, who: str, name: str, text: str = "", channel: str = "", **more: Any) -> dict[str, Any]:
        place = self._at(who, channel or who)[1]
        return self.tell(payloads.command(self.world, self.inside.install, self.user(who), name, text, place, self.world.address) | more)

    def push(self, who: str, shown: Shown, label: str) -> dict[str, Any]:
        """Press a button on a message."""
        element = next(button for button in shown.buttons if button["text"]["text"] == label)
        return self.tell(payloads.pressed(self.world, self.inside.install, self.user(who), shown, element, self.world.address))

    def push_in(self, who: str, view: dict[str, Any], label: str) -> dict[str, Any]:
        """Press a button in a view."""
        elements = [element for block in view["blocks"] for element in (*block.get("elements", ()), *filter(None, [block.get("accessory")]))]
        element = next(element for element in elements if element.get("text", {}).get("text") == label)
        return self.tell(payloads.pressed_in_view(self.world, self.inside.install, self.user(who), view, element))

    def submit(self, who: str, view: dict[str, Any], **typed: str) -> dict[str, Any]:
        """Send a form with what stands in it, but for these."""
        from tests.slack.reading import value_of

        inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
        filled = {name: value_of(block["element"]) for name, block in inputs.items()} | typed
        state = {name: self._state(block, {name: filled[name], name.rpartition(".")[0]: filled[name]}) for name, block in inputs.items()}
        return self.tell(payloads.submitted(self.world, self.inside.install, self.user(who), view, state))

    def suggest(self, who: str, view: dict[str, Any], name: str, typed: str) -> list[tuple[str, str]]:
        """What an input suggests: labels and values."""
        block = next(block for block in view["blocks"] if block.get("block_id") == name)
        answer = self.tell(payloads.suggestion(self.world, self.inside.install, self.user(who), view, block, typed))
        return [(option["text"]["text"], option["value"]) for option in answer["options"]]

    def log(self, who: str, said: Shown) -> None:
        """The shortcut of a message."""
        channel = self.world.channels[said.channel]
        response = self.world.new_response(channel=channel.id, user=self.user(who))
        more = {
            "callback_id": LOG_MESSAGE,
            "trigger_id": self.world.new_trigger(),
            "message_ts": said.ts,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": said.as_event(),
            "response_url": f"{self.world.address}/response/{response}",
        }
        self.tell(payloads.interaction(self.world, self.inside.install, self.user(who), "message_action", **more))

    def add_update(self, who: str) -> None:
        """The shortcut that can be used anywhere."""
        more = {"callback_id": ADD_UPDATE, "trigger_id": self.world.new_trigger()}
        self.tell(payloads.interaction(self.world, self.inside.install, self.user(who), "shortcut", **more))

    def open_home(self, who: str, tab: str = "home") -> None:
        event = {"type": "app_home_opened", "user": self.user(who), "channel": f"D{self.user(who)[1:]}", "tab": tab}
        self.tell(payloads.event(self.world, self.inside.install, event))

    def home(self, who: str) -> dict[str, Any]:
        return self.world.homes[self.user(who)]

    def view(self) -> dict[str, Any]:
        """The view that was opened or changed last."""
        return list(self.world.views.values())[-1]

    def told(self, where: str, *, only_for: str = "") -> list[Shown]:
        """What the assistant has said in a chat, the oldest first; with ``only_for`` what that person alone was shown."""
        chat = self._at(where, where)[1].id if not where.startswith("#") else self.slack_people.id_of(where)
        whom = self.user(only_for) if only_for else None
        return [shown for shown in self.world.messages if shown.channel == chat and shown.user == BOT and shown.only_for == whom]

    def rows(self, model: type[R]) -> list[R]:
        with self.database.read(everywhere=True) as session:
            found = list(session.scalars(select(model)).all())
            session.expunge_all()
            return found

    def kept(self) -> int:
        """How many messages were taken in."""
        return len(self.rows(InboxItem))


__all__ = ["UPDATE", "Desk"]
