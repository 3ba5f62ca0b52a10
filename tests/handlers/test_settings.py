"""Settings by slash command: who may, what they change, and that Undo takes them back."""

import pytest
from conftest import NOW
from office import Office, record

from handlers.workspaces import add_channel
from storage.models import Channel, Customer, Lead, Member, Role, Team


def member(office: Office, name: str) -> Member:
    return next(one for one in office.rows(Member) if one.name == name)


def test_an_admin_adds_teams_and_members_and_undo_removes_them(office: Office) -> None:
    before = office.snapshot()
    assert "West" in office.say("ada", "/team West, East").text
    assert [(team.name, team.parent_id) for team in office.rows(Team)] == [("East", None), ("West", 1)]
    assert office.say("ada", "/member Ann Lee rep West").text == "Member: Ann Lee · rep · West"
    found = member(office, "Ann Lee")
    assert (found.role, found.team_id, found.active) == (Role.REP, 2, True)
    office.press("ada", "Undo")
    office.say("ada", "undo", record("command", verb="undo"))
    assert office.snapshot() == before


@pytest.mark.parametrize("said", ["/member 李娜，主管，East", "/成员 李娜 主管 east", "/member 李娜, East, manager"])
def test_role_and_team_are_told_in_any_order_and_language(office: Office, said: str) -> None:
    office.say("ada", said)
    assert (member(office, "李娜").role, member(office, "李娜").team_id) == (Role.MANAGER, 1)


def test_a_known_members_role_and_team_change(office: Office) -> None:
    office.say("ada", "/team West")
    office.say("ada", "/member Tom Reid, manager, West")
    assert (member(office, "Tom Reid").role, member(office, "Tom Reid").team_id) == (Role.MANAGER, 2)


def test_what_somebody_who_leaves_owns_is_in_the_pool_and_undo_brings_them_back(office: Office) -> None:
    office.say("tom", "lead", record("lead", company="Acme Corp"), record("contact_log", company="Beta Ltd"))
    before = office.snapshot()
    assert "2 leads and customers" in office.say("ada", "/member Tom Reid, off").text
    assert (member(office, "Tom Reid").active, office.row(Lead).owner_id, office.row(Customer).owner_id) == (False, None, None)
    assert "I don't know you yet" in office.say("tom", "hello").text
    office.press("ada", "Undo")
    assert office.snapshot() == before


@pytest.mark.parametrize("who", ["lily", "max"])
@pytest.mark.parametrize("said", ["/team North", "/member Ann Lee, rep, East", "/member Tom Reid, off"])
def test_only_an_admin_does_that(office: Office, who: str, said: str) -> None:
    before = office.snapshot()
    assert office.say(who, said).text == "Only an admin can do that."
    assert office.snapshot() == before


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/team East", "There is a team East already."),
        ("/team North, Nowhere", "neither a team nor a role called “Nowhere”"),
        ("/member Ann, boss", "neither a team nor a role called “boss”"),
        ("/member Nobody, off", "nobody called “Nobody”"),
        ("/member Ada Admin, off", "ask another admin"),
        ("/member Ada Admin, rep", "ask another admin"),
        ("/member Ada Admin rep", "ask another admin"),
        ("/member " + "x" * 200, "at most 120"),
        ("/zone Atlantis", "don't know the zone “Atlantis”"),
        ("/language Klingon", "don't speak “Klingon”"),
        ("/capture on", "in the group"),
    ],
)
def test_what_can_t_be_is_answered_and_changes_nothing(office: Office, said: str, answer: str) -> None:
    before = office.snapshot()
    assert answer in office.say("ada", said).text
    assert office.snapshot() == before


def test_bare_commands_tell_how_things_are(office: Office) -> None:
    assert office.say("ada", "/team").text.splitlines()[:2] == [
        "East: Lily Chen, Max Manager (manager), Tom Reid",
        "Without a team: Ada Admin (admin)",
    ]
    assert "Asia/Shanghai" in office.say("lily", "/zone").text
    assert "English, 中文" in office.say("lily", "/language").text


@pytest.mark.parametrize("said", ["Europe/London", "london", "LONDON", "europe/london"])
def test_a_zone_is_found_by_its_name_or_city(office: Office, said: str) -> None:
    assert office.say("lily", f"/zone {said}").text == "Your zone is Europe/London now: Tue 24 Nov 02:00."
    assert member(office, "Lily Chen").timezone == "Europe/London"


@pytest.mark.parametrize("said", ["zh", "中文"])
def test_a_language_is_spoken_from_then_on(office: Office, said: str) -> None:
    assert office.say("lily", f"/language {said}").text == "好的，以后用中文。"
    assert member(office, "Lily Chen").language == "zh"
    assert office.say("lily", "/语言 English").text == "From now on in English."


def test_a_group_is_bound_to_a_team_and_listened_to(office: Office) -> None:
    office.say("ada", "/team East", chat="#new")
    channel = office.row(Channel)
    assert (channel.external_id, channel.team_id, channel.capture) == ("#new", 1, False)
    assert office.say("lily", "/capture on", chat="#new").text == "Only a manager or an admin can do that."
    office.say("max", "/capture on", chat="#new")
    assert office.row(Channel).capture
    office.say("max", "/capture off", chat="#new")
    assert not office.row(Channel).capture


def test_what_is_captured_needs_no_mention(office: Office) -> None:
    with office.look() as context:
        add_channel(context.session, "east", "test", "t1", "#east", NOW).team_id = 1
    assert office.say("lily", "call", record("contact_log", company="Acme Corp"), chat="#east").text == ""
    office.say("max", "/capture on", chat="#east")
    assert "Acme Corp" in office.say("lily", "call", record("contact_log", company="Acme Corp"), chat="#east").text
