"""What came in is kept, handled once, in order, tried again, and never just gone."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import NOW, Ids
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.inbox import RETRIES, Inbox
from handlers import assistant
from handlers.messages import REPLY, Message, MessageKind, Profile, Reply
from handlers.outgoing import answer
from storage.database import Database
from storage.models import Customer, InboxItem, InboxState, OutboxItem

HELLO = Message(platform="test", tenant="t1", account="lily", chat="lily", external_id="m1", sent_at=NOW, text="hello")


@pytest.fixture
def inbox(database: Database, ids: Ids) -> Inbox:
    return Inbox(database, "en")


def states(database: Database) -> list[str]:
    with database.read(everywhere=True) as session:
        return [str(state) for state in session.scalars(select(InboxItem.state).order_by(InboxItem.id))]


def replies(database: Database, chat: str = "test:t1:lily") -> list[Reply]:
    with database.read(everywhere=True) as session:
        payloads = session.scalars(select(OutboxItem.payload).where(OutboxItem.chat == chat).order_by(OutboxItem.id)).all()
        return [REPLY.validate_python(payload) for payload in payloads]


def echo(session: Session, message: Message, **_: object) -> None:
    answer(session, message, Reply(message.text), now=message.sent_at)


def test_a_second_delivery_is_known_and_ignored(inbox: Inbox) -> None:
    assert inbox.receive(HELLO, NOW)
    assert not inbox.receive(HELLO, NOW)
    assert inbox.receive(replace(HELLO, tenant="t2"), NOW), "external ids are unique within a tenant only"
    assert inbox.work(NOW) == 2
    assert not inbox.receive(HELLO, NOW), "known even after it was handled"
    assert inbox.work(NOW) == 0


def test_a_form_is_handled_like_a_message(inbox: Inbox) -> None:
    values = {"company": "Acme", "method": "call", "summary": "likes it", "next_step": "quote", "next_due": "2026-11-27"}
    inbox.receive(replace(HELLO, kind=MessageKind.SUBMIT, action="new:contact_log", values=values), NOW)
    inbox.work(NOW)
    [reply] = replies(inbox.database)
    assert reply.text == "Call · Acme: likes it\n→ Next: quote · Fri 27 Nov"
    assert [button.label for button in reply.buttons] == ["Undo", "Edit"]


def test_messages_of_a_chat_are_handled_in_order_and_a_failing_one_holds_back_its_chat_only(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_on_boom(session: Session, message: Message, **_: object) -> None:
        if message.text == "boom":
            raise RuntimeError
        echo(session, message)

    monkeypatch.setattr(assistant, "handle", fail_on_boom)
    for number, (account, text) in enumerate([("lily", "boom"), ("lily", "after"), ("tom", "other chat")]):
        inbox.receive(replace(HELLO, external_id=f"m{number}", account=account, chat=account, text=text), NOW)
    inbox.work(NOW)
    assert states(inbox.database) == ["pending", "pending", "done"]
    monkeypatch.setattr(assistant, "handle", echo)
    inbox.work(NOW + RETRIES[0])
    assert states(inbox.database) == ["done", "done", "done"]
    assert [reply.text for reply in replies(inbox.database)] == ["boom", "after"]


def test_after_the_last_try_the_sender_is_told_and_the_chat_goes_on(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(session: Session, message: Message, **_: object) -> None:
        session.add(Customer(workspace_id=1, name="half", name_key="half", created_at=NOW))
        session.flush()
        raise RuntimeError(message.text)

    monkeypatch.setattr(assistant, "handle", fail)
    inbox.receive(replace(HELLO, text="secret words"), NOW)
    now = NOW
    with caplog.at_level(logging.INFO):
        for pause in (timedelta(), *RETRIES):
            now += pause
            assert inbox.work(now) == 1
    assert states(inbox.database) == [InboxState.DEAD]
    [reply] = replies(inbox.database)
    assert "went wrong on our side" in reply.text
    assert "secret words" not in caplog.text
    assert "RuntimeError at test_inbox.py" in caplog.text
    with inbox.database.read(everywhere=True) as session:
        assert session.scalars(select(Customer)).all() == [], "nothing is half-written"
        assert "secret" not in (session.scalars(select(InboxItem.error)).one() or "")
    assert inbox.work(now + timedelta(days=1)) == 0


def test_what_cannot_be_stored_or_would_deceive_is_cleaned_on_the_way_in(inbox: Inbox) -> None:
    inbox.receive(
        replace(HELLO, text="a\x00b\x07c\u202ed\ud800\ne", values={"company": "x\x00y"}, sender=Profile("L\x00ily"), chat_name="Ea\u202est"), NOW
    )
    with inbox.database.read(everywhere=True) as session:
        payload = session.scalars(select(InboxItem.payload)).one()
    assert payload["text"] == "abcd\ne"
    assert payload["values"] == {"company": "xy"}
    assert (payload["sender"]["name"], payload["chat_name"]) == ("Lily", "East")


def test_a_stranger_gets_one_polite_line_and_no_data(inbox: Inbox) -> None:
    inbox.receive(replace(HELLO, account="eve", chat="eve", text="my tasks"), NOW)
    inbox.work(NOW)
    [reply] = replies(inbox.database, "test:t1:eve")
    assert "don't know you" in reply.text
    assert reply.buttons == ()
    with inbox.database.read(everywhere=True) as session:
        assert session.scalars(select(OutboxItem.workspace_id)).all() == [None]


def test_one_that_fails_among_several_is_tried_again_alone_and_the_others_are_handled_once(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def handle(session: Session, message: Message, **_: object) -> None:
        tried.append(message.text)
        answer(session, message, Reply(message.text), now=message.sent_at)
        session.flush()
        if message.text == "bad":
            raise RuntimeError

    monkeypatch.setattr("handlers.assistant.handle", handle)
    chats = ["a", "b", "c", "a", "d"]
    inbox.receive_all(
        [replace(HELLO, external_id=f"m{n}", chat=chat, text="bad" if chat == "c" else f"{chat}{n}") for n, chat in enumerate(chats)], NOW
    )
    assert inbox.work(NOW) == 5
    with inbox.database.read(everywhere=True) as session:
        said = list(session.scalars(select(OutboxItem.payload["text"].as_string()).order_by(OutboxItem.id)))
        states = list(session.scalars(select(InboxItem.state).order_by(InboxItem.id)))
    assert said == ["a0", "b1", "a3", "d4"]
    assert states == [InboxState.DONE, InboxState.DONE, InboxState.PENDING, InboxState.DONE, InboxState.DONE]
    assert tried.count("bad") <= 2
    assert inbox.work(NOW + RETRIES[0]) == 1


def test_messages_that_share_a_transaction_know_nothing_of_each_other(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions: list[Session] = []

    def handle(session: Session, message: Message, **_: object) -> None:
        assert not list(session)
        assert session.info["workspace_id"] is None
        answer(session, message, Reply("hello"), now=message.sent_at)
        session.info["workspace_id"] = None
        sessions.append(session)

    monkeypatch.setattr("handlers.assistant.handle", handle)
    inbox.receive_all([replace(HELLO, external_id=f"m{n}") for n in range(5)], NOW)
    assert inbox.work(NOW) == 5
    assert len(set(map(id, sessions))) == 5
