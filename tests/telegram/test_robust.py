"""What goes wrong: nothing is lost, nothing is said twice where that would hurt, and the other chats go on."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from fake_telegram.office import EAST, Office
from fake_telegram.server import FakeTelegram
from sqlalchemy.exc import OperationalError

from bot.platforms.platform import Outgoing
from handlers.messages import Message, Reply
from scheduler.outbox import Failed, Sent
from storage.models import Account, Channel, ContactLog, OutboxItem, OutboxState

SAID = "called Jane at Acme, all is well"
TOLD = Reply("The offer is due")


@pytest.fixture(autouse=True)
def _quick_and_discreet(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Short waits; whatever happens, neither the token nor what people wrote is logged."""
    monkeypatch.setattr("bot.platforms.telegram.polling.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("bot.platforms.telegram.polling.CONFLICT_WAIT_S", 0.1)
    monkeypatch.setattr("bot.platforms.telegram.polling.LAST_WAIT_S", 0.2)
    monkeypatch.setattr("bot.platforms.telegram.platform.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("bot.platforms.telegram.errors.TOKEN_WAIT", timedelta(seconds=0.2))
    monkeypatch.setattr("bot.platforms.telegram.errors.CONNECTION_WAIT", timedelta(seconds=0.2))
    monkeypatch.setattr("scheduler.outbox.FIRST_RETRY", timedelta(seconds=0.1))
    caplog.set_level(logging.DEBUG)
    yield
    assert fake.token.partition(":")[2] not in caplog.text
    assert "Jane" not in caplog.text


def texts(office: Office, chat: Any) -> list[str]:  # noqa: ANN401
    return [message["text"] for message in office.fake.sent(chat)]


def told(office: Office) -> OutboxItem:
    """The outbox's row of what was told unasked."""
    [found] = [item for item in office.rows(OutboxItem) if item.payload["text"] == TOLD.text]
    return found


@pytest.mark.parametrize(
    "how",
    [
        {"status": 502},
        {"status": 429, "retry_after": 1},
        {"status": 429},
        {"drop": "before"},
        {"drop": "after"},
        {"body": b"<html>busy</html>"},
        {"body": b"[]"},
        {"body": b'{"ok": true}'},
        {"body": b'{"ok": true, "result": {"a": 1}}'},
        {"body": b'{"ok": true, "result": [{"x": 1}, 7]}'},
        {"body": b'{"ok": false, "error_code": 400, "description": 7}', "status": 400},
    ],
    ids=str,
)
def test_polling_gets_over_it(at_work: Office, how: dict[str, Any]) -> None:
    fake = at_work.fake
    fake.fail("getUpdates", 2, **how)
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    at_work.settle()
    assert len(fake.sent(at_work.lily)) == 1


def test_an_update_that_can_not_be_read_does_not_hold_up_the_others(at_work: Office) -> None:
    fake = at_work.fake
    fake.push("message", {"from": {"id": 1}, "text": "half a message"})
    fake.push("message", {"message_id": "x", "chat": 5, "date": "never"})
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    at_work.settle()


def test_what_the_database_does_not_take_is_asked_for_again(at_work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, receive, failures = at_work.fake, at_work.platform.receive, [1, 2, 3]

    async def failing(message: Message) -> bool:
        if failures and message.account == "103":
            failures.pop()
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))
        return await receive(message)

    monkeypatch.setattr(at_work.platform, "receive", failing)
    fake.say(at_work.tom, "called Bob at Zeta, all is well")
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    fake.wait_for_text(at_work.tom, "Call · Zeta")
    at_work.settle()
    assert failures == []
    assert len(at_work.answers()) == 2


def test_two_that_poll_are_told_of_once(at_work: Office, caplog: pytest.LogCaptureFixture) -> None:
    fake = at_work.fake
    fake.wait(lambda: fake.called("getUpdates"))
    for _ in range(3):
        urlopen(f"{fake.url}{fake.token}/getUpdates?timeout=0").close()
        fake.wait(lambda: fake.calls[-1].method == "getUpdates" and fake.calls[-1].given.get("timeout"))
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    assert caplog.text.count("another process polls with the same token") <= 3
    assert "another process polls with the same token" in caplog.text


@pytest.mark.parametrize(
    ("how", "times"),
    [({"status": 502}, 2), ({"status": 429, "retry_after": 1}, 1), ({"drop": "before"}, 1), ({"body": b"<html>"}, 1)],
    ids=str,
)
def test_an_answer_is_sent_in_the_end(at_work: Office, how: dict[str, Any], times: int) -> None:
    fake = at_work.fake
    fake.fail("sendMessage", times, **how)
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    at_work.settle()
    assert len(at_work.rows(ContactLog)) == 1


@pytest.mark.parametrize("how", [{"drop": "after"}, {"body": b"<html>"}], ids=str)
def test_what_was_perhaps_sent_is_not_announced_twice(at_work: Office, how: dict[str, Any]) -> None:
    fake = at_work.fake
    fake.fail("sendMessage", **how)
    at_work.tell(at_work.lily, TOLD)
    fake.wait(lambda: told(at_work).state is OutboxState.UNKNOWN)
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    assert texts(at_work, at_work.lily).count(TOLD.text) <= 1


def test_a_chat_that_is_told_to_wait_waits_alone(at_work: Office) -> None:
    fake = at_work.fake
    fake.fail("sendMessage", status=429, retry_after=2, chat=at_work.lily.id)
    at_work.tell(at_work.lily, TOLD)
    fake.wait(lambda: any(call.status == 429 for call in fake.calls))
    at_work.tell(at_work.tom, TOLD)
    fake.wait_for_text(at_work.tom, TOLD.text)
    assert fake.sent(at_work.lily) == []
    fake.wait_for_text(at_work.lily, TOLD.text)
    attempts = [call.at for call in fake.calls if call.method == "sendMessage" and call.given["chat_id"] == at_work.lily.id]
    assert attempts[1] - attempts[0] >= 2


def test_where_two_chats_are_told_to_wait_all_wait(idle: Office) -> None:
    async def results() -> list[Sent | Failed]:
        idle.start()
        return [
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(idle.platform.send(outgoing), idle.loop))
            for outgoing in (Outgoing(number, idle.tenant, str(who), TOLD) for number, who in enumerate((103, 103, 104)))
        ]

    idle.fake.fail("sendMessage", 3, status=429, retry_after=30)
    found = asyncio.run(results())
    assert [result.whole_platform for result in found if isinstance(result, Failed)] == [False, False, True]
    assert {result.retry_after for result in found if isinstance(result, Failed)} == {timedelta(seconds=30)}


GONE = {
    "blocked": lambda office: setattr(office.lily, "blocked", True),
    "gone": lambda office: setattr(office.lily, "started", False),
    "deactivated": lambda office: setattr(office.lily, "deactivated", True),
}


@pytest.mark.parametrize("what", GONE)
def test_somebody_who_can_not_be_reached(at_work: Office, what: str) -> None:
    fake = at_work.fake
    GONE[what](at_work)
    at_work.tell(at_work.lily, TOLD)
    at_work.tell(at_work.tom, TOLD)
    fake.wait_for_text(at_work.tom, TOLD.text)
    fake.wait(lambda: not reachable(at_work, "103"))
    [alert] = [item for item in at_work.rows(OutboxItem) if item.kind == "alert"]
    assert "Lily Chen" in alert.payload["text"]
    assert alert.member_id == at_work.ids.admin


def test_a_group_that_the_bot_was_removed_from(at_work: Office) -> None:
    fake = at_work.fake
    at_work.east.kicked = True
    at_work.tell(EAST, TOLD)
    at_work.tell(at_work.tom, TOLD)
    fake.wait_for_text(at_work.tom, TOLD.text)
    fake.wait(lambda: not at_work.row(Channel).reachable)
    [alert] = [item for item in at_work.rows(OutboxItem) if item.kind == "alert"]
    assert "East sales" in alert.payload["text"]


def test_a_topic_that_is_closed(at_work: Office) -> None:
    fake = at_work.fake
    forum = fake.group(-1002, "Sales", topics={7: "open"})
    move_channel(at_work, "-1002/7")
    at_work.tell("-1002/7", TOLD)
    fake.wait_for_text(forum, TOLD.text)
    forum.topics[7] = "closed"
    at_work.tell("-1002/7", Reply("Another thing"))
    fake.wait(lambda: not at_work.row(Channel).reachable)
    forum.topics[7] = "open"
    fake.say(at_work.lily, "@onpace_bot hello", forum, topic=7)
    fake.wait(lambda: at_work.row(Channel).reachable)


def test_what_telegram_tells_of_being_blocked_and_let_in_is_noted(at_work: Office) -> None:
    fake = at_work.fake
    fake.member(at_work.lily, "kicked")
    fake.wait(lambda: not reachable(at_work, "103"))
    fake.member(at_work.lily, "member")
    fake.wait(lambda: reachable(at_work, "103"))
    fake.member(at_work.east, "kicked", at_work.max)
    fake.wait(lambda: not at_work.row(Channel).reachable)
    fake.member(at_work.east, "member", at_work.max)
    fake.wait(lambda: at_work.row(Channel).reachable)
    alerts = [item.payload["text"] for item in at_work.rows(OutboxItem) if item.kind == "alert"]
    assert ["Lily Chen" in alerts[0], "East sales" in alerts[1]] == [True, True]
    assert len(alerts) == 2


@pytest.mark.parametrize("announced", [True, False])
def test_a_group_that_becomes_a_supergroup_keeps_its_place(at_work: Office, announced: bool) -> None:
    fake = at_work.fake
    at_work.east.kind = "group"
    new = fake.upgrade(at_work.east, -100777, at_work.max, told=announced)
    if announced:
        fake.wait(lambda: at_work.row(Channel).external_id == "-100777")
    at_work.tell(EAST if not announced else -100777, TOLD)
    fake.wait_for_text(new, TOLD.text)
    fake.wait(lambda: told(at_work).state is OutboxState.SENT)
    assert at_work.row(Channel).external_id == "-100777"
    assert len(fake.sent(new)) == 1
    fake.say(at_work.lily, f"@onpace_bot {SAID}", new)
    fake.wait_for_text(new, "Call · Acme")


def test_a_message_that_is_refused_goes_out_as_plain_text(at_work: Office) -> None:
    fake = at_work.fake
    fake.fail("sendMessage", status=400, description='Bad Request: can\'t parse entities: Unsupported start tag "x"')
    at_work.tell(at_work.lily, TOLD)
    fake.wait_for_text(at_work.lily, TOLD.text)
    assert told(at_work).error is None
    assert reachable(at_work, "103")


def test_a_token_that_is_revoked_while_at_work(at_work: Office, caplog: pytest.LogCaptureFixture) -> None:
    fake = at_work.fake
    token, fake.token = fake.token, "4242:another"
    at_work.tell(at_work.lily, TOLD)
    fake.wait(lambda: "set the new one as TELEGRAM_BOT_TOKEN" in caplog.text)
    fake.wait(lambda: told(at_work).attempts)
    fake.token = token
    fake.wait_for_text(at_work.lily, TOLD.text)
    assert caplog.text.count("set the new one as TELEGRAM_BOT_TOKEN") == 1


def test_telegram_that_can_not_be_reached_at_the_start(idle: Office, caplog: pytest.LogCaptureFixture) -> None:
    idle.fake.fail("getMe", 3, status=502)
    idle.fake.say(idle.lily, SAID)
    idle.start()
    idle.fake.wait_for_text(idle.lily, "Call · Acme")
    assert "Telegram can't be reached" in caplog.text


def test_stopping_while_something_is_being_sent_sends_it_once(at_work: Office) -> None:
    fake = at_work.fake
    fake.fail("sendMessage", hang_s=1)
    at_work.tell(at_work.lily, TOLD)
    fake.wait(lambda: fake.called("sendMessage"))
    began = time.monotonic()
    at_work.stop()
    assert time.monotonic() - began < 10
    assert at_work.error is None
    assert told(at_work).state is OutboxState.SENT
    at_work.start()
    fake.say(at_work.lily, SAID)
    fake.wait_for_text(at_work.lily, "Call · Acme")
    assert texts(at_work, at_work.lily).count(TOLD.text) == 1


def test_stopping_while_telegram_is_silent(idle: Office) -> None:
    idle.fake.fail("getMe", hang_s=30)
    idle.start(connected=False)
    idle.fake.wait(lambda: idle.fake.called("getMe"))
    began = time.monotonic()
    idle.stop()
    assert time.monotonic() - began < 10


def reachable(office: Office, account: str) -> bool:
    [found] = [row for row in office.rows(Account) if row.platform == "telegram" and row.external_id == account]
    return found.reachable


def move_channel(office: Office, address: str) -> None:
    with office.database.write(office.app.clock.now(), office.ids.workspace) as session:
        [channel] = session.query(Channel).all()
        channel.external_id = address
