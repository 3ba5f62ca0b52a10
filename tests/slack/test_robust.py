"""What goes wrong between Slack and us, and what comes of it: nothing lost, nothing doubled, and nobody else held up."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import get, post

from handlers.messages import Reply
from handlers.outgoing import push
from scheduler.clock import SystemClock
from storage.database import Database, enter
from storage.models import Account, ContactLog, InboxItem, Member, OutboxItem, OutboxState, Task
from tests.slack.apps import Running, running
from tests.slack.fake import BOT, SIGNING_SECRET, FakeSlack
from tests.slack.fake.senders import signed

US = f"<@{BOT}>"
SECRET_TEXT = "called Jane at Hush-hush"


def greet(slack: FakeSlack, *users: str) -> None:
    """Have people let in, one after the other."""
    for user in users:
        slack.write(user, "hello")
        slack.wait_for(user, "Hi")


def push_to(assistant: Running, user: str, text: str, kind: str = "test") -> None:
    """Something said unasked."""
    now = SystemClock().now()
    with assistant.database.write(now, everywhere=True) as session:
        [account] = [account for account in assistant.rows(Account) if account.external_id == user]
        enter(session, account.workspace_id)
        push(session, session.get_one(Member, account.member_id), Reply(text), kind=kind, now=now)


def states(assistant: Running, text: str) -> list[OutboxState]:
    return [item.state for item in assistant.rows(OutboxItem) if text in item.payload["text"]]


def refused() -> Iterator[tuple[dict[str, str], str | None, int]]:
    """Requests and the status each gets, signed as they are made: a signature is good for five minutes."""
    yield {}, None, 401
    yield {"X-Slack-Signature": "v0=00"}, None, 401
    yield {"X-Slack-Signature": "v0=ä"}, None, 401
    yield {"X-Slack-Request-Timestamp": "soon"}, None, 401
    yield signed("x", at=time.time() - 301), "x", 401
    yield signed("x", secret="another"), "x", 401
    wrong = ("x", "{", "[1]", '{"type": 1}', '{"type": "event_callback", "event": "x"}', "payload=%7B", "[" * 100_000)
    yield from ((signed(body), body, 400) for body in wrong)


def test_what_is_not_from_slack_is_refused_quietly(slack: FakeSlack, sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    usual = json.dumps({"type": "event_callback", "event": {"type": "message", "text": SECRET_TEXT}})
    with caplog.at_level(logging.DEBUG), running(slack, sqlite, "http") as assistant:
        for headers, body, status in refused():
            given = {name: value.encode() for name, value in headers.items()}
            answer = post(slack.sender.events_url, content=(body or usual).encode(), headers=given)  # type: ignore[arg-type]
            assert answer.status_code == status, (headers, body)
        assert assistant.rows(InboxItem) == []
    assert SECRET_TEXT not in caplog.text
    assert SIGNING_SECRET not in caplog.text


def test_slack_makes_sure_that_the_address_is_ours(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http"):
        body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
        answer = post(slack.sender.events_url, content=body, headers={"Content-Type": "application/json", **signed(body)})
        assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_what_could_not_be_kept_is_not_acknowledged_and_kept_when_it_comes_again(
    slack: FakeSlack, sqlite: Database, mode: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tests.slack.fake.senders.ACK_S", 1.0)
    with running(slack, sqlite, mode) as assistant:
        greet(slack, "U0LILY")
        failing = Failing(assistant)
        result = slack.write("U0LILY", SECRET_TEXT)
        assert (result.is_acked, result.attempts, failing.count) == (True, 2, 1)
        slack.wait_for("U0LILY", "Hush-hush")
        assert len(assistant.rows(ContactLog)) == 1
    assert SECRET_TEXT not in caplog.text


class Failing:
    """Has the next message not be kept."""

    def __init__(self, assistant: Running) -> None:
        platform: Any = assistant.app.platforms["slack"]
        self.count, self.usual = 0, platform.receive
        platform.receive = self

    async def __call__(self, message: object) -> bool:
        if self.count == 0:
            self.count += 1
            raise OSError(f"no room for {message}")
        kept: bool = await self.usual(message)
        return kept


def test_a_message_for_which_slack_asks_to_wait_waits_and_the_others_do_not(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http"):
        greet(slack, "U0LILY", "U0TOM")
        slack.fail("chat.postMessage", "ratelimited", status=429, where=slack.world.direct("U0LILY").id, retry_after="2")
        began = time.monotonic()
        slack.write("U0LILY", "called Jane at Acme, all is well")
        slack.write("U0TOM", "called Bob at Blue Dot, all is well")
        slack.wait_for("U0TOM", "Blue Dot")
        assert "Acme" not in slack.told("U0LILY")[-1].text
        slack.wait_for("U0LILY", "Acme")
        assert time.monotonic() - began > 2
        posts = [at for name, call, at in slack.calls if name == "chat.postMessage" and call["channel"] == slack.world.direct("U0LILY").id]
        assert posts[-1] - posts[-2] >= 1.9


def test_a_channel_gets_about_one_message_a_second(slack: FakeSlack, sqlite: Database) -> None:
    slack.web.limits_posts = True
    with running(slack, sqlite, "http"):
        greet(slack, "U0LILY")
        for who in ("Jane at Acme", "Bob at Blue Dot", "Sue at Zeta"):
            slack.write("U0LILY", f"called {who}, all is well")
        slack.wait_for("U0LILY", "Zeta")
        posts = [at for name, _, at in slack.calls if name == "chat.postMessage"]
        assert len(posts) == 4, "none was refused and tried again"


def test_an_answer_that_was_lost_on_its_way_is_repeated_and_an_announcement_is_not(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0LILY")
        slack.fail("chat.postMessage", "drop")
        push_to(assistant, "U0LILY", "Acme is waiting")
        slack.wait(lambda: states(assistant, "Acme is waiting") == [OutboxState.UNKNOWN])
        slack.fail("chat.postMessage", "drop_before")
        slack.write("U0LILY", "called Bob at Blue Dot, all is well")
        slack.wait_for("U0LILY", "Blue Dot")
        texts = [shown.text for shown in slack.told("U0LILY")]
        assert sum("Acme is waiting" in text for text in texts) == 1
        assert sum("Blue Dot" in text for text in texts) == 1


@pytest.mark.parametrize("politely", [True, False])
def test_a_lost_socket_is_opened_again_and_nothing_is_lost_meanwhile(slack: FakeSlack, sqlite: Database, politely: bool) -> None:
    with running(slack, sqlite) as assistant:
        greet(slack, "U0LILY")
        [first] = slack.web.sockets
        slack.drop_sockets(politely=politely)
        push_to(assistant, "U0LILY", "Acme is waiting")
        slack.wait_for("U0LILY", "Acme is waiting")
        slack.wait(lambda: slack.web.sockets and slack.web.sockets != [first])
        assert slack.write("U0LILY", "called Bob at Blue Dot, all is well").is_acked
        slack.wait_for("U0LILY", "Blue Dot")
        assert len(assistant.rows(ContactLog)) == 1


@pytest.mark.parametrize(("error", "word"), [("is_archived", "archived"), ("not_in_channel", "removed"), ("channel_not_found", "")])
def test_a_channel_that_is_no_more_is_told_to_the_admin_and_holds_nobody_up(slack: FakeSlack, sqlite: Database, error: str, word: str) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA", "U0LILY")
        slack.fail("chat.postMessage", error, where="C0EAST")
        slack.write("U0LILY", f"{US} called Jane at Acme, all is well", "C0EAST")
        slack.wait(lambda: OutboxState.DEAD in [item.state for item in assistant.rows(OutboxItem)])
        slack.write("U0LILY", "called Bob at Blue Dot, all is well")
        slack.wait_for("U0LILY", "Blue Dot")
        [alert] = [item for item in assistant.rows(OutboxItem) if item.kind == "alert"]
        assert word in alert.payload["text"]
        [dead] = [item for item in assistant.rows(OutboxItem) if item.state is OutboxState.DEAD]
        assert dead.error == error


def test_a_revoked_token_is_told_on_another_way_and_the_others_go_on(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA", "U0LILY")
        assistant.app.web.add_accounts()
        slack.world.revoked.add("xoxb-test-token")
        slack.write("U0LILY", "called Jane at Acme, all is well")
        slack.wait(lambda: OutboxState.DEAD in states(assistant, "Acme"))
        slack.wait(lambda: [item for item in assistant.rows(OutboxItem) if item.kind == "alert" and item.platform == "web"])
        assert get(f"{assistant.address}/health").json()["ok"] is True
    slack.expected_refusals = [refusal for refusal in slack.web.refused if refusal.endswith("token_revoked")]


def test_a_wrong_token_is_told_of_at_the_start(slack: FakeSlack, sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    with running(slack, sqlite, "http", slack_bot_token="xoxb-wrong"):
        slack.wait(lambda: "does not take SLACK_BOT_TOKEN" in caplog.text)
    assert "xoxb-wrong" not in caplog.text
    slack.expected_refusals = ["auth.test: invalid_auth"]


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}])
def test_an_app_that_is_removed_is_told_of(slack: FakeSlack, sqlite: Database, event: dict[str, Any]) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA")
        assert slack.tell({"type": "tokens_revoked", "tokens": {"oauth": ["U0LILY"], "bot": []}}).is_acked
        assert [item for item in assistant.rows(OutboxItem) if item.kind == "alert"] == [], "somebody's own token is none of ours"
        assistant.app.web.add_accounts()
        assert slack.tell(event).is_acked
        slack.wait(lambda: [item for item in assistant.rows(OutboxItem) if item.kind == "alert" and item.platform == "web"])


def test_it_stops_cleanly_in_the_middle_of_things(slack: FakeSlack, sqlite: Database) -> None:
    people = [f"U1{number:02d}" for number in range(8)]
    for person in people:
        slack.world.add_user(person, f"Person {person}")
    with running(slack, sqlite) as assistant:
        for person in people:
            assert slack.write(person, "/task send the offer").is_acked
        assistant.stop()  # within ten seconds
        assert OutboxState.SENDING not in [item.state for item in assistant.rows(OutboxItem)]
        assert len(assistant.rows(InboxItem)) == len(people)
    with running(slack, sqlite) as assistant:
        slack.wait(lambda: assistant.is_idle() and all(item.state is OutboxState.SENT for item in assistant.rows(OutboxItem)), 30)
        assert [sum("send the offer" in shown.text for shown in slack.told(person)) for person in people] == [1] * len(people)
        assert len(assistant.rows(Task)) == len(people)


def test_sixty_four_at_once_are_all_kept_once(slack: FakeSlack, sqlite: Database) -> None:
    people = [f"U1{number:02d}" for number in range(64)]
    for person in people:
        slack.world.add_user(person, f"Person {person}")
    with running(slack, sqlite, "http") as assistant:

        async def all_at_once() -> list[Any]:
            return await asyncio.gather(*(slack.writing(person, "called Jane at Acme, all is well") for person in people))

        assert all(result.is_acked for result in slack.do(all_at_once()))
        assert len(assistant.rows(InboxItem)) == 64


def test_the_same_on_postgresql(slack: FakeSlack, postgresql: Database) -> None:
    with running(slack, postgresql) as assistant:
        slack.write("U0LILY", f"{US} called Jane at Acme, all is well", "C0EAST")
        receipt = slack.wait_for("C0EAST", "Acme")
        slack.press("U0LILY", receipt, "Undo")
        slack.wait(lambda: not assistant.rows(ContactLog))
