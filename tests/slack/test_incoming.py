"""Slack's payloads as messages, and its errors as what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.blocks import escaped
from bot.platforms.slack.errors import refusal, trouble
from bot.platforms.slack.ids import deed_id, text_id, thread_of
from bot.platforms.slack.incoming import moment_of, plain, read_message
from handlers.messages import MessageKind
from scheduler.outbox import Failed
from tests.slack.fake import BOT

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TS = f"{NOW.timestamp():.6f}"


def read(**event: Any) -> Any:
    body = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "channel": "C1", "user": "U1", "ts": TS, **event}}
    return read_message(body, "T1", BOT, NOW)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("called Jane", "called Jane"),
        (f"<@{BOT}> called Jane", "called Jane"),
        (f"<@{BOT}|onpace>, called Jane", "called Jane"),
        (f"<@{BOT}>：打给张总", "打给张总"),
        (f"called Jane <@{BOT}>", "called Jane"),
        ("remind <@U2> and <@U3|tom>", "remind Lily Chen and tom"),
        ("see <#C1|east> or <#C2>", "see #east or #C2"),
        ("<!here> <!subteam^S1|@sales> <!date^1^{date}|today>", "@here @sales today"),
        ("<https://a.test/?x=1&amp;y=2> <https://a.test|a.test>", "https://a.test/?x=1&y=2 a.test"),
        ("<mailto:a@b.test|a@b.test> <mailto:c@d.test> <tel:+123|123>", "a@b.test c@d.test 123"),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6, &amp;lt; stays", "5 < 6 && 7 > 6, &lt; stays"),
        ("&copy; &#60;", "&copy; &#60;"),
    ],
)
def test_a_text_is_read_as_it_was_seen(text: str, seen: str) -> None:
    assert plain(text, BOT, {"U2": "Lily Chen"}) == seen


@given(st.text())
def test_any_text_that_people_write_comes_back_unharmed(text: str) -> None:
    assert plain(escaped(text), BOT, {}) == text.strip()


@given(
    st.dictionaries(st.sampled_from(["subtype", "user", "ts", "text", "thread_ts", "message", "previous_message", "deleted_ts", "files"]), st.none())
)
def test_what_lacks_everything_is_nothing(event: dict[str, Any]) -> None:
    heard = read(**event)
    assert heard is None or heard.message.account == "U1"


def test_ids_lead_an_answer_into_its_thread() -> None:
    assert thread_of(text_id("C1", "10.1")) == "10.1"
    assert thread_of(text_id("C1", "12.1", "10.1")) == "10.1"
    assert thread_of(text_id("D1", "10.1")) is None
    assert thread_of(text_id("D1", "12.1", "10.1")) == "10.1"
    assert text_id("D1", "10.1", "10.1") == text_id("D1", "10.1"), "it goes by the same name once it has become a thread"
    assert thread_of(deed_id("C1", None, "press.1.U1")) is None
    assert [thread_of(other) for other in (None, "", "1764.1", "checkin-abc:def")] == [None] * 4


def test_an_edit_names_the_text_and_its_answer_goes_where_the_texts_went() -> None:
    said = read(text="a").message
    edit = read(subtype="message_changed", message={"user": "U1", "ts": TS, "text": "b"}, previous_message={"text": "a"}).message
    assert (edit.kind, edit.target, thread_of(edit.external_id)) == (MessageKind.EDIT, said.external_id, TS)
    gone = read(subtype="message_deleted", deleted_ts=TS, previous_message={"user": "U1", "ts": TS, "text": "a"}).message
    assert (gone.kind, gone.target, gone.account) == (MessageKind.DELETE, said.external_id, "U1")


@pytest.mark.parametrize("ts", [None, "", "soon", "1.000100", "99999999999.1", 5, "１２３"])
def test_a_time_that_can_not_be_is_now(ts: object) -> None:
    assert moment_of(ts, NOW) == NOW
    assert moment_of(TS, NOW + timedelta(hours=1)) == NOW


def failed(error: str, status: int = 200, **headers: str) -> Failed:
    data = {"ok": False, "error": error} if error else {}
    response = AsyncSlackResponse(client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status)
    return refusal(SlackApiError("", response))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("token_revoked", "revoked"),
        ("account_inactive", "revoked"),
        ("is_archived", "archived"),
        ("not_in_channel", "kicked"),
        ("no_permission", "kicked"),
        ("channel_not_found", "gone"),
    ],
)
def test_some_errors_are_for_good(error: str, reason: str) -> None:
    assert failed(error) == Failed(error, for_good=True, reason=reason)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "30"}, 30), ({"retry-after": "7"}, 7), ({}, 5), ({"Retry-After": "soon"}, 5), ({"Retry-After": "9" * 8}, 600)],
)
def test_slack_says_how_long_to_wait(headers: dict[str, str], seconds: int) -> None:
    assert failed("ratelimited", 429, **headers).retry_after == timedelta(seconds=seconds)
    assert failed("", 429, **headers).retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable", "never_heard_of", ""])
def test_all_others_are_tried_again(error: str) -> None:
    result = failed(error, 503)
    assert (result.for_good, result.perhaps_sent, result.retry_after) == (False, False, None)


def test_without_an_answer_nobody_knows() -> None:
    assert trouble(TimeoutError()).perhaps_sent is True
