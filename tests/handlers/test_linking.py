"""One person in two chat apps: a code makes both accounts one member's, with all that is theirs, and never somebody else's."""

import re

import pytest
from conftest import NOW, fill
from office import Office, button, record

from handlers import assistant
from handlers.joining import let_in
from handlers.messages import Message, Profile
from handlers.outgoing import account_of
from handlers.workspaces import add_account
from storage.models import Account, AuditEntry, ContactLog, Customer, DailyReport, Draft, Member, OutboxItem, Role, Task

BAD = "That code is not valid"
LINKED = "🔗 Another chat app has been linked to you by your code. If that was not you, tell your admin at once."


def code_of(office: Office, who: str = "lily") -> str:
    return re.findall(r"/link ([A-Z2-9]{8})$", office.say(who, "/link").text)[0]


def second(office: Office, name: str = "Chen Lily", role: Role = Role.REP) -> int:
    """A member of their own on another platform, as one that vouches for its people makes them; the account is ``77``."""
    with office.database.write(office.now, everywhere=True) as session:
        return let_in(session, "far", "tenant of far", "77", "chat of 77", Profile(name), office.now, role=role).id


def merge(office: Office) -> None:
    """Lily's code is sent from that account, and confirmed."""
    asked = office.write_from("far", "77", f"/link {code_of(office)}")
    office.press_from("far", "77", button(asked, "Confirm").action)


def owner_of(office: Office, platform: str) -> list[int]:
    return [account.member_id for account in office.rows(Account) if account.platform == platform]


def test_a_strangers_account_becomes_the_members(office: Office) -> None:
    answer = office.write_from("far", "77", f"/link {code_of(office)}", sender=Profile("Whoever", "zh"))
    assert "you are Lily Chen here and there" in answer.text
    assert len(office.rows(Member)) == 4
    assert owner_of(office, "far") == [office.ids.lily]
    assert office.told("lily") == [LINKED]
    office.say("lily", "todo", record("task", action="send the quote"))
    assert "send the quote" in office.write_from("far", "77", "/tasks").text


def test_a_draft_begun_in_one_app_is_finished_in_the_other(office: Office) -> None:
    office.write_from("far", "77", f"/link {code_of(office)}")
    office.say("lily", "call", record("contact_log", summary="likes it"))
    assert office.rows(ContactLog) == []
    assert "Acme" in office.write_from("far", "77", "Acme").text
    assert (office.row(ContactLog).member_id, office.rows(Draft)) == (office.ids.lily, [])


def test_it_works_once_and_for_a_quarter_of_an_hour(office: Office) -> None:
    code = code_of(office)
    office.write_from("far", "77", f"/link {code}")
    assert BAD in office.write_from("far", "78", f"/link {code}").text
    late = code_of(office)
    office.wait(minutes=15)
    assert BAD in office.write_from("far", "78", f"/link {late}").text
    assert owner_of(office, "far") == [office.ids.lily]


def test_an_invitation_is_no_link_and_a_link_no_invitation(office: Office) -> None:
    invitation = re.findall(r"[A-Z2-9]{16}", office.say("ada", "/invite").text)[-1]
    assert BAD in office.write_from("far", "77", f"/link {invitation}").text
    assert BAD in office.write_from("far", "77", f"/join {code_of(office)}").text
    assert owner_of(office, "far") == []


def test_two_members_become_one_after_a_tap_with_records_tasks_and_drafts(office: Office) -> None:
    other = second(office)
    office.write_from("far", "77", "log", record("contact_log", company="Beta Ltd"))
    office.write_from("far", "77", "todo", record("task", action="send the quote", company="Beta Ltd"))
    office.write_from("far", "77", "call", record("contact_log", summary="likes it"))
    asked = office.write_from("far", "77", f"/link {code_of(office)}")
    assert "Are you Lily Chen (rep · East)?" in asked.text
    assert (owner_of(office, "far"), office.row(Customer).owner_id) == ([other], other), "nothing happens before the tap"
    answer = office.press_from("far", "77", button(asked, "Confirm").action)
    assert "you are Lily Chen here and there" in answer.text
    lily = office.ids.lily
    assert (office.row(Customer).owner_id, office.row(Task).owner_id, office.row(Task).creator_id) == (lily, lily, lily)
    assert office.row(ContactLog).member_id == lily
    assert (owner_of(office, "far"), office.row(Draft).member_id) == ([lily], lily)
    assert [(one.id, one.active) for one in office.rows(Member) if one.name == "Chen Lily"] == [(other, False)]
    assert {item.member_id for item in office.rows(OutboxItem)} <= {None, lily}
    assert "send the quote" in office.say("lily", "/tasks").text
    assert "Beta Ltd" in office.say("lily", "Beta Ltd").text, "the question that was open there is answered here"
    assert len(office.rows(ContactLog)) == 2


def test_it_is_audited_as_the_doing_of_who_goes_and_undo_does_not_reach_it(office: Office) -> None:
    other = second(office)
    office.say("lily", "mine", record("task", action="call Jane"))
    office.write_from("far", "77", "todo", record("task", action="send the quote"))
    merge(office)
    moved = [(entry.entity, entry.before) for entry in office.rows(AuditEntry) if entry.action == "update" and entry.member_id == other]
    assert ("task", {"owner_id": other}) in moved
    assert ("member", {"active": True}) in moved
    assert "call Jane" in office.say("lily", "undo", record("command", verb="undo")).text
    assert [task.action for task in office.rows(Task)] == ["send the quote"]
    assert "nothing to undo" in office.say("lily", "undo", record("command", verb="undo")).text
    assert not next(one for one in office.rows(Member) if one.id == other).active


def test_the_higher_role_is_kept_and_told_before(office: Office) -> None:
    second(office, "Boss", Role.ADMIN)
    asked = office.write_from("far", "77", f"/link {code_of(office)}")
    assert "(admin · East)" in asked.text
    office.press_from("far", "77", button(asked, "Confirm").action)
    lily = next(one for one in office.rows(Member) if one.id == office.ids.lily)
    assert (lily.role, lily.team_id) == (Role.ADMIN, office.ids.team)


def test_of_two_reports_of_a_day_each_stays_with_its_member(office: Office) -> None:
    other, lily = second(office), office.ids.lily
    with office.look() as context:
        for member, day, done in ((other, 24, "theirs"), (lily, 24, "hers"), (other, 23, "earlier")):
            context.session.add(DailyReport(member_id=member, day=NOW.date().replace(day=day), done=done, created_at=NOW))
    merge(office)
    assert {(report.member_id, report.done) for report in office.rows(DailyReport)} == {(other, "theirs"), (lily, "hers"), (lily, "earlier")}


def test_pushes_go_to_the_app_used_last_of_the_one_member(office: Office) -> None:
    second(office)
    asked = office.write_from("far", "77", f"/link {code_of(office)}")
    office.wait(minutes=1)
    office.press_from("far", "77", button(asked, "Confirm").action)
    with office.look() as context:
        account = account_of(context.session, context.member)
        assert account is not None
        assert (account.platform, account.address) == ("far", "chat of 77")


def test_a_code_from_the_same_app_or_ones_own_is_refused_and_stays_good(office: Office) -> None:
    code = code_of(office)
    for who in ("lily", "tom"):
        assert "another chat app" in office.say(who, f"/link {code}").text
    assert "you are Lily Chen" in office.write_from("far", "77", f"/link {code}").text


def test_an_account_in_an_app_where_the_member_has_one_stays_behind(office: Office) -> None:
    other = second(office)
    with office.look() as context:
        add_account(context.session, context.session.get_one(Member, other), "test", "t1", "lily2", NOW)
    merge(office)
    assert {account.external_id: account.member_id for account in office.rows(Account)}["lily2"] == other
    assert "I don't know you yet" in office.say("lily2", "/tasks").text


def test_never_across_companies(office: Office) -> None:
    fill(office.database, "Their company", "t2")
    code, before = code_of(office), office.snapshot()
    with office.database.write(NOW, everywhere=True) as session:
        assistant.handle(session, Message("test", "t2", "lily", "lily", "x1", NOW, text=f"/link {code}"))
    assert BAD in office.rows(OutboxItem)[-1].payload["text"]
    assert office.snapshot() == before


@pytest.mark.parametrize("said", ["/link", "/link ABCDEFGH"])
def test_it_is_said_in_private(office: Office, said: str) -> None:
    assert "in private" in office.say("lily", said, chat="#east").text


def test_a_confirmation_that_comes_too_late_changes_nothing(office: Office) -> None:
    second(office)
    asked = office.write_from("far", "77", f"/link {code_of(office)}")
    office.wait(minutes=16)
    before = office.snapshot()
    assert BAD in office.press_from("far", "77", button(asked, "Confirm").action).text
    assert office.snapshot() == before
