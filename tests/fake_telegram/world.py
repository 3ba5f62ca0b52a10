"""The world that the bot lives in: people, groups, what was said there, and the updates that wait to be taken."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from fake_telegram.entities import found_in
from fake_telegram.markup import buttons_of

FILE_LIMIT = 20 * 1024 * 1024
ALLOWED_BY_DEFAULT = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post", "edited_channel_post", "inline_query", "poll")
Json = dict[str, Any]


@dataclass
class Person:
    """Somebody with a phone; their private chat has their id."""

    id: int
    name: str
    language: str = "en"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass
class Group:
    """A group; with topics it is a forum."""

    id: int
    title: str
    kind: str = "supergroup"
    topics: dict[int, str] = field(default_factory=dict)
    """Open ones and closed ones (``open``, ``closed``)."""
    kicked: bool = False
    upgraded_to: int | None = None
    privacy: bool = True
    """The bot sees only what is meant for it."""

    def as_chat(self) -> Json:
        return {"id": self.id, "type": self.kind, "title": self.title} | ({"is_forum": True} if self.topics else {})


class World:
    """Thread-safe: tests act in it while the bot's requests come in."""

    def __init__(self, token: str = "4242:test-token", username: str = "onpace_bot") -> None:
        self.token = token
        self.me: Json = {"id": int(token.split(":", maxsplit=1)[0]), "is_bot": True, "first_name": "Onpace", "username": username}
        self.lock = threading.RLock()
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.updates: list[Json] = []
        self.queries: dict[str, float] = {}
        """Presses that wait for an answer, and since when."""
        self.answered: dict[str, Json] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        """By their id: path on the server, and content."""
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json = {}
        self.webhook_error: Json = {}
        self.allowed: tuple[str, ...] = ALLOWED_BY_DEFAULT
        self.on_update = lambda: None
        self._numbers = {"update": 1000, "message": 0, "query": 0, "file": 0}

    def person(self, person_id: int, name: str, **more: Any) -> Person:  # noqa: ANN401
        return self.people.setdefault(person_id, Person(person_id, name, **more))

    def group(self, group_id: int, title: str, **more: Any) -> Group:  # noqa: ANN401
        return self.groups.setdefault(group_id, Group(group_id, title, **more))

    def say(
        self,
        who: Person,
        text: str = "",
        chat: Group | None = None,
        *,
        topic: int | None = None,
        answers: Json | None = None,
        **more: Any,  # noqa: ANN401
    ) -> Json:
        """Somebody writes, or shares what ``more`` has (photo, location, contact …)."""
        content = {"text": text, "entities": found_in(text)} if text else {}
        return self._arrive(who, chat, content | more, topic=topic, answers=answers)

    def edit(self, who: Person, message: Json, **changed: Any) -> Json:  # noqa: ANN401
        """Somebody changes a message of theirs."""
        with self.lock:
            marked = {"entities": found_in(changed["text"])} if "text" in changed else {}
            message = message | changed | marked | {"edit_date": int(time.time())}
            self.messages[message["chat"]["id"], message["message_id"]] = message
            self.push("edited_message", message)
            return message

    def press(self, who: Person, message: Json, label: str = "", *, data: str = "") -> str:
        """Somebody presses a button; the id of the query."""
        with self.lock:
            message = self.messages[message["chat"]["id"], message["message_id"]]
            query_id = str(7_000_000 + self.next("query"))
            self.queries[query_id] = time.monotonic()
            pressed = {"id": query_id, "from": who.as_user(), "message": message, "chat_instance": "1", "data": data or buttons_of(message)[label]}
            self.push("callback_query", pressed)
            return query_id

    def photo(self, who: Person, content: bytes, caption: str = "", chat: Group | None = None, *, album: str = "", **more: Any) -> Json:  # noqa: ANN401
        sizes = [
            {"file_id": self.keep_file(content[:90] if small else content, "photos", "jpg"), "file_unique_id": "u", "width": w, "height": w}
            for small, w in ((True, 90), (False, 1280))
        ]
        return self.say(who, "", chat, photo=sizes, **_captioned(caption), **({"media_group_id": album} if album else {}), **more)

    def document(self, who: Person, content: bytes, name: str, kind: str, caption: str = "", *, size: int | None = None, **more: Any) -> Json:  # noqa: ANN401
        file_id = self.keep_file(content, "documents", name.rpartition(".")[2])
        document = {"file_id": file_id, "file_unique_id": "u", "file_name": name, "mime_type": kind, "file_size": size or len(content)}
        return self.say(who, "", document=document, **_captioned(caption), **more)

    def member(self, chat: Person | Group, status: str, by: Person | None = None) -> None:
        """The bot is blocked, removed or let in: ``kicked``, ``left``, ``member``."""
        with self.lock:
            if isinstance(chat, Person):
                chat.blocked = status == "kicked"
            else:
                chat.kicked = status in ("kicked", "left")
            who = chat if isinstance(chat, Person) else by
            assert who is not None
            old = {"user": self.me, "status": "left" if status == "member" else "member"}
            new = {"user": self.me, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            told = {"chat": chat.as_chat(), "from": who.as_user(), "date": int(time.time()), "old_chat_member": old, "new_chat_member": new}
            self.push("my_chat_member", told)

    def upgrade(self, group: Group, new_id: int, by: Person, *, told: bool = True) -> Group:
        """A group becomes a supergroup."""
        with self.lock:
            group.upgraded_to = new_id
            new = self.group(new_id, group.title, privacy=group.privacy)
            if told:
                self._arrive(by, group, {"migrate_to_chat_id": new_id})
                self._arrive(by, new, {"migrate_from_chat_id": group.id})
            return new

    def sent(self, chat: Person | Group | int) -> list[Json]:
        """What the bot's messages in a chat say now, the oldest first."""
        chat_id = chat if isinstance(chat, int) else chat.id
        with self.lock:
            return [message for (where, _), message in sorted(self.messages.items()) if where == chat_id and message["from"]["id"] == self.me["id"]]

    def keep_file(self, content: bytes, folder: str, suffix: str) -> str:
        with self.lock:
            number = self.next("file")
            self.files[f"file-{number}"] = (f"{folder}/file_{number}.{suffix}", content)
            return f"file-{number}"

    def next(self, what: str) -> int:
        self._numbers[what] += 1
        return self._numbers[what]

    def put(self, chat: Json, sender: Json, content: Json) -> Json:
        """A new message."""
        with self.lock:
            message = {"message_id": self.next("message"), "date": int(time.time()), "chat": chat, "from": sender} | content
            self.messages[chat["id"], message["message_id"]] = message
            return message

    def push(self, kind: str, content: Json) -> Json:
        """A new update, if the bot takes such."""
        with self.lock:
            update = {"update_id": self.next("update"), kind: content}
            if kind in self.allowed:
                self.updates.append(update)
            self.on_update()
            return update

    def _arrive(self, who: Person, chat: Group | None, content: Json, *, topic: int | None = None, answers: Json | None = None) -> Json:
        with self.lock:
            where = chat.as_chat() if chat else who.as_chat()
            more = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
            more |= {"reply_to_message": answers} if answers else {}
            message = self.put(where, who.as_user(), content | more)
            if chat is None or not chat.privacy or self._is_for_bot(message):
                self.push("message", message)
            return message

    def _is_for_bot(self, message: Json) -> bool:
        text = message.get("text") or message.get("caption") or ""
        answers_bot = message.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]
        is_service = not ({"text", "caption", "photo", "document", "location", "contact"} & set(message))
        return answers_bot or is_service or text.startswith("/") or f"@{self.me['username']}".lower() in text.lower()


def _captioned(caption: str) -> Json:
    return {"caption": caption, "caption_entities": found_in(caption)} if caption else {}
