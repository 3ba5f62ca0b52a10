"""The names that a workspace knows follow what is added, renamed and gone, and never leak into another workspace."""

from __future__ import annotations

from conftest import NOW, Ids, fill

from handlers.names import known_names
from handlers.parsing.name_words import name_key
from handlers.parsing.names import KnownNames
from storage.database import Database
from storage.models import Contact, Customer, Lead, LeadStatus, Member, Workspace


def names(database: Database, workspace_id: int) -> KnownNames:
    with database.read(workspace_id) as session:
        return known_names(session, session.get_one(Workspace, workspace_id))


def add(database: Database, ids: Ids, *rows: Customer | Contact | Lead) -> None:
    with database.write(NOW, ids.workspace) as session:
        session.add_all(rows)


def customer(name: str, **more: object) -> Customer:
    return Customer(name=name, name_key=name_key(name), created_at=NOW, **more)


def test_what_is_added_is_known_at_once(sqlite: Database, team: Ids) -> None:
    before = names(sqlite, team.workspace)
    add(sqlite, team, customer("Acme Corp"), Lead(company="Blue Dot", person="Bob Ray", name_key="bluedot", created_at=NOW))
    after = names(sqlite, team.workspace)
    assert after.find_company("acme").name == "Acme Corp"
    assert after.find_contact("Bob").name == "Bob Ray"
    assert after.find_member("Lily").name == "Lily Chen"
    assert before.find_company("acme").name is None
    assert names(sqlite, team.workspace) is after


def test_what_is_gone_is_known_no_longer(sqlite: Database, team: Ids) -> None:
    add(sqlite, team, customer("Acme Corp"), Lead(company="Blue Dot", name_key="bluedot", created_at=NOW))
    assert names(sqlite, team.workspace).find_company("Blue Dot").name == "Blue Dot"
    with sqlite.write(NOW, team.workspace) as session:
        session.get_one(Lead, 1).status = LeadStatus.LOST
        session.get_one(Customer, 1).name = "Zenith Works"
        session.get_one(Member, team.tom).active = False
    after = names(sqlite, team.workspace)
    assert after.find_company("Blue Dot").name is None
    assert after.find_company("Acme Corp").name is None
    assert after.find_company("Zenith").name == "Zenith Works"
    assert after.find_member("Tom").name is None


def test_a_new_alias_leads_to_its_customer(sqlite: Database, team: Ids) -> None:
    add(sqlite, team, customer("Acme Corp"))
    assert names(sqlite, team.workspace).find_company("the rocket people").name is None
    with sqlite.write(NOW, team.workspace) as session:
        session.get_one(Customer, 1).aliases = ["the rocket people"]
    assert names(sqlite, team.workspace).find_company("the rocket people").name == "Acme Corp"


def test_another_workspace_knows_its_own_only(sqlite: Database, team: Ids) -> None:
    other = fill(sqlite, "Other Sales", tenant="t2")
    add(sqlite, team, customer("Acme Corp"))
    assert names(sqlite, team.workspace).find_company("Acme").name == "Acme Corp"
    assert names(sqlite, other.workspace).find_company("Acme").name is None
