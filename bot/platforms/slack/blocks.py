"""A reply as Slack's blocks: everything escaped, within every limit, and readable as a notification.

What is too long for one message is cut, with a button that shows all of it (``whole``). Texts go out ``verbatim``: Slack makes no links and no
mentions of what people wrote. The limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from bot.platforms.platform import Outgoing
from bot.platforms.slack.slashes import typed_here
from handlers import texts
from handlers.messages import Button, Reply

Block = dict[str, Any]

MOST_BLOCKS = 50
SECTION_LIMIT = 3000
MOST_FIELDS = 10
LABEL_LIMIT = 75
MOST_BUTTONS = 25
MOST_BUTTON_ROWS = 4
URL_LIMIT = 3000
ALT_LIMIT = 2000
TOTAL_LIMIT = 13_000
"""Characters of all blocks together; Slack refuses a message from about 13,200 on."""
FALLBACK_LIMIT = 3500
SHORT_FACT = 60
"""Facts up to this length stand side by side, longer ones below each other."""
HEADING_LIMIT = 120

PRESS, OPEN, LINK, WHOLE = "press", "open", "link", "whole"
"""What an ``action_id`` begins with: a press for the inbox, one that opens a form, one that follows a link, one that shows all of a message."""


def escaped(text: str) -> str:
    """A text as Slack shows it letter by letter: nothing in it mentions anybody or links anywhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def length(text: str) -> int:
    """A text's length in UTF-16 units, the most that Slack may count."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, limit: int) -> str:
    """A text that is escaped and at most that long, with an ellipsis where something is missing."""
    whole = escaped(text)
    if length(whole) <= limit:
        return whole
    return next(pieces(text, limit - 1)).rstrip() + "…"


def pieces(text: str, limit: int) -> Iterator[str]:
    """A text, escaped, in pieces of at most that length: whole lines where that is possible, else whole words."""
    piece = ""
    for line in text.split("\n"):
        for part in _parts(line, limit):
            joined = f"{piece}\n{part}" if piece else part
            if length(joined) <= limit:
                piece = joined
                continue
            yield piece
            piece = part
    if piece:
        yield piece


def _parts(line: str, limit: int) -> Iterator[str]:
    """A line, escaped, in parts that fit; mostly one."""
    while length(escaped(line)) > limit:
        fits, size = 0, 0
        for letter in line:
            size += length(escaped(letter))
            if size > limit:
                break
            fits += 1
        space = line.rfind(" ", fits // 2, fits)
        end = space if space > 0 else fits
        yield escaped(line[:end])
        line = line[end:].lstrip(" ")
    yield escaped(line)


def plain(text: str, limit: int = LABEL_LIMIT) -> dict[str, Any]:
    """A text object for labels, titles and options; Slack takes no empty one."""
    return {"type": "plain_text", "text": cut(text, limit).strip() or "…", "emoji": True}


def mrkdwn(marked: str) -> dict[str, Any]:
    """A text object of a text that is escaped already."""
    return {"type": "mrkdwn", "text": marked, "verbatim": True}


def section(marked: str) -> Block:
    """A paragraph of a text that is escaped already."""
    return {"type": "section", "text": mrkdwn(marked)}


def render(outgoing: Outgoing, image: str | None = None) -> dict[str, Any]:
    """A message's ``text`` and ``blocks``; ``image`` is Slack's id of the uploaded picture."""
    reply = outgoing.reply
    rows = list(action_rows(reply.buttons, str(outgoing.item_id)))[:MOST_BUTTON_ROWS]
    picture = [image_block(image, reply.image.description)] if image and reply.image else []
    room = TOTAL_LIMIT - sum(map(text_length, [*rows, *picture])) - LABEL_LIMIT
    body, is_cut = _fitting(list(body_blocks(reply)), room, MOST_BLOCKS - len(rows) - len(picture) - 1)
    if is_cut or len(reply.buttons) > MOST_BUTTON_ROWS * MOST_BUTTONS:
        rows.append(_whole_row(outgoing))
    blocks = [*body, *picture, *rows] or [section("…")]
    return {"text": fallback(reply), "blocks": blocks}


def _fitting(body: Sequence[Block], room: int, most: int) -> tuple[list[Block], bool]:
    """As many blocks as there is room for, and whether that leaves any out."""
    taken: list[Block] = []
    for block in islice(body, most):
        room -= text_length(block)
        if room < 0:
            break
        taken.append(block)
    return taken, len(taken) < len(body)


def _whole_row(outgoing: Outgoing) -> Block:
    label = texts.say(outgoing.language, "buttons.show_all")
    button = {"type": "button", "text": plain(label), "action_id": WHOLE, "value": str(outgoing.item_id)}
    return {"type": "actions", "block_id": f"{outgoing.item_id}.{WHOLE}", "elements": [button]}


def body_blocks(reply: Reply) -> Iterator[Block]:
    """Text and facts, however long, each block within its limits."""
    text = typed_here(reply.text).strip("\n")
    heading, separator, rest = text.partition("\n")
    if separator and 0 < length(heading.strip()) <= HEADING_LIMIT and not any(mark in heading for mark in "*_~`"):
        yield from map(section, pieces_under(_bold(heading), rest))
    elif text.strip():
        yield from (section(piece) for piece in pieces(text, SECTION_LIMIT) if piece.strip())
    yield from fact_blocks(reply.facts)


def pieces_under(heading: str, rest: str) -> Iterator[str]:
    """A text under a heading that is escaped and marked already."""
    first, *others = [piece for piece in pieces(rest, SECTION_LIMIT - length(heading) - 1) if piece.strip()] or [""]
    yield f"{heading}\n{first}".strip("\n")
    yield from others


def fact_blocks(facts: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Facts side by side where they are short, else one below the other."""
    told = [(label, value) for label, value in facts if label.strip() or value.strip()]
    for is_short, some in groupby(told, lambda fact: length(fact[0]) + length(fact[1]) <= SHORT_FACT):
        if is_short:
            fields = [mrkdwn(next(pieces_under(_bold(label), value))) for label, value in some]
            yield from ({"type": "section", "fields": fields[start : start + MOST_FIELDS]} for start in range(0, len(fields), MOST_FIELDS))
        else:
            yield from (section(piece) for label, value in some for piece in pieces_under(_bold(label), value))


def _bold(text: str) -> str:
    return f"*{cut(text.strip(), HEADING_LIMIT)}*" if text.strip() else ""


def image_block(file_id: str, description: str) -> Block:
    """A picture that was uploaded, with what it shows in words."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": cut(description, ALT_LIMIT).strip() or "…"}


def action_rows(buttons: Sequence[Button], name: str) -> Iterator[Block]:
    """Buttons in as many rows as they need. ``name`` begins the rows' ids: a press names by it the message that it was on."""
    elements = [button_element(button, index) for index, button in enumerate(buttons) if length(button.url) <= URL_LIMIT]
    for start in range(0, len(elements), MOST_BUTTONS):
        yield {"type": "actions", "block_id": f"{name}.{start}", "elements": elements[start : start + MOST_BUTTONS]}


def button_element(button: Button, index: int = 0) -> dict[str, Any]:
    """A button as Slack draws it; ``index`` tells it from the others of its row."""
    drawn = {"type": "button", "text": plain(button.label)}
    drawn |= {"style": button.style} if button.style else {}
    if button.url:
        return drawn | {"action_id": f"{LINK}.{index}", "url": button.url}
    return drawn | {"action_id": f"{OPEN if button.opens_form else PRESS}.{index}", "value": button.action}


def fallback(reply: Reply) -> str:
    """The message as a notification shows it, and as screens read it out."""
    picture = [reply.image.description] if reply.image else []
    lines = [typed_here(reply.text).strip(), *(f"{label}: {value}" for label, value in reply.facts), *picture]
    return cut("\n".join(line for line in lines if line.strip()), FALLBACK_LIMIT) or "…"


def text_length(block: Block) -> int:
    """How much of a message's total length a block takes."""
    found = [block["text"]["text"]] if "text" in block else []
    found += [field["text"] for field in block.get("fields", ())]
    found += [element["text"]["text"] for element in block.get("elements", ())]
    return sum(map(length, [*found, block.get("alt_text", "")]))
