"""Messages that are not whole when they come: their pictures and documents are yet to be fetched, or they are one part of an album.

They are in the inbox already, which keeps their chat's order and holds them back for a while (``bot.inbox.WHOLE_WITHIN``). Here they are made whole
and let go; what a process leaves when it dies is taken up at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.error import TelegramError

from bot.inbox import PENDING, describe
from bot.platforms.telegram.files import NotFetchedError, fetch
from bot.platforms.telegram.incoming import PLATFORM
from bot.platforms.telegram.shared import vcard_cards
from bot.platforms.telegram.stopping import unless_stopped
from handlers import assistant
from handlers.messages import MESSAGE, Card, File, Message, as_payload
from storage.models import InboxItem, InboxState

if TYPE_CHECKING:
    from bot.platforms.telegram.platform import TelegramPlatform

log = logging.getLogger(__name__)

ALBUM_S = 1.0
"""How long after an album's last part it is taken to be complete."""
TRIES, RETRY_S = 4, 1.0
AGAIN_S = 10.0
FETCHES = 4
CARDS = ("text/vcard", "text/x-vcard")
CARDS_LIMIT = 64 * 1024
Group = tuple[str, str]
"""A chat, and the album or the row of the inbox."""


class Arrivals:
    """Makes messages whole, several at a time."""

    def __init__(self, platform: TelegramPlatform) -> None:
        self.platform = platform
        self._woken = asyncio.Event()
        self._fetching = asyncio.Semaphore(FETCHES)
        self._busy: set[Group] = set()

    def look(self) -> None:
        """Something has come in that is not whole."""
        self._woken.set()

    async def run(self) -> None:
        """Until the platform stops; what is not whole then stays in the inbox."""
        self.look()
        works: set[asyncio.Task[None]] = set()
        while await unless_stopped(self.platform.stopping, self._woken.wait()):
            self._woken.clear()
            for group in [group for group in await asyncio.to_thread(self._waiting) if group not in self._busy]:
                self._busy.add(group)
                work = asyncio.create_task(self._complete(group))
                works.add(work)
                work.add_done_callback(works.discard)
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    async def _complete(self, group: Group) -> None:
        try:
            await self._all_parts_in(group)
            parts = (await asyncio.to_thread(self._waiting)).get(group, {})
            wanted = await asyncio.to_thread(self._is_wanted, parts)
            files = [file for message in parts.values() for file in message.files]
            fetched = await asyncio.gather(*(self._fetched(file) for file in files)) if wanted else []
            await asyncio.to_thread(self._let_go, parts, [one for one in fetched if one is not None])
        except Exception as error:  # noqa: BLE001 - whatever it is, it may pass; the inbox handles the message as it is when it has waited long enough
            log.error("a message with files could not be completed yet: %s", describe(error))
            await asyncio.sleep(AGAIN_S)
            self.look()
        finally:
            self._busy.discard(group)

    async def _all_parts_in(self, group: Group) -> None:
        """Wait until an album's parts have come; there is no telling how many they are."""
        count = -1
        while group[1].startswith("album:") and count != (count := len((await asyncio.to_thread(self._waiting)).get(group, {}))):
            await asyncio.sleep(ALBUM_S)

    def _waiting(self) -> dict[Group, dict[int, Message]]:
        """What is not whole, by group and row."""
        found: dict[Group, dict[int, Message]] = defaultdict(dict)
        ours = select(InboxItem.id, InboxItem.chat, InboxItem.payload).where(InboxItem.state == PENDING, InboxItem.platform == PLATFORM)
        with self.platform.database.read(everywhere=True) as session:
            for item_id, chat, payload in session.execute(ours.where(InboxItem.tenant == self.platform.me.tenant).order_by(InboxItem.id)):
                message = MESSAGE.validate_python(payload)
                if not message.is_whole:
                    found[chat, f"album:{message.part_of}" if message.part_of else str(item_id)][item_id] = message
        return found

    def _is_wanted(self, parts: Mapping[int, Message]) -> bool:
        """Files of strangers are not fetched, nor those that are a group's own talk."""
        with self.platform.database.read(everywhere=True) as session, session.no_autoflush:  # it only looks, whatever a look-up notes down
            return any(_is_for_us(session, message) for message in parts.values())

    async def _fetched(self, file: File) -> tuple[File, list[Card]] | None:
        """The file with its content kept (or without, where it can't be had), and the contact cards that are in it."""
        for attempt in range(TRIES):
            try:
                async with self._fetching:
                    content = await fetch(self.platform.bot, self.platform.request, file)
            except NotFetchedError as error:
                log.warning("a file was not fetched: %s", error)
                break
            except (TelegramError, TimeoutError) as error:
                log.warning("a file could not be fetched yet: %s", describe(error))
                await asyncio.sleep(RETRY_S * 2**attempt)
            else:
                cards = vcard_cards(content) if _has_cards(file) and len(content) <= CARDS_LIMIT else []
                if cards:
                    return replace(file, fetch=""), cards
                sha256 = await asyncio.to_thread(self.platform.database.files.put, content)
                return replace(file, sha256=sha256, fetch=""), []
        return replace(file, fetch=""), []

    def _let_go(self, parts: Mapping[int, Message], fetched: Sequence[tuple[File, list[Card]]]) -> None:
        """The first part's row becomes the whole message; the other parts are done with."""
        now = self.platform.clock.now()
        with self.platform.database.write(now, everywhere=True) as session:
            rows = session.scalars(select(InboxItem).where(InboxItem.id.in_(parts), InboxItem.state == PENDING).order_by(InboxItem.id)).all()
            for row in rows[1:]:
                row.state = InboxState.DONE
            if rows:
                whole = _joined(list(parts.values()), fetched)
                rows[0].payload, rows[0].due_at = as_payload(MESSAGE, whole), now


def _is_for_us(session: Session, message: Message) -> bool:
    context = assistant.find_context(session, message)
    if context is None:
        return False
    captures = context.channel is not None and context.channel.capture
    return message.private or message.mentioned or message.reply_to is not None or message.text.startswith("/") or captures


def _has_cards(file: File) -> bool:
    return file.media_type in CARDS or file.name.lower().endswith(".vcf")


def _joined(parts: Sequence[Message], fetched: Sequence[tuple[File, list[Card]]]) -> Message:
    """One message of all parts: every caption, every file that was fetched or should have been."""
    texts = dict.fromkeys(part.text for part in parts if part.text)
    return replace(
        parts[0],
        text="\n".join(texts),
        mentioned=any(part.mentioned for part in parts),
        reply_to=next((part.reply_to for part in parts if part.reply_to), None),
        files=tuple(file for file, cards in fetched if not cards),
        cards=tuple(card for _, cards in fetched for card in cards),
        part_of="",
    )
