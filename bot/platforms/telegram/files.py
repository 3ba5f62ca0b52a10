"""Fetch what people sent: only from the Bot API's own address, never more than the limit, and whole or not at all."""

from __future__ import annotations

import asyncio
import logging

import telegram
from aiohttp import ClientError, ClientTimeout
from telegram.error import BadRequest, TelegramError

from bot.platforms.telegram.request import AiohttpRequest
from handlers.messages import File
from storage.files import SIZE_LIMIT

log = logging.getLogger(__name__)

CHUNK = 64 * 1024
PIECE_S, WHOLE_S = 20.0, 60.0


class NotFetchedError(Exception):
    """The file can't be had; the message says why, in a few words."""


async def fetch(bot: telegram.Bot, request: AiohttpRequest, file: File) -> bytes:
    """A file's content; raises NotFetchedError where there is no use in trying again, TelegramError or TimeoutError where there may be."""
    try:
        found = await bot.get_file(file.fetch)
    except BadRequest as error:
        raise NotFetchedError("too large" if "too big" in error.message else "not there any more") from None
    url = found.file_path or ""
    if not url.startswith(f"{bot.base_file_url}/") or ".." in url:
        raise NotFetchedError("not at the Bot API's address")  # a local Bot API server gives a path on its own disk
    if (found.file_size or 0) > SIZE_LIMIT:
        raise NotFetchedError("too large")
    async with asyncio.timeout(WHOLE_S):
        return await _download(request, url)


async def _download(request: AiohttpRequest, url: str) -> bytes:
    try:
        async with request.session.get(url, timeout=ClientTimeout(total=None, sock_read=PIECE_S), allow_redirects=False) as response:
            if response.status in (404, 410):
                raise NotFetchedError("not there any more")
            if response.status != 200:
                raise TelegramError(f"status {response.status}")
            content = bytearray()
            async for piece in response.content.iter_chunked(CHUNK):
                content += piece
                if len(content) > SIZE_LIMIT:
                    raise NotFetchedError("too large")
            return bytes(content)
    except (ClientError, OSError) as error:
        raise TelegramError(type(error).__name__) from None
