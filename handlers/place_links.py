"""Links to the check-in page, for platforms on which nobody can share where they are: signed, short-lived, and bound to a member's private chat.

Pure: the key and the address of the server come with the session (``Database.given``). What comes of the page is in ``handlers.placing``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from handlers.context import Context
from handlers.messages import Button
from storage.models import CheckIn

GIVEN = "place_links"
"""Under which name a session has its ``PlaceLinks``."""
PATH = "/check-in"
VALID_FOR = timedelta(minutes=30)
SIGNATURE = 32


@dataclass(frozen=True)
class Errand:
    """Whose position is asked for and where the receipt goes; ``expires`` is in seconds since 1970."""

    platform: str
    tenant: str
    account: str
    chat: str
    asked: str
    """The external id of the message that it began with."""
    check_in_id: int
    """The check-in that the position belongs to; 0 where it makes a new one."""
    expires: int


@dataclass(frozen=True)
class PlaceLinks:
    """Signs and reads the links: ``key`` is secret, ``public_url`` where people reach the server."""

    key: bytes
    public_url: str

    def link(self, errand: Errand) -> str:
        """The address of the page for an errand."""
        content = json.dumps(astuple(errand), ensure_ascii=False, separators=(",", ":")).encode()
        return f"{self.public_url.rstrip('/')}{PATH}/{_as_text(self._sign(content) + content)}"

    def read(self, token: str) -> Errand | None:
        """The errand of a link; None for one that was not made here, whole and unchanged."""
        try:
            signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (ValueError, Base64Error):
            return None
        signature, content = signed[:SIGNATURE], signed[SIGNATURE:]
        is_ours = hmac.compare_digest(signature, self._sign(content)) and token == _as_text(signed)
        return Errand(*json.loads(content)) if is_ours else None

    def _sign(self, content: bytes) -> bytes:
        return hmac.digest(self.key, content, "sha256")


def message_id(token: str) -> str:
    """The id of the message that a link brings: always the same, so that it brings one only."""
    return f"place.{hashlib.sha256(token.encode()).hexdigest()[:32]}"


def share_buttons(context: Context, check_in: CheckIn | None = None) -> tuple[Button, ...]:
    """The way to the page, for a new check-in or one that has no position; none where it is not needed or others would see it."""
    links, message = context.session.info.get(GIVEN), context.message
    if not isinstance(links, PlaceLinks) or message is None or message.can_share_place or not message.private:
        return ()
    if check_in is not None and (check_in.latitude is not None or check_in.member_id != context.member.id):
        return ()
    expires = int((context.now + VALID_FOR).timestamp())
    asked = (message.platform, message.tenant, message.account, message.chat, message.external_id)
    link = links.link(Errand(*asked, check_in.id if check_in else 0, expires))
    return (Button(context.text("check_ins.share"), "", style="primary", url=link),)


def is_over(errand: Errand, now: datetime) -> bool:
    """Whether its time has passed."""
    return now.timestamp() >= errand.expires


def _as_text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
