"""Pictures of ours: uploaded once to each workspace, and shown in the messages that hold them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict

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


class Pictures:
    """What was uploaded, by workspace and content."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def upload(self, client: AsyncWebClient, tenant: str, image: Image | None) -> str | None:
        """Slack's id of a picture; None where there is none or Slack does not take it: the message goes out without. Raises where it is to wait."""
        if image is None:
            return None
        key = (tenant, image.sha256)
        if key not in self._ids:
            try:
                content = await asyncio.to_thread(self._files.get, image.sha256)
                kind = image.media_type.rpartition("/")[2]
                told = await client.files_upload_v2(content=content, filename=f"chart.{kind}", alt_txt=image.description[:ALT_LIMIT])
                self._ids[key] = str(told["file"]["id"])
            except SlackApiError as error:
                if refusal(error).retry_after is not None:
                    raise
                log.warning("a picture could not be uploaded: %s", name_of(error))
                return None
            except (SlackRequestError, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("a picture could not be uploaded: %s", describe(error))
                return None
            while len(self._ids) > MOST_KEPT:
                self._ids.popitem(last=False)
        return self._ids[key]
