"""The fake as tests use it: it runs in a thread of its own, and its people do things one after the other."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web as aioweb

from tests.slack.fake import payloads
from tests.slack.fake.senders import Delivery, Sender
from tests.slack.fake.web import Fault, Web
from tests.slack.fake.world import BOT, TEAM, TOKEN, Install, Shown, World

T = TypeVar("T")

PATIENCE_S = 15.0


class FakeSlack:
    """Slack, with one workspace in which the app is installed."""

    def __init__(self) -> None:
        self.world = World()
        self.web = Web(self.world)
        self.sender = Sender(self.web)
        self.expected_refusals: list[str] = []
        """What a test wants to see refused; anything else that is refused fails it."""
        self._loop = asyncio.new_event_loop()
        self._runner: aioweb.AppRunner | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> FakeSlack:
        self._thread.start()
        self.do(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self._runner = aioweb.AppRunner(self.web.app(), shutdown_timeout=0.5)
        await self._runner.setup()
        site = aioweb.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.world.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        for socket in list(self.web.sockets):
            await socket.close()
        await self.sender.close()
        assert self._runner is not None
        await self._runner.cleanup()
        await asyncio.sleep(0.05)  # for connections to be gone when the loop is

    @property
    def api_url(self) -> str:
        return f"{self.world.address}/api/"

    @property
    def calls(self) -> list[tuple[str, dict[str, Any], float]]:
        return self.web.calls

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    # what goes wrong

    def fail(self, method: str, error: str, *, times: int = 1, where: str = "", status: int = 200, **headers: str) -> None:
        """Have the next calls of a method fail (``Fault``)."""
        self.web.faults.append(Fault(method, error, status, {name.replace("_", "-"): value for name, value in headers.items()}, times, where))

    def drop_sockets(self, *, politely: bool = False) -> None:
        """Cut the connections, or ask the app to make others first."""

        async def drop() -> None:
            for socket in list(self.web.sockets):
                if politely:
                    await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
                else:
                    assert socket._req is not None
                    assert socket._req.transport is not None
                    socket._req.transport.abort()

        self.do(drop())

    # what people do

    def write(self, user: str, text: str, channel: str | None = None, *, thread: str | None = None, token: str = TOKEN, **more: Any) -> Delivery:
        """Somebody writes; returns what became of the event. ``shown()[-1]`` is the message."""
        return self.do(self.writing(user, text, channel, thread=thread, token=token, **more))

    async def writing(
        self, user: str, text: str, channel: str | None = None, *, thread: str | None = None, token: str = TOKEN, **more: Any
    ) -> Delivery:
        install = self.world.installs[token]
        place = self.world.channels[channel] if channel else self.world.direct(user, install.team)
        shown = Shown(place.id, self.world.new_ts(), user, text, thread_ts=thread, files=more.pop("files", []))
        self.world.messages.append(shown)
        inner = payloads.written(shown, place, self.world.users[user]["team_id"]) | more
        deliveries = []
        if f"<@{install.bot}>" in text and place.kind != "im":
            mention = {name: value for name, value in inner.items() if name not in ("channel_type", "subtype")} | {"type": "app_mention"}
            deliveries.append(await self.sender.event(payloads.event(self.world, install, mention)))
        if install.bot in place.members:
            deliveries.append(await self.sender.event(payloads.event(self.world, install, inner)))
        return deliveries[-1] if deliveries else Delivery(True, {}, 0, 0)

    def tell(self, inner: dict[str, Any], *, token: str = TOKEN, event_id: str | None = None) -> Delivery:
        """Any other event."""
        return self.do(self.sender.event(payloads.event(self.world, self.world.installs[token], inner, event_id)))

    def edit(self, shown: Shown, text: str) -> Delivery:
        before = Shown(**vars(shown))
        shown.text, shown.edits = text, shown.edits + 1
        return self.tell(payloads.changed(self.world, before, shown.as_event(), self.world.channels[shown.channel]))

    def delete(self, shown: Shown) -> Delivery:
        """A message is taken back; one that began a thread leaves a tombstone."""
        channel = self.world.channels[shown.channel]
        if any(one.thread_ts == shown.ts for one in self.world.messages if one is not shown):
            tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "ts": shown.ts}
            return self.tell(payloads.changed(self.world, shown, tombstone | {"thread_ts": shown.ts, "hidden": True}, channel))
        self.world.messages.remove(shown)
        return self.tell(payloads.deleted(self.world, shown, channel))

    def press(self, user: str, shown: Shown, label: str, *, token: str = TOKEN) -> Delivery:
        """Somebody presses a button on a message of the app's."""
        assert shown.only_for in (None, user)
        element = next(button for button in shown.buttons if button["text"]["text"] == label)
        return self.interact(payloads.pressed(self.world, self.world.installs[token], user, shown, element, self.world.address))

    def interact(self, payload: dict[str, Any]) -> Delivery:
        return self.do(self.sender.once("interactive", payload))

    def change_user(self, user: str, **flags: Any) -> Delivery:
        """Somebody's profile or standing changes."""
        self.world.users[user] |= flags
        return self.tell({"type": "user_change", "user": self.world.users[user], "cache_ts": int(time.time())})

    def slash(self, user: str, name: str, text: str = "", channel: str | None = None) -> Delivery:
        install = self.world.installs[TOKEN]
        place = self.world.channels[channel] if channel else self.world.direct(user, TEAM)
        payload = payloads.command(self.world, install, user, name, text, place, self.world.address)
        return self.do(self.sender.once("slash_commands", payload))

    def attach(self, name: str, content: bytes, **more: Any) -> dict[str, Any]:
        """A file that somebody may attach."""
        file_id = f"F{self.world.number()}"
        url = f"{self.world.address}/files/{file_id}/{quote(name, safe='')}"
        about = {"id": file_id, "name": name, "mimetype": "image/png", "size": len(content), "mode": "hosted", "url_private": url}
        self.world.files[file_id] = {**about, "url_private_download": url, **more}
        self.world.contents[file_id] = content
        return self.world.files[file_id]

    def install(self, team: str, token: str, enterprise: str | None = None) -> Install:
        """The app in one more workspace."""
        self.world.installs[token] = Install(team, token, enterprise)
        return self.world.installs[token]

    # what people see

    def shown(self, channel: str, *, by_bot: bool | None = None) -> list[Shown]:
        """The messages in a channel, or in somebody's private chat with the app (by the person's id)."""
        place = self.world.direct(channel).id if channel in self.world.users else channel
        return [shown for shown in self.world.messages if shown.channel == place and by_bot in (None, shown.by_bot)]

    def told(self, channel: str) -> list[Shown]:
        """What the app has said there."""
        return self.shown(channel, by_bot=True)

    def wait(self, what: Callable[[], T], patience_s: float = PATIENCE_S) -> T:
        """Wait until something is true, and return it."""
        end = time.monotonic() + patience_s
        while not (found := what()):
            assert time.monotonic() < end, f"it did not happen; refused: {self.web.refused}; last calls: {[call[:2] for call in self.calls[-4:]]}"
            time.sleep(0.01)
        return found

    def wait_for(self, channel: str, text: str) -> Shown:
        """Wait until the app has said something there that holds a text; the newest of such."""
        return self.wait(lambda: next((shown for shown in reversed(self.told(channel)) if text in _all_text(shown)), None))  # type: ignore[return-value]


def _all_text(shown: Shown) -> str:
    return "\n".join([shown.text, *(str(block) for block in shown.blocks)])


__all__ = ["BOT", "FakeSlack"]
