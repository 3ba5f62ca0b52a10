"""Files are kept by their content, and nothing else can be read through them."""

from pathlib import Path

import pytest

from storage import files
from storage.files import FileStore, FileTooLargeError


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first = store.put(b"picture")
    assert store.put(b"picture") == first
    assert store.get(first) == b"picture"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "0" * 64])
def test_what_is_no_kept_hash_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        FileStore(tmp_path).get(name)


def test_too_large_a_file_is_refused_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SIZE_LIMIT", 10)
    with pytest.raises(FileTooLargeError):
        FileStore(tmp_path).put(b"x" * 11)
    assert list(tmp_path.iterdir()) == []
