"""Whatever a reply says, Slack takes it, shows all of it, and nothing in it mentions or links."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.platform import Outgoing
from bot.platforms.slack.blocks import TOTAL_LIMIT, WHOLE, body_blocks, length, pieces, render
from handlers.messages import Button, Image, Reply
from tests.slack.checking import check_message, texts_in

PING = re.compile(r"<[@#!]|<https?:|<mailto:")

few = settings(max_examples=40, deadline=None)
any_text = st.text(max_size=200) | st.builds(
    lambda text, times: text * times, st.text(alphabet="ab &<>\n*_好🙂|!@", max_size=60), st.integers(1, 200)
)
some_words = st.text(max_size=20) | st.just("好&" * 60)
buttons = st.builds(Button, some_words, st.just("undo:1"), st.booleans(), st.sampled_from(["", "primary", "danger"]))
replies = st.builds(
    Reply,
    any_text,
    facts=st.lists(st.tuples(st.text(max_size=200), any_text), max_size=25).map(tuple),
    buttons=st.lists(buttons, max_size=120).map(tuple),
    image=st.none() | st.builds(Image, st.just("0" * 64), any_text),
)


def drawn(reply: Reply, image: str | None = None, language: str = "en") -> dict[str, Any]:
    """A reply as it goes out."""
    message = render(Outgoing(7, "T1", "C1", reply, language=language), image)
    check_message(message)
    return message


def shown_text(blocks: list[dict[str, Any]]) -> str:
    """All that people read in blocks, without Slack's marks."""
    return unescape("\n".join(texts_in(blocks)))


@few
@given(replies)
def test_any_reply_is_taken_and_can_neither_mention_nor_link(reply: Reply) -> None:
    message = drawn(reply, "F1" if reply.image else None)
    assert message["text"].strip()
    assert not PING.search(message["text"])
    assert not PING.search("\n".join(texts_in(message["blocks"])))
    assert all(block["text"]["verbatim"] for block in message["blocks"] if block["type"] == "section" and "text" in block)


@few
@given(replies)
def test_the_whole_of_a_reply_is_in_its_blocks(reply: Reply) -> None:
    shown = shown_text(list(body_blocks(reply)))
    for text in (reply.text, *(value for _, value in reply.facts)):
        assert re.sub(r"\s", "", text.replace("*", "")) in re.sub(r"\s", "", shown.replace("*", ""))


@few
@given(any_text, st.integers(10, 500))
def test_pieces_are_short_and_lose_nothing(text: str, limit: int) -> None:
    found = list(pieces(text, limit))
    assert all(length(piece) <= limit for piece in found)
    assert "".join(unescape("".join(found)).split()) == "".join(text.split())
    assert all(unescape(piece) == unescape(unescape(piece)) or "&" in text for piece in found)


@few
@given(replies)
def test_what_is_left_out_can_be_shown(reply: Reply) -> None:
    message = drawn(reply, "F1" if reply.image else None)
    shown = [block for block in message["blocks"] if block["type"] == "section"]
    is_cut = len(shown) < len(list(body_blocks(reply)))
    offered = [element for block in message["blocks"] for element in block.get("elements", ()) if element["action_id"] == WHOLE]
    assert bool(offered) == (is_cut or len(reply.buttons) > 100)
    assert all(element["value"] == "7" for element in offered)


def test_a_receipt() -> None:
    buttons = (Button("Undo", "undo:1"), Button("Edit", "edit:task:1", opens_form=True), Button("Confirm", "draft:1:yes", style="primary"))
    message = drawn(Reply("Task · <send> & call", buttons=buttons))
    assert message["text"] == "Task · &lt;send&gt; &amp; call"
    said, row = message["blocks"]
    assert said["text"] == {"type": "mrkdwn", "text": "Task · &lt;send&gt; &amp; call", "verbatim": True}
    assert row["block_id"] == "7.0"
    assert [(one["action_id"], one["value"]) for one in row["elements"]] == [
        ("press.0", "undo:1"),
        ("open.1", "edit:task:1"),
        ("press.2", "draft:1:yes"),
    ]
    assert "style" not in row["elements"][0]
    assert row["elements"][2]["style"] == "primary"


def test_a_heading_is_bold_unless_it_has_marks_of_its_own() -> None:
    assert shown_text(drawn(Reply("3 tasks:\n1. one"))["blocks"]) == "*3 tasks:*\n1. one"
    assert shown_text(drawn(Reply("a *b\n1. one"))["blocks"]) == "a *b\n1. one"
    assert shown_text(drawn(Reply("one line"))["blocks"]) == "one line"


def test_short_facts_stand_side_by_side_and_long_ones_below() -> None:
    message = drawn(Reply("Acme", facts=(("Owner", "Lily"), ("Phone", "1"), ("Need", "x" * 5000), ("", ""))))
    _, short, *long = message["blocks"]
    assert [field["text"] for field in short["fields"]] == ["*Owner*\nLily", "*Phone*\n1"]
    assert [length(block["text"]["text"]) for block in long] == [3000, 2007]
    assert message["text"].startswith("Acme\nOwner: Lily\nPhone: 1")


def test_a_link_opens_and_is_not_pressed() -> None:
    [_, row] = drawn(Reply("Share", buttons=(Button("Share my position", "", url="https://example.com/check-in/x?a=1&b=2"),)))["blocks"]
    [link] = row["elements"]
    assert link["url"] == "https://example.com/check-in/x?a=1&b=2"
    assert link["action_id"] == "link.0"
    assert "value" not in link


def test_labels_are_cut_with_an_ellipsis() -> None:
    [_, row] = drawn(Reply("?", buttons=(Button("&" * 80, "a"), Button(" ", "b"))))["blocks"]
    assert row["elements"][0]["text"]["text"] == "&amp;" * 14 + "…"
    assert row["elements"][1]["text"]["text"] == "…"


def test_a_picture_has_its_words() -> None:
    reply = Reply("Digest", image=Image("0" * 64, "East: 40 % of ¥200k"))
    [_, picture] = drawn(reply, "F123")["blocks"]
    assert picture == {"type": "image", "slack_file": {"id": "F123"}, "alt_text": "East: 40 % of ¥200k"}
    assert drawn(reply)["text"] == "Digest\nEast: 40 % of ¥200k"
    assert len(drawn(reply)["blocks"]) == 1


@pytest.mark.parametrize(("language", "label"), [("en", "Show all"), ("zh", "查看全部")])
def test_what_is_too_long_offers_the_rest_in_the_reader_s_language(language: str, label: str) -> None:
    reply = Reply("\n".join(f"{number}. a line of a long list of customers" for number in range(600)), buttons=(Button("Undo", "undo:1"),))
    message = drawn(reply, language=language)
    assert message["blocks"][-1]["elements"][0]["text"]["text"] == label
    assert message["blocks"][-2]["elements"][0]["value"] == "undo:1"
    assert sum(map(length, texts_in(message["blocks"]))) <= TOTAL_LIMIT
    assert length(message["text"]) <= 3500
