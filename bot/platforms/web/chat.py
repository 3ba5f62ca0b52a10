"""The local web chat as a platform: what comes in goes to the inbox, what goes out is shown from the outbox, and open pages are told of news."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import uvicorn
from starlette.routing import BaseRoute

from bot.config import Settings, SettingsError
from bot.platforms.platform import Outgoing, Receive
from bot.platforms.web import people
from bot.platforms.web.listeners import Listeners
from scheduler.clock import Clock
from scheduler.outbox import Sent
from storage.database import Database

STOP_S = 3
"""How long open requests may take to come to their end when the process stops."""


class _Server(uvicorn.Server):
    """Uvicorn in a loop that is not its own: whoever owns the loop owns the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebChat:
    """The web chat. Pages and what they send are in ``site``; sending is nothing but telling them to look, so it may be repeated."""

    name = people.PLATFORM
    repeats_safely = True
    per_second: float | None = None
    routes: Sequence[BaseRoute] = ()

    def __init__(self, settings: Settings, database: Database, clock: Clock, receive: Receive) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.receive = receive
        self.open_routes: Sequence[BaseRoute] = ()
        """What all platforms take by HTTP; this server serves it."""
        self.listeners = Listeners()
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._is_stopped = False

    async def send(self, outgoing: Outgoing) -> Sent:
        """It is sent by being noted down as sent; a message that takes another's place keeps its id. ``refresh`` follows once that is committed."""
        return Sent(outgoing.replaces or str(outgoing.item_id))

    def rest_after(self, address: str) -> timedelta:
        """None: nobody is called away by it."""
        return timedelta(0)

    def refresh(self) -> None:
        """Have open pages look for news."""
        self.listeners.tell()

    def bind(self) -> str:
        """Take the port and return the address of the first page; raises SettingsError where it can't be had."""
        settings = self.settings
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        try:
            self._socket = socket.create_server((settings.host, settings.port), family=family)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                msg = f"PORT: {settings.port} is in use on {settings.host}; stop what uses it, or choose another with PORT={settings.port + 1}"
            else:
                msg = f"HOST: can't listen on {settings.host}:{settings.port} ({error.strerror})"
            raise SettingsError(msg) from None
        host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
        return f"http://{host}:{self._socket.getsockname()[1]}"

    async def run(self) -> None:
        """Serve until ``stop``."""
        from bot.platforms.web.site import create_site

        if self._socket is None:
            self.bind()
        assert self._socket is not None
        await asyncio.to_thread(self.add_accounts)
        config = uvicorn.Config(
            create_site(self),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=STOP_S,
        )
        self._server = _Server(config)
        self._server.should_exit = self._is_stopped  # told to stop before it could begin
        await self._server.serve([self._socket])

    def stop(self) -> None:
        """Take no more requests and let open pages go."""
        self._is_stopped = True
        self.listeners.close()
        if self._server is not None:
            self._server.should_exit = True

    def add_accounts(self) -> None:
        """See to it that all members can be reached here."""
        now = self.clock.now()
        with self.database.write(now, everywhere=True) as session:
            people.add_missing_accounts(session, now)
