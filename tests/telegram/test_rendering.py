"""A message of ours as calls of the Bot API: lengths, keyboards, what takes the place of what, and what a refusal leads to."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import NOW
from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.platforms.platform import Outgoing
from bot.platforms.telegram import sending
from bot.platforms.telegram.keyboards import deep_link, keyboard, opened_by_link, presentable
from bot.platforms.telegram.rendering import Call, calls_for
from bot.platforms.telegram.sending import send_reply
from bot.platforms.telegram.words import FOLDER, load
from handlers.locales import LANGUAGES
from handlers.messages import Button, Image, Message, MessageKind, Reply
from storage.database import Database
from storage.files import FileStore

BOT = "acme_bot"
GROUP, LILY = "-1001", "77"
UNDO = Button("Undo", "undo:1")


def outgoing(reply: Reply, address: str = LILY, **more: Any) -> Outgoing:  # noqa: ANN401 - any field
    return Outgoing(item_id=1, tenant="1", address=address, reply=reply, **more)


def calls(reply: Reply, address: str = LILY, **more: Any) -> list[Call]:  # noqa: ANN401 - any field
    made = calls_for(outgoing(reply, address, **more), BOT)
    for call in made:
        inspect.signature(getattr(Bot, call.method)).bind(None, **call.arguments, **({"photo": b""} if call.photo else {}))
    return made


def keys(markup: object) -> list[list[str]]:
    """The labels of a keyboard, by row."""
    assert isinstance(markup, InlineKeyboardMarkup | ReplyKeyboardMarkup)
    return (
        [[key.text for key in row] for row in markup.inline_keyboard]
        if isinstance(markup, InlineKeyboardMarkup)
        else [[str(getattr(key, "text", key)) for key in row] for row in markup.keyboard]
    )


@dataclass
class FakeBot:
    """Notes the calls, and refuses those that it was told to."""

    refusals: list[TelegramError | None] = field(default_factory=list)
    made: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 - any method
        async def call(**arguments: Any) -> SimpleNamespace:  # noqa: ANN401
            self.made.append((method, arguments))
            if self.refusals and (refusal := self.refusals.pop(0)):
                raise refusal
            return SimpleNamespace(message_id=100 + len(self.made))

        return call

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.made]


def send(bot: FakeBot, message: Outgoing, files: FileStore | None = None) -> str:
    return asyncio.run(send_reply(bot, message, files, BOT))  # type: ignore[arg-type]  # a fake bot, and files only for pictures


def test_a_text_with_facts_and_buttons_is_one_message() -> None:
    [call] = calls(Reply("Acme & Co", (("Owner", "Lily <3"), ("Deals", "a\nb")), (UNDO, Button("Site", "", url="https://acme.example/"))))
    assert call.method == "send_message"
    assert call.arguments["text"] == "Acme &amp; Co\n<b>Owner</b>: Lily &lt;3\n<b>Deals</b>\na\nb"
    assert call.arguments["parse_mode"] == "HTML"
    assert call.arguments["link_preview_options"].is_disabled
    [[undo, site]] = call.arguments["reply_markup"].inline_keyboard
    assert (undo.callback_data, site.url, site.callback_data) == ("undo:1", "https://acme.example/", None)


def test_a_long_text_takes_several_messages_and_the_last_has_the_buttons() -> None:
    first, last = calls(Reply("\n".join(["line " * 10] * 100), buttons=(UNDO,)))
    assert first.arguments["reply_markup"] is None
    assert keys(last.arguments["reply_markup"]) == [["Undo"]]
    assert len(first.arguments["text"]) <= 4096


def test_a_picture_has_its_text_as_caption_where_that_fits() -> None:
    image = Image("0" * 64, "Sales of East")
    [photo] = calls(Reply("East", image=image, buttons=(UNDO,)))
    assert (photo.method, photo.photo, photo.arguments["caption"]) == ("send_photo", image, "East")
    assert keys(photo.arguments["reply_markup"]) == [["Undo"]]
    photo, text = calls(Reply("x" * 1025, image=image, buttons=(UNDO,)))
    assert "caption" not in photo.arguments
    assert "reply_markup" not in photo.arguments
    assert (text.method, keys(text.arguments["reply_markup"])) == ("send_message", [["Undo"]])


def test_a_topic_of_a_forum_gets_its_answers() -> None:
    [call] = calls(Reply("hello"), f"{GROUP}/45", reply_to=f"{GROUP}:7")
    assert (call.arguments["chat_id"], call.arguments["message_thread_id"]) == (-1001, 45)
    assert call.arguments["reply_parameters"].message_id == 7
    assert call.arguments["reply_parameters"].allow_sending_without_reply
    [private] = calls(Reply("hello"), LILY, reply_to=f"{LILY}:7")
    assert "reply_parameters" not in private.arguments
    assert "message_thread_id" not in private.arguments


def test_what_takes_a_message_s_place_is_an_edit_and_the_rest_follows() -> None:
    [edit] = calls(Reply("Done"), replaces="55")
    assert (edit.method, edit.arguments["message_id"], edit.arguments["text"], edit.arguments["reply_markup"]) == (
        "edit_message_text",
        55,
        "Done",
        None,
    )
    edit, following = calls(Reply("word " * 1000, buttons=(UNDO,)), replaces="55")
    assert edit.arguments["reply_markup"] is None
    assert (following.method, keys(following.arguments["reply_markup"])) == ("send_message", [["Undo"]])
    strip, photo = calls(Reply("East", image=Image("0" * 64, "")), replaces="55")
    assert (strip.method, photo.method) == ("edit_message_reply_markup", "send_photo")


def test_short_buttons_stand_side_by_side_and_long_ones_alone() -> None:
    rows = keyboard(
        [Button(label, "x") for label in ("Undo", "Edit", "Log a contact with them", "完成任务", "稍后提醒我")], is_private=True, username=BOT
    )
    assert keys(rows) == [["Undo", "Edit"], ["Log a contact with them"], ["完成任务", "稍后提醒我"]]


def test_a_button_that_carries_too_much_is_left_out_rather_than_the_message() -> None:
    [call] = calls(Reply("x", buttons=(Button("ok", "a" * 64), Button("not", "a" * 65), Button("nor", ""))))
    assert keys(call.arguments["reply_markup"]) == [["ok"]]
    [call] = calls(Reply("x", buttons=tuple(Button(f"Button {n}", f"a:{n}") for n in range(120))))
    assert sum(map(len, keys(call.arguments["reply_markup"]))) == 100


def test_a_position_is_asked_for_by_the_phone_s_own_keyboard_in_private_only() -> None:
    asked = Reply("Where are you?", buttons=(Button("Send my position", "place"), Button("Acme", "draft:1:0"), Button("Cancel", "draft:1:cancel")))
    [call] = calls(asked)
    markup = call.arguments["reply_markup"]
    assert isinstance(markup, ReplyKeyboardMarkup)
    assert [key.request_location for row in markup.keyboard for key in row if not isinstance(key, str)] == [True, None, None]
    [call] = calls(asked, GROUP)
    assert keys(call.arguments["reply_markup"]) == [["Acme", "Cancel"]]


def test_in_a_group_forms_and_look_ups_are_links_into_the_private_chat() -> None:
    [call] = calls(Reply("x", buttons=(Button("Edit", "edit:deal:12", opens_form=True), UNDO, Button("Acme", "card:customer:3"))), GROUP)
    edit, undo, card = [key for row in call.arguments["reply_markup"].inline_keyboard for key in row]
    assert edit.url == f"https://t.me/{BOT}?start=edit-deal-12"
    assert card.url == f"https://t.me/{BOT}?start=card-customer-3"
    assert (undo.url, undo.callback_data) == (None, "undo:1")


@pytest.mark.parametrize("action", ["show:deal:12", "new:contact_log:customer:9", "more:targets:::", "more:leads:East 华东::20", "help:tell"])
def test_a_deep_link_comes_back_as_the_action(action: str) -> None:
    link = deep_link(action, BOT)
    assert link is not None
    payload = link.partition("?start=")[2]
    assert len(payload) <= 64
    assert opened_by_link(f"/start {payload}") == action
    assert opened_by_link(f"/start@{BOT} {payload}") == action


@pytest.mark.parametrize("action", ["undo:1", "done:5", "draft:1:0", "approve:3", "report:2026-11-24", "claim:lead:1"])
def test_a_link_never_changes_anything(action: str) -> None:
    assert deep_link(action, BOT) is None
    assert opened_by_link(f"/start {action.replace(':', '-')}") is None


@pytest.mark.parametrize("text", ["/start", "/start Xk3_9fQ2-pA", "/start b-////", "/start b-gICA", "start show-deal-1", "/start show"])
def test_other_starts_stay_texts(text: str) -> None:
    assert opened_by_link(text) is None


def test_bare_slash_commands_that_write_open_their_form_at_once() -> None:
    def made(text: str, **more: Any) -> Message:  # noqa: ANN401 - any field
        return presentable(Message("telegram", "1", LILY, LILY, "77:5", NOW, text=text, **more))

    for text in ("/log", " /LOG ", "/联系"):
        assert (made(text).kind, made(text).action, made(text).text) == (MessageKind.PRESS, "new:contact_log", "")
    assert made("/checkin").action == "here"
    assert made("/start show-deal-12").action == "show:deal:12"
    for text in ("/log called Jane", "/tasks", "/nosuchthing", "log", "/start 4f9a"):
        assert (made(text).kind, made(text).text) == (MessageKind.TEXT, text)
    assert made("/log", private=False).kind is MessageKind.TEXT


def test_that_nothing_had_to_be_changed_is_success() -> None:
    bot = FakeBot([BadRequest("Message is not modified: specified new message content and reply markup are exactly the same")])
    assert send(bot, outgoing(Reply("Done"), replaces="55")) == "55"
    assert bot.methods == ["edit_message_text"]


def test_a_picture_s_caption_is_edited() -> None:
    bot = FakeBot([BadRequest("There is no text in the message to edit")])
    assert send(bot, outgoing(Reply("Done", buttons=(UNDO,)), replaces="55")) == "55"
    assert bot.methods == ["edit_message_text", "edit_message_caption"]
    assert (bot.made[1][1]["caption"], keys(bot.made[1][1]["reply_markup"])) == ("Done", [["Undo"]])


def test_what_is_too_long_for_a_caption_is_sent_below_the_picture() -> None:
    bot = FakeBot([BadRequest("There is no text in the message to edit")])
    assert send(bot, outgoing(Reply("x" * 1025), replaces="55")) == "103"
    assert bot.methods == ["edit_message_text", "edit_message_reply_markup", "send_message"]


@pytest.mark.parametrize("reason", ["Message to edit not found", "Message can't be edited"])
def test_a_message_that_is_gone_is_sent_anew(reason: str) -> None:
    bot = FakeBot([BadRequest(reason)])
    assert send(bot, outgoing(Reply("Done"), replaces="55")) == "102"
    assert bot.methods == ["edit_message_text", "send_message"]


def test_other_refusals_are_the_caller_s() -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        send(FakeBot([BadRequest("Chat not found")]), outgoing(Reply("Done"), replaces="55"))
    with pytest.raises(RetryAfter):
        send(FakeBot([RetryAfter(3)]), outgoing(Reply("Done")))


def test_what_is_for_one_member_goes_to_their_private_chat_and_the_group_gets_a_line() -> None:
    bot = FakeBot()
    assert send(bot, outgoing(Reply("Acme: 3 deals", buttons=(Button("More", "more:x::"),)), GROUP, only_for=LILY, reply_to=f"{GROUP}:9")) == "102"
    (_, private), (_, line) = bot.made
    assert (private["chat_id"], private["text"]) == (77, "Acme: 3 deals")
    assert private["reply_markup"].inline_keyboard[0][0].callback_data == "more:x::"
    assert (line["chat_id"], line["text"]) == (-1001, load("en")["privately"])
    assert "Acme" not in str(line)
    assert line["reply_markup"].inline_keyboard[0][0].url == f"https://t.me/{BOT}"


@pytest.mark.parametrize("refusal", [Forbidden("Forbidden: bot can't initiate conversation with a user"), BadRequest("Chat not found")])
def test_whoever_never_started_the_assistant_is_told_how_and_the_group_sees_nothing(refusal: TelegramError) -> None:
    bot = FakeBot([refusal])
    assert send(bot, outgoing(Reply("Acme: 3 deals"), GROUP, only_for=LILY, language="zh")) == "102"
    assert (bot.made[1][1]["chat_id"], bot.made[1][1]["text"]) == (-1001, load("zh")["start_first"])


def test_what_is_sent_in_private_anyway_needs_no_line() -> None:
    bot = FakeBot()
    send(bot, outgoing(Reply("hello"), LILY, only_for=LILY))
    assert bot.methods == ["send_message"]


def test_once_begun_the_rest_is_insisted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(sending.asyncio, "sleep", sleep)
    bot = FakeBot([None, RetryAfter(4), TimedOut()])
    assert send(bot, outgoing(Reply("word " * 1000))) == "104"
    assert (bot.methods, waits) == (["send_message"] * 4, [4, 2])


def test_a_picture_is_sent_with_its_content(sqlite: Database) -> None:
    bot, files = FakeBot(), sqlite.files
    send(bot, outgoing(Reply("East", image=Image(files.put(b"png"), "Sales"))), files)
    assert (bot.made[0][1]["photo"], bot.made[0][1]["caption"]) == (b"png", "East")


def test_every_language_has_the_same_words() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)
    assert len({frozenset(load(language)) for language in LANGUAGES}) == 1
