"""The app in further workspaces: installed through Slack's page, its tokens encrypted, each workspace by itself."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import fill
from httpx2 import Client, Response
from sqlalchemy import text
from webchat import unset_settings

from bot.config import SettingsError
from bot.platforms.slack.installs import open_store
from bot.platforms.slack.scopes import SCOPES
from bot.secret_key import FILE, secret_key
from scheduler.clock import SystemClock
from storage.database import Database
from storage.models import Account, ContactLog, InboxItem, Member, OutboxItem, OutboxState, Role, Workspace
from tests.slack.apps import Running, running, slack_settings
from tests.slack.fake import BOT, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, FakeSlack
from tests.slack.fake.world import Install

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it

PUBLIC = "https://onpace.example"
OAUTH = {"slack_client_id": CLIENT_ID, "slack_client_secret": CLIENT_SECRET, "public_url": PUBLIC, "slack_bot_token": ""}
OTHER = "xoxb-other-token"


def install(slack: FakeSlack, assistant: Running, user: str, token: str, team: str, enterprise: str | None = None, **about: object) -> Response:
    """An admin installs the app: our page, Slack's page, and back."""
    with Client(base_url=assistant.address) as browser:
        page = browser.get("/slack/install")
        assert page.status_code == 302
        asked = urlsplit(page.headers["location"])
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{slack.world.address}/oauth/v2/authorize"
        assert (query["client_id"], query["scope"].split(","), query["redirect_uri"]) == (CLIENT_ID, list(SCOPES), f"{PUBLIC}/slack/oauth_redirect")
        known = {"user": user, "install": Install(team, token, enterprise), "redirect_uri": query["redirect_uri"], "scope": query["scope"]}
        slack.world.codes["c1"] = {"is_enterprise_install": False, **known, **about}
        state = query["state"]
        cookie = page.headers["set-cookie"].split(";")[0]
        return browser.get("/slack/oauth_redirect", params={"code": "c1", "state": state}, headers={"Cookie": cookie})


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_workspace_is_installed_and_its_installer_is_the_admin(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    with running(slack, sqlite, mode, **OAUTH) as assistant:
        assert install(slack, assistant, "U0TOM", "xoxb-test-token", "T0001").status_code == 200
        assert [(member.name, member.role) for member in assistant.rows(Member)] == [("Tom Reid", Role.ADMIN)]
        slack.write("U0LILY", "called Jane at Acme, all is well")
        slack.wait_for("U0LILY", "Acme")
        assert [(member.name, member.role) for member in assistant.rows(Member)][1:] == [("Lily Chen", Role.REP)]
        calls = [name for name, _, _ in slack.calls]
        assert calls.count("auth.test") == 1, "the installation is known, and not asked for with every event"


def test_each_workspace_has_its_own_people_and_records(slack: FakeSlack, sqlite: Database) -> None:
    slack.install("T0002", OTHER)
    slack.world.add_user("U0ZOE", "Zoe Other", team="T0002")
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-test-token", "T0001")
        install(slack, assistant, "U0ZOE", OTHER, "T0002")
        slack.write("U0ADA", "called Jane at Acme, all is well")
        slack.wait_for("U0ADA", "Acme")
        slack.write("U0ZOE", "what do we know about Acme", token=OTHER)
        told = slack.wait(lambda: slack.shown(slack.world.direct("U0ZOE", "T0002").id, by_bot=True))
        assert "Jane" not in str([shown.blocks for shown in told])
        assert len(assistant.rows(Workspace)) == 2
        assert len({member.workspace_id for member in assistant.rows(Member)}) == 2
        assert len(assistant.rows(ContactLog)) == 1


def test_whoever_installs_it_does_not_come_into_a_workspace_that_is_there(slack: FakeSlack, sqlite: Database) -> None:
    ids = fill(sqlite)
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-test-token", "T0001")
        [ada] = [account for account in assistant.rows(Account) if account.tenant == "T0001"]
        assert (ada.external_id, ada.workspace_id == ids.workspace) == ("U0ADA", False)


def test_tokens_are_kept_encrypted_and_read_again_after_a_restart(slack: FakeSlack, sqlite: Database, tmp_path: Path) -> None:
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-test-token", "T0001")
    with sqlite.engine.connect() as connection:
        kept = [*connection.execute(text("SELECT * FROM slack_bots")).all(), *connection.execute(text("SELECT * FROM slack_installations")).all()]
    assert len(kept) == 2
    assert "xoxb-" not in str(kept)
    key = tmp_path / "data" / FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with running(slack, sqlite, "http", **OAUTH):
        slack.write("U0LILY", "called Jane at Acme, all is well")
        slack.wait_for("U0LILY", "Acme")
    assert open_store(slack_settings(slack, "http", **OAUTH, secret_key="another"), sqlite).find_by_team("T0001") is None, "only with its key"


def test_a_key_from_the_settings_is_kept_nowhere(tmp_path: Path) -> None:
    settings = unset_settings(secret_key="mine", data_dir=str(tmp_path / "d"))
    assert secret_key(settings, "a") == secret_key(settings, "a") != secret_key(settings, "b")
    assert not (tmp_path / "d").exists()
    made = unset_settings(data_dir=str(tmp_path / "d"))
    assert secret_key(made, "a") == secret_key(made, "a") != secret_key(settings, "a")


def test_an_installation_that_somebody_else_began_is_refused(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http", **OAUTH) as assistant, Client(base_url=assistant.address) as browser:
        state = browser.get("/slack/install").headers["set-cookie"].split("=")[1].split(";")[0]
        assert browser.get("/slack/oauth_redirect", params={"code": "c1", "state": state}, headers={"Cookie": ""}).status_code == 400
        other = {"Cookie": "slack-app-oauth-state=never-issued"}
        assert browser.get("/slack/oauth_redirect", params={"code": "c1", "state": "never-issued"}, headers=other).status_code == 401
        assert browser.get("/slack/oauth_redirect", params={"error": "access_denied"}).status_code == 200
        own = {"Cookie": f"slack-app-oauth-state={state}"}
        assert browser.get("/slack/oauth_redirect", params={"code": "wrong", "state": state}, headers=own).status_code == 401
        slack.expected_refusals = ["oauth.v2.access: invalid_code"]
        assert slack.write("U0LILY", "called Jane at Acme").is_acked
        assert assistant.rows(InboxItem) == [], "not installed there"


def test_an_app_that_is_removed_leaves_no_tokens_and_can_come_back_with_others(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-test-token", "T0001")
        slack.write("U0ADA", "called Jane at Acme, all is well")
        slack.wait_for("U0ADA", "Acme")
        assert slack.tell({"type": "app_uninstalled"}).is_acked
        with sqlite.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM slack_bots")).scalar() == 0
            assert connection.execute(text("SELECT count(*) FROM slack_installations")).scalar() == 0
        slack.world.revoked.add("xoxb-test-token")
        slack.world.installs.pop("xoxb-test-token")
        install(slack, assistant, "U0ADA", "xoxb-renewed", "T0001")
        slack.write("U0ADA", "called Bob at Blue Dot, all is well", token="xoxb-renewed")
        slack.wait_for("U0ADA", "Blue Dot")


def test_a_token_that_was_renewed_elsewhere_is_found(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-test-token", "T0001")
        slack.write("U0ADA", "hello")
        slack.wait_for("U0ADA", "Ada")
        store = open_store(assistant.settings, sqlite)  # another process installs it again
        bot = store.find_by_team("T0001")
        assert bot is not None
        bot.bot_token, bot.installed_at = "xoxb-renewed", SystemClock().now().timestamp()
        store.save_bot(bot)
        slack.install("T0001", "xoxb-renewed")
        slack.world.revoked.add("xoxb-test-token")
        slack.write("U0ADA", "called Bob at Blue Dot, all is well", token="xoxb-renewed")
        slack.wait_for("U0ADA", "Blue Dot")
        assert OutboxState.DEAD not in [item.state for item in assistant.rows(OutboxItem)]
    assert {refusal.rpartition(": ")[2] for refusal in slack.web.refused} == {"token_revoked"}
    slack.expected_refusals = list(slack.web.refused)


def test_an_organisations_installation_serves_its_workspaces(slack: FakeSlack, sqlite: Database) -> None:
    with running(slack, sqlite, "http", **OAUTH) as assistant:
        install(slack, assistant, "U0ADA", "xoxb-org", "E0001", "E0001", is_enterprise_install=True)
        slack.world.installs["xoxb-org"] = Install("T0001", "xoxb-org", "E0001")
        slack.write("U0LILY", "called Jane at Acme, all is well", token="xoxb-org")
        slack.wait_for("U0LILY", "Acme")
        assert [member.name for member in assistant.rows(Member)] == ["Lily Chen"]
    with running(slack, sqlite, "http", **OAUTH) as assistant:  # what is sent unasked knows only the workspace
        slack.write("U0LILY", f"<@{BOT}> called Bob at Blue Dot, all is well", "C0EAST", token="xoxb-org")
        slack.wait_for("C0EAST", "Blue Dot")
        assert len(assistant.rows(Workspace)) == 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"slack_bot_token": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"slack_client_id": "1.2", "slack_signing_secret": SIGNING_SECRET, "public_url": PUBLIC}, "SLACK_CLIENT_SECRET"),
        ({"slack_client_id": "1.2", "slack_client_secret": "s", "slack_signing_secret": SIGNING_SECRET}, "PUBLIC_URL"),
    ],
)
def test_settings_with_which_nothing_would_come_in_are_refused(sqlite: Database, given: dict[str, str], named: str) -> None:
    from bot.app import Application

    with pytest.raises(SettingsError, match=named):
        Application(unset_settings(**given), sqlite, SystemClock())
