"""The pool: the first to claim gets it, and nothing is lost on the way from one to another."""

import threading

import pytest
from conftest import NOW, fill
from office import Office, labels, record
from sqlalchemy import select

from handlers import assistant
from handlers.messages import Message, MessageKind
from handlers.pools import release_all
from storage.database import Database
from storage.models import Customer, Deal, Lead, LeadStatus, Member, OutboxItem, Stage, Task


def add_lead(office: Office, who: str = "lily", company: str = "Acme Corp", **fields: str) -> None:
    office.say(who, f"new lead {company}", record("lead", company=company, **fields))


def do(office: Office, who: str, verb: str, said: str | None = "Acme Corp", **fields: str) -> str:
    named = {"object": said} if said else {}
    return office.say(who, f"{verb} {said} {fields}", record("command", verb=verb, **named, **fields)).text


def test_released_leads_are_claimed_from_the_pool(office: Office) -> None:
    add_lead(office, person="Jane Doe", need="forty sheets of plywood")
    assert "in the pool now" in do(office, "lily", "release")
    pool = office.say("tom", "pool", record("query", about="pool"))
    assert pool.text.splitlines() == ["1 in the pool, for anybody to claim", "1. Acme Corp · Jane Doe · forty sheets of plywood"]
    assert office.press("tom", "Claim 1").text.startswith("🙌 Acme Corp is yours now.")
    assert office.row(Lead).owner_id == office.ids.tom
    assert "empty" in office.say("tom", "pool", record("query", about="pool")).text


def test_whoever_claims_second_is_told_who_has_it(office: Office) -> None:
    add_lead(office)
    do(office, "lily", "release")
    do(office, "tom", "claim")
    assert do(office, "lily", "claim") == "Tom Reid has Acme Corp already."
    assert do(office, "tom", "claim") == "Acme Corp is yours already."
    assert office.press_action("lily", "claim:1").text == "Tom Reid has Acme Corp already."
    assert office.row(Lead).owner_id == office.ids.tom


def test_claiming_at_the_same_time_gives_it_to_one(database: Database) -> None:
    ids = fill(database)
    with database.write(NOW, ids.workspace) as session:
        session.add(Lead(company="Acme", name_key="acme", created_at=NOW))
    gate = threading.Barrier(2)

    def press(who: str) -> None:
        message = Message("test", "t1", who, who, f"m-{who}", NOW, kind=MessageKind.PRESS, action="claim:lead:1")
        gate.wait()
        with database.write(NOW, everywhere=True) as session:
            assistant.handle(session, message)

    threads = [threading.Thread(target=press, args=(who,)) for who in ("lily", "tom")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read(ids.workspace) as session:
        owner = session.get_one(Member, session.scalars(select(Lead.owner_id)).one()).name
        texts = sorted(item.payload["text"].splitlines()[0] for item in session.scalars(select(OutboxItem)))
    assert texts == sorted(["🙌 Acme is yours now.", f"{owner} has Acme already."])


def test_open_tasks_and_deals_move_along(office: Office) -> None:
    office.say("lily", "deal", record("deal", company="Acme Corp", stage="proposal"), record("task", action="send the quote", company="Acme Corp"))
    do(office, "lily", "release")
    do(office, "tom", "claim")
    assert {row.owner_id for row in (*office.rows(Task), *office.rows(Deal), *office.rows(Customer))} == {office.ids.tom}
    before = office.snapshot()
    do(office, "max", "assign", to="Lily Chen")
    assert {row.owner_id for row in (*office.rows(Task), *office.rows(Deal), *office.rows(Customer))} == {office.ids.lily}
    office.press("max", "Undo")
    assert office.snapshot() == before


def test_handing_over_tells_both_sides(office: Office) -> None:
    add_lead(office)
    assert do(office, "max", "assign", to="Tom Reid").startswith("Acme Corp belongs to Tom Reid now.")
    assert office.told("tom") == ["Max Manager handed this over to you:\nLead · Acme Corp"]
    assert office.told("lily") == ["Max Manager handed this over to somebody else:\nLead · Acme Corp · Tom Reid"]


def test_a_new_lead_is_assigned_in_the_same_breath(office: Office) -> None:
    text = office.say(
        "lily", "new lead Cobalt, assign it to Tom", record("lead", company="Cobalt"), record("command", verb="assign", object="it", to="Tom Reid")
    ).text
    assert office.row(Lead).owner_id == office.ids.tom
    assert "Cobalt belongs to Tom Reid now." in text


def test_without_a_name_it_asks_who_gets_it(office: Office) -> None:
    add_lead(office)
    reply = office.say("lily", "assign it", record("command", verb="assign", object="Acme Corp"))
    assert labels(reply) == ["Max Manager", "Tom Reid"]
    office.press("lily", "Tom Reid")
    assert office.row(Lead).owner_id == office.ids.tom


def test_what_is_not_ones_own_is_neither_released_nor_handed_out(office: Office) -> None:
    add_lead(office, "tom")
    assert "belongs to Tom Reid" in do(office, "lily", "release")
    assert "belongs to Tom Reid" in do(office, "lily", "assign", to="Lily Chen")
    do(office, "tom", "release")
    assert "not yours to hand over" in do(office, "lily", "assign", to="Tom Reid")
    assert office.row(Lead).owner_id is None
    do(office, "lily", "assign", to="Lily Chen")
    assert office.row(Lead).owner_id == office.ids.lily


def test_a_manager_who_releases_tells_the_owner(office: Office) -> None:
    add_lead(office, "tom")
    do(office, "max", "release")
    assert office.told("tom") == ["Max Manager put this back into the pool:\nLead · Acme Corp · in the pool"]
    assert "already" in do(office, "max", "release")


@pytest.mark.parametrize("said", ["Nobody Inc", None])
def test_what_is_not_known_is_not_guessed(office: Office, said: str | None) -> None:
    text = do(office, "lily", "claim", said)
    assert ("no customer or lead called “Nobody Inc”" if said else "Which customer or lead?") in text


def test_two_that_fit_are_asked_about(office: Office) -> None:
    for company in ("Nordic Steel", "Nordic Paper"):
        add_lead(office, company=company)
        do(office, "lily", "release", company)
    reply = office.say("tom", "claim nordic", record("command", verb="claim", object="nordic"))
    assert set(labels(reply)) == {"Nordic Steel (Lead)", "Nordic Paper (Lead)"}
    office.press("tom", "Nordic Paper (Lead)")
    assert [lead.owner_id for lead in office.rows(Lead)] == [None, office.ids.tom]


def test_what_somebody_who_leaves_owns_goes_to_the_pool(office: Office) -> None:
    add_lead(office, company="Open Lead")
    add_lead(office, company="Lost Lead")
    office.submit("lily", "edit:lead:2", company="Lost Lead", status="lost")
    office.say("lily", "called", record("contact_log", company="Customer Co"))
    with office.look("ada") as context:
        assert release_all(context, context.session.get_one(Member, office.ids.lily)) == 2
    assert [(lead.owner_id, lead.status) for lead in office.rows(Lead)] == [(None, LeadStatus.NEW), (office.ids.lily, LeadStatus.LOST)]
    assert office.row(Customer).owner_id is None


def test_a_customer_in_the_pool_is_claimed_by_name(office: Office) -> None:
    office.say("lily", "deal", record("deal", company="Acme Corp", stage="proposal"))
    do(office, "lily", "release")
    assert "1. Acme Corp · Customer" in office.say("tom", "pool", record("query", about="pool")).text
    do(office, "tom", "claim")
    assert office.row(Customer).owner_id == office.ids.tom
    assert office.row(Deal).stage is Stage.PROPOSAL
