"""What an update means, read without network or database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import telegram
from fake_telegram.world import Group, Json, Person, World

from bot.platforms.telegram.incoming import Me, read
from handlers.messages import Location, Message, MessageKind, Profile

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ME = Me(4242, "onpace_bot")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lily(world: World) -> Person:
    return world.person(103, "Lily", language="zh-hans")


@pytest.fixture
def group(world: World) -> Group:
    return world.group(-1001, "East sales", privacy=False)


def last_read(world: World) -> Message | None:
    update = telegram.Update.de_json(world.updates[-1], None)
    return read(update, ME, NOW)


def got(world: World) -> Message:
    message = last_read(world)
    assert message is not None
    return message


def test_a_text_in_private(world: World, lily: Person) -> None:
    sent = world.say(lily, "called Jane at Acme")
    message = got(world)
    assert (message.platform, message.tenant, message.account, message.chat) == ("telegram", "4242", "103", "103")
    assert (message.kind, message.text, message.private) == (MessageKind.TEXT, "called Jane at Acme", True)
    assert message.external_id == f"103:{sent['message_id']}"
    assert message.sent_at == datetime.fromtimestamp(sent["date"], UTC)
    assert message.sender == Profile("Lily", "zh")
    assert message.is_whole


@pytest.mark.parametrize(
    ("code", "language"), [("zh-hans", "zh"), ("zh-TW", "zh"), ("zh", "zh"), ("en-GB", "en"), ("en", "en"), ("de", None), ("", None)]
)
def test_the_language_is_one_that_we_speak(world: World, code: str, language: str | None) -> None:
    world.say(world.person(5, "Somebody", language=code), "hello")
    sender = got(world).sender
    assert sender is not None
    assert sender.language == language


def test_an_edit_names_the_message_that_it_changes(world: World, lily: Person) -> None:
    sent = world.say(lily, "called Jane")
    world.edit(lily, sent, text="called Bob")
    message = got(world)
    assert (message.kind, message.text) == (MessageKind.EDIT, "called Bob")
    assert message.target == f"103:{sent['message_id']}"
    assert message.external_id == f"u{world.updates[-1]['update_id']}"


def test_a_press_names_our_message(world: World, lily: Person) -> None:
    ours = world.put(lily.as_chat(), world.me, {"text": "Call", "reply_markup": {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:1"}]]}})
    world.press(lily, ours, "Undo")
    message = got(world)
    assert (message.kind, message.action, message.target) == (MessageKind.PRESS, "undo:1", str(ours["message_id"]))
    assert (message.account, message.chat, message.private, message.sent_at) == ("103", "103", True, NOW)


def test_a_press_on_what_is_too_old_to_be_shown(world: World, lily: Person) -> None:
    ours = world.put(lily.as_chat(), world.me, {"text": "Call", "reply_markup": {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:1"}]]}})
    world.press(lily, ours, "Undo")
    world.updates[-1]["callback_query"]["message"] = {"chat": lily.as_chat(), "message_id": ours["message_id"], "date": 0}
    assert got(world).target == str(ours["message_id"])


@pytest.mark.parametrize("broken", [{"message": None}, {"data": None}])
def test_a_press_on_nothing_of_ours_is_left_alone(world: World, lily: Person, broken: Json) -> None:
    ours = world.put(lily.as_chat(), world.me, {"text": "Call", "reply_markup": {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:1"}]]}})
    world.press(lily, ours, "Undo")
    query = world.updates[-1]["callback_query"]
    query.update(broken)
    world.updates[-1]["callback_query"] = {name: value for name, value in query.items() if value is not None}
    assert last_read(world) is None


@pytest.mark.parametrize(
    ("said", "text", "mentioned"),
    [
        ("/tasks@onpace_bot", "/tasks", True),
        ("/tasks@OnPace_Bot east", "/tasks east", True),
        ("/tasks", "/tasks", False),
        ("@onpace_bot how are we doing?", "how are we doing?", True),
        ("@Onpace_Bot, how are we doing?", "how are we doing?", True),
        ("how are we doing @onpace_bot", "how are we doing", True),
        ("@onpace_bot：华东组怎么样", "华东组怎么样", True),
        ("👍👍 @onpace_bot called Jane", "👍👍 called Jane", True),
        ("@onpace_bot_2 hello", "@onpace_bot_2 hello", False),
        ("mail me@onpace_bot.com", "mail me@onpace_bot.com", False),
        ("@onpace_bot /tasks", "/tasks", True),
    ],
)
def test_commands_and_mentions_in_a_group(world: World, lily: Person, group: Group, said: str, text: str, mentioned: bool) -> None:
    world.say(lily, said, group)
    message = got(world)
    assert (message.text, message.mentioned) == (text, mentioned)
    assert (message.chat, message.private, message.chat_name) == ("-1001", False, "East sales")


@pytest.mark.parametrize("said", ["/tasks@other_bot", "/start@other_bot x"])
def test_commands_for_other_bots_are_left_alone(world: World, lily: Person, group: Group, said: str) -> None:
    world.say(lily, said, group)
    assert last_read(world) is None


def test_a_mention_of_a_bot_without_a_username(world: World, lily: Person, group: Group) -> None:
    sent = world.say(lily, "Onpace how are we doing", group)
    world.updates[-1]["message"] = sent | {"entities": [{"type": "text_mention", "offset": 0, "length": 6, "user": world.me}]}
    message = got(world)
    assert (message.text, message.mentioned) == ("how are we doing", True)


def test_a_mention_in_a_caption(world: World, lily: Person, group: Group) -> None:
    world.photo(lily, b"\xff\xd8\xff", "@onpace_bot at Acme", group)
    message = got(world)
    assert (message.text, message.mentioned) == ("at Acme", True)


def test_each_topic_is_a_chat(world: World, lily: Person) -> None:
    forum = world.group(-1002, "Sales", topics={7: "open"}, privacy=False)
    world.say(
        lily,
        "@onpace_bot hello",
        forum,
        topic=7,
        answers={"message_id": 7, "date": 0, "chat": forum.as_chat(), "from": world.me, "forum_topic_created": {"name": "x", "icon_color": 1}},
    )
    message = got(world)
    assert (message.chat, message.reply_to) == ("-1002/7", None)
    world.say(lily, "@onpace_bot hello", forum)
    assert got(world).chat == "-1002"


def test_a_row_of_replies_is_no_topic(world: World, lily: Person, group: Group) -> None:
    world.say(lily, "hello", group)
    world.updates[-1]["message"]["message_thread_id"] = 5
    assert got(world).chat == "-1001"


def test_replies_are_to_us_or_to_nobody(world: World, lily: Person, group: Group) -> None:
    ours = world.put(group.as_chat(), world.me, {"text": "Call · Acme"})
    theirs = world.say(lily, "hello", group)
    world.say(lily, "it was a visit", group, answers=ours)
    assert got(world).reply_to == str(ours["message_id"])
    world.say(lily, "no", group, answers=theirs)
    assert got(world).reply_to is None


def test_a_photo_is_fetched_in_its_largest_size(world: World, lily: Person) -> None:
    sent = world.photo(lily, b"\xff\xd8\xff whole", "at Acme")
    message = got(world)
    [file] = message.files
    assert (message.text, file.fetch, file.media_type, file.sha256) == ("at Acme", sent["photo"][1]["file_id"], "image/jpeg", "")
    assert not message.is_whole


def test_a_document_keeps_its_name(world: World, lily: Person) -> None:
    world.document(lily, b"%PDF", "报价.pdf", "application/pdf")
    [file] = got(world).files
    assert (file.name, file.media_type) == ("报价.pdf", "application/pdf")


def test_a_name_that_deceives_or_can_not_be_stored_is_cleaned(world: World, lily: Person) -> None:
    world.document(lily, b"x", "offer\u202efdp.exe\ud800\n" + "x" * 200, "application/pdf")
    [file] = got(world).files
    assert len(file.name) <= 120
    assert not set("\u202e\ud800\n") & set(file.name)


def test_places(world: World, lily: Person) -> None:
    sent = world.say(lily, location={"latitude": 31.2, "longitude": 121.4})
    assert got(world).location == Location(31.2, 121.4)
    world.say(lily, location={"latitude": 31.2, "longitude": 121.4, "live_period": 900})
    assert got(world).location == Location(31.2, 121.4)
    world.edit(lily, sent, location={"latitude": 31.3, "longitude": 121.5, "live_period": 900})
    assert last_read(world) is None


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"new_chat_title": "North"},
        {"left_chat_member": {"id": 1, "is_bot": False, "first_name": "Bob"}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 103, "type": "private"}}},
    ],
)
def test_what_says_nothing_is_left_alone(world: World, lily: Person, content: Json) -> None:
    world.say(lily, **content)
    assert last_read(world) is None


def test_bots_and_anonymous_admins_are_nobody(world: World, lily: Person, group: Group) -> None:
    sent = world.say(lily, "/tasks", group)
    world.updates[-1]["message"] = sent | {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "sender_chat": group.as_chat()}
    assert last_read(world) is None
    world.updates[-1]["message"] = sent | {"from": {"id": 77, "is_bot": True, "first_name": "Another bot"}}
    assert last_read(world) is None


def test_a_start_from_a_link_keeps_its_code(world: World, lily: Person) -> None:
    world.say(lily, "/start AbC-12_x")
    assert got(world).text == "/start AbC-12_x"
