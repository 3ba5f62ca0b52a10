"""What is made of the Bot API's answers."""

from __future__ import annotations

import json

import pytest

from bot.platforms.telegram.request import needed


def result(method: str, answer: object) -> object:
    return json.loads(needed(method, json.dumps({"ok": True, "result": answer}).encode()))["result"]


def test_of_a_message_that_was_sent_its_id_is_enough() -> None:
    odd = {"message_id": 7, "date": 1795549226938, "link_preview_options": "{}", "chat": None}
    assert result("sendMessage", odd) == {"message_id": 7, "date": 0, "chat": {"id": 0, "type": "private"}}


@pytest.mark.parametrize("odd", [None, True, [], {}, {"message_id": "x"}])
def test_one_without_an_id_was_sent_all_the_same(odd: object) -> None:
    sent = result("sendPhoto", odd)
    assert isinstance(sent, dict)
    assert sent["message_id"] == 0


def test_an_edit_that_tells_nothing_was_made() -> None:
    assert result("editMessageText", None) is True


def test_the_bot_is_one() -> None:
    assert result("getMe", {"id": 1, "username": "onpace_bot"}) == {"is_bot": True, "id": 1, "username": "onpace_bot"}


@pytest.mark.parametrize("payload", [b"garbage", b"[]", b'{"ok": false, "error_code": 400}', b'{"ok": true'])
def test_refusals_and_garbage_stay_what_they_are(payload: bytes) -> None:
    assert needed("sendMessage", payload) == payload


def test_other_answers_are_left_alone() -> None:
    payload = b'{"ok": true, "result": [{"update_id": 1}]}'
    assert needed("getUpdates", payload) is payload
