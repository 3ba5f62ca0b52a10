"""The check-in page without a browser: open to the network, to whoever holds its link, for half an hour and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from conftest import NOW
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient
from webchat import People, Site, as_text, picture

from bot.platforms.web.site import create_site
from handlers.messages import Message
from handlers.place_links import GIVEN, Errand, PlaceLinks
from storage.models import Account, Attachment, CheckIn, Member

LINKS = PlaceLinks(b"k" * 32, "https://onpace.example")
HALF_AN_HOUR = timedelta(minutes=30)
POSITION = {"latitude": "31.2304", "longitude": "121.4737"}


class Phone:
    """Lily's phone, somewhere on the network: it asks for the server by its public name."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people = site, people
        self.browser = TestClient(create_site(site.chat), base_url="https://onpace.example", follow_redirects=False)

    def link(self, check_in_id: int = 0, account: str = "member-3") -> str:
        tenant, expires = str(self.people.workspace), int((self.site.clock.now() + HALF_AN_HOUR).timestamp())
        return LINKS.link(Errand("web", tenant, account, account, "asked", check_in_id, expires)).removeprefix("https://onpace.example")

    def get(self, link: str) -> Response:
        return self.browser.get(link)

    def send(self, link: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: str) -> Response:
        return self.browser.post(link, data=fields, files=files or {"files": ("", b"")})

    def check_ins(self) -> list[CheckIn]:
        self.site.settle()
        with self.site.database.read(everywhere=True) as session:
            found = list(session.scalars(select(CheckIn).order_by(CheckIn.id)))
            session.expunge_all()
            return found


@pytest.fixture
def phone(site: Site, people: People) -> Phone:
    site.database.given[GIVEN] = LINKS
    with site.database.read(everywhere=True) as session:
        assert session.scalars(select(Account.external_id).where(Account.platform == "web", Account.member_id == people.lily)).one() == "member-3"
    return Phone(site, people)


def test_it_is_sent_once_and_the_receipt_is_in_the_chat(phone: Phone) -> None:
    link = phone.link()
    assert 'data-state="finding"' in phone.get(link).text
    assert phone.check_ins() == [], "looking changes nothing"
    for _ in range(2):
        sent = phone.send(link, note="at the gate", files={"files": ("door.png", picture())}, **POSITION)
        assert (sent.status_code, sent.headers["location"]) == (303, link.rsplit("/", 1)[1])
    [check_in] = phone.check_ins()
    assert (check_in.latitude, check_in.longitude, check_in.note, check_in.member_id) == (31.2304, 121.4737, "at the gate", phone.people.lily)
    with phone.site.database.read(everywhere=True) as session:
        kept = session.scalars(select(Attachment)).one()
        assert phone.site.database.files.get(kept.sha256) == picture()
    assert "at the gate" in phone.site.see(phone.people.lily)
    phone.send(link, files={"files": ("late.txt", b"what a used link brings")}, **POSITION)
    assert len([path for path in phone.site.database.files.folder.rglob("*") if path.is_file()]) == 1, "nothing more is kept of it"
    shown = phone.get(link)
    assert "You are checked in" in shown.text
    assert "<form" not in shown.text


def test_it_completes_the_check_in_that_it_is_for(phone: Phone) -> None:
    said = Message("web", str(phone.people.workspace), "member-3", "member-3", "told", NOW, text="at Acme's office now", can_share_place=False)
    asyncio.run(phone.site.chat.receive(said))
    [told] = phone.check_ins()
    assert "Share my position" in phone.site.see(phone.people.lily)
    phone.send(phone.link(told.id), **POSITION)
    [completed] = phone.check_ins()
    assert (completed.id, completed.latitude, completed.customer_id) == (told.id, 31.2304, told.customer_id)


def test_after_half_an_hour_the_link_is_over_but_what_was_sent_still_shows(phone: Phone) -> None:
    used, unused = phone.link(), phone.link(99)
    phone.send(used, **POSITION)
    phone.site.clock.set(phone.site.clock.now() + HALF_AN_HOUR)
    for response in (phone.get(unused), phone.send(unused, **POSITION)):
        assert response.status_code == 410
        assert "good for half an hour" in as_text(response.text)
    assert "You are checked in" in phone.get(used).text
    assert len(phone.check_ins()) == 1


def test_a_made_up_link_and_one_of_somebody_who_has_left_lead_nowhere(phone: Phone) -> None:
    with phone.site.database.write(NOW, phone.people.workspace) as session:
        session.get_one(Member, phone.people.tom).active = False
    forged = PlaceLinks(b"x" * 32, "").link(Errand("web", "1", "member-3", "member-3", "asked", 0, 2_000_000_000))
    for link in (forged, "/check-in/x", "/check-in/%00", phone.link()[:-1], phone.link(account="member-4"), phone.link(account="nobody")):
        for response in (phone.get(link), phone.send(link, **POSITION)):
            assert response.status_code == 404, link
            assert "take the link in your chat" in as_text(response.text)
    assert phone.site.came_in() == []
    phone.site.database.given.clear()
    assert phone.get(phone.link()).status_code == 404


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "neither a position nor a word"),
        ({"latitude": "91", "longitude": "0"}, "position can't be"),
        ({"latitude": "0", "longitude": "-181"}, "position can't be"),
        ({"latitude": "nan", "longitude": "0"}, "position can't be"),
        ({"latitude": "inf", "longitude": "0"}, "position can't be"),
        ({"latitude": "here", "longitude": "0"}, "position can't be"),
        ({"latitude": "31.2"}, "position can't be"),
        ({"note": "x" * 501}, "at most 500"),
    ],
)
def test_what_can_t_be_is_answered_on_the_page_and_the_link_stays_good(phone: Phone, fields: dict[str, str], error: str) -> None:
    link = phone.link()
    response = phone.send(link, **fields)
    assert response.status_code == 422
    assert error in as_text(response.text)
    assert phone.check_ins() == []
    assert phone.send(link, **POSITION).status_code == 303


def test_a_file_that_is_no_picture_is_refused_and_what_was_written_stays(phone: Phone) -> None:
    response = phone.send(phone.link(), note="<b>gate</b>", files={"files": ("x.exe", b"MZ")}, **POSITION)
    assert response.status_code == 422
    assert "can't be sent" in as_text(response.text)
    assert "&lt;b&gt;gate&lt;/b&gt;</textarea>" in response.text


def test_without_a_position_a_word_on_where_is_enough(phone: Phone) -> None:
    assert phone.send(phone.link(), note="gate 4").status_code == 303
    [check_in] = phone.check_ins()
    assert (check_in.place, check_in.latitude) == ("gate 4", None)


def test_it_speaks_the_members_language(phone: Phone) -> None:
    with phone.site.database.write(NOW, phone.people.workspace) as session:
        session.get_one(Member, phone.people.lily).language = "zh"
    assert "签到" in as_text(phone.get(phone.link()).text)
    assert '<html lang="zh">' in phone.get(phone.link()).text


def test_nothing_else_of_the_web_chat_is_open_and_the_page_is_strict(phone: Phone) -> None:
    for address in ("/", "/welcome", f"/as/{phone.people.lily}", "/static/chat.js", "/health", "/files/x/y"):
        assert phone.get(address).status_code == 400, address
    shown = phone.get(phone.link())
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-frame-options"] == "DENY"
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    assert "geolocation=(self)" in shown.headers["permissions-policy"]
    for asset in ("style.css", "check-in.js", "icon.svg"):
        assert phone.get(f"/check-in/static/{asset}").status_code == 200
        assert f"static/{asset}" in shown.text
    assert phone.browser.put(phone.link()).status_code == 400
