"""Forms as pages inside Telegram: who opened one is verified, and it is checked and kept like any other form."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from browsing import browser
from conftest import NOW
from fake_telegram.office import Office
from httpx2 import Client, Response
from playwright.sync_api import Browser, expect

from bot.platforms.telegram.init_data import account_of
from bot.platforms.telegram.keyboards import keyboard
from handlers.messages import Button
from scheduler.clock import SystemClock
from storage.models import ContactLog, Filling

__all__ = ["browser"]

TOKEN = "4242:test-token"


def signed(account: int, at: datetime, token: str = TOKEN, **more: str) -> str:
    """What the app hands to a page: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app."""
    fields = {"query_id": "AAH", "user": json.dumps({"id": account, "first_name": "Lily"}), "auth_date": str(int(at.timestamp())), **more}
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode({**fields, "hash": hmac.new(secret, checked.encode(), hashlib.sha256).hexdigest()})


def test_only_what_was_signed_just_now_by_our_token_names_an_account() -> None:
    good = signed(77, NOW)
    assert account_of(good, TOKEN, NOW) == "77"
    assert account_of(good, TOKEN, NOW + timedelta(minutes=59)) == "77"
    assert account_of(good, TOKEN, NOW + timedelta(minutes=61)) is None
    assert account_of(good, TOKEN, NOW - timedelta(minutes=5)) is None
    assert account_of(good, "4242:another", NOW) is None
    assert account_of(good.replace("77", "78"), TOKEN, NOW) is None
    assert account_of(signed(77, NOW, signature="also-signed"), TOKEN, NOW) == "77"


@pytest.mark.parametrize("data", ["", "hash=", "user=1", "a" * 9000, "hash=é&auth_date=1", urlencode({"hash": "0" * 64, "auth_date": "x"})])
def test_anything_else_names_nobody(data: str) -> None:
    assert account_of(data, TOKEN, NOW) is None
    assert account_of(signed(77, NOW, auth_date="soon"), TOKEN, NOW) is None
    assert account_of(signed(77, NOW, user="[]"), TOKEN, NOW) is None


def test_the_button_opens_the_page_in_private_where_there_is_a_public_address() -> None:
    button = [Button("Open as a page", "fill:7:page")]
    markup = keyboard(button, is_private=True, username="b", pages="https://onpace.example/")
    assert markup is not None
    assert markup.to_dict()["inline_keyboard"][0][0]["web_app"] == {"url": "https://onpace.example/telegram/form/7"}
    assert keyboard(button, is_private=True, username="b") is None
    assert keyboard(button, is_private=False, username="b", pages="https://onpace.example") is None


def opened(office: Office) -> int:
    """Lily is asked the questions of a contact log; its number."""
    office.fake.say(office.lily, "/log")
    office.fake.wait_for_text(office.lily, "Company?")
    return office.row(Filling).id


def post(office: Office, number: int, account: int, **values: str) -> Response:
    with Client(base_url=office.address) as client:
        return client.post(f"/telegram/form/{number}", data={"who": signed(account, SystemClock().now()), **values})


def test_a_form_is_filled_in_on_its_page_and_the_receipt_takes_the_question_s_place(at_work: Office) -> None:
    number = opened(at_work)
    lily = at_work.lily.id
    shown = post(at_work, number, lily)
    assert shown.status_code == 200
    assert 'name="value.company"' in shown.text
    wrong = post(at_work, number, lily, filled="yes", **{"day.at": "yesterday-ish"})
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text or "error" in wrong.text
    taken = post(at_work, number, lily, filled="yes", **{"value.company": "Acme", "value.method": "visit"})
    assert (taken.status_code, taken.headers["x-done"]) == (200, "yes")
    receipt = at_work.fake.wait_for_text(at_work.lily, "Visit · Acme")
    at_work.settle()
    assert [message["message_id"] for message in at_work.fake.sent(at_work.lily)] == [receipt["message_id"]]
    assert (len(at_work.rows(ContactLog)), at_work.rows(Filling)) == (1, [])
    assert post(at_work, number, lily, filled="yes", **{"value.company": "Zeta"}).status_code == 409
    assert len(at_work.rows(ContactLog)) == 1


def test_the_page_is_nobody_else_s(at_work: Office) -> None:
    number = opened(at_work)
    for account in (at_work.tom.id, at_work.stranger.id):
        refused = post(at_work, number, account, filled="yes", **{"value.company": "Acme"})
        assert refused.status_code == 409
        assert "value.company" not in refused.text
    with Client(base_url=at_work.address) as client:
        assert client.post(f"/telegram/form/{number}", data={"who": "user=%7B%7D"}).status_code == 403
        page = client.get(f"/telegram/form/{number}")
        assert page.status_code == 200
        assert "frame-ancestors https://web.telegram.org" in page.headers["content-security-policy"]
        assert "company" not in page.text
    assert at_work.rows(ContactLog) == []


def test_on_a_phone_s_screen(at_work: Office, browser: Browser) -> None:
    number = opened(at_work)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" and "422" not in said.text else None)
    data = quote(signed(at_work.lily.id, datetime.now(UTC)))
    page.goto(f"{at_work.address}/telegram/form/{number}#tgWebAppData={data}&tgWebAppVersion=8.0")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert").or_(page.locator(".error")).first).to_be_visible()
    page.get_by_label("Company").fill("Acme")
    page.get_by_label("How").select_option("visit")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/telegram-form.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status")).to_contain_text("Sent")
    at_work.fake.wait_for_text(at_work.lily, "Visit · Acme")
    assert errors == []
