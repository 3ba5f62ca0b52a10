"""What a Telegram update means: Update → Message, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import telegram
from telegram.constants import MessageEntityType

from bot.platforms.telegram import shared
from bot.platforms.telegram.ids import address, message_key, update_key
from handlers.locales import LANGUAGES
from handlers.messages import File, Message, MessageKind, Profile, cleaned

PLATFORM = "telegram"
COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")
PRIVATE = "private"
NAME_LIMIT = 120


@dataclass(frozen=True)
class Me:
    """The bot itself."""

    id: int
    username: str

    @property
    def tenant(self) -> str:
        """Each bot is a tenant of its own."""
        return str(self.id)


def read(update: telegram.Update, me: Me, now: datetime) -> Message | None:
    """The message that an update amounts to; None for what is not for us. ``now`` is for presses, of which Telegram does not tell when they were."""
    if update.callback_query is not None:
        return _press(update, update.callback_query, me, now)
    if update.message is not None:
        return _message(update, update.message, me, is_edit=False)
    if update.edited_message is not None and update.edited_message.location is None:  # a live location that moves is no edit
        return _message(update, update.edited_message, me, is_edit=True)
    return None


def _message(update: telegram.Update, sent: telegram.Message, me: Me, *, is_edit: bool) -> Message | None:
    sender = sent.from_user
    if sender is None or sender.is_bot or sent.sender_chat is not None:
        return None
    text, files, location = _words_of(sent), files_of(sent), shared.location_of(sent)
    cards = (shared.card_of(sent.contact),) if sent.contact is not None else ()
    if not (text or files or location or cards):
        return None  # a service message, a sticker
    private = sent.chat.type == PRIVATE
    mentioned = False
    if not private:
        text, mentioned = _without_mentions(sent, text, me)
    if text.startswith("/"):
        for_whom = COMMAND.match(text)
        if for_whom and for_whom[2]:
            if for_whom[2].lower() != me.username.lower():
                return None
            text, mentioned = f"/{for_whom[1]}{text[for_whom.end() :]}", not private
    key = message_key(sent.chat.id, sent.message_id)
    return Message(
        platform=PLATFORM,
        tenant=me.tenant,
        account=str(sender.id),
        chat=_address_of(sent),
        external_id=update_key(update.update_id) if is_edit else key,
        sent_at=(sent.edit_date if is_edit else None) or sent.date,
        private=private,
        kind=MessageKind.EDIT if is_edit else MessageKind.TEXT,
        text=text.strip(),
        mentioned=mentioned,
        reply_to=_replied_to(sent, me),
        target=key if is_edit else None,
        location=None if is_edit else location,
        files=() if is_edit else files,
        cards=() if is_edit else cards,
        part_of="" if is_edit else sent.media_group_id or "",
        sender=profile_of(sender),
        chat_name=sent.chat.title or "",
    )


def _press(update: telegram.Update, query: telegram.CallbackQuery, me: Me, now: datetime) -> Message | None:
    on = query.message
    if on is None or not query.data:
        return None
    return Message(
        platform=PLATFORM,
        tenant=me.tenant,
        account=str(query.from_user.id),
        chat=_address_of(on) if isinstance(on, telegram.Message) else address(on.chat.id),
        external_id=update_key(update.update_id),
        sent_at=now,
        private=on.chat.type == PRIVATE,
        kind=MessageKind.PRESS,
        target=str(on.message_id),
        action=query.data,
        sender=profile_of(query.from_user),
        chat_name=on.chat.title or "",
    )


def _words_of(sent: telegram.Message) -> str:
    """What it says."""
    return sent.text or sent.caption or shared.place_text(sent)


def _address_of(sent: telegram.Message) -> str:
    """In a forum each topic is a chat of its own; elsewhere a thread is only a row of replies."""
    return address(sent.chat.id, sent.message_thread_id if sent.is_topic_message else None)


def _replied_to(sent: telegram.Message, me: Me) -> str | None:
    """The message of ours that it answers."""
    answered = sent.reply_to_message
    is_ours = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return str(answered.message_id) if answered and is_ours and answered.forum_topic_created is None else None


def _without_mentions(sent: telegram.Message, text: str, me: Me) -> tuple[str, bool]:
    """The text without our name, and whether that was in it."""
    found = {**sent.parse_entities(), **sent.parse_caption_entities()}
    names = {
        said
        for entity, said in found.items()
        if (entity.type == MessageEntityType.MENTION and said.lower() == f"@{me.username.lower()}")
        or (entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == me.id)
    }
    for name in names:
        text = re.sub(re.escape(name) + r"[,:，：]?\s*", "", text)
    return text, bool(names)


def profile_of(user: telegram.User) -> Profile:
    """What Telegram knows of a person; of their zone it knows nothing."""
    language = (user.language_code or "").split("-")[0]
    return Profile(name=user.full_name, language=language if language in LANGUAGES else None)


def files_of(sent: telegram.Message) -> tuple[File, ...]:
    """The picture or document of a message, yet to be fetched."""
    if sent.photo:
        largest = max(sent.photo, key=lambda size: size.width * size.height)
        return (File("", f"photo-{sent.message_id}.jpg", "image/jpeg", fetch=largest.file_id),)
    document = sent.document or sent.video or sent.audio or sent.voice
    if document is None or sent.animation is not None:
        return ()
    kind = document.mime_type or "application/octet-stream"
    name = getattr(document, "file_name", None) or f"{kind.partition('/')[0]}-{sent.message_id}"
    return (File("", " ".join(cleaned(name).split())[-NAME_LIMIT:], kind, fetch=document.file_id),)
