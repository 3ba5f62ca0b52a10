"""Messages that are no messages: each gets a clear answer, nothing is half-written, nothing is lost."""

from __future__ import annotations

import pytest
from webchat import People, Site


def test_fifty_thousand_characters_arrive_and_are_answered(site: Site, people: People) -> None:
    seen = site.say(people.lily, "长" * 50_000)
    assert "50000 characters" in seen
    assert len(site.came_in()[0]["text"]) == 50_000
    assert len(seen) < 10_000  # nobody scrolls through all of it


@pytest.mark.parametrize("text", ["a\x00b\x07c", "\u202egnp.exe", "🎉🎉🎉", "\ufeff", "/", "/nonsense", "  \n ok \n  "])
def test_odd_texts_are_kept_clean_and_answered(site: Site, people: People, text: str) -> None:
    site.say(people.lily, text)
    kept = site.came_in()[0]
    assert kept["state"] == "done"
    assert not {"\x00", "\x07", "\u202e"} & set(kept["text"])
    assert site.see(people.lily).count("Onpace") >= 1


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(site: Site, people: People, text: str) -> None:
    response = site.post(f"/as/{people.lily}/chats/assistant/messages", {"text": text})
    assert response.status_code == 422
    assert "write something first" in response.text
    assert site.came_in() == []


def test_the_same_message_sent_twice_is_one(site: Site, people: People) -> None:
    for _ in range(2):
        site.say(people.lily, "my tasks", id="0123456789abcdef")
    assert len(site.came_in()) == 1
    assert site.see(people.lily).count("No open tasks") == 2  # in the chat, and as the last words in the list
    site.say(people.tom, "my tasks", id="0123456789abcdef")  # another person's is another message
    assert len(site.came_in()) == 2


@pytest.mark.parametrize("client_id", ["", "short", "../../x", "x" * 200, "'; drop table inbox_item; --"])
def test_an_id_that_is_none_is_replaced(site: Site, people: People, client_id: str) -> None:
    site.say(people.lily, "my tasks", id=client_id)
    assert client_id not in site.came_in_ids()[0] or not client_id
    assert len(site.came_in()) == 1


def test_a_reply_to_what_is_not_there_is_a_message_like_any(site: Site, people: People) -> None:
    assert "No open tasks" in site.say(people.lily, "my tasks", reply_to="99999")
    assert "No open tasks" in site.say(people.lily, "my tasks", reply_to="x" * 5000)
