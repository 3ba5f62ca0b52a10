"""The stand-in for the Bot API is as strict as the Bot API, and its table of methods is that of the library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fake_telegram.entities import EntitiesError, found_in, seen
from fake_telegram.server import FakeTelegram
from fake_telegram.table import TableError, check, methods
from fake_telegram.world import FILE_LIMIT, Json, Person

KEYS = {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:1"}]]}


@pytest.fixture
def api() -> Iterator[FakeTelegram]:
    with FakeTelegram() as found:
        yield found


@pytest.fixture
def lily(api: FakeTelegram) -> Person:
    return api.person(103, "Lily")


def call(api: FakeTelegram, method: str, token: str = "", **given: Any) -> Json:  # noqa: ANN401
    """A call as any client would make it, and its answer."""
    request = Request(f"{api.url}{token or api.token}/{method}", json.dumps(given).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request) as response:
            answer: Json = json.load(response)
    except HTTPError as error:
        answer = json.load(error)
        error.close()
    return answer


def refusal(api: FakeTelegram, method: str, **given: Any) -> str:  # noqa: ANN401
    answer = call(api, method, **given)
    assert answer["ok"] is False
    return str(answer["description"])


def test_the_table_is_made_of_the_librarys_signatures() -> None:
    table = methods()
    assert len(table) > 150
    assert table["sendMessage"]["chat_id"].required
    assert table["sendMessage"]["text"].kinds == {"string"}
    assert table["sendMessage"]["message_thread_id"].kinds == {"integer"}
    assert table["answerCallbackQuery"]["show_alert"].kinds == {"boolean"}
    assert table["setMyCommands"]["commands"].kinds == {"array"}
    assert "read_timeout" not in table["sendMessage"]


@pytest.mark.parametrize(
    ("method", "given", "problem"),
    [
        ("sendMessage", {"chat_id": "1"}, "lacks"),
        ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}, "no parameter"),
        ("sendMessage", {"chat_id": "1", "text": "x", "message_thread_id": "general"}, "message_thread_id"),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": "[]"}, "reply_markup"),
        ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": "yes"}, "show_alert"),
        ("getUpdates", {"allowed_updates": "message"}, "allowed_updates"),
    ],
)
def test_a_call_that_has_no_place_in_it_is_refused(method: str, given: dict[str, str], problem: str) -> None:
    with pytest.raises(TableError, match=problem):
        check(method, given, {})


def test_tokens_and_methods(api: FakeTelegram) -> None:
    assert call(api, "getMe")["result"]["username"] == "onpace_bot"
    assert call(api, "getMe", token="4242:wrong")["error_code"] == 401
    assert call(api, "getMe", token="nonsense")["error_code"] == 404
    assert call(api, "makeCoffee")["error_code"] == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<p>a</p>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": 7, "text": "x"}, "chat not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "签" * 22}]]}}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "Text buttons are unallowed"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "nowhere"}]]}}, "Wrong HTTP URL"),
    ],
)
def test_messages_that_are_refused(api: FakeTelegram, lily: Person, given: Json, said: str) -> None:
    assert said in refusal(api, "sendMessage", **{"chat_id": lily.id} | given)
    assert api.sent(lily) == []


def test_texts_are_measured_after_their_entities(api: FakeTelegram, lily: Person) -> None:
    assert call(api, "sendMessage", chat_id=lily.id, text="&lt;" * 4096, parse_mode="HTML")["ok"]
    assert api.sent(lily)[0]["text"] == "<" * 4096


def test_a_place_can_be_asked_for_in_private_only(api: FakeTelegram, lily: Person) -> None:
    group = api.group(-1001, "East")
    keys = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    assert call(api, "sendMessage", chat_id=lily.id, text="x", reply_markup=keys)["ok"]
    assert "private chats only" in refusal(api, "sendMessage", chat_id=group.id, text="x", reply_markup=keys)


def test_edits(api: FakeTelegram, lily: Person) -> None:
    sent = call(api, "sendMessage", chat_id=lily.id, text="a", reply_markup=KEYS)["result"]["message_id"]
    there = {"chat_id": lily.id, "message_id": sent}
    assert "message is not modified" in refusal(api, "editMessageText", **there, text="a", reply_markup=KEYS)
    assert call(api, "editMessageText", **there, text="a")["ok"]
    assert "reply_markup" not in api.sent(lily)[0]
    assert "message to edit not found" in refusal(api, "editMessageText", chat_id=lily.id, message_id=99, text="b")
    theirs = api.say(lily, "mine")
    assert "can't be edited" in refusal(api, "editMessageText", chat_id=lily.id, message_id=theirs["message_id"], text="b")
    assert "no caption" in refusal(api, "editMessageCaption", **there, caption="b")


def test_a_press_is_answered_once_and_in_time(api: FakeTelegram, lily: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    call(api, "sendMessage", chat_id=lily.id, text="a", reply_markup=KEYS)
    query = api.press(lily, api.sent(lily)[0], "Undo")
    assert "MESSAGE_TOO_LONG" in refusal(api, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
    query = api.press(lily, api.sent(lily)[0], "Undo")
    assert call(api, "answerCallbackQuery", callback_query_id=query)["ok"]
    assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id=query)
    late = api.press(lily, api.sent(lily)[0], "Undo")
    monkeypatch.setattr("fake_telegram.methods.ANSWER_WITHIN_S", -1)
    assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id=late)


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ([{"command": "签到", "description": "check in"}], "BOT_COMMAND_INVALID"),
        ([{"command": "Log", "description": "log"}], "BOT_COMMAND_INVALID"),
        ([{"command": "log", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "log", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{number}", "description": "x"} for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_menus_that_are_refused(api: FakeTelegram, commands: list[Json], said: str) -> None:
    assert said in refusal(api, "setMyCommands", commands=commands)


def test_people_and_groups_that_can_not_be_written_to(api: FakeTelegram, lily: Person) -> None:
    lily.blocked = True
    assert "bot was blocked by the user" in refusal(api, "sendMessage", chat_id=lily.id, text="x")
    group = api.group(-5, "East", kind="group")
    group.upgraded_to = -1005
    answer = call(api, "sendMessage", chat_id=-5, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -1005}
    forum = api.group(-1006, "Forum", topics={7: "closed"})
    assert "TOPIC_CLOSED" in refusal(api, "sendMessage", chat_id=-1006, text="x", message_thread_id=7)
    forum.kicked = True
    assert call(api, "sendMessage", chat_id=-1006, text="x")["error_code"] == 403


def test_updates_stay_until_a_later_offset_is_asked_for(api: FakeTelegram, lily: Person) -> None:
    api.say(lily, "one")
    api.say(lily, "two")
    first, second = call(api, "getUpdates")["result"]
    assert call(api, "getUpdates")["result"] == [first, second]
    assert call(api, "getUpdates", offset=second["update_id"])["result"] == [second]
    assert call(api, "getUpdates", offset=-1)["result"] == [second]
    assert call(api, "getUpdates", offset=second["update_id"] + 1, timeout=0)["result"] == []
    assert call(api, "getUpdates", limit=1)["result"] == []
    call(api, "setWebhook", url="https://onpace.example/hook")
    assert call(api, "getUpdates")["error_code"] == 409


def test_files(api: FakeTelegram, lily: Person) -> None:
    small = api.document(lily, b"small", "a.txt", "text/plain")["document"]["file_id"]
    large = api.document(lily, bytes(FILE_LIMIT + 1), "a.bin", "application/octet-stream")["document"]["file_id"]
    path = call(api, "getFile", file_id=small)["result"]["file_path"]
    with urlopen(f"{api.url.removesuffix('/bot')}/file/bot{api.token}/{path}") as response:
        assert response.read() == b"small"
    assert "file is too big" in refusal(api, "getFile", file_id=large)
    assert "wrong file_id" in refusal(api, "getFile", file_id="nothing")


@pytest.mark.parametrize(
    "text", ["&lt;b&gt; &amp; &quot;", "<b>bold</b> <i>it</i>", '<a href="https://a.b/?c=d&amp;e">link</a>', "&nbsp;", "<code>x</code>"]
)
def test_html_that_is_taken(text: str) -> None:
    assert "<b>" not in seen(text, "HTML") or text.startswith("&lt;")


@pytest.mark.parametrize("text", ["<", "a<b", "<b>x</i>", "</b>", "<script>x</script>", "<b>x", "<span>x</span>"])
def test_html_that_is_not(text: str) -> None:
    with pytest.raises(EntitiesError):
        seen(text, "HTML")


def test_entities_are_counted_in_utf_16() -> None:
    assert found_in("😀 /log@onpace_bot hi @lily_chen") == [
        {"type": "bot_command", "offset": 3, "length": 15},
        {"type": "mention", "offset": 22, "length": 10},
    ]
