"""From an update to a reply and back, over real sockets: by polling and by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fake_telegram.markup import buttons_of
from fake_telegram.office import EAST, Office
from fake_telegram.server import FakeTelegram
from httpx2 import Client
from webchat import unset_settings

from bot.app import Application
from bot.config import SettingsError
from bot.platforms.telegram.endpoints import api_base, file_base
from bot.platforms.telegram.platform import TelegramPlatform
from bot.platforms.telegram.request import AiohttpRequest
from scheduler.clock import SystemClock
from storage.database import Database
from storage.models import Channel, ContactLog, InboxItem, OutboxItem

SECRET = "s3cret-of-the-webhook"


@pytest.fixture
def by_webhook(sqlite: Database, fake: FakeTelegram) -> Iterator[Office]:
    """The workspace on Telegram, by webhook."""
    office = Office(sqlite, fake, telegram_webhook_secret=SECRET, public_url="http://127.0.0.1:1")
    office.start(public=True)
    yield office
    office.stop()


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_a_call_is_logged_edited_and_undone(way: str, request: pytest.FixtureRequest) -> None:
    office: Office = request.getfixturevalue("at_work" if way == "polling" else "by_webhook")
    fake, lily = office.fake, office.lily
    said = fake.say(lily, "called Jane at Acme, all is well")
    receipt = fake.wait_for_text(lily, "Call · Acme")
    fake.edit(lily, said, text="called Jane at Acme, she wants an offer")
    receipt = fake.wait_for_text(lily, "wants an offer")
    query = fake.press(lily, receipt, next(label for label in buttons_of(receipt) if "Undo" in label))
    fake.wait(lambda: office.row(ContactLog).summary == "well")
    answer = fake.wait(lambda: fake.answered.get(query))
    assert answer["after_s"] < 5
    office.settle()
    assert bool(fake.called("getUpdates")) == (way == "polling")
    assert fake.webhook == ({} if way == "polling" else fake.webhook)
    assert set(fake.webhook_answers) <= {200}


def test_on_postgresql(postgresql: Database, fake: FakeTelegram) -> None:
    office = Office(postgresql, fake).start()
    try:
        fake.photo(office.lily, b"\xff\xd8\xff", "called Jane at Acme, all is well")
        receipt = fake.wait_for_text(office.lily, "Call · Acme")
        fake.upgrade(office.east, -100777, office.max)
        fake.press(office.lily, receipt, "Undo")
        fake.wait(lambda: office.rows(ContactLog) == [])
        fake.wait(lambda: office.row(Channel).external_id == "-100777")
        fake.member(office.lily, "kicked")
        fake.wait(lambda: any(item.kind == "alert" for item in office.rows(OutboxItem)))
    finally:
        office.stop()


def test_groups(at_work: Office) -> None:
    fake, lily, east = at_work.fake, at_work.lily, at_work.east
    fake.say(lily, "called Jane at Acme, all is well", east)  # said to colleagues; with privacy mode off the bot hears it
    east.privacy = False
    fake.say(lily, "lunch?", east)
    fake.say(lily, "/tasks@another_bot", east)
    fake.say(lily, "@onpace_bot called Jane at Acme, all is well", east)
    receipt = fake.wait_for_text(east, "Call · Acme")
    at_work.settle()
    assert len(fake.sent(east)) == 1
    fake.say(lily, "it was a visit", east, answers=receipt)
    fake.wait(lambda: len(fake.sent(east)) == 2 or "isit" in fake.sent(east)[0]["text"])
    assert len(at_work.rows(ContactLog)) == 1


def test_a_group_that_is_listened_to(at_work: Office) -> None:
    with at_work.database.write(SystemClock().now(), at_work.ids.workspace) as session:
        [channel] = session.query(Channel).all()
        channel.capture = True
    at_work.east.privacy = False
    at_work.fake.say(at_work.lily, "called Jane at Acme, all is well", at_work.east)
    at_work.fake.wait_for_text(at_work.east, "Call · Acme")


def test_answers_go_to_the_topic_that_asked(at_work: Office) -> None:
    fake = at_work.fake
    forum = fake.group(-1002, "Sales", topics={7: "open", 9: "open"})
    fake.say(at_work.lily, "@onpace_bot called Jane at Acme, all is well", forum, topic=7)
    receipt = fake.wait_for_text(forum, "Call · Acme")
    assert receipt["message_thread_id"] == 7
    fake.say(at_work.lily, "with Bob, not Jane", forum, topic=7, answers=receipt)
    fake.wait(lambda: len(fake.sent(forum)) == 2)
    assert {message["message_thread_id"] for message in fake.sent(forum)} == {7}


def test_an_update_that_comes_again_after_a_restart_is_known(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, "called Jane at Acme, all is well")
    again = list(fake.updates)
    receipt = fake.wait_for_text(lily, "Call · Acme")
    fake.press(lily, receipt, "Edit")
    again += fake.updates
    at_work.settle()
    count = len(at_work.answers())
    at_work.stop()
    fake.updates[:0] = again
    at_work.start()
    fake.say(lily, "called Bob at Zeta, all is well")
    fake.wait_for_text(lily, "Zeta")
    at_work.settle()
    assert len(at_work.rows(ContactLog)) == 2
    assert len(at_work.answers()) == count + 1


def test_updates_are_let_go_once_they_are_kept(at_work: Office) -> None:
    at_work.fake.say(at_work.lily, "called Jane at Acme, all is well")
    at_work.fake.wait_for_text(at_work.lily, "Call · Acme")
    at_work.stop()
    assert at_work.fake.updates == []
    assert {item.external_id for item in at_work.rows(InboxItem)} == {f"103:{message}" for chat, message in at_work.fake.messages if message == 1}


def test_a_stranger_gets_a_line_and_no_more(at_work: Office) -> None:
    fake = at_work.fake
    fake.say(at_work.stranger, "/start")
    fake.wait(lambda: fake.sent(at_work.stranger))
    at_work.east.privacy = False
    fake.say(at_work.stranger, "how is Acme?", at_work.east)
    at_work.settle()
    assert len(fake.sent(at_work.stranger)) == 1
    assert fake.sent(at_work.east) == []


POSTED = [
    (b'{"update_id": 5}', SECRET, 200),
    (b'{"update_id": 5}', "", 401),
    (b'{"update_id": 5}', SECRET[:-1], 401),
    (b'{"update_id": 5}', SECRET + "é", 401),
    (b"not json", "wrong", 401),
    (b"not json", SECRET, 400),
    (b"\xff\xfe", SECRET, 400),
    (b"[1, 2]", SECRET, 400),
    (b'"hello"', SECRET, 400),
    (b'{"update_id": 5, "message": "?"}', SECRET, 200),
    (b'{"update_id": 5, "message": {"chat": 3}}', SECRET, 400),
    (b'{"message": {"chat": {"id": 3}}}', SECRET, 200),
]


def test_the_webhook_trusts_nobody(by_webhook: Office) -> None:
    with Client(base_url=by_webhook.address) as client:
        for body, secret, status in POSTED:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1")}
            assert client.post("/telegram/webhook", content=body, headers=headers).status_code == status, (body, secret)
        assert client.get("/telegram/webhook").status_code in (404, 405)
    assert by_webhook.rows(InboxItem) == []


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"telegram_webhook_secret": SECRET}, "PUBLIC_URL"),
        ({"telegram_webhook_secret": SECRET, "public_url": "onpace.example"}, "PUBLIC_URL"),
        ({"telegram_webhook_secret": "short", "public_url": "https://onpace.example"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_webhook_secret": "with spaces in it, a lot", "public_url": "https://onpace.example"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_bot_token": "no token at all"}, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_api_url": "api.telegram.org"}, "TELEGRAM_API_URL"),
    ],
)
def test_wrong_settings_stop_the_start(sqlite: Database, settings: dict[str, str], setting: str) -> None:
    given = unset_settings(**({"telegram_bot_token": "4242:test-token"} | settings))
    with pytest.raises(SettingsError, match=f"^{setting}: "):
        Application(given, sqlite, SystemClock())


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot/"])
def test_the_address_is_taken_however_much_of_it_is_given(url: str) -> None:
    assert api_base(url) == "http://127.0.0.1:8081/bot"
    assert file_base(url) == "http://127.0.0.1:8081/file/bot"


def test_a_webhook_that_was_set_is_taken_away_for_polling(idle: Office) -> None:
    idle.fake.webhook = {"url": "https://elsewhere.example/hook"}
    idle.fake.say(idle.lily, "called Jane at Acme, all is well")
    idle.start()
    idle.fake.wait_for_text(idle.lily, "Call · Acme")
    assert idle.fake.webhook == {}


def test_the_rates_are_those_of_telegram(sqlite: Database) -> None:
    platform = TelegramPlatform(unset_settings(telegram_bot_token="4242:test-token"), sqlite, SystemClock(), None)  # type: ignore[arg-type]
    assert platform.rest_after("103").total_seconds() >= 1
    assert 60 / platform.rest_after(str(EAST)).total_seconds() <= 20
    assert 60 / platform.rest_after(f"{EAST}/7").total_seconds() <= 20
    assert platform.per_second is not None
    assert platform.per_second < 30
    asyncio.run(platform.request.shutdown())


def test_a_proxy_on_the_way_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async def proxy_to(url: str) -> str | None:
        request = AiohttpRequest(url)
        found = request.session._default_proxy
        await request.shutdown()
        return str(found) if found else None

    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert asyncio.run(proxy_to("https://api.telegram.org/bot")) == "http://proxy.example:3128"
    assert asyncio.run(proxy_to("https://inside.example/bot")) is None
