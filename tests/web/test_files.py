"""Pictures and documents, in and out."""

from __future__ import annotations

import hashlib

import pytest
from httpx2 import Response
from webchat import People, Site, as_text, picture

from bot.platforms.web.files import MOST_FILES
from storage.files import SIZE_LIMIT

PNG = picture()


def send(site: Site, people: People, *files: tuple[str, bytes, str], text: str = "") -> Response:
    uploads = [("files", file) for file in files]
    return site.post(f"/as/{people.lily}/chats/{people.channel}/messages", {"text": text}, files=uploads)


def test_a_picture_is_kept_and_shown_in_place(site: Site, people: People) -> None:
    assert send(site, people, ("board.png", PNG, "image/png"), text="the whiteboard").status_code == 204
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert site.came_in()[0]["files"] == [{"sha256": sha256, "name": "board.png", "media_type": "image/png", "fetch": ""}]
    html = site.get(f"/as/{people.tom}/chats/{people.channel}/news").text
    assert f'<img src="/files/{sha256}/board.png" alt="board.png">' in html
    response = site.get(f"/files/{sha256}/board.png")
    assert response.content == PNG
    assert response.headers["content-type"] == "image/png"
    assert response.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(("name", "content"), [("page.txt", b"<script>alert(1)</script>"), ("list.csv", b"a,b\n1,2\n"), ("报价.pdf", b"%PDF-1.7")])
def test_a_document_is_saved_and_never_run(site: Site, people: People, name: str, content: bytes) -> None:
    assert send(site, people, (name, content, "text/html")).status_code == 204
    kept = site.came_in()[0]["files"][0]
    assert kept["name"] == name
    assert kept["media_type"] != "text/html"
    response = site.get(f"/files/{kept['sha256']}/{name}")
    assert response.content == content
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert name in as_text(site.get(f"/as/{people.tom}/chats/{people.channel}/news").text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("drawing.svg", b"<svg onload=alert(1)>"),
        ("fake.png", b"<script>"),
        ("noname", b"x"),
        ("x.jpg", b""),
    ],
)
def test_other_kinds_are_refused_in_words(site: Site, people: People, name: str, content: bytes) -> None:
    response = send(site, people, (name, content, "image/png"))
    assert response.status_code == 422
    assert f"“{name}”" in as_text(response.text)
    assert site.came_in() == []


def test_a_name_cannot_lead_anywhere(site: Site, people: People) -> None:
    bad = ("../../etc/pa\u202esswd.txt", "C:\\fakepath\\a.txt", f"{'n' * 500}.txt")
    send(site, people, *[(name, b"x", "text/plain") for name in bad])
    names = [file["name"] for file in site.came_in()[0]["files"]]
    assert names[:2] == ["passwd.txt", "a.txt"]
    assert len(names[2]) == 120
    assert names[2].endswith(".txt")


def test_one_that_is_too_large_and_too_many_are_refused(site: Site, people: People) -> None:
    large = send(site, people, ("large.txt", b"x" * (SIZE_LIMIT + 1), "text/plain"))
    assert large.status_code == 413
    assert "at most 20 MB" in as_text(large.text)
    many = send(site, people, *[(f"{number}.txt", b"x", "text/plain") for number in range(MOST_FILES + 1)])
    assert many.status_code == 422
    assert site.came_in() == []
