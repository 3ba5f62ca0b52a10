"""A platform that vouches for its people: a tenant there is a workspace here, an account a member, and what is set by hand stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from conftest import DEFAULTS, NOW, Ids
from office import Office, record
from sqlalchemy import select

from handlers.joining import let_in, note_entrance, set_active
from handlers.messages import Profile
from handlers.workspaces import add_workspace
from storage.database import Database
from storage.models import Account, Channel, Customer, Entrance, Member, OutboxItem, Role, Workspace

ANN = Profile("Ann Lee", "zh-CN", "Asia/Shanghai")


def come(
    database: Database, tenant: str = "T1", account: str = "U1", profile: Profile = ANN, *, platform: str = "far", role: Role | None = None
) -> int:
    with database.write(NOW, everywhere=True) as session:
        return let_in(session, platform, tenant, account, f"D-{account}", profile, NOW, role=role, defaults=DEFAULTS).id


def member(database: Database, member_id: int) -> Member:
    with database.read(everywhere=True) as session:
        found = session.get_one(Member, member_id)
        session.expunge(found)
        return found


def test_the_first_one_ever_makes_the_workspace_and_is_its_admin(database: Database) -> None:
    first, second = come(database), come(database, account="U2", profile=Profile("Bob"))
    assert come(database) == first
    ann, bob = member(database, first), member(database, second)
    assert (ann.name, ann.role, ann.language, ann.timezone) == ("Ann Lee", Role.ADMIN, "zh", "Asia/Shanghai")
    assert (bob.name, bob.role, bob.language, bob.timezone, bob.workspace_id) == ("Bob", Role.REP, None, None, ann.workspace_id)
    with database.read(everywhere=True) as session:
        workspace = session.scalars(select(Workspace)).one()
        assert (workspace.name, workspace.timezone, workspace.currency) == ("Ann Lee's team", DEFAULTS.timezone, DEFAULTS.currency)
        assert [(one.external_id, one.address) for one in session.scalars(select(Account).order_by(Account.id))] == [("U1", "D-U1"), ("U2", "D-U2")]


def test_the_only_workspace_is_taken_and_whoever_comes_then_is_no_admin(database: Database, ids: Ids) -> None:
    ann = member(database, come(database))
    assert (ann.workspace_id, ann.role) == (ids.workspace, Role.REP)


def test_a_tenant_that_anybody_may_have_named_never_takes_a_workspace_that_is_there(database: Database, ids: Ids) -> None:
    with database.write(NOW, everywhere=True) as session:
        stranger = let_in(session, "far", "T9", "U9", "D-U9", ANN, NOW, role=Role.ADMIN, defaults=DEFAULTS, is_ours=False)
        assert stranger.workspace_id != ids.workspace


def test_a_second_company_gets_a_workspace_of_its_own(database: Database, ids: Ids) -> None:
    first, second = member(database, come(database)), member(database, come(database, tenant="T2"))
    assert first.workspace_id == ids.workspace
    assert second.workspace_id != ids.workspace
    assert second.role is Role.ADMIN
    assert member(database, come(database, tenant="T2", account="U2")).workspace_id == second.workspace_id
    with database.write(NOW, everywhere=True) as session:
        add_workspace(session, "Third", DEFAULTS, NOW)
    fourth = member(database, come(database, platform="other"))
    assert fourth.workspace_id not in (first.workspace_id, second.workspace_id), "of three none is the only one"


def test_an_installer_becomes_admin_even_when_known_and_keeps_it(database: Database, ids: Ids) -> None:
    ann = come(database)
    come(database, role=Role.ADMIN)
    come(database, role=Role.REP)
    assert (member(database, ann).role, member(database, ann).workspace_id) == (Role.ADMIN, ids.workspace)


def test_many_who_come_at_once_come_into_one_workspace(database: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: come(database, account=f"U{number % 3}", profile=Profile(f"Person {number % 3}")), range(6)))
    assert len(set(found)) == 3
    with database.read(everywhere=True) as session:
        assert len(session.scalars(select(Workspace)).all()) == 1
        assert len(session.scalars(select(Entrance)).all()) == 1
        assert [one.role for one in session.scalars(select(Member))].count(Role.ADMIN) == 1


def test_the_profile_is_followed_until_something_is_set_by_hand(office: Office) -> None:
    found = come(office.database, "tenant of far")
    come(office.database, "tenant of far", profile=Profile("Ann Leigh", "en", "Europe/Paris"))
    ann = member(office.database, found)
    assert (ann.name, ann.language, ann.timezone) == ("Ann Leigh", "en", "Europe/Paris")
    for said in ("/name Annie", "/language 中文", "/时区 Tokyo"):
        office.write_from("far", "U1", said)
    come(office.database, "tenant of far", profile=Profile("Ann Lee", "en", "Europe/Rome"))
    ann = member(office.database, found)
    assert (ann.name, ann.language, ann.timezone) == ("Annie", "zh", "Asia/Tokyo")


def test_what_a_platform_does_not_know_or_we_do_not_speak_changes_nothing(office: Office) -> None:
    found = come(office.database)
    for profile in (Profile(""), Profile(" \n"), Profile("Ann Lee", "fr-FR", "Mars/Olympus"), Profile("…", None, None)):
        come(office.database, profile=profile)
    ann = member(office.database, found)
    assert (ann.name, ann.language, ann.timezone) == ("Ann Lee", "zh", "Asia/Shanghai")


def test_undo_lets_the_platform_set_it_again(office: Office) -> None:
    found = come(office.database, "tenant of far", profile=Profile("Ann", "en"))
    office.write_from("far", "U1", "/name Annie")
    office.write_from("far", "U1", "undo", record("command", verb="undo"))
    assert (member(office.database, found).name, member(office.database, found).set_by_hand) == ("Ann", [])


def test_a_name_that_somebody_has_is_not_taken_by_hand_either(office: Office) -> None:
    assert "Somebody else is called Tom Reid" in office.say("lily", "/name Tom Reid").text
    assert "You are called Lily Chen" in office.say("lily", "/name").text
    assert "at most 120" in office.say("lily", "/name " + "x" * 121).text
    assert "is no name" in office.say("lily", "/name ..").text


def test_a_closed_account_gets_nothing_and_an_opened_one_is_back(office: Office) -> None:
    with office.database.write(NOW, everywhere=True) as session:
        set_active(session, "test", "t1", "tom", False, NOW)
    assert "I don't know you yet" in office.say("tom", "/tasks").text
    assert not member(office.database, office.ids.tom).active
    with office.database.write(NOW, everywhere=True) as session:
        set_active(session, "test", "t1", "tom", True, NOW)
        set_active(session, "test", "t1", "nobody", True, NOW)
    assert "no open tasks" in office.say("tom", "/tasks").text.lower()


def test_who_was_sent_off_by_an_admin_is_not_brought_back_by_the_platform(office: Office) -> None:
    office.say("ada", "/member Tom Reid, off")
    with office.database.write(NOW, everywhere=True) as session:
        set_active(session, "test", "t1", "tom", True, NOW)
    with office.database.write(NOW, everywhere=True) as session:
        let_in(session, "test", "t1", "tom", "tom", Profile("Tom Reid"), NOW)
    assert not member(office.database, office.ids.tom).active
    office.say("ada", "/member Tom Reid, rep")
    assert member(office.database, office.ids.tom).active


def test_what_somebody_owns_whose_account_was_closed_can_still_be_put_into_the_pool(office: Office) -> None:
    office.say("tom", "log", record("contact_log", company="Beta Ltd"))
    with office.database.write(NOW, everywhere=True) as session:
        set_active(session, "test", "t1", "tom", False, NOW)
    assert office.row(Customer).owner_id == office.ids.tom
    assert "1 lead or customer" in office.say("ada", "/member Tom Reid, off").text
    assert office.row(Customer).owner_id is None
    assert "nobody called" in office.say("ada", "/member Tom Reid, off").text


def test_an_entrance_is_noted_once_and_belongs_to_nobody_by_itself(database: Database) -> None:
    for later, link in enumerate(("https://far.example/{code}", None, "https://far.example/new/{code}")):
        with database.write(NOW, everywhere=True) as session:
            note_entrance(session, "far", "T1", link, NOW + timedelta(days=later))
    with database.read(everywhere=True) as session:
        entrance = session.scalars(select(Entrance)).one()
        assert (entrance.invite_link, entrance.workspace_id) == ("https://far.example/new/{code}", None)


@pytest.mark.parametrize("chat_name", ["East coast", ""])
def test_an_unknown_group_is_bound_by_an_admin_under_its_own_name(office: Office, chat_name: str) -> None:
    for who in ("lily", "max"):
        assert office.say(who, "/team East", chat="#new", chat_name=chat_name).text == "Only an admin can do that."
    assert office.rows(Channel) == []
    assert "team East's now" in office.say("ada", "/team East", chat="#new", chat_name=chat_name).text
    assert (office.row(Channel).name, office.row(Channel).team_id) == (chat_name or "East", office.ids.team)
    office.say("ada", "/team East", chat="#new", chat_name="Renamed")
    assert office.row(Channel).name == "Renamed"
    assert office.rows(OutboxItem)[-1].address == "#new"
