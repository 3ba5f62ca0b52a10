"""The first visit."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from webchat import Site, as_text, unset_settings

from bot.newcomers import defaults_for
from storage.models import Account, Channel, Customer, Member, Role, Workspace

ADA = {"name": "  Ada   Wong ", "language": "en", "timezone": "Asia/Shanghai"}


def test_the_first_visitor_is_asked_for_a_name_and_made_admin(empty_site: Site) -> None:
    assert empty_site.get("/").headers["location"] == "/welcome"
    page = empty_site.get("/welcome", headers={"Accept-Language": "de, zh-CN;q=0.8"})
    assert "怎么称呼你？" in page.text
    assert "What's your name?" in as_text(empty_site.get("/welcome?language=en").text)
    response = empty_site.client.post("/welcome", data=ADA)
    assert (response.status_code, response.headers["location"]) == (303, "/as/1/chats/assistant")
    with empty_site.database.read(everywhere=True) as session:
        workspace = session.scalars(select(Workspace)).one()
        member = session.scalars(select(Member)).one()
        account = session.scalars(select(Account)).one()
        assert (workspace.language, workspace.timezone, workspace.country, workspace.currency) == ("en", "Asia/Shanghai", "CN", "CNY")
        assert (member.name, member.role) == ("Ada Wong", Role.ADMIN)
        assert (account.platform, account.tenant, account.member_id) == ("web", str(workspace.id), member.id)


def test_the_assistant_greets_with_three_things_to_try(empty_site: Site) -> None:
    empty_site.client.post("/welcome", data=ADA)
    empty_site.settle()
    page = empty_site.get("/as/1/chats/assistant").text
    assert "Hi Ada Wong!" in as_text(page)
    assert page.count('data-do="try"') == 3
    assert "called Jane at Acme" in page
    assert 'data-do="try"' not in _after_first_words(empty_site)


def _after_first_words(site: Site) -> str:
    site.say(1, "my tasks")
    return site.get("/as/1/chats/assistant").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "   "}, "Please tell me your name"),
        ({"name": "n" * 2000}, "at most 120"),
        ({"timezone": "Mars/Olympus"}, "I don't know that time zone"),
        ({"timezone": "../../etc/passwd"}, "I don't know that time zone"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(empty_site: Site, change: dict[str, str], words: str) -> None:
    response = empty_site.client.post("/welcome", data=ADA | change)
    assert response.status_code == 422
    assert words in as_text(response.text)
    with empty_site.database.read(everywhere=True) as session:
        assert session.scalars(select(Workspace)).all() == []


def test_only_the_first_visitor_sets_up(empty_site: Site) -> None:
    empty_site.client.post("/welcome", data=ADA)
    assert empty_site.client.post("/welcome", data=ADA | {"name": "Eve"}).status_code == 409
    assert empty_site.get("/welcome").headers["location"] == "/"
    with empty_site.database.read(everywhere=True) as session:
        assert session.scalars(select(Member.name)).all() == ["Ada Wong"]


def test_a_sample_team_comes_along_or_later(empty_site: Site) -> None:
    empty_site.client.post("/welcome", data=ADA)
    page = empty_site.get("/as/1/chats/assistant").text
    assert "Load a sample team" in page
    assert empty_site.client.post("/as/1/sample").status_code == 303
    with empty_site.database.read(1) as session:
        count = len(session.scalars(select(Member)).all())
        assert count > 5
        assert len(session.scalars(select(Account).where(Account.platform == "web")).all()) == count
        assert session.scalars(select(Channel).where(Channel.platform == "web")).all()
        assert session.scalars(select(Customer)).all()
    assert empty_site.client.post("/as/1/sample").status_code == 409
    assert "Load a sample team" not in empty_site.get("/as/1/chats/assistant").text


def test_with_the_sample_at_once(empty_site: Site) -> None:
    assert empty_site.client.post("/welcome", data=ADA | {"sample": "yes"}).status_code == 303
    assert "#" in as_text(empty_site.get("/as/1").text)
    assert "Who are you?" in as_text(empty_site.get("/as/1").text)


def test_what_was_set_stays_and_the_rest_goes_by_the_zone() -> None:
    unset = defaults_for(unset_settings(), "en", "Europe/Berlin")
    assert (unset.timezone, unset.country, unset.region, unset.currency) == ("Europe/Berlin", "DE", "DE", "EUR")
    chosen = defaults_for(unset_settings(country="CN", currency="CNY"), "en", "Europe/Berlin")
    assert (chosen.country, chosen.region, chosen.currency) == ("CN", "DE", "CNY")
    nowhere = defaults_for(unset_settings(), "en", "UTC")
    assert (nowhere.country, nowhere.currency) == ("US", "USD")
