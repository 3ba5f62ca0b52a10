"""What goes out goes out once, in order per chat, is tried again when it fails, and given up where people can see it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import NOW, Ids
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from handlers import assistant
from handlers.messages import Message, Reply
from handlers.outgoing import answer, push
from handlers.workspaces import add_account, add_channel
from scheduler import outbox
from scheduler.alerts import REASONS
from scheduler.kinds import PUSHES
from scheduler.outbox import FIRST_RETRY, LAST_RETRY, LEASE, MOST_ATTEMPTS, Failed, Sent
from scheduler.pushes import Push
from storage.database import Database
from storage.models import Account, Channel, Member, OutboxItem, OutboxState

MINUTE = timedelta(minutes=1)


def put(database: Database, *chats: str, now: datetime = NOW, kind: str = "reply", **values: Any) -> list[int]:  # noqa: ANN401
    """Queue a message to each of the chats, in that order."""
    with database.write(now, everywhere=True) as session:
        items = []
        for chat in chats:
            message = Message("test", "t1", chat, chat, "m", now)
            item = answer(session, message, Reply("hello"), now=now, kind=kind)
            for name, value in values.items():
                setattr(item, name, value)
            session.flush()
            items.append(item.id)
        return items


def take(database: Database, now: datetime = NOW, limit: int = 50) -> list[int]:
    with database.write(now, everywhere=True) as session:
        return [item.id for item in outbox.claim(session, now, limit=limit)]


def finish(database: Database, item_id: int, result: Sent | Failed | None = None, now: datetime = NOW) -> None:
    with database.write(now, everywhere=True) as session:
        outbox.record(session, {item_id: result or Sent("x")}, now)


def row(database: Database, item_id: int) -> OutboxItem:
    with database.read(everywhere=True) as session:
        item = session.get_one(OutboxItem, item_id)
        session.expunge_all()
        return item


@contextmanager
def fake_kind(**functions: Any) -> Iterator[str]:  # noqa: ANN401
    """A kind of push made for a test."""
    nothing: dict[str, Any] = {"next_occasion": lambda *_: None, "notices": lambda *_: (), "wanted_at": lambda _session, _item, now: now}
    PUSHES["fake"] = Push("fake", **nothing | functions)
    try:
        yield "fake"
    finally:
        del PUSHES["fake"]


def test_one_message_of_a_chat_is_under_way_at_a_time(database: Database) -> None:
    first, second, other = put(database, "a", "a", "b")
    assert take(database) == [first, other]
    assert take(database) == []
    finish(database, first)
    assert take(database) == [second]


def test_what_went_out_is_noted(database: Database) -> None:
    [item] = put(database, "a")
    take(database)
    finish(database, item, Sent("77"), NOW + MINUTE)
    sent = row(database, item)
    assert (sent.state, sent.external_id, sent.sent_at, sent.lease_until) == (OutboxState.SENT, "77", NOW + MINUTE, None)
    assert take(database, NOW + 2 * LEASE) == []


def test_a_failure_is_tried_again_later_and_later_and_holds_back_what_comes_after_it(database: Database) -> None:
    first, second = put(database, "a", "a")
    now, waits = NOW, []
    for _ in range(MOST_ATTEMPTS - 1):
        assert take(database, now) == [first]
        finish(database, first, Failed("down"), now)
        due_at = row(database, first).due_at
        waits.append(due_at - now)
        assert take(database, due_at - timedelta(milliseconds=1)) == []
        now = due_at
    assert waits[0] == FIRST_RETRY
    assert waits == sorted(waits)
    assert max(waits) <= LAST_RETRY
    assert take(database, now) == [first]
    finish(database, first, Failed("down"), now)
    assert (row(database, first).state, row(database, first).error) == (OutboxState.DEAD, "down")
    assert take(database, now) == [second]


def test_the_platform_s_word_on_when_to_try_again_holds(database: Database) -> None:
    [item] = put(database, "a")
    take(database)
    finish(database, item, Failed("slow down", retry_after=timedelta(seconds=37)))
    assert row(database, item).due_at == NOW + timedelta(seconds=37)


def test_what_is_refused_for_good_is_not_tried_again(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        item = push(session, session.get_one(Member, ids.lily), Reply("hello"), kind="told", now=NOW)
        assert item is not None
        session.flush()
        item_id = item.id
    take(database)
    finish(database, item_id, Failed("blocked", for_good=True))
    assert row(database, item_id).state is OutboxState.DEAD
    with database.read(ids.workspace) as session:
        reachable = dict(session.execute(select(Account.member_id, Account.reachable)).all())
        assert reachable == {ids.lily: False, ids.tom: True, ids.manager: True, ids.admin: True}


def test_the_admins_hear_once_a_day_that_something_was_not_delivered(database: Database, ids: Ids) -> None:
    items = put(database, "a", "b", kind="told", workspace_id=ids.workspace)
    take(database)
    for item in items:
        finish(database, item, Failed("blocked", for_good=True))
    with database.read(everywhere=True) as session:
        [alert] = session.scalars(select(OutboxItem).where(OutboxItem.kind == "alert")).all()
        session.expunge_all()
    assert alert.address == "ada"
    assert "could not be delivered" in alert.payload["text"]
    assert take(database) == [alert.id]
    finish(database, alert.id, Failed("blocked", for_good=True))
    assert len(put(database, "c")) == len(take(database))


@pytest.mark.parametrize(("kind", "state"), [("reply", OutboxState.PENDING), ("list", OutboxState.PENDING), ("told", OutboxState.UNKNOWN)])
def test_a_process_that_died_leaves_answers_to_be_repeated_and_pushes_unknown(database: Database, kind: str, state: OutboxState) -> None:
    [item] = put(database, "a", kind=kind)
    take(database)
    for now, count in ((NOW + LEASE, 0), (NOW + LEASE + timedelta(seconds=1), 1)):
        with database.write(now, everywhere=True) as session:
            assert outbox.recover(session, now) == count
    assert row(database, item).state is state


def test_where_the_platform_knows_repetitions_pushes_are_repeated_too(database: Database) -> None:
    [item] = put(database, "a", kind="told")
    take(database)
    with database.write(NOW + 2 * LEASE, everywhere=True) as session:
        outbox.recover(session, NOW + 2 * LEASE, safe_platforms=["test"])
    assert row(database, item).state is OutboxState.PENDING


@pytest.mark.parametrize(("kind", "state"), [("reply", OutboxState.PENDING), ("told", OutboxState.UNKNOWN)])
def test_an_answer_lost_on_its_way_back_leaves_a_push_unknown(database: Database, kind: str, state: OutboxState) -> None:
    [item] = put(database, "a", kind=kind)
    take(database)
    finish(database, item, Failed("timed out", perhaps_sent=True))
    assert row(database, item).state is state


def test_what_is_unknown_or_dead_holds_back_nothing(database: Database) -> None:
    first, second, third = put(database, "a", "a", "a", kind="told")
    take(database)
    finish(database, first, Failed("timed out", perhaps_sent=True))
    assert take(database) == [second]
    finish(database, second, Failed("blocked", for_good=True))
    assert take(database) == [third]


def test_a_failure_noted_after_the_lease_changes_nothing(database: Database) -> None:
    [item] = put(database, "a", kind="told")
    take(database)
    with database.write(NOW + 2 * LEASE, everywhere=True) as session:
        outbox.recover(session, NOW + 2 * LEASE)
    finish(database, item, Failed("too slow"), NOW + 2 * LEASE)
    assert row(database, item).state is OutboxState.UNKNOWN
    finish(database, item, Sent("77"), NOW + 2 * LEASE)
    assert row(database, item).state is OutboxState.SENT


def test_what_is_too_late_is_dropped_and_the_next_one_goes(database: Database) -> None:
    [late] = put(database, "a", useful_until=NOW + MINUTE)
    [good] = put(database, "a")
    assert take(database, NOW + 2 * MINUTE) == [good]
    assert row(database, late).state is OutboxState.DROPPED


def test_what_waits_for_its_hour_holds_back_nothing(database: Database) -> None:
    [later] = put(database, "a", due_at=NOW + MINUTE)
    [now] = put(database, "a")
    assert take(database) == [now]
    finish(database, now)
    assert take(database, NOW + MINUTE) == [later]


def test_a_push_that_nobody_wants_any_more_is_dropped(database: Database, ids: Ids) -> None:
    with fake_kind(wanted_at=lambda *_: None) as kind:
        [unwanted] = put(database, "a", kind=kind, workspace_id=ids.workspace)
        [wanted] = put(database, "a")
        assert take(database) == [wanted]
    assert row(database, unwanted).state is OutboxState.DROPPED


def test_a_push_is_put_off_and_then_holds_back_nothing_even_after_failures(database: Database, ids: Ids) -> None:
    morning = NOW + timedelta(hours=8)
    with fake_kind() as kind:
        [item] = put(database, "a", kind=kind, workspace_id=ids.workspace)
        take(database)
        finish(database, item, Failed("down"))
    [reply] = put(database, "a", now=NOW + MINUTE)
    with fake_kind(wanted_at=lambda _session, _item, now: max(now, morning)) as kind:
        assert take(database, NOW + MINUTE) == [reply]
        finish(database, reply, now=NOW + MINUTE)
        assert row(database, item).due_at == morning
        assert take(database, morning) == [item]


def test_what_a_push_asks_for_is_asked_inside_its_workspace(database: Database, ids: Ids) -> None:
    seen: list[object] = []

    def wanted_at(session: Session, _item: OutboxItem, now: datetime) -> datetime:
        seen.append(session.info["workspace_id"])
        return now

    with fake_kind(wanted_at=wanted_at) as kind:
        put(database, "a", kind=kind, workspace_id=ids.workspace)
        put(database, "b")
        assert len(take(database)) == 2
    assert seen == [ids.workspace]


def test_the_same_occasion_is_told_once(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        lily = session.get_one(Member, ids.lily)
        assert push(session, lily, Reply("a"), kind="told", now=NOW, key="k") is not None
        assert push(session, lily, Reply("b"), kind="told", now=NOW, key="k") is None
    with database.read(everywhere=True) as session:
        assert len(session.scalars(select(OutboxItem)).all()) == 1


def test_no_more_are_taken_than_asked_for(database: Database) -> None:
    items = put(database, *[f"chat{n}" for n in range(10)])
    assert take(database, limit=3) == items[:3]


def test_a_process_takes_only_what_it_can_send(database: Database) -> None:
    [slow] = put(database, "a", platform="elsewhere")
    [ours] = put(database, "b")
    with database.write(NOW, everywhere=True) as session:
        assert [item.id for item in outbox.claim(session, NOW, room={"test": 1, "other": 5})] == [ours]
        assert outbox.claim(session, NOW, room={}) == []
    assert row(database, slow).attempts == 0


def test_several_processes_share_the_work_without_overtaking(database: Database) -> None:
    chats, each, workers = 6, 12, 4
    queued = [put(database, *[f"chat{n}" for n in range(chats)]) for _ in range(each)]
    went_out: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        idle = 0
        while idle < 40:
            taken = take(database)
            idle = 0 if taken else idle + 1
            for item in taken:
                with lock:
                    went_out.append(item)
                finish(database, item)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(went_out) == sorted(item for batch in queued for item in batch)
    for place in range(chats):
        own = [batch[place] for batch in queued]
        assert [item for item in went_out if item in own] == own


def test_the_queue_is_found_by_its_indexes_alone(sqlite: Database) -> None:
    """However many messages were sent before: the partial indexes hold only those that wait."""
    statements: list[tuple[str, Any]] = []

    @event.listens_for(sqlite.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    with sqlite.read(everywhere=True) as session:
        outbox.claim(session, NOW, room={"test": 9}, resting=["a"], paused=[("test", "t9")])
        outbox.next_due(session)
    with sqlite.engine.connect() as connection:
        plans = [
            [step[-1] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)] for statement, parameters in statements
        ]
    assert "SEARCH outbox_item USING INDEX ix_outbox_item_due (due_at<?)" in plans[0]
    assert any("USING INDEX ix_outbox_item_unsent (chat=? AND id<?)" in step for step in plans[0])
    assert any("ix_outbox_item_due" in step for step in plans[1])


def tell_lily(database: Database, ids: Ids, kind: str = "told", member: int | None = None) -> int:
    """Queue a push to a member, who is Lily unless it is said."""
    with database.write(NOW, ids.workspace) as session:
        item = push(session, session.get_one(Member, member or ids.lily), Reply("hello"), kind=kind, now=NOW)
        assert item is not None
        session.flush()
        return item.id


def alerts(database: Database) -> list[tuple[str, str, str]]:
    """Platform, address and text of what the admins were told."""
    with database.read(everywhere=True) as session:
        items = session.scalars(select(OutboxItem).where(OutboxItem.kind == "alert").order_by(OutboxItem.id))
        return [(item.platform, item.address, item.payload["text"]) for item in items]


def add_other_account(database: Database, ids: Ids, member: int) -> None:
    """A second way to reach a member, used less lately than the first."""
    with database.write(NOW, ids.workspace) as session:
        add_account(session, session.get_one(Member, member), "other", "o1", f"other{member}", NOW - MINUTE)


def test_the_admins_are_told_who_has_blocked_us(database: Database, ids: Ids) -> None:
    for item in [tell_lily(database, ids) for _ in range(2)]:
        take(database)
        finish(database, item, Failed("403", for_good=True, reason="blocked"))
    [(platform, address, text)] = alerts(database)
    assert (platform, address) == ("test", "ada")
    assert "Lily Chen has blocked the assistant on Test" in text


def test_a_push_that_is_refused_goes_to_the_member_s_other_account(database: Database, ids: Ids) -> None:
    add_other_account(database, ids, ids.lily)
    item = tell_lily(database, ids)
    take(database)
    finish(database, item, Failed("403", for_good=True, reason="blocked"))
    moved = row(database, item)
    assert (moved.state, moved.platform, moved.tenant, moved.address, moved.chat) == (
        OutboxState.PENDING,
        "other",
        "o1",
        f"other{ids.lily}",
        f"other:o1:other{ids.lily}",
    )
    assert item in take(database)
    finish(database, item, Failed("403", for_good=True, reason="gone"))
    assert row(database, item).state is OutboxState.DEAD


def test_a_word_to_an_admin_who_cannot_be_reached_goes_another_way_and_causes_no_further_one(database: Database, ids: Ids) -> None:
    add_other_account(database, ids, ids.admin)
    item = tell_lily(database, ids)
    take(database)
    finish(database, item, Failed("403", for_good=True, reason="blocked"))
    [alert] = take(database)
    finish(database, alert, Failed("403", for_good=True, reason="blocked"))
    assert [(platform, address) for platform, address, _ in alerts(database)] == [("other", f"other{ids.admin}")]
    assert take(database) == [alert]


def test_of_a_platform_that_does_not_let_us_in_the_admins_hear_elsewhere_and_nobody_counts_as_unreachable(database: Database, ids: Ids) -> None:
    add_other_account(database, ids, ids.admin)
    first, second = tell_lily(database, ids), tell_lily(database, ids, member=ids.tom)
    take(database)
    for item in (first, second):
        finish(database, item, Failed("invalid_auth", for_good=True, reason="revoked"))
    [(platform, address, text)] = alerts(database)
    assert (platform, address) == ("other", f"other{ids.admin}")
    assert text.startswith("⚠️ Test does not let the assistant in any more")
    with database.read(ids.workspace) as session:
        assert all(session.scalars(select(Account.reachable)))


def test_a_channel_we_were_removed_from_gets_nothing_until_somebody_writes_there(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        channel = add_channel(session, "east", "test", "t1", "#east", NOW)
        item = push(session, channel, Reply("digest"), kind="told", now=NOW)
        assert item is not None
        session.flush()
        item_id, channel_id = item.id, channel.id
    take(database)
    finish(database, item_id, Failed("kicked", for_good=True, reason="kicked"))
    assert "removed from east on Test" in alerts(database)[0][2]

    def is_pushed() -> bool:
        with database.write(NOW, ids.workspace) as session:
            return push(session, session.get_one(Channel, channel_id), Reply("digest"), kind="told", now=NOW) is not None

    assert not is_pushed()
    with database.write(NOW, everywhere=True) as session:
        assistant.handle(session, Message("test", "t1", "lily", "#east", "m1", NOW, private=False, text="good morning"))
    assert is_pushed()


def test_a_platform_s_own_word_on_when_to_try_again_is_kept_to_however_often(database: Database) -> None:
    [item] = put(database, "a")
    now = NOW
    for _ in range(MOST_ATTEMPTS + 3):
        assert take(database, now) == [item]
        finish(database, item, Failed("slow down", retry_after=MINUTE), now)
        now += MINUTE
    assert row(database, item).state is OutboxState.PENDING


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_its_words(database: Database, ids: Ids, reason: str) -> None:
    add_other_account(database, ids, ids.admin)
    item = tell_lily(database, ids)
    take(database)
    finish(database, item, Failed("no", for_good=True, reason=reason))
    [(_, _, text)] = alerts(database)
    assert "on Test" in text or text.startswith("⚠️ Test ")


def test_a_message_knows_its_reader_s_language(database: Database, ids: Ids) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.get_one(Member, ids.lily).language = "zh"
    pushed, [other] = tell_lily(database, ids), put(database, "stranger")
    with database.write(NOW, everywhere=True) as session:
        assistant.handle(session, Message("test", "t1", "lily", "lily", "m1", NOW, text="/help"))
    with database.read(everywhere=True) as session:
        languages = dict(session.execute(select(OutboxItem.id, OutboxItem.language)).all())
    assert languages.pop(other) == "en"
    assert set(languages.values()) == {"zh"}
    assert pushed in languages
