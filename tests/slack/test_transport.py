"""What people write in Slack becomes records, and the answers come back, both ways in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import NOW
from sqlalchemy import select

from bot.inbox import Inbox
from bot.platforms.slack.ids import text_id
from bot.platforms.slack.incoming import Heard
from bot.platforms.slack.relevance import Looked, look
from handlers.messages import Message
from storage.database import Database
from storage.models import Channel, ContactLog, InboxItem, OutboxItem, OutboxState, Task
from tests.slack.apps import Running, running
from tests.slack.fake import BOT, FakeSlack

US = f"<@{BOT}>"


def settle(slack: FakeSlack, assistant: Running) -> None:
    """Wait until all that came in was handled."""
    slack.wait(assistant.is_idle)


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_private_message_becomes_a_record_and_undo_takes_it_back(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    with running(slack, sqlite, mode) as assistant:
        assert slack.write("U0LILY", "called Jane at Acme, all is well").is_acked
        receipt = slack.wait_for("U0LILY", "Acme")
        assert len(assistant.rows(ContactLog)) == 1
        assert slack.press("U0LILY", receipt, "Undo").is_acked
        slack.wait(lambda: not assistant.rows(ContactLog))
        slack.wait(lambda: "Undo" not in receipt.labels)
        assert len(slack.told("U0LILY")) == 1, "the receipt was replaced, and nothing posted beside it"


def test_in_a_channel_it_answers_where_it_was_named_in_the_thread(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0LILY", "lunch, anyone? called Jane at Acme by the way", "C0EAST")
        slack.write("U0LILY", f"{US} called Bob at Blue Dot, all is well", "C0EAST")
        asked = slack.shown("C0EAST", by_bot=False)[-1]
        receipt = slack.wait_for("C0EAST", "Blue Dot")
        assert receipt.thread_ts == asked.ts
        assert [item.payload["text"] for item in assistant.rows(InboxItem)] == ["called Bob at Blue Dot, all is well"], "once, and not the lunch"

        slack.write("U0LILY", "it was on Monday", "C0EAST", thread=asked.ts)  # a reply to the receipt, though Slack names only the thread
        slack.wait(lambda: len(assistant.rows(InboxItem)) == 2)
        settle(slack, assistant)
        assert len(assistant.rows(ContactLog)) == 1
        answers = slack.wait(lambda: slack.told("C0EAST"))
        assert {shown.thread_ts for shown in answers} == {asked.ts}
        slack.write("U0TOM", "shall we order?", "C0EAST", thread=slack.shown("C0EAST")[0].ts)
        settle(slack, assistant)
        assert len(assistant.rows(InboxItem)) == 2, "a thread that it has no part in is none of its business"


def test_a_channel_that_is_set_to_capture_is_read_as_a_whole(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0ADA", f"{US} /team East", "C0EAST")
        slack.wait_for("C0EAST", "East")
        slack.write("U0ADA", f"{US} /capture on", "C0EAST")
        slack.wait(lambda: any(channel.capture for channel in assistant.rows(Channel)))
        assert [(channel.name, channel.external_id) for channel in assistant.rows(Channel)] == [("east", "C0EAST")]
        slack.write("U0LILY", "called Jane at Acme, all is well", "C0EAST")
        written = slack.shown("C0EAST", by_bot=False)[-1]
        assert slack.wait_for("C0EAST", "Acme").thread_ts == written.ts
        slack.write("U0LILY", "lunch, anyone?", "C0EAST")
        slack.wait(lambda: len(assistant.rows(InboxItem)) == 4)
        settle(slack, assistant)
        lunch = slack.shown("C0EAST", by_bot=False)[-1]
        assert lunch.ts not in [shown.thread_ts for shown in slack.told("C0EAST")], "it keeps quiet about lunch"


def test_an_edit_amends_and_a_deletion_offers_to_undo(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0LILY", "remind me to call Jane on Friday at 3pm")
        receipt = slack.wait_for("U0LILY", "Jane")
        [message] = [shown for shown in slack.shown("U0LILY") if not shown.by_bot]
        [task] = assistant.rows(Task)
        slack.edit(message, "remind me to call Jane on Friday at 4pm")
        slack.wait(lambda: [row.due_at for row in assistant.rows(Task)] != [task.due_at])
        assert len(assistant.rows(Task)) == 1
        slack.wait(lambda: "16:00" in receipt.text)
        told = len(slack.told("U0LILY"))
        slack.tell({**_unfurled(message.as_event()), "channel": message.channel, "channel_type": "im"})
        slack.delete(message)
        slack.wait(lambda: len(slack.told("U0LILY")) == told + 1)
        offer = slack.told("U0LILY")[-1]
        assert [item.payload["kind"] for item in assistant.rows(InboxItem)] == ["text", "edit", "delete"], "a preview of a link is no edit"
        slack.press("U0LILY", offer, "Undo")
        slack.wait(lambda: not assistant.rows(Task))


def _unfurled(event: dict[str, object]) -> dict[str, object]:
    """What Slack tells when it adds a preview to a message."""
    return {"type": "message", "subtype": "message_changed", "message": {**event, "attachments": [{"title": "Acme"}]}, "previous_message": event}


def test_a_text_taken_back_that_began_a_thread_offers_to_undo_there(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0LILY", f"{US} called Jane at Acme, all is well", "C0EAST")
        slack.wait_for("C0EAST", "Acme")
        asked = slack.shown("C0EAST")[0]
        slack.delete(asked)
        slack.wait(lambda: len(slack.told("C0EAST")) == 2)
        offer = slack.told("C0EAST")[-1]
        assert (offer.thread_ts, offer.only_for) == (asked.ts, None) or offer.only_for == "U0LILY"
        slack.press("U0LILY", offer, "Undo")
        slack.wait(lambda: not assistant.rows(ContactLog))


def test_naming_the_assistant_afterwards_has_the_text_read_once(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0LILY", "called Jane at Acme, all is well", "C0EAST")
        message = slack.shown("C0EAST")[0]
        slack.edit(message, f"{US} called Jane at Acme, all is well")
        mention = {**message.as_event(), "type": "app_mention", "channel": "C0EAST"}
        slack.tell(mention)
        slack.wait_for("C0EAST", "Acme")
        settle(slack, assistant)
        assert len(assistant.rows(ContactLog)) == 1


def test_bots_itself_and_what_nobody_said_are_left_alone(slack: FakeSlack, sqlite: Database) -> None:
    said = {"type": "message", "channel": "D0LILY", "channel_type": "im", "ts": "1700000000.000100", "text": "called Jane at Acme"}
    slack.world.direct("U0LILY")
    with running(slack, sqlite, "http") as assistant:
        for more in (
            {"user": BOT, "bot_id": "B0BOT"},
            {"user": "U0LILY", "bot_id": "B0OTHER"},
            {"subtype": "bot_message", "bot_id": "B0OTHER", "username": "jira"},
            {"user": "USLACKBOT"},
            {"user": "U0LILY", "subtype": "channel_join"},
            {"user": "U0LILY", "subtype": "channel_topic"},
            {"user": "U0LILY", "subtype": "reminder_add"},
            {"subtype": "message_changed", "message": {"user": BOT, "bot_id": "B0BOT", "ts": "1", "text": "a"}, "previous_message": {"text": "b"}},
            {"subtype": "message_deleted", "deleted_ts": "1.1", "previous_message": {"user": BOT, "bot_id": "B0BOT", "ts": "1.1", "text": "b"}},
        ):
            assert slack.tell({**said, **more}).is_acked
        for other in ("reaction_added", "channel_created", "never_heard_of"):
            assert slack.tell({"type": other, "user": "U0LILY"}).is_acked
        assert assistant.rows(InboxItem) == []


def test_what_comes_twice_is_kept_once_over_a_restart(slack: FakeSlack, sqlite: Database) -> None:
    said = {"type": "message", "channel": "D0LILY", "channel_type": "im", "user": "U0LILY", "text": "called Jane at Acme, all is well"}
    slack.world.direct("U0LILY")
    for _ in range(2):
        with running(slack, sqlite, "http") as assistant:
            for _ in range(2):
                assert slack.tell({**said, "ts": "1700000000.000100"}, event_id="Ev1").is_acked
            slack.wait_for("U0LILY", "Acme")
            settle(slack, assistant)
            assert len(assistant.rows(ContactLog)) == 1
    assert len(slack.told("U0LILY")) == 1


def test_people_channels_and_links_are_read_as_they_are_seen(slack: FakeSlack, sqlite: Database) -> None:
    slack.world.add_channel("G0GROUP", "mpdm-lily--tom-1", "U0LILY", "U0TOM", BOT, kind="mpim")
    with running(slack, sqlite, "http") as assistant:
        slack.write("U0TOM", "hello")
        slack.wait_for("U0TOM", "Tom")
        slack.write(
            "U0LILY", f"{US} remind &lt;me&gt; &amp; <@U0TOM> of <http://acme.test/a?b=1|acme.test> in <#C0EAST|east>", "G0GROUP", thread=None
        )
        kept = slack.wait(lambda: assistant.rows(InboxItem)[1:])
        assert kept[0].payload["text"] == "remind <me> & Tom Reid of acme.test in #east"
        assert (kept[0].payload["private"], kept[0].payload["mentioned"]) == (False, True)


def test_what_is_said_in_a_thread_that_is_being_answered_waits_for_the_answer(sqlite: Database) -> None:
    asked = Message("slack", "T0001", "U0LILY", "C0EAST", text_id("C0EAST", "10.1"), NOW, private=False, mentioned=True, text="called Jane at Acme")
    said = replace(asked, external_id=text_id("C0EAST", "11.1", "10.1"), mentioned=False, text="it was on Monday")
    heard = Heard(said, thread_ts="10.1")

    def looked() -> Looked:
        with sqlite.read(everywhere=True) as session:
            return look(session, heard, frozenset())

    assert looked() == Looked(None, {}), "a thread of others"
    inbox = Inbox(sqlite, "en")
    inbox.receive(asked, NOW)
    assert looked().is_early
    inbox.work(NOW)  # Lily is a stranger here, and is told so
    assert looked().is_early
    with sqlite.write(NOW, everywhere=True) as session:
        [answer] = session.scalars(select(OutboxItem)).all()
        answer.state, answer.external_id = OutboxState.SENT, "10.2"
    found = looked()
    assert (found.is_early, found.message and found.message.reply_to) == (False, "10.2")
