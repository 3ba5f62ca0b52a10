"""The HTML that Telegram takes (parse mode HTML), and what remains of it: the text that people see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TAGS = frozenset(
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "tg-emoji", "code", "pre", "blockquote"],
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:#(\d+);?|#x([0-9a-fA-F]+);?|(lt|gt|amp|quot);?)")
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


class EntitiesError(Exception):
    """The text can't be parsed; the message is Telegram's."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise EntitiesError(f'Unsupported start tag "{tag}" at byte offset {len(self.text.encode())}')
        if tag == "span" and dict(attrs).get("class") != "tg-spoiler":
            raise EntitiesError('Tag "span" must have class "tg-spoiler"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise EntitiesError(f"Unexpected end tag at byte offset {len(self.text.encode())}")
        if self.open.pop() != tag:
            raise EntitiesError(f"Unmatched end tag, found </{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise EntitiesError(f"Unclosed start tag at byte offset {len(self.text.encode())}")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += NAMED.get(name, f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text += chr(int(name[1:], 16) if name[:1] in "xX" else int(name))


def seen(text: str, parse_mode: str | None) -> str:
    """The text as people see it, its ends trimmed; raises EntitiesError."""
    if parse_mode is None:
        return text.strip()
    if parse_mode.upper() != "HTML":
        raise EntitiesError("unsupported parse_mode")
    reader = _Reader()
    reader.feed(text)
    if reader.rawdata:  # something that began like a tag or an entity and did not end
        if reader.rawdata.startswith("<"):
            raise EntitiesError("Unclosed start tag")
        reader.text += reader.rawdata
    if reader.open:
        raise EntitiesError(f"Can't find end tag corresponding to start tag {reader.open[-1]!r}")
    return reader.text.strip()


def units(text: str) -> int:
    """Its length as Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def found_in(text: str) -> list[dict[str, object]]:
    """The commands and mentions in what a person writes, as Telegram marks them."""
    kinds = {"bot_command": r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?(?![\w/])", "mention": r"(?<!\w)@[A-Za-z]\w{3,}"}
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in kinds.items()
        for match in re.finditer(pattern, text)
    ]
