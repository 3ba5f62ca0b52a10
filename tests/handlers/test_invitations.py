"""Joining by invitation: one person, once, within a week; whoever has none gets one polite line and nothing else."""

import re
from collections.abc import Callable

import pytest
from conftest import DEFAULTS, NOW
from office import Office, record
from sqlalchemy import select

from handlers.invitations import invite
from handlers.joining import note_entrance
from handlers.messages import MessageKind, Profile
from handlers.workspaces import add_team, add_workspace
from storage.models import Account, Entrance, Invitation, Member, OutboxItem, Role, Team

ANN = Profile("Ann Lee", "zh-hans", "Europe/Paris")
BAD = "That code is not valid: it has been used, has expired, or was mistyped. Please ask for a new one."
STRANGER = "I don't know you yet"


def code_in(text: str) -> str:
    return re.findall(r"\b[A-Z2-9]{16}\b", text)[-1]


def member(office: Office, name: str) -> Member:
    return next(one for one in office.rows(Member) if one.name == name)


def test_an_invitation_lets_one_person_in_with_role_team_and_what_their_platform_knows(office: Office) -> None:
    said = office.say("max", "/invite").text
    assert "(rep · East), until Tue 1 Dec 10:00" in said
    office.wait(days=6)
    answer = office.write_from("far", "77", f"/start {code_in(said)}", sender=ANN)
    assert "Ann Lee，你好" in answer.text
    ann = member(office, "Ann Lee")
    assert (ann.role, ann.team_id, ann.language, ann.timezone, ann.active) == (Role.REP, office.ids.team, "zh", "Europe/Paris", True)
    account = office.rows(Account)[-1]
    assert (account.platform, account.tenant, account.external_id, account.address) == ("far", "tenant of far", "77", "chat of 77")
    assert office.told("max") == ["👋 Ann Lee has joined by your invitation (rep · East)."]
    assert "宏图" in office.write_from("far", "77", "给宏图打了电话", record("contact_log", company="宏图")).text


def test_it_works_once(office: Office) -> None:
    code = code_in(office.say("ada", "/invite").text)
    office.write_from("far", "77", f"/join {code}", sender=ANN)
    assert office.write_from("far", "78", f"/join {code}", sender=Profile("Bob")).text == BAD
    assert len(office.rows(Member)) == 5


@pytest.mark.parametrize("typed", [str.lower, lambda code: f"{code[:4]}-{code[4:8]} {code[8:]}"])
def test_a_code_may_be_typed_in_any_case_and_in_parts(office: Office, typed: Callable[[str], str]) -> None:
    code = code_in(office.say("ada", "/invite").text)
    assert "Hi Bob" in office.write_from("far", "77", f"/join {typed(code)}", sender=Profile("Bob")).text


@pytest.mark.parametrize("said", ["/join WRONGWRONGWRONG2", "/start x", "/加入 WRONGWRONGWRONG2", "/link WRONG234"])
def test_a_wrong_code_gets_one_sentence_and_lets_nobody_in(office: Office, said: str) -> None:
    office.say("ada", "/invite")
    before = office.snapshot()
    answer = office.write_from("far", "77", said, sender=Profile("Eve"))
    assert (answer.text, answer.buttons) == (BAD, ())
    assert office.snapshot() == before
    assert office.rows(OutboxItem)[-1].workspace_id is None


def test_after_a_week_it_is_expired(office: Office) -> None:
    code = code_in(office.say("ada", "/invite").text)
    office.wait(days=7)
    assert office.write_from("far", "77", f"/join {code}", sender=Profile("Bob")).text == BAD


def test_a_stranger_is_answered_in_the_language_that_their_platform_tells(office: Office) -> None:
    assert "还不认识您" in office.write_from("far", "77", "hi", sender=ANN).text
    assert STRANGER in office.write_from("far", "77", "你好", sender=Profile("Ann", "fr")).text
    assert "这个码无效" in office.write_from("far", "77", "/start x", sender=ANN).text


def test_a_code_is_taken_in_private_and_as_a_message_only(office: Office) -> None:
    code = code_in(office.say("ada", "/invite").text)
    assert office.write_from("far", "77", f"/join {code}", chat="#group").text == ""
    assert STRANGER in office.write_from("far", "77", f"/join {code}", chat="#group", mentioned=True).text
    assert STRANGER in office.write_from("far", "77", f"/join {code}", kind=MessageKind.EDIT, target="m1").text
    assert len(office.rows(Member)) == 4


def test_only_a_hash_of_a_code_is_kept_with_the_invitation(office: Office) -> None:
    code = code_in(office.say("ada", "/invite").text)
    kept = office.row(Invitation)
    assert len(kept.code_hash) == 64
    assert code.lower() not in kept.code_hash.lower()
    assert (kept.made_by_id, kept.role, kept.team_id, kept.used_at) == (office.ids.admin, Role.REP, None, None)


@pytest.mark.parametrize("said", ["/invite manager", "/invite admin", "/invite rep West", "/invite West"])
def test_a_manager_invites_reps_into_the_own_teams_only(office: Office, said: str) -> None:
    office.say("ada", "/team West")
    assert "only" not in office.say("max", "/invite rep East").text
    assert office.say("max", said).text == "You can invite reps into your own team and those below it; ask an admin for anybody else."
    assert len(office.rows(Invitation)) == 1


def test_a_team_below_is_a_managers_own_too(office: Office) -> None:
    office.say("ada", "/team Shore, East")
    assert "(rep · Shore)" in office.say("max", "/invite shore").text


@pytest.mark.parametrize("said", ["/invite manager, East", "/邀请 主管 east", "/invite East manager"])
def test_an_admin_invites_anybody(office: Office, said: str) -> None:
    assert "(manager · East)" in office.say("ada", said).text
    assert (office.row(Invitation).role, office.row(Invitation).team_id) == (Role.MANAGER, office.ids.team)


def test_a_rep_invites_nobody_and_nobody_is_invited_in_front_of_others(office: Office) -> None:
    assert office.say("lily", "/invite").text == "Only a manager or an admin can do that."
    assert "in private" in office.say("ada", "/invite", chat="#east").text
    assert "neither a team nor a role called “Nowhere”" in office.say("ada", "/invite Nowhere").text
    assert office.rows(Invitation) == []


def test_links_are_given_for_each_app_that_takes_them(office: Office) -> None:
    with office.database.write(NOW, everywhere=True) as session:
        note_entrance(session, "far", "tenant of far", "https://far.example/bot?start={code}", NOW)
        note_entrance(session, "near", "t2", None, NOW)
        note_entrance(session, "far", "tenant of far", "https://far.example/renamed?start={code}", NOW)
        elsewhere = add_workspace(session, "Other", DEFAULTS, NOW)
        session.add(Entrance(platform="far", tenant="theirs", workspace_id=elsewhere.id, invite_link="https://theirs.example/{code}", created_at=NOW))
    said = office.say("ada", "/invite").text
    assert said.splitlines()[1:] == [
        f"https://far.example/renamed?start={code_in(said)}",
        f"or write to this assistant in private: /join {code_in(said)}",
    ]


def test_start_from_somebody_who_is_in_greets_and_uses_no_code_up(office: Office) -> None:
    code = code_in(office.say("ada", "/invite").text)
    for said in ("/start", f"/start {code}", f"/join {code}"):
        answer = office.say("lily", said)
        assert answer.text.startswith("👋 Hi Lily Chen!")
        assert [one.action for one in answer.buttons] == ["help"]
    assert office.row(Invitation).used_at is None


def test_who_has_left_comes_back_by_an_invitation_to_the_same_account(office: Office) -> None:
    office.say("ada", "/member Tom Reid, off")
    assert STRANGER in office.say("tom", "hello").text
    code = code_in(office.say("ada", "/invite manager").text)
    assert "Hi Tom Reid" in office.say("tom", f"/join {code}").text
    tom = member(office, "Tom Reid")
    assert (tom.id, tom.active, tom.role, tom.team_id) == (office.ids.tom, True, Role.MANAGER, None)


def test_two_of_a_name_are_told_apart(office: Office) -> None:
    for account in ("77", "78"):
        code = code_in(office.say("ada", "/invite").text)
        office.write_from("far", account, f"/join {code}", sender=Profile("Ada  Admin"))
    assert [one.name for one in office.rows(Member)][-2:] == ["Ada Admin 2", "Ada Admin 3"]


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "🙂", "…"])
def test_who_has_no_name_gets_one(office: Office, name: str) -> None:
    code = code_in(office.say("ada", "/invite").text)
    office.write_from("far", "77", f"/join {code}", sender=Profile(name) if name else None)
    assert office.rows(Member)[-1].name == "New colleague"


def test_a_code_opens_no_other_companys_entrance_and_takes_nobody_from_theirs(office: Office) -> None:
    with office.database.write(NOW, everywhere=True) as session:
        other = add_workspace(session, "Other", DEFAULTS, NOW)
        code = invite(session, Role.ADMIN, add_team(session, "Their team", NOW), NOW)
        session.add(Entrance(platform="far", tenant="tenant of far", workspace_id=office.ids.workspace, created_at=NOW))
    assert office.write_from("far", "77", f"/join {code}", sender=Profile("Bob")).text == BAD
    office.say("ada", "/member Tom Reid, off")
    assert office.say("tom", f"/join {code}").text == BAD
    assert "Ann Lee，你好" in office.write_from("open", "77", f"/join {code}", sender=ANN).text
    with office.database.read(everywhere=True) as session:
        ann = session.scalars(select(Member).where(Member.name == "Ann Lee")).one()
        assert (ann.workspace_id, ann.role, session.get_one(Team, ann.team_id).name) == (other.id, Role.ADMIN, "Their team")
