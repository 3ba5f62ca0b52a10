"""What python-telegram-bot sends its requests with: one aiohttp session (its own back end gets slower the more is under way).

The token is part of every address, so no error of the client's is passed on: only its kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError, FormData, TCPConnector
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # it makes no other way to ask for a method's raw answer

CONNECT_S = 5.0
ANSWER_S = 20.0
CONNECTIONS = 100


class NotSentError(NetworkError):
    """No connection could be made: nothing was sent."""


class BrokenError(NetworkError):
    """The connection broke after the request was on its way: nobody knows what became of it."""


class AiohttpRequest(BaseRequest):
    """Requests over one session that is opened by the first of them."""

    def __init__(self, url: str = "") -> None:
        self._url = url
        self._session: ClientSession | None = None
        self._is_closed = False

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return ANSWER_S

    async def initialize(self) -> None:
        """Nothing: the session is opened when it is needed."""

    async def shutdown(self) -> None:
        """Close the session for good."""
        self._is_closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @property
    def session(self) -> ClientSession:
        """The session. Raises NotSentError once it is closed."""
        if self._is_closed:
            raise NotSentError("closed")
        if self._session is None:
            connector = TCPConnector(limit=CONNECTIONS)
            self._session = ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT}, proxy=_proxy_to(self._url))
        return self._session

    async def ask(self, url: str, parameters: Mapping[str, object], answer_s: float = ANSWER_S) -> Any:  # noqa: ANN401 - whatever the method returns
        """A method's result as it came, unparsed; raises TelegramError."""
        data = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
        return await self.post(url, data, read_timeout=answer_s)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - a number, None or PTB's mark for "not given"
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Send one request; raises NotSentError, TimedOut or BrokenError."""
        answer_s = ANSWER_S if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=answer_s)
        try:
            async with self.session.request(method, url, data=_body(request_data), timeout=timeout, allow_redirects=False) as response:
                payload = await response.read()
                return response.status, needed(url.rpartition("/")[2], payload) if response.ok else payload
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotSentError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError, ValueError) as error:
            raise BrokenError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of the Bot API; raises TelegramError for what is none. PTB's own way logs it."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("an answer that is no JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("an answer that is no object")
        return answer


def needed(method: str, payload: bytes) -> bytes:
    """An answer cut to what we have a use for: of a message that was sent its id, of the bot itself that it is one.

    What else a server tells with it, or leaves out, is no reason to think that it was not done, and to do it again.
    """
    if not method.startswith(("send", "edit")) and method != "getMe":
        return payload
    try:
        answer = json.loads(payload)
    except ValueError:
        return payload
    if not (isinstance(answer, dict) and answer.get("ok")):
        return payload
    told = answer["result"] if isinstance(answer.get("result"), dict) else {}
    if method == "getMe":
        return json.dumps({"ok": True, "result": {"is_bot": True, **told}}).encode()
    if method.startswith("edit"):
        return b'{"ok": true, "result": true}'
    number = told.get("message_id")
    sent = {"message_id": number if isinstance(number, int) else 0, "date": 0, "chat": {"id": 0, "type": "private"}}
    return json.dumps({"ok": True, "result": sent}).encode()


def _proxy_to(url: str) -> str | None:
    """The proxy that the environment names (``HTTPS_PROXY``, ``NO_PROXY``), looked up once: aiohttp's own way opens ``.netrc`` for each request."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _body(request_data: RequestData | None) -> FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
