"""What people see: messages and forms as text, and what each of them has seen so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.messages import Button, Field, Form, Reply


def reply_text(reply: Reply) -> str:
    """A message as people see it: text, facts, buttons, picture, a line each."""
    lines = [reply.text, *(f"{label}: {value}" for label, value in reply.facts), *(f"[{button.label}]" for button in reply.buttons)]
    if reply.image is not None:
        lines.append(f"[image: {reply.image.description}]")
    return "\n".join(lines)


def form_text(form: Form) -> str:
    """A form as people see it: its title, what is wrong with it, its fields with their values and errors, and its buttons."""
    whole = [f"⚠ {form.error}"] if form.error else []
    return "\n".join([form.title, *whole, *map(_field_text, form.fields), f"[{form.submit}]", f"[{form.cancel}]"])


def _field_text(field_: Field) -> str:
    value = next((option.label for option in field_.options if option.value == field_.value), field_.value)
    choices = " / ".join(option.label for option in field_.options) if field_.kind == "choice" and not field_.value else ""
    marks = [*("*" for _ in range(field_.required)), *([f"({choices})"] if choices else []), *([f"⚠ {field_.error}"] if field_.error else [])]
    return "  ".join([f"{field_.label}: {value}".rstrip(), *marks])


@dataclass
class Seen:
    """A message as it stands on somebody's screen."""

    external_id: str
    chat: str
    """The chat that it is in: a member's handle for the private one, ``#name`` for a group."""
    viewer: str
    """Whom the lines of a dialogue name for it: the member who alone sees it, or the group."""
    reply: Reply
    reply_to: str | None = None
    """The message that it answers."""
    matched: bool = False
    gone: bool = False
    """Another one has taken its place; its buttons are gone with it."""

    @property
    def text(self) -> str:
        """As people see it."""
        return reply_text(self.reply)


@dataclass
class Screens:
    """All that was seen, in its order."""

    messages: list[Seen] = field(default_factory=list)

    def show(self, seen: Seen, replaces: str | None = None) -> None:
        """Put a message on the screen, in the place of an earlier one where it replaces that."""
        for earlier in self.messages:
            if replaces is not None and earlier.external_id == replaces:
                earlier.gone = True
        self.messages.append(seen)

    def of(self, *viewers: str) -> list[Seen]:
        """What these have seen, the oldest first."""
        return [seen for seen in self.messages if seen.viewer in viewers]

    def left(self, viewer: str) -> list[Seen]:
        """What no expectation has matched yet."""
        return [seen for seen in self.of(viewer) if not seen.matched]

    def find_last(self, viewer: str) -> Seen | None:
        """The newest message that still stands on the screen and can be answered."""
        return next((seen for seen in reversed(self.of(viewer)) if not seen.gone and seen.external_id), None)

    def buttons(self, *viewers: str) -> Iterator[tuple[Seen, Button]]:
        """The buttons on these screens, those of the newest message first."""
        for seen in reversed(self.of(*viewers)):
            if not seen.gone:
                yield from ((seen, button) for button in seen.reply.buttons)
