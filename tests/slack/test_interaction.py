"""Commands, forms, suggestions and Home over real sockets, both ways in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import Image, Reply
from handlers.outgoing import push
from storage.database import Database, enter
from storage.models import Lead, Member
from tests.slack.apps import running
from tests.slack.checking import check_view
from tests.slack.fake import TOKEN, FakeSlack, payloads


def state_of(view: dict[str, Any], **typed: str) -> dict[str, dict[str, Any]]:
    """What stands in a form with these filled in, as Slack sends it."""
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    return {name: {one["action_id"]: {"type": one["type"], "value": typed.get(name)}} for name, one in inputs.items() if "select" not in one["type"]}


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_form_from_command_to_receipt(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    install = slack.world.installs[TOKEN]
    with running(slack, sqlite, mode) as assistant:
        assert slack.slash("U0LILY", "/lead", "", "C0EAST").is_acked
        view = slack.wait(lambda: next(iter(slack.world.views.values()), None))
        assert view is not None
        check_view({name: value for name, value in view.items() if name in ("type", "title", "submit", "close", "blocks", "private_metadata")})

        wrong = slack.interact(payloads.submitted(slack.world, install, "U0LILY", view, state_of(view, company="Cobalt", amount="a lot")))
        assert (wrong.is_acked, wrong.answer["response_action"], set(wrong.answer["errors"])) == (True, "errors", {"amount"})
        assert assistant.rows(Lead) == []

        right = slack.interact(payloads.submitted(slack.world, install, "U0LILY", view, state_of(view, company="Cobalt", amount="50k")))
        assert (right.is_acked, right.answer) == (True, {})
        receipt = slack.wait_for("C0EAST", "Cobalt")
        assert [lead.company for lead in assistant.rows(Lead)] == ["Cobalt"]

        assert slack.press("U0LILY", receipt, "Edit").is_acked
        changed = slack.wait(lambda: list(slack.world.views.values())[1:])[0]
        assert slack.interact(payloads.submitted(slack.world, install, "U0LILY", changed, state_of(changed, company="Cobalt & Sons"))).is_acked
        slack.wait(lambda: "Cobalt &amp; Sons" in receipt.text)
        assert len(slack.told("C0EAST")) == 1


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_look_ups_suggestions_and_home(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    install = slack.world.installs[TOKEN]
    with running(slack, sqlite, mode):
        assert slack.write("U0LILY", "new lead: Ann Lee at Cobalt Events").is_acked
        slack.wait_for("U0LILY", "Cobalt Events")

        assert slack.slash("U0LILY", "/onpace", "leads", "C0EAST").is_acked
        assert slack.wait_for("C0EAST", "Cobalt Events").only_for == "U0LILY"

        assert slack.slash("U0LILY", "/log").is_acked
        view = slack.wait(lambda: next(iter(slack.world.views.values()), None))
        assert view is not None
        company = next(block for block in view["blocks"] if block.get("block_id") == "company")
        told = slack.interact(payloads.suggestion(slack.world, install, "U0LILY", view, company, "cob"))
        assert [option["value"] for option in told.answer["options"]] == ["cob", "Cobalt Events"]

        opened = {"type": "app_home_opened", "user": "U0LILY", "channel": "D0LILY", "tab": "home"}
        assert slack.tell(opened).is_acked
        home = slack.wait(lambda: slack.world.homes.get("U0LILY"))
        assert home is not None
        assert "Cobalt Events" in str(home["blocks"])
        log = next(one for block in home["blocks"] for one in block.get("elements", ()) if one["text"]["text"] == "Details")
        assert slack.interact(payloads.pressed_in_view(slack.world, install, "U0LILY", home, log)).is_acked
        slack.wait(lambda: len([shown for shown in slack.told("U0LILY") if "Ann Lee" in str(shown.blocks)]) > 1)


def test_a_picture_is_uploaded_once_and_shown_however_long_slack_takes_to_look_at_it(slack: FakeSlack, sqlite: Database) -> None:
    picture = Image(sqlite.files.put(b"\x89PNG\r\n\x1a\n not much"), "East: 24 % of ¥200,000")
    with running(slack, sqlite) as assistant:
        for user in ("U0ADA", "U0LILY"):
            slack.write(user, "hello")
            slack.wait_for(user, "Hi")
        slack.fail("chat.postMessage", "invalid_blocks")
        with sqlite.write(assistant.app.clock.now(), everywhere=True) as session:
            for member in session.scalars(select(Member)).all():
                enter(session, member.workspace_id)
                push(session, member, Reply("Monday's digest", image=picture), kind="told", now=assistant.app.clock.now())
        told = [slack.wait_for(user, "Monday") for user in ("U0ADA", "U0LILY")]
        shown = [block for message in told for block in message.blocks if block["type"] == "image"]
        assert [block["alt_text"] for block in shown] == ["East: 24 % of ¥200,000"] * 2
        assert shown[0]["slack_file"] == shown[1]["slack_file"]
        assert slack.world.contents[shown[0]["slack_file"]["id"]] == sqlite.files.get(picture.sha256)
        assert [name for name, _, _ in slack.calls].count("files.completeUploadExternal") == 1


def test_a_picture_that_slack_does_not_take_costs_no_message(slack: FakeSlack, sqlite: Database) -> None:
    picture = Image(sqlite.files.put(b"\x89PNG\r\n\x1a\n not much"), "East: 24 %")
    with running(slack, sqlite) as assistant:
        slack.write("U0LILY", "hello")
        slack.wait_for("U0LILY", "Lily")
        slack.fail("files.getUploadURLExternal", "access_denied")
        with sqlite.write(assistant.app.clock.now(), everywhere=True) as session:
            lily = session.scalars(select(Member).where(Member.name == "Lily Chen")).one()
            enter(session, lily.workspace_id)
            push(session, lily, Reply("Monday's digest", image=picture), kind="told", now=assistant.app.clock.now())
        assert "image" not in [block["type"] for block in slack.wait_for("U0LILY", "Monday").blocks]
