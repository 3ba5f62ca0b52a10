"""Targets count contracts, payments, visits, calls and new customers by themselves, and say how they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW
from office import Office, field_of, filled_in, labels, record

from handlers.parsing.name_words import name_key
from storage.models import CheckIn, ContactLog, Contract, Customer, Lead, LeadStatus, Member, Payment, Role, Target, Team

TODAY = date(2026, 11, 24)


def add(office: Office, *rows: Any) -> None:  # noqa: ANN401
    with office.look("ada") as context:
        context.session.add_all(rows)


def target(office: Office, amount: int, who: int | None = None, *, team: int | None = None, **values: Any) -> Target:  # noqa: ANN401
    return Target(
        **{"period": "2026-11", "metric": "sales", "currency": "CNY", "created_at": NOW} | values,
        amount=Decimal(amount),
        member_id=who,
        team_id=team,
    )


def contract(who: int, amount: str | int, day: date = TODAY, currency: str = "CNY") -> Contract:
    return Contract(owner_id=who, amount=Decimal(amount), currency=currency, signed_on=day, created_at=NOW)


def ask(office: Office, who: str = "max", **fields: Any) -> str:  # noqa: ANN401
    return office.say(who, "how are we doing", record("query", about="targets", **fields)).text


def test_a_manager_sets_the_team_s(office: Office) -> None:
    reply = office.say("max", "t", record("target", scope="East", metric="sales", amount=Decimal(200000), currency="CNY", period="2026-12"))
    row = office.row(Target)
    assert (row.period, row.metric, row.team_id, row.member_id, row.amount, row.currency) == (
        "2026-12",
        "sales",
        office.ids.team,
        None,
        Decimal(200000),
        "CNY",
    )
    assert reply.text == "Target · December · Sales · East: CN¥200,000"
    assert labels(reply) == ["Undo", "Edit"]


def test_without_more_words_it_is_this_month_s_sales(office: Office) -> None:
    office.say("max", "t", record("target", amount=Decimal(200000), currency="CNY"))
    row = office.row(Target)
    assert (row.period, row.metric, row.team_id) == ("2026-11", "sales", office.ids.team)


def test_a_new_figure_takes_the_place_of_the_old_one(office: Office) -> None:
    for amount in (200000, 250000):
        office.say("max", "t", record("target", scope="Lily Chen", amount=Decimal(amount), currency="CNY"))
    office.say("max", "t", record("target", scope="Lily Chen", amount=Decimal(12), metric="visits"))
    assert [(row.metric, row.amount, row.currency) for row in office.rows(Target)] == [
        ("sales", Decimal(250000), "CNY"),
        ("visits", Decimal(12), None),
    ]


def test_a_rep_sets_their_own_only(office: Office) -> None:
    office.say("lily", "t", record("target", amount=Decimal(1000), currency="CNY"))
    assert office.row(Target).member_id == office.ids.lily
    for scope in ("East", "Tom Reid", "company"):
        assert "set by their manager" in office.say("lily", "t", record("target", scope=scope, amount=Decimal(1), currency="CNY")).text
    assert len(office.rows(Target)) == 1


def test_a_manager_sets_none_of_other_teams(office: Office) -> None:
    with office.look("ada") as context:
        context.session.add(Team(name="West", created_at=NOW))
    for scope in ("West", "company", "Ada Admin"):
        assert "set by their manager" in office.say("max", "t", record("target", scope=scope, amount=Decimal(1), currency="CNY")).text
    assert office.rows(Target) == []


def test_nobody_edits_what_they_may_not_set(office: Office) -> None:
    add(office, target(office, 1000, team=office.ids.team))
    office.submit("lily", "edit:target:1", scope="me", metric="sales", amount="1 CNY", period="2026-11")
    assert office.row(Target).amount == Decimal(1000)


@pytest.mark.parametrize(("scope", "ids"), [("east team", "team"), ("EAST", "team"), ("Lily", "lily"), ("me", "manager"), ("team", "team")])
def test_names_are_found_as_people_say_them(office: Office, scope: str, ids: str) -> None:
    office.say("max", "t", record("target", scope=scope, amount=Decimal(1), currency="CNY"))
    row = office.row(Target)
    assert (row.team_id or row.member_id) == getattr(office.ids, ids)


def test_an_unknown_name_is_refused(office: Office) -> None:
    assert "no team and nobody called “Mars”" in office.say("max", "t", record("target", scope="Mars", amount=Decimal(1), currency="CNY")).text


@pytest.mark.parametrize("amount", [0, -5])
def test_a_target_is_more_than_nothing(office: Office, amount: int) -> None:
    assert "more than nothing" in office.say("max", "t", record("target", amount=Decimal(amount), currency="CNY")).text
    assert office.rows(Target) == []


def test_the_form_takes_words(office: Office) -> None:
    form = office.form("max", "new:target")
    assert {option.value for option in field_of(form, "scope").options} >= {"East", "Lily Chen"}
    assert [option.label for option in field_of(form, "period").options] == ["Week 48", "November", "Q4", "2026"]
    office.submit("max", "new:target", scope="east", metric="visits", amount="40", period="next month")
    row = office.row(Target)
    assert (row.period, row.amount, row.currency, row.team_id) == ("2026-12", Decimal(40), None, office.ids.team)
    assert filled_in(office.form("max", "edit:target:1")) == {"scope": "East", "metric": "visits", "amount": "40", "period": "2026-12"}


def test_the_form_refuses_what_it_can_t_read(office: Office) -> None:
    reply = office.submit("max", "new:target", scope="Mars", metric="sales", amount="1000", period="someday")
    assert office.rows(Target) == []
    assert "Mars" in reply.text or "someday" in reply.text


def test_contracts_count_on_the_day_they_were_signed(office: Office) -> None:
    ids = office.ids
    add(
        office,
        target(office, 200000, team=ids.team),
        target(office, 100000, ids.lily),
        contract(ids.lily, 60000, date(2026, 11, 1)),
        contract(ids.lily, "10000.50", date(2026, 11, 30)),
        contract(ids.lily, 99999, date(2026, 10, 31)),
        contract(ids.lily, 99999, date(2026, 12, 1)),
        contract(ids.tom, 12000),
        contract(ids.lily, 5000, currency="EUR"),
        contract(ids.admin, 70000),
    )
    assert ask(office).splitlines() == [
        "🎯 November · Sales · East",
        "▓▓▓▓░░░░░░ \u200741% · CN¥82,000.50 of CN¥200,000",
        "16 of 21 working days gone · CN¥70,380 behind",
        "Not counted, in another currency: €5,000",
        "▓▓▓▓▓▓▓░░░ \u200770% Lily Chen · CN¥70,000.50 of CN¥100,000",
        "• Tom Reid · CN¥12,000, no target",
    ]


def test_payments_count_on_the_day_they_came(office: Office) -> None:
    ids = office.ids
    add(
        office,
        target(office, 1000, ids.lily, metric="payment"),
        Payment(owner_id=ids.lily, amount=Decimal(400), currency="CNY", received_on=TODAY, created_at=NOW),
        Payment(owner_id=ids.lily, amount=Decimal(300), currency="CNY", received_on=date(2026, 10, 31), created_at=NOW),
        contract(ids.lily, 999),
    )
    assert "40% · CN¥400 of CN¥1,000" in ask(office, "lily")


def test_visits_and_calls_are_counted_and_a_check_in_is_a_visit_unless_it_was_logged(office: Office) -> None:
    ids = office.ids
    acme = Customer(id=1, name="Acme", name_key="acme", created_at=NOW)
    add(office, acme)
    common = {"member_id": ids.lily, "created_at": NOW}
    add(
        office,
        target(office, 10, ids.lily, metric="visits", currency=None),
        target(office, 10, ids.lily, metric="calls", currency=None),
        ContactLog(customer_id=1, method="visit", at=NOW, **common),
        CheckIn(customer_id=1, at=NOW + timedelta(hours=3), **common),  # the same visit
        CheckIn(customer_id=1, at=NOW + timedelta(days=1), **common),  # another day
        CheckIn(customer_id=1, at=NOW + timedelta(days=1, hours=1), **common),  # the same once more
        CheckIn(place="Fair", at=NOW, **common),  # nobody's place
        ContactLog(customer_id=1, method="call", at=NOW, **common),
        ContactLog(method="meeting", at=NOW, **common),
        ContactLog(customer_id=1, method="visit", at=NOW - timedelta(days=40), **common),
    )
    text = ask(office, "lily")
    assert "\u200720% · 2 of 10" in text
    assert "\u200710% · 1 of 10" in text


def test_days_are_counted_in_each_member_s_own_zone(office: Office) -> None:
    """Half past midnight of 1 December in Shanghai is still November in Berlin."""
    ids = office.ids
    with office.look("ada") as context:
        context.session.get_one(Member, ids.tom).timezone = "Europe/Berlin"
    moment = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    calls = [ContactLog(member_id=who, method="call", at=moment, created_at=NOW) for who in (ids.lily, ids.tom)]
    add(office, *calls, target(office, 10, ids.lily, metric="calls", currency=None), target(office, 10, ids.tom, metric="calls", currency=None))
    text = ask(office)
    assert "0% Lily Chen · 0 of 10" in text
    assert "10% Tom Reid · 1 of 10" in text


def test_a_new_customer_counts_once(office: Office) -> None:
    ids = office.ids
    october, november = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)
    customers = [("New", october), ("Old", october), ("Led", november), ("LedBefore", october), ("Idle", november)]
    add(office, *[Customer(id=n, name=name, name_key=name_key(name), owner_id=ids.lily, created_at=at) for n, (name, at) in enumerate(customers, 1)])
    lead = {"name_key": "x", "status": LeadStatus.CONVERTED, "owner_id": ids.lily, "created_at": october}
    add(
        office,
        target(office, 10, ids.lily, metric="customers", currency=None),
        *[Contract(owner_id=ids.lily, customer_id=1, signed_on=day, created_at=NOW) for day in (date(2026, 11, 2), date(2026, 11, 3))],
        *[Contract(owner_id=ids.lily, customer_id=2, signed_on=day, created_at=NOW) for day in (date(2026, 10, 2), date(2026, 11, 3))],
        Contract(owner_id=ids.lily, customer_id=3, signed_on=date(2026, 11, 12), created_at=NOW),
        Contract(owner_id=ids.lily, customer_id=4, signed_on=date(2026, 11, 12), created_at=NOW),
        Lead(company="Led", customer_id=3, **lead),
        Lead(company="LedBefore", customer_id=4, **lead),
    )
    assert "20% · 2 of 10" in ask(office, "lily")


def test_what_nothing_counts_says_so(office: Office) -> None:
    add(office, target(office, 5000, office.ids.lily, metric="margin"))
    assert ask(office, "lily") == "🎯 November · Margin · Lily Chen\nTarget: CN¥5,000. Nothing I keep counts this yet, so I can't say how it stands."


@pytest.mark.parametrize(
    ("now", "pace"),
    [
        (datetime(2026, 11, 2, 2, tzinfo=UTC), "0 of 21 working days gone · CN¥210 ahead"),
        (datetime(2026, 11, 2, 11, tzinfo=UTC), "1 of 21 working days gone · CN¥110 ahead"),
        (datetime(2026, 11, 4, 2, tzinfo=UTC), "2 of 21 working days gone · CN¥10 ahead"),
        (datetime(2026, 11, 5, 2, tzinfo=UTC), "3 of 21 working days gone · CN¥90 behind"),
        (datetime(2026, 11, 30, 11, tzinfo=UTC), "21 of 21 working days gone · CN¥1,890 behind"),
    ],
)
def test_pace_is_by_working_days(office: Office, now: datetime, pace: str) -> None:
    add(office, target(office, 2100, office.ids.lily), contract(office.ids.lily, 210, date(2026, 11, 1)))
    office.now = now
    assert ask(office, "lily").splitlines()[2] == pace


def test_before_and_after_the_period_there_is_no_pace(office: Office) -> None:
    add(office, target(office, 2100, office.ids.lily), target(office, 50, office.ids.lily, period="2026-12"), contract(office.ids.lily, 210))
    assert ask(office, "lily", period="2026-12").splitlines()[2] == "Begins Tue 1 Dec."
    office.wait(days=10)
    assert ask(office, "lily", period="2026-11").splitlines()[2] == "It is over; CN¥1,890 were missing."


def test_reached_is_reached(office: Office) -> None:
    add(office, target(office, 100, office.ids.lily), contract(office.ids.lily, 250))
    assert ask(office, "lily").splitlines()[1:] == ["▓▓▓▓▓▓▓▓▓▓ 250% · CN¥250 of CN¥100", "Reached! 🎉"]


def test_almost_is_not_reached(office: Office) -> None:
    add(office, target(office, 100000, office.ids.lily), contract(office.ids.lily, 99999))
    assert "▓▓▓▓▓▓▓▓▓░ \u200799%" in ask(office, "lily")


def test_members_targets_add_up_where_the_team_has_none(office: Office) -> None:
    ids = office.ids
    add(office, target(office, 100, ids.lily), target(office, 300, ids.tom), contract(ids.lily, 100))
    assert "25% · CN¥100 of CN¥400" in ask(office)


def test_the_company_is_shown_by_team_too(office: Office) -> None:
    ids = office.ids
    add(office, target(office, 400, team=ids.team), contract(ids.lily, 100), contract(ids.admin, 100))
    lines = ask(office, "ada").splitlines()
    assert lines[0] == "🎯 November · Sales · Company"
    assert lines[1].endswith("50% · CN¥200 of CN¥400")
    assert lines[3].endswith("25% East · CN¥100 of CN¥400")


def test_the_work_of_who_has_left_still_counts(office: Office) -> None:
    ids = office.ids
    add(office, target(office, 400, team=ids.team), contract(ids.tom, 100))
    with office.look("ada") as context:
        context.session.get_one(Member, ids.tom).active = False
    assert "25% · CN¥100 of CN¥400" in ask(office)
    assert "Tom Reid" in ask(office)


def test_every_running_period_is_shown_and_others_are_not(office: Office) -> None:
    ids = office.ids
    add(office, *[target(office, 100, ids.lily, period=period) for period in ("2026", "2026-11", "2026-Q4", "2026-10", "2026-Q3", "2025")])
    text = ask(office, "lily")
    assert [line.split(" · ")[0] for line in text.splitlines() if line.startswith("🎯")] == ["🎯 November", "🎯 Q4", "🎯 2026"]


def test_a_rep_without_targets_sees_the_team_s(office: Office) -> None:
    add(office, target(office, 100, team=office.ids.team))
    assert ask(office, "lily").startswith("🎯 November · Sales · East")


def test_without_any_target_it_says_how_to_set_one(office: Office) -> None:
    add(office, contract(office.ids.lily, 100))
    lines = ask(office, "lily").splitlines()
    assert lines[:2] == ["🎯 November · Sales · Lily Chen", "CN¥100 so far, no target set"]
    assert "No target is set." in lines[-1]


def test_a_rep_sees_neither_other_people_s_nor_the_company_s(office: Office) -> None:
    for scope in ("company", "Tom Reid", "Ada Admin"):
        assert "not yours to see" in ask(office, "lily", scope=scope)
    assert "East" in ask(office, "lily", scope="team")


def test_a_big_team_is_cut_and_shown_whole_on_demand(office: Office) -> None:
    with office.look("ada") as context:
        for number in range(20):
            context.session.add(Member(name=f"Rep {number:02}", role=Role.REP, team_id=office.ids.team, created_at=NOW))
    add(office, target(office, 100, team=office.ids.team))
    reply = office.say("max", "q", record("query", about="targets"))
    assert reply.text.splitlines()[-1] == "… and 10 more"
    assert labels(reply) == ["Show all", "Ranking"]
    assert "Rep 19" in office.press("max", "Show all").text


def test_the_ranking_is_by_what_was_reached(office: Office) -> None:
    ids = office.ids
    add(office, contract(ids.tom, 300), contract(ids.lily, 100), contract(ids.manager, 100), contract(ids.admin, 900))
    reply = office.say("lily", "ranking", record("query", about="ranking"))
    assert reply.text.splitlines() == [
        "🏆 November · Sales · East",
        "🥇 Tom Reid · CN¥300",
        "🥈 Lily Chen · CN¥100",
        "🥈 Max Manager · CN¥100",
    ]


def test_who_has_nothing_has_no_place(office: Office) -> None:
    add(office, contract(office.ids.tom, 300))
    text = office.say("max", "ranking", record("query", about="ranking")).text
    assert "– Lily Chen · CN¥0" in text


def test_other_metrics_are_ranked_by_name(office: Office) -> None:
    add(office, ContactLog(member_id=office.ids.tom, method="call", at=NOW, created_at=NOW))
    text = office.say("max", "ranking", record("query", about="ranking", name="calls")).text
    assert text.splitlines()[:2] == ["🏆 November · Calls · East", "🥇 Tom Reid · 1"]
    assert "counts this yet" in office.say("max", "r", record("query", about="ranking", name="outlets")).text


def sign(office: Office) -> str:
    return office.say("lily", "signed", record("contract", company="Acme", amount=Decimal(70), currency="CNY")).text


def pay(office: Office) -> str:
    return office.say("lily", "paid", record("payment", company="Acme", amount=Decimal(70), currency="CNY")).text


@pytest.mark.parametrize(("metric", "write"), [("sales", sign), ("payment", pay)])
def test_a_receipt_says_how_the_target_stands_now(office: Office, metric: str, write: Callable[[Office], str]) -> None:
    add(office, target(office, 100, office.ids.lily, metric=metric))
    lines = write(office).splitlines()
    assert lines[-1] == "▓▓▓▓▓▓▓░░░ \u200770% · CN¥70 of CN¥100"
    assert lines[-2].startswith("🎯 November")


def test_a_receipt_without_a_target_says_nothing_of_it(office: Office) -> None:
    add(office, target(office, 100, office.ids.tom))
    assert "🎯" not in sign(office)
