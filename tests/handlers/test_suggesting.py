"""Suggestions while somebody types: their own and the pool's, never a colleague's or another company's."""

from __future__ import annotations

import pytest
from conftest import NOW, fill
from office import Office, field_of, record
from sqlalchemy import event

from bot.forms import RefusedError, suggest_for
from handlers.messages import Message
from handlers.parsing.name_words import name_key
from handlers.suggesting import suggest
from storage.models import Contact, Customer, Lead, LeadStatus, Member, Role


def values(office: Office, who: str, kind: str, typed: str = "", limit: int = 100) -> list[str]:
    with office.look(who) as context:
        return [option.value for option in suggest(context, kind, typed, limit)]


@pytest.fixture
def stocked(office: Office) -> Office:
    """Customers and leads of Lily's, Tom's and the pool's."""
    office.say("lily", "a", record("contact_log", company="Acme Corp", person="Jane Doe"))
    office.say("tom", "b", record("contact_log", company="Acorn Ltd", person="Jack Roe"))
    office.say("lily", "c", record("lead", company="Cobalt 100% Events", person="Ann Lee"))
    office.say("tom", "d", record("lead", company="Tomcat", person="Tim Poe"))
    with office.look() as context:
        context.session.add(Lead(company="Poolside", name_key="poolside", created_at=NOW))
        context.session.add(Lead(company="Acme of old", name_key="acme of old", owner_id=office.ids.lily, status=LeadStatus.LOST, created_at=NOW))
    return office


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("lily", {"Acme Corp", "Poolside", "Cobalt 100% Events"}),
        ("tom", {"Acorn Ltd", "Poolside", "Tomcat"}),
        ("max", {"Acorn Ltd", "Acme Corp", "Poolside", "Tomcat", "Cobalt 100% Events"}),
        ("ada", {"Acorn Ltd", "Acme Corp", "Poolside", "Tomcat", "Cobalt 100% Events"}),
    ],
)
def test_a_rep_is_suggested_own_and_pool_records_a_manager_the_teams(stocked: Office, who: str, seen: set[str]) -> None:
    assert set(values(stocked, who, "customer")) == seen


def test_people_are_those_of_such_customers_and_leads(stocked: Office) -> None:
    assert values(stocked, "lily", "person") == ["Jane Doe", "Ann Lee"]
    assert values(stocked, "tom", "person") == ["Jack Roe", "Tim Poe"]
    assert set(values(stocked, "max", "person", "ja")) == {"Jane Doe", "Jack Roe"}


def test_no_other_companys_names_are_suggested(stocked: Office) -> None:
    theirs = fill(stocked.database, "Their company", "t2")
    with stocked.database.write(NOW, theirs.workspace) as session:
        session.add(Customer(name="Acme secret", name_key="acme secret", created_at=NOW))
        session.add(Member(name="Zoe Secret", role=Role.REP, created_at=NOW))
    for who in ("lily", "ada"):
        assert "Acme secret" not in values(stocked, who, "customer", "acme")
        assert "Zoe Secret" not in values(stocked, who, "member") + values(stocked, who, "scope")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ACM", ["Acme Corp"]),
        (" acme  corp ", ["Acme Corp"]),
        ("ac.me", ["Acme Corp"]),
        ("corp", ["Acme Corp"]),
        ("100%", ["Cobalt 100% Events"]),
        ("%", ["Cobalt 100% Events"]),
        ("_", []),
        ("ann", ["Cobalt 100% Events"]),
        ("zzz", []),
        ("old", []),
    ],
)
def test_what_is_typed_is_found_anywhere_in_a_name_in_any_case(stocked: Office, typed: str, found: list[str]) -> None:
    assert values(stocked, "lily", "customer", typed) == found


def test_names_that_begin_so_come_first_and_the_latest_when_nothing_is_typed(office: Office) -> None:
    with office.look() as context:
        for name in ("Acme", "Big Acme", "Other"):
            context.session.add(Customer(name=name, name_key=name_key(name), owner_id=office.ids.lily, created_at=NOW))
    assert values(office, "lily", "customer", "acm") == ["Acme", "Big Acme"]
    office.say("lily", "a", record("contact_log", company="Big Acme"))
    assert values(office, "lily", "customer")[0] == "Big Acme"


def test_scopes_are_what_one_may_see(office: Office) -> None:
    office.say("ada", "/team West")
    assert values(office, "lily", "scope") == ["East", "Lily Chen"]
    assert values(office, "max", "scope") == ["East", "Lily Chen", "Max Manager", "Tom Reid"]
    assert values(office, "ada", "scope", "we") == ["West"]
    assert values(office, "lily", "member") == ["Ada Admin", "Lily Chen", "Max Manager", "Tom Reid"]
    office.say("ada", "/member Tom Reid, off")
    assert values(office, "lily", "member", "reid") == []


def test_periods_are_found_by_their_names(office: Office) -> None:
    assert "2026-11" in values(office, "lily", "period")
    assert values(office, "lily", "period", "novem") == ["2026-11"]
    assert values(office, "lily", "money", "5") == []


def test_the_forms_own_suggestions_are_scoped_likewise(stocked: Office) -> None:
    offered = {option.value for option in field_of(stocked.form("lily", "new:contact_log"), "company").options}
    assert offered == {"Acme Corp", "Poolside", "Cobalt 100% Events"}


def test_a_platform_asks_for_them_and_a_stranger_gets_none(stocked: Office) -> None:
    asked = Message("test", "t1", "lily", "lily", "x", NOW)
    assert [option.label for option in suggest_for(stocked.database, asked, "customer", "acm")] == ["Acme Corp"]
    with pytest.raises(RefusedError):
        suggest_for(stocked.database, Message("test", "t1", "eve", "eve", "x", NOW), "customer", "acm")


def test_two_thousand_customers_take_a_statement_or_two_and_give_no_more_than_asked_for(office: Office) -> None:
    with office.look() as context:
        made = [Customer(name=f"Firm {number}", name_key=f"firm {number}", owner_id=office.ids.lily, created_at=NOW) for number in range(2000)]
        context.session.add_all(made)
        context.session.flush()
        context.session.add_all(Contact(name=f"Jo {one.id}", customer_id=one.id, created_at=NOW) for one in made[:300])
    said: list[str] = []
    with office.look() as context:
        engine = context.session.get_bind().engine
        event.listen(engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
        assert len(suggest(context, "customer", "firm", 100)) == 100
        assert [option.value for option in suggest(context, "customer", "firm 1999")] == ["Firm 1999"]
        assert len(suggest(context, "person", "")) == 100
    assert len([statement for statement in said if statement.startswith("SELECT")]) == 6
