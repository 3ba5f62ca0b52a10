"""Who opened a page of ours inside Telegram: what the app hands to it, signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(hours=1)
LENGTH_LIMIT = 8192


def account_of(init_data: str, token: str, now: datetime) -> str | None:
    """The account that opened the page; None where the signature is not ours, or too old."""
    if len(init_data) > LENGTH_LIMIT:
        return None
    fields = dict(parse_qsl(init_data, keep_blank_values=True))
    told = fields.pop("hash", "")
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    expected = hmac.new(secret, checked.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), told.encode()):
        return None
    signed_at = fields.get("auth_date", "")
    if not signed_at.isdecimal() or len(signed_at) > 12:
        return None
    age = now - datetime.fromtimestamp(int(signed_at), UTC)
    if not -timedelta(minutes=1) <= age <= FRESH:
        return None
    try:
        user = json.loads(fields.get("user", ""))
    except ValueError:
        return None
    return str(user["id"]) if isinstance(user, dict) and isinstance(user.get("id"), int) else None
