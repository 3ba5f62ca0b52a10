"""Pictures of ours: uploaded once to each workspace, and shown in the messages that hold them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbox import describe
from bot.platforms.slack.errors import name_of, refusal
from handlers.messages import Image
from storage.files import FileStore

log = logging.getLogger(__name__)

MOST_KEPT = 500
ALT_LIMIT = 1000


@dataclass
class _Uploaded:
    """A picture in one workspace: whoever needs it while it is being uploaded waits for that."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    id: str = ""


class Pictures:
    """What was uploaded, by workspace and content."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._kept: OrderedDict[tuple[str, str], _Uploaded] = OrderedDict()

    async def upload(self, client: AsyncWebClient, tenant: str, image: Image | None) -> str | None:
        """Slack's id of a picture; None where there is none or Slack does not take it: the message goes out without. Raises where it is to wait."""
        if image is None:
            return None
        known = self._kept.setdefault((tenant, image.sha256), _Uploaded())
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        async with known.lock:
            known.id = known.id or await self._upload(client, image)
        return known.id or None

    async def _upload(self, client: AsyncWebClient, image: Image) -> str:
        """Slack's id, empty where it does not take the picture."""
        try:
            content = await asyncio.to_thread(self._files.get, image.sha256)
            kind = image.media_type.rpartition("/")[2]
            told = await client.files_upload_v2(content=content, filename=f"chart.{kind}", alt_txt=image.description[:ALT_LIMIT])
            return str(told["file"]["id"])
        except SlackApiError as error:
            if refusal(error).retry_after is not None:
                raise
            log.warning("a picture could not be uploaded: %s", name_of(error))
        except (SlackRequestError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("a picture could not be uploaded: %s", describe(error))
        return ""
