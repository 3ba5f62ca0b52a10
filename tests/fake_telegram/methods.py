"""What each method does, and what it refuses."""

from __future__ import annotations

import re
import time
from typing import Any

from fake_telegram import markup
from fake_telegram.entities import CAPTION_LIMIT, TEXT_LIMIT, EntitiesError, seen, units
from fake_telegram.world import ALLOWED_BY_DEFAULT, FILE_LIMIT, Group, Json, Person, World

ANSWER_WITHIN_S = 15.0
"""How long a press may go unanswered."""
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


class RefusedError(Exception):
    """The call is refused: code, description, and more."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str, **parameters: int) -> RefusedError:
    return RefusedError(400, f"Bad Request: {description}", **parameters)


class Methods:
    """The methods that are done at once; ``getUpdates`` waits, and is the server's."""

    def __init__(self, world: World) -> None:
        self.world = world

    def call(self, method: str, given: Json, files: dict[str, bytes]) -> Any:  # noqa: ANN401
        does = getattr(self, f"do_{method}", None)
        if does is None:
            raise AssertionError(f"the fake knows no {method}")
        with self.world.lock:
            return does(given, files) if method in {"sendPhoto", "sendDocument"} else does(given)

    def do_getMe(self, _given: Json) -> Json:  # noqa: N802 - Telegram's names
        return self.world.me | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def do_setWebhook(self, given: Json) -> bool:  # noqa: N802
        if given["url"] and not re.match(r"https?://", given["url"]):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if "secret_token" in given and not SECRET.fullmatch(given["secret_token"]):
            raise bad("secret token contains unallowed characters")
        self.world.webhook = given if given["url"] else {}
        self.world.allowed = tuple(given.get("allowed_updates") or ALLOWED_BY_DEFAULT)
        self.world.on_update()
        return True

    def do_deleteWebhook(self, given: Json) -> bool:  # noqa: N802
        self.world.webhook = {}
        if given.get("drop_pending_updates"):
            self.world.updates.clear()
        return True

    def do_getWebhookInfo(self, _given: Json) -> Json:  # noqa: N802
        told = {"url": self.world.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": len(self.world.updates)}
        return told | self.world.webhook_error

    def do_sendMessage(self, given: Json) -> Json:  # noqa: N802
        return self._say(given, {"text": self._text(given, "text", TEXT_LIMIT, required=True)})

    def do_sendPhoto(self, given: Json, files: dict[str, bytes]) -> Json:  # noqa: N802
        content = files.get("photo", b"") or files.get(str(given.get("photo", "")).removeprefix("attach://"), b"")
        if not content.startswith(PICTURES):
            raise bad("IMAGE_PROCESS_FAILED")
        sizes = [{"file_id": self.world.keep_file(content, "photos", "png"), "file_unique_id": "u", "width": 800, "height": 600}]
        return self._say(given, {"photo": sizes, "caption": self._text(given, "caption", CAPTION_LIMIT)})

    def do_sendDocument(self, given: Json, files: dict[str, bytes]) -> Json:  # noqa: N802
        content = next(iter(files.values()), b"")
        document = {"file_id": self.world.keep_file(content, "documents", "bin"), "file_unique_id": "u", "file_size": len(content)}
        return self._say(given, {"document": document, "caption": self._text(given, "caption", CAPTION_LIMIT)})

    def do_sendChatAction(self, given: Json) -> bool:  # noqa: N802
        self._chat(given["chat_id"])
        return True

    def do_editMessageText(self, given: Json) -> Json:  # noqa: N802
        message = self._own(given)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._change(message, given, {"text": self._text(given, "text", TEXT_LIMIT, required=True)})

    def do_editMessageCaption(self, given: Json) -> Json:  # noqa: N802
        message = self._own(given)
        if "photo" not in message and "document" not in message:
            raise bad("there is no caption in the message to edit")
        return self._change(message, given, {"caption": self._text(given, "caption", CAPTION_LIMIT)})

    def do_editMessageReplyMarkup(self, given: Json) -> Json:  # noqa: N802
        return self._change(self._own(given), given, {})

    def do_deleteMessage(self, given: Json) -> bool:  # noqa: N802
        message = self.world.messages.pop((given["chat_id"], given["message_id"]), None)
        if message is None:
            raise bad("message to delete not found")
        return True

    def do_answerCallbackQuery(self, given: Json) -> bool:  # noqa: N802
        asked_at = self.world.queries.pop(given["callback_query_id"], None)
        if asked_at is None or time.monotonic() - asked_at > ANSWER_WITHIN_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if units(given.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        if given.get("url") and not given["url"].startswith(f"https://t.me/{self.world.me['username']}?start="):
            raise bad("URL_INVALID")
        self.world.answered[given["callback_query_id"]] = given | {"after_s": time.monotonic() - asked_at}
        return True

    def do_setMyCommands(self, given: Json) -> bool:  # noqa: N802
        if len(given["commands"]) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in given["commands"]:
            if not COMMAND.fullmatch(command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= units(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = given.get("scope", {"type": "default"})
        self.world.commands[f"{scope['type']}:{scope.get('chat_id', '')}:{given.get('language_code', '')}"] = given["commands"]
        return True

    def do_deleteMyCommands(self, given: Json) -> bool:  # noqa: N802
        scope = given.get("scope", {"type": "default"})
        self.world.commands.pop(f"{scope['type']}:{scope.get('chat_id', '')}:{given.get('language_code', '')}", None)
        return True

    def do_setChatMenuButton(self, _given: Json) -> bool:  # noqa: N802
        return True

    def do_getFile(self, given: Json) -> Json:  # noqa: N802
        path, content = self.world.files.get(given["file_id"], ("", b""))
        if not path:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(content) > FILE_LIMIT:
            raise bad("file is too big")
        return {"file_id": given["file_id"], "file_unique_id": "u", "file_size": len(content), "file_path": path}

    def _chat(self, chat_id: int | str) -> Person | Group:
        """A chat that the bot may write to."""
        found = self.world.people.get(int(chat_id)) or self.world.groups.get(int(chat_id))
        match found:
            case Person(deactivated=True):
                raise RefusedError(403, "Forbidden: user is deactivated")
            case Person(blocked=True):
                raise RefusedError(403, "Forbidden: bot was blocked by the user")
            case Person(started=True):
                return found
            case Group(upgraded_to=int(new)):
                raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new)
            case Group(kicked=True, kind=kind):
                raise RefusedError(403, f"Forbidden: bot was kicked from the {kind} chat")
            case Group():
                return found
        raise bad("chat not found")

    def _say(self, given: Json, content: Json) -> Json:
        chat = self._chat(given["chat_id"])
        topic = given.get("message_thread_id")
        if topic is not None and (not isinstance(chat, Group) or topic not in chat.topics):
            raise bad("message thread not found")
        if topic is not None and isinstance(chat, Group) and chat.topics[topic] != "open":
            raise bad("TOPIC_CLOSED")
        answered = given.get("reply_parameters")
        if answered and (chat.id, answered["message_id"]) not in self.world.messages and not answered.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        self._check_markup(given, chat)
        more: Json = {"message_thread_id": topic} if topic is not None else {}
        if "inline_keyboard" in (given.get("reply_markup") or {}):  # the phone's own keyboard is no part of a message
            more["reply_markup"] = given["reply_markup"]
        return self.world.put(chat.as_chat(), self.world.me, {**content, **more, **({"is_topic_message": True} if topic else {})})

    def _change(self, message: Json, given: Json, content: Json) -> Json:
        chat = self._chat(given["chat_id"])
        self._check_markup(given, chat)
        shown = given.get("reply_markup") or {}
        before = {name: message.get(name) for name in content} | {"reply_markup": message.get("reply_markup") or {}}
        if before == content | {"reply_markup": shown}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup "
                "of the message"
            )
        changed = {**{name: value for name, value in message.items() if name != "reply_markup"}, **content, "edit_date": int(time.time())}
        changed |= {"reply_markup": shown} if shown else {}
        self.world.messages[message["chat"]["id"], message["message_id"]] = changed
        return changed

    def _own(self, given: Json) -> Json:
        self._chat(given["chat_id"])
        message = self.world.messages.get((given["chat_id"], given["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != self.world.me["id"]:
            raise bad("message can't be edited")
        return message

    def _check_markup(self, given: Json, chat: Person | Group) -> None:
        if given.get("reply_markup"):
            try:
                markup.check(given["reply_markup"], private=isinstance(chat, Person))
            except markup.MarkupError as error:
                raise bad(str(error)) from None

    def _text(self, given: Json, name: str, limit: int, *, required: bool = False) -> str:
        try:
            text = seen(given.get(name, ""), given.get("parse_mode"))
        except EntitiesError as error:
            raise bad(f"can't parse entities: {error}") from None
        if required and not text:
            raise bad("message text is empty")
        if units(text) > limit:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        return text
