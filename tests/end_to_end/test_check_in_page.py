"""The check-in page in a real browser, at the size of a phone: the position granted, refused and slow, in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from browsing import PATIENCE_MS, PHONE, Served, browser, served
from conftest import DEFAULTS, NOW
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from handlers.messages import REPLY, Message
from handlers.place_links import GIVEN, PlaceLinks
from handlers.workspaces import add_member, add_workspace
from storage.models import Attachment, CheckIn, Member, OutboxItem

__all__ = ["browser"]
SHELF = Path(__file__).parents[1] / "dialogues" / "en" / "shelf.png"
SLOW = """
const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
navigator.geolocation.getCurrentPosition = (found, lost, options) => { window.go = () => real(found, lost, options); };
"""
"""A position that is there only once the test says so."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application at an address that people reach, with a member for each test."""
    with served(tmp_path_factory.mktemp("data")) as it:
        database = it.app.database
        database.given[GIVEN] = PlaceLinks(b"k" * 32, it.address)
        with database.write(NOW, everywhere=True) as session:
            add_workspace(session, "Acme Sales", DEFAULTS, NOW)
            for name, language in (("Lily Chen", "en"), ("陈莉", "zh"), ("王芳", "zh"), ("Tom Reid", "en")):
                add_member(session, name, NOW, language=language)
        it.app.web.add_accounts()
        yield it


def tell(server: Served, member: int, text: str) -> str:
    """A member writes on a platform where nobody can share a place; the link that they are given."""
    name, key = f"member-{member}", f"{member}-{text}"
    assert server.loop is not None
    said = Message("web", "1", name, name, key, server.clock.now(), text=text, can_share_place=False)
    asyncio.run_coroutine_threadsafe(server.app.receive(said), server.loop).result()
    for _ in range(400):
        with server.app.database.read(everywhere=True) as session:
            for payload in session.scalars(select(OutboxItem.payload).where(OutboxItem.reply_to == key)):
                return next(button.url for button in REPLY.validate_python(payload).buttons if button.url)
        sleep(0.05)
    raise AssertionError(f"no answer to {text}")


def opened(browser: Browser, link: str, permissions: list[str], script: str = "") -> Page:
    here = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12}
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, permissions=permissions, geolocation=here)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text) if "Content Security Policy" in message.text else None)
    page.goto(link)
    return page


def kept(server: Served, member: int) -> list[CheckIn]:
    """A member's check-ins, once all that came in is handled."""
    with server.app.database.read(everywhere=True) as session:
        name = session.get_one(Member, member).name
        found = list(session.scalars(select(CheckIn).join(Member, CheckIn.member_id == Member.id).where(Member.name == name).order_by(CheckIn.id)))
        session.expunge_all()
        return found


def wait_for(server: Served, member: int, count: int) -> list[CheckIn]:
    for _ in range(400):
        if len(found := kept(server, member)) >= count and all(one.latitude or one.place for one in found):
            return found
        sleep(0.05)
    raise AssertionError(f"{count} check-ins of {member} expected, {len(kept(server, member))} there")


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_position_a_picture_and_a_note_complete_the_check_in_and_a_second_press_does_not_double(server: Served, browser: Browser) -> None:
    link = tell(server, 1, "at Acme's office now")
    page = opened(browser, link, ["geolocation"])
    expect(page.get_by_role("status")).to_have_text("📍 Position found, to within 12 m.")
    page.set_input_files("#files", SHELF)
    expect(page.locator("[data-picture]")).to_have_text("✓ shelf.png")
    page.fill("#note", "waiting for Jane")
    fits(page)
    page.get_by_role("button", name="Check in").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading")).to_have_text("You are checked in")
    page.goto(link)
    expect(page.get_by_role("heading")).to_have_text("You are checked in")
    [check_in] = wait_for(server, 1, 1)
    assert (check_in.latitude, check_in.longitude, check_in.note) == (31.2304, 121.4737, "waiting for Jane")
    with server.app.database.read(everywhere=True) as session:
        assert [(one.entity, one.name) for one in session.scalars(select(Attachment))] == [("check_in", "shelf.png")]
    chat = opened(browser, f"{server.address}/as/1/chats/assistant", [])
    expect(chat.locator("li.row.assistant").last).to_contain_text("Your position has been added")
    expect(chat.get_by_role("link", name="Share my position")).to_have_count(0)
    chat.context.close()
    page.context.close()


def test_refused_it_says_how_and_takes_a_word_on_where_instead(server: Served, browser: Browser) -> None:
    page = opened(browser, tell(server, 2, "/签到"), [])
    expect(page.get_by_role("status")).to_contain_text("此页面无法读取你的位置")
    send = page.get_by_role("button", name="签到")
    expect(send).to_be_disabled()
    expect(page.get_by_text("你在哪里？")).to_be_visible()
    page.fill("#note", "宏图公司门口")
    expect(send).to_be_enabled()
    fits(page)
    send.click()
    expect(page.get_by_role("heading")).to_have_text("签到成功")
    assert [(one.place, one.latitude) for one in wait_for(server, 2, 1)] == [("宏图公司门口", None)]
    page.context.close()


def test_allowed_after_all_a_second_try_finds_it(server: Served, browser: Browser) -> None:
    page = opened(browser, tell(server, 3, "/checkin"), [])
    retry = page.get_by_role("button", name="重试")
    expect(retry).to_be_visible()
    page.context.grant_permissions(["geolocation"])
    retry.click()
    expect(page.get_by_role("status")).to_have_text("📍 已定位，误差约 12 米。")
    expect(page.get_by_role("button", name="签到")).to_be_enabled()
    page.context.close()


def test_while_the_position_is_slow_the_page_says_so_and_can_be_filled_in(server: Served, browser: Browser) -> None:
    page = opened(browser, tell(server, 4, "/checkin"), ["geolocation"], SLOW)
    send = page.get_by_role("button", name="Check in")
    expect(page.get_by_role("status")).to_contain_text("Still looking")
    page.fill("#note", "side entrance")
    expect(send).to_be_disabled()
    page.evaluate("window.go()")
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_role("heading")).to_have_text("You are checked in")
    assert [one.note for one in wait_for(server, 4, 1)] == ["side entrance"]
    page.context.close()
