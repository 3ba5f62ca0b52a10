"""Take the README's picture from a demo of its own: three of its chats, as on phones. It needs Chromium: ``python scripts/screenshot.py``."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ViewportSize, sync_playwright

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "chat.png"
PHONE = ViewportSize(width=390, height=760)
CHATS = (("Lily Chen", "Onpace", "called Jane"), ("李伟", "跟进", "刚和华腾"), ("Grace Lin", "East", ""))
"""Who looks, at which of their chats, and which text is to be at the top; a picture where there is none."""
FRAME = """<body style="margin:0;display:inline-flex;gap:24px;padding:16px;background:transparent">{phones}</body>"""
ONE_PHONE = """<img src="data:image/png;base64,{content}" style="width:390px;border-radius:26px;border:8px solid #1f2430">"""
SETTLE_MS = 700


def main() -> None:
    """Play the demo, look at it, and put the pictures side by side."""
    with TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PORT": "0"}
        demo = subprocess.Popen([sys.executable, "-m", "bot", "demo", "--fast"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            _take(_address_of(demo))
        finally:
            demo.terminate()
            demo.wait(timeout=10)


def _address_of(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"ready: (http://\S+)", line):
            return found[1]
    raise SystemExit("the demo ended before it was ready")


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        phones = [base64.b64encode(_phone(browser, address, *chat)).decode() for chat in CHATS]
        page = browser.new_page(viewport=ViewportSize(width=1320, height=820), device_scale_factor=1.5)
        page.set_content(FRAME.format(phones="".join(ONE_PHONE.format(content=content) for content in phones)))
        page.locator("body").screenshot(path=PICTURE, omit_background=True)
        browser.close()


def _phone(browser: Browser, address: str, who: str, chat: str, top: str) -> bytes:
    page = browser.new_page(viewport=PHONE, device_scale_factor=1.5)
    page.goto(address)
    page.get_by_role("link", name=who).click()
    page.goto(page.url.rpartition("/chats/")[0])
    page.locator("#chats a", has=page.locator("b", has_text=re.compile(rf"^\W*{chat}$"))).click()
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.wait_for_timeout(SETTLE_MS)
    scroll = page.locator("#scroll")
    (scroll.get_by_text(top) if top else scroll.locator("img")).first.evaluate("element => element.scrollIntoView({block: 'start'})")
    scroll.evaluate("element => element.scrollBy(0, -24)")
    page.wait_for_timeout(SETTLE_MS)
    return page.screenshot()


if __name__ == "__main__":
    main()
