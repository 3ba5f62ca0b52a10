"""The web chat in a real browser, at the size of a phone: first visit, chats, a form, Undo, pushes, two people at once, a lost connection."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import PATIENCE_MS, PHONE, browser, served
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

__all__ = ["browser"]


@dataclass
class Phone:
    """Somebody's phone, and what went wrong on it."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def last(self) -> Locator:
        """The newest message of the assistant's."""
        return self.page.locator("li.row.assistant").last

    def say(self, text: str) -> None:
        """Write something and send it with Enter."""
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")
        expect(self.page.locator("li.row.own").last).to_contain_text(text)

    def press(self, label: str) -> None:
        """Press a button on the newest message that has it."""
        self.page.locator("li.row").get_by_role("button", name=label, exact=True).last.click()

    def choose(self, name: str) -> None:
        """Be somebody else."""
        self.page.locator("[data-open=people]:visible").click()
        self.page.locator("#people").get_by_role("link", name=name).click()
        expect(self.page.locator("#transcript")).to_be_visible()


def phone(browser: Browser, address: str, **more: str) -> Phone:
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, base_url=address, timezone_id="Asia/Shanghai", locale="en-US", **more
    )  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    it = Phone(context, context.new_page())
    expected = re.compile("status of 422|ERR_INTERNET_DISCONNECTED|Failed to fetch|Autofocus")  # what the tests do on purpose
    it.page.on("console", lambda message: None if expected.search(message.text) else it.complaints.append(message.text))
    it.page.on("pageerror", lambda error: it.complaints.append(str(error)))
    it.page.on("request", lambda request: it.complaints.append(request.url) if urlsplit(request.url).netloc != urlsplit(address).netloc else None)
    return it


def arrive(it: Phone) -> None:
    """The first visit, with the sample team."""
    it.page.goto("/")
    it.page.get_by_role("button", name="Start").click()
    expect(it.page.locator("#name-error")).to_have_text("Please tell me your name.")
    expect(it.page.locator("#timezone")).to_have_value("Asia/Shanghai")
    it.page.fill("#name", "Ada Wong")
    it.page.get_by_role("button", name="Start").click()
    expect(it.last).to_contain_text("Hi Ada Wong!")


@pytest.mark.timeout(180)
def test_a_first_day(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as it:
        ada = phone(browser, it.address)
        page = ada.page
        arrive(ada)

        expect(page.locator(".chip")).to_have_count(3)
        page.locator(".chip").first.click()
        expect(page.locator("#text")).to_have_value(re.compile("called Jane at Acme"))
        page.get_by_role("button", name="Send", exact=True).click()
        expect(ada.last).to_contain_text("Acme")
        expect(page.locator("#text")).to_have_value("")
        expect(page.locator(".chip")).to_have_count(0)

        page.get_by_role("button", name="Attach").click()
        page.locator("#commands li", has_text="/task").first.click()
        dialog = page.locator("#dialogs dialog")
        expect(dialog).to_contain_text("New: Task")
        page.fill("[name='day.due']", "2026-11-26")
        page.fill("[name='time.due']", "15:00")
        dialog.get_by_role("button", name="Submit").click()
        expect(page.locator("#error-action")).to_have_text("Please fill this in.")
        expect(page.locator("[name='value.action']")).to_be_focused()
        expect(page.locator("[name='day.due']")).to_have_value("2026-11-26")
        page.fill("[name='value.action']", "water the office plants")
        dialog.get_by_role("button", name="Submit").click()
        expect(dialog).to_have_count(0)
        expect(ada.last).to_contain_text("water the office plants")
        expect(ada.last).to_contain_text("Thu 26 Nov 15:00")

        ada.press("Undo")
        expect(ada.last).to_contain_text("Undone")
        expect(ada.last.get_by_role("button", name="Undo")).to_have_count(0)

        page.fill("#text", "/tas")
        expect(page.locator("#commands li[aria-selected=true]")).to_contain_text("/task")
        page.press("#text", "Enter")
        page.fill("[name='value.action']", "ring the printer")
        page.fill("[name='day.due']", "2026-11-26")
        page.fill("[name='time.due']", "15:00")
        page.locator("#dialogs").get_by_role("button", name="Submit").click()
        expect(ada.last).to_contain_text("ring the printer")
        before = page.locator("li.row.assistant").count()
        it.pass_time(timedelta(days=1, hours=5))  # a day before it is due
        expect(page.locator("li.row.assistant")).to_have_count(before + 1)
        expect(ada.last).to_contain_text("ring the printer")
        ada.press("Done")
        expect(ada.last).to_contain_text("well done")
        assert ada.complaints == []


@pytest.mark.timeout(180)
def test_two_people_in_a_channel(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as it:
        lily, tom = phone(browser, it.address), phone(browser, it.address, color_scheme="dark")
        arrive(lily)
        lily.choose("Lily Chen")
        lily.page.get_by_role("link", name="Back").click()
        tom.page.goto("/")
        tom.page.get_by_role("link", name="Tom Becker").click()
        tom.page.get_by_role("link", name="Back").click()
        tom.page.get_by_role("link", name="East").click()

        tom.say("who has Kestrel's number?")
        east = lily.page.locator("#chats a", has_text="East")
        expect(east).to_contain_text("Tom Becker: who has Kestrel's number?")
        expect(east.locator(".count")).to_contain_text("1")
        east.click()
        question = lily.page.locator("li.row", has_text="who has Kestrel").last
        question.locator(".text").tap()
        question.get_by_role("button", name="Reply").tap()
        expect(lily.page.locator("#about")).to_contain_text("Reply to Tom Becker")
        lily.say("I do")
        expect(tom.page.locator("li.row.other").last).to_contain_text("I do")
        expect(tom.page.locator("li.row.other").last.locator(".quote")).to_contain_text("who has Kestrel")

        own = lily.page.locator("li.row.own").last
        own.locator(".text").tap()
        own.get_by_role("button", name="Edit").tap()
        expect(lily.page.locator("#text")).to_have_value("I do")
        lily.page.fill("#text", "I do: 555 0114")
        lily.page.press("#text", "Enter")
        expect(tom.page.locator("li.row.other").last).to_contain_text("I do: 555 0114")
        expect(tom.page.locator("li.row.other").last).to_contain_text("edited")

        lily.say("@Onpace my tasks")
        expect(lily.last).to_contain_text("Only you can see this")
        expect(tom.page.locator("li.row.other").last).to_contain_text("@Onpace my tasks")
        expect(tom.page.locator("li.row", has_text="Only you can see this")).to_have_count(0)

        tom.context.set_offline(True)
        lily.say("are you there?")
        expect(tom.page.locator("#connection")).to_contain_text("Not connected")
        tom.context.set_offline(False)
        expect(tom.page.locator("li.row.other").last).to_contain_text("are you there?")
        expect(tom.page.locator("#connection")).to_be_hidden()

        own = lily.page.locator("li.row.own").last
        own.locator(".text").tap()
        own.get_by_role("button", name="Delete").tap()
        lily.page.locator("#sure").get_by_role("button", name="Delete").tap()
        expect(tom.page.locator("li.row", has_text="are you there?")).to_have_count(0)
        assert lily.complaints == tom.complaints == []


@pytest.mark.timeout(180)
def test_in_chinese_with_a_place_and_a_picture(browser: Browser, tmp_path: Path) -> None:
    picture = tmp_path / "白板.png"
    picture.write_bytes(bytes.fromhex("89504e470d0a1a0a"))
    with served(tmp_path) as it:
        someone = phone(browser, it.address)
        arrive(someone)
        someone.choose("李伟")
        page = someone.page
        expect(page.locator("h1")).to_have_text("跟进")
        page.get_by_role("button", name="附件").click()
        page.get_by_role("button", name="发送我的位置").click()
        page.fill("#field-latitude", "200")
        page.fill("#field-longitude", "121.47")
        page.get_by_role("button", name="发送", exact=True).last.click()
        expect(page.locator("#error-latitude")).to_have_text("纬度在 −90 到 90 之间。")
        page.fill("#field-latitude", "31.23")
        page.locator("#dialogs").get_by_role("button", name="发送").click()
        expect(page.locator("li.row.own").last).to_contain_text("31.23000, 121.47000")
        page.set_input_files("#files", picture)
        expect(page.locator("#attached")).to_contain_text("白板.png")
        page.fill("#text", "今天的白板")
        page.press("#text", "Enter")
        own = page.locator("li.row.own", has_text="今天的白板")
        expect(own.get_by_alt_text("白板.png")).to_have_count(1)
        assert someone.complaints == []
