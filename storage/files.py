"""Pictures and documents, kept by the hash of their content: the same file is kept once, and a name can't lead out of the folder."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

SIZE_LIMIT = 20 * 1024 * 1024
HASH = re.compile(r"[0-9a-f]{64}")


class FileTooLargeError(ValueError):
    """The file is larger than ``SIZE_LIMIT``."""


class FileStore:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep a file; return its hash. Whole or not at all: it is written beside its place and then moved there."""
        if len(content) > SIZE_LIMIT:
            raise FileTooLargeError
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
        return sha256

    def get(self, sha256: str) -> bytes:
        """A file's content; raises FileNotFoundError for one that is not there, or for what is no hash."""
        if not HASH.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self._path(sha256).read_bytes()

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def files_of(session: Session) -> FileStore:
    """The files that belong to a session's database."""
    store = session.info["files"]
    assert isinstance(store, FileStore)
    return store
