"""Pictures and documents that people attach: fetched from Slack's own host only, never through a redirect, and no larger than is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.inbox import describe
from bot.platforms.slack.installs import Installed
from bot.platforms.web.files import picture_type
from handlers.messages import File, cleaned
from storage.files import SIZE_LIMIT

if TYPE_CHECKING:
    from bot.platforms.slack.platform import SlackPlatform

log = logging.getLogger(__name__)

HOST = "files.slack.com"
SLACK = "slack.com"
NAME_LIMIT = 120
MOST_FILES = 10
PATIENCE_S = 2.0
"""Slack wants its acknowledgement within 3 seconds. What takes longer is fetched all the same, and is there when Slack sends the event again."""
LAST_TRY = 3
"""The number of Slack's last retry: after it a text is kept without the files that still are not there."""
NOT_STORED = frozenset({"tombstone", "hidden_by_limit", "external", "email"})
KEEP_S = 600
"""How long what was fetched is remembered: longer than Slack goes on to tell of it."""
PIECE = 64 * 1024


@dataclass(frozen=True)
class Fetched:
    """What came of a message's files."""

    files: tuple[File, ...] = ()
    refused: tuple[str, ...] = ()
    """The names of those that can't be had."""


class Files:
    """Fetches files, each once however often Slack tells of it."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self._fetching: dict[str, asyncio.Task[File | None]] = {}

    async def fetch(self, installed: Installed, told: tuple[Mapping[str, Any], ...], retry: int) -> Fetched:
        """Fetch a message's files; raises TimeoutError where Slack should tell of them again later."""
        tasks = [self._begin(installed, one) for one in told[:MOST_FILES]]
        if not tasks:
            return Fetched()
        done, late = await asyncio.wait(tasks, timeout=PATIENCE_S)
        if late and retry < LAST_TRY:
            raise TimeoutError
        found = [task.result() if task in done else None for task in tasks]
        refused = [_name(one) for one, file in zip(told, found, strict=False) if file is None]
        return Fetched(tuple(file for file in found if file), (*refused, *map(_name, told[MOST_FILES:])))

    def _begin(self, installed: Installed, told: Mapping[str, Any]) -> asyncio.Task[File | None]:
        key = f"{installed.team_id}:{told.get('id')}"
        if key not in self._fetching:
            task = self._platform.track(self._fetch(installed, told))
            task.add_done_callback(lambda _: asyncio.get_running_loop().call_later(KEEP_S, self._fetching.pop, key, None))
            self._fetching[key] = task
        return self._fetching[key]

    async def _fetch(self, installed: Installed, told: Mapping[str, Any]) -> File | None:
        """A file's content in our store; None where it can't be had."""
        try:
            if told.get("file_access") == "check_file_info":
                told = (await self._platform.client(installed).files_info(file=told["id"]))["file"]
            url = str(told.get("url_private_download") or told.get("url_private") or "")
            if told.get("mode") in NOT_STORED or int(told.get("size") or 0) > SIZE_LIMIT or not self.is_allowed(url):
                return None
            content = await self._download(installed, url)
            if content is None:
                return None
            sha256 = await asyncio.to_thread(self._platform.database.files.put, content)
            return File(sha256, _name(told), picture_type(content) or _media_type(told))
        except Exception as error:  # noqa: BLE001 - the text that came with it counts more
            log.warning("a file was not fetched: %s", describe(error))
            return None

    def is_allowed(self, url: str) -> bool:
        """Whether our token may be sent there: Slack's host for files, or the very place that SLACK_API_URL names where that is not Slack."""
        try:
            asked, api = urlsplit(url), urlsplit(self._platform.settings.slack_api_url)
            place = (asked.scheme, asked.netloc)
        except ValueError:
            return False
        is_slack = api.hostname is None or api.hostname == SLACK or api.hostname.endswith(f".{SLACK}")
        return place == ("https", HOST) or (not is_slack and place == (api.scheme, api.netloc))

    async def _download(self, installed: Installed, url: str) -> bytes | None:
        headers = {"Authorization": f"Bearer {installed.token}"}
        async with self._platform.session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status != 200 or (answer.content_length or 0) > SIZE_LIMIT or _is_sign_in_page(answer, url):
                return None
            content = bytearray()
            async for piece in answer.content.iter_chunked(PIECE):
                content += piece
                if len(content) > SIZE_LIMIT:
                    return None
            return bytes(content)


def _is_sign_in_page(answer: aiohttp.ClientResponse, url: str) -> bool:
    """What Slack answers with where the token may not read files."""
    return answer.content_type == "text/html" and not urlsplit(url).path.endswith((".html", ".htm"))


def _name(told: Mapping[str, Any]) -> str:
    name = cleaned(str(told.get("name") or told.get("title") or told.get("id") or "file")).replace("\n", " ").replace("/", "_").strip()
    stem, dot, suffix = name.rpartition(".")
    return name if len(name) <= NAME_LIMIT else f"{(stem or name)[: NAME_LIMIT - 12]}{dot}{suffix[:11]}"


def _media_type(told: Mapping[str, Any]) -> str:
    """As Slack says, but for pictures: what does not begin like one is none, but for phones' own kind."""
    said = str(told.get("mimetype") or "")
    return said if said == "image/heic" or (said and not said.startswith("image/")) else "application/octet-stream"
