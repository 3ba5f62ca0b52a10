"""Who is let in, as what, and who is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.slack.installs import Installed
from bot.platforms.slack.people import Standing, profile_of, standing_of
from handlers.messages import Profile
from storage.database import Database
from storage.models import Account, ContactLog, Customer, InboxItem, Member, OutboxState, Role
from tests.slack.apps import Running, running
from tests.slack.fake import BOT, FakeSlack
from tests.slack.test_robust import greet, push_to, states

US = f"<@{BOT}>"
HERE = Installed("T0001", "xoxb", BOT, "B0BOT", "E0001")


def members(assistant: Running) -> dict[str, Member]:
    return {member.name: member for member in assistant.rows(Member)}


def test_people_are_let_in_with_what_slack_knows_of_them_and_the_first_is_the_admin(slack: FakeSlack, sqlite: Database) -> None:
    slack.world.add_user("U0WANG", "王芳", tz="Asia/Tokyo", locale="zh-CN")
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA")
        slack.write("U0WANG", f"{US} 今天拜访了华腾科技的张总", "C0EAST")  # met in a channel: her private chat has to be asked for
        slack.wait_for("C0EAST", "华腾科技")
        found = members(assistant)
        assert (found["Ada Admin"].role, found["Ada Admin"].timezone, found["Ada Admin"].language) == (Role.ADMIN, "Asia/Shanghai", "en")
        assert (found["王芳"].role, found["王芳"].timezone, found["王芳"].language) == (Role.REP, "Asia/Tokyo", "zh")
        accounts = {account.external_id: account.address for account in assistant.rows(Account) if account.platform == "slack"}
        assert accounts == {"U0ADA": "D0ADA", "U0WANG": "D0WANG"}
        push_to(assistant, "U0WANG", "华腾科技在等")
        assert slack.wait_for("U0WANG", "华腾科技在等")


def test_a_profile_that_changes_is_followed_but_not_over_what_was_set_by_hand(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0LILY", "U0TOM")
        slack.write("U0TOM", "/zone Asia/Tokyo")
        slack.wait_for("U0TOM", "Tokyo")
        for user in ("U0LILY", "U0TOM", "U0ADA"):
            assert slack.change_user(user, tz="Europe/Berlin", real_name=f"{user} New").is_acked
        found = {member.name: member.timezone for member in assistant.rows(Member)}
        assert found == {"U0LILY New": "Europe/Berlin", "U0TOM New": "Asia/Tokyo"}, "and Ada, who never wrote, was not taken in"


@pytest.mark.parametrize(
    "flags", [{"is_restricted": True}, {"is_restricted": True, "is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T0002"}]
)
def test_guests_and_people_of_other_companies_get_no_data(slack: FakeSlack, sqlite: Database, flags: dict[str, Any]) -> None:
    slack.world.add_user("U0GUEST", "Gus Guest", **flags)
    slack.world.channels["C0EAST"].members.add("U0GUEST")
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA")
        slack.write("U0ADA", "called Jane at Acme, all is well")
        slack.wait_for("U0ADA", "Acme")
        slack.write("U0GUEST", "what do we know about Acme")
        told = slack.wait(lambda: slack.told("U0GUEST"))
        assert "I don't know you" in told[0].text
        slack.write("U0GUEST", f"{US} called Bob at Acme, all is well", "C0EAST")
        slack.wait(lambda: slack.told("C0EAST"))
        assert slack.slash("U0GUEST", "/onpace", "what do we know about Acme").answer.get("text", "").startswith("Hi, this is")
        slack.wait(assistant.is_idle)
        assert list(members(assistant)) == ["Ada Admin"]
        assert len(assistant.rows(ContactLog)) == 1
        assert [item.payload["text"] for item in assistant.rows(InboxItem) if item.payload["account"] == "U0GUEST"] == ["", ""]
        assert not any("Jane" in shown.text for shown in slack.told("U0GUEST"))


def test_bots_get_no_answer_at_all(slack: FakeSlack, sqlite: Database) -> None:
    slack.world.add_user("U0OTHER", "Other Bot", is_bot=True)
    with running(slack, sqlite, "http") as assistant:
        assert slack.write("U0OTHER", f"{US} called Bob at Acme", "C0EAST").is_acked
        assert assistant.rows(InboxItem) == []


def test_whoever_leaves_gets_nothing_more_and_is_back_when_they_are(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http") as assistant:
        greet(slack, "U0ADA", "U0LILY")
        assert slack.change_user("U0LILY", deleted=True).is_acked
        assert members(assistant)["Lily Chen"].active is False
        push_to(assistant, "U0LILY", "Acme is waiting")
        slack.wait(lambda: OutboxState.SENT not in states(assistant, "Acme is waiting"))
        assert slack.change_user("U0LILY", deleted=False).is_acked
        assert members(assistant)["Lily Chen"].active is True
        slack.write("U0LILY", "called Jane at Blue Dot, all is well")
        slack.wait_for("U0LILY", "Blue Dot")
        assert not any("Acme is waiting" in shown.text for shown in slack.told("U0LILY"))
        slack.change_user("U0LILY", is_restricted=True)  # she becomes a guest
        slack.write("U0LILY", "what do we know about Blue Dot")
        slack.wait_for("U0LILY", "I don't know you")
        assert len(assistant.rows(Customer)) == 1


def test_people_can_come_in_while_slack_has_a_hiccup(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http"):
        slack.fail("users.info", "internal_error", times=2)
        result = slack.write("U0ADA", "hello")
        assert (result.is_acked, result.attempts) == (True, 3), "not acknowledged before it is known who that is"
        slack.wait_for("U0ADA", "Ada")


@pytest.mark.parametrize(
    ("user", "standing"),
    [
        ({"id": "U1"}, Standing.MEMBER),
        ({"id": "U1", "team_id": "T0001"}, Standing.MEMBER),
        ({"id": "W1", "team_id": "E0001", "enterprise_user": {"enterprise_id": "E0001", "teams": ["T0001"]}}, Standing.MEMBER),
        ({"id": "W1", "team_id": "E0002", "enterprise_user": {"enterprise_id": "E0002", "teams": ["T0002"]}}, Standing.STRANGER),
        ({"id": "U1", "team_id": "T0002"}, Standing.STRANGER),
        ({"id": "U1", "team_id": "T0001", "is_ultra_restricted": True}, Standing.STRANGER),
        ({"id": "U1", "team_id": "T0001", "deleted": True}, Standing.STRANGER),
        ({"id": "U1", "team_id": "T0001", "is_bot": True}, Standing.BOT),
        ({"id": "USLACKBOT", "team_id": "T0001"}, Standing.BOT),
    ],
)
def test_standing(user: dict[str, Any], standing: Standing) -> None:
    assert standing_of(user, HERE) is standing


def test_a_profile_is_read_from_what_there_is() -> None:
    assert profile_of({"name": "lily"}) == Profile("lily")
    assert profile_of({"name": "lily", "profile": {"display_name": "Lily"}, "tz": None}) == Profile("Lily")
    assert profile_of({"real_name": "Lily Chen", "locale": "zh-TW", "tz": "Asia/Taipei"}) == Profile("Lily Chen", "zh", "Asia/Taipei")
