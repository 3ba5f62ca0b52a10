"""The key that secrets are kept and links are signed with: the setting, or one that is made once and kept beside the files."""

from __future__ import annotations

import os
import secrets
from hashlib import sha256

from bot.config import Settings

FILE = "secret.key"


def secret_key(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one purpose: no two purposes share a key."""
    return sha256(f"{purpose}:{settings.secret_key.get_secret_value() or _kept_key(settings)}".encode()).digest()


def _kept_key(settings: Settings) -> str:
    """The key in ``DATA_DIR``, made where there is none; only its owner may read it."""
    path = settings.data_dir / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return path.read_text("ascii").strip()
