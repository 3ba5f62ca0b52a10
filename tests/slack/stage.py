"""A dialogue played in Slack: what its people do becomes Slack's payloads, what they see is read back from blocks and views."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import Delivery
from bot.platforms.slack.blocks import escaped
from bot.platforms.slack.files import Fetched
from bot.platforms.slack.modals import DAY, TIME, quoted
from bot.platforms.slack.slashes import slash_list
from bot.platforms.terminal.screen import Seen
from bot.platforms.terminal.stage import MENTION, MovableClock, OpenForm, Stage, StageError
from handlers.messages import Button, File, Form, Location, Message, Reply
from handlers.parsing.dates import find_dates
from scheduler import schedules
from storage.database import Database
from tests.slack.checking import check_view
from tests.slack.fake import BOT, TEAM, payloads
from tests.slack.fake.world import Channel as FakeChannel
from tests.slack.fake.world import Shown
from tests.slack.inside import Inside
from tests.slack.people import SlackPeople
from tests.slack.reading import form_in, reply_in

SLASHES = {listed.command for listed in slash_list()}


class SlackStage(Stage):
    """Where it is played."""

    def __init__(self, database: Database, clock: MovableClock, language: str) -> None:
        self.inside = Inside(database, clock, language)
        self.world = self.inside.world
        self.slack_people = SlackPeople(database, self.world)
        super().__init__(database, clock, language, lambda _who, _sign, _text: None, self.slack_people)
        self.inside.platform.rest_after = lambda _address: timedelta(0)  # type: ignore[method-assign]  # the clock stands still
        self.delivery = Delivery(database, {"slack": self.inside.platform}, clock)
        self.world.new_ts = self._new_ts  # type: ignore[method-assign]
        self.inside.on_shown = self._on_shown
        self.shown: dict[str, Shown] = {}
        """The messages on people's screens, by their ts."""
        self.views: dict[str, dict[str, Any]] = {}
        """Each one's open view."""
        self.wrote: dict[str, list[Shown]] = {}

    def _new_ts(self) -> str:
        """Each its own, none later than the clock stands."""
        return f"{int(self.clock.now().timestamp())}.000{self.world.number():06d}"

    def _on_shown(self, shown: Shown, instead: bool) -> None:
        viewer = self.slack_people.name_of(shown.only_for or shown.channel)
        self.shown[shown.ts] = shown
        seen = Seen(shown.ts, self.slack_people.name_of(shown.channel), viewer, reply_in(shown.blocks), shown.thread_ts)
        self.screens.show(seen, shown.ts if instead else None)

    async def settle(self) -> None:
        busy = True
        while busy:
            now = self.clock.now()
            looked_at, handled = schedules.tick(self.database, now), self.inside.inbox.work(now)
            busy = bool(looked_at + handled + await self.delivery.send_all())
        await self.inside.platform.finish()

    async def say(self, who: str, text: str, channel: str | None = None, *, replies: bool = False) -> None:
        seen = self.screens.find_last(channel or who) if replies else None
        if replies and seen is None:
            raise StageError(f"{who} has seen no message to reply to there")
        if text.startswith("/"):
            await self._command(who, text, channel)
            return
        thread = (self.shown[seen.external_id].thread_ts or seen.external_id) if seen else None
        await self._post(who, text, seen.chat if seen else channel or who, thread)

    async def _post(self, who: str, text: str, chat: str, thread: str | None = None, *files: dict[str, Any]) -> None:
        user, place = self._at(who, chat)
        marked, mentions = MENTION.subn(f"<@{BOT}> ", escaped(text)) if chat != who else (escaped(text), 0)
        shown = Shown(place.id, self.world.new_ts(), user, marked.strip(), thread_ts=thread, files=list(files))
        self.world.messages.append(shown)
        self.wrote.setdefault(who, []).append(shown)
        inner = payloads.written(shown, place, TEAM)
        if mentions:
            await self._event({key: value for key, value in inner.items() if key not in ("channel_type", "subtype")} | {"type": "app_mention"})
        await self._event(inner)

    async def _event(self, inner: dict[str, Any]) -> None:
        await self.inside.tell(payloads.event(self.world, self.inside.install, inner))
        await self.settle()

    async def _command(self, who: str, text: str, channel: str | None) -> None:
        user, place = self._at(who, channel or who)
        word, _, rest = text.partition(" ")
        name, typed = (word, rest) if word in SLASHES else ("/onpace", text)
        told = await self.inside.tell(payloads.command(self.world, self.inside.install, user, name, escaped(typed), place, self.world.address))
        if told.get("text"):
            self._alert(who, told["text"])
        await self._look_at_views(who, Seen("", channel or who, who, Reply("")), is_unasked=True)
        await self.settle()

    async def edit_last(self, who: str, text: str, channel: str | None = None) -> None:
        last = self._last(who, channel)
        before = Shown(**vars(last))
        last.text, last.edits = MENTION.sub(f"<@{BOT}> ", escaped(text)), last.edits + 1
        await self._event(payloads.changed(self.world, before, last.as_event(), self.world.channels[last.channel]))

    async def delete_last(self, who: str, channel: str | None = None) -> None:
        last = self._last(who, channel)
        self.wrote[who].remove(last)
        self.world.messages.remove(last)
        await self._event(payloads.deleted(self.world, last, self.world.channels[last.channel]))

    def _last(self, who: str, channel: str | None) -> Shown:
        there = (None,) if channel is None else (self.slack_people.id_of(channel),)
        found = next((shown for shown in reversed(self.wrote.get(who, [])) if channel is None or shown.channel in there), None)
        if found is None:
            raise StageError(f"{who} has written nothing that is still there")
        return found

    async def send_file(self, who: str, path: Path, caption: str = "", channel: str | None = None) -> None:
        """Fetching it is tested elsewhere, over sockets."""
        file = File(self.database.files.put(path.read_bytes()), path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream")

        async def fetch(*_: object) -> Fetched:
            return Fetched((file,))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.inside.platform.files, "fetch", fetch)
            await self._post(who, caption, channel or who, None, {"id": "F1", "name": path.name})

    async def share_location(self, who: str, latitude: float, longitude: float, caption: str = "", channel: str | None = None) -> None:
        """There is no such message in Slack: it comes from the check-in page, which tells the inbox of it in the person's private chat."""
        user, place = self._at(who, channel or who)
        here = Message("slack", TEAM, user, place.id, f"page{self.world.number()}", self.clock.now(), private=place.kind == "im")
        self.inside.inbox.receive(replace(here, text=caption, location=Location(latitude, longitude)), self.clock.now())
        await self.settle()

    async def _press(self, who: str, seen: Seen, button: Button) -> None:
        shown = self.shown[seen.external_id]
        element = next(one for one in shown.buttons if (one.get("value", ""), one["text"]["text"]) == (button.action, escaped(button.label)))
        await self.inside.tell(payloads.pressed(self.world, self.inside.install, self._at(who, seen.chat)[0], shown, element, self.world.address))
        await self._look_at_views(who, seen)
        await self.settle()

    async def _look_at_views(self, who: str, seen: Seen, *, is_unasked: bool = False) -> None:
        """Show what was opened since."""
        for view_id, view in list(self.world.views.items()):
            if view_id not in self.views:
                self.views[view_id] = view
                check_view({key: value for key, value in view.items() if key in ("type", "title", "blocks", "submit", "close", "callback_id")})
                form = form_in(view, {})
                if form is None:
                    self._alert(who, reply_in(view["blocks"]).text)
                    continue
                if is_unasked:
                    self._alert(who, form.title)
                self._show_form(who, OpenForm(replace(form, action=view_id), seen))

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        opened = self.forms.get(who)
        if opened is None:
            raise StageError(f"{who} has no open form")
        names = {key.casefold(): field.name for field in opened.form.fields for key in (field.label, field.name)}
        filled = {field.name: field.value for field in opened.form.fields} | {names[key.casefold()]: value for key, value in values.items()}
        view = self.world.views[opened.form.action]
        state = {block["block_id"]: self._state(block, filled) for block in view["blocks"] if block["type"] == "input"}
        user = self._at(who, who)[0]
        del self.forms[who]
        told = await self.inside.tell(payloads.submitted(self.world, self.inside.install, user, view, state))
        if told.get("response_action") == "errors":
            assert set(told["errors"]) <= set(state)
            self._show_form(who, OpenForm(_with(opened.form, filled, told["errors"]), opened.seen))
        elif told.get("response_action") == "update":
            self.world.views[opened.form.action] |= told["view"]
            form = form_in(told["view"], {})
            if form is None:
                self._alert(who, reply_in(told["view"]["blocks"]).text)
            else:
                self._show_form(who, OpenForm(replace(form, action=opened.form.action), opened.seen))
        await self.settle()

    def _state(self, block: dict[str, Any], filled: Mapping[str, str]) -> dict[str, Any]:
        """An input as Slack sends it: where people would pick a day, what the dialogue says in words is looked up in a calendar."""
        name, element = block["block_id"], block["element"]
        value = filled[name.removesuffix(DAY).removesuffix(TIME)]
        if element["type"] in ("datepicker", "timepicker"):
            day, _, time = self._moment(value).partition("T")
            picked = {"selected_date": day or None} if element["type"] == "datepicker" else {"selected_time": time or None}
            return {element["action_id"]: {"type": element["type"], **picked}}
        if element["type"].endswith("_select"):
            labels = {one["text"]["text"]: one for one in element.get("options", ())}
            typed = {"text": {"type": "plain_text", "text": escaped(value)}, "value": quoted(value)} if value else None
            return {element["action_id"]: {"type": element["type"], "selected_option": labels.get(escaped(value), typed)}}
        return {element["action_id"]: {"type": element["type"], "value": value or None}}

    def _moment(self, said: str) -> str:
        if not said or re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", said):
            return said
        return find_dates(said, self.clock.now(), ZoneInfo(self.people.timezone), "US")[0].last.isoformat()

    def _at(self, who: str, chat: str) -> tuple[str, FakeChannel]:
        """Somebody's id, and the place that they are in; whoever is none of the workspace's members is a guest."""
        user = self.slack_people.id_of(who)
        if user not in self.world.users:
            self.world.add_user(user, who, is_restricted=True)
        if chat == who:
            return user, self.world.direct(user)
        place = self.world.channels[self.slack_people.id_of(chat)]
        place.members.add(user)
        return user, place


def _with(form: Form, filled: Mapping[str, str], errors: Mapping[str, str]) -> Form:
    """A form as it stands there when its submission was refused."""
    told = {name.removesuffix(DAY): unescape(error) for name, error in errors.items()}
    return replace(form, fields=tuple(replace(field, value=filled[field.name], error=told.get(field.name, "")) for field in form.fields))
