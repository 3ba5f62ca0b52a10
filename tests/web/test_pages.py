"""What people see in the web chat: chats, transcripts, unread marks, messages of every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from webchat import People, Site, action_of, as_text, settle_in

from handlers.messages import Button, Image, Message, Reply
from handlers.workspaces import add_member
from storage.database import Database
from storage.models import Member


def test_a_message_is_in_the_inbox_before_it_is_answered_and_then_shown_with_its_answer(site: Site, people: People) -> None:
    response = site.post(f"/as/{people.lily}/chats/assistant/messages", {"text": "my tasks"})
    assert response.status_code == 204
    assert response.headers["hx-trigger"] == "news"
    assert [(item["text"], item["state"], item["private"]) for item in site.came_in()] == [("my tasks", "pending", True)]
    assert "on its way" in site.see(people.lily)
    site.settle()
    seen = site.see(people.lily)
    assert "read by the assistant" in seen
    assert "No open tasks" in seen


def test_times_and_days_are_those_of_the_member(site: Site, people: People) -> None:
    with site.database.write(site.clock.now(), people.workspace) as session:
        session.get_one(Member, people.tom).timezone = "America/New_York"
    site.say(people.lily, "hello", room=str(people.channel))
    assert "10:00" in site.see(people.lily, str(people.channel))
    assert "21:00" in site.see(people.tom, str(people.channel))  # the evening before
    site.clock.set(site.clock.now() + timedelta(days=1))
    assert "Yesterday" in site.see(people.lily, str(people.channel))
    site.clock.set(site.clock.now() + timedelta(days=1))
    assert "Tue 24 Nov" in site.see(people.lily, str(people.channel))


def test_a_chat_of_chinese_speakers_is_in_chinese(site: Site, people: People) -> None:
    with site.database.write(site.clock.now(), people.workspace) as session:
        session.get_one(Member, people.lily).language = "zh"
    page = site.get(f"/as/{people.lily}/chats/assistant").text
    assert '<html lang="zh">' in page
    assert "你的助手 · 私聊" in page
    assert "没有未完成的任务" in site.say(people.lily, "我的任务")


def test_in_a_channel_each_has_a_name_and_silence_is_kept_unless_the_assistant_is_meant(site: Site, people: People) -> None:
    room = str(people.channel)
    site.say(people.lily, "morning all", room)
    seen = site.see(people.tom, room)
    assert "Lily Chen" in seen
    assert "morning all" in seen
    assert "I didn't write anything down" not in seen
    site.say(people.lily, "hello @onpace, 你好", room)
    assert site.came_in()[-1] | {"mentioned": True, "text": "hello 你好"} == site.came_in()[-1]
    assert "@Onpace hello 你好" in site.see(people.tom, room)


def test_what_is_for_one_member_only_that_one_sees(site: Site, people: People) -> None:
    room = str(people.channel)
    site.say(people.lily, "@onpace my tasks", room)
    assert "No open tasks" in site.see(people.lily, room)
    assert "Only you can see this" in site.see(people.lily, room)
    assert "No open tasks" not in site.see(people.tom, room)
    assert "my tasks" in site.see(people.tom, room)


def test_unread_messages_are_counted_until_the_chat_is_looked_at(site: Site, people: People) -> None:
    room = str(people.channel)
    site.told_in(people.channel, Reply("the digest"))
    site.say(people.lily, "nice", room)
    assert "2 unread" in as_text(site.get(f"/as/{people.tom}").text)
    assert "unread" not in as_text(site.get(f"/as/{people.lily}").text.split("chat-assistant")[1])  # she has been there
    site.get(f"/as/{people.tom}/chats/{room}")
    assert "unread" not in as_text(site.get(f"/as/{people.tom}").text)
    site.say(people.lily, "and one more", room)
    listed = as_text(site.get(f"/as/{people.tom}/news").text)
    assert "1 unread" in listed
    assert "Lily Chen: and one more" in listed


def test_a_used_button_is_gone_and_the_message_says_what_came_of_it(site: Site, people: People) -> None:
    base = f"/as/{people.lily}/chats/assistant"
    site.post(f"{base}/form", {"action": "new:task", "value.action": "send the quote"})
    site.settle()
    html = site.get(f"{base}/news").text
    assert "send the quote" in html
    undo = action_of(html, "Undo")
    assert site.post(f"{base}/press", undo).status_code == 204
    pending = site.get(f"{base}/news").text
    assert pending.count(" disabled>") >= 2  # while it is being handled
    site.settle()
    html = site.get(f"{base}/news").text
    assert "↩️ Undone:" in html
    assert "edited" in as_text(html)
    assert ">Undo<" not in html
    again = site.post(f"{base}/press", undo)
    assert again.status_code == 409
    assert "no longer does anything" in again.text


def test_only_buttons_that_stand_on_the_message_can_be_pressed(site: Site, people: People) -> None:
    site.told(people.lily, Reply("due", buttons=(Button("Help", "help"), Button("Edit", "edit:task:1", opens_form=True))))
    html = site.get(f"/as/{people.lily}/chats/assistant/news").text
    target = action_of(html, "Help")["target"]
    for action in ("undo:abc", "draft:x:y", "edit:task:1", ""):
        assert site.post(f"/as/{people.lily}/chats/assistant/press", {"target": target, "action": action}).status_code == 409
    assert site.post(f"/as/{people.tom}/chats/assistant/press", {"target": target, "action": "help"}).status_code == 409
    assert site.came_in() == []


def test_pictures_facts_and_styles_are_drawn(site: Site, people: People) -> None:
    sha256 = site.database.files.put(b"\x89PNG\r\n\x1a\n...")
    buttons = (Button("Approve", "help", style="primary"), Button("Reject", "x", style="danger"))
    reply = Reply("This month", (("Lily Chen", "¥120,000"),), buttons, Image(sha256, "Sales"))
    site.told_in(people.channel, reply)
    html = site.get(f"/as/{people.lily}/chats/{people.channel}/news").text
    assert f'<img src="/files/{sha256}/picture.png" alt="Sales">' in html
    assert "<dt>Lily Chen</dt><dd>¥120,000</dd>" in html
    assert 'class="button primary" name="action" value="help"' in html
    assert 'class="button danger" name="action" value="x"' in html


def test_a_button_that_is_a_link_opens_it_and_cannot_be_pressed(site: Site, people: People) -> None:
    site.told(people.lily, Reply("here", buttons=(Button("Open", "", url='https://onpace.example/?a=1&b="2"'), Button("Help", "help"))))
    html = site.get(f"/as/{people.lily}/chats/assistant/news").text
    assert 'href="https://onpace.example/?a=1&amp;b=&#34;2&#34;" target="_blank" rel="noopener noreferrer">Open</a>' in html
    target = action_of(html, "Help")["target"]
    assert site.post(f"/as/{people.lily}/chats/assistant/press", {"target": target, "action": ""}).status_code == 409


def test_ones_own_messages_can_be_edited_and_deleted_and_nobody_elses(site: Site, people: People) -> None:
    base, room = f"/as/{people.lily}/chats/{people.channel}", str(people.channel)
    site.say(people.lily, "the first version", room)
    external_id = site.came_in_ids()[0]
    assert site.post(f"{base}/messages", {"text": "the second version", "edit": external_id}).status_code == 204
    seen = site.see(people.tom, room)
    assert "the second version" in seen
    assert "edited" in seen
    assert "the first version" not in seen
    theirs = f"/as/{people.tom}/chats/{people.channel}"
    assert site.post(f"{theirs}/messages", {"text": "mine", "edit": external_id}).status_code == 403
    assert site.post(f"{theirs}/delete", {"target": external_id}).status_code == 403
    assert "the second version" in site.see(people.tom, room)
    assert site.post(f"{base}/delete", {"target": external_id}).status_code == 204
    assert "the second version" not in site.see(people.tom, room)


def test_a_reply_quotes_what_it_answers(site: Site, people: People) -> None:
    room = str(people.channel)
    site.say(people.lily, "who takes Acme?", room)
    site.say(people.tom, "I do", room, reply_to=site.came_in_ids()[0])
    assert site.came_in()[-1]["reply_to"] == site.came_in_ids()[0]
    quote = site.get(f"/as/{people.manager}/chats/{room}/news").text.split('class="quote"')[1].split("</button>")[0]
    assert "who takes Acme?" in quote
    assert "Lily Chen" in quote


def test_earlier_messages_are_shown_on_demand(site: Site, people: People) -> None:
    for number in range(70):
        site.inbox.receive(_said(site, people, number), site.clock.now())
    site.settle()
    base = f"/as/{people.lily}/chats/{people.channel}"
    html = site.get(base).text
    assert "number 69" in html
    assert "number 3<" not in html
    assert f'hx-get="{base}/news?show=120"' in html
    assert "number 3<" in site.get(f"{base}/news?show=120").text


@pytest.mark.parametrize("show", ["-1", "0", "x", "²", "99999999999999999999"])
def test_a_count_that_is_none_does_no_harm(site: Site, people: People, show: str) -> None:
    assert site.get(f"/as/{people.lily}/chats/assistant/news", params={"show": show}).status_code == 200


def test_who_may_see_which_channel(site: Site, people: People) -> None:
    for member in (people.lily, people.tom, people.manager, people.admin):
        assert site.get(f"/as/{member}/chats/{people.channel}").status_code == 200
    with site.database.write(site.clock.now(), people.workspace) as session:
        session.get_one(Member, people.tom).team_id = None
    assert site.get(f"/as/{people.tom}/chats/{people.channel}").status_code == 404
    assert site.post(f"/as/{people.tom}/chats/{people.channel}/messages", {"text": "let me in"}).status_code == 404
    assert site.came_in() == []


def test_somebody_who_left_is_not_there(site: Site, people: People) -> None:
    with site.database.write(site.clock.now(), people.workspace) as session:
        session.get_one(Member, people.tom).active = False
    assert site.get(f"/as/{people.tom}").status_code == 404
    assert "Tom Reid" not in site.get(f"/as/{people.lily}").text


def test_somebody_who_came_just_now_is_there(site: Site, people: People) -> None:
    with site.database.write(site.clock.now(), people.workspace) as session:
        newcomer = add_member(session, "Nina New", site.clock.now()).id
    assert site.get(f"/as/{newcomer}/chats/assistant").status_code == 200
    assert "No open tasks" in site.say(newcomer, "my tasks")


def test_the_menu_lists_what_is_registered_and_a_bare_command_opens_its_form(site: Site, people: People) -> None:
    page = site.get(f"/as/{people.lily}/chats/assistant").text
    assert "<b>/task</b><span>Note something to do</span>" in page
    assert "action=new%3Atask" in page
    response = site.post(f"/as/{people.lily}/chats/assistant/messages", {"text": " /task "})
    assert response.headers["hx-retarget"] == "#dialogs"
    assert "New: Task" in response.text
    assert site.came_in() == []


def test_whoever_is_known_by_a_cookie_is_led_to_their_chats(site: Site, people: People) -> None:
    choice = site.get("/")
    assert "Who are you?" in choice.text
    assert "Tom Reid" in choice.text
    site.get(f"/as/{people.tom}/chats/assistant")
    assert site.get("/").headers["location"] == f"/as/{people.tom}/chats/assistant"


def test_without_scripts_a_message_still_goes_out(site: Site, people: People) -> None:
    base = f"/as/{people.lily}/chats/assistant"
    response = site.client.post(f"{base}/messages", data={"text": "my tasks"})
    assert (response.status_code, response.headers["location"]) == (303, base)


def test_the_history_is_the_same_on_either_database(database: Database) -> None:
    site = Site(database)
    people = settle_in(site)
    room = str(people.channel)
    site.say(people.lily, "first", room)
    site.say(people.lily, "second", room)
    site.post(f"/as/{people.lily}/chats/{room}/messages", {"text": "the second", "edit": site.came_in_ids()[1]})
    site.post(f"/as/{people.lily}/chats/{room}/delete", {"target": site.came_in_ids()[0]})
    site.told_in(people.channel, Reply("the digest"))
    assert "2 unread" in as_text(site.get(f"/as/{people.tom}").text)
    seen = site.see(people.tom, room)
    assert "first" not in seen
    assert seen.index("the second") < seen.index("the digest")
    assert "unread" not in as_text(site.get(f"/as/{people.tom}").text)
    assert "No open tasks" in site.say(people.tom, "my tasks", id="0123456789abcdef")
    assert site.get("/health").json()["ok"]


def _said(site: Site, people: People, number: int) -> Message:
    account = f"member-{people.tom}"
    return Message("web", str(people.workspace), account, "#east", f"{account}.{number}", site.clock.now(), private=False, text=f"number {number}")
