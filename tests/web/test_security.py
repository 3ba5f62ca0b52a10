"""What others may not do to the web chat, and what it does with what it can't read."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from webchat import FRAGMENT, HOME, People, Site, as_text, unset_settings

from bot.platforms.web.security import BODY_LIMIT, hosts
from bot.platforms.web.site import create_site
from scheduler import schedules

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def test_pages_let_nothing_in_from_elsewhere(site: Site, people: People) -> None:
    response = site.get(f"/as/{people.lily}/chats/assistant")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    html = response.text
    for scheme in ('src="http', "src='http", 'href="http', "style=", "onclick", "javascript:", "<script>"):
        assert scheme not in html


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "localhost.evil.example"])
def test_another_name_for_this_machine_is_refused(site: Site, people: People, host: str) -> None:
    assert site.get(f"/as/{people.lily}/chats/assistant", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080"])
def test_the_names_of_loopback_are_answered(site: Site, people: People, host: str) -> None:
    assert site.get(f"/as/{people.lily}/chats/assistant", headers={"Host": host}).status_code == 200


def test_the_public_address_does_not_open_the_web_chat_and_an_open_server_answers_to_any(site: Site) -> None:
    public = unset_settings(public_url="https://onpace.example:8443/x")
    assert set(hosts(public)) == {"127.0.0.1", "localhost", "::1", "[::1]"}
    opened = unset_settings(web_chat_open_to_network="anybody-who-reaches-it-may-act-as-anybody")
    assert hosts(opened) == ["*"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HOME},
    ],
)
def test_another_site_cannot_send_anything(site: Site, people: People, headers: dict[str, str]) -> None:
    base = f"/as/{people.lily}/chats/assistant"
    for address in (
        f"{base}/messages",
        f"{base}/press",
        f"{base}/form",
        f"{base}/delete",
        f"{base}/location",
        "/welcome",
        f"/as/{people.lily}/sample",
    ):
        response = site.client.post(address, data={"text": "transfer it all"}, headers=headers)
        assert response.status_code == 403
        assert "another site" in as_text(response.text)
    assert site.came_in() == []


def test_our_own_pages_can(site: Site, people: People) -> None:
    headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    assert site.post(f"/as/{people.lily}/chats/assistant/messages", {"text": "my tasks"}, headers=headers).status_code == 204


def test_whatever_people_write_is_only_text(site: Site, people: People) -> None:
    room = str(people.channel)
    site.say(people.lily, EVIL, room)
    site.say(people.lily, f"@onpace {EVIL}", room, reply_to=site.came_in_ids()[0])
    site.post(f"/as/{people.lily}/chats/{room}/form", {"action": "new:task", "value.action": EVIL})
    site.settle()
    for address in (f"/as/{people.tom}/chats/{room}", f"/as/{people.tom}", f"/as/{people.lily}/chats/{room}/form?action=edit:task:1"):
        html = site.get(address).text
        assert "alert(" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    refused = site.post(f"/as/{people.lily}/chats/{room}/form", {"action": "new:task", "value.action": "x", "value.owner": EVIL})
    assert "&lt;script&gt;" in refused.text
    assert "<script>alert" not in refused.text


def test_a_body_beyond_the_limit_is_refused_in_words(site: Site, people: People) -> None:
    address = f"/as/{people.lily}/chats/assistant/messages"
    response = site.post(address, {"text": "x" * (BODY_LIMIT + 1)})
    assert response.status_code == 413
    assert response.headers["hx-retarget"] == "#notice"
    assert "at most 25 MB" in as_text(response.text)
    head = FRAGMENT | {"Content-Type": "application/x-www-form-urlencoded"}

    def unannounced() -> Iterator[bytes]:
        yield b"text="
        for _ in range(27):
            yield b"x" * 1024 * 1024

    assert site.client.post(address, content=unannounced(), headers=head).status_code == 413
    assert site.came_in() == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"--x\r\nnonsense", b""])
def test_a_body_that_cannot_be_read_is_refused_in_words(site: Site, people: People, content: bytes) -> None:
    headers = FRAGMENT | {"Content-Type": "multipart/form-data; boundary=x"}
    response = site.client.post(f"/as/{people.lily}/chats/assistant/messages", content=content, headers=headers)
    assert response.status_code in (400, 422)
    assert "Traceback" not in response.text
    assert site.came_in() == []


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/as/99999",
        "/as/x",
        "/as/1/chats/999",
        "/as/1/chats/nobody/news",
        "/files/../../etc/passwd",
        "/files/abc/x",
        "/static/../site.py",
        "/static/",
    ],
)
def test_what_is_not_there_is_said_so(site: Site, people: People, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    assert "root:" not in response.text


def test_an_error_of_ours_shows_no_trace_and_logs_no_words(
    site: Site, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_message: object) -> bool:
        msg = "secret words"
        raise RuntimeError(msg)

    monkeypatch.setattr(site.chat, "receive", broken)
    client = TestClient(create_site(site.chat), base_url=HOME, raise_server_exceptions=True)
    with caplog.at_level(logging.INFO):
        response = client.post(f"/as/{people.lily}/chats/assistant/messages", data={"text": "secret words"}, headers=FRAGMENT)
    assert response.status_code == 500
    assert "Something went wrong on our side" in as_text(response.text)
    assert "RuntimeError" not in response.text
    assert "RuntimeError" in caplog.text
    assert "secret words" not in caplog.text


def test_health_says_what_waits(site: Site, people: People) -> None:
    schedules.tick(site.database, site.clock.now())
    assert site.get("/health").json() == {"ok": True, "database": "ok", "oldest_due": None}
    site.post(f"/as/{people.lily}/chats/assistant/messages", {"text": "my tasks"})
    assert site.get("/health").json()["oldest_due"] == site.clock.now().isoformat()


def open_site(site: Site, **settings: str) -> TestClient:
    """The site with routes of a platform's: it says what it was sent, or breaks."""

    async def take(request: Request) -> Response:
        return Response(f"took {len(await request.body())}")

    async def break_(_request: Request) -> Response:
        raise RuntimeError(EVIL)

    site.chat.settings = unset_settings(public_url="https://onpace.example", **settings)
    site.chat.open_routes = [Route("/some/events", take, methods=["POST"]), Route("/some/break", break_, methods=["POST"])]
    return TestClient(create_site(site.chat), base_url="https://onpace.example", headers={"Origin": "https://elsewhere.example"})


def test_what_platforms_take_by_http_is_open_and_the_web_chat_beside_it_is_not(site: Site, people: People) -> None:
    client = open_site(site)
    assert client.post("/some/events", content=b"12345").text == "took 5"
    for address in ("/", "/welcome", f"/as/{people.lily}", "/live", "/health", "/static/style.css"):
        assert client.get(address).status_code == 400, address
    assert client.get("/some/events").status_code == 400
    assert client.post(f"/as/{people.lily}/chats/assistant/messages", data={"text": "x"}).status_code in (400, 403)
    assert site.came_in() == []


def test_routes_of_platforms_keep_the_limit_and_tell_nothing_of_errors(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    client = open_site(site)
    assert client.post("/some/events", content=b"x" * (BODY_LIMIT + 1)).status_code == 413
    chunks = iter([b"x" * (BODY_LIMIT // 2)] * 3)
    assert client.post("/some/events", content=chunks).status_code == 413
    response = client.post("/some/break")
    assert response.status_code == 500
    assert "script>alert" not in response.text
    assert "alert(" not in caplog.text
    assert "RuntimeError" in caplog.text
