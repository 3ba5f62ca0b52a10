"""Slash commands and shortcuts: forms open at once, look-ups are for the asker's eyes, and nothing leads nowhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.platforms.slack.slashes import slash_list, text_of, typed_here
from handlers.commands import QUERIES, SLASHES, VERBS, WRITERS
from handlers.messages import Button, Reply
from handlers.outgoing import push
from handlers.place_links import GIVEN, PlaceLinks
from handlers.slashes import slash_commands
from storage.database import Database, enter
from storage.models import Account, Channel, ContactLog, InboxItem, Lead, Member, Task
from tests.slack.desk import UPDATE, Desk
from tests.slack.fake import BOT
from tests.slack.fake.world import Shown
from tests.slack.reading import form_in, reply_in


@pytest.fixture
def desk(sqlite: Database) -> Desk:
    return Desk(sqlite)


def test_every_command_offered_exists_and_the_main_ones_are_offered() -> None:
    offered = [listed.command for listed in slash_list()]
    main = ("/lead", "/log", "/checkin", "/task", "/tasks", "/deal", "/find", "/pool", "/claim", "/report", "/target", "/progress", "/rank", "/ask")
    wanted = ["/onpace", *main]
    assert [command for command in wanted if command != "/ask" or "knowledge" in QUERIES] == offered
    names = slash_commands()
    for command in offered[1:]:
        assert any(names[command[1:]] in registry for registry in (WRITERS, QUERIES, VERBS, SLASHES))
    assert all(listed.description and len(listed.description) <= 2000 and len(listed.usage_hint) <= 1000 for listed in slash_list())


@pytest.mark.parametrize(
    ("command", "typed", "text"),
    [
        ("/lead", "", "/lead"),
        ("/lead", " Ann Lee ", "/lead Ann Lee"),
        ("/onpace", "called Jane at Acme", "called Jane at Acme"),
        ("/onpace", "tasks", "/tasks"),
        ("/onpace", "/tasks", "/tasks"),
        ("/onpace", "Team East", "/Team East"),
        ("/onpace", "任务", "/任务"),
        ("/onpace", "/nonsense", "/nonsense"),
        ("/onpace", "  ", "/help"),
    ],
)
def test_what_a_command_says(command: str, typed: str, text: str) -> None:
    assert text_of(command, typed) == text


def test_commands_that_are_told_of_can_be_typed_here() -> None:
    assert typed_here("Add one with “/team East”, see “/tasks” or “/nothing”, write /link K7 there.") == (
        "Add one with “/onpace team East”, see “/tasks” or “/nothing”, write /link K7 there."
    )
    assert typed_here("用“/团队 华东”") == "用“/onpace 团队 华东”"


@pytest.mark.parametrize("name", ["/lead", "/log", "/checkin", "/task", "/deal", "/report", "/target"])
def test_given_nothing_it_opens_its_form_and_writes_nothing(desk: Desk, name: str) -> None:
    assert desk.slash("lily", name, channel="#east") == {}
    assert desk.view()["callback_id"] == "form"
    assert desk.kept() == 0
    assert desk.told("#east") == []


def test_given_something_it_is_written_down_and_told_where_it_was_said(desk: Desk) -> None:
    assert desk.slash("lily", "/log", "called Jane at Acme, all is well", channel="#east") == {}
    [receipt] = desk.told("#east")
    assert "Acme" in receipt.text
    [log] = desk.rows(ContactLog)
    assert log.method == "call"
    desk.push("lily", receipt, "Undo")
    assert desk.rows(ContactLog) == []
    assert receipt.labels == []


def test_a_look_up_in_a_channel_is_for_the_asker_only(desk: Desk) -> None:
    desk.slash("lily", "/tasks", channel="#east")
    assert desk.told("#east") == []
    [answer] = desk.told("#east", only_for="lily")
    assert "No open tasks" in answer.text
    assert [name for name, _ in desk.inside.calls if name in ("response_url", "chat.postEphemeral")] == ["response_url"]


def test_a_look_up_goes_the_other_way_where_the_address_has_run_out(desk: Desk) -> None:
    desk.inside.platform.responses.keep = lambda *_: None  # type: ignore[method-assign]
    desk.slash("lily", "/tasks", channel="#east")
    assert [shown.text for shown in desk.told("#east", only_for="lily")] == ["No open tasks."] or desk.told("#east", only_for="lily")
    assert "chat.postEphemeral" in [name for name, _ in desk.inside.calls]


def test_the_buttons_of_a_look_up_that_only_one_sees_work(desk: Desk) -> None:
    for number in range(25):
        desk.write("lily", f"/onpace task number {number}")
    desk.slash("lily", "/tasks", channel="#east")
    [answer] = desk.told("#east", only_for="lily")
    label = next(label for label in answer.labels if label.startswith("Show all"))
    desk.push("lily", answer, label)
    assert len(desk.told("#east", only_for="lily")) == 2
    assert answer.labels, "the list is still of use"


def test_a_press_that_is_not_allowed_tells_only_whoever_pressed(desk: Desk) -> None:
    desk.write("lily", "@onpace called Jane at Acme", "#east")
    [receipt] = desk.told("#east")
    desk.push("tom", receipt, "Undo")
    [told] = desk.told("#east", only_for="tom")
    assert "Only whoever wrote it" in told.text
    assert "Undo" in receipt.labels
    assert len(desk.rows(ContactLog)) == 1


def test_a_command_in_a_chat_between_two_people_is_answered_there_and_leaves_the_private_chat_alone(desk: Desk) -> None:
    desk.write("lily", "hi")
    desk.world.add_channel("D0PAIR", "", desk.user("lily"), desk.user("tom"), kind="im")
    desk.slack_people.ids["pair"] = "D0PAIR"
    desk.slash("lily", "/log", "called Jane at Acme", channel="pair")
    [log] = desk.rows(ContactLog)
    assert log
    [receipt] = [shown for shown in desk.world.messages if shown.channel == "D0PAIR" and shown.only_for == desk.user("lily")]
    assert "Acme" in receipt.text
    desk.push("lily", receipt, "Undo")
    assert desk.rows(ContactLog) == []
    assert receipt.labels == [], "it was replaced though only she sees it"
    addresses = {account.external_id: account.address for account in desk.rows(Account)}
    assert addresses[desk.user("lily")] == f"D{desk.user('lily')[1:]}"


def test_words_of_other_people_come_by_their_names(desk: Desk) -> None:
    desk.slash("lily", "/task", f"ask &lt;{desk.user('tom')}&gt; &amp; <@{desk.user('tom')}|tom.reid> for the price list", channel="#east")
    [task] = desk.rows(Task)
    assert "Tom Reid" in task.action
    assert "&amp;" not in task.action


def test_a_guest_gets_no_data_and_no_form(desk: Desk) -> None:
    desk.world.add_user("U0GUEST", "Gus Guest", is_restricted=True)
    desk.slack_people.ids["gus"] = "U0GUEST"
    assert "don't know you" in desk.slash("gus", "/lead", channel="#east")["text"]
    assert "don't know you" in desk.slash("gus", "/tasks", channel="#east")["text"]
    assert desk.world.views == {}
    assert desk.kept() == 0
    desk.open_home("gus")
    assert "don't know you" in str(desk.home("gus")["blocks"])


def test_a_channel_is_bound_by_its_name(desk: Desk) -> None:
    desk.world.add_channel("C0WEST", "west-sales", BOT)
    desk.slack_people.ids["#west"] = "C0WEST"
    desk.world.channels["C0WEST"].members.add(desk.user("max"))
    desk.slash("max", "/onpace", "team East", channel="#west")
    assert "west-sales" in {channel.name for channel in desk.rows(Channel)} or desk.told("#west", only_for="max")


def test_a_form_opened_by_a_command_answers_where_it_was_asked(desk: Desk) -> None:
    desk.slash("lily", "/lead", channel="#east")
    view = desk.view()
    assert desk.submit("lily", view, company="Cobalt & Sons") == {}
    [lead] = desk.rows(Lead)
    assert lead.company == "Cobalt & Sons"
    [receipt] = desk.told("#east")
    assert "Cobalt &amp; Sons" in receipt.text
    assert desk.submit("lily", view, company="Cobalt & Sons") == {}, "Slack may send it twice"
    assert len(desk.rows(Lead)) == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(desk: Desk) -> None:
    desk.slash("lily", "/lead", channel="#east")
    answer = desk.submit("lily", desk.view(), company="Cobalt", amount="a lot", phone="x")
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"amount", "phone"}
    assert desk.kept() == 0


def test_an_empty_form_says_so_above_the_fields(desk: Desk) -> None:
    desk.slash("lily", "/report")
    answer = desk.submit("lily", desk.view(), done="", plan="", blockers="")
    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"][0]["text"]["text"].startswith("⚠️ ")


def test_a_form_replaces_the_message_that_it_was_opened_from(desk: Desk) -> None:
    desk.write("lily", "@onpace called Jane at Acme", "#east")
    [receipt] = desk.told("#east")
    desk.push("lily", receipt, "Edit")
    assert desk.submit("lily", desk.view(), summary="likes it & wants more") == {}
    assert desk.told("#east") == [receipt]
    assert "Updated" in receipt.text


def test_a_form_of_somebody_else_s_record_is_refused_in_words(desk: Desk) -> None:
    desk.write("lily", "@onpace called Jane at Acme", "#east")
    desk.push("tom", desk.told("#east")[0], "Edit")
    told = reply_in(desk.view()["blocks"])
    assert "submit" not in desk.view()
    assert told.text
    assert form_in(desk.view(), {}) is None


def test_names_are_suggested_and_new_ones_can_be_used(desk: Desk) -> None:
    desk.write("lily", "called Jane Miller at Acme")
    desk.slash("lily", "/log")
    view = desk.view()
    assert desk.suggest("lily", view, "company", "acm") == [("Use “acm”", "acm"), ("Acme", "Acme")]
    assert ("Acme", "Acme") in desk.suggest("lily", view, "company", "")
    assert desk.suggest("lily", view, "company", "Zeta & Co") == [("Use “Zeta &amp; Co”", "Zeta %26 Co")]
    assert desk.submit("lily", view, company="Zeta & Co", method="call") == {}
    assert desk.rows(ContactLog)[-1].customer_id is not None
    assert "Zeta &amp; Co" in desk.told("lily")[-1].text


def test_a_message_is_logged_by_its_shortcut(desk: Desk) -> None:
    said = Shown(desk.slack_people.id_of("#east"), desk.world.new_ts(), desk.user("tom"), "called Jane at Acme, she wants the quote by Friday")
    desk.world.messages.append(said)
    desk.log("lily", said)
    form = form_in(desk.view(), {})
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert (values["company"], values["person"], values["method"]) == ("Acme", "Jane", "call")
    assert values["next_due"].startswith("2026-11-27")
    assert desk.kept() == 0
    assert desk.submit("lily", desk.view()) == {}
    [receipt] = desk.told("#east")
    assert receipt.thread_ts == said.ts
    assert len(desk.rows(ContactLog)) == 1


def test_what_can_t_be_read_is_the_summary(desk: Desk) -> None:
    said = Shown(desk.slack_people.id_of("#east"), desk.world.new_ts(), desk.user("tom"), "they moved &amp; painted it blue")
    desk.world.messages.append(said)
    desk.log("lily", said)
    form = form_in(desk.view(), {})
    assert form is not None
    assert {field.name: field.value for field in form.fields}["summary"] == "they moved & painted it blue"


def test_an_update_is_written_from_anywhere(desk: Desk) -> None:
    desk.add_update("lily")
    view = desk.view()
    assert view["callback_id"] == UPDATE
    assert desk.submit("lily", view, update="called Jane at Acme") == {}
    [log] = desk.rows(ContactLog)
    assert log
    assert "Acme" in desk.told("lily")[-1].text
    [item] = desk.rows(InboxItem)
    assert item.payload["private"]


def test_an_update_may_be_a_form_instead(desk: Desk) -> None:
    desk.add_update("lily")
    view = dict(desk.view())
    desk.push_in("lily", view, "+ Lead")
    assert desk.view()["id"] == view["id"]
    assert form_in(desk.view(), {}) is not None
    assert desk.submit("lily", desk.view(), company="Cobalt") == {}
    assert "Cobalt" in desk.told("lily")[-1].text


def test_what_was_too_long_is_shown_whole_to_those_who_may_see_it(desk: Desk) -> None:
    text = "\n".join(f"{number}. a customer & what is known of it" for number in range(500))
    with desk.database.write(desk.clock.now(), everywhere=True) as session:
        lily = session.scalars(select(Member).where(Member.name == "Lily Chen")).one()
        enter(session, lily.workspace_id)
        push(session, lily, Reply(text, buttons=(Button("Help", "help"),)), kind="told", now=desk.clock.now())
    desk.do(desk.settle())
    [long] = desk.told("lily")
    assert long.labels == ["Help", "Show all"]
    desk.push("lily", long, "Show all")
    assert "499. a customer &" in reply_in(desk.view()["blocks"]).text
    assert "499. a customer" not in str(long.blocks)
    desk.push("tom", long, "Show all")
    assert reply_in(desk.view()["blocks"]).text == "That message is not there any more."


def test_what_was_too_long_for_a_channel_is_shown_whole_to_members_only(desk: Desk) -> None:
    text = "\n".join(f"{number}. a customer & what is known of it" for number in range(500))
    with desk.database.write(desk.clock.now(), everywhere=True) as session:
        east = session.scalars(select(Channel)).one()
        enter(session, east.workspace_id)
        push(session, east, Reply(text), kind="told", now=desk.clock.now())
    desk.do(desk.settle())
    [long] = desk.told("#east")
    desk.world.add_user(desk.user("guest"), "Guest", is_restricted=True)
    desk.push("guest", long, "Show all")
    assert "a customer" not in str(desk.view())
    desk.push("tom", long, "Show all")
    assert "499. a customer &" in reply_in(desk.view()["blocks"]).text


def test_a_bare_check_in_offers_the_page_where_people_reach_it_and_the_form_where_others_would_see_it(desk: Desk) -> None:
    desk.database.given[GIVEN] = PlaceLinks(b"k" * 32, "https://onpace.example")
    desk.slash("lily", "/checkin")
    [offer] = desk.told("lily")
    share, _ = offer.buttons
    assert share["text"]["text"] == "Share my position"
    assert share["url"].startswith("https://onpace.example/check-in/")
    desk.write("lily", "at Acme's office now")
    assert [one["url"][:31] for shown in desk.told("lily")[1:] for one in shown.buttons if "url" in one] == ["https://onpace.example/check-in"]
    desk.slash("lily", "/checkin", channel="#east")
    assert desk.view()["callback_id"] == "form"


def test_a_form_that_slack_did_not_wait_for_is_told_of(desk: Desk) -> None:
    late = desk.world.new_trigger()
    desk.world.use_trigger(late)
    assert desk.slash("lily", "/lead", channel="#east", trigger_id=late) == {}
    assert [shown.text for shown in desk.told("#east", only_for="lily")] == ["That took too long for Slack. Please try again."]
    assert desk.world.views == {}
