"""Forms, look-ups, links and gestures from a phone's screen, over real sockets."""

from __future__ import annotations

import re

from fake_telegram.markup import buttons_of
from fake_telegram.office import EAST, Office

from handlers.messages import Button, Reply
from storage.models import CheckIn, Contact, ContactLog, Filling, Member, Payment, Task

JPEG = b"\xff\xd8\xff" + b"shelf" * 20


def test_a_form_is_asked_edited_in_place_sent_and_outlives_a_restart(idle: Office) -> None:
    fake, lily = idle.fake, idle.lily
    idle.start()
    fake.say(lily, "/payment")
    question = fake.wait_for_text(lily, "Company? (1 of 6)")
    fake.say(lily, "Acme")
    question = fake.wait_for_text(lily, "Contact? (2 of 6)")
    fake.wait_for_text(lily, "✓ Company: Acme")
    idle.stop()
    idle.start()
    fake.press(lily, question, "Skip")
    amount = fake.wait_for_text(lily, "Amount? (3 of 6, needed)")
    assert amount["message_id"] == question["message_id"]
    fake.say(lily, "a lot")
    fake.wait_for_text(lily, "⚠️")
    fake.say(lily, "20k")
    when = fake.wait_for_text(lily, "When? (4 of 6)")
    fake.press(lily, when, "Today")
    more = fake.wait_for_text(lily, "Next step? (5 of 6)")
    fake.press(lily, more, "That's all")
    summary = fake.wait_for_text(lily, "Is that right?")
    assert idle.rows(Payment) == []
    fake.press(lily, summary, "Submit")
    receipt = fake.wait_for_text(lily, "Payment · Acme")
    assert receipt["message_id"] == summary["message_id"]
    assert set(buttons_of(receipt)) == {"Undo", "Edit"}
    idle.settle()
    assert (idle.row(Payment).amount, idle.rows(Filling)) == (20000, [])


def test_edit_takes_the_receipt_s_place_and_cancel_puts_it_back(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, "received 20k from Acme")
    receipt = fake.wait_for_text(lily, "Payment · Acme")
    fake.press(lily, receipt, "Edit")
    form = fake.wait_for_text(lily, "Edit: Payment")
    assert form["message_id"] == receipt["message_id"]
    fake.press(lily, form, "Cancel")
    back = fake.wait_for_text(lily, "Payment · Acme")
    assert (back["message_id"], buttons_of(back)) == (receipt["message_id"], buttons_of(receipt))


def test_in_a_group_look_ups_go_to_the_asker_and_forms_open_by_a_link(at_work: Office) -> None:
    fake, lily, east = at_work.fake, at_work.lily, at_work.east
    fake.say(lily, "remind me to call Bob tomorrow")
    fake.wait_for_text(lily, "call Bob")
    fake.say(lily, "/tasks", east)
    fake.wait_for_text(east, "I've sent it to you in private.")
    assert "Bob" not in str(fake.sent(east))
    assert fake.called("sendMessage")[-1]["reply_parameters"]["message_id"]
    fake.wait_for_text(lily, "1. ")
    at_work.tell(EAST, Reply("Look", buttons=(Button("Open", f"show:task:{at_work.row(Task).id}"), Button("Log", "new:payment", opens_form=True))))
    told = fake.wait_for_text(east, "Look")
    links = [key["url"] for row in told["reply_markup"]["inline_keyboard"] for key in row]
    assert links == [f"https://t.me/onpace_bot?start=show-task-{at_work.row(Task).id}", "https://t.me/onpace_bot?start=new-payment"]
    for link in links:
        fake.say(lily, f"/start {link.partition('=')[2]}")
    fake.wait_for_text(lily, "Company? (1 of 6)")
    assert any("Done" in buttons_of(message) for message in fake.sent(lily))


def test_a_place_an_album_and_words_are_one_receipt(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, location={"latitude": 40.7128, "longitude": -74.006})
    first = fake.wait_for_text(lily, "40.71280")
    fake.photo(lily, JPEG, "visited Jane at Acme, quote by Friday", album="1")
    fake.photo(lily, JPEG + b"2", album="1")
    joint = fake.wait_for_text(lily, "📎 2")
    assert joint["message_id"] == first["message_id"]
    assert "Visit · Acme · Jane" in joint["text"]
    at_work.settle()
    assert len(fake.sent(lily)) == 1
    fake.press(lily, joint, "Undo")
    fake.wait_for_text(lily, "Undone")
    assert (at_work.rows(CheckIn), at_work.rows(ContactLog), at_work.rows(Task), at_work.rows(Contact)) == ([], [], [], [])


def test_a_bare_check_in_asks_the_phone_where_it_is(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, "/checkin")
    fake.wait_for_text(lily, "Where are you?")
    assert fake.called("sendMessage")[-1]["reply_markup"]["keyboard"][0][0]["request_location"] is True
    fake.say(lily, location={"latitude": 31.2, "longitude": 121.5})
    fake.wait_for_text(lily, "📍")
    assert at_work.row(CheckIn).latitude == 31.2


def test_chinese_slash_words_work_where_they_are_typed(at_work: Office) -> None:
    at_work.fake.say(at_work.lily, "/回款")
    at_work.fake.wait_for_text(at_work.lily, "New: Payment")


def test_menus_are_set_at_the_start(at_work: Office) -> None:
    made = at_work.fake.wait(lambda: [call for call in at_work.fake.called("setMyCommands") if "chat_id" in str(call.get("scope"))])
    assert made
    scopes = {str(call["scope"]) for call in at_work.fake.called("setMyCommands")}
    assert len(scopes) >= 4


def test_a_stranger_joins_by_the_link_of_an_invitation(at_work: Office) -> None:
    fake, newcomer = at_work.fake, at_work.stranger
    fake.say(newcomer, "who are our customers?")
    fake.wait(lambda: fake.sent(newcomer))
    assert "Acme" not in str(fake.sent(newcomer))
    fake.say(at_work.max, "/invite")
    invitation = fake.wait_for_text(at_work.max, "https://t.me/onpace_bot?start=")
    code = re.search(r"start=(\S+)", invitation["text"])
    assert code is not None
    fake.say(newcomer, f"/start {code[1]}")
    fake.wait(lambda: [member for member in at_work.rows(Member) if member.name.startswith("Mallory")])
    fake.say(newcomer, "called Jane at Acme, all is well")
    fake.wait_for_text(newcomer, "Call · Acme")
    fake.say(at_work.tom, f"/start {code[1]}")
    at_work.settle()
    assert len([member for member in at_work.rows(Member) if member.active]) == 5


def test_two_accounts_become_one_person(at_work: Office) -> None:
    fake, second = at_work.fake, at_work.stranger
    fake.say(at_work.lily, "called Jane at Acme, all is well")
    fake.wait_for_text(at_work.lily, "Call · Acme")
    fake.say(at_work.lily, "/link")
    told = fake.wait_for_text(at_work.lily, "/link ")
    code = re.search(r"/link (\S+)", told["text"])
    assert code is not None
    fake.say(second, f"/link {code[1].strip('.,`“”')}")
    at_work.settle()
    fake.say(second, "what do we know about Acme")
    fake.wait_for_text(second, "Lily Chen")
